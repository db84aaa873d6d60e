"""Holds claims of a rank, a change over time or a computed number against a scope's figures."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.answering import figures as arithmetic
from bot.answering.claims import Judgement
from bot.answering.computing import compute
from bot.answering.figures import CannotComputeError
from bot.answering.model import Verdict
from bot.answering.naming import Naming
from bot.answering.operations.comparisons import grow
from bot.answering.operations.computation import Computation
from bot.answering.operations.ranks import rank_ordinals, top_of
from bot.answering.scopes import Pair, Scope, entries_of
from bot.answering.stating import BY, Multiple, fits, multiple_of, numbers_of, stated
from bot.understanding.forms import Form
from bot.understanding.numbers import Number
from bot.understanding.reading import Reading

_ROUNDED = Decimal("0.005")
"""A computed number is said with three digits at least: 2.79 of 2.786."""


def _judgement(
    holds: bool, reading: Reading, pairs: Sequence[Pair], computation: Computation | None
) -> Judgement:
    verdict = Verdict.SUPPORTED if holds != reading.negated else Verdict.CONTRADICTED
    return Judgement(verdict, entries_of(pairs), computation=computation)


# --- totals, averages, differences … ---------------------------------------------------------


def judge_computed(reading: Reading, scope: Scope, naming: Naming) -> Judgement | None:
    """Hold a stated total, average, difference … against the computed one."""
    numbers = stated(reading)
    if not numbers:
        return None
    computation = compute(reading, scope, naming)
    if computation is None or computation.failed or computation.result is None:
        return None
    if computation.operation not in ("total", "average", "median", "difference", "ratio", "share"):
        return None
    if computation.result.unit != "times":
        numbers = numbers_of(numbers, computation.operands)
    if not numbers:
        return None
    holds = any(_near(n, computation.result.value) for n in numbers)
    return _judgement(holds, reading, computation.operands, computation)


def _near(number: Number, value: Decimal) -> bool:
    """Whether a number is a computed value, which may be rounded when said without a hedge."""
    if number.hedge is None:
        return abs(number.value - value) <= _ROUNDED * abs(value)
    return fits(number.value, number.hedge, value)


# --- changes over time -----------------------------------------------------------------------


def judge_change(reading: Reading, scope: Scope, naming: Naming) -> Judgement | None:
    """Hold "revenue went up", "fell by half", "rose to 4 million" against the dated figures.

    What is only hoped for has not changed anything.
    """
    multiple = multiple_of(reading)
    rising, falling = reading.names("op.growth"), reading.names("op.decline")
    if not (rising or falling or (multiple is not None and reading.names("op.between"))):
        return None
    ends = _ends(reading, scope)
    if ends is None:
        return None
    first, last = ends
    if first == last:
        return Judgement(Verdict.UNSUPPORTED, entries_of((first,)))
    try:
        computation = grow(first, last, naming)
    except CannotComputeError:
        return None
    before, after = first[0].value, last[0].value
    holds = (after < before) if falling and not rising else (after > before)
    holds = holds or (_is_neutral(reading) and after != before)
    if multiple is not None and _is_part(reading, multiple):
        part = abs(after - before) / before if before else Decimal(0)
        holds = holds and multiple.is_near(part)
    elif multiple is not None:
        holds = _is_times(before, after, multiple, falling=falling and not rising)
    holds = holds and all(_is_change(n, reading, before, after) for n in _amounts(reading))
    return _judgement(holds, reading, (first, last), computation)


def _ends(reading: Reading, scope: Scope) -> tuple[Pair, Pair] | None:
    """From which dated figure to which a change is claimed; the first of all twice if from none."""
    dated = [p for p in scope.pairs if p[0].period is not None and p[0].status != "hoped"]
    if len(dated) < 2:
        return None
    named = [p for p in dated if p in scope.named and reading.names(p[0].period or "")]
    if len(named) != 1:
        chosen = named or dated
        return chosen[0], chosen[-1]
    at = dated.index(named[0])
    return dated[max(at - 1, 0)], named[0]


_PASSING = frozenset("passe passes passee passees passer passent went goes moved changed".split())
"""Words of "op.growth" that tell no direction by themselves: "passer de 3 à 2", "went from"."""


def _is_neutral(reading: Reading) -> bool:
    """Whether a change is told by its two ends, and by no word for up or down."""
    words = [
        {t.norm for t in reading.tokens[s.first : s.stop]}
        for s in reading.spans
        if s.names("op.growth") or s.names("op.decline")
    ]
    return bool(words) and all(span & _PASSING for span in words)


def _is_part(reading: Reading, multiple: Multiple) -> bool:
    """Whether a part of a whole says by how much: "fell by a third", not "halved"."""
    if multiple.value >= 1 or not reading.fractions:
        return False
    start = reading.fractions[0].start
    before = next((t.norm for t in reversed(reading.tokens) if t.end <= start), "")
    return before in BY


def _is_times(before: Decimal, after: Decimal, multiple: Multiple, *, falling: bool) -> bool:
    if before == 0 or after == 0:
        return False
    times = before / after if falling and multiple.value > 1 else after / before
    return multiple.is_said_of(times)


def _amounts(reading: Reading) -> list[Number]:
    """The amounts a clause states, parts of a whole and multiples aside."""
    parts = {(r.start, r.end) for r in reading.fractions}
    return [n for n in stated(reading) if (n.start, n.end) not in parts]


_FROM, _TO = frozenset({"from", "de", "d"}), frozenset({"to", "a", "until", "jusqu"})


def _is_change(number: Number, reading: Reading, before: Decimal, after: Decimal) -> bool:
    """Whether an amount is where a change began, where it ended, or how much it was."""
    previous = next((t.norm for t in reversed(reading.tokens) if t.end <= number.start), "")
    if number.bound == "from":
        return fits(number.value, number.hedge, before)
    if number.bound == "to" or previous in _TO:
        return fits(number.value, number.hedge, after)
    ends = [m for m in reading.numbers if m.start > number.end]
    if previous in _FROM and (previous == "from" or (ends and _is_neutral(reading))):
        return fits(number.value, number.hedge, before)
    change = abs(after - before)
    if number.unit == "percent":
        return before != 0 and _near(number, 100 * change / before)
    return _near(number, change)


_REDUCING = ("op.share", "op.sum", "op.average", "op.median", "op.ratio", "op.difference")
"""Operations that ask for a number and claim no rank, whatever ranks beside them."""


# --- ranks -----------------------------------------------------------------------------------


def judge_rank(reading: Reading, scope: Scope, naming: Naming) -> Judgement | None:
    """Hold "X is the most followed", "is third", "is in the top three" against the ranking."""
    if not scope.named or len(scope.pairs) < 2 or reading.names(*_REDUCING):
        return None
    if reading.form is Form.WHERE and reading.names("op.rank"):
        return None  # "where does it rank?" asks, and takes no rank for granted
    every = arithmetic.ranked([f for f, _ in scope.pairs])
    claimed, denies = _claimed(reading, len(every), len(scope.named))
    if not claimed:
        return None
    ranks = [1 + sum(o.value > f.value for o in every) for f, _ in scope.named]
    holds = all(rank in claimed for rank in ranks)
    shown = scope.named
    said = [
        naming.say("rank", n=str(rank), count=str(len(every)), **naming.one(figure))
        for rank, (figure, _) in zip(ranks, scope.named, strict=True)
    ]
    negated = reading.negated and not denies
    verdict = Verdict.SUPPORTED if holds != negated else Verdict.CONTRADICTED
    if not holds and len(claimed) == 1 and verdict is Verdict.CONTRADICTED:
        (at,) = claimed
        holder = next((f, e) for f, e in scope.pairs if f == every[at - 1])
        shown = (holder, *shown)
        said.insert(
            0, naming.say("rank", n=str(at), count=str(len(every)), **naming.one(holder[0]))
        )
    computation = Computation(
        "rank", " ".join(said), shown, charted=every, shown=tuple(f for f, _ in scope.named)
    )
    return Judgement(verdict, entries_of(shown), computation=computation)


def _claimed(reading: Reading, count: int, subjects: int) -> tuple[frozenset[int], bool]:
    """The places a clause claims, of ``count``; and whether its denial is part of that claim."""
    last = reading.names("op.least")
    n = top_of(reading)
    if n is not None:
        places = range(max(count - n, 0) + 1, count + 1) if last else range(1, min(n, count) + 1)
        return frozenset(places), False
    if subjects > 1:
        return frozenset(), False
    ordinals = rank_ordinals(reading)
    if ordinals:
        place = ordinals[0] if ordinals[0] > 0 else count + 1 + ordinals[0]
        return frozenset({place} if 0 < place <= count else ()), False
    if reading.names("negation.nobody", "negation.none"):
        # "Nobody has more", "no other has as many".
        if reading.names("op.more", "op.above", "op.equal"):
            return frozenset({1}), True
        if reading.names("op.fewer", "op.below"):
            return frozenset({count}), True
    if last:
        return frozenset({count}), False
    return frozenset({1} if reading.names("op.most") else ()), False
