"""Telling what the bot did because of one person's action from everything else that happens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.workspace.journal import Change
from bot.workspace.model import Channel, Json, Message, View
from bot.workspace.state import ResponseUrl, Trigger
from bot.workspace.views import How, element_state, stateful_elements

_SHOWS: frozenset[How] = frozenset({"open", "push", "update", "publish"})


@dataclass(frozen=True)
class Reaction:
    """Whether a change is what the bot did about a person's action.

    Attributes:
        expect: the kind of thing wanted; None for any.
        user: who acted.
        channel: where; the direct messages for what is done in a view.
        causes: the trigger and response_url the action gave out.
        where: the message or view acted on.
    """

    expect: type[Message] | type[View] | None
    user: str
    channel: Channel
    causes: Iterable[Trigger | ResponseUrl]
    where: Message | View | None = None

    def __call__(self, change: Change) -> Message | View | None:
        """The message or view, or None where the change is something else."""
        subject = change.subject
        if not isinstance(subject, self.expect or (Message, View)):
            return None
        answers = not change.causes.isdisjoint(cause.id for cause in self.causes)
        if isinstance(subject, Message):
            return subject if answers or self._concerns_message(change, subject) else None
        shows = change.detail["how"] in _SHOWS
        return subject if shows and (answers or self._concerns_view(change, subject)) else None

    def _concerns_message(self, change: Change, message: Message) -> bool:
        where = self.where
        if change.kind in {"update", "delete"}:
            return isinstance(where, Message) and message.ts == where.ts
        if change.kind != "message" or message.bot_id is None:
            return False
        if message.channel != self.channel.id:
            return False
        if message.ephemeral or isinstance(where, View) or where is None:
            return message.ephemeral_to in (None, self.user)
        return self.channel.kind == "im" or message.root == where.root

    def _concerns_view(self, change: Change, view: View) -> bool:
        if change.detail["how"] == "publish":
            return view.user == self.user
        return isinstance(self.where, View) and view.id == self.where.id


def values_in(message: Message) -> Json:
    """``state.values`` of the inputs in a message, as the app made them."""
    values: dict[str, Json] = {}
    for block in message.blocks:
        for element in stateful_elements(block):
            state = element_state(element)
            values.setdefault(block["block_id"], {})[element.get("action_id", "a1")] = state
    return values
