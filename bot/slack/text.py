"""Texts as Slack takes them: measured, cut without breaking a character, and never markup."""

from __future__ import annotations

import re
import unicodedata
from html import unescape

ELLIPSIS = "…"

_ZERO_WIDTH_JOINER = "\u200d"
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_MARKUP = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_BROADCASTS = {"!channel": "@channel", "!here": "@here", "!everyone": "@everyone"}


def length(text: str) -> int:
    """The length as Slack may count it: UTF-16 units, never less than the code points.

    Slack does not say which of the two it counts; texts that fit by this measure fit by both.
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean(text: str) -> str:
    """``text`` without what JSON or Slack refuse: control characters and lone surrogates."""
    return _CONTROL.sub("", _LONE_SURROGATE.sub("\ufffd", text))


def clip(text: str, most: int) -> str:
    """``text`` in at most ``most`` UTF-16 units, ending in an ellipsis where it was cut.

    The cut falls between two characters as people see them (an emoji with its
    skin tone, a letter with its accents), and between two words where one ends
    in the last fifth of the room.
    """
    text = clean(text)
    if length(text) <= most:
        return text
    room = most - length(ELLIPSIS)
    end = room
    while (excess := length(text[:end]) - room) > 0:
        end -= max(1, excess // 2)
    while end > 0 and not _may_cut(text, end):
        end -= 1
    space = text.rfind(" ", 0, end + 1)
    if space >= end * 4 // 5 and space > 0:
        end = space
    return text[:end].rstrip() + ELLIPSIS


def _may_cut(text: str, at: int) -> bool:
    """Whether a character as people see it ends just before ``at``.

    After the extended grapheme clusters of Unicode's UAX #29, without Hangul's
    parts and with flags only told apart by parity.
    """
    if at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    if after == _ZERO_WIDTH_JOINER or before == _ZERO_WIDTH_JOINER:
        return False
    if unicodedata.category(after).startswith("M") or "\U0001f3fb" <= after <= "\U0001f3ff":
        return False
    if _is_flag_half(before) and _is_flag_half(after):
        run = at - len(text[:at].rstrip("".join(map(chr, range(0x1F1E6, 0x1F200)))))
        return run % 2 == 0
    return True


def _is_flag_half(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def escape(text: str) -> str:
    """``text`` for a place that Slack parses: its three control characters as entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def readable(markup: str) -> str:
    """What somebody typed as people read it: names and labels for Slack's ``<…>``, no entities.

    Only for plain_text and rich_text, where nothing is parsed again.
    """
    return clean(unescape(_MARKUP.sub(_shown, markup))).strip()


def _shown(match: re.Match[str]) -> str:
    target, label = match[1], match[2]
    if target in _BROADCASTS:
        return _BROADCASTS[target]
    if target[:1] in {"@", "#"}:
        return f"{target[0]}{label or target[1:]}"
    return label or target.removeprefix("mailto:")


def without_mention(text: str, user: str) -> str:
    """A message without the mentions of ``user`` that only address it."""
    return re.sub(rf"<@{re.escape(user)}(?:\|[^<>]*)?>", " ", text).strip()
