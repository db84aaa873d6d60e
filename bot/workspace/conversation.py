"""What people write in channels and direct messages, and the bot's replies."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.workspace.failures import NotAcknowledgedError, NotPossibleError
from bot.workspace.journal import Change
from bot.workspace.members import Members
from bot.workspace.model import Channel, Delivery, Message, Person
from bot.workspace.typing_in import as_rich_text, as_sent

T = TypeVar("T")


@dataclass(frozen=True)
class Said:
    """A message somebody wrote, the deliveries it causes, and the log's state before it."""

    message: Message
    deliveries: tuple[asyncio.Task[Delivery], ...]
    since: int


class Conversation(Members):
    """A workspace in which people talk with the bot. Arguments are those of ``Backend``."""

    def say(
        self,
        text: str,
        *,
        user: Person | None = None,
        channel: Channel | None = None,
        thread: Message | str | None = None,
        copies: int = 1,
    ) -> Said:
        """Write a message, as typed, and do not wait for anything.

        Args:
            text: what is typed; ``<@U…>`` stands for a name picked from the list.
            user: who writes; the first person unless given.
            channel: where; the direct messages with the bot unless given.
            thread: a message of the thread, or the thread's ``ts``.
            copies: how often each event is delivered, all at once.
        """
        user = user or self.people[0]
        channel = channel or self.dm_channel(user)
        sent = as_sent(text, self.state.people.keys() | self.state.channels.keys())
        since = self.log.last
        message = self.state.post(
            Message(
                channel=channel.id,
                ts=self.clock.ts(),
                team=user.team,
                user=user.id,
                text=sent,
                blocks=(as_rich_text(sent),),
                thread_ts=thread.root if isinstance(thread, Message) else thread,
                client_msg_id=str(uuid.uuid4()),
            )
        )
        envelopes = self.events_for(message)
        tasks = tuple(self.dispatch(envelope, copies=copies) for envelope in envelopes)
        return Said(message, tasks, since)

    def edit(self, message: Message, text: str) -> Said:
        """Change what one wrote; ``message_changed`` follows where the app subscribes to it."""
        sent = as_sent(text, self.state.people.keys() | self.state.channels.keys())
        since = self.log.last
        changed = replace(message, text=sent, blocks=(as_rich_text(sent),))
        message = self.state.change(changed)
        tasks = tuple(map(self.dispatch, self.edits_of(message)))
        return Said(message, tasks, since)

    def remove(self, message: Message) -> Said:
        """Delete what one wrote; ``message_deleted`` follows where the app subscribes to it."""
        since = self.log.last
        message = self.state.delete(message)
        return Said(message, tuple(map(self.dispatch, self.edits_of(message))), since)

    async def mention(
        self,
        text: str = "",
        *,
        user: Person | None = None,
        channel: Channel | None = None,
        thread: Message | str | None = None,
        copies: int = 1,
    ) -> Message:
        """Write "@bot text" in a channel (#general unless given); gives the bot's reply.

        Raises:
            NotPossibleError: the bot is not in that channel.
            NotAcknowledgedError: the app did not take the event.
            NothingHappenedError: no reply in time.
        """
        user = user or self.people[0]
        team = self.state.teams[user.team]
        channel = channel or self.channel("general", team)
        if team.bot_user not in self.state.channels[channel.id].members:
            raise NotPossibleError(f"the bot is not in #{channel.name}: invite it first")
        typed = f"<@{team.bot_user}> {text}".rstrip()
        return await self.reply(
            self.say(typed, user=user, channel=channel, thread=thread, copies=copies)
        )

    async def dm(
        self,
        text: str,
        *,
        user: Person | None = None,
        thread: Message | str | None = None,
        copies: int = 1,
    ) -> Message:
        """Write to the bot directly; gives its reply.

        Raises:
            NotAcknowledgedError: the app did not take the event.
            NothingHappenedError: no reply in time.
        """
        return await self.reply(self.say(text, user=user, thread=thread, copies=copies))

    async def reply(self, said: Said) -> Message:
        """The bot's first reply to a message: in its thread, or in a DM at the top level.

        Raises:
            NotAcknowledgedError: the app took none of its events.
            NothingHappenedError: no reply in time.
        """
        asked = said.message
        threads: set[str | None] = {asked.root}
        if self.state.channels[asked.channel].kind == "im" and asked.thread_ts is None:
            threads.add(None)

        def wanted(change: Change) -> Message | None:
            message = change.subject
            if change.kind != "message" or not isinstance(message, Message):
                return None
            from_bot = message.channel == asked.channel and message.bot_id is not None
            seen = message.ephemeral_to in (None, asked.user)
            return message if from_bot and seen and message.thread_ts in threads else None

        what = f"a reply to {asked.text[:80]!r}"
        return await self.after(self._taken(said), wanted, what, said.since)

    async def replies(self, message: Message, count: int) -> list[Message]:
        """Wait until the bot has ``count`` replies in the thread of ``message``; gives them all.

        Raises:
            NothingHappenedError: fewer in time.
        """

        def enough(_: Change) -> bool | None:
            return len(self.replies_to(message)) >= count or None

        if len(self.replies_to(message)) < count:
            what = f"{count} replies to {message.text[:80]!r}"
            await self.log.first(enough, what=what, since=self.log.last, within=self.timeout)
        return self.replies_to(message)

    def replies_to(self, message: Message) -> list[Message]:
        """The bot's replies in the thread of ``message`` at this moment, oldest first."""
        thread = self.state.thread(message.channel, message.root)
        return [each for each in thread if each.bot_id and each.ts != message.root]

    def current(self, message: Message) -> Message | None:
        """The message as it is now; None where it was deleted."""
        return self.state.message(message.channel, message.ts)

    async def after(
        self,
        acting: Awaitable[object],
        wanted: Callable[[Change], T | None],
        what: str,
        since: int,
    ) -> T:
        """Wait for what ``acting`` brings about; its own errors come first.

        Args:
            acting: finishes when the app has taken what was done.
            wanted: gives the result for the entry of the log that is awaited.
            what: that entry in words, for the error message.
            since: the number of the log's last entry before the act.

        Raises:
            NothingHappenedError: it does not come in time.
        """
        waiting = self.spawn(self.log.first(wanted, what=what, since=since, within=self.timeout))
        try:
            await acting
            return await waiting
        finally:
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)

    async def _taken(self, said: Said) -> None:
        if not said.deliveries:
            raise NotAcknowledgedError("no event was sent: the app is subscribed to none for this")
        deliveries = await asyncio.gather(*said.deliveries)
        if not any(delivery.acknowledged for delivery in deliveries):
            raise NotAcknowledgedError("; ".join(d.summary() for d in deliveries))
