"""What a person does, ready to be sent: the envelope, and what its effects can be known by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from bot.workspace.envelopes import (
    Envelope,
    command_payload,
    event_envelope,
    interaction,
    on_message,
    on_view,
    shortcut_on,
)
from bot.workspace.interactions import Target, find_clickable
from bot.workspace.journal import Change
from bot.workspace.model import Channel, Json, Message, Person, View
from bot.workspace.state import UNNAMED, ResponseUrl, State
from bot.workspace.typing_in import as_sent
from bot.workspace.views import How, element_state, stateful_elements

Shown = TypeVar("Shown", Message, View)


@dataclass(frozen=True)
class Action:
    """One thing a person did.

    Attributes:
        what: in words, for error messages.
        envelope: what the app gets; its id is the trigger's.
        user: who acted.
        channel: where; the direct messages for what is done in a view.
        url: the response_url given out.
        where: the message or view acted on.
    """

    what: str
    envelope: Envelope
    user: str
    channel: Channel
    url: ResponseUrl
    where: Message | View | None = None


def command_action(
    state: State, base: str, person: Person, channel: Channel, command: str, text: str
) -> Action:
    """Using a slash command. ``base`` is what response_urls begin with."""
    trigger, url = state.new_trigger(person.id), state.new_response_url(person.id, channel.id)
    sent = as_sent(text, state.people.keys() | state.channels.keys())
    payload = command_payload(state, person, channel)
    payload |= {
        "command": command,
        "text": sent,
        "response_url": base + url.id,
        "trigger_id": trigger.id,
    }
    envelope = Envelope(trigger.id, "slash_commands", payload)
    return Action(f"an answer to {command} {text}"[:80], envelope, person.id, channel, url)


def click_action(
    state: State, base: str, person: Person, where: Message | View, what: str | Target
) -> Action:
    """Clicking on what is called ``what``, or is exactly that, in a message or view.

    Raises:
        NotPossibleError: there is nothing of that name, or more than one thing.
    """
    clickable = find_clickable(where.blocks, what)
    trigger = state.new_trigger(person.id)
    payload = interaction(state, person, "block_actions", trigger)
    if isinstance(where, Message):
        channel = state.channels[where.channel]
        url = state.new_response_url(person.id, channel.id, where, where.thread_ts)
        payload |= on_message(where, channel, base + url.id, values_in(where))
    else:
        channel = state.dm_of(person.id)
        url = state.new_response_url(person.id, channel.id)
        payload |= on_view(where)
    payload["actions"] = [clickable.action | {"action_ts": state.clock.ts()}]
    envelope = Envelope(trigger.id, "interactive", payload)
    return Action(f"what clicking {what!r} does", envelope, person.id, channel, url, where)


def shortcut_action(
    state: State, base: str, person: Person, callback_id: str, message: Message
) -> Action:
    """Using a message shortcut."""
    channel = state.channels[message.channel]
    trigger = state.new_trigger(person.id)
    url = state.new_response_url(person.id, channel.id, thread_ts=message.thread_ts)
    payload = interaction(state, person, "message_action", trigger)
    payload |= shortcut_on(callback_id, message, channel, base + url.id)
    payload["action_ts"] = state.clock.ts()
    envelope = Envelope(trigger.id, "interactive", payload)
    return Action(f"what {callback_id} does", envelope, person.id, channel, url, message)


def view_envelope(state: State, person: Person, view: View, kind: str) -> Envelope:
    """Submitting ("view_submission") or closing ("view_closed") a modal."""
    trigger = state.new_trigger(person.id)
    payload = interaction(state, person, kind, trigger) | {"view": view.payload()}
    if kind == "view_submission":
        payload["response_urls"] = []
    else:
        payload["is_cleared"] = False
    return Envelope(trigger.id, "interactive", payload)


def home_opened(state: State, person: Person, tab: str, home: View | None) -> Envelope:
    """Opening the bot's "home" or "messages" tab."""
    event: Json = {
        "type": "app_home_opened",
        "user": person.id,
        "channel": state.dm_of(person.id).id,
        "tab": tab,
        "event_ts": state.clock.ts(),
    }
    if home is not None and tab == "home":
        event["view"] = home.payload()
    return event_envelope(state, state.teams[person.team], event)


_SHOWS: frozenset[How] = frozenset({"open", "push", "update", "publish"})


def effect_of(action: Action, change: Change) -> Message | View | None:
    """The message or view a change shows because of ``action``; None for any other change.

    What names the action's trigger or response_url is its effect; failing that, what happens to
    the message or view acted on, in its thread, or for the person alone.
    """
    subject = change.subject
    named = not change.causes.isdisjoint({action.envelope.id, action.url.id})
    if isinstance(subject, Message):
        return subject if named or _concerns_message(action, change, subject) else None
    if isinstance(subject, View) and change.detail["how"] in _SHOWS:
        return subject if named or _concerns_view(action, change, subject) else None
    return None


def _concerns_message(action: Action, change: Change, message: Message) -> bool:
    where = action.where
    if change.kind in {"update", "delete"}:
        return isinstance(where, Message) and message.ts == where.ts
    if change.kind != "message" or message.bot_id is None or message.channel != action.channel.id:
        return False
    if message.ephemeral or not isinstance(where, Message):
        return message.ephemeral_to in (None, action.user)
    return action.channel.kind == "im" or message.root == where.root


def _concerns_view(action: Action, change: Change, view: View) -> bool:
    if change.detail["how"] == "publish":
        return view.user == action.user
    return isinstance(action.where, View) and view.id == action.where.id


def values_in(message: Message) -> Json:
    """``state.values`` of the inputs in a message, as the app made them."""
    values: dict[str, Json] = {}
    for block in message.blocks:
        for element in stateful_elements(block):
            state = element_state(element)
            values.setdefault(block["block_id"], {})[element.get("action_id", UNNAMED)] = state
    return values
