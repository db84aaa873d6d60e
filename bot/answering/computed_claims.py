"""Holds claims that compare, rank or compute against the figures of a scope."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from bot.answering import figures as arithmetic
from bot.answering.claims import Judgement, entries_of
from bot.answering.computing import compute
from bot.answering.entries import Index
from bot.answering.model import Verdict
from bot.answering.naming import Naming
from bot.answering.operations.computation import Computation
from bot.answering.scopes import Pair, Scope
from bot.answering.stating import ABOUT, MULTIPLES, stated
from bot.knowledge.model import Figure
from bot.understanding.numbers import Number
from bot.understanding.reading import Reading

_TIMES = Decimal("0.05")
""""Twice as many" is said of 1.95 times: within a twentieth."""


def judge_comparison(
    reading: Reading, scope: Scope, index: Index, naming: Naming
) -> Judgement | None:
    """Hold "more than", "twice as many", "as many as" against the figures of two subjects."""
    named = _in_order(reading, scope, index)
    if len(named) != 2:
        return None
    (first, _), (second, _) = named
    times = [r.value for r in reading.fractions] or [
        Fraction(value) for term, value in MULTIPLES.items() if reading.names(term)
    ]
    if times and first.of == second.of:
        high, low = max(first.value, second.value), min(first.value, second.value)
        wanted = Decimal(times[0].numerator) / Decimal(times[0].denominator)
        holds = abs(high / low - wanted) <= _TIMES * wanted
    elif times:
        wanted = Decimal(times[0].numerator) / Decimal(times[0].denominator) * second.value
        holds = abs(first.value - wanted) <= _TIMES * wanted
    elif reading.names("op.after", "op.before"):
        every = arithmetic.ranked([f for f, _ in scope.pairs])
        step = every.index(first) - every.index(second)
        holds = step == 1 if reading.names("op.after") else step < 0
    elif reading.names("op.equal"):
        holds = first.value == second.value
    elif reading.names("op.more", "op.above", "op.most"):
        holds = first.value > second.value
    elif reading.names("op.fewer", "op.below", "op.least"):
        holds = first.value < second.value
    else:
        return None
    computation = _comparison(first, second, bool(times), scope, naming)
    verdict = Verdict.SUPPORTED if holds != reading.negated else Verdict.CONTRADICTED
    return Judgement(verdict, entries_of(named), computation=computation)


def judge_change(reading: Reading, scope: Scope, naming: Naming) -> Judgement | None:
    """Hold "revenue went up", "fell" against the first and last dated figures."""
    dated = [p for p in scope.pairs if p[0].period is not None]
    if len(dated) < 2 or not reading.names("op.growth", "op.decline") or reading.fractions:
        return None
    grew = dated[-1][0].value > dated[0][0].value
    holds = grew if reading.names("op.growth") else dated[-1][0].value < dated[0][0].value
    computation = compute(reading, scope, naming)
    verdict = Verdict.SUPPORTED if holds != reading.negated else Verdict.CONTRADICTED
    return Judgement(verdict, entries_of(dated), computation=computation)


def _comparison(a: Figure, b: Figure, by_ratio: bool, scope: Scope, naming: Naming) -> Computation:
    unit = scope.pairs[0][0].unit
    result = arithmetic.ratio(a, b) if by_ratio else arithmetic.difference(a, b, unit)
    high, low = result.operands
    shown = naming.number(result.value) if by_ratio else naming.result(result)
    key = "ratio" if by_ratio else "equal" if high.value == low.value else "compare"
    text = naming.say(key, result=shown, **naming.pair(high, low))
    sign = "÷" if by_ratio else "−"
    working = f"{naming.amount(high)} {sign} {naming.amount(low)} = {shown}"
    operands = tuple((f, e) for c in (high, low) for f, e in scope.pairs if f == c)
    return Computation(key, text, operands, result, working, (high, low))


def _in_order(reading: Reading, scope: Scope, index: Index) -> list[Pair]:
    """The named figures in the order their subjects are named."""
    order = [t.id for t in reading.terms("entity", "period", "measure")]

    def place(pair: Pair) -> int:
        figure = pair[0]
        parts = (figure.of, figure.period) if figure.of not in index.about else (figure.period,)
        return min((order.index(i) for i in (*parts, figure.measure) if i in order), default=0)

    return sorted(scope.named, key=place)


def judge_rank(
    reading: Reading, scope: Scope, ranks: Sequence[int], naming: Naming
) -> Judgement | None:
    """Hold "X is the most followed", "X is third" against the ranking."""
    if len(scope.named) != 1 or len(scope.pairs) < 2:
        return None
    every = arithmetic.ranked([f for f, _ in scope.pairs])
    figure, entry = scope.named[0]
    rank = every.index(figure) + 1
    if ranks:
        claimed = ranks[0] if ranks[0] > 0 else len(every) + 1 + ranks[0]
    elif reading.names("op.least"):
        claimed = len(every)
    elif reading.names("op.most"):
        claimed = 1
    else:
        return None
    holds = rank == claimed
    verdict = Verdict.SUPPORTED if holds != reading.negated else Verdict.CONTRADICTED
    shown: tuple[Pair, ...] = ((figure, entry),)
    text = naming.say("rank", n=str(rank), count=str(len(every)), **naming.one(figure))
    if verdict is Verdict.CONTRADICTED and not holds and 0 < claimed <= len(every):
        holder = next((f, e) for f, e in scope.pairs if f == every[claimed - 1])
        shown = (holder, (figure, entry))
        count = str(len(every))
        text = f"{naming.say('rank', n=str(claimed), count=count, **naming.one(holder[0]))} {text}"
    computation = Computation("rank", text, shown, charted=every, shown=(figure,))
    return Judgement(verdict, entries_of(shown), computation=computation)


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
    value = computation.result.value
    holds = any(_near(n, value) for n in numbers)
    verdict = Verdict.SUPPORTED if holds != reading.negated else Verdict.CONTRADICTED
    return Judgement(verdict, entries_of(computation.operands), computation=computation)


def _near(number: Number, value: Decimal) -> bool:
    if number.hedge == "over":
        return value > number.value
    if number.hedge == "under":
        return value < number.value
    slack = ABOUT if number.hedge == "about" else Decimal("0.005")
    return abs(number.value - value) <= slack * abs(value)
