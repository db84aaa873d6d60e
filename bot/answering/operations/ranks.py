"""Figures in order: the first, the last, the n-th, the top n, where one of them stands."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.answering import figures as arithmetic
from bot.answering.figures import Result
from bot.answering.naming import Naming
from bot.answering.operations.computation import Computation, take
from bot.answering.operations.conditions import SMALLEST_THRESHOLD
from bot.answering.scopes import Pair, Scope, classes_of, excluded
from bot.understanding.forms import Form
from bot.understanding.reading import Reading
from bot.understanding.terms import Span


def top(reading: Reading) -> int | None:
    """The n of "the top n"; None where no such number stands."""
    if not reading.names("op.top", "op.most", "op.rank", "op.sum", "op.average", "op.least"):
        return None
    small = [
        int(n.value)
        for n in reading.numbers
        if n.kind == "number" and 2 <= n.value < SMALLEST_THRESHOLD
    ]
    return small[0] if small else None


_TOPS = {"op.top.three": 3}
"""Words that name the first so many by themselves: a podium has three places."""


def top_of(reading: Reading) -> int | None:
    """How many a clause counts among the first or the last: "in the top three", "the two last"."""
    if not reading.names("op.top"):
        return None
    named = next((n for term, n in _TOPS.items() if reading.names(term)), None)
    return named or top(reading)


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


def rank(reading: Reading, scope: Scope, naming: Naming) -> Computation | None:
    """The place or places in the order of a scope that are asked for, if any are."""
    if len(scope.pairs) < 2:
        return None
    n, ranks = top_of(reading) or top(reading), rank_ordinals(reading)
    subjects = [
        p for p in scope.named if p[0].of not in naming.index.about or p[0].period is not None
    ]
    everything = take(scope.pairs, None)
    beside = reading.names("op.after", "op.before")
    if subjects and beside and reading.form is not Form.HOW_MANY:
        places = [everything.index(subject) for subject in subjects]
        at = max(places) + 1 if reading.names("op.after") else min(places) - 1
        return _nth(everything, at, naming) if 0 <= at < len(everything) else None
    if len(subjects) == 1 and reading.names("op.rank"):
        return _position(everything, subjects[0], naming)
    if len(subjects) == 1 and (ranks or reading.names("op.most", "op.least")):
        return None if reading.claims else _position(everything, subjects[0], naming)
    if len(subjects) > 1:
        return ranking(tuple(subjects), naming) if reading.names("op.rank") else None
    if n is not None:
        last = reading.names("op.least")
        taken = everything[-n:] if last else everything[:n]
        return ranking(taken, naming)
    if ranks:
        at = ranks[0] - 1 if ranks[0] > 0 else len(everything) + ranks[0]
        return _nth(everything, at, naming) if 0 <= at < len(everything) else None
    if reading.names("op.rank", "op.top"):
        return ranking(everything, naming)
    if reading.names("op.least"):
        return _single("last", everything[-1], everything, naming)
    if reading.names("op.most"):
        if _plural(reading, classes_of(scope.pairs, naming.index)):
            return ranking(everything, naming)
        return _single("first", everything[0], everything, naming)
    return ranking(everything, naming) if excluded(reading) else None


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
    place = every.index(pair) + 1
    text = naming.say("rank", n=str(place), count=str(len(every)), **naming.one(pair[0]))
    result = Result(Decimal(place), "rank", (pair[0],))
    return Computation(
        "rank", text, (pair,), result, charted=tuple(f for f, _ in every), shown=(pair[0],)
    )


def ranking(pairs: Sequence[Pair], naming: Naming) -> Computation:
    """Figures one after another, from the largest to the smallest."""
    ranked = arithmetic.ranked([f for f, _ in pairs])
    text = naming.say("ranking", list=naming.amounts(ranked), measure=naming.measure(ranked[0]))
    return Computation("ranking", text, take(pairs, None), charted=ranked, shown=ranked)
