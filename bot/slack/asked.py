"""What a button carries so that its reply can be made again, and what is believed of it.

A button's value is the clicker's to forge. It therefore holds nothing that is
shown or trusted: a question, which anybody may ask, and the ids the reply was
made of, which are compared with those of the reply made again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.answering.model import Reply, Thread
from bot.knowledge.model import LANGUAGES, Language
from bot.slack.elements import fits_value
from bot.slack.text import length

How = Literal["ask", "check"]


@dataclass(frozen=True)
class Asked:
    """A question as it was put: enough to get the same reply again.

    Attributes:
        question: the text handed to the assistant.
        how: ``ask`` for a question, ``check`` for a text checked sentence by sentence.
        language: the asker's preference at the time.
        state: what the conversation remembered before (``Thread.state``).
    """

    question: str
    how: How = "ask"
    language: Language | None = None
    state: Mapping[str, Any] = field(default_factory=dict)

    @property
    def thread(self) -> Thread:
        """The conversation as it was before the question."""
        return Thread(state=self.state)

    def value(self, **more: str | list[str]) -> str | None:
        """This, as a button's value; None where it is too long for one."""
        written = self.written(**more)
        return written if fits_value(written) else None

    def written(self, **more: str | list[str]) -> str:
        """This, as JSON."""
        known = {"q": self.question, "h": self.how, "l": self.language, "s": dict(self.state)}
        content = {key: part for key, part in (known | more).items() if part}
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class Carried:
    """What came back with a click: what was asked, and whatever else the button carried."""

    asked: Asked
    entries: tuple[str, ...] = ()
    vote: str = ""

    def is_still(self, reply: Reply) -> bool:
        """Whether ``reply``, made again, says what the message with the button said."""
        return self.entries == reply.entries


def read_value(value: object) -> Carried | None:
    """What a button's value says; None for anything that this version did not write."""
    try:
        content = json.loads(value) if isinstance(value, str) else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict):
        return None
    question, how, language = content.get("q"), content.get("h"), content.get("l")
    state, entries, vote = content.get("s", {}), content.get("e", []), content.get("v", "")
    if not (isinstance(question, str) and question and how in ("ask", "check")):
        return None
    if language is not None and language not in LANGUAGES:
        return None
    if not (isinstance(state, dict) and isinstance(vote, str) and _is_ids(entries)):
        return None
    return Carried(Asked(question, how, language, state), tuple(entries), vote)


MAX_METADATA = 3_000


@dataclass(frozen=True)
class Shareable:
    """What a modal shows, and the thread it can be shared in."""

    asked: Asked
    channel: str
    thread_ts: str

    def metadata(self) -> str:
        """This, as a view's ``private_metadata``; empty where it is too long for that."""
        written = self.asked.written(c=self.channel, t=self.thread_ts)
        return written if length(written) <= MAX_METADATA else ""


def read_metadata(metadata: object) -> Shareable | None:
    """What a view's ``private_metadata`` says; None for anything that we did not write."""
    carried = read_value(metadata)
    if carried is None or not isinstance(metadata, str):
        return None
    content = json.loads(metadata)
    channel, thread_ts = content.get("c"), content.get("t")
    if not (isinstance(channel, str) and isinstance(thread_ts, str)):
        return None
    return Shareable(carried.asked, channel, thread_ts)


def _is_ids(entries: object) -> bool:
    return isinstance(entries, list) and all(isinstance(entry, str) for entry in entries)
