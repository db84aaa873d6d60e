"""The questions that went unanswered: gathered by likeness, with what is nearest to each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Literal

from bot.answering.model import Kind
from bot.errors import InputError
from bot.federation import Answering, narrowed
from bot.knowledge.model import Language, Pack
from bot.knowledge.validation import suggestion
from bot.understanding import features
from bot.understanding.text import clean

ALIKE = 0.5
"""Share of the stems of two questions that both have, from which they are gathered."""

DOWNVOTED = "downvoted"
"""Why a question was kept that was answered, and badly as somebody said."""

_NEAREST = 3
_MARK = 8  # hexadecimal digits: a number is checked by it, it names nothing

DecisionKind = Literal["phrase", "near-miss", "dismiss"]


@dataclass(frozen=True)
class Asked:
    """A question that was kept, how often it was asked, and why it was kept.

    ``packs`` are the ids of those that were asked; empty where nothing tells.
    """

    number: int
    question: str
    language: Language
    why: str = ""
    asked: int = 1
    packs: tuple[str, ...] = ()

    @property
    def phrase(self) -> str:
        """The question as a phrase is written: on one line, without Slack's markup."""
        return " ".join(clean(self.question).split())

    @property
    def mark(self) -> str:
        """Tells whether a number still stands for this question, here or in another database."""
        return _mark(self.question)


@dataclass(frozen=True)
class TaughtPhrase:
    """A phrase that was taught in Slack: it serves in one workspace, and is in no file yet."""

    number: int
    intent: str
    language: Language
    phrase: str

    @property
    def mark(self) -> str:
        """As of a question."""
        return _mark(self.phrase)


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
    now: str  # what the bot would reply now: kind, verdict, reason
    is_answered: bool  # whether that is an answer where there was none

    @property
    def asked(self) -> int:
        """How often they were asked together."""
        return sum(question.asked for question in self.questions)


@dataclass(frozen=True)
class Decision:
    """What becomes of questions. ``intent`` is empty where they are dismissed.

    ``where`` is the ``file:line`` of a sheet that it is written at, if it is.
    """

    kind: DecisionKind
    intent: str
    language: Language
    phrases: tuple[str, ...]
    rows: Mapping[int, str] = field(default_factory=dict)  # numbers of questions and their marks
    taught: Mapping[int, str] = field(default_factory=dict)  # the same of taught phrases
    where: str = ""


def grouped(questions: Sequence[Asked], assistant: Answering) -> tuple[Group, ...]:
    """Gather questions by likeness; the groups asked most often come first."""
    gathered: list[tuple[AbstractSet[str], list[Asked]]] = []
    for question in sorted(questions, key=lambda asked: (-asked.asked, asked.number)):
        stems = frozenset(map(features.stem, features.tokenise(clean(question.question))))
        for others, members in gathered:
            if _beside(members[0], question) and _alike(stems, others):
                members.append(question)
                break
        else:
            gathered.append((stems, [question]))
    groups = [_group(members, assistant) for _, members in gathered]
    return tuple(sorted(groups, key=lambda group: -group.asked))


def decided(
    kind: DecisionKind, numbers: Iterable[int], intent: str, questions: Iterable[Asked]
) -> tuple[Decision, ...]:
    """The decisions on questions named by their numbers, one a language.

    Raises:
        InputError: a number is no question's.
    """
    known = {question.number: question for question in questions}
    wanted = tuple(dict.fromkeys(numbers))
    unknown = [number for number in wanted if number not in known]
    if unknown:
        raise InputError("\n".join(f"{number}: no question has this number" for number in unknown))
    chosen = [known[number] for number in wanted]
    return tuple(
        Decision(
            kind,
            intent,
            language,
            tuple(question.phrase for question in said),
            {question.number: question.mark for question in said},
        )
        for language in dict.fromkeys(question.language for question in chosen)
        if (said := [question for question in chosen if question.language == language])
    )


def by_pack(decisions: Iterable[Decision], packs: Sequence[Pack]) -> dict[str, list[Decision]]:
    """The decisions by the pack whose intents they name; what all packs share is the first's.

    Args:
        decisions: an intent that several packs have is named as ``pack:intent``.
        packs: those that are reviewed.

    Raises:
        InputError: with each intent that no pack has, or more than one.
    """
    sorted_: dict[str, list[Decision]] = {pack.id: [] for pack in packs}
    faults: list[str] = []
    for decision in decisions:
        named, _, intent = decision.intent.rpartition(":")
        having = [
            (pack.id, found)
            for pack in packs
            if named in ("", pack.id)
            for found in pack.intents
            if found.id == intent
        ]
        if decision.kind == "dismiss":
            sorted_[packs[0].id].append(decision)
        elif not having:
            known = [found.id for pack in packs for found in pack.intents]
            hint = suggestion(intent, known)
            faults.append(f"{_named(decision)}: there is no such intent{hint}")
        elif any(found != having[0][1] for _, found in having):
            several = " or ".join(f"{pack}:{intent}" for pack, _ in having)
            faults.append(f"{_named(decision)}: several packs have this intent; write {several}")
        else:
            sorted_[having[0][0]].append(replace(decision, intent=intent))
    if faults:
        raise InputError("\n".join(dict.fromkeys(faults)))
    return sorted_


def _named(decision: Decision) -> str:
    """The intent of a decision, behind where it is written."""
    return ": ".join(filter(None, (decision.where, decision.intent)))


def to_json(groups: Iterable[Group]) -> list[dict[str, object]]:
    """The groups for programs."""
    return [
        {
            "questions": [
                {
                    "number": q.number,
                    "question": q.question,
                    "why": q.why,
                    "asked": q.asked,
                    "packs": list(q.packs),
                }
                for q in group.questions
            ],
            "language": group.questions[0].language,
            "asked": group.asked,
            "now": group.now,
            "answered": group.is_answered,
            "unexplained": list(group.unexplained),
            "nearest": [{"intent": n.intent, "weighed": n.weighed} for n in group.nearest],
        }
        for group in groups
    ]


def _group(members: Sequence[Asked], assistant: Answering) -> Group:
    first = members[0]
    answering = narrowed(assistant, first.packs) if first.packs else assistant
    reply = (answering or assistant).reply(first.question, language=first.language)
    intents = {intent.id for pack in assistant.packs for intent in pack.intents}
    near = [Nearest(name, text) for name, text in reply.explanation.lines if name in intents]
    now = "/".join(filter(None, (reply.kind, reply.verdict, reply.reason)))
    complained = any(question.why == DOWNVOTED for question in members)
    return Group(
        tuple(members),
        tuple(near[:_NEAREST]),
        reply.unexplained,
        now,
        is_answered=reply.kind is Kind.ANSWER and not complained and answering is not None,
    )


def _beside(one: Asked, other: Asked) -> bool:
    """Whether one reply could be to both."""
    return (one.language, one.packs) == (other.language, other.packs)


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:_MARK]


def _alike(left: AbstractSet[str], right: AbstractSet[str]) -> bool:
    return left == right or len(left & right) > ALIKE * len(left | right)
