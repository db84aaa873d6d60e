"""Holds claims of figures, and of how many without a number, against an entry's figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from bot.answering.attribution import sources
from bot.answering.claims import Judgement
from bot.answering.contraries import contrary_words
from bot.answering.coverage import LIMIT
from bot.answering.entries import Index
from bot.answering.model import Verdict
from bot.answering.questions import UNITS
from bot.answering.scopes import Pair, entries_of
from bot.answering.selection import Candidate
from bot.answering.stating import agrees, numbers_of, stated
from bot.knowledge.model import Figure
from bot.understanding.numbers import Number
from bot.understanding.reading import Reading


def judge_figures(reading: Reading, candidate: Candidate, index: Index) -> Judgement | None:
    """Hold the numbers of a clause against the figures it selects; None if it states none."""
    pairs = candidate.figures or tuple((f, e) for e in candidate.entries for f in e.figures)
    pairs = (*pairs, *_beside(stated(reading), pairs))
    numbers = numbers_of(stated(reading), pairs)
    if not pairs or not (numbers or (candidate.foreign_years and _dated(pairs))):
        return None
    if not numbers:
        verdict = Verdict.CONTRADICTED if candidate.weight < _YEAR + LIMIT else Verdict.UNSUPPORTED
        return Judgement(verdict, entries_of(pairs), candidate)
    periods = _foreign_period(candidate)
    others = [t for t in candidate.vetoes if t.kind != "period"]
    fitting = [(f, e) for f, e in pairs if all(agrees(n, f) for n in numbers)] or [
        (f, e) for f, e in pairs if any(agrees(n, f) for n in numbers) and len(pairs) > 1
    ]
    every = all(any(agrees(n, f) for f, _ in pairs) for n in numbers)
    if others and all(f.counted for f, _ in pairs):
        return None  # who is counted says more than how many
    if others:
        by = sources(reading)
        attributed = any(f.by is not None for f, _ in pairs) and all(
            t.kind == "entity" and (t.type == "person" or t.id in by) for t in others
        )
        verdict = Verdict.CONTRADICTED if attributed and fitting else Verdict.UNSUPPORTED
        return Judgement(verdict, entries_of(fitting or pairs), candidate)
    if periods:
        held = index.of_measure(pairs[0][0].measure)
        same = [(f, e) for f, e in held if any(agrees(n, f) for n in numbers)]
        if same:
            return Judgement(Verdict.CONTRADICTED, entries_of(same), candidate)
        return Judgement(Verdict.UNSUPPORTED, entries_of(held), candidate)
    unread = candidate.weight - candidate.unit_weight
    named = reading.names(*(f.measure for f, _ in pairs))
    if unread > LIMIT and not (named and not fitting):
        return Judgement(Verdict.UNSUPPORTED, entries_of(fitting or pairs), candidate)
    if fitting and every:
        if candidate.weight > LIMIT:
            return Judgement(Verdict.UNSUPPORTED, entries_of(fitting), candidate)
        contrary = _contrary(reading, fitting)
        verdict = Verdict.CONTRADICTED if reading.negated != contrary else Verdict.SUPPORTED
        return Judgement(verdict, entries_of(fitting), candidate, contrary=contrary)
    if reading.negated and any(_is_rest(n, f) for n in numbers for f, _ in pairs):
        return Judgement(Verdict.SUPPORTED, entries_of(pairs), candidate)
    if reading.negated and not _contrary(reading, pairs) and _falls_short(numbers, pairs):
        return Judgement(Verdict.SUPPORTED, entries_of(pairs), candidate)
    return Judgement(Verdict.CONTRADICTED, entries_of(pairs), candidate)


def _is_rest(number: Number, figure: Figure) -> bool:
    """Whether a percentage is what a figure leaves of a hundred: "40 % do not know"."""
    return figure.unit == "percent" and number.value == 100 - figure.value


def _falls_short(numbers: Sequence[Number], pairs: Sequence[Pair]) -> bool:
    """Whether every figure is below what is denied: "the ferry did not carry three million"."""
    return all(
        f.value < n.value or (f.hedge == "under" and f.value == n.value)
        for n in numbers
        for f, _ in pairs
    )


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
    return any(contrary_words(e, reading, frozenset()) for _, e in pairs)


# --- claims of how many without a number --------------------------------------------------------


def judge_quantity(reading: Reading, candidate: Candidate) -> Judgement | None:
    """Hold "most", "few", "nobody" against one percentage; None if nothing of the kind is said.

    "Many" of a count, and of a share between a quarter and a half, is a matter of
    taste: not in the source.
    """
    said = [term for term in _QUANTITIES if reading.names(term)]
    shares = [f for e in candidate.entries for f in e.figures if f.unit == "percent"]
    if not said or not candidate.entries or not any(e.figures for e in candidate.entries):
        return None
    if any(contrary_words(e, reading, frozenset()) for e in candidate.entries):
        return None  # the entry itself tells what contradicts it: "a lot of riders"
    holds = _QUANTITIES[said[0]](shares[0].value) if len(shares) == 1 else None
    if holds is None or candidate.weight > LIMIT:
        return Judgement(Verdict.UNSUPPORTED, candidate.entries, candidate)
    denied = reading.negated and said[0] not in ("quantity.none", "quantity.few")
    verdict = Verdict.SUPPORTED if holds != denied else Verdict.CONTRADICTED
    return Judgement(verdict, candidate.entries, candidate)


_HALF, _QUARTER, _ALL = 50, 25, 100
_QUANTITIES: Mapping[str, Callable[[Decimal], bool | None]] = {
    "quantity.none": lambda share: share == 0,
    "quantity.all": lambda share: share == _ALL,
    "quantity.most": lambda share: share > _HALF,
    "quantity.minority": lambda share: share < _HALF,
    "quantity.few": lambda share: True if share <= _QUARTER else False if share >= _HALF else None,
    "quantity.many": lambda share: False if share <= _QUARTER else True if share >= _HALF else None,
}
"""What quantities say of a share in percent: true, false, or None where it is a matter of taste."""
