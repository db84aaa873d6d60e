"""Where the asker speaks of themselves, or only leads to what is asked."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from operator import attrgetter

from bot.understanding.forms import ASKING, BREAK, CONTENT, joins
from bot.understanding.terms import Span
from bot.understanding.text import Token

_JOINING = frozenset({"et", "and", "so", "donc", "mais", "but", "because", "car"})
SPEAKER = frozenset("je j jsuis mon ma mes moi nous notre nos i im ive my me we our mine".split())
"""First persons of French and English, in normal form."""


def asides_of(text: str, tokens: tuple[Token, ...], spans: tuple[Span, ...]) -> frozenset[int]:
    """Tokens of the segments in which the asker speaks of themselves, the one that asks apart.

    Segments end at punctuation and conjunctions. The one that asks names most
    measures and names, or has the asking word; the last one of equals.
    """
    segments: list[list[int]] = [[]]
    for index, token in enumerate(tokens):
        gap = text[tokens[index - 1].end : token.start] if index else ""
        if BREAK.search(gap) or token.norm in _JOINING:
            segments.append([])
        segments[-1].append(index)
    if not tokens:
        return frozenset()
    core = max(segments, key=lambda s: (_asking(s, spans), s[0] if s else -1))
    outside = [s for s in segments if s is not core] if len(segments) > 1 else []
    head = _before_asking(core, spans)
    return frozenset(
        index
        for segment in (*outside, *([head] if head else []))
        if _is_aside(segment, tokens, spans)
        for index in segment
    )


def _before_asking(core: list[int], spans: tuple[Span, ...]) -> list[int]:
    """What stands before the asking word of the segment that asks."""
    asks = [
        s.first
        for index, s in enumerate(spans)
        if core[0] <= s.first <= core[-1]
        and not s.ids.isdisjoint(ASKING)
        and not joins(index, spans)
    ]
    return [i for i in core if i < asks[0]] if asks else []


ADDRESSED = frozenset("tu te t toi ton ta tes vous votre vos you your yours u ur ya".split())
"""Second persons of French and English, in normal form."""

_LONG_ASIDE = 3
_RESTRICTING = frozenset(
    "among amongst in for with by of on at from within across during since until dans chez "
    "parmi pour sur en au aux "
    "avec par selon depuis pendant entre between".split()
)
"""Prepositions of French and English: what follows them may narrow the question."""


def _is_aside(segment: list[int], tokens: tuple[Token, ...], spans: tuple[Span, ...]) -> bool:
    """Whether a segment only leads to the question: the asker speaks of themselves, or it names
    nothing and no preposition in it can narrow what is asked.
    """
    if not segment:
        return False
    norms = {tokens[i].norm for i in segment}
    if norms & SPEAKER:
        return True
    inside = _inside(segment, spans)
    if inside and inside[0].names("filler.polite"):
        return True
    named = any(any(t.kind in CONTENT for t in s.terms) for s in inside)
    if inside and inside[0].first == 0 and not inside[0].ids.isdisjoint(ASKING):
        return False  # "who is ahead, A or B?"
    return not named and len(segment) >= _LONG_ASIDE and not norms & _RESTRICTING


def _inside(segment: list[int], spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """The spans that start in a segment."""
    if not segment:
        return ()
    start = bisect_left(spans, segment[0], key=_FIRST)
    return spans[start : bisect_right(spans, segment[-1], key=_FIRST)]


_FIRST = attrgetter("first")


def _asking(segment: list[int], spans: tuple[Span, ...]) -> int:
    inside = _inside(segment, spans)
    asks = not all(s.ids.isdisjoint(ASKING) for s in inside)
    named = sum(not s.kinds.isdisjoint(("measure", "entity", "concept")) for s in inside)
    return named + 2 * asks


def is_personal(tokens: Iterable[Token]) -> bool:
    """Whether the asker speaks of themselves in some words."""
    return any(token.norm in SPEAKER for token in tokens)
