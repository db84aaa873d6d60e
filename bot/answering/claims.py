"""Holds a claim against the entries: supported, contradicted, or not in the source."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.answering.denial import SPOKEN_OF, share_spoken_of
from bot.answering.entries import Entry, Index
from bot.answering.model import Verdict
from bot.answering.operations.computation import Computation
from bot.answering.scopes import Pair
from bot.answering.selection import LIMIT, UNITS, Candidate
from bot.answering.stating import agrees, numbers_of, stated
from bot.knowledge.model import Figure, Quote, Term
from bot.understanding.numbers import Number
from bot.understanding.reading import CIRCUMSTANCES, Reading
from bot.understanding.text import stem


@dataclass(frozen=True)
class Judgement:
    """What the text says of a claim, the entries that show it, a computation if one was needed."""

    verdict: Verdict
    entries: tuple[Entry, ...]
    candidate: Candidate | None = None
    computation: Computation | None = None
    contrary: bool = False  # words that the entry declares contrary were used


# --- claims about figures ----------------------------------------------------------------------


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
        attributed = any(f.by is not None for f, _ in pairs) and all(
            t.kind == "entity" and t.type == "person" for t in others
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
    """Whether every figure is below what is denied: "CNN does not have three million"."""
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
    return any(e.contradicted_by(stems(reading), reading.language) for _, e in pairs)


def stems(reading: Reading) -> tuple[str, ...]:
    """The stems of a clause, word by word."""
    return tuple(stem(t.norm, reading.language) for t in reading.tokens)


def entries_of(pairs: Sequence[Pair]) -> tuple[Entry, ...]:
    """The entries of some figures, each once."""
    return tuple({e.id: e for _, e in pairs}.values())


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
    if any(e.contradicted_by(stems(reading), reading.language) for e in candidate.entries):
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


# --- claims without figures --------------------------------------------------------------------


def judge_entry(reading: Reading, candidate: Candidate, about: frozenset[str]) -> Judgement:
    """Hold a clause without figures against the entries of an intent, the first that decides."""
    words = stems(reading)
    language = reading.language
    partly = False
    for entry in candidate.entries:
        against = entry.contradicted_by(words, language)
        told = _told_by(entry, reading)
        names = [t for t in candidate.vetoes if t.type in told and t.id not in about]
        foreign = (
            names
            and not reading.names("filler.also")
            and (
                candidate.keyed or (not candidate.intent.needs and says_something(candidate, about))
            )
            and candidate.certainty >= _LIKELY
            and candidate.weight - len(names) <= LIMIT
            and not _of_another(reading, names, about)
        )
        share = share_spoken_of(reading, entry.denied, about)
        opposed = reading.negated != (share >= SPOKEN_OF)
        if foreign and not opposed:
            return Judgement(Verdict.CONTRADICTED, candidate.entries, candidate)
        denied = reading.negated and not _denies_by_itself(reading, entry)
        if against and denied:  # what contradicts this entry is denied: it decides
            break
        if against or (opposed and candidate.weight <= LIMIT):
            return Judgement(Verdict.CONTRADICTED, candidate.entries, candidate, contrary=against)
        partly = partly or 0 < share < SPOKEN_OF
    if (
        partly
        or stated(reading)
        or candidate.weight > LIMIT
        or not says_something(candidate, about)
        or _compares_others(reading, about)
        or _said_by_others(reading, candidate, about)
    ):
        return Judgement(Verdict.UNSUPPORTED, candidate.entries, candidate)
    return Judgement(Verdict.SUPPORTED, candidate.entries, candidate)


def _compares_others(reading: Reading, about: frozenset[str]) -> bool:
    """Whether a clause compares two names: no entry says that, only figures could."""
    names = [t for t in reading.terms("entity") if t.id not in about]
    return len(names) > 1 and reading.names("op.equal", "op.more", "op.fewer")


def _said_by_others(reading: Reading, candidate: Candidate, about: frozenset[str]) -> bool:
    """Whether a clause has somebody say something whose words no entry gives."""
    if not reading.names("filler.speech") or reading.names("filler.source"):
        return False
    named = {t.id for t in reading.terms("entity")} - about
    speakers = {e.item.speaker for e in candidate.entries if isinstance(e.item, Quote)}
    speakers |= {f.by for e in candidate.entries for f in e.figures if f.by is not None}
    about_them = (e.item.about for e in candidate.entries if speakers & set(e.item.about))
    return not named <= speakers.union(*about_them)


def _of_another(reading: Reading, names: Sequence[Term], about: frozenset[str]) -> bool:
    """Whether a clause is about something else: a name the entry lacks comes first, and the text's
    own subject is not named.
    """
    entities = reading.terms("entity")
    if any(t.id in about for t in entities) or len(entities) < 2:
        return False
    return entities[0] in names


_LIKELY = 0.75
"""Certainty from which a name that a list lacks contradicts it: the claim is about that list."""

_SAYERS = frozenset({"person", "company", "media"})
"""Types of those who can say something: naming another one contradicts who said it."""


def _denies_by_itself(reading: Reading, entry: Entry) -> bool:
    """Whether the word that denies is itself one of an entry's contrary words: "turned down"."""
    language = reading.language
    said = f" {' '.join(stems(reading))} "
    used = [run for run in entry.contrary[language] if f" {' '.join(run)} " in said]
    denying = [
        {stem(t.norm, language) for t in reading.tokens[span.first : span.stop]}
        for span in reading.spans
        if span.of_kind("negation")
    ]
    return any(words <= set(run) for words in denying for run in used)


def _told_by(entry: Entry, reading: Reading) -> frozenset[str]:
    """Types of names of which the entry gives all: those it declares, and, where a clause has
    somebody say something, who says a quotation.
    """
    speaking = reading.names("filler.speech", "filler.source", "discourse.who-said")
    quoted = isinstance(entry.item, Quote) and speaking
    said = quoted or any(f.by is not None for f in entry.figures)
    return frozenset(entry.item.only) | (_SAYERS if said else frozenset())


def says_something(candidate: Candidate, about: frozenset[str]) -> bool:
    """Whether more is explained than one name: a name alone claims nothing of it."""
    said = [s for s in candidate.explained if any(t.id not in about for t in s.terms)]
    return len(said) > 1 or any(t.kind != "entity" for span in said for t in span.terms)


def _adds_to_list(reading: Reading, candidate: Candidate) -> bool:
    """Whether a question names others beside those of a closed list: "the deal with A and X"."""
    told = {name for entry in candidate.entries for name in entry.item.about}
    types = {kind for entry in candidate.entries for kind in _told_by(entry, reading)}
    return any(t.type in types for t in candidate.vetoes) and any(
        t.id in told and t.type in types for t in reading.terms("entity")
    )


def judge_premise(reading: Reading, candidate: Candidate, index: Index) -> Judgement | None:
    """What a question takes for granted and the text contradicts; None if nothing."""
    asserting = bool(stated(reading)) or reading.form in CIRCUMSTANCES
    figures = judge_figures(reading, candidate, index) if asserting else None
    if figures is not None and figures.verdict is Verdict.CONTRADICTED:
        return figures
    if reading.form not in CIRCUMSTANCES and not _adds_to_list(reading, candidate):
        return None
    found = judge_entry(reading, candidate, index.about)
    return found if found.verdict is Verdict.CONTRADICTED else None
