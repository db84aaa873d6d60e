"""The sheet of a review: a YAML list, an item a group of questions, in which decisions are written.

Phrases taught in Slack stand in it as decisions made already.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import get_args

from pydantic import BaseModel, ConfigDict
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from bot.curation.review import Asked, Decision, DecisionKind, Group, TaughtPhrase
from bot.errors import InputError
from bot.knowledge.documents import parse_document
from bot.knowledge.model import Language, Line
from bot.knowledge.validation import validate

_HEADER = """\
# One item a group of questions. Write a decision where you have one:
#   phrase INTENT     the questions become phrases of the intent; delete or reword what is no good
#   near-miss INTENT  the intent must not answer them
#   dismiss           nothing is written; they leave the queue
# then: verbatim review --apply FILE
"""
_WIDTH = 10_000  # columns before a line is broken: none is


class _Item(BaseModel):
    """An item as a curator hands it back; the keys that only inform are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    rows: dict[int, str] = {}
    taught: dict[int, str] = {}
    language: Language
    questions: tuple[Line, ...] = ()
    decision: str | None = None


def write_sheet(groups: Iterable[Group], taught: Iterable[TaughtPhrase] = ()) -> str:
    """What was taught as decisions, then the groups without any."""
    items = CommentedSeq([*map(_taught_item, taught), *map(_item, groups)])
    yaml = YAML()
    yaml.width = _WIDTH
    stream = io.StringIO()
    yaml.dump(items, stream)
    return _HEADER + stream.getvalue()


def read_sheet(text: str, name: str) -> tuple[Decision, ...]:
    """The decisions on a sheet; items without one are passed over.

    Args:
        text: the sheet.
        name: what to call it in errors.

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
        where = f"{name}:{lines.at('decision')}"
        decision = _decision(item, where)
        if decision is None:
            reason = f"`{item.decision}` is no decision; write phrase INTENT, near-miss INTENT"
            faults.append(f"{where}: {reason} or dismiss")
        elif decision.kind != "dismiss" and not item.questions:
            faults.append(f"{where}: there is no question to make a {decision.kind} of; dismiss it")
        else:
            decisions.append(decision)
    if faults:
        raise InputError("\n".join(faults))
    return tuple(decisions)


def read_decision(text: str) -> tuple[DecisionKind, str] | None:
    """A decision as it is written, and the intent it names; None where it is none."""
    kind, _, intent = text.strip().partition(" ")
    intent = intent.strip()
    for known in get_args(DecisionKind):
        if kind == known and bool(intent) == (known != "dismiss"):
            return known, intent
    return None


def _item(group: Group) -> CommentedMap:
    first = group.questions[0]
    nearest = CommentedSeq(
        CommentedMap(intent=near.intent, weighed=DoubleQuotedScalarString(near.weighed))
        for near in group.nearest
    )
    for near in nearest:
        near.fa.set_flow_style()
    return CommentedMap(
        rows=_marks(group.questions),
        language=first.language,
        asked=group.asked,
        why=first.why,
        now=group.now,
        questions=CommentedSeq(
            DoubleQuotedScalarString(question.phrase) for question in group.questions
        ),
        nearest=nearest,
        decision=DoubleQuotedScalarString(""),
    )


def _taught_item(taught: TaughtPhrase) -> CommentedMap:
    return CommentedMap(
        taught=_marks([taught]),
        language=taught.language,
        questions=CommentedSeq([DoubleQuotedScalarString(taught.phrase)]),
        decision=DoubleQuotedScalarString(f"phrase {taught.intent}"),
    )


def _marks(numbered: Iterable[Asked | TaughtPhrase]) -> CommentedMap:
    marks = CommentedMap({each.number: DoubleQuotedScalarString(each.mark) for each in numbered})
    marks.fa.set_flow_style()
    return marks


def _decision(item: _Item, where: str) -> Decision | None:
    read = read_decision(item.decision or "")
    if read is None:
        return None
    kind, intent = read
    return Decision(kind, intent, item.language, item.questions, item.rows, item.taught, where)
