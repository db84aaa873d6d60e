"""Conversations as lines of JSON, and the reply to the last turn of each (DESIGN.md section 4)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

from bot.answering.model import Reply, Thread
from bot.errors import InputError, VerbatimError
from bot.federation import Answering
from bot.knowledge.model import Language

LONGEST_TURN = 40_000
"""Characters; as much as Slack takes in one message."""


@dataclass(frozen=True)
class Answered:
    """One line of output; ``taken`` is false where the line of input was refused."""

    line: str
    taken: bool


@dataclass(frozen=True)
class _Conversation:
    id: object  # any JSON value
    turns: tuple[str, ...]


class _LineError(InputError):
    """A line that is no conversation, with the id it had."""

    def __init__(self, reason: str, identity: object = None) -> None:
        super().__init__(reason)
        self.identity = identity


def checked_turn(text: str) -> str:
    """A turn that can be answered.

    Raises:
        InputError: if it is longer than ``LONGEST_TURN``.
    """
    if len(text) > LONGEST_TURN:
        raise InputError(
            f"this is {len(text)} characters long; a question has at most {LONGEST_TURN}"
        )
    return text


def answer_lines(
    lines: Iterable[bytes], assistant: Answering, *, language: Language | None = None
) -> Iterator[Answered]:
    """Answer conversations one by one, as they come in.

    Args:
        lines: one JSON object ``{"id": …, "turns": ["first", "second"]}`` each, in UTF-8.
        assistant: what answers; each conversation is a thread of its own.
        language: of the replies; None is the language of the questions.

    Yields:
        For each line, in order, a line of JSON: the reply to the last turn, or the error.
    """
    for number, line in enumerate(lines):
        try:
            conversation = _read(line, first=number == 0)
        except _LineError as error:
            yield _answered(error.identity, {"error": str(error)}, taken=False)
            continue
        try:
            reply = _last_reply(conversation.turns, assistant, language)
        except VerbatimError as error:
            yield _answered(conversation.id, {"error": str(error)}, taken=False)
        else:
            yield _answered(conversation.id, reply.to_json(), taken=True)


def _last_reply(turns: tuple[str, ...], assistant: Answering, language: Language | None) -> Reply:
    *before, last = turns
    thread = Thread()
    for turn in before:
        thread = assistant.reply(turn, thread, language=language).thread
    return assistant.reply(last, thread, language=language)


def _answered(identity: object, value: dict[str, Any], *, taken: bool) -> Answered:
    return Answered(as_json({"id": identity, **value}), taken=taken)


def as_json(value: dict[str, Any]) -> str:
    """An object on one line of JSON that can be written as UTF-8."""
    line = json.dumps(value, ensure_ascii=False, allow_nan=False)
    try:
        line.encode()
    except UnicodeEncodeError:  # half of a surrogate pair, which JSON lets through as \udXXX
        return json.dumps(value, allow_nan=False)
    return line


def _read(line: bytes, *, first: bool) -> _Conversation:
    """The conversation that a line of input is; a byte order mark may begin the first."""
    try:
        text = line.decode("utf-8-sig" if first else "utf-8")
    except UnicodeDecodeError:
        raise _LineError("this line is not UTF-8") from None
    try:
        value = json.loads(text, parse_constant=_refuse_constant, parse_float=_finite)
    except (ValueError, RecursionError):  # deep nesting, numbers with thousands of digits
        raise _LineError("this line is not JSON") from None
    if not isinstance(value, dict):
        raise _LineError('this line is no object; write {"id": …, "turns": ["…"]}')
    identity, turns = value.get("id"), value.get("turns")
    if not isinstance(turns, list) or not turns:
        raise _LineError("`turns` must be a list of at least one text", identity)
    for position, turn in enumerate(turns, start=1):
        if not isinstance(turn, str):
            raise _LineError(f"turn {position} is not a text", identity)
        if len(turn) > LONGEST_TURN:
            reason = f"turn {position} is {len(turn)} characters long; at most {LONGEST_TURN}"
            raise _LineError(f"{reason} are taken", identity)
    return _Conversation(identity, tuple(turns))


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"{text} is beyond a double")
    return number
