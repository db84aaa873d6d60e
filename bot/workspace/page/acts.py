"""What people do on the page, from JSON to deeds of the workspace."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.workspace.failures import NotPossibleError
from bot.workspace.interactions import FormValue, Target
from bot.workspace.model import Channel, Json, Message, Person, View
from bot.workspace.workspace import Workspace

LOCALES = ("fr-FR", "en-US")


class BadRequestError(ValueError):
    """The JSON is not what the page sends."""


@dataclass(frozen=True)
class Deed:
    """One request of the page: who does it, and the rest of the JSON."""

    workspace: Workspace
    body: Json

    def text(self, key: str) -> str:
        """A string that must be there."""
        value = self.body.get(key)
        if not isinstance(value, str):
            raise BadRequestError(f"{key} must be a string")
        return value

    def optional(self, key: str) -> str | None:
        """A string that may be left out."""
        return None if self.body.get(key) is None else self.text(key)

    @property
    def person(self) -> Person:
        """Who acts."""
        found = self.workspace.state.people.get(self.text("user"))
        if found is None or found.is_bot:
            raise NotPossibleError("there is nobody of that id")
        return found

    @property
    def channel(self) -> Channel:
        """Where, if it is a channel the person is in."""
        found = self.workspace.state.channels.get(self.text("channel"))
        if found is None or self.person.id not in found.members:
            raise NotPossibleError("there is no such channel for you")
        return found

    @property
    def message(self) -> Message:
        """The message acted on."""
        found = self.workspace.state.message(self.channel.id, self.text("ts"))
        if found is None or found.ephemeral_to not in (None, self.person.id):
            raise NotPossibleError("the message is not there any more")
        return found

    @property
    def own_message(self) -> Message:
        """The message acted on, if the person wrote it."""
        message = self.message
        if message.user != self.person.id:
            raise NotPossibleError("somebody else wrote that")
        return message

    @property
    def view(self) -> View:
        """The view acted on."""
        found = self.workspace.views.get(self.text("view"))
        if found is None or found.user != self.person.id:
            raise NotPossibleError("that view is not open any more")
        return found

    @property
    def values(self) -> dict[str, FormValue]:
        """What is filled in: ``{"block_id/action_id": value}``."""
        values = self.body.get("values") or {}
        if not isinstance(values, dict):
            raise BadRequestError("values must be an object")
        return {name: form_value(value) for name, value in values.items()}


def form_value(value: object) -> FormValue:
    """A value of an input as JSON has it.

    Raises:
        BadRequestError: it is neither text, a truth value, a list of texts nor null.
    """
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return value
    raise BadRequestError("a value must be a text, a list of texts or null")


Act = Callable[[Deed], Awaitable[Json]]


async def say(deed: Deed) -> Json:
    """Write a message."""
    said = deed.workspace.say(
        deed.text("text"), user=deed.person, channel=deed.channel, thread=deed.optional("thread")
    )
    return {"ts": said.message.ts}


async def edit(deed: Deed) -> Json:
    """Change what one wrote."""
    deed.workspace.edit(deed.own_message, deed.text("text"))
    return {}


async def remove(deed: Deed) -> Json:
    """Delete what one wrote."""
    deed.workspace.remove(deed.own_message)
    return {}


async def dismiss(deed: Deed) -> Json:
    """Take away what only this person sees; the app does not hear of it."""
    message = deed.message
    if not message.ephemeral:
        raise NotPossibleError("others see that message too")
    deed.workspace.state.delete(message)
    return {}


async def command(deed: Deed) -> Json:
    """Use a slash command."""
    await deed.workspace.send_command(
        deed.text("command"), deed.text("text"), user=deed.person, channel=deed.channel
    )
    return {}


async def click(deed: Deed) -> Json:
    """Click on, or choose something in, a message or a view."""
    target = Target(
        deed.text("block_id"), deed.text("action_id"), form_value(deed.body.get("value"))
    )
    where: Message | View = deed.message if "ts" in deed.body else deed.view
    if isinstance(where, View):
        where = deed.workspace.fill(where, deed.values)
    await deed.workspace.press(where, target, user=deed.person)
    return {}


async def shortcut(deed: Deed) -> Json:
    """Use a message shortcut."""
    await deed.workspace.press_shortcut(deed.text("callback_id"), deed.message, user=deed.person)
    return {}


async def submit(deed: Deed) -> Json:
    """Submit a modal; gives what the app found wrong with it."""
    outcome = await deed.workspace.submit(deed.view, deed.values, user=deed.person)
    return {"errors": dict(outcome.errors)}


async def close(deed: Deed) -> Json:
    """Close the modal on top."""
    await deed.workspace.close(deed.view, user=deed.person)
    return {}


async def visit(deed: Deed) -> Json:
    """Open one of the bot's tabs."""
    tab = deed.text("tab")
    if tab == "home":
        await deed.workspace.visit("home", deed.person)
    elif tab == "messages":
        await deed.workspace.visit("messages", deed.person)
    else:
        raise BadRequestError("tab must be home or messages")
    return {}


async def invite(deed: Deed) -> Json:
    """Make the bot a member of a channel."""
    deed.workspace.invite_bot(deed.channel)
    return {}


async def locale(deed: Deed) -> Json:
    """Choose the language of one's Slack."""
    chosen = deed.text("locale")
    if chosen not in LOCALES:
        raise BadRequestError(f"locale must be one of {', '.join(LOCALES)}")
    deed.workspace.choose_locale(deed.person, chosen)
    return {}


ACTS: Mapping[str, Act] = {
    act.__name__: act
    for act in (
        say,
        edit,
        remove,
        dismiss,
        command,
        click,
        shortcut,
        submit,
        close,
        visit,
        invite,
        locale,
    )
}
