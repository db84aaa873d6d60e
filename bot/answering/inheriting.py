"""What a follow-up leaves out, taken from the turn before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.answering.entries import Index
from bot.answering.memory import COMPARED, Memory
from bot.knowledge.model import Term
from bot.understanding.forms import CONTENT, Form
from bot.understanding.numbers import read_ordinals
from bot.understanding.reading import Reading
from bot.understanding.terms import Span

_NEXT, _PREVIOUS = "discourse.next", "discourse.previous"
_PRONOUN = "discourse.pronoun"
_COMPARING = (
    "op.more", "op.fewer", "op.above", "op.below", "op.difference", "op.ratio", "op.compare",
)  # fmt: skip
"""Operations that hold what a turn names against what was named before: "more than A?"."""

_AHEAD = ("op.above", "op.below")
"""Those that say who is ahead: "more than"."""

_SHORT = 2
"""Content spans up to which a turn may be an ellipsis."""

_OPEN_FORMS = (Form.KEYWORDS, Form.HOW_MANY, Form.STATEMENT)
"""Forms in which an attribute named may still be asked of what the turn before was about."""


def is_elliptical(reading: Reading) -> bool:
    """Whether a turn leaves something out: by a word that leans back, or by its shortness."""
    leaning = reading.names(
        _NEXT,
        _PREVIOUS,
        "discourse.and",
        "discourse.both",
        "discourse.correction",
        _PRONOUN,
    )
    content = sum(any(t.kind != "filler" for t in s.terms) or not s.terms for s in reading.content)
    return leaning or content <= _SHORT


def leans(reading: Reading) -> bool:
    """Whether a turn names other subjects or periods and nothing to know of them: "and Dell?"."""
    return (
        reading.names("discourse.and", "discourse.correction", _NEXT, _PREVIOUS)
        and bool(reading.terms("entity", "period") or _step(reading))
        and not reading.terms("measure", "concept")
    )


def points_back(reading: Reading, about: frozenset[str]) -> bool:
    """Whether a turn points at what was said: at somebody ("how many has she?"), or naming nothing
    itself ("how much was it?").
    """
    if any(t.norm in _PERSONS for t in reading.tokens):
        return True
    return reading.names(_PRONOUN) and not any(
        t.id not in about and t.kind != "filler" for s in reading.content for t in s.terms
    )


def inherit(reading: Reading, memory: Memory, index: Index) -> Reading | None:
    """A follow-up with what it leaves out taken from the turn before, or None if it lacks nothing.

    What the turn names replaces what it would inherit: a name replaces names,
    a period periods, a measure measures, an operation operations.
    """
    if _asks_anew(reading):
        return None
    terms = _terms(memory.terms, index)
    meant = _meant(terms, reading, memory, index)
    if meant:
        terms = [t for t in terms if t.kind != "entity"]
    if _asks_who(reading, index) and any(t.kind == "entity" for t in terms):
        return _with(reading, [t for t in terms if t.kind == "entity"], memory, reading.form)
    new, replaced = _computed_over(reading, memory, index)
    new += meant
    terms = [t for t in terms if t.kind not in replaced]
    step = _step(reading)
    if step:
        # "the next one" names a period by the one before it, and is no period of its own.
        spans = tuple(s for s in reading.spans if not s.names(_NEXT) and not s.names(_PREVIOUS))
        reading = replace(reading, spans=spans)
    counted = _counted(reading, terms, step, index)
    new += counted
    turn = _turn(reading, terms, counted, index)
    new += [term for term in terms if turn.leaves_out(term)]
    if not (turn.measures or turn.asks_own or any(t.kind == "measure" for t in new)):
        new += _terms([memory.measure] if memory.measure else [], index)
    return _with(reading, new, memory, _form(reading, memory, new, turn)) if new else None


_PERSONS = {"she": "female", "her": "female", "elle": "female", "he": "male", "him": "male"}
"""Pronouns of one gender; French "il", "lui" and "sa" may be of things, or of either."""


def _meant(terms: Sequence[Term], reading: Reading, memory: Memory, index: Index) -> list[Term]:
    """Whom a pronoun means that cannot mean whom the turn before named, but somebody it showed."""
    genders = {_PERSONS[t.norm] for t in reading.tokens if t.norm in _PERSONS}
    if not genders or all(t.gender is None or t.gender in genders for t in terms):
        return []
    shown = [index.entries[i] for i in memory.entries if i in index.entries]
    named = _terms(sorted({i for entry in shown for i in entry.carries}), index)
    return [t for t in named if t.gender in genders]


def _terms(ids: Iterable[str], index: Index) -> list[Term]:
    """The terms with these ids, as far as the pack still has them."""
    return [index.lexicon.terms[i] for i in ids if i in index.lexicon.terms]


def _asks_anew(reading: Reading) -> bool:
    """Whether a turn asks something of its own: "who wrote it?"."""
    attributes = reading.terms("attribute")
    anew = reading.form not in _OPEN_FORMS and not reading.names(_PRONOUN)
    anew = anew or any(t.type == "text" for t in attributes)
    return bool(attributes) and anew and not leans(reading)


def _computed_over(
    reading: Reading, memory: Memory, index: Index
) -> tuple[list[Term], tuple[str, ...]]:
    """What a computation that names nothing is over ("and together?"), and the kinds of terms
    that need not be inherited then.
    """
    if not reading.terms("operation") or any(
        t.id not in index.about or t.kind == "period" for t in reading.terms("entity", "period")
    ):
        return [], ()
    if len(memory.recent) > 1:
        both = reading.names("discourse.both")
        recent = memory.recent[-COMPARED:] if both else memory.recent
        return _terms(recent, index), ("entity", "period")
    if not reading.terms("measure") and _alike(memory, index):
        return _terms(memory.measures, index), ("measure",)
    return [], ()


def _counted(reading: Reading, terms: Sequence[Term], step: int, index: Index) -> tuple[Term, ...]:
    """The periods a turn names by their rank or by the one before: "and the fourth?"."""
    if reading.terms("period"):
        return ()
    ranks = [(t, o.value) for t in terms for o in reading.ordinals]
    ranks += [(t, rank + step) for t in terms if step and (rank := _rank_of(t)) is not None]
    counted = [_sibling(t, rank, index) for t, rank in ranks]
    return tuple(t for t in counted if t is not None)


@dataclass(frozen=True)
class _Turn:
    """What a follow-up names itself, and so does not inherit."""

    entities: tuple[Term, ...]
    periods: tuple[Term, ...]
    measures: tuple[Term, ...]
    concepts: tuple[Term, ...]
    computes: bool
    compares: bool  # what it names with what was named before
    asks_whom: bool
    asks_own: bool  # something else of somebody: "what is his job?"
    elsewhere: frozenset[str]  # entities that its measures have no figure of

    def leaves_out(self, term: Term) -> bool:
        """Whether it leaves a term of the turn before to be understood."""
        named = self.entities or self.measures
        if term.kind == "entity":
            free = not self.entities or (self.compares and term not in self.entities)
            return free and not self.asks_whom and term.id not in self.elsewhere
        if term.kind == "period":
            compared = self.compares and bool(self.periods) and term not in self.periods
            return compared or not (self.periods or named)
        if term.kind == "measure":
            return not (self.measures or self.asks_own)
        if term.kind == "operation":
            return not (self.computes or named)
        if term.kind == "concept":
            free = not (self.measures or self.periods or self.asks_own)
            return free and not _replaced(term, self.concepts)
        return False


def _turn(
    reading: Reading, terms: Sequence[Term], counted: tuple[Term, ...], index: Index
) -> _Turn:
    entities = tuple(t for t in reading.terms("entity") if t.id not in index.about)
    concepts = tuple(t for t in reading.terms("concept") if t.id not in index.about)
    periods, measures = reading.terms("period"), reading.terms("measure")
    of_somebody = any(t.kind == "entity" for t in terms) and not reading.numbers
    return _Turn(
        entities=entities,
        periods=periods or counted,
        measures=measures,
        concepts=concepts,
        computes=bool(reading.terms("operation")),
        compares=reading.names(*_COMPARING) and len(entities) + len(periods) == 1,
        asks_whom=_asks_whom(reading) and not reading.claims,
        asks_own=bool(concepts) and reading.names(_PRONOUN) and of_somebody,
        elsewhere=frozenset(t.id for t in terms if _elsewhere(t, measures, index)),
    )


def _form(reading: Reading, memory: Memory, new: Sequence[Term], turn: _Turn) -> Form:
    """How a turn asks that has no asking word: as the one before did."""
    if reading.form is not Form.KEYWORDS:
        return reading.form
    if turn.compares and reading.text.rstrip().endswith("?"):
        return Form.YES_NO if reading.names(*_AHEAD) else reading.form
    if memory.form is Form.YES_NO and not reading.numbers:
        return Form.KEYWORDS if any(t.kind == "measure" for t in new) else Form.YES_NO
    return reading.form if memory.form in (None, Form.STATEMENT) else memory.form


def _with(reading: Reading, terms: list[Term], memory: Memory, form: Form) -> Reading:
    """The reading with the terms it inherits before its own."""
    added = tuple(Span(0, 0, "", (term,)) for term in terms)
    named = any(t.kind == "entity" and t not in terms for t in reading.terms("entity"))
    return replace(
        reading,
        spans=(*added, *reading.spans),
        form=form,
        negated=reading.negated or (memory.negated and not named),
        goes_on=memory.answered,
    )


def _asks_who(reading: Reading, index: Index) -> bool:
    """Whether a turn only asks who somebody is: "who is he?"."""
    return (
        reading.form is Form.WHO
        and not reading.terms("operation")
        and not reading.ordinals
        and not any(
            t.kind in CONTENT and t.id not in index.about
            for span in reading.spans
            for t in span.terms
        )
    )


def _asks_whom(reading: Reading) -> bool:
    """Whether a turn asks for somebody by their rank ("and the first?"), and not of somebody."""
    return bool(reading.ordinals) or reading.names("op.most", "op.least", "op.top")


def _alike(memory: Memory, index: Index) -> bool:
    """Whether the last two measures have one figure each, of one unit, to be compared."""
    pairs = [p for m in memory.measures for p in index.of_measure(m)]
    return len(memory.measures) == 2 and len(pairs) == 2 and pairs[0][0].unit == pairs[1][0].unit


def _step(reading: Reading) -> int:
    """1 for "the next one", -1 for "the one before", 0 for neither."""
    return int(reading.names(_NEXT)) - int(reading.names(_PREVIOUS))


def _rank_of(period: Term) -> int | None:
    """Which one of its kind a period is: 3 for the third quarter."""
    ranks = read_ordinals(period.name.en.partition(" ")[0], "en") if period.kind == "period" else ()
    return ranks[0].value if ranks else None


def _sibling(period: Term, rank: int, index: Index) -> Term | None:
    """The period that is to "fourth" what "third quarter" is to "third"."""
    if period.kind != "period":
        return None
    head, _, unit = period.name.en.partition(" ")
    if not unit or not read_ordinals(head, "en"):
        return None
    for term in index.lexicon.terms.values():
        first, _, rest = term.name.en.partition(" ")
        if term.kind == "period" and rest == unit:
            ranks = read_ordinals(first, "en")
            if ranks and ranks[0].value == rank:
                return term
    return None


def _elsewhere(entity: Term, measures: tuple[Term, ...], index: Index) -> bool:
    """Whether a measure is newly named that has no figure of this entity."""
    figures = [f for m in measures for f, _ in index.of_measure(m.id)]
    return bool(figures) and not any(entity.id in (f.of, f.by) for f in figures)


def _replaced(term: Term, named: Sequence[Term]) -> bool:
    """Whether a turn names another concept of the same type."""
    return any(t.type == term.type and t.type is not None for t in named)
