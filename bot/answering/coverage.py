"""What of a question entries explain, and what the rest weighs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from bot.answering.certainty import Evidence
from bot.answering.entries import Entry
from bot.knowledge.model import Language, Term
from bot.understanding.reading import Reading
from bot.understanding.terms import Span
from bot.understanding.text import stem
from bot.understanding.words import is_word, rarity

LIMIT = 0.5
"""Weight of unexplained content above which a candidate falls. One everyday word stays under it."""

_UNANSWERED = 0.6
"""What an operation costs that neither the entries nor the intent's phrases speak of."""

_ASKING_OPERATIONS = frozenset({
    "op.most", "op.least", "op.average", "op.median", "op.sum", "op.ratio", "op.difference",
    "op.growth", "op.decline", "op.share", "op.missing", "op.rank",
})  # fmt: skip

HARD = 1.0
WEIGHTS = {
    "entity": HARD,
    "period": HARD,
    "attribute": HARD,
    "measure": 0.9,
    "unit": 0.8,
    "concept": 0.55,
}
"""What it costs to leave a named term unexplained, by kind: names and times veto alone. A concept
of a type ("bloggers" are an audience) narrows what is asked as a name does, and costs as much."""

_WORD_FLOOR = 0.3
_WORD_RANGE = 0.7
"""An unknown word costs from 0.3 (among the commonest of its language) to 1 (the rarest)."""

_KEY, _CARRIED, _SPOKEN = 1.0, 0.6, 0.25
"""Points for a term a candidate asks for, one it carries, a word it uses."""


class Coverage(NamedTuple):
    """Which content of a question entries explain, and what the rest weighs (see ``LIMIT``)."""

    explained: tuple[Span, ...]
    unexplained: tuple[Span, ...]
    years: tuple[str, ...]  # years named that are not carried
    weight: float
    named_weight: float  # of the terms among the unexplained
    points: float
    evidence: Evidence


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
        and span.kinds.isdisjoint(WEIGHTS)
        and not _is_filler(span, reading)
        and not _is_told(span, reading)
    ]
    return _Pieces(reading.language, tuple(content), tuple(operations), _foreign_years(reading))


def cover(
    reading: Reading,
    carries: Set[str],
    wanted: Set[str],
    entries: Sequence[Entry],
    phrases: Mapping[Language, frozenset[str]],
    *,
    operations: bool = True,
    counting: bool = True,
) -> Coverage:
    """Hold a question's content against the terms entries carry, those wanted, and their words.

    With ``operations`` the computations it asks for weigh too, where nothing speaks of them;
    with ``counting`` the entries give figures, beside which what they lack asks for other ones.
    """
    asked = _pieces(reading)
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
    themes = [piece for piece in loose if piece.cost == WEIGHTS["concept"]]
    computed = [piece for piece in loose if piece.cost == _UNANSWERED]
    weight = sum(piece.cost for piece in loose) + HARD * len(asked.years)
    # Beside figures, a theme that they lack asks for other ones (money "raised"), and a
    # computation left aside for another number: both veto then.
    weighed = 0.0 if counting else sum(piece.cost for piece in (*themes, *computed))
    evidence = Evidence(
        wanted=gains[_KEY],
        carried=gains[_CARRIED],
        spoken=gains[_SPOKEN],
        rare=sum(cost >= HARD for cost in unknown),
        common=sum(cost for cost in unknown if cost < HARD),
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
            return HARD
        return min((_weight(t) for t in span.terms if t.kind in WEIGHTS), default=0.0)
    norm = reading.tokens[span.first].norm
    if norm.isdigit() or len(norm) == 1:
        return 0.0
    if _is_name(reading, span):
        return HARD
    if len(norm) <= _SHORT:
        return _WORD_FLOOR
    if not is_word(norm):
        return HARD
    return _WORD_FLOOR + _WORD_RANGE * rarity(norm, reading.language)


def _is_guessed(span: Span) -> bool:
    """Whether a misspelt word was read as something that narrows nothing: too uncertain to veto."""
    narrow = any(t.kind in _NARROW or (t.kind == "concept" and t.type) for t in span.terms)
    return span.corrected is not None and bool(span.terms) and not narrow


_NARROW = ("entity", "period", "measure", "unit")


def _weight(term: Term) -> float:
    return HARD if term.kind == "concept" and term.type is not None else WEIGHTS[term.kind]


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
