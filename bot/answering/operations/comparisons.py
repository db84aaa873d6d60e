"""Two figures held against each other: difference, ratio, growth, who is ahead."""

from __future__ import annotations

from bot.answering import figures as arithmetic
from bot.answering.naming import Naming
from bot.answering.operations.computation import Computation, bare, owned, unit_of
from bot.answering.operations.ranks import ranking
from bot.answering.scopes import Scope
from bot.answering.wording import amount, is_rounded, number
from bot.knowledge.model import Figure
from bot.understanding.reading import Form, Reading


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
    if reading.names("op.sum") and not reading.names("op.difference"):
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
    language = naming.language
    text = naming.say("difference", result=naming.result(result), **naming.pair(high, low))
    working = (
        f"{bare(high, language)} − {bare(low, language)} = {amount(result.value, None, language)}"
    )
    return Computation("difference", text, owned(scope, two), result, working, two)


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
    language = naming.language
    sign = "≈" if is_rounded(result.value) else "="
    working = (
        f"{bare(high, language)} ÷ {bare(low, language)} {sign} {number(result.value, language)}"
    )
    text = naming.say("ratio", result=naming.number(result.value), **naming.pair(high, low))
    return Computation("ratio", text, owned(scope, two), result, working, two)


def growth(reading: Reading, scope: Scope, naming: Naming) -> Computation | None:
    """The change from the first dated figure to the last, if that is asked."""
    if not reading.names("op.growth", "op.decline") or reading.names("op.sum"):
        return None
    dated = [p for p in scope.pairs if p[0].period is not None]
    if len(dated) < 2:
        return None
    before, after = dated[0][0], dated[-1][0]
    unit_of(dated, naming.index)
    result = arithmetic.growth(before, after)
    change = arithmetic.difference(before, after, unit_of(dated, naming.index))
    times = arithmetic.ratio(before, after)
    language = naming.language
    sign = "+" if result.value >= 0 else "−"
    text = naming.say(
        "growth",
        change=f"{sign}{naming.result(change)}",
        percent=f"{sign}{naming.percent(abs(result.value))}",
        times=naming.number(times.value),
        **naming.pair(before, after),
    )
    working = (
        f"{bare(after, language)} − {bare(before, language)} = "
        f"{amount(change.value, None, language)} ; "
        f"{bare(after, language)} ÷ {bare(before, language)} = {number(times.value, language)}"
    )
    return Computation("growth", text, (dated[0], dated[-1]), result, working, (before, after))


def comparison(reading: Reading, scope: Scope, naming: Naming) -> Computation | None:
    """Which of the figures named is ahead, if that is asked."""
    asked = reading.names("op.compare") or (
        reading.names("op.more", "op.fewer", "op.most", "op.least", "op.before", "op.after")
        and len(scope.named) == 2
        and reading.form in (Form.WHO, Form.WHICH, Form.WHAT, Form.KEYWORDS)
    )
    if not asked or len(scope.named) < 2:
        return None
    if len(scope.named) > 2:
        return ranking(scope.named, naming)
    two = scope.named[0][0], scope.named[1][0]
    result = arithmetic.difference(*two, unit_of(scope.named, naming.index))
    high, low = result.operands
    key = "equal" if high.value == low.value else "compare"
    text = naming.say(key, result=naming.result(result), **naming.pair(high, low))
    language = naming.language
    working = (
        f"{bare(high, language)} − {bare(low, language)} = {amount(result.value, None, language)}"
    )
    return Computation("compare", text, owned(scope, two), result, working, (high, low), (high,))
