"""Typed arithmetic over figures: exact decimals, one unit at a time, refusals by type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median as middle

from bot.knowledge.model import Figure

BOUNDS = ("under", "over")
"""Hedges that make a figure a bound and not an amount: it cannot be computed with."""


class CannotComputeError(Exception):
    """An operation that these figures do not allow; ``reason`` says which rule it breaks."""

    def __init__(self, reason: str) -> None:
        self.reason = reason  # "unlike-units", "one-figure", "zero"
        super().__init__(reason)


@dataclass(frozen=True)
class Result:
    """A computed number with the figures it was computed from, in the order they are shown.

    ``unit`` is a unit's id, or ``times`` for a ratio, ``percent`` for a share,
    ``percentage-points`` for a difference of percentages, ``people`` for part of a sample.
    """

    value: Decimal
    unit: str
    operands: tuple[Figure, ...]


def amounts(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """The figures that are amounts: bounds ("fewer than 50") cannot be computed with."""
    return tuple(f for f in figures if f.hedge not in BOUNDS)


def _one_unit(figures: Sequence[Figure], units: Sequence[str]) -> str:
    if len(figures) < 2:
        raise CannotComputeError("one-figure")
    if len(set(units)) > 1 or (len({f.measure for f in figures}) > 1 and units[0] != "percent"):
        raise CannotComputeError("unlike-units")
    return units[0]


def unit_of(figure: Figure) -> str:
    """The unit a figure is computed in: counted things are counted in their measure."""
    return figure.unit


def difference(a: Figure, b: Figure, unit: str) -> Result:
    """The larger minus the smaller; percentages give percentage points."""
    high, low = (a, b) if a.value >= b.value else (b, a)
    shown = "percentage-points" if unit == "percent" else unit
    return Result(high.value - low.value, shown, (high, low))


def ratio(a: Figure, b: Figure) -> Result:
    """How many times the smaller goes into the larger."""
    high, low = (a, b) if a.value >= b.value else (b, a)
    if low.value == 0:
        raise CannotComputeError("zero")
    return Result(high.value / low.value, "times", (high, low))


def total(figures: Sequence[Figure], unit: str) -> Result:
    """The sum; percentages have none."""
    if unit == "percent":
        raise CannotComputeError("unlike-units")
    return Result(sum((f.value for f in figures), Decimal(0)), unit, tuple(figures))


def average(figures: Sequence[Figure], unit: str) -> Result:
    """The arithmetic mean."""
    summed = total(figures, unit)
    return Result(summed.value / len(figures), unit, summed.operands)


def median(figures: Sequence[Figure], unit: str) -> Result:
    """The middle value."""
    return Result(Decimal(middle(f.value for f in figures)), unit, tuple(figures))


def share(part: Sequence[Figure], whole: Sequence[Figure], unit: str) -> Result:
    """The part's percentage of the whole, both summed."""
    of = total(whole, unit).value
    if of == 0:
        raise CannotComputeError("zero")
    return Result(100 * total(part, unit).value / of, "percent", (*part, *whole))


def growth(before: Figure, after: Figure) -> Result:
    """The change from one to the other, in per cent of the first."""
    if before.value == 0:
        raise CannotComputeError("zero")
    return Result(100 * (after.value - before.value) / before.value, "percent", (before, after))


def complement(figure: Figure) -> Result:
    """What is left of one hundred per cent."""
    if figure.unit != "percent":
        raise CannotComputeError("unlike-units")
    return Result(100 - figure.value, "percent", (figure,))


def ranked(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """From the largest to the smallest; equal values keep the pack's order."""
    return tuple(sorted(figures, key=lambda f: -f.value))


def same_kind(figures: Sequence[Figure], base: dict[str, str]) -> str:
    """The one unit of figures of one measure, or CannotComputeError.

    ``base`` maps units that count the same thing to one another (members are users).
    """
    return _one_unit(figures, [base.get(f.unit, f.unit) for f in figures])
