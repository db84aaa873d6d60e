"""What a button carries so that its reply can be made again, and what is believed of it.

A button's value is the clicker's to forge. It therefore holds nothing that is
shown or trusted: a question, which anybody may ask, and a fingerprint of what the
reply was made of, which is compared with that of the reply made again. A question
too long for a button is held elsewhere, and the button carries its id.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from bot.answering.model import Reply, Thread
from bot.knowledge.model import LANGUAGES, Language
from bot.slack.elements import MAX_BUTTON_VALUE, fits_value
from bot.slack.text import length

How = Literal["ask", "check"]

MAX_BESIDE = 100
"""Letters of what goes beside the question: a fingerprint, a place, a vote."""
FINGERPRINT = 16
"""Hexadecimal digits, of which 64 bits are enough to tell an edited pack."""


@dataclass(frozen=True)
class Asked:
    """A question as it was put: enough to get the same reply again.

    Attributes:
        question: the text handed to the assistant.
        how: ``ask`` for a question, ``check`` for a text checked sentence by sentence.
        language: the asker's preference at the time.
        state: what the conversation remembered before (``Thread.state``).
        held: the id under which all this is held, where it is too long for a button.
    """

    question: str
    how: How = "ask"
    language: Language | None = None
    state: Mapping[str, Any] = field(default_factory=dict)
    held: str = ""

    @property
    def thread(self) -> Thread:
        """The conversation as it was before the question."""
        return Thread(state=self.state)

    @property
    def is_long(self) -> bool:
        """Whether a button cannot carry this."""
        return length(self.written()) > MAX_BUTTON_VALUE - MAX_BESIDE

    def value(self, **more: str) -> str | None:
        """This, as a button's value; None where it is too long for one."""
        written = self.written(**more)
        return written if fits_value(written) else None

    def written(self, **more: str) -> str:
        """This, as JSON; only its id where it is held."""
        whole = {"q": self.question, "h": self.how, "l": self.language, "s": dict(self.state)}
        known = {"k": self.held} if self.held else whole
        content = {key: part for key, part in (known | more).items() if part}
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class Carried:
    """What came back with a click: what was asked, and whatever else the button carried."""

    asked: Asked
    basis: str = ""
    vote: str = ""

    def with_held(self, content: str | None) -> Carried | None:
        """This with the question that its id stood for; None where nothing is held any more."""
        whole = read_value(content)
        if whole is None:
            return None
        return replace(self, asked=replace(whole.asked, held=self.asked.held))

    def is_still(self, reply: Reply) -> bool:
        """Whether ``reply``, made again, says what the message with the button said."""
        return self.basis == fingerprint(reply.entries)


def fingerprint(entries: Sequence[str]) -> str:
    """What tells replies made of other entries; it is short, whatever their number."""
    written = json.dumps(list(entries)).encode()
    return hashlib.sha256(written).hexdigest()[:FINGERPRINT]


def read_value(value: object) -> Carried | None:
    """What a button's value says; None for anything that this version did not write."""
    try:
        content = json.loads(value) if isinstance(value, str) else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict):
        return None
    asked, basis, vote = _read_asked(content), content.get("e", ""), content.get("v", "")
    if asked is None or not (isinstance(basis, str) and isinstance(vote, str)):
        return None
    return Carried(asked, basis, vote)


def _read_asked(content: Mapping[str, Any]) -> Asked | None:
    held = content.get("k", "")
    if held:
        return Asked("", held=held) if isinstance(held, str) else None
    question, how, language = content.get("q"), content.get("h"), content.get("l")
    state = content.get("s", {})
    if not (isinstance(question, str) and question and how in ("ask", "check")):
        return None
    if (language is not None and language not in LANGUAGES) or not isinstance(state, dict):
        return None
    return Asked(question, how, language, state)


@dataclass(frozen=True)
class Shareable:
    """What a modal shows, and the thread it can be shared in."""

    asked: Asked
    channel: str
    thread_ts: str

    def metadata(self) -> str:
        """This, as a view's ``private_metadata``; empty without a thread, and where it is long."""
        if not self.channel or self.asked.is_long:
            return ""
        return self.asked.written(c=self.channel, t=self.thread_ts)


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


def shareable_from(metadata: object, asked: Asked) -> Shareable:
    """``asked``, to be shared in the thread of a view's ``private_metadata``; if none, in none."""
    shown = read_metadata(metadata)
    return replace(shown, asked=asked) if shown else Shareable(asked, "", "")
