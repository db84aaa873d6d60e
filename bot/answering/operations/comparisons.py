"""Two figures held against each other: difference, ratio, growth, who is ahead."""

from __future__ import annotations

from bot.answering import figures as arithmetic
from bot.answering.figures import Result
from bot.answering.naming import Naming
from bot.answering.operations.computation import Computation, bare, owned, unit_of
from bot.answering.operations.ranks import ranking
from bot.answering.scopes import Pair, Scope
from bot.answering.wording import amount, is_rounded
from bot.knowledge.model import Figure
from bot.understanding.forms import Form
from bot.understanding.reading import Reading


def _two(scope: Scope, reading: Reading) -> tuple[Figure, Figure] | None:
    """The two figures compared: those named, or the only two there are."""
    pairs = scope.named if len(scope.named) >= 2 else scope.pairs
    ranked = arithmetic.ranked([f for f, _ in pairs])
    if len(scope.named) == 2 or len(pairs) == 2:
        return pairs[0][0], pairs[1][0]
    if reading.names("op.range") or (
        not scope.named and reading.names("op.difference", "op.ratio")
    ):
        return ranked[0], ranked[-1]
    return None


def difference(reading: Reading, scope: Scope, naming: Naming) -> Computation | None:
    """How far two figures are apart, if that is asked."""
    if (reading.names("op.sum") and not reading.names("op.difference")) or adds_up(reading):
        return None
    asked = reading.names("op.difference", "op.range", "op.minus", "op.missing") or (
        reading.form is Form.HOW_MANY
        and reading.names("op.more", "op.fewer", "op.above", "op.below")
        and len(scope.named) >= 2
    )
    if not asked or reading.names("op.ratio") or any(r.value > 1 for r in reading.fractions):
        return None
    two = _two(scope, reading)
    if two is None:
        return None
    unit = unit_of([p for p in scope.pairs if p[0] in two], naming.index)
    result = arithmetic.difference(*two, unit)
    high, low = result.operands
    text = naming.say("difference", result=naming.result(result), **naming.pair(high, low))
    working = _worked(high, "−", low, result, naming)
    return Computation("difference", text, owned(scope, two), result, working, two)


def adds_up(reading: Reading) -> bool:
    """Whether a "plus" stands between two names: "A plus B" adds, "A has more" compares."""
    return any(
        plus.names("op.plus") and all(s.of_kind("entity", "period") for s in (before, after))
        for before, plus, after in zip(
            reading.spans, reading.spans[1:], reading.spans[2:], strict=False
        )
    )


def ratio(reading: Reading, scope: Scope, naming: Naming) -> Computation | None:
    """How many times one figure goes into the other, if that is asked."""
    if not reading.names("op.ratio"):
        return None
    two = _two(scope, reading)
    if two is None:
        return None
    unit_of([p for p in scope.pairs if p[0] in two], naming.index)
    result = arithmetic.ratio(*two)
    high, low = result.operands
    working = _worked(high, "÷", low, result, naming)
    text = naming.say("ratio", result=naming.number(result.value), **naming.pair(high, low))
    return Computation("ratio", text, owned(scope, two), result, working, two)


def growth(reading: Reading, scope: Scope, naming: Naming) -> Computation | None:
    """The change from the first dated figure to the last, if that is asked."""
    if not reading.names("op.growth", "op.decline") or reading.names("op.sum"):
        return None
    dated = [p for p in scope.pairs if p[0].period is not None]
    if len(dated) < 2 or reading.names("op.ratio"):
        return None
    return grow(dated[0], dated[-1], naming)


def grow(first: Pair, last: Pair, naming: Naming) -> Computation:
    """The change from one figure to a later one: as an amount, in per cent and in times."""
    before, after = first[0], last[0]
    unit = unit_of((first, last), naming.index)
    result = arithmetic.growth(before, after)
    change = arithmetic.difference(before, after, unit)
    times = arithmetic.ratio(before, after)
    sign = "+" if result.value >= 0 else "−"
    text = naming.say(
        "growth",
        change=f"{sign}{naming.result(change)}",
        percent=f"{sign}{naming.percent(abs(result.value))}",
        times=naming.number(times.value),
        **naming.pair(before, after),
    )
    high, low = times.operands
    working = naming.apart(
        (_worked(high, "−", low, change, naming), _worked(high, "÷", low, times, naming))
    )
    return Computation(
        "growth", text, (first, last), result, working, (before, after), further=(change, times)
    )


def comparison(reading: Reading, scope: Scope, naming: Naming) -> Computation | None:
    """Which of the figures named is ahead, if that is asked."""
    asked = reading.names("op.compare") or (
        reading.names("op.more", "op.fewer", "op.most", "op.least", "op.before", "op.after")
        and len(scope.named) >= 2
        and reading.form in (Form.WHO, Form.WHICH, Form.WHAT, Form.KEYWORDS)
    )
    if not asked or len(scope.named) < 2:
        return None
    if len(scope.named) > 2:
        return ranking(scope.named, naming)
    return compare_pair(scope.named[0][0], scope.named[1][0], scope, naming)


def compare_pair(
    a: Figure, b: Figure, scope: Scope, naming: Naming, *, by_ratio: bool = False
) -> Computation:
    """Which of two figures is ahead, and by how much or how many times."""
    unit = unit_of(owned(scope, (a, b)), naming.index)
    result = arithmetic.ratio(a, b) if by_ratio else arithmetic.difference(a, b, unit)
    high, low = result.operands
    key = "ratio" if by_ratio else "equal" if high.value == low.value else "compare"
    text = naming.say(key, result=_shown(result, naming), **naming.pair(high, low))
    sign = "÷" if by_ratio else "−"
    working = _worked(high, sign, low, result, naming)
    return Computation(key, text, owned(scope, (high, low)), result, working, (high, low), (high,))


def _shown(result: Result, naming: Naming) -> str:
    return naming.number(result.value) if result.unit == "times" else naming.result(result)


def _worked(a: Figure, sign: str, b: Figure, result: Result, naming: Naming) -> str:
    """The arithmetic of two figures: "2.8 million − 1.4 million = 1.4 million"."""
    language = naming.language
    equals = "≈" if is_rounded(result.value) else "="
    value = amount(result.value, None, language)
    return f"{bare(a, language)} {sign} {bare(b, language)} {equals} {value}"
