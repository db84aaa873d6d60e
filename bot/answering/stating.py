"""The numbers a clause states, and whether they fit a figure with the hedges of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from bot.answering.scopes import Pair
from bot.answering.selection import UNITS
from bot.knowledge.model import Figure
from bot.understanding.hedges import Hedge
from bot.understanding.numbers import Number
from bot.understanding.reading import Reading

ABOUT = Decimal("0.1")
""""About 3 million" is said of 2.8 million: within a tenth."""


def agrees(number: Number, figure: Figure) -> bool:
    """Whether a number somebody states fits a figure, with the hedges of both."""
    if number.unit is not None and UNITS.get(number.unit) != figure.unit:
        return False
    claimed, value = number.value, figure.value
    hedge = number.hedge
    if figure.hedge == "under":
        return claimed >= value if hedge in ("under", "at_most") else False
    if figure.hedge == "over":
        return claimed <= value if hedge in ("over", "at_least") else False
    if hedge == "over":
        return value > claimed or (value == claimed and figure.status == "hoped")
    if hedge == "under":
        return value < claimed or (value == claimed and figure.hedge == "barely")
    if hedge == "at_least":
        return value >= claimed
    if hedge == "at_most":
        return value <= claimed
    if hedge == "about":
        return abs(value - claimed) <= ABOUT * value
    return claimed == value


def stated(reading: Reading) -> tuple[Number, ...]:
    """The counts and amounts a clause states, parts as percentages; years are periods."""
    counts = [
        replace(n, hedge=n.hedge or _hedge_before(reading, n.start))
        for n in reading.numbers
        if n.kind == "number"
    ]
    parts = [
        Number(
            Decimal(100 * r.value.numerator) / r.value.denominator,
            "percent",
            r.start,
            r.end,
            r.text,
            hedge=_hedge_before(reading, r.start),
        )
        for r in reading.fractions
        if r.value < 1 and not _is_named(reading, r.start, r.end)
    ]
    return (*counts, *parts)


def _hedge_before(reading: Reading, offset: int) -> Hedge | None:
    """The hedge that comparing words right before an offset make: "more than" half."""
    for span in reading.spans:
        if span.first < span.stop and reading.tokens[span.stop - 1].end <= offset:
            if span.of_kind("filler"):
                continue
            near = offset - reading.tokens[span.stop - 1].end <= _NEAR
            if near and (span.names("op.above") or span.names("op.more")):
                return "over"
            if near and (span.names("op.below") or span.names("op.fewer")):
                return "under"
    return None


def _is_named(reading: Reading, start: int, end: int) -> bool:
    """Whether a content term stands at these offsets: "two quarters" are periods, not a half."""
    return any(
        span.of_kind("period", "concept", "operation")
        and not any(t.id in MULTIPLES for t in span.terms)
        for span in reading.spans
        if span.first < span.stop
        and reading.tokens[span.first].start < end
        and start < reading.tokens[span.stop - 1].end
    )


_NEAR = 4
"""Characters that may stand between a comparing word and its number: a space and an article."""


def numbers_of(numbers: Sequence[Number], pairs: Sequence[Pair]) -> tuple[Number, ...]:
    """The numbers that may be meant for these figures: a bare "five" counts subjects."""
    large = all(f.value >= _LARGE for f, _ in pairs)
    shares = all(f.unit == "percent" for f, _ in pairs)
    return tuple(
        n for n in numbers if n.unit is not None or not (shares or (large and n.value < _SMALL))
    )


_LARGE, _SMALL = 1000, 20


MULTIPLES = {"op.double": "2", "op.triple": "3", "op.half": "1/2"}
