"""Holds claims that compare subjects with each other: more than, twice as many, ahead by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.answering import figures as arithmetic
from bot.answering.claims import Judgement
from bot.answering.entries import Index
from bot.answering.figures import CannotComputeError, Result
from bot.answering.model import Verdict
from bot.answering.naming import Naming
from bot.answering.operations.comparisons import compare_pair
from bot.answering.operations.computation import Computation, unit_of
from bot.answering.operations.ranks import ranking
from bot.answering.operations.reductions import written_sum
from bot.answering.questions import UNITS
from bot.answering.scopes import Pair, Scope, entries_of
from bot.answering.stating import BY, Multiple, fits, multiple_of, stated
from bot.knowledge.model import Figure
from bot.understanding.numbers import Number
from bot.understanding.reading import Reading

_THAN = frozenset({"than", "then", "que", "qu"})
"""Words that stand between what is compared in French and English, in normal form."""

_MORE = ("op.more", "op.above", "op.most")
_FEWER = ("op.fewer", "op.below", "op.least")


@dataclass(frozen=True)
class _Sides:
    """What a comparison holds against what, with the offset of the word that parts them."""

    left: tuple[Pair, ...]
    right: tuple[Pair, ...]
    than: int | None

    @property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(f for f, _ in (*self.left, *self.right))


def judge_comparison(reading: Reading, scope: Scope, naming: Naming) -> Judgement | None:
    """Hold "more than", "twice as many", "ahead by 1.4 million" against the subjects' figures."""
    sides = _sides(reading, scope, naming.index)
    if sides is None:
        return None
    try:
        unit = unit_of((*sides.left, *sides.right), naming.index)
        left, right = (_values(side, reading, unit) for side in (sides.left, sides.right))
    except CannotComputeError:
        return None
    multiple = multiple_of(reading)
    apart = _apart(reading, sides)
    if stated(reading) and apart is None and multiple is None:
        return None  # a threshold, which each figure is held against by itself
    if multiple is not None and not reading.names("op.between"):
        holds = all(_is_multiple(a, b, multiple) for a in left for b in right)
    elif apart is not None:
        holds = len(left) == len(right) == 1 and _is_apart(left[0], right[0], apart, reading, unit)
    else:
        order = _order(reading, scope, sides)
        if order is None:
            return None
        holds = order if isinstance(order, bool) else _ordered(left, right, order)
    verdict = Verdict.SUPPORTED if holds != reading.negated else Verdict.CONTRADICTED
    computation = _shown(sides, reading, scope, naming, unit, by_ratio=multiple is not None)
    return Judgement(verdict, entries_of((*sides.left, *sides.right)), computation=computation)


# --- what is compared with what --------------------------------------------------------------


def _sides(reading: Reading, scope: Scope, index: Index) -> _Sides | None:
    named = _in_order(reading, scope, index)
    than = next((t.start for t in reading.tokens if t.norm in _THAN and t.start > 0), None)
    if len(named) == 1 and len(scope.pairs) == 2 and not stated(reading):
        # "Revenue was higher in the fourth quarter", of two quarters.
        other = next(p for p in scope.pairs if p not in scope.named)
        return _Sides((named[0][1],), (other,), than) if reading.names(*_MORE, *_FEWER) else None
    if (
        len(named) == 1
        and reading.names("op.sum")
        and reading.names("op.most", "op.list", "op.complement")
    ):
        rest = tuple(p for p in scope.pairs if p not in scope.named)
        return _Sides((named[0][1],), rest, than)
    if len(named) < 2 or _is_manifold(reading, len(named)) or _is_part_of_others(reading, scope):
        return None
    if than is None and len(named) > 2:
        # "A and B together are ahead of C": the word that compares parts them.
        than = next(
            (
                reading.tokens[s.first].start
                for s in reading.spans
                if s.text and any(s.names(i) for i in (*_MORE, *_FEWER))
            ),
            None,
        )
    if than is not None:
        before = tuple(pair for at, pair in named if at < than)
        after = tuple(pair for at, pair in named if at > than)
        if before and after:
            return _Sides(before, after, than)
    return _Sides((named[0][1],), tuple(pair for _, pair in named[1:]), None)


def _is_manifold(reading: Reading, count: int) -> bool:
    """Whether a clause compares in two ways: "more than A but fewer than B"."""
    both = reading.names("op.more", "op.above") and reading.names("op.fewer", "op.below")
    return count > 2 and both


def _is_part_of_others(reading: Reading, scope: Scope) -> bool:
    """Whether it claims what part of one figure another is: "half of those who know it use it"."""
    return len({f.measure for f, _ in scope.named}) > 1 and reading.names("op.half")


def _in_order(reading: Reading, scope: Scope, index: Index) -> list[tuple[int, Pair]]:
    """The named figures in the order their subjects are named, with where that is."""
    places: dict[str, int] = {}
    for span in reading.spans:
        at = reading.tokens[span.first].start if span.first < span.stop else -1
        for term in span.of_kind("entity", "period", "measure"):
            places.setdefault(term.id, at)
    measured = len({f.measure for f, _ in scope.named}) > 1

    def place(figure: Figure) -> int:
        parts = [figure.period] if figure.of in index.about else [figure.of, figure.period]
        parts += [figure.measure] if measured else []
        return min((places[i] for i in parts if i in places), default=-1)

    return sorted(((place(p[0]), p) for p in scope.named), key=lambda found: found[0])


def _values(side: Sequence[Pair], reading: Reading, unit: str) -> list[Decimal]:
    """What a side amounts to: its sum where the claim adds up, else each of its figures."""
    figures = [f for f, _ in side]
    if reading.names("op.sum") and len(figures) > 1:
        return [arithmetic.total(figures, unit).value]
    return [f.value for f in figures]


# --- what is said of them --------------------------------------------------------------------


def _is_multiple(left: Decimal, right: Decimal, multiple: Multiple) -> bool:
    return right != 0 and multiple.is_said_of(left / right)


def _apart(reading: Reading, sides: _Sides) -> Number | None:
    """The number that says how far apart two subjects are, and is no amount of either."""
    for number in stated(reading):
        before = [t.norm for t in reading.tokens if t.end <= number.start]
        if sides.than is not None and number.end <= sides.than:
            return number
        if before and before[-1] in BY and reading.names(*_MORE, *_FEWER, "op.difference"):
            return number
    return None


def _is_apart(left: Decimal, right: Decimal, number: Number, reading: Reading, unit: str) -> bool:
    apart = left - right
    if reading.names(*_FEWER) and not reading.names(*_MORE):
        apart = -apart
    elif not reading.names(*_MORE):
        apart = abs(apart)
    if number.unit == "percent" and unit != "percent":
        apart = 100 * apart / right if right else Decimal(0)
    elif number.unit is not None and UNITS.get(number.unit) not in (unit, "percentage-points"):
        return False
    return fits(number.value, number.hedge, apart)


def _order(reading: Reading, scope: Scope, sides: _Sides) -> str | bool | None:
    """Which order is claimed (``>``, ``<`` or ``=``), or whether a claim of neighbours holds."""
    if reading.names("op.after") and not reading.names(*_FEWER) and len(sides.figures) == 2:
        every = arithmetic.ranked([f for f, _ in scope.pairs])
        first, second = sides.figures
        return every.index(first) - every.index(second) == 1
    if reading.names("op.equal"):
        return "="
    if reading.names(*_MORE, "op.before"):
        return ">"
    return "<" if reading.names(*_FEWER) else None


def _ordered(left: Sequence[Decimal], right: Sequence[Decimal], order: str) -> bool:
    if order == "=":
        return len({*left, *right}) == 1
    if order == ">":
        return min(left) > max(right)
    return max(left) < min(right)


# --- how it is shown -------------------------------------------------------------------------


def _shown(
    sides: _Sides, reading: Reading, scope: Scope, naming: Naming, unit: str, *, by_ratio: bool
) -> Computation:
    pairs = (*sides.left, *sides.right)
    if len(pairs) == 2:
        return compare_pair(sides.figures[0], sides.figures[1], scope, naming, by_ratio=by_ratio)
    if not reading.names("op.sum"):
        return ranking(pairs, naming)
    figures = sides.figures
    totals = [
        f"{naming.listed([f for f, _ in side])} ({naming.result(_total(side, unit))})"
        for side in (sides.left, sides.right)
    ]
    workings = [written_sum([f for f, _ in side], naming) for side in (sides.left, sides.right)]
    text = naming.say("sides", a=totals[0], b=totals[1])
    results = tuple(_total(side, unit) for side in (sides.left, sides.right) if len(side) > 1)
    return Computation(
        "compare", text, pairs, results[0] if results else None,
        naming.apart(filter(None, workings)) or None, figures, further=results[1:],
    )  # fmt: skip


def _total(side: Sequence[Pair], unit: str) -> Result:
    return Result(sum((f.value for f, _ in side), Decimal(0)), unit, tuple(f for f, _ in side))
