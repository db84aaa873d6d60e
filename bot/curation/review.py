"""The questions that went unanswered: gathered by likeness, with what is nearest to each.

A review goes over a sheet: a YAML list with one item a group, in which a curator
writes decisions. ``bot.curation.review_writing`` carries them out.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from bot.assistant import Assistant
from bot.errors import InputError
from bot.knowledge.documents import parse_document
from bot.knowledge.model import LANGUAGES, Language
from bot.knowledge.validation import validate
from bot.understanding import features
from bot.understanding.language import detect
from bot.understanding.text import clean, tokenise

ALIKE = 0.5
"""Share of the stems of two questions that both have, from which they are gathered."""

_NEAREST = 3
_HEADER = """\
# One item a group of questions. Write a decision where you have one:
#   phrase INTENT     the questions become phrases of the intent; delete or reword what is no good
#   near-miss INTENT  the intent must not answer them
#   dismiss           nothing is written; they leave the queue
"""

DecisionKind = Literal["phrase", "near-miss", "dismiss"]


@dataclass(frozen=True)
class Asked:
    """A question that was kept, how often it was asked, and why it was kept."""

    number: int
    question: str
    language: Language
    why: str = ""
    asked: int = 1


@dataclass(frozen=True)
class Nearest:
    """An intent that came near, and how it was weighed: what it lacked, what stood in its way."""

    intent: str
    weighed: str


@dataclass(frozen=True)
class Group:
    """Questions alike, the one asked most often first, and the intents nearest to that one."""

    questions: tuple[Asked, ...]
    nearest: tuple[Nearest, ...]
    unexplained: tuple[str, ...]
    now: str  # what the bot would reply now

    @property
    def asked(self) -> int:
        """How often they were asked together."""
        return sum(question.asked for question in self.questions)


@dataclass(frozen=True)
class Decision:
    """What becomes of questions. ``intent`` is empty where they are dismissed."""

    kind: DecisionKind
    intent: str
    language: Language
    phrases: tuple[str, ...]
    numbers: tuple[int, ...]


class _Item(BaseModel):
    """An item of a sheet as a curator hands it back."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    numbers: tuple[int, ...]
    language: Language
    questions: tuple[str, ...] = ()
    decision: str | None = None


def read_questions(lines: Iterable[str], name: str) -> tuple[Asked, ...]:
    """Questions from JSON Lines: ``{"question": …}``, with ``language``, ``why`` and ``asked``.

    Args:
        lines: one object each; empty lines are passed over.
        name: what to call the file in errors.

    Raises:
        InputError: with every line that holds no question.
    """
    found: list[Asked] = []
    faults: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except ValueError:
            value = None
        question = value.get("question") if isinstance(value, dict) else None
        if not isinstance(value, dict) or not isinstance(question, str) or not question.strip():
            faults.append(f'{name}:{number}: one {{"question": "…"}} a line is wanted here')
            continue
        asked = value.get("asked", 1)
        found.append(
            Asked(
                number,
                question,
                _language(value.get("language"), question),
                str(value.get("why") or ""),
                asked if isinstance(asked, int) and asked > 0 else 1,
            )
        )
    if faults:
        raise InputError("\n".join(faults))
    return tuple(found)


def grouped(questions: Sequence[Asked], assistant: Assistant) -> tuple[Group, ...]:
    """Gather questions by likeness; the groups asked most often come first."""
    gathered: list[tuple[AbstractSet[str], list[Asked]]] = []
    for question in sorted(questions, key=lambda asked: (-asked.asked, asked.number)):
        stems = frozenset(map(features.stem, features.tokenise(clean(question.question))))
        for others, members in gathered:
            if members[0].language == question.language and _alike(stems, others):
                members.append(question)
                break
        else:
            gathered.append((stems, [question]))
    groups = [_group(members, assistant) for _, members in gathered]
    return tuple(sorted(groups, key=lambda group: -group.asked))


def write_sheet(groups: Iterable[Group]) -> str:
    """The groups as a sheet in which decisions are written."""
    items = CommentedSeq(_sheet_item(group) for group in groups)
    yaml = YAML()
    yaml.width = 10_000
    stream = io.StringIO()
    yaml.dump(items, stream)
    return _HEADER + stream.getvalue()


def read_sheet(text: str, name: str) -> tuple[Decision, ...]:
    """The decisions on a sheet; items without one are passed over.

    Raises:
        InputError: with everything that is wrong with the sheet.
    """
    document = parse_document(text.encode())
    faults = [f"{name}:{fault.line}: {fault.reason}" for fault in document.faults]
    if not faults and not isinstance(document.value, list):
        faults = [f"{name}:1: a list of items is wanted here, as --export writes it"]
    decisions: list[Decision] = []
    items = document.value if isinstance(document.value, list) and not faults else []
    for index, value in enumerate(items):
        lines = document.lines.below(index)
        item = validate(_Item, value, lines)
        if not isinstance(item, _Item):
            faults += [f"{name}:{fault.line}: {fault.reason}" for fault in item]
            continue
        if not item.decision:
            continue
        decision = _decision(item)
        if decision is None:
            reason = f"`{item.decision}` is no decision; write phrase INTENT, near-miss INTENT"
            faults.append(f"{name}:{lines.at('decision')}: {reason} or dismiss")
        else:
            decisions.append(decision)
    if faults:
        raise InputError("\n".join(faults))
    return tuple(decisions)


def to_json(groups: Iterable[Group]) -> list[dict[str, object]]:
    """The groups for programs."""
    return [
        {
            "numbers": [question.number for question in group.questions],
            "questions": [question.question for question in group.questions],
            "language": group.questions[0].language,
            "why": group.questions[0].why,
            "asked": group.asked,
            "now": group.now,
            "unexplained": list(group.unexplained),
            "nearest": [{"intent": n.intent, "weighed": n.weighed} for n in group.nearest],
        }
        for group in groups
    ]


def _group(members: Sequence[Asked], assistant: Assistant) -> Group:
    first = members[0]
    reply = assistant.reply(first.question, language=first.language)
    intents = {intent.id for intent in assistant.pack.intents}
    near = [Nearest(name, text) for name, text in reply.explanation.lines if name in intents]
    now = "/".join(filter(None, (reply.kind, reply.verdict, reply.reason)))
    return Group(tuple(members), tuple(near[:_NEAREST]), reply.unexplained, now)


def _alike(left: AbstractSet[str], right: AbstractSet[str]) -> bool:
    return left == right or len(left & right) > ALIKE * len(left | right)


def _language(value: object, question: str) -> Language:
    for language in LANGUAGES:
        if value == language:
            return language
    return detect(tokenise(clean(question)), lambda _: None, lambda _: False) or "en"


def _sheet_item(group: Group) -> CommentedMap:
    numbers = CommentedSeq(question.number for question in group.questions)
    numbers.fa.set_flow_style()
    nearest = CommentedSeq(
        CommentedMap(intent=near.intent, weighed=DoubleQuotedScalarString(near.weighed))
        for near in group.nearest
    )
    for near in nearest:
        near.fa.set_flow_style()
    return CommentedMap(
        numbers=numbers,
        language=group.questions[0].language,
        asked=group.asked,
        why=group.questions[0].why,
        questions=CommentedSeq(
            DoubleQuotedScalarString(" ".join(question.question.split()))
            for question in group.questions
        ),
        nearest=nearest,
        decision=DoubleQuotedScalarString(""),
    )


def _decision(item: _Item) -> Decision | None:
    kind, _, intent = (item.decision or "").strip().partition(" ")
    intent = intent.strip()
    for known in get_args(DecisionKind):
        if kind == known and bool(intent) == (known != "dismiss"):
            return Decision(known, intent, item.language, item.questions, item.numbers)
    return None
