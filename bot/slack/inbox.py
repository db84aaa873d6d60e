"""Turns accepted from Slack: what one is, and what keeps them until they are answered once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal, Protocol

From = Literal["mention", "direct", "click", "home"]
"""Where a turn came from; ``home`` is a question chosen on the Home tab."""


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

    @property
    def is_click(self) -> bool:
        """Whether nothing in the conversation shows what was asked."""
        return self.came in {"click", "home"}


Answer = Callable[[Turn], Awaitable[None]]
"""Answers a turn, or raises ``bot.slack.posting.DeliveryError``."""


class Inbox(Protocol):
    """Keeps turns from being lost and from being answered twice."""

    async def accept(self, turn: Turn) -> bool:
        """Take ``turn`` in; once this returns it will be answered, whatever happens.

        Returns:
            False where it was taken in before, under the same id or the same place and ``ts``.
        """
        ...

    def answer_with(self, answer: Answer, give_up: Answer) -> None:
        """Say who answers turns, and who tells the asker when that goes wrong for good."""
        ...

    async def forget(self, team: str) -> None:
        """Delete everything of ``team``."""
        ...
