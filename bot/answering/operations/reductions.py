"""Several figures in one: total, average, median, share, and what is left of a hundred."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.answering import figures as arithmetic
from bot.answering.figures import Result
from bot.answering.naming import Naming
from bot.answering.operations.computation import Computation, bare, take, unit_of
from bot.answering.operations.ranks import top
from bot.answering.scopes import Scope, excluded
from bot.answering.wording import amount, is_rounded
from bot.knowledge.model import Figure
from bot.understanding.forms import Form
from bot.understanding.reading import Reading


def reduction(reading: Reading, scope: Scope, naming: Naming) -> Computation | None:
    """The total, average or median of several figures, if one is asked."""
    for operation, key, function in (
        ("op.average", "average", arithmetic.average),
        ("op.median", "median", arithmetic.median),
        ("op.sum", "total", arithmetic.total),
    ):
        summing = operation == "op.sum" and reading.names("op.plus") and len(scope.named) > 1
        summing = summing and not reading.names("op.compare")
        # "How many do all have, except …" adds up what is left.
        rest = reading.form is Form.HOW_MANY and bool(excluded(reading))
        rest = rest and operation == "op.sum" and reading.names("op.list")
        if not (reading.names(operation) or summing or rest):
            continue
        pairs = scope.subset
        if top(reading) and len(scope.named) < 2:
            n = top(reading) or 0
            pairs = take(pairs, None)[-n:] if reading.names("op.least") else take(pairs, n)
        result = function([f for f, _ in pairs], unit_of(pairs, naming.index))
        names = naming.listed([f for f, _ in pairs])
        shown = naming.result(result)
        text = naming.say(key, names=names, result=shown)
        return Computation(
            key, text, pairs, result, _working(result, key, naming), tuple(f for f, _ in pairs)
        )
    return None


def _working(result: Result, key: str, naming: Naming) -> str:
    language = naming.language
    plain = [bare(f, language) for f in result.operands]
    equals = "≈" if is_rounded(result.value) else "="
    value = amount(result.value, None, language)
    if key == "average":
        total = amount(sum((f.value for f in result.operands), Decimal(0)), None, language)
        return f"({' + '.join(plain)}) ÷ {len(plain)} = {total} ÷ {len(plain)} {equals} {value}"
    if key == "median":
        ordered = reversed(arithmetic.ranked(result.operands))
        return f"{' < '.join(bare(f, language) for f in ordered)} → {value}"
    return written_sum(result.operands, naming)


def written_sum(figures: Sequence[Figure], naming: Naming) -> str:
    """An addition written out; empty for fewer than two figures."""
    if len(figures) < 2:
        return ""
    language = naming.language
    total = sum((f.value for f in figures), Decimal(0))
    equals = "≈" if is_rounded(total) else "="
    plain = " + ".join(bare(f, language) for f in figures)
    return f"{plain} {equals} {amount(total, None, language)}"


def share(reading: Reading, scope: Scope, naming: Naming) -> Computation | None:
    """What part of the whole scope the figures named are, or of a goal what is, if asked."""
    if not reading.names("op.share"):
        return None
    goal = None if reading.names("op.ratio") else _of_goal(scope, naming)
    if goal is not None:
        return goal
    if not scope.named or len(scope.named) == len(scope.pairs):
        return None
    unit = unit_of(scope.pairs, naming.index)
    part = [f for f, _ in scope.named]
    result = arithmetic.share(part, [f for f, _ in scope.pairs], unit)
    total = arithmetic.total([f for f, _ in scope.pairs], unit)
    language = naming.language
    shown = naming.percent(result.value)
    working = (
        f"{' + '.join(amount(f.value, None, language) for f in part)} ÷ "
        f"{amount(total.value, None, language)} {'≈' if is_rounded(result.value) else '='} {shown}"
    )
    text = naming.say(
        "share",
        part=naming.amounts(part),
        result=shown,
        names=naming.listed([f for f, _ in scope.pairs]),
    )
    operands = (*scope.named, *(p for p in scope.pairs if p not in scope.named))
    return Computation("share", text, operands, result, working, tuple(f for f, _ in scope.pairs))


def _of_goal(scope: Scope, naming: Naming) -> Computation | None:
    """What part of the one figure hoped for the other one is; None if that is not what there is."""
    hoped = [f for f, _ in scope.pairs if f.status == "hoped"]
    firm = [f for f, _ in scope.pairs if f.status != "hoped"]
    if not (len(hoped) == len(firm) == 1):
        return None
    result = arithmetic.share(firm, hoped, unit_of(scope.pairs, naming.index))
    shown = naming.percent(result.value)
    part, whole = bare(firm[0], naming.language), bare(hoped[0], naming.language)
    working = f"{part} ÷ {whole} {'≈' if is_rounded(result.value) else '='} {shown}"
    text = naming.say("share.goal", result=shown, **naming.pair(firm[0], hoped[0]))
    return Computation("share", text, scope.pairs, result, working, (firm[0], hoped[0]))


def complement(reading: Reading, scope: Scope, naming: Naming) -> Computation | None:
    """What a percentage leaves of a hundred, if a question denies what it counts."""
    percents = [p for p in scope.subset if p[0].unit == "percent"]
    asking = reading.form in (Form.HOW_MANY, Form.WHAT, Form.WHICH, Form.KEYWORDS)
    negated = reading.negated or reading.names("op.complement")
    if not percents or not negated or not asking or any(n.value != 100 for n in reading.numbers):
        return None
    if any(
        naming.index.of_measure(t.id) for t in reading.terms("measure") if t.id != scope.measure
    ):
        return None  # "know it and do not use it" leaves more than one thing out
    figure, entry = percents[0]
    result = arithmetic.complement(figure)
    shown = naming.percent(result.value)
    text = naming.say("complement", statement=naming.statement(entry), result=shown)
    whole, known = naming.percent(Decimal(100)), naming.percent(figure.value)
    working = f"{whole} − {known} = {shown}"
    return Computation("complement", text, ((figure, entry),), result, working)
