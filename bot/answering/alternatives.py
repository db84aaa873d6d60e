"""Whether a question offers alternatives ("60% or 9%?"): it claims neither."""

from __future__ import annotations

from bot.understanding.forms import CONTENT
from bot.understanding.reading import Reading

_OR = frozenset({"or", "ou"})
_KINDS = ("entity", "period", "measure", "concept")


def offers_alternatives(reading: Reading) -> bool:
    """Whether two numbers, or two terms of one kind, stand on both sides of an "or"."""
    return any(token.norm in _OR and _alike(reading, at) for at, token in enumerate(reading.tokens))


def _alike(reading: Reading, at: int) -> bool:
    """Whether what stands right before the token at ``at`` is of the sort of what follows it."""
    if at + 1 >= len(reading.tokens):
        return False
    end, start = reading.tokens[at].start, reading.tokens[at].end
    before = [n for n in reading.numbers if n.kind == "number" and n.end <= end]
    after = [n for n in reading.numbers if n.kind == "number" and n.start >= start]
    content = [s for s in reading.spans if s.of_kind(*CONTENT) and s.first < s.stop]
    left = [s for s in content if s.stop <= at][-1:]
    right = [s for s in content if s.first > at][:1]
    if before and after:
        return True
    return bool(left and right) and any(
        left[0].of_kind(kind) and right[0].of_kind(kind) and left[0].ids != right[0].ids
        for kind in _KINDS
    )
