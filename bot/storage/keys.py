"""Ids as the tables take them, whatever a request puts in their place."""

from __future__ import annotations

import hashlib

MAX_KEY = 200
"""Letters; PostgreSQL refuses to index entries of more than a third of a page."""
MAX_TEXT = 4_000


def safe_key(text: str) -> str:
    """``text``, or a digest of it where no database would take it.

    That is where it is longer than Slack's ids ever are, or holds what UTF-8
    or PostgreSQL cannot write down (lone surrogates, NUL).
    """
    if len(text) <= MAX_KEY and text.isprintable():
        return text
    return "sha256:" + digest(text)


def safe_text(text: str) -> str:
    """``text`` without NUL and lone surrogates, cut where it is too long to be kept."""
    return writable(text[:MAX_TEXT])


def writable(text: str) -> str:
    """``text`` without NUL and lone surrogates, which databases do not take."""
    return text.replace("\x00", "").encode("utf-8", errors="replace").decode("utf-8")


def digest(*texts: str) -> str:
    """A fingerprint of several texts."""
    written = "\x1f".join(texts).encode("utf-8", errors="surrogatepass")
    return hashlib.sha256(written).hexdigest()
