"""Which entries a reading asks for: intents ranked by what they carry, with what vetoes each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

from bot.answering.certainty import Evidence, certainty
from bot.answering.entries import Entry, Index
from bot.answering.figures import BOUNDS
from bot.knowledge.model import Figure, Intent, Language, Term
from bot.understanding.matching import Match
from bot.understanding.reading import CIRCUMSTANCES, Form, Reading
from bot.understanding.terms import Span
from bot.understanding.text import fold, stem
from bot.understanding.words import is_word, rarity

UNITS = {
    "percent": "percent",
    "percentage_points": "percentage-points",
    "USD": "usd",
    "EUR": "eur",
    "GBP": "gbp",
}
"""Units of the number reader, as ids of the common unit terms."""

LIMIT = 0.5
"""Weight of unexplained content above which a candidate falls. One everyday word stays under it."""

_UNNAMED_LIMIT = 0.25
"""The same where only a subject is named ("the ferry?"): any other word may ask something else of it."""

_ASKED_SO = 3.0
"""Points of an intent one of whose phrases is asked word for word."""

_UNANSWERED = 0.6
"""What an operation costs that neither the entries nor the intent's phrases speak of."""

_ASKING_OPERATIONS = frozenset({
    "op.most", "op.least", "op.average", "op.median", "op.sum", "op.ratio", "op.difference",
    "op.growth", "op.decline", "op.share", "op.missing", "op.rank",
})  # fmt: skip

_HARD = 1.0
_WEIGHTS = {
    "entity": _HARD,
    "period": _HARD,
    "attribute": _HARD,
    "measure": 0.9,
    "unit": 0.8,
    "concept": 0.55,
}
"""What it costs to leave a named term unexplained, by kind: names and times veto alone. A concept
of a type ("bloggers" are an audience) narrows what is asked as a name does, and costs as much."""

_WORD_FLOOR = 0.3
_WORD_RANGE = 0.7
"""An unknown word costs from 0.3 (among the commonest of its language) to 1 (the rarest)."""

_KEY, _CARRIED, _SPOKEN, _CONFIDENCE, _DEMAND = 1.0, 0.6, 0.25, 1.6, 1.0
"""Points of a candidate: for a term it asks for, one it carries, a word it uses, the matcher's
confidence; and off for a circumstance (why, when…) it does not tell."""


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
            _WEIGHTS["unit"]
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
    question = _Question(reading, index, matches[0].intent if matches else None)
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


@dataclass(frozen=True)
class _Question:
    """A reading, with what every candidate is held against worked out once."""

    reading: Reading
    index: Index
    likeliest: str | None  # the intent the matcher puts first

    @cached_property
    def phrase_of(self) -> str | None:
        """The intent of which it is a phrase, word for word."""
        return self.index.asks(self.reading)

    @cached_property
    def of_another(self) -> bool:
        """See ``_of_another``."""
        return _of_another(self.reading, self.index)

    @cached_property
    def subjects(self) -> frozenset[str]:
        """The names in it, the text's own subject apart."""
        return frozenset(t.id for t in self.reading.terms("entity")) - self.index.about

    @cached_property
    def periods(self) -> frozenset[str]:
        """The times in it."""
        return frozenset(t.id for t in self.reading.terms("period"))

    @cached_property
    def units(self) -> frozenset[str | None]:
        """The units of its numbers that tell a measure."""
        units = {UNITS.get(n.unit) for n in self.reading.numbers if n.unit is not None}
        return frozenset(units - _SHARED_UNITS)

    @cached_property
    def amounts(self) -> frozenset[tuple[str, Decimal]]:
        """The amounts it asks about, with their units: "the sentence on the 9 %".

        What is claimed of an amount may be another measure's, so that it tells none.
        """
        asking = self.reading.form in (Form.WHAT, Form.WHICH, Form.WHO, Form.HOW_MANY)
        numbers = self.reading.numbers if asking and not self.reading.confirms else ()
        return frozenset((u, n.value) for n in numbers if (u := UNITS.get(n.unit or "")))

    @cached_property
    def of_no_voice(self) -> bool:
        """Whether it asks for the words of somebody whom the text does not let speak."""
        about = self.index.about
        return any(s not in about | self.index.voices for s in _speakers(self.reading))

    @cached_property
    def by_nobody(self) -> bool:
        """Whether it asks what there is according to somebody whom the text does not let speak."""
        told = self.index.about | self.index.voices
        return not self.reading.claims and any(
            fold(source.text) in _SOURCES and any(t.id not in told for t in name.of_kind("entity"))
            for source, name in pairwise(self.reading.spans)
        )

    @cached_property
    def names_measure(self) -> bool:
        """Whether a measure that has figures is named in it."""
        return any(self.index.of_measure(t.id) for t in self.reading.terms("measure"))

    @cached_property
    def states_number(self) -> bool:
        """Whether a plain number stands in it."""
        return any(n.kind == "number" for n in self.reading.numbers)


def _candidate(intent: Intent, question: _Question, match: Match | None) -> Iterable[Candidate]:
    keyed = all(question.reading.names(*group) for group in intent.needs)
    confidence = match.confidence if match else 0.0
    if intent.measure is not None:
        named = _names_measure(intent.measure, question)
        if (not named and match is None) or _asks_words(intent.measure, question):
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


def _is_subject_told(figures: Sequence[tuple[Figure, Entry]], question: _Question) -> bool:
    subjects = {f.of for f, _ in figures} - question.index.about
    return not subjects or not subjects.isdisjoint(question.subjects)


def _names_measure(measure: str, question: _Question) -> bool:
    """Whether a question names a measure: by a term, by what a term implies, by a figure of it,
    by a number's unit, or, asking for a count, by a subject or a time that has a figure of it.
    """
    if question.reading.names(measure):
        return True
    told = question.index.told_of.get(measure)
    if told is None:
        return False
    if not (question.units.isdisjoint(told.units) and question.amounts.isdisjoint(told.amounts)):
        return True
    if question.states_number and not question.periods.isdisjoint(told.expected):
        return True
    reading = question.reading
    amount = reading.form is Form.HOW_MANY or reading.names("filler.quantity")
    counting = amount or reading.form is Form.KEYWORDS
    if counting and not question.subjects.isdisjoint(told.subjects):
        return True
    return amount and not question.names_measure and not question.periods.isdisjoint(told.dated)


_SHARED_UNITS = {"percent", None}
"""Units that many measures are counted in: a number of them names none."""


def _of_measure(intent: Intent, question: _Question, match: Match | None, named: bool) -> Candidate:
    reading, index = question.reading, question.index
    figures = index.of_measure(intent.measure or "")
    chosen = select_figures(figures, reading, index)
    entries = _unique(entry for _, entry in chosen)
    return _build(intent, entries, chosen, question, match, named)


def _asks_words(measure: str, question: _Question) -> bool:
    """Whether it asks for the words, and not for the figure, of somebody who has one."""
    reading, index = question.reading, question.index
    subjects = {f.of for f, _ in index.of_measure(measure)}
    return not (_speakers(reading) - index.about).isdisjoint(subjects) and not reading.names(
        measure
    )


_SOURCES = frozenset({"selon", "d apres", "d'apres", "according to"})
"""Words of French and English before those who say something, in normal form."""

_OF = frozenset({"from", "of", "by", "de", "d", "par"})
"""Little words between what is said and who says it."""


def _speakers(reading: Reading) -> set[str]:
    """Who a question asks the words of: beside a verb of saying, or a quote "from" them."""
    if reading.form not in (Form.WHAT, Form.WHICH, Form.KEYWORDS):
        return set()
    spans = [s for s in reading.spans if s.text.lower() not in _OF]
    speaking = [at for at, span in enumerate(spans) if span.names("filler.speech")]
    # "What does the article say Dell did" asks for the words of the article.
    beside = [
        next((s for s in (*spans[max(0, at - 1) : at], *spans[at + 1 : at + 2]) if _named(s)), None)
        for at in speaking
    ]
    return {t.id for span in beside if span is not None for t in _named(span)}


def _named(span: Span) -> tuple[Term, ...]:
    return span.of_kind("entity")


def select_figures(
    figures: Sequence[tuple[Figure, Entry]], reading: Reading, index: Index
) -> tuple[tuple[Figure, Entry], ...]:
    """The figures of one measure that the question's names, periods and other words select.

    A name or period that no figure carries selects nothing away: it is left
    unexplained, and vetoes later.
    """
    chosen = _unbounded(figures, reading)
    for kind in ("entity", "period"):
        asked = {t.id for t in reading.terms(kind)} - index.about
        kept = [(f, e) for f, e in chosen if asked & {f.of, f.by, f.period}]
        chosen = kept or chosen
    concepts = {t.id for t in reading.terms("concept")}
    leaning = [(len(concepts & e.carries), (f, e)) for f, e in chosen]
    best = max((shared for shared, _ in leaning), default=0)
    chosen = [pair for shared, pair in leaning if shared == best]
    if not reading.terms("period") and not concepts & _hopes(chosen):
        chosen = [(f, e) for f, e in chosen if f.status != "hoped"] or chosen
    return tuple(chosen)


def _unbounded(
    figures: Sequence[tuple[Figure, Entry]], reading: Reading
) -> list[tuple[Figure, Entry]]:
    """The figures without bounds ("fewer than 50"), unless a bound's subject or number is named."""
    named = {t.id for t in reading.terms("entity", "concept")}
    numbers = {n.value for n in reading.numbers}
    bounds = [(f, e) for f, e in figures if f.hedge in BOUNDS and f.value in numbers]
    if bounds and not {t.id for t in reading.terms("entity")} & {f.of for f, _ in figures}:
        return bounds
    plain = [
        (f, e) for f, e in figures if f.hedge not in BOUNDS or f.of in named or f.value in numbers
    ]
    return plain or list(figures)


def _hopes(figures: Sequence[tuple[Figure, Entry]]) -> set[str]:
    """Terms that only the entries of hoped figures carry."""
    hoped = set[str]().union(*(e.item.about for f, e in figures if f.status == "hoped"))
    return hoped.difference(*(e.carries for f, e in figures if f.status != "hoped"))


def _build(
    intent: Intent,
    entries: tuple[Entry, ...],
    figures: tuple[tuple[Figure, Entry], ...],
    question: _Question,
    match: Match | None,
    keyed: bool,
) -> Candidate:
    reading, index = question.reading, question.index
    carries = set[str]().union(*(entry.carries for entry in entries))
    wanted = {i for group in intent.needs for i in group}
    wanted |= {intent.measure} if intent.measure else set()
    wanted |= {part for f, _ in figures for part in (f.of, f.period) if part is not None}
    coverage = _cover(
        _pieces(reading),
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
        weight, named_weight, points = weight + _HARD, named_weight + _HARD, points - _HARD
    confidence = match.confidence if match else 0.0
    if question.amounts & {(f.unit, f.value) for f, _ in figures}:
        points += _KEY
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


def _of_another(reading: Reading, index: Index) -> bool:
    """Whether a measure is asked of a name that has no figure of it: somebody else's revenue.

    Asking what somebody says of a measure is another matter.
    """
    if reading.names("filler.speech", "form.who", "quotation", "discourse.who-said"):
        return False
    measured = [
        (f, e)
        for t in reading.terms("measure")
        for f, e in index.of_measure(t.id)
        if not f.counted  # a list names whom it counts
    ]
    if not measured or any(f.of not in index.about for f, _ in measured):
        return False
    known = {part for f, _ in measured for part in (f.of, f.by)} | index.about
    carried = set[str]().union(*(e.item.about for _, e in measured))
    return any(t.id not in known | carried for t in reading.terms("entity"))


class Coverage(NamedTuple):
    """Which content of a question entries explain, and what the rest weighs (see ``LIMIT``)."""

    explained: tuple[Span, ...]
    unexplained: tuple[Span, ...]
    years: tuple[str, ...]  # years named that are not carried
    weight: float
    named_weight: float  # of the terms among the unexplained
    points: float
    evidence: Evidence


def cover(
    reading: Reading,
    carries: Set[str],
    wanted: Set[str],
    entries: Sequence[Entry],
    phrases: Mapping[Language, frozenset[str]],
    *,
    operations: bool = True,
) -> Coverage:
    """Hold a question's content against the terms entries carry, those wanted, and their words.

    With ``operations`` the computations it asks for weigh too, where nothing speaks of them.
    """
    return _cover(_pieces(reading), carries, wanted, entries, phrases, operations=operations)


@dataclass(frozen=True)
class _Piece:
    """A span to be explained."""

    span: Span
    stems: frozenset[str]  # that entries and phrases may have; empty: only its terms count
    spared: bool  # it may stay unexplained at no cost
    cost: float  # of leaving it unexplained
    unknown: bool = False  # a word that nobody knows, and that is not written as names are


@dataclass(frozen=True)
class _Pieces:
    """What a question holds that entries are to explain."""

    language: Language
    content: tuple[_Piece, ...]
    operations: tuple[_Piece, ...]
    years: tuple[str, ...]


@lru_cache(maxsize=4)  # candidates and scopes are held against the same readings
def _pieces(reading: Reading) -> _Pieces:
    content = [
        _Piece(
            span,
            _telling(span, reading),
            _is_filler(span, reading) or _aside(span, reading) or _is_told(span, reading),
            _cost(span, reading),
            unknown=_is_guessed(span) or (not span.terms and not _is_name(reading, span)),
        )
        for span in reading.content
    ]
    operations = [
        _Piece(span, _telling(span, reading), False, _UNANSWERED)
        for span in reading.spans
        if span.of_kind("operation")
        and not span.ids.isdisjoint(_ASKING_OPERATIONS)
        and span.kinds.isdisjoint(_WEIGHTS)
        and not _is_filler(span, reading)
        and not _is_told(span, reading)
    ]
    return _Pieces(reading.language, tuple(content), tuple(operations), _foreign_years(reading))


def _cover(
    asked: _Pieces,
    carries: Set[str],
    wanted: Set[str],
    entries: Sequence[Entry],
    phrases: Mapping[Language, frozenset[str]],
    *,
    operations: bool = True,
    counting: bool = True,
) -> Coverage:
    vocabularies = [phrases[asked.language], *(e.vocabulary[asked.language] for e in entries)]

    def is_spoken(piece: _Piece) -> bool:
        """Whether its words stand in what the entries say or in how the intent is asked."""
        return bool(piece.stems) and any(piece.stems <= words for words in vocabularies)

    explained, loose, points = [], [], 0.0
    gains = dict.fromkeys((_KEY, _CARRIED, _SPOKEN), 0)
    for piece in asked.content:
        ids = piece.span.ids
        gained = (
            _KEY
            if not ids.isdisjoint(wanted)
            else _CARRIED
            if not ids.isdisjoint(carries)
            else _SPOKEN
            if is_spoken(piece)
            else 0.0
        )
        if gained:
            explained.append(piece.span)
            points += gained
            if piece.span.text:  # what is inherited from the turn before is no evidence of this one
                gains[gained] += 1
        elif not piece.spared:
            loose.append(piece)
    computing = asked.operations if operations else ()
    shares = "percent" in carries  # "what share" asks for a percentage, and for no other sum
    loose += [
        p for p in computing if not (shares and p.span.names("op.share")) and not is_spoken(p)
    ]
    unknown = [piece.cost for piece in loose if piece.unknown]
    themes = [piece for piece in loose if piece.cost == _WEIGHTS["concept"]]
    computed = [piece for piece in loose if piece.cost == _UNANSWERED]
    weight = sum(piece.cost for piece in loose) + _HARD * len(asked.years)
    # Beside figures, a theme that they lack asks for other ones (money "raised"), and a
    # computation left aside for another number: both veto then.
    weighed = 0.0 if counting else sum(piece.cost for piece in (*themes, *computed))
    evidence = Evidence(
        wanted=gains[_KEY],
        carried=gains[_CARRIED],
        spoken=gains[_SPOKEN],
        rare=sum(cost >= _HARD for cost in unknown),
        common=sum(cost for cost in unknown if cost < _HARD),
        concepts=len(themes),
        share=len(unknown) / max(1, len(asked.content)),
    )
    return Coverage(
        explained=tuple(explained),
        unexplained=tuple(piece.span for piece in loose),
        years=asked.years,
        weight=weight,
        named_weight=weight - weighed - sum(unknown),
        points=points,
        evidence=evidence,
    )


def _foreign_years(reading: Reading) -> tuple[str, ...]:
    """The years a question names that no term of the pack is; those that are count as terms."""
    covered = {
        index
        for span in reading.spans
        if any(t.kind == "period" for t in span.terms)
        for index in range(span.first, span.stop)
    }
    return tuple(
        n.text
        for n in reading.numbers
        if n.kind == "year" and not any(n.start <= reading.tokens[i].start < n.end for i in covered)
    )


def _is_filler(span: Span, reading: Reading) -> bool:
    """Whether its words may be little ones; in capitals they are not ("CA" is no "ça")."""
    return any(t.kind == "filler" for t in span.terms) and not _is_acronym(reading, span)


def _aside(span: Span, reading: Reading) -> bool:
    """Whether it only tells who is asking, and is no name, time, measure or unit."""
    return span.first in reading.asides and not span.of_kind("entity", "period", "measure", "unit")


def _is_told(span: Span, reading: Reading) -> bool:
    """Whether it is a theme or an operation inherited from a turn that was answered."""
    return reading.goes_on and not span.text and span.kinds <= {"concept", "operation"}


def _telling(span: Span, reading: Reading) -> frozenset[str]:
    """The stems by which a span may be explained; none for names, times, attributes and measures:
    they must be carried as terms.

    What is inherited from the turn before has none either: its term counts, not its words.
    """
    if not span.kinds.isdisjoint(_AS_TERMS):
        return frozenset()
    words = span.corrected or span.text
    return frozenset([stem(norm, reading.language) for norm in _norms(span, reading, words)])


_AS_TERMS = ("entity", "period", "attribute", "measure")


def _norms(span: Span, reading: Reading, words: str) -> Iterable[str]:
    if span.corrected is not None:
        return words.split()
    return [t.norm for t in reading.tokens[span.first : span.stop]]


def _cost(span: Span, reading: Reading) -> float:
    """What it costs to leave a span unexplained (see ``LIMIT``)."""
    if any(t.kind == "operation" for t in span.terms):
        return 0.0
    if _is_guessed(span):
        return _WORD_FLOOR
    if span.terms:
        if span.of_kind("attribute"):
            return _HARD
        return min((_weight(t) for t in span.terms if t.kind in _WEIGHTS), default=0.0)
    norm = reading.tokens[span.first].norm
    if norm.isdigit() or len(norm) == 1:
        return 0.0
    if _is_name(reading, span):
        return _HARD
    if len(norm) <= _SHORT:
        return _WORD_FLOOR
    if not is_word(norm):
        return _HARD
    return _WORD_FLOOR + _WORD_RANGE * rarity(norm, reading.language)


def _is_guessed(span: Span) -> bool:
    """Whether a misspelt word was read as something that narrows nothing: too uncertain to veto."""
    narrow = any(t.kind in _NARROW or (t.kind == "concept" and t.type) for t in span.terms)
    return span.corrected is not None and bool(span.terms) and not narrow


_NARROW = ("entity", "period", "measure", "unit")


def _weight(term: Term) -> float:
    return _HARD if term.kind == "concept" and term.type is not None else _WEIGHTS[term.kind]


def _is_acronym(reading: Reading, span: Span) -> bool:
    """Whether a word stands in capitals in a text that is not: the name of something."""
    word = reading.tokens[span.first].text
    return len(word) > 1 and word.isupper() and not reading.text.isupper()


def _is_name(reading: Reading, span: Span) -> bool:
    """Whether a word that nobody knows is written as names are: in capitals, or with a capital
    inside a sentence of small letters.
    """
    if _is_acronym(reading, span):
        return True
    token = reading.tokens[span.first]
    before = reading.tokens[span.first - 1] if span.first else None
    inside = before is not None and not reading.text[before.end : token.start].strip(" '")
    return inside and token.text.istitle() and not reading.text.istitle()


_SHORT = 3


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
