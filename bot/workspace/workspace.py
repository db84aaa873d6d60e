"""The person's side beyond words: commands, clicks, shortcuts, modals and the bot's two tabs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, overload

from bot.workspace.actions import (
    Action,
    click_action,
    command_action,
    effect_of,
    home_opened,
    shortcut_action,
    view_envelope,
)
from bot.workspace.conversation import Conversation
from bot.workspace.envelopes import Envelope
from bot.workspace.failures import NotAcknowledgedError, NotPossibleError
from bot.workspace.interactions import FormValue, Target, filled
from bot.workspace.journal import Change
from bot.workspace.methods.request import ApiError
from bot.workspace.methods.views import checked_view
from bot.workspace.model import Channel, Delivery, Json, Message, Person, View
from bot.workspace.views import STACK_LIMIT


@dataclass(frozen=True)
class Submission:
    """What came of submitting a modal.

    Attributes:
        view: the modal the person then sees; None where all are closed.
        errors: what the app found wrong, by block_id.
    """

    view: View | None
    errors: Mapping[str, str]


class Workspace(Conversation):
    """A running workspace and all that its people can do. Arguments are those of ``Backend``.

    Each deed comes twice: ``click``, ``command``, ``shortcut``, ``open_home`` and
    ``open_messages_tab`` wait for what the bot does then and give it; ``press``,
    ``send_command``, ``press_shortcut`` and ``visit`` wait only until the app has taken it.
    """

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
        """Use a slash command; gives what is answered.

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
        return await self._effect(self._command(command, text, user, channel), expect)

    async def send_command(
        self,
        command: str,
        text: str = "",
        *,
        user: Person | None = None,
        channel: Channel | None = None,
    ) -> Delivery:
        """Use a slash command and wait only until the app has taken it."""
        return await self._perform(self._command(command, text, user, channel))

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
        return await self._effect(self._click(where, what, user), expect)

    async def press(
        self, where: Message | View, what: str | Target, *, user: Person | None = None
    ) -> Delivery:
        """Click on something and wait only until the app has taken it."""
        return await self._perform(self._click(where, what, user))

    async def shortcut(
        self, callback_id: str, message: Message, *, user: Person | None = None
    ) -> Message | View:
        """Use a message shortcut; gives the view it opens or the message it sends."""
        return await self._effect(self._shortcut(callback_id, message, user), None)

    async def press_shortcut(
        self, callback_id: str, message: Message, *, user: Person | None = None
    ) -> Delivery:
        """Use a message shortcut and wait only until the app has taken it."""
        return await self._perform(self._shortcut(callback_id, message, user))

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
        delivery = await self._acknowledged(
            view_envelope(self.state, person, view, "view_submission")
        )
        try:
            return self._after_submission(view, delivery.body)
        except ApiError as error:
            details = " ".join([error.name, *error.messages])
            message = f"the answer to the submission is invalid: {details}"
            raise NotAcknowledgedError(message) from None

    def fill(self, view: View, values: Mapping[str, FormValue]) -> View:
        """Remember what is filled in so far, as Slack does when something in a view is clicked."""
        if not values:
            return view
        return self.views.fill(view, filled(view, values, whole=False))

    async def close(self, view: View, *, user: Person | None = None) -> View | None:
        """Close a modal; gives the one below it. The app hears of it if it asked to."""
        view, person = self._open(view), self._acting(view, user)
        below = self.views.close(view)
        if view.notify_on_close:
            await self._acknowledged(view_envelope(self.state, person, view, "view_closed"))
        return below

    def current_view(self, view: View) -> View:
        """The view as it is now."""
        return self.views.get(view.id) or view

    async def view_showing(self, view: View, words: str) -> View:
        """The view once ``words`` can be read in it, for modals that are filled in later.

        Raises:
            NothingHappenedError: they do not appear in time.
        """

        def showing(_: Change) -> View | None:
            current = self.current_view(view)
            return current if words in current.plain else None

        if words in self.current_view(view).plain:
            return self.current_view(view)
        what = f"{words!r} in {view.plain[:80]!r}"
        return await self.log.first(showing, what=what, since=self.log.last, within=self.timeout)

    async def visit(self, tab: Literal["home", "messages"], user: Person | None = None) -> Delivery:
        """Open one of the bot's tabs and wait only until the app has taken it."""
        person = user or self.people[0]
        home = self.views.home(person.id)
        return await self._acknowledged(home_opened(self.state, person, tab, home))

    async def open_home(self, user: Person | None = None) -> View:
        """Open the bot's Home tab; gives the view once the bot has published it."""
        person = user or self.people[0]

        def published(change: Change) -> View | None:
            view = change.subject
            if not isinstance(view, View) or change.detail["how"] != "publish":
                return None
            return view if view.user == person.id else None

        visiting = self.visit("home", person)
        return await self.after(visiting, published, "the Home view", self.log.last)

    async def open_messages_tab(self, user: Person | None = None) -> list[Json]:
        """Open the bot's Messages tab; gives the suggested prompts once the bot has set them."""
        person = user or self.people[0]
        channel = self.dm_channel(person).id

        def prompted(change: Change) -> list[Json] | None:
            if change.kind != "prompts" or change.detail["channel"] != channel:
                return None
            prompts: list[Json] = change.detail["prompts"]
            return prompts if change.detail["shown"] else None

        visiting = self.visit("messages", person)
        return await self.after(visiting, prompted, "suggested prompts", self.log.last)

    # Beneath

    def _command(
        self, command: str, text: str, user: Person | None, channel: Channel | None
    ) -> Action:
        person = user or self.people[0]
        channel = channel or self.channel("general", self.state.teams[person.team])
        return command_action(self.state, self.response_base, person, channel, command, text)

    def _click(self, where: Message | View, what: str | Target, user: Person | None) -> Action:
        person = self._acting(where, user)
        return click_action(self.state, self.response_base, person, where, what)

    def _shortcut(self, callback_id: str, message: Message, user: Person | None) -> Action:
        person = self._acting(message, user)
        return shortcut_action(self.state, self.response_base, person, callback_id, message)

    def _acting(self, where: Message | View, user: Person | None) -> Person:
        owner = where.user if isinstance(where, View) else where.ephemeral_to
        if user is None:
            return self.state.people[owner] if owner else self._anybody_seeing(where)
        if owner is not None and owner != user.id:
            raise NotPossibleError(f"{user.name} does not see this: it is only for {owner}")
        return user

    def _anybody_seeing(self, where: Message | View) -> Person:
        people = self.people_of(self.state.teams[where.team])
        if isinstance(where, View):
            return people[0]
        members = self.state.channels[where.channel].members
        return next(person for person in people if person.id in members)

    def _open(self, view: View) -> View:
        current = self.current_view(view)
        if not current.is_open or self.views.top(current.user) != current:
            raise NotPossibleError(f"the view {view.plain[:80]!r} is not the one on top")
        return current

    async def _acknowledged(self, envelope: Envelope) -> Delivery:
        delivery = await self.dispatch(envelope)
        if not delivery.acknowledged:
            raise NotAcknowledgedError(delivery.summary())
        return delivery

    async def _perform(self, action: Action) -> Delivery:
        delivery = await self._acknowledged(action.envelope)
        if action.envelope.kind != "slash_commands":
            return delivery
        body = {"text": delivery.body} if isinstance(delivery.body, str) else delivery.body
        if isinstance(body, dict) and (body.get("text") or body.get("blocks")):
            try:
                self.responses.respond(action.url, body)
            except ApiError as error:
                details = " ".join(["invalid_command_response", error.name, *error.messages])
                raise NotAcknowledgedError(details) from None
        return delivery

    async def _effect(
        self, action: Action, expect: type[Message] | type[View] | None
    ) -> Message | View:
        def wanted(change: Change) -> Message | View | None:
            effect = effect_of(action, change)
            return effect if expect is None or isinstance(effect, expect) else None

        return await self.after(self._perform(action), wanted, action.what, self.log.last)

    def _after_submission(self, view: View, answer: object) -> Submission:
        body = answer if isinstance(answer, dict) else {}
        action = body.get("response_action")
        if action == "errors":
            return Submission(view, _form_errors(view, body.get("errors")))
        if action == "update":
            spec = checked_view(body.get("view"), "modal")
            return Submission(self.views.update(view, spec), {})
        if action == "push":
            spec = checked_view(body.get("view"), "modal")
            if self.views.depth(view.user) >= STACK_LIMIT:
                raise ApiError("push_limit_reached")
            team = self.state.teams[view.team]
            return Submission(self.views.push(team, view.user, spec), {})
        if action not in (None, "clear"):
            raise ApiError("invalid_arguments", [f"unknown response_action: {action}"])
        self.views.close(view, whole_stack=action == "clear")
        return Submission(self.views.top(view.user), {})


def _form_errors(view: View, errors: object) -> dict[str, str]:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or errors.keys() - inputs:
        raise ApiError("invalid_arguments", ["errors must name input blocks of the view"])
    return {str(key): str(text) for key, text in errors.items()}
