"""The person's side: what people do in the workspace, and what they get for it."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar, overload

from bot.workspace.envelopes import (
    Envelope,
    command_envelope,
    event_envelope,
    interaction,
    on_message,
    on_view,
    shortcut_on,
)
from bot.workspace.failures import NotAcknowledgedError, NotPossibleError
from bot.workspace.interactions import FormValue, filled, find_clickable
from bot.workspace.journal import Change
from bot.workspace.members import Members
from bot.workspace.methods.request import ApiError
from bot.workspace.methods.views import checked_view
from bot.workspace.model import Channel, Delivery, Json, Message, Person, Team, View
from bot.workspace.reactions import Reaction, values_in
from bot.workspace.state import ResponseUrl, Trigger
from bot.workspace.typing_in import as_rich_text, as_sent

T = TypeVar("T")


@dataclass(frozen=True)
class Said:
    """A message somebody wrote, and the deliveries it caused."""

    message: Message
    deliveries: tuple[asyncio.Task[Delivery], ...]
    since: int


@dataclass(frozen=True)
class Submission:
    """What came of submitting a modal.

    Attributes:
        view: the modal the person then sees; None where all are closed.
        errors: what the app found wrong, by block_id.
    """

    view: View | None
    errors: Mapping[str, str]


class Workspace(Members):
    """A running workspace and what its people can do.

    Arguments are those of ``Backend``; who is there is in ``Members``.
    """

    # Writing

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
            copies: how often each event is delivered.
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
        """The bot's first reply to a message: in its thread, or in a DM at the top level."""
        places = {said.message.root}
        if self.state.channels[said.message.channel].kind == "im" and not said.message.thread_ts:
            places.add("")

        def wanted(change: Change) -> Message | None:
            message = change.subject
            if change.kind != "message" or not isinstance(message, Message):
                return None
            here = message.channel == said.message.channel and message.bot_id
            mine = message.ephemeral_to in (None, said.message.user)
            return message if here and mine and (message.thread_ts or "") in places else None

        what = f"a reply to {said.message.text[:80]!r}"
        return await self._both(self._taken(said), wanted, what, said.since)

    async def replies(self, message: Message, count: int) -> list[Message]:
        """Wait until the bot has ``count`` replies in the thread of ``message``; gives all of them.

        Raises:
            NothingHappenedError: fewer in time.
        """

        def enough(_: Change) -> bool | None:
            return True if len(self.replies_to(message)) >= count else None

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

    def current_view(self, view: View) -> View:
        """The view as it is now."""
        return self.views.get(view.id) or view

    # Commands, clicks, shortcuts, views

    @overload
    async def command(
        self,
        command: str,
        text: str = ...,
        *,
        user: Person | None = ...,
        channel: Channel | None = ...,
    ) -> Message: ...
    @overload
    async def command(
        self,
        command: str,
        text: str = ...,
        *,
        user: Person | None = ...,
        channel: Channel | None = ...,
        expect: type[View],
    ) -> View: ...
    async def command(
        self,
        command: str,
        text: str = "",
        *,
        user: Person | None = None,
        channel: Channel | None = None,
        expect: type[Message] | type[View] = Message,
    ) -> Message | View:
        """Use a slash command in a channel (#general unless given); gives what is answered.

        Args:
            command: with its slash.
            text: what is typed after it.
            user: who types; the first person unless given.
            channel: where; #general unless given.
            expect: ``View`` for a command that opens a modal.

        Raises:
            NotAcknowledgedError: the app did not take it, or answered with something invalid.
            NothingHappenedError: no answer in time.
        """
        user = user or self.people[0]
        channel = channel or self.channel("general", self.state.teams[user.team])
        trigger = self.state.new_trigger(user.id)
        url = self.state.new_response_url(user.id, channel.id)
        known = self.state.people.keys() | self.state.channels.keys()
        address = self.response_base + url.id
        envelope = command_envelope(
            self.state, user, channel, command, as_sent(text, known), trigger, address
        )
        wanted = Reaction(expect, user.id, channel, (trigger, url))
        what = f"an answer to {command} {text}"[:80]
        return await self._both(self._run_command(envelope, url), wanted, what, self.log.last)

    async def press(
        self,
        where: Message | View,
        what: str,
        *,
        user: Person | None = None,
    ) -> Delivery:
        """Click on something and wait only for the acknowledgement.

        Raises:
            NotPossibleError: there is nothing of that name.
            NotAcknowledgedError: the app did not take it.
        """
        envelope, _ = self._click(where, what, self._acting(where, user))
        return await self._acknowledged(envelope)

    @overload
    async def click(
        self, where: Message | View, what: str, *, user: Person | None = ..., expect: type[Message]
    ) -> Message: ...
    @overload
    async def click(
        self, where: Message | View, what: str, *, user: Person | None = ..., expect: type[View]
    ) -> View: ...
    @overload
    async def click(
        self, where: Message | View, what: str, *, user: Person | None = ..., expect: None = ...
    ) -> Message | View: ...
    async def click(
        self,
        where: Message | View,
        what: str,
        *,
        user: Person | None = None,
        expect: type[Message] | type[View] | None = None,
    ) -> Message | View:
        """Click on something in a message or view; gives what the bot does then.

        Args:
            where: a message or a view, as it was got from here.
            what: a label, an action_id, a value or an accessibility label; for a menu a choice.
            user: who clicks; whoever the view or ephemeral message is for, else the first person.
            expect: ``Message`` or ``View`` to wait for the first of that kind only.

        Returns:
            The first of: the message changed, replaced or deleted; a message in its thread, or
            for the person only; a view opened, pushed, changed or published.

        Raises:
            NotPossibleError: there is nothing of that name.
            NotAcknowledgedError: the app did not take it.
            NothingHappenedError: the app did nothing in time.
        """
        person = self._acting(where, user)
        since = self.log.last
        envelope, causes = self._click(where, what, person)
        channel = self.state.channels.get(where.channel) if isinstance(where, Message) else None
        wanted = Reaction(expect, person.id, channel or self.dm_channel(person), causes, where)
        acting = self._acknowledged(envelope)
        return await self._both(acting, wanted, f"what clicking {what!r} does", since)

    async def shortcut(
        self, callback_id: str, message: Message, *, user: Person | None = None
    ) -> Message | View:
        """Use a message shortcut; gives the view it opens or the message it sends."""
        person = self._acting(message, user)
        channel, since = self.state.channels[message.channel], self.log.last
        trigger = self.state.new_trigger(person.id)
        url = self.state.new_response_url(person.id, channel.id, thread_ts=message.thread_ts)
        payload = interaction(self.state, person, "message_action", trigger)
        payload |= shortcut_on(callback_id, message, channel, url, self.response_base)
        wanted = Reaction(None, person.id, channel, (trigger, url), message)
        acting = self._acknowledged(Envelope(trigger.id, "interactive", payload))
        return await self._both(acting, wanted, f"what {callback_id} does", since)

    async def submit(
        self,
        view: View,
        values: Mapping[str, FormValue] | None = None,
        *,
        user: Person | None = None,
    ) -> Submission:
        """Fill in a modal and submit it.

        Args:
            view: the modal on top.
            values: by action_id, block_id or label of the input.
            user: who submits; whoever the view is for unless given.

        Raises:
            NotPossibleError: it is not open, has no submit button, or the values do not fit.
            NotAcknowledgedError: the app did not take it, or answered with something invalid.
        """
        view, person = self._open(view), self._acting(view, user)
        if view.submit is None:
            raise NotPossibleError(f"the view {view.plain[:80]!r} has no submit button")
        view = self.views.fill(view, filled(view, values or {}))
        trigger = self.state.new_trigger(person.id, view_id=view.id)
        payload = interaction(self.state, person, "view_submission", trigger)
        payload |= {"view": view.payload(), "response_urls": []}
        delivery = await self._acknowledged(Envelope(trigger.id, "interactive", payload))
        try:
            return self._after_submission(view, delivery.body)
        except ApiError as error:
            details = " ".join([error.name, *error.messages])
            raise NotAcknowledgedError(
                f"the answer to the submission is invalid: {details}"
            ) from None

    async def close(self, view: View, *, user: Person | None = None) -> View | None:
        """Close a modal; gives the one below it. The app hears of it if it asked to."""
        view, person = self._open(view), self._acting(view, user)
        below = self.views.close(view)
        if view.notify_on_close:
            trigger = self.state.new_trigger(person.id)
            payload = interaction(self.state, person, "view_closed", trigger)
            payload |= {"view": view.payload(), "is_cleared": False}
            await self._acknowledged(Envelope(trigger.id, "interactive", payload))
        return below

    async def open_home(self, user: Person | None = None) -> View:
        """Open the bot's Home tab; gives the view once the bot has published it."""
        person = user or self.people[0]
        since, envelope = self.log.last, self._home_opened(person, "home")

        def published(change: Change) -> View | None:
            view = change.subject
            if not isinstance(view, View) or change.detail.get("how") != "publish":
                return None
            return view if view.user == person.id else None

        acting = self._acknowledged(envelope)
        return await self._both(acting, published, "the Home view", since)

    async def open_messages_tab(self, user: Person | None = None) -> list[Json]:
        """Open the bot's Messages tab; gives the suggested prompts once the bot has set them."""
        person = user or self.people[0]
        since, envelope = self.log.last, self._home_opened(person, "messages")
        channel = self.dm_channel(person).id

        def prompted(change: Change) -> list[Json] | None:
            if change.kind != "prompts" or change.detail["channel"] != channel:
                return None
            prompts: list[Json] = change.detail["prompts"]
            return prompts if change.detail["shown"] else None

        acting = self._acknowledged(envelope)
        return await self._both(acting, prompted, "suggested prompts", since)

    # Beneath

    def _acting(self, where: Message | View, user: Person | None) -> Person:
        owner = where.user if isinstance(where, View) else where.ephemeral_to
        if user is None:
            return self.state.people[owner] if owner else self.people_of(self._team_of(where))[0]
        if owner is not None and owner != user.id:
            raise NotPossibleError(f"{user.name} does not see this: it is only for {owner}")
        return user

    def _team_of(self, where: Message | View) -> Team:
        return self.state.teams[where.team]

    def _open(self, view: View) -> View:
        current = self.current_view(view)
        if not current.is_open or self.views.top(current.user) != current:
            raise NotPossibleError(f"the view {view.plain[:80]!r} is not the one on top")
        return current

    def _click(
        self, where: Message | View, what: str, person: Person
    ) -> tuple[Envelope, tuple[Trigger, ResponseUrl]]:
        clickable = find_clickable(where.blocks, what)
        view_id = where.id if isinstance(where, View) else None
        trigger = self.state.new_trigger(person.id, view_id=view_id)
        payload = interaction(self.state, person, "block_actions", trigger)
        if isinstance(where, View):
            channel, message, part = self.dm_channel(person), None, on_view(where)
        else:
            channel, message, part = self.state.channels[where.channel], where, {}
        url = self.state.new_response_url(
            person.id, channel.id, message, message.thread_ts if message else None
        )
        if message is not None:
            values = values_in(message)
            part = on_message(message, channel, self.response_base + url.id, values)
        action = clickable.action | {"action_ts": self.clock.ts()}
        payload |= part | {"actions": [action]}
        return Envelope(trigger.id, "interactive", payload), (trigger, url)

    def _home_opened(self, person: Person, tab: str) -> Envelope:
        stamp = self.clock.ts()
        event: Json = {
            "type": "app_home_opened",
            "user": person.id,
            "channel": self.dm_channel(person).id,
            "tab": tab,
            "event_ts": stamp,
        }
        home = self.views.home(person.id)
        if home is not None and tab == "home":
            event["view"] = home.payload()
        return event_envelope(self.state, self.state.teams[person.team], event)

    async def _taken(self, said: Said) -> None:
        if not said.deliveries:
            raise NotAcknowledgedError("no event was sent: the app is subscribed to none for this")
        deliveries = await asyncio.gather(*said.deliveries)
        if not any(delivery.acknowledged for delivery in deliveries):
            raise NotAcknowledgedError("; ".join(delivery.summary() for delivery in deliveries))

    async def _acknowledged(self, envelope: Envelope) -> Delivery:
        delivery = await self.dispatch(envelope)
        if not delivery.acknowledged:
            raise NotAcknowledgedError(delivery.summary())
        return delivery

    async def _run_command(self, envelope: Envelope, url: ResponseUrl) -> None:
        answer = (await self._acknowledged(envelope)).body
        body = {"text": answer} if isinstance(answer, str) else answer
        if not isinstance(body, dict) or not any(body.get(key) for key in ("text", "blocks")):
            return
        try:
            self._responses.respond(url, body)
        except ApiError as error:
            details = " ".join(["invalid_command_response", error.name, *error.messages])
            raise NotAcknowledgedError(details) from None

    def _after_submission(self, view: View, answer: object) -> Submission:
        body = answer if isinstance(answer, dict) else {}
        action = body.get("response_action")
        team = self._team_of(view)
        if action == "errors":
            errors = {str(key): str(text) for key, text in body["errors"].items()}
            unknown = errors.keys() - {block["block_id"] for block in view.blocks}
            if unknown or not errors:
                raise ApiError("invalid_arguments", [f"no such block_id: {sorted(unknown)}"])
            return Submission(view, errors)
        if action == "update":
            spec = checked_view(body.get("view"), "modal")
            return Submission(self.views.update(view, spec), {})
        if action == "push":
            spec = checked_view(body.get("view"), "modal")
            return Submission(self.views.push(team, view.user, spec), {})
        if self.views.top(view.user) == self.current_view(view):
            self.views.close(view, whole_stack=action == "clear")
        return Submission(self.views.top(view.user), {})

    async def _both(
        self,
        acting: Awaitable[object],
        wanted: Callable[[Change], T | None],
        what: str,
        since: int,
    ) -> T:
        """Wait for what ``acting`` brings about; its errors come first."""
        waiting = self.spawn(self.log.first(wanted, what=what, since=since, within=self.timeout))
        try:
            await acting
            return await waiting
        finally:
            waiting.cancel()
