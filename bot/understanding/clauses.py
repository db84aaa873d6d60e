"""Where one sentence holds several clauses: side by side, or one that is taken for granted."""

from __future__ import annotations

import re

_CONJUNCTION = re.compile(
    r"(?:,|;)\s+(?:et |and |mais |but |while |puis |then )?"
    r"|\s(?:et|and|mais|but|while|tandis que|alors que|whereas|puis|then)\s"
)
_GRANTING = (
    r"(?:since|given that|seeing that|now that|considering that|because|puisqu(?:e\s|')"
    r"|étant donné qu(?:e\s|')|vu qu(?:e\s|')|sachant qu(?:e\s|')|maintenant qu(?:e\s|')"
    r"|depuis qu(?:e\s|')|parce qu(?:e\s|'))\s*"
)
"""Words of both languages behind which something is taken for granted."""

_BEFORE = re.compile(rf"^\W*{_GRANTING}(?P<premise>[^,]+),\s+(?P<rest>.+)$", re.IGNORECASE)
_BEHIND = re.compile(rf"^(?P<rest>.+?),?\s+{_GRANTING}(?P<premise>.+)$", re.IGNORECASE)


def conjoined(sentence: str) -> tuple[str, ...]:
    """The pieces of a sentence between commas and conjunctions, the empty ones left out."""
    return tuple(piece for piece in _CONJUNCTION.split(sentence) if piece.strip())


def granted(sentence: str) -> tuple[str, str] | None:
    """What a sentence takes for granted ("since X fell, …"), and the rest of it; None if nothing
    is marked so.
    """
    found = _BEFORE.match(sentence) or _BEHIND.match(sentence)
    return (found["premise"].strip(" ?"), found["rest"]) if found else None
