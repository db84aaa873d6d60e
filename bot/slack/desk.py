"""Questions in, replies out: the one place where Slack meets the assistant."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, replace
from typing import Protocol

from slack_sdk.web.async_client import AsyncWebClient

from bot.answering.model import Reply, Thread
from bot.errors import DeliveryError
from bot.federation import Answering
from bot.knowledge.model import Language, Source
from bot.slack import guide, posting
from bot.slack.asked import Asked, Carried, Shareable, read_metadata, read_value
from bot.slack.blocks import Lead, Message, Surface, reply_message
from bot.slack.checks import Checked, check_message
from bot.slack.inbox import Answered, Noted, Remembered, Turn
from bot.slack.installations import Installation, Installations
from bot.slack.legend import Legend
from bot.slack.observing import Observer, Unobserved
from bot.slack.stores import Held, Journal, Preferences, ThreadKey, Threads
from bot.slack.text import readable
from bot.slack.viewers import Viewers
from bot.slack.wording import words

THINKING = 1
"""Replies worked out at once. More would only keep the event loop from its turn."""


class Assistants(Protocol):
    """What answers in which place."""

    @property
    def everything(self) -> Answering:
        """What answers where nothing else is said: from every pack."""
        ...

    def at(self, team: str, channel: str = "") -> Answering:
        """What answers in a channel of a workspace, or in a workspace as a whole."""
        ...


@dataclass(frozen=True)
class Everywhere:
    """``Assistants`` of which there is one."""

    everything: Answering

    def at(self, team: str, channel: str = "") -> Answering:  # noqa: ARG002 - the protocol's
        """See ``Assistants``."""
        return self.everything


class Desk:
    """Answers turns and clicks.

    Args:
        assistants: answer questions.
        threads: what conversations remember.
        held: what is too long for a button.
        preferences: the languages people chose.
        journal: takes note of what went unanswered.
        installations: the bot's tokens.
        connect: makes a Web API client from a token.
        observer: is told what happens.
    """

    def __init__(
        self,
        assistants: Assistants,
        *,
        threads: Threads,
        held: Held,
        preferences: Preferences,
        journal: Journal,
        installations: Installations,
        connect: Callable[[str], AsyncWebClient],
        observer: Observer | None = None,
    ) -> None:
        self.assistant = assistants.everything
        self._assistants = assistants
        self.threads = threads
        self._held = held
        self.preferences = preferences
        self.journal = journal
        self.viewers = Viewers(preferences)
        self._installations = installations
        self._connect = connect
        self.observer = observer or Unobserved()
        self._thinking = asyncio.Semaphore(THINKING)
        self._checking = asyncio.Semaphore(THINKING)  # a long text would hold up every reply
        packs = tuple(self.assistant.packs)
        self._legend = [(packs, Legend.of(*packs))]  # a cell that the desks of all places share

    def at(self, team: str, channel: str = "") -> Desk:
        """This desk as it is in a channel of a workspace: what answers there answers."""
        there = copy(self)
        there.assistant = self._assistants.at(team, channel)
        return there

    @property
    def legend(self) -> Legend:
        """The names of all packs that answer now."""
        packs, legend = self._legend[0]
        now = tuple(self._assistants.everything.packs)
        if any(old is not new for old, new in zip(packs, now, strict=True)):
            legend = Legend.of(*now)
            self._legend[0] = now, legend
        return legend

    @property
    def sources(self) -> list[Source]:
        """What is known of the texts that answer here."""
        return [pack.source for pack in self.assistant.packs]

    @property
    def own_language(self) -> Language:
        """The language where nothing tells the viewer's: the text's."""
        return self.sources[0].language

    # Replies

    async def reply(self, asked: Asked) -> Reply:
        """The reply to a question; made beside the event loop, which must stay free."""
        async with self._thinking:
            reply = await asyncio.to_thread(
                self.assistant.reply, asked.question, asked.thread, language=asked.language
            )
        return replace(reply, packs=tuple(pack.id for pack in self.assistant.packs))

    async def check(self, asked: Asked) -> Checked:
        """A text compared with the source, sentence by sentence."""
        async with self._checking:
            return await asyncio.to_thread(
                self.assistant.check, asked.question, language=asked.language
            )

    async def message(
        self, asked: Asked, surface: Surface, language: Language, lead: Lead | None = None
    ) -> Message:
        """What is asked, answered or checked, as a message.

        ``language`` is for the words around a check; a reply brings its own.
        """
        if asked.how == "check":
            checked = await self.check(asked)
            return check_message(
                checked,
                legend=self.legend,
                asked=asked,
                language=checked[0][1].language if checked else language,
                surface=surface,
                lead=lead,
            )
        reply = await self.reply(asked)
        return reply_message(reply, legend=self.legend, asked=asked, surface=surface, lead=lead)

    async def answer_privately(self, asked: Asked, team: str, language: Language) -> Message:
        """What is asked, for the asker's eyes, with what it takes to share it."""
        lead = Lead(readable(asked.question))
        asked = await self.carriable(team, asked)
        if asked.how == "check":
            return await self.message(asked, Surface.EPHEMERAL, language, lead)
        reply = await self.reply(asked)
        await self.note(team, asked.question, reply, Surface.EPHEMERAL)
        return reply_message(
            reply, legend=self.legend, asked=asked, surface=Surface.EPHEMERAL, lead=lead
        )

    async def carriable(self, team: str, asked: Asked) -> Asked:
        """``asked`` as a button can carry it: held under an id where it is too long for one."""
        if not asked.is_long:
            return asked
        return replace(asked, held=await self._held.hold(team, asked.written()))

    async def carried(self, team: str, value: object) -> Carried | None:
        """What a button carries; None for what we did not write, or hold no more."""
        carried = read_value(value)
        if carried is None or not carried.asked.held:
            return carried
        return carried.with_held(await self._held.find(team, carried.asked.held))

    async def shareable(self, team: str, metadata: object) -> Shareable | None:
        """What a modal carries, in the same way."""
        where, carried = read_metadata(metadata), await self.carried(team, metadata)
        return replace(where, asked=carried.asked) if where and carried else None

    async def was_shared(self, team: str, asked: Asked) -> None:
        """Nothing of ``asked`` is held any longer."""
        if asked.held:
            await self._held.release(team, asked.held)

    async def note(self, team: str, question: str, reply: Reply, surface: str) -> None:
        """Tell the curators' journal and the metrics of a reply."""
        self.observer.replied(reply.kind, surface)
        await self.journal.answered(team, question, reply, surface=surface)

    # Turns

    async def answer(self, turn: Turn, on_ready: Callable[[], None]) -> Answered | None:
        """Answer a turn where it was asked; gives what is to be written down of it.

        Args:
            turn: what was asked.
            on_ready: called when only Slack is waited for.

        Raises:
            DeliveryError: Slack did not take the reply, or may not have.
        """
        bot = await self._bot(turn)
        client = self._connect(bot.token)
        there = self.at(turn.place.team, turn.place.channel)
        if not readable(turn.text):
            await there._greet(turn, client)
            return None
        key = ThreadKey(turn.place.team, turn.place.channel, turn.thread_ts or turn.ts)
        thread = Thread() if turn.starts_thread else await self.threads.load(key)
        preference = await self.preferences.language(turn.place.team, turn.user)
        asked = Asked(turn.text, language=preference, state=thread.state)
        reply = await there.reply(asked)
        message = reply_message(
            reply,
            legend=self.legend,
            asked=asked,
            surface=Surface.THREAD,
            lead=_lead(turn),
        )
        on_ready()
        posted = await self._deliver(turn, client, message)
        if posted is not None and turn.came == "home":
            key = replace(key, channel=posted.channel, thread_ts=posted.ts)
        self.observer.replied(reply.kind, turn.came)
        return Answered(
            Remembered(key, reply.thread), Noted(turn.place.team, turn.text, reply, turn.came)
        )

    async def give_up(self, turn: Turn, on_ready: Callable[[], None]) -> None:
        """Tell the asker that there will be no reply; arguments are those of ``answer``.

        Raises:
            DeliveryError: Slack did not take that either.
        """
        client = self._connect((await self._bot(turn)).token)
        language = await self.language(client, turn.place.team, turn.user)
        on_ready()
        await self._deliver(
            replace(turn, replaces=None), client, guide.notice(words(language).trouble)
        )

    async def language(
        self,
        client: AsyncWebClient,
        team: str,
        user: str,
        *,
        spoken: Language | None = None,
        anew: bool = False,
    ) -> Language:
        """The language to show somebody: theirs, else that of the question, else the text's.

        ``spoken`` is that of the question, where there is one; ``anew`` asks Slack again.
        """
        fallback = spoken or self.own_language
        return await self.viewers.language(client, team, user, fallback=fallback, anew=anew)

    async def _bot(self, turn: Turn) -> Installation:
        found = await self._installations.find(turn.place.enterprise, turn.place.team)
        if found is None:
            raise DeliveryError("not installed there any more", is_final=True)
        return found

    async def _greet(self, turn: Turn, client: AsyncWebClient) -> None:
        language = await self.language(client, turn.place.team, turn.user)
        suggestions = self.assistant.suggestions(language)
        direct = turn.came == "direct"
        message = guide.greeting(self.sources, suggestions, language, direct=direct)
        await self._deliver(turn, client, message)

    async def _deliver(
        self, turn: Turn, client: AsyncWebClient, message: Message
    ) -> posting.Posted | None:
        """Put ``message`` where the turn wants it; None where only the asker sees it.

        After an uncertain try the reply is looked for where the bot may read: in direct
        messages. In channels it is posted again.
        """
        channel = turn.place.channel
        if turn.is_uncertain and turn.replaces is None:
            if await self._is_there(turn, client):
                self.observer.uncertain("found")
                return None
            if not turn.is_direct:
                self.observer.uncertain("posted_again")
        try:
            if turn.replaces is not None:
                return await posting.replace(client, message, channel=channel, ts=turn.replaces)
            return await posting.post(
                client, message, channel=channel, thread_ts=turn.thread_ts, turn=turn.id
            )
        except DeliveryError as error:
            if not error.is_final or turn.response_url is None:
                raise
        # The bot may not write there, but Slack lets it answer whoever clicked.
        in_place = turn.replaces is not None
        await posting.respond(client, turn.response_url, message, in_place=in_place)
        return None

    async def _is_there(self, turn: Turn, client: AsyncWebClient) -> bool:
        if not turn.is_direct:
            return False
        return await posting.find_reply(
            client,
            channel=turn.place.channel,
            thread_ts=turn.thread_ts or turn.ts,
            since=turn.ts.partition(":")[0],
            turn=turn.id,
        )


def _lead(turn: Turn) -> Lead | None:
    """Whose question a click asked; a message's is above the reply."""
    if turn.came == "home":
        return Lead(readable(turn.text))
    if turn.came == "click" and turn.replaces is None:
        alone = turn.is_direct
        return Lead(readable(turn.text), user=None if alone else turn.user)
    return None
