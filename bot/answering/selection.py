"""Which entries a reading asks for: intents ranked by what they carry, with what vetoes each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from bot.answering.certainty import Evidence, certainty
from bot.answering.coverage import HARD, LIMIT, WEIGHTS, cover
from bot.answering.entries import Entry, Index
from bot.answering.picking import select_figures
from bot.answering.questions import Question, asks_words, names_measure
from bot.knowledge.model import Figure, Intent, Term
from bot.understanding.forms import CIRCUMSTANCES, Form
from bot.understanding.matching import Match
from bot.understanding.reading import Reading
from bot.understanding.terms import Span

_CONFIDENCE, _DEMAND = 1.6, 1.0
"""Points for the matcher's confidence; and off for a circumstance (why, when…) not told."""

_NAMED = 1.0
"""Points for an amount that the question gives."""

_UNNAMED_LIMIT = 0.25
"""`LIMIT` where only a subject is named ("the ferry?"): any other word may ask something else."""

_ASKED_SO = 3.0
"""Points of an intent one of whose phrases is asked word for word."""


@dataclass(frozen=True)
class Candidate:
    """An intent read against a question: the entries that would answer, and what speaks against."""

    intent: Intent
    entries: tuple[Entry, ...]
    figures: tuple[tuple[Figure, Entry], ...]  # those selected, for an intent of a measure
    confidence: float  # the matcher's
    phrase: str
    keyed: bool  # every group of `needs` is named
    named: bool  # what it answers is named in so many words, not told by its subject alone
    subject_told: bool  # whose figure is asked is named, or there is no choice
    explained: tuple[Span, ...]
    unexplained: tuple[Span, ...]
    weight: float  # of all that stays unexplained
    named_weight: float  # of the terms among it
    demand: Form | None  # a circumstance that is asked and not told
    foreign_years: tuple[str, ...]  # years named that no figure is of
    score: float
    first: bool  # the matcher puts its intent first
    covered: Evidence  # what is explained and what is not, without the matcher's part

    @property
    def vetoes(self) -> tuple[Term, ...]:
        """Names and times the question gives and the candidate does not carry."""
        return tuple(
            t
            for span in self.unexplained
            for t in span.terms
            if t.kind in ("entity", "period", "attribute")
        )

    @property
    def unit_weight(self) -> float:
        """What the units it does not carry weigh: a claim's number answers for its unit."""
        return sum(
            WEIGHTS["unit"]
            for span in self.unexplained
            if span.terms and all(t.kind == "unit" for t in span.terms)
        )

    @property
    def evidence(self) -> Evidence:
        """What speaks for it and against it."""
        return self.covered._replace(
            matcher=self.confidence,
            first=self.first,
            keyed=self.keyed and self.covered.wanted > 0,
        )

    @cached_property
    def certainty(self) -> float:
        """The probability that it answers, vetoes aside (see ``bot.answering.certainty``)."""
        return certainty(self.evidence)

    @property
    def unvetoed(self) -> bool:
        """Whether no known term and no circumstance speaks against it.

        Where the question does not say in so many words whose figure or which
        measure is asked, any word that nobody knows may say it, and vetoes too.
        """
        if self.demand is not None:
            return False
        if not self.named:
            return self.weight <= _UNNAMED_LIMIT
        return (self.named_weight if self.subject_told else self.weight) <= LIMIT


def candidates(reading: Reading, index: Index, matches: Sequence[Match]) -> tuple[Candidate, ...]:
    """Every intent that could be meant, best first."""
    ranked = {match.intent: match for match in matches}
    question = Question(reading, index, matches[0].intent if matches else None)
    named = reading.ids
    barred = index.barred(reading) - {question.phrase_of}
    found = [
        candidate
        for intent in index.asked
        if intent.id not in barred
        and (
            intent.id in ranked
            or intent.measure
            or (intent.needs and not named.isdisjoint(intent.needs[0]))
        )
        for candidate in _candidate(intent, question, ranked.get(intent.id))
    ]
    return tuple(sorted(found, key=lambda c: -c.score))


def _candidate(intent: Intent, question: Question, match: Match | None) -> Iterable[Candidate]:
    keyed = all(question.reading.names(*group) for group in intent.needs)
    confidence = match.confidence if match else 0.0
    if intent.measure is not None:
        named = names_measure(intent.measure, question)
        if (not named and match is None) or asks_words(intent.measure, question):
            return
        found = _of_measure(intent, question, match, named)
        if named or found.explained:
            yield found
    elif (intent.needs and keyed) or confidence > 0:
        entries = tuple([question.index.entries[i] for i in intent.answers])
        entries = _of_named(entries, question.subjects)
        yield _build(intent, entries, (), question, match, keyed and bool(intent.needs))


def _of_named(entries: tuple[Entry, ...], named: Set[str]) -> tuple[Entry, ...]:
    """Of entries with figures of several subjects, those of the subjects a question names."""
    if not named:
        return entries
    kept = tuple(e for e in entries if named & {f.of for f in e.figures})
    return kept or entries


def _is_named(intent: Intent, reading: Reading) -> bool:
    if intent.measure is None:
        return True
    return reading.names(intent.measure)


def _is_subject_told(figures: Sequence[tuple[Figure, Entry]], question: Question) -> bool:
    subjects = {f.of for f, _ in figures} - question.index.about
    return not subjects or not subjects.isdisjoint(question.subjects)


def _of_measure(intent: Intent, question: Question, match: Match | None, named: bool) -> Candidate:
    reading, index = question.reading, question.index
    figures = index.of_measure(intent.measure or "")
    chosen = select_figures(figures, reading, index)
    entries = _unique(entry for _, entry in chosen)
    return _build(intent, entries, chosen, question, match, named)


def _build(
    intent: Intent,
    entries: tuple[Entry, ...],
    figures: tuple[tuple[Figure, Entry], ...],
    question: Question,
    match: Match | None,
    keyed: bool,
) -> Candidate:
    reading, index = question.reading, question.index
    carries = set[str]().union(*(entry.carries for entry in entries))
    wanted = {i for group in intent.needs for i in group}
    wanted |= {intent.measure} if intent.measure else set()
    wanted |= {part for f, _ in figures for part in (f.of, f.period) if part is not None}
    coverage = cover(
        reading,
        carries | wanted,
        wanted - index.about,
        entries,
        index.phrases[intent.id],
        counting=any(not entry.only_counts for entry in entries),
    )
    points = coverage.points - coverage.weight
    unexplained, weight, named_weight = (
        coverage.unexplained, coverage.weight, coverage.named_weight,
    )  # fmt: skip
    foreign = intent.measure is None and (question.of_another or question.of_no_voice)
    if foreign or question.by_nobody:
        weight, named_weight, points = weight + HARD, named_weight + HARD, points - HARD
    confidence = match.confidence if match else 0.0
    if question.amounts & {(f.unit, f.value) for f, _ in figures}:
        points += _NAMED
    asked_so = question.phrase_of == intent.id
    if asked_so:
        # A phrase a curator wrote is asked word for word: nothing in it is left unexplained.
        unexplained, weight, named_weight = (), 0.0, 0.0
        points += _ASKED_SO
        keyed = True
    asked = index.circumstances[intent.id]
    demand = None if asked_so else _demand(reading, entries, figures, asked)
    score = points + _CONFIDENCE * confidence - (_DEMAND if demand else 0.0)
    return Candidate(
        intent, entries, figures, confidence, match.phrase if match else "", keyed,
        _is_named(intent, reading), _is_subject_told(figures, question),
        coverage.explained, unexplained, weight, named_weight, demand, coverage.years, score,
        intent.id == question.likeliest, coverage.evidence,
    )  # fmt: skip


def _demand(
    reading: Reading,
    entries: Sequence[Entry],
    figures: Sequence[tuple[Figure, Entry]],
    asked: Set[str],
) -> Form | None:
    """The circumstance asked for that no entry tells, or a count that none has.

    A reason, a manner or a place is told only to those who ask as the intent is asked.
    """
    form = reading.form
    if form in CIRCUMSTANCES and not any(form.value in e.tells for e in entries):
        return form
    if form in (Form.WHY, Form.HOW, Form.WHERE) and form.value not in asked:
        return form
    if (
        form is Form.HOW_MANY
        and not figures
        and not any(reading.names(f.measure, f.unit) for e in entries for f in e.figures)
    ):
        return form
    return None


def _unique(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple({entry.id: entry for entry in entries}.values())
