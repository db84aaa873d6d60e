"""What a reply is made of: typed values that every surface renders, none of them markup."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from bot.knowledge.model import Hedge, Language, Status


class Kind(StrEnum):
    """What a reply is."""

    ANSWER = "answer"
    CLARIFICATION = "clarification"
    UNKNOWN = "unknown"
    SOCIAL = "social"


class Verdict(StrEnum):
    """What the text says of a claim. ``UNSUPPORTED`` never means false: the text does not say."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    UNSUPPORTED = "unsupported"


class Reason(StrEnum):
    """Why there is no answer."""

    NOT_IN_SOURCE = "not-in-source"  # understood; the text does not say
    NO_FIGURE = "no-figure"  # the thing is in the text, the asked figure is not
    NOT_UNDERSTOOD = "not-understood"
    LANGUAGE = "language"  # neither French nor English


@dataclass(frozen=True)
class Citation:
    """Where something stands: the source's id, the place's id and a short verbatim excerpt."""

    source: str
    place: str
    excerpt: str
    section: str | None = None  # the heading the place stands under


@dataclass(frozen=True)
class ShownFigure:
    """A figure as it stands in a reply. ``value`` is in base units; the rest are ids of terms."""

    value: Decimal
    unit: str
    measure: str
    of: str
    period: str | None = None
    hedge: Hedge | None = None
    status: Status = "reported"
    by: str | None = None
    display: str = ""  # "2,8 millions de lecteurs", formatted for the reply's language
    label: str = ""  # "Puffin · passengers", the same

    def to_json(self) -> dict[str, Any]:
        """The object of the ``figures`` key of ``verbatim ask --json`` (DESIGN.md section 4)."""
        value = (
            int(self.value) if self.value == self.value.to_integral_value() else float(self.value)
        )
        return {
            "value": value,
            "unit": self.unit,
            "measure": self.measure,
            "of": self.of,
            "period": self.period,
            "hedge": self.hedge,
            "status": self.status,
            "by": self.by,
        }


@dataclass(frozen=True)
class ShownQuote:
    """Somebody's words, and their translation (ours) when the reply is in another language."""

    speaker: str
    words: str
    words_language: Language
    translation: str | None = None
    sic: str | None = None


@dataclass(frozen=True)
class Part:
    """One thing said in a reply: a statement with the figures, quote and caution that go with it.

    ``text`` is plain text and stands alone; a quote's words are in ``quote``
    and not in ``text`` (``Reply.text`` carries both).
    """

    text: str
    figures: tuple[ShownFigure, ...] = ()
    quote: ShownQuote | None = None
    note: str | None = None
    verdict: Verdict | None = None
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Point:
    """One bar of a chart. ``value`` is in base units; ``display`` is it written out."""

    label: str
    value: Decimal
    display: str


@dataclass(frozen=True)
class Chart:
    """Figures worth seeing side by side, all of one unit, in the order to show them."""

    title: str
    measure: str  # as written in the reply's language
    points: tuple[Point, ...]
    over_time: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of plain text under a header of the same length."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Choice:
    """A way out of an ambiguity: ``label`` is shown, asking ``question`` gives its answer."""

    label: str
    question: str


@dataclass(frozen=True)
class Explanation:
    """How a reply was found.

    ``lines`` of (heading, text) are for curators (``--why``), ``summary`` for whoever asked, in the
    reply's language.
    """

    lines: tuple[tuple[str, str], ...] = ()
    summary: tuple[str, ...] = ()


@dataclass(frozen=True)
class Thread:
    """What a conversation remembers between turns: ids only, never anybody's words.

    ``state`` is a JSON-ready mapping written and read by ``bot.assistant``;
    storages keep it as it is. An empty mapping is a new thread.
    """

    state: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """The reply to one turn.

    ``text`` is the whole reply in plain text, without citations; ``parts``
    are the same things one by one, for surfaces that set them apart.
    ``thread`` is what to hand in with the next turn. ``packs`` are the ids of the
    packs that were asked, where whoever asked them says so.
    """

    kind: Kind
    language: Language
    text: str
    parts: tuple[Part, ...] = ()
    verdict: Verdict | None = None
    figures: tuple[ShownFigure, ...] = ()
    working: str | None = None
    citations: tuple[Citation, ...] = ()
    entries: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    related: tuple[str, ...] = ()  # at most three questions, in the reply's language
    reason: Reason | None = None
    confidence: float = 0.0
    runner_up: tuple[str, float] | None = None
    unexplained: tuple[str, ...] = ()
    chart: Chart | None = None
    table: Table | None = None
    explanation: Explanation = Explanation()
    thread: Thread = Thread()
    packs: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The object ``verbatim ask --json`` prints (DESIGN.md section 4), without ``id``."""
        return {
            "kind": self.kind.value,
            "language": self.language,
            "text": self.text,
            "verdict": self.verdict.value if self.verdict else None,
            "figures": [figure.to_json() for figure in self.figures],
            "working": self.working,
            "citations": [
                {"source": c.source, "place": c.place, "excerpt": c.excerpt} for c in self.citations
            ],
            "entries": list(self.entries),
            "choices": [choice.question for choice in self.choices],
            "reason": self.reason.value if self.reason else None,
            "confidence": round(self.confidence, 3),
            "runner_up": list(self.runner_up) if self.runner_up else None,
            "unexplained": list(self.unexplained),
        }
