"""What a thread remembers of its last turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.answering.entries import Index
from bot.knowledge.model import LANGUAGES, Language
from bot.understanding.forms import Form
from bot.understanding.reading import Reading

_KEPT = ("entity", "measure", "period", "concept", "operation", "unit")
"""Kinds of terms a follow-up may inherit."""

_MOST = 24
"""Ids kept of each list: more than any question names, and a bound on what storages keep."""

COMPARED = 2
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
            "measures": list(self.measures[-COMPARED:]),
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
            measures=_strings(state.get("measures"))[-COMPARED:],
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
