"""What a thread remembers of its last turn, and how a follow-up inherits what it leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.answering.entries import Index
from bot.knowledge.model import LANGUAGES, Language, Term
from bot.understanding.numbers import read_ordinals
from bot.understanding.reading import CONTENT, Form, Reading
from bot.understanding.terms import Span

_KEPT = ("entity", "measure", "period", "concept", "operation", "unit")
"""Kinds of terms a follow-up may inherit."""

_MOST = 24
"""Ids kept of each list: more than any question names, and a bound on what storages keep."""

_COMPARED = 2
"""Measures kept: "and the difference?" compares the last two."""


@dataclass(frozen=True)
class Memory:
    """The last turn's language, the terms it was about (ids), and the entries it showed (ids)."""

    language: Language | None = None
    terms: tuple[str, ...] = ()
    measure: str | None = None
    intent: str | None = None
    entries: tuple[str, ...] = ()
    negated: bool = False
    form: Form | None = None
    measures: tuple[str, ...] = ()  # the last two measures answered, the newest last
    recent: tuple[str, ...] = ()  # subjects and periods named since the measure last changed
    answered: bool = False  # whether it was answered: what it was about then narrows nothing more

    def to_state(self) -> dict[str, Any]:
        """A JSON-ready mapping."""
        return {
            "language": self.language,
            "terms": list(self.terms[:_MOST]),
            "measure": self.measure,
            "intent": self.intent,
            "entries": list(self.entries[:_MOST]),
            "negated": self.negated,
            "form": self.form.value if self.form else None,
            "measures": list(self.measures[-_COMPARED:]),
            "recent": list(self.recent[-_MOST:]),
            "answered": self.answered,
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Memory:
        """The memory a mapping holds; what is not as written is left out."""
        language = state.get("language")
        form = state.get("form")
        return cls(
            language=language if language in LANGUAGES else None,
            terms=_strings(state.get("terms")),
            measure=_string(state.get("measure")),
            intent=_string(state.get("intent")),
            entries=_strings(state.get("entries")),
            negated=state.get("negated") is True,
            form=Form(form) if isinstance(form, str) and form in set(Form) else None,
            measures=_strings(state.get("measures"))[-_COMPARED:],
            recent=_strings(state.get("recent")),
            answered=state.get("answered") is True,
        )


def _string(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _strings(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(v for v in value if isinstance(v, str))[:_MOST]


def remembered(reading: Reading, index: Index, *, computed: bool) -> tuple[str, ...]:
    """The ids of the terms a turn was about, worth inheriting; the text's own subject aside.

    Operations are inherited only from a turn that was answered by one (``computed``).
    """
    return tuple(
        t.id
        for t in reading.terms(*_KEPT)
        if t.id not in index.about and (computed or t.kind != "operation")
    )[:_MOST]


_OPEN_FORMS = (Form.KEYWORDS, Form.HOW_MANY, Form.STATEMENT)
"""Forms in which an attribute named may still be asked of what the turn before was about."""


def is_elliptical(reading: Reading) -> bool:
    """Whether a turn leaves something out: by a word that leans back, or by its shortness."""
    leans = reading.names(
        _NEXT,
        _PREVIOUS,
        "discourse.and",
        "discourse.both",
        "discourse.correction",
        "discourse.pronoun",
    )
    content = sum(any(t.kind != "filler" for t in s.terms) or not s.terms for s in reading.content)
    return leans or content <= _SHORT


def leans(reading: Reading) -> bool:
    """Whether a turn names other subjects or periods and nothing to know of them: "and Dell?"."""
    return (
        reading.names("discourse.and", "discourse.correction", _NEXT, _PREVIOUS)
        and bool(reading.terms("entity", "period") or _step(reading))
        and not reading.terms("measure", "concept")
    )


def points_back(reading: Reading, about: frozenset[str]) -> bool:
    """Whether a turn names nothing and points at what was said: "how much was it?"."""
    return reading.names("discourse.pronoun") and not any(
        t.id not in about and t.kind != "filler" for s in reading.content for t in s.terms
    )


_PRONOUN = "discourse.pronoun"
_COMPARING = (
    "op.more", "op.fewer", "op.above", "op.below", "op.difference", "op.ratio", "op.compare",
)  # fmt: skip
"""Operations that hold the one a turn names against the one named before: "more than CNN?"."""

_AHEAD = ("op.above", "op.below")
"""Those that say who is ahead: "more than"."""

_SHORT = 2
"""Content spans up to which a turn may be an ellipsis."""


def inherit(reading: Reading, memory: Memory, index: Index) -> Reading | None:
    """A follow-up with what it leaves out taken from the turn before, or None if it lacks nothing.

    What the turn names replaces what it would inherit: a name replaces names,
    a period periods, a measure measures, an operation operations.
    """
    attributes = reading.terms("attribute")
    asks_anew = reading.form not in _OPEN_FORMS and not reading.names(_PRONOUN)
    asks_anew = asks_anew or any(t.type == "text" for t in attributes)
    if attributes and asks_anew and not leans(reading):
        return None  # "who wrote it?" asks something of its own
    terms = [index.lexicon.terms[i] for i in memory.terms if i in index.lexicon.terms]
    entities = [t for t in reading.terms("entity") if t.id not in index.about]
    periods = reading.terms("period")
    measures = reading.terms("measure")
    operations = reading.terms("operation")
    comparing = reading.names(*_COMPARING) and len(entities) + len(periods) == 1
    concepts = [t for t in reading.terms("concept") if t.id not in index.about]
    new: list[Term] = []
    if operations and not entities and not periods and len(memory.recent) > 1:
        terms = [t for t in terms if t.kind not in ("entity", "period")]
        recent = memory.recent[-2:] if reading.names("discourse.both") else memory.recent
        new += [index.lexicon.terms[i] for i in recent if i in index.lexicon.terms]
    elif operations and not measures and not entities and not periods and _alike(memory, index):
        terms = [t for t in terms if t.kind != "measure"]
        new += [index.lexicon.terms[m] for m in memory.measures]
    step = _step(reading)
    if step:
        # "the next one" names a period by the one before it, and is no period of its own.
        spans = tuple(s for s in reading.spans if not s.names(_NEXT) and not s.names(_PREVIOUS))
        reading = replace(reading, spans=spans)
        periods = ()
    if not periods:
        ranks = [(t, o.value) for t in terms for o in reading.ordinals]
        ranks += [(t, rank + step) for t in terms if step and (rank := _rank_of(t)) is not None]
        counted = [_sibling(t, rank, index) for t, rank in ranks]
        periods = tuple(t for t in counted if t is not None)
        new += periods
    # "What is his job?" asks something else of him than what was asked before.
    own = bool(concepts) and reading.names(_PRONOUN) and not reading.numbers
    own = own and any(t.kind == "entity" for t in terms)
    if _asks_who(reading, index) and any(t.kind == "entity" for t in terms):
        terms = [t for t in terms if t.kind == "entity"]
        return _with(reading, terms, memory, reading.form)
    for term in terms:
        if (
            (
                term.kind == "entity"
                and (not entities or comparing)
                and term not in entities
                and not _asks_whom(reading)
                and not _elsewhere(term, measures, index)
            )
            or (term.kind == "period" and not periods and not entities and not measures)
            or (term.kind == "period" and comparing and periods and term not in periods)
            or (term.kind == "measure" and not (measures or own))
            or (term.kind == "operation" and not operations and not entities and not measures)
            or (
                term.kind == "concept"
                and not (measures or periods or own)
                and not _replaced(term, concepts)
            )
        ):
            new.append(term)
    if not measures and not own and memory.measure and not any(t.kind == "measure" for t in new):
        remembered_measure = index.lexicon.terms.get(memory.measure)
        new += [remembered_measure] if remembered_measure else []
    if not new:
        return None
    form = reading.form
    if form is Form.KEYWORDS and comparing and reading.text.rstrip().endswith("?"):
        form = Form.YES_NO if reading.names(*_AHEAD) else form
    elif form is Form.KEYWORDS and memory.form is not None:
        form = memory.form if memory.form is not Form.STATEMENT else Form.KEYWORDS
        if memory.form is Form.YES_NO and not reading.numbers:
            form = Form.KEYWORDS if any(t.kind == "measure" for t in new) else Form.YES_NO
    return _with(reading, new, memory, form)


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


_NEXT, _PREVIOUS = "discourse.next", "discourse.previous"


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


def _replaced(term: Term, named: list[Term]) -> bool:
    """Whether a turn names another concept of the same type."""
    return any(t.type == term.type and t.type is not None for t in named)
