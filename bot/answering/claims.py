"""Holds a claim against the entries: supported, contradicted, or not in the source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from bot.answering import figures as arithmetic
from bot.answering.computing import Computation, Pair, Scope, compute
from bot.answering.entries import Entry, Index
from bot.answering.model import Verdict
from bot.answering.naming import Naming
from bot.answering.selection import LIMIT, UNITS, Candidate
from bot.knowledge.model import Figure, Quote, Term
from bot.understanding.hedges import Hedge
from bot.understanding.numbers import Number
from bot.understanding.reading import CIRCUMSTANCES, Reading
from bot.understanding.text import stem

_ABOUT = Decimal("0.1")
""""About 3 million" is said of 2.8 million: within a tenth."""

_TIMES = Decimal("0.05")
""""Twice as many" is said of 1.95 times: within a twentieth."""


@dataclass(frozen=True)
class Judgement:
    """What the text says of a claim, the entries that show it, a computation if one was needed."""

    verdict: Verdict
    entries: tuple[Entry, ...]
    candidate: Candidate | None = None
    computation: Computation | None = None
    contrary: bool = False  # words that the entry declares contrary were used


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
        return abs(value - claimed) <= _ABOUT * value
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
        and not any(t.id in _MULTIPLES for t in span.terms)
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


def years(reading: Reading) -> tuple[Number, ...]:
    """The years a clause names."""
    return tuple(n for n in reading.numbers if n.kind == "year")


# --- claims about figures ----------------------------------------------------------------------


def judge_figures(reading: Reading, candidate: Candidate, index: Index) -> Judgement | None:
    """Hold the numbers of a clause against the figures it selects; None if it states none."""
    numbers = stated(reading)
    pairs = candidate.figures or tuple((f, e) for e in candidate.entries for f in e.figures)
    numbers = numbers_of(numbers, pairs)
    if not pairs or not (numbers or (candidate.foreign_years and _dated(pairs))):
        return None
    if not numbers:
        verdict = Verdict.CONTRADICTED if candidate.weight < _YEAR + LIMIT else Verdict.UNSUPPORTED
        return Judgement(verdict, _entries(pairs), candidate)
    pairs = (*pairs, *_beside(numbers, pairs))
    periods = _foreign_period(candidate)
    others = [t for t in candidate.vetoes if t.kind != "period"]
    fitting = [(f, e) for f, e in pairs if all(agrees(n, f) for n in numbers)] or [
        (f, e) for f, e in pairs if any(agrees(n, f) for n in numbers) and len(pairs) > 1
    ]
    every = all(any(agrees(n, f) for f, _ in pairs) for n in numbers)
    if others:
        attributed = any(f.by is not None for f, _ in pairs) and all(
            t.kind == "entity" and t.type == "person" for t in others
        )
        verdict = Verdict.CONTRADICTED if attributed and fitting else Verdict.UNSUPPORTED
        return Judgement(verdict, _entries(fitting or pairs), candidate)
    if periods:
        held = index.of_measure(pairs[0][0].measure)
        same = [(f, e) for f, e in held if any(agrees(n, f) for n in numbers)]
        if same:
            return Judgement(Verdict.CONTRADICTED, _entries(same), candidate)
        return Judgement(Verdict.UNSUPPORTED, _entries(held), candidate)
    unread = candidate.weight - candidate.unit_weight
    named = reading.names(*(f.measure for f, _ in pairs))
    if unread > LIMIT and not (named and not fitting):
        return Judgement(Verdict.UNSUPPORTED, _entries(fitting or pairs), candidate)
    if fitting and every:
        if candidate.weight > LIMIT:
            return Judgement(Verdict.UNSUPPORTED, _entries(fitting), candidate)
        contrary = _contrary(reading, fitting)
        verdict = Verdict.CONTRADICTED if reading.negated != contrary else Verdict.SUPPORTED
        return Judgement(verdict, _entries(fitting), candidate, contrary=contrary)
    if reading.negated and any(_is_rest(n, f) for n in numbers for f, _ in pairs):
        return Judgement(Verdict.SUPPORTED, _entries(pairs), candidate)
    if reading.negated and not _contrary(reading, pairs) and _falls_short(numbers, pairs):
        return Judgement(Verdict.SUPPORTED, _entries(pairs), candidate)
    return Judgement(Verdict.CONTRADICTED, _entries(pairs), candidate)


def _is_rest(number: Number, figure: Figure) -> bool:
    """Whether a percentage is what a figure leaves of a hundred: "40 % do not know"."""
    return figure.unit == "percent" and number.value == 100 - figure.value


def _falls_short(numbers: Sequence[Number], pairs: Sequence[Pair]) -> bool:
    """Whether every figure is below what is denied: "CNN does not have three million"."""
    return all(f.value < n.value for n in numbers for f, _ in pairs)


_YEAR = 1.0
"""What a year that is not carried weighs (see ``bot.answering.selection``)."""


def _dated(pairs: Sequence[Pair]) -> bool:
    """Whether the figures are of one year each, so that another year contradicts them."""
    return all(f.period is not None and f.period.removeprefix("y").isdigit() for f, _ in pairs)


def _beside(numbers: Sequence[Number], pairs: Sequence[Pair]) -> tuple[Pair, ...]:
    """Figures that the same entries give in another unit, where a number is in that unit."""
    units = {UNITS.get(n.unit) for n in numbers if n.unit is not None}
    units -= {f.unit for f, _ in pairs}
    entries = {e.id: e for _, e in pairs}.values()
    return tuple((f, e) for e in entries for f in e.figures if f.unit in units)


def _foreign_period(candidate: Candidate) -> bool:
    return any(t.kind == "period" for t in candidate.vetoes) or bool(candidate.foreign_years)


def _contrary(reading: Reading, pairs: Sequence[Pair]) -> bool:
    return any(e.contradicted_by(stems(reading), reading.language) for _, e in pairs)


def stems(reading: Reading) -> tuple[str, ...]:
    """The stems of a clause, word by word."""
    return tuple(stem(t.norm, reading.language) for t in reading.tokens)


def _entries(pairs: Sequence[Pair]) -> tuple[Entry, ...]:
    return tuple({e.id: e for _, e in pairs}.values())


# --- claims that compare or rank ---------------------------------------------------------------


def judge_comparison(
    reading: Reading, scope: Scope, index: Index, naming: Naming
) -> Judgement | None:
    """Hold "more than", "twice as many", "as many as" against the figures of two subjects."""
    named = _in_order(reading, scope, index)
    if len(named) != 2:
        return None
    (first, _), (second, _) = named
    times = [r.value for r in reading.fractions] or [
        Fraction(value) for term, value in _MULTIPLES.items() if reading.names(term)
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
    return Judgement(verdict, _entries(named), computation=computation)


_MULTIPLES = {"op.double": "2", "op.triple": "3", "op.half": "1/2"}


def judge_change(reading: Reading, scope: Scope, naming: Naming) -> Judgement | None:
    """Hold "revenue went up", "fell" against the first and last dated figures."""
    dated = [p for p in scope.pairs if p[0].period is not None]
    if len(dated) < 2 or not reading.names("op.growth", "op.decline") or reading.fractions:
        return None
    grew = dated[-1][0].value > dated[0][0].value
    holds = grew if reading.names("op.growth") else dated[-1][0].value < dated[0][0].value
    computation = compute(reading, scope, naming)
    verdict = Verdict.SUPPORTED if holds != reading.negated else Verdict.CONTRADICTED
    return Judgement(verdict, _entries(dated), computation=computation)


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
    return Judgement(verdict, _entries(shown), computation=computation)


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
    return Judgement(verdict, _entries(computation.operands), computation=computation)


def _near(number: Number, value: Decimal) -> bool:
    if number.hedge == "over":
        return value > number.value
    if number.hedge == "under":
        return value < number.value
    slack = _ABOUT if number.hedge == "about" else Decimal("0.005")
    return abs(number.value - value) <= slack * abs(value)


# --- claims without figures --------------------------------------------------------------------


def judge_entry(reading: Reading, candidate: Candidate, about: frozenset[str]) -> Judgement:
    """Hold a clause without figures against the entries of an intent, the first that decides."""
    words = stems(reading)
    language = reading.language
    for entry in candidate.entries:
        against = entry.contradicted_by(words, language)
        names = [t for t in candidate.vetoes if t.type in _told_by(entry)]
        foreign = (
            names
            and candidate.keyed
            and candidate.weight - len(names) <= LIMIT
            and not _of_another(reading, names, about)
        )
        negated = reading.negated and not entry.negated
        if foreign and not negated:
            return Judgement(Verdict.CONTRADICTED, candidate.entries, candidate)
        if against != negated and (against or candidate.weight <= LIMIT):
            return Judgement(Verdict.CONTRADICTED, candidate.entries, candidate, contrary=against)
    if stated(reading) or candidate.weight > LIMIT or not says_something(candidate, about):
        return Judgement(Verdict.UNSUPPORTED, candidate.entries, candidate)
    return Judgement(Verdict.SUPPORTED, candidate.entries, candidate)


def _of_another(reading: Reading, names: Sequence[Term], about: frozenset[str]) -> bool:
    """Whether a clause is about something else: a name the entry lacks comes first, and the text's
    own subject is not named.
    """
    entities = reading.terms("entity")
    if any(t.id in about for t in entities) or len(entities) < 2:
        return False
    return entities[0] in names


_SAYERS = frozenset({"person", "company", "media"})
"""Types of those who can say something: naming another one contradicts who said it."""


def _told_by(entry: Entry) -> frozenset[str]:
    """Types of names of which the entry gives all: those it declares, and who says a quotation."""
    said = isinstance(entry.item, Quote) or any(f.by is not None for f in entry.figures)
    return frozenset(entry.item.only) | (_SAYERS if said else frozenset())


def says_something(candidate: Candidate, about: frozenset[str]) -> bool:
    """Whether more is explained than one name: a name alone claims nothing of it."""
    said = [s for s in candidate.explained if any(t.id not in about for t in s.terms)]
    return len(said) > 1 or any(t.kind != "entity" for span in said for t in span.terms)


def judge_premise(reading: Reading, candidate: Candidate, index: Index) -> Judgement | None:
    """What a question takes for granted and the text contradicts; None if nothing."""
    asserting = bool(stated(reading)) or reading.form in CIRCUMSTANCES
    figures = judge_figures(reading, candidate, index) if asserting else None
    if figures is not None and figures.verdict is Verdict.CONTRADICTED:
        return figures
    if reading.form not in CIRCUMSTANCES:
        return None
    found = judge_entry(reading, candidate, index.about)
    return found if found.verdict is Verdict.CONTRADICTED else None
