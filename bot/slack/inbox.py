"""Turns accepted from Slack: what one is, and what keeps them until they are answered once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from bot.answering.model import Reply, Thread
from bot.slack.stores import Journal, ThreadKey, Threads

From = Literal["mention", "direct", "click", "home"]
"""Where a turn came from; ``home`` is a question chosen on the Home tab."""

DIRECT = "D"
"""What the ids of direct messages begin with."""
Where = Literal["anywhere", "direct", "channels"]


@dataclass(frozen=True)
class Place:
    """Where in Slack something happens. ``enterprise`` is set for org-wide installs."""

    team: str
    channel: str
    enterprise: str | None = None


@dataclass(frozen=True)
class Turn:
    """One thing somebody asked, as strings: it can be written down and taken up by another process.

    Attributes:
        id: Slack's ``event_id``, or one made of the click.
        place: where it was asked, and where the reply goes.
        ts: the message's timestamp; with ``place`` it names the turn a second time.
        thread_ts: the thread the reply goes to; None starts one.
        user: who asked.
        text: what was asked, as Slack hands it over.
        came: from what.
        replaces: the message whose place the reply takes.
        response_url: where the reply goes instead if the bot may not write in the channel.
        is_uncertain: whether an earlier try may have reached Slack, so that the reply is
            looked for before it is posted again.
    """

    id: str
    place: Place
    ts: str
    thread_ts: str | None
    user: str
    text: str
    came: From
    replaces: str | None = None
    response_url: str | None = None
    is_uncertain: bool = False

    @property
    def is_click(self) -> bool:
        """Whether nothing in the conversation shows what was asked."""
        return self.came in {"click", "home"}

    @property
    def is_direct(self) -> bool:
        """Whether the reply goes to direct messages, which the bot may read."""
        return self.place.channel.startswith(DIRECT)

    @property
    def starts_thread(self) -> bool:
        """Whether its thread has nothing before it."""
        return not self.is_click and self.thread_ts in (None, self.ts)


@dataclass(frozen=True)
class Remembered:
    """What a conversation remembers once a turn is answered."""

    key: ThreadKey
    thread: Thread


@dataclass(frozen=True)
class Noted:
    """A reply, for the curators' journal; it is not told who asked."""

    team: str
    question: str
    reply: Reply
    surface: str


@dataclass(frozen=True)
class Answered:
    """What is written down in the same step that ends an answered turn.

    The thread's next turn sees it, and a process that dies leaves behind all or nothing.
    """

    remembered: Remembered
    noted: Noted


Answer = Callable[[Turn, Callable[[], None]], Coroutine[Any, Any, Answered | None]]
"""Answers a turn, or raises ``bot.errors.DeliveryError``; gives what is to be written down.

Calls what it is given as soon as the reply is worked out and only Slack is waited for.
"""


class Inbox(Protocol):
    """Keeps turns from being lost and from being answered twice."""

    async def accept(self, turn: Turn) -> bool:
        """Take ``turn`` in; once this returns it will be answered, whatever happens.

        Returns:
            False where it was taken in before, under the same id or the same place and ``ts``.
        """
        ...

    def answer_with(
        self, answer: Answer, give_up: Answer, threads: Threads, journal: Journal
    ) -> None:
        """Say who answers turns, who tells the asker when that goes wrong for good, and
        where the conversation and the reply are written down.
        """
        ...

    async def forget(self, team: str) -> None:
        """Delete everything of ``team``."""
        ...


# An inbox that outlives the process: what it keeps its turns in


@dataclass(frozen=True)
class Lane:
    """What Slack limits the rate of: a channel."""

    team: str
    channel: str


@dataclass(frozen=True)
class Claimed:
    """A turn in hand, ``age`` seconds after it was accepted.

    ``tries`` counts this one; ``is_uncertain`` is as in ``Turn``.
    """

    number: int
    turn: Turn
    tries: int
    is_uncertain: bool
    age: float = 0.0

    @property
    def lane(self) -> Lane:
        """The channel the reply goes to."""
        return Lane(self.turn.place.team, self.turn.place.channel)


@dataclass(frozen=True)
class Taken:
    """What became of a turn that came: ``claimed`` where it was taken in and taken up at once."""

    is_new: bool
    claimed: Claimed | None = None


@dataclass(frozen=True)
class Ending:
    """What became of a turn: answered, failed for good, or put aside for a person to look at."""

    state: Literal["done", "failed", "aside"]
    reason: str = ""


@dataclass(frozen=True)
class Failure:
    """A try that went wrong, and when to try again.

    Attributes:
        reason: in a word; no message's text.
        retry_after: in how many seconds.
        is_uncertain: whether Slack may have taken the reply all the same.
        counts: whether it is one of the tries a turn has.
        holds_channel: whether the channel's other turns have to wait as long.
    """

    reason: str
    retry_after: float
    is_uncertain: bool = False
    counts: bool = True
    holds_channel: bool = False


class Turns(Protocol):
    """Keeps turns, shared by every process of the service."""

    async def add(self, turn: Turn, owner: str | None = None, lease: float = 0.0) -> Taken:
        """Write ``turn`` down, unless it is there; as ``Inbox.accept``.

        Args:
            turn: what came.
            owner: who takes it up in the same step, if anybody; only where ``turn`` is the
                first of its thread.
            lease: as in ``claim``.
        """
        ...

    async def claim(
        self,
        owner: str,
        limit: int,
        lease: float,
        *,
        without: Collection[Lane] = (),
        only: Lane | None = None,
        where: Where = "anywhere",
    ) -> Sequence[Claimed]:
        """Take the oldest turns that are due, in no other hand, and first in their thread.

        Args:
            owner: the worker that takes them.
            limit: how many at most.
            lease: seconds for which nobody else takes them.
            without: channels to leave alone.
            only: the one channel to take from.
            where: of what kind the channels are.
        """
        ...

    async def is_any_in_hand(self) -> bool:
        """Whether somebody has taken a turn and has not said what became of it."""
        ...

    async def renew(self, owner: str, numbers: Collection[int], lease: float) -> None:
        """Keep the turns that ``owner`` has in hand for ``lease`` more seconds."""
        ...

    async def end(
        self, claimed: Claimed, owner: str, ending: Ending, answered: Answered | None = None
    ) -> None:
        """Be done with a turn, and write down what it says; the turn stays as it is where
        ``owner`` has it no more.
        """
        ...

    async def defer(self, claimed: Claimed, owner: str, failure: Failure) -> None:
        """Put a turn back; nothing happens where ``owner`` has it no more."""
        ...

    async def forget(self, team: str) -> None:
        """Delete everything of ``team``."""
        ...
