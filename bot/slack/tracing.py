"""Which request a line of the log belongs to."""

from __future__ import annotations

import hashlib
from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Set for each request over HTTP, and for each turn while it is answered."""


def digest_of(turn: str) -> str:
    """A name for a turn that tells nothing: some ids are made of somebody's id."""
    return hashlib.sha256(turn.encode(errors="surrogatepass")).hexdigest()[:12]
