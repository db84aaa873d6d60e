"""What the Slack side remembers between turns, and for whom; who keeps it is handed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.answering.model import Reply, Thread
from bot.curation.review import Group
from bot.curation.trying import Effect
from bot.knowledge.model import Language
from bot.slack.elements import Block
from bot.slack.teach_modal import Topic


@dataclass(frozen=True)
class ThreadKey:
    """A conversation: a thread of a channel or of direct messages."""

    team: str
    channel: str
    thread_ts: str


class Threads(Protocol):
    """What conversations remember. It expires: a thread long silent starts anew."""

    async def load(self, key: ThreadKey) -> Thread:
        """What is remembered; an empty thread where nothing is."""
        ...

    async def save(self, key: ThreadKey, thread: Thread) -> None:
        """Remember this instead."""
        ...

    async def forget(self, team: str) -> None:
        """Delete everything of ``team``."""
        ...


HELD_FOR = 1_800
"""Seconds. Slack's own ``response_url``, by which an answer is shared, is good for as long."""


class Held(Protocol):
    """Questions too long for a button, which carries their id.

    They are let go when they have been shared, and at the latest after ``HELD_FOR``.
    """

    async def hold(self, team: str, content: str) -> str:
        """Keep ``content``; gives an id that nobody guesses."""
        ...

    async def find(self, team: str, held: str) -> str | None:
        """What is held of ``team`` under an id; None where there is nothing, or no more."""
        ...

    async def release(self, team: str, held: str) -> None:
        """Delete it."""
        ...

    async def forget(self, team: str) -> None:
        """Delete everything of ``team``."""
        ...


class Preferences(Protocol):
    """The language people chose for their replies."""

    async def language(self, team: str, user: str) -> Language | None:
        """The language chosen; None for that of each question."""
        ...

    async def choose(self, team: str, user: str, language: Language | None) -> None:
        """Keep a choice; None takes it back."""
        ...

    async def forget(self, team: str) -> None:
        """Delete everything of ``team``."""
        ...


class Journal(Protocol):
    """Questions that curators should see. It is never told who asked."""

    async def answered(self, team: str, question: str, reply: Reply, *, surface: str = "") -> None:
        """A reply was given on ``surface``; the question is kept only if it had no answer."""
        ...

    async def voted(self, team: str, question: str, reply: Reply, *, useful: bool) -> None:
        """Somebody said whether ``reply`` was useful; the question is kept if it was not."""
        ...

    async def forget(self, team: str) -> None:
        """Delete everything of ``team``."""
        ...


class Workbench(Protocol):
    """What curators see and do in Slack. Whoever calls it has asked whether somebody is one."""

    def is_curator(self, user: str) -> bool:
        """Whether somebody may teach."""
        ...

    async def blocks(self, team: str, user: str, language: Language) -> list[Block]:
        """Blocks for the Home tab; none for people who are not curators."""
        ...

    async def group(self, team: str, number: int) -> Group | None:
        """A question of a workspace's queue with what is nearest to it; None where it is gone."""
        ...

    def topics(self, team: str, group: Group, language: Language) -> Sequence[Topic]:
        """The intents that a question could be taught to, the nearest first."""
        ...

    async def try_out(self, team: str, group: Group, choice: str) -> Effect:
        """What teaching a question would do.

        Raises:
            VerbatimError: it cannot be found out.
        """
        ...

    async def teach(self, team: str, group: Group, choice: str) -> None:
        """Make a question a phrase of an intent; it serves, and is out of the queue, after this.

        Raises:
            VerbatimError: it could not be kept.
        """
        ...

    async def dismiss(self, team: str, number: int) -> None:
        """Take the questions gathered around one out of the queue."""
        ...

    async def take_back(self, team: str, number: int) -> None:
        """Forget a taught phrase."""
        ...
