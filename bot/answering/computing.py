"""Recognises the computation a reading asks for, over which figures, and words its outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.answering import figures as arithmetic
from bot.answering.entries import Entry, Index
from bot.answering.figures import CannotComputeError, Result
from bot.answering.naming import Naming
from bot.answering.selection import Coverage, cover
from bot.answering.wording import amount, is_rounded, number
from bot.knowledge.model import Figure, Language, Term
from bot.understanding.reading import CIRCUMSTANCES, Form, Reading
from bot.understanding.terms import Span

Pair = tuple[Figure, Entry]


@dataclass(frozen=True)
class Scope:
    """The figures a computation may use, and those its question names outright."""

    measure: str
    pairs: tuple[Pair, ...]  # all amounts of the measure
    named: tuple[Pair, ...]  # those whose subject or period the question names
    coverage: Coverage

    @property
    def subset(self) -> tuple[Pair, ...]:
        """The figures named if there are two or more, else all."""
        return self.named if len(self.named) > 1 else self.pairs


@dataclass(frozen=True)
class Computation:
    """A computed reply: ``text`` stands alone, ``working`` shows the arithmetic.

    ``result`` is the number computed, if there is one; ``charted`` are the
    figures worth showing side by side, in order.
    """

    operation: str
    text: str
    operands: tuple[Pair, ...]
    result: Result | None = None
    working: str | None = None
    charted: tuple[Figure, ...] = ()
    shown: tuple[Figure, ...] = ()  # figures singled out by the answer
    failed: bool = False


def scope(reading: Reading, index: Index, measure: str, beside: Sequence[str] = ()) -> Scope | None:
    """The figures of a measure that a question's computation is over, or None if there are none.

    ``beside`` are measures named along with it.
    """
    pairs = tuple((f, e) for f, e in index.of_measure(measure) if f in arithmetic.amounts([f]))
    if not pairs:
        return None
    left_out = excluded(reading)
    pairs = _narrowed(tuple((f, e) for f, e in pairs if f.of not in left_out), reading)
    asked = {t.id for t in reading.terms("entity", "period")} - index.about - left_out
    named = tuple((f, e) for f, e in pairs if asked & {f.of, f.period})
    carries = set[str]().union(*(e.carries for _, e in pairs)) | left_out | _classes(pairs, index)
    carries |= {t.id for t in reading.terms() if measure in t.implies} | set(beside)
    if reading.names(*COMPUTING):
        carries |= _RELATIVE_UNITS
    coverage = cover(
        reading, carries, {measure}, [e for _, e in pairs], _NO_PHRASES, operations=False
    )
    return Scope(measure, pairs, named, coverage)


_NO_PHRASES: Mapping[Language, frozenset[str]] = {"fr": frozenset(), "en": frozenset()}
_RELATIVE_UNITS = {"percent", "percentage-points"}
"""Units a computation may be asked in, whatever it computes with."""


def _narrowed(pairs: tuple[Pair, ...], reading: Reading) -> tuple[Pair, ...]:
    """The figures whose entries carry a concept named, where only some do: "which magazine"."""
    asked = {t.id for t in reading.terms("concept")}
    if len({f.of for f, _ in pairs}) < 2:
        return pairs
    kept = tuple((f, e) for f, e in pairs if asked & set(e.item.about))
    return kept or pairs


def excluded(reading: Reading) -> set[str]:
    """Entities named right after "except", "without" and the like."""
    out: set[str] = set()
    excluding = False
    for span in reading.spans:
        if span.names("op.except"):
            excluding = True
        elif excluding and span.of_kind("entity"):
            out.update(t.id for t in span.of_kind("entity"))
        elif excluding and not all(t.kind in ("filler", "form", "discourse") for t in span.terms):
            excluding = False
    return out


def _classes(pairs: Sequence[Pair], index: Index) -> set[str]:
    """What the figures' subjects are instances of: the terms they imply."""
    return {
        implied
        for f, _ in pairs
        if (term := index.lexicon.terms.get(f.of)) is not None
        for implied in (*term.implies, *([term.type] if term.type else []))
    }


def compute(reading: Reading, scope: Scope, naming: Naming) -> Computation | None:
    """The computation a question asks for over a scope, or None if it asks for none."""
    try:
        explaining = reading.form in (Form.WHY, Form.HOW, Form.WHERE)
        if explaining and not reading.names("op.compare", "op.difference"):
            return None
        for attempt in _ATTEMPTS:
            found = attempt(reading, scope, naming)
            if found is not None:
                return found
    except CannotComputeError as error:
        return Computation("refused", naming.say(error.reason), scope.subset, failed=True)
    return None


def _unit(pairs: Sequence[Pair], index: Index) -> str:
    """The one unit of some figures; a measure's own unit counts the same things as the measure."""
    base = {}
    for f, _ in pairs:
        measure = index.lexicon.terms.get(f.measure)
        if measure is not None and measure.unit is not None and _counts(f.unit, measure, index):
            base[f.unit] = measure.unit
    return arithmetic.same_kind([f for f, _ in pairs], base)


def _counts(unit: str, measure: Term, index: Index) -> bool:
    """Whether a unit is the measure's own, or another name for the things it counts."""
    term = index.lexicon.terms.get(unit)
    return unit == measure.unit or (
        term is not None and term.kind == "unit" and term.type == "counted"
    )


# --- conditions: "more than two million" -----------------------------------------------------


@dataclass(frozen=True)
class _Condition:
    key: str
    low: Decimal
    high: Decimal | None = None

    def holds(self, value: Decimal) -> bool:
        if self.key == "between":
            return self.low <= value <= (self.high or self.low)
        return {
            "above": value > self.low,
            "below": value < self.low,
            "at-least": value >= self.low,
            "at-most": value <= self.low,
            "equals": value == self.low,
        }[self.key]


_BY_HEDGE = {"over": "above", "under": "below", "at_least": "at-least", "at_most": "at-most"}


def condition(reading: Reading) -> _Condition | None:
    """The threshold a question sets, from its numbers and comparing words."""
    counts = [n for n in reading.numbers if n.kind == "number" and n.value >= _SMALLEST_THRESHOLD]
    if not counts:
        return None
    if len(counts) >= 2 and (reading.names("op.between") or counts[0].bound in ("low", "from")):
        low, high = sorted((counts[0].value, counts[1].value))
        return _Condition("between", low, high)
    first = counts[0]
    key = _BY_HEDGE.get(first.hedge or "")
    if key is None:
        if reading.names("op.above", "op.more"):
            key = "above"
        elif reading.names("op.below", "op.fewer"):
            key = "below"
        else:
            key = "equals"
    if reading.negated and key in _NEGATED:
        key = _NEGATED[key]
    return _Condition(key, first.value)


_NEGATED = {"above": "at-most", "below": "at-least", "at-least": "below", "at-most": "above"}

_SMALLEST_THRESHOLD = 20
"""Smaller numbers beside figures count subjects ("the top 3") and are no thresholds."""


def _filter(reading: Reading, scope: Scope, naming: Naming) -> Computation | None:
    limit = condition(reading)
    if limit is None or scope.named or len(scope.pairs) < 2 or _any(reading, _REDUCING):
        return None
    if reading.form in CIRCUMSTANCES:
        return None
    if limit.key == "equals" and reading.form not in (
        Form.WHO,
        Form.WHICH,
        Form.WHAT,
        Form.HOW_MANY,
    ):
        return None
    if limit.key == "below" and _is_bound(limit.low, scope, naming.index):
        return None
    met = [pair for pair in scope.pairs if limit.holds(pair[0].value)]
    unit = naming.index.lexicon.terms.get(scope.pairs[0][0].unit)
    words = {"n": amount(limit.low, unit, naming.language)}
    if limit.high is not None:
        words = {
            "n": amount(limit.low, None, naming.language),
            "m": amount(limit.high, unit, naming.language),
        }
    shown = naming.say(limit.key, **words).removesuffix(".")
    ranked = arithmetic.ranked([f for f, _ in met])
    if not met:
        every = naming.amounts(arithmetic.ranked([f for f, _ in scope.pairs]))
        text = naming.say("count.none", condition=shown, list=every)
    else:
        text = naming.say(
            "count",
            n=str(len(met)),
            count=str(len(scope.pairs)),
            condition=shown,
            list=naming.amounts(ranked),
        )
    counted = Result(Decimal(len(met)), "count", tuple(ranked))
    operands = tuple(met) or scope.pairs
    return Computation("count", text, operands, counted, charted=ranked, shown=ranked)


def _is_bound(value: Decimal, scope: Scope, index: Index) -> bool:
    """Whether the text itself gives this bound, so that it answers better than a filter."""
    return any(
        f.value == value for f, _ in index.of_measure(scope.measure) if f.hedge in arithmetic.BOUNDS
    )


# --- reductions: total, average, share ---------------------------------------------------------

COMPUTING = (
    "op.sum", "op.average", "op.median", "op.share", "op.difference", "op.ratio", "op.range",
    "op.growth", "op.decline", "op.compare", "op.rank", "op.missing",
)  # fmt: skip
"""Operations that ask for a computation by themselves, whatever the form of the sentence."""

_REDUCING = (
    "op.sum",
    "op.average",
    "op.median",
    "op.share",
    "op.difference",
    "op.ratio",
    "op.range",
)


def _any(reading: Reading, ids: Sequence[str]) -> bool:
    return reading.names(*ids)


def _reduce(reading: Reading, scope: Scope, naming: Naming) -> Computation | None:
    for operation, key, function in (
        ("op.average", "average", arithmetic.average),
        ("op.median", "median", arithmetic.median),
        ("op.sum", "total", arithmetic.total),
    ):
        summing = operation == "op.sum" and reading.names("op.plus") and len(scope.named) > 1
        if not reading.names(operation) and not (summing and not reading.names("op.compare")):
            continue
        pairs = scope.subset
        if _top(reading) and len(scope.named) < 2:
            pairs = _take(pairs, _top(reading))
        result = function([f for f, _ in pairs], _unit(pairs, naming.index))
        names = naming.listed([f for f, _ in pairs])
        shown = naming.result(result)
        text = naming.say(key, names=names, result=shown)
        return Computation(
            key, text, pairs, result, _working(result, key, naming), tuple(f for f, _ in pairs)
        )
    return None


def _working(result: Result, key: str, naming: Naming) -> str:
    language = naming.language
    plain = [amount(f.value, None, language) for f in result.operands]
    total = amount(sum((f.value for f in result.operands), Decimal(0)), None, language)
    equals = "≈" if is_rounded(result.value) else "="
    value = amount(result.value, None, language)
    if key == "average":
        return f"({' + '.join(plain)}) ÷ {len(plain)} = {total} ÷ {len(plain)} {equals} {value}"
    if key == "median":
        return f"{' < '.join(reversed(plain))} → {value}"
    return f"{' + '.join(plain)} {equals} {value}"


def _share(reading: Reading, scope: Scope, naming: Naming) -> Computation | None:
    if not reading.names("op.share") or not scope.named or len(scope.named) == len(scope.pairs):
        return None
    unit = _unit(scope.pairs, naming.index)
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


# --- two figures: difference, ratio, growth, comparison ----------------------------------------


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


def _difference(reading: Reading, scope: Scope, naming: Naming) -> Computation | None:
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
    unit = _unit([p for p in scope.pairs if p[0] in two], naming.index)
    result = arithmetic.difference(*two, unit)
    high, low = result.operands
    language = naming.language
    text = naming.say("difference", result=naming.result(result), **naming.pair(high, low))
    working = (
        f"{_bare(high, language)} − {_bare(low, language)} = {amount(result.value, None, language)}"
    )
    return Computation("difference", text, _owned(scope, two), result, working, two)


def _ratio(reading: Reading, scope: Scope, naming: Naming) -> Computation | None:
    if not reading.names("op.ratio"):
        return None
    two = _two(scope, reading)
    if two is None:
        return None
    _unit([p for p in scope.pairs if p[0] in two], naming.index)
    result = arithmetic.ratio(*two)
    high, low = result.operands
    language = naming.language
    sign = "≈" if is_rounded(result.value) else "="
    working = (
        f"{_bare(high, language)} ÷ {_bare(low, language)} {sign} {number(result.value, language)}"
    )
    text = naming.say("ratio", result=naming.number(result.value), **naming.pair(high, low))
    return Computation("ratio", text, _owned(scope, two), result, working, two)


def _growth(reading: Reading, scope: Scope, naming: Naming) -> Computation | None:
    if not reading.names("op.growth", "op.decline") or reading.names("op.sum"):
        return None
    dated = [p for p in scope.pairs if p[0].period is not None]
    if len(dated) < 2:
        return None
    before, after = dated[0][0], dated[-1][0]
    _unit(dated, naming.index)
    result = arithmetic.growth(before, after)
    change = arithmetic.difference(before, after, _unit(dated, naming.index))
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
        f"{_bare(after, language)} − {_bare(before, language)} = "
        f"{amount(change.value, None, language)} ; "
        f"{_bare(after, language)} ÷ {_bare(before, language)} = {number(times.value, language)}"
    )
    return Computation("growth", text, (dated[0], dated[-1]), result, working, (before, after))


def _compare(reading: Reading, scope: Scope, naming: Naming) -> Computation | None:
    asked = reading.names("op.compare") or (
        reading.names("op.more", "op.fewer", "op.most", "op.least", "op.before", "op.after")
        and len(scope.named) == 2
        and reading.form in (Form.WHO, Form.WHICH, Form.WHAT, Form.KEYWORDS)
    )
    if not asked or len(scope.named) < 2:
        return None
    if len(scope.named) > 2:
        return _ranking(scope.named, naming)
    two = scope.named[0][0], scope.named[1][0]
    result = arithmetic.difference(*two, _unit(scope.named, naming.index))
    high, low = result.operands
    key = "equal" if high.value == low.value else "compare"
    text = naming.say(key, result=naming.result(result), **naming.pair(high, low))
    language = naming.language
    working = (
        f"{_bare(high, language)} − {_bare(low, language)} = {amount(result.value, None, language)}"
    )
    return Computation("compare", text, _owned(scope, two), result, working, (high, low), (high,))


def _bare(figure: Figure, language: str) -> str:
    return amount(figure.value, None, "fr" if language == "fr" else "en")


def _owned(scope: Scope, chosen: Sequence[Figure]) -> tuple[Pair, ...]:
    return tuple((f, e) for c in chosen for f, e in scope.pairs if f == c)


# --- ranks -------------------------------------------------------------------------------------


def _top(reading: Reading) -> int | None:
    """The n of "the top n"; None where no such number stands."""
    if not reading.names("op.top", "op.most", "op.rank", "op.sum", "op.average", "op.least"):
        return None
    small = [
        int(n.value)
        for n in reading.numbers
        if n.kind == "number" and 2 <= n.value < _SMALLEST_THRESHOLD
    ]
    return small[0] if small else None


def _take(pairs: Sequence[Pair], n: int | None) -> tuple[Pair, ...]:
    return tuple(sorted(pairs, key=lambda p: -p[0].value))[:n]


def rank_ordinals(reading: Reading) -> list[int]:
    """Ordinals that rank subjects: those that name a period ("third quarter") do not."""
    return [
        o.value
        for o in reading.ordinals
        if not any(
            span.of_kind("period") and _covers(span, reading, o.start) for span in reading.spans
        )
    ]


def _covers(span: Span, reading: Reading, offset: int) -> bool:
    return reading.tokens[span.first].start <= offset < reading.tokens[span.stop - 1].end


def _rank(reading: Reading, scope: Scope, naming: Naming) -> Computation | None:
    if len(scope.pairs) < 2:
        return None
    n, ranks = _top(reading), rank_ordinals(reading)
    subjects = [
        p for p in scope.named if p[0].of not in naming.index.about or p[0].period is not None
    ]
    everything = _take(scope.pairs, None)
    beside = reading.names("op.after", "op.before")
    if len(subjects) == 1 and beside and reading.form is not Form.HOW_MANY:
        step = 1 if reading.names("op.after") else -1
        at = everything.index(subjects[0]) + step
        return _nth(everything, at, naming) if 0 <= at < len(everything) else None
    if len(subjects) == 1 and reading.names("op.rank"):
        return _position(everything, subjects[0], naming)
    if len(subjects) == 1 and (ranks or reading.names("op.most", "op.least")):
        return None if reading.claims else _position(everything, subjects[0], naming)
    if len(subjects) > 1:
        return _ranking(tuple(subjects), naming) if reading.names("op.rank") else None
    if n is not None:
        last = reading.names("op.least")
        taken = everything[-n:] if last else everything[:n]
        return _ranking(taken, naming)
    if ranks:
        at = ranks[0] - 1 if ranks[0] > 0 else len(everything) + ranks[0]
        return _nth(everything, at, naming) if 0 <= at < len(everything) else None
    if reading.names("op.rank", "op.top"):
        return _ranking(everything, naming)
    if reading.names("op.least"):
        return _single("last", everything[-1], everything, naming)
    if reading.names("op.most"):
        if _plural(reading, _classes(scope.pairs, naming.index)):
            return _ranking(everything, naming)
        return _single("first", everything[0], everything, naming)
    return None


def _plural(reading: Reading, classes: set[str]) -> bool:
    """Whether "the most …" is asked of several: "les plus", "which profiles", "list the"."""
    several = any(
        any(t.id in classes for t in span.terms) and span.text.lower().endswith("s")
        for span in reading.spans
    )
    return (
        several
        or reading.names("form.list", "op.list")
        or any(
            span.names("op.most") and span.text.lower().startswith("les ") for span in reading.spans
        )
    )


def _single(key: str, pair: Pair, every: Sequence[Pair], naming: Naming) -> Computation:
    figure = pair[0]
    text = naming.say(key, **naming.one(figure))
    return Computation(key, text, (pair,), charted=tuple(f for f, _ in every), shown=(figure,))


def _nth(every: Sequence[Pair], at: int, naming: Naming) -> Computation:
    if at == 0:
        return _single("first", every[0], every, naming)
    if at == len(every) - 1:
        return _single("last", every[-1], every, naming)
    text = naming.say("nth", n=str(at + 1), **naming.one(every[at][0]))
    return Computation(
        "nth", text, (every[at],), charted=tuple(f for f, _ in every), shown=(every[at][0],)
    )


def _position(every: Sequence[Pair], pair: Pair, naming: Naming) -> Computation:
    rank = every.index(pair) + 1
    text = naming.say("rank", n=str(rank), count=str(len(every)), **naming.one(pair[0]))
    result = Result(Decimal(rank), "rank", (pair[0],))
    return Computation(
        "rank", text, (pair,), result, charted=tuple(f for f, _ in every), shown=(pair[0],)
    )


def _ranking(pairs: Sequence[Pair], naming: Naming) -> Computation:
    ranked = arithmetic.ranked([f for f, _ in pairs])
    text = naming.say("ranking", list=naming.amounts(ranked), measure=naming.measure(ranked[0]))
    return Computation("ranking", text, _take(pairs, None), charted=ranked, shown=ranked)


def _complement(reading: Reading, scope: Scope, naming: Naming) -> Computation | None:
    percents = [p for p in scope.subset if p[0].unit == "percent"]
    asking = reading.form in (Form.HOW_MANY, Form.WHAT, Form.WHICH, Form.KEYWORDS)
    negated = reading.negated or reading.names("op.complement")
    if not percents or not negated or not asking or any(n.value != 100 for n in reading.numbers):
        return None
    figure, entry = percents[0]
    result = arithmetic.complement(figure)
    shown = naming.percent(result.value)
    text = naming.say("complement", statement=naming.statement(entry), result=shown)
    whole, known = naming.percent(Decimal(100)), naming.percent(figure.value)
    working = f"{whole} − {known} = {shown}"
    return Computation("complement", text, ((figure, entry),), result, working)


_ATTEMPTS: tuple[Callable[[Reading, Scope, Naming], Computation | None], ...] = (
    _complement,
    _filter,
    _growth,
    _share,
    _ratio,
    _difference,
    _reduce,
    _compare,
    _rank,
)
"""In this order: what sets a condition or names two figures comes before what ranks all."""
