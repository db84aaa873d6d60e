"""The numbers a clause states, and whether they fit a figure with the hedges of both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from bot.answering.operations.conditions import SMALLEST_THRESHOLD
from bot.answering.questions import UNITS
from bot.answering.scopes import Pair
from bot.knowledge.model import Figure
from bot.understanding.hedges import Hedge
from bot.understanding.numbers import Number
from bot.understanding.reading import Reading

_ABOUT = Decimal("0.1")
""""About 3 million" and "nearly 3 million" are said of 2.8 million: within a tenth."""

_SLIGHTLY = Decimal("0.2")
""""Just over 1 million" is said of 1.1 million: a fifth more at most."""


def agrees(number: Number, figure: Figure) -> bool:
    """Whether a number somebody states fits a figure, with the hedges of both."""
    if number.unit is not None and UNITS.get(number.unit) != figure.unit:
        return False
    claimed, value, hedge = number.value, figure.value, number.hedge
    if figure.hedge == "under":
        return claimed == value and hedge in ("under", "at_most")
    if figure.hedge == "over":
        return claimed == value and hedge in ("over", "at_least")
    if value == claimed and hedge in ("over", "under"):
        return figure.status == "hoped" if hedge == "over" else figure.hedge == "barely"
    return fits(claimed, hedge, value)


def fits(claimed: Decimal, hedge: Hedge | None, value: Decimal) -> bool:
    """Whether a value is what a number with its hedge says."""
    if hedge == "over":
        return value > claimed
    if hedge == "under":
        return value < claimed
    if hedge == "at_least":
        return value >= claimed
    if hedge == "at_most":
        return value <= claimed
    if hedge == "nearly":
        return (1 - _ABOUT) * claimed <= value <= claimed
    if hedge == "slightly_over":
        return claimed < value <= (1 + _SLIGHTLY) * claimed
    if hedge == "about":
        return abs(value - claimed) <= _ABOUT * value
    return claimed == value


@lru_cache(maxsize=8)  # whoever parts, judges or computes asks it of the same few readings
def stated(reading: Reading) -> tuple[Number, ...]:
    """The counts and amounts a clause states, parts as percentages; years are periods."""
    comparing = list(_comparing(reading))
    counts = [
        replace(n, hedge=n.hedge or _hedge_before(n.start, comparing))
        for n in reading.numbers
        if n.kind == "number" and not any(r.start < n.end <= r.end for r in reading.fractions)
        if not _in_name(reading, n.start, n.end)
    ]
    parts = [
        Number(
            Decimal(100 * r.value.numerator) / r.value.denominator,
            "percent",
            r.start,
            r.end,
            r.text,
            hedge=r.hedge or _hedge_before(r.start, comparing),
        )
        for r in reading.fractions
        if r.value < 1 and not _is_named(reading, r.start, r.end)
    ]
    return (*counts, *parts)


def _comparing(reading: Reading) -> Iterable[tuple[int, Hedge]]:
    """Where comparing words end, and the hedge they make of a number: "more than" half."""
    for span in reading.spans:
        if span.first < span.stop and not span.of_kind("filler"):
            end = reading.tokens[span.stop - 1].end
            if span.names("op.above") or span.names("op.more"):
                yield end, "over"
            elif span.names("op.below") or span.names("op.fewer"):
                yield end, "under"


def _hedge_before(offset: int, comparing: Iterable[tuple[int, Hedge]]) -> Hedge | None:
    """The hedge of the comparing words right before an offset."""
    return next((hedge for end, hedge in comparing if 0 <= offset - end <= _NEAR), None)


def _in_name(reading: Reading, start: int, end: int) -> bool:
    """Whether a name of several words spans these offsets, or a term in which another word follows
    ("the two quarters"): a number in it counts nothing.
    """
    return any(
        reading.tokens[span.first].start <= start
        and end <= reading.tokens[span.stop - 1].end
        and (
            bool(span.of_kind("entity"))
            or (
                end < reading.tokens[span.stop - 1].end
                and bool(span.of_kind("period", "concept", "operation"))
            )
        )
        for span in reading.spans
        if span.stop - span.first > 1
    )


def _is_named(reading: Reading, start: int, end: int) -> bool:
    """Whether a content term spans these offsets: "two quarters" are periods, not a half."""
    return any(
        span.of_kind("period", "concept", "operation")
        and not any(t.id in MULTIPLES for t in span.terms)
        for span in reading.spans
        if span.first < span.stop
        and reading.tokens[span.first].start <= start
        and end <= reading.tokens[span.stop - 1].end
    )


_NEAR = 4
"""Characters that may stand between a comparing word and its number: a space and an article."""


def numbers_of(numbers: Sequence[Number], pairs: Sequence[Pair]) -> tuple[Number, ...]:
    """The numbers that may be meant for these figures: a bare "five" counts subjects."""
    large = all(f.value >= _LARGE for f, _ in pairs)
    shares = all(f.unit in _SHARES for f, _ in pairs)
    counts = not any(f.unit in _SHARES for f, _ in pairs)
    return tuple(
        n
        for n in numbers
        if (not (counts and n.unit is not None and UNITS.get(n.unit) in _SHARES))
        and (n.unit is not None or not (shares or (large and n.value < SMALLEST_THRESHOLD)))
    )


_SHARES = {"percent", "percentage-points"}
"""Units of shares: a percentage is not held against a count, nor a bare count against a share."""


_LARGE = 1000

BY = frozenset({"by", "de", "d"})
"""Words before how much one thing is ahead of another, or changes: "ahead by", "devance de"."""

_CLOSE = Decimal("0.05")
""""Twice as many" is said of 1.95 times: within a twentieth."""

MULTIPLES = {"op.double": Fraction(2), "op.triple": Fraction(3), "op.half": Fraction(1, 2)}
"""What words of the lexicon multiply by, where no number is read in them."""

_LESS = frozenset("moins less fewer smaller lower".split())
"""Words of French and English behind a multiple that divide by it: "two times less"."""


@dataclass(frozen=True)
class Multiple:
    """How many times one thing is said to be another, with its hedge."""

    value: Decimal
    hedge: Hedge | None = None

    def is_said_of(self, times: Decimal) -> bool:
        """Whether so many times is what is said."""
        if self.hedge is not None:
            return fits(self.value, self.hedge, times)
        return self.is_near(times)

    def is_near(self, times: Decimal) -> bool:
        """Whether so many times is what is said, its hedge aside."""
        return abs(times - self.value) <= _CLOSE * self.value


def multiple_of(reading: Reading) -> Multiple | None:
    """How many times a clause says one thing is another; None if it does not say."""
    for ratio in reading.fractions:
        after = next((t.norm for t in reading.tokens if t.start >= ratio.end), "")
        value = 1 / ratio.value if after in _LESS and ratio.value > 1 else ratio.value
        hedge = ratio.hedge or _hedge_before(ratio.start, _comparing(reading))
        return Multiple(_decimal(value), hedge)
    named = next((value for term, value in MULTIPLES.items() if reading.names(term)), None)
    return None if named is None else Multiple(_decimal(named))


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
