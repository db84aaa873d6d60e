"""The payloads Slack sends an app: events, commands, interactions."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from dataclasses import dataclass
from typing import Literal

from bot.workspace.model import Channel, Json, Message, Person, Team, View
from bot.workspace.state import State, Trigger

VERIFICATION_TOKEN = "unused"  # noqa: S105  # Slack's old way to know it; apps check signatures


@dataclass(frozen=True)
class Envelope:
    """Something to hand to the app.

    Attributes:
        id: the event's id; for the others an id of ours.
        kind: Socket Mode's name for it.
    """

    id: str
    kind: Literal["events_api", "interactive", "slash_commands"]
    payload: Json

    @property
    def redelivered(self) -> bool:
        """Whether Slack tries again when the app does not take it."""
        return self.kind == "events_api"

    @property
    def answers(self) -> bool:
        """Whether the app may answer with more than an acknowledgement."""
        return self.kind != "events_api"


def signature(secret: str, timestamp: str, body: str) -> str:
    """Slack's ``X-Slack-Signature``, version 0 ("Verifying requests from Slack")."""
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256)
    return f"v0={digest.hexdigest()}"


def event_envelope(
    state: State,
    team: Team,
    event: Json,
    *,
    event_id: str = "",
    event_time: int | None = None,
) -> Envelope:
    """An Events API envelope around ``event``: new, and of now, unless told otherwise."""
    event_id = event_id or f"Ev{uuid.uuid4().hex[:14].upper()}"
    authorization = {
        "enterprise_id": None,
        "team_id": team.id,
        "user_id": team.bot_user,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    payload: Json = {
        "token": VERIFICATION_TOKEN,
        "team_id": team.id,
        "context_team_id": team.id,
        "context_enterprise_id": None,
        "api_app_id": state.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(state.clock.now()) if event_time is None else event_time,
        "authorizations": [authorization],
        "is_ext_shared_channel": False,
        "event_context": f"4-{uuid.uuid4().hex}",
    }
    return Envelope(event_id, "events_api", payload)


def message_event(message: Message, channel: Channel, *, as_mention: bool = False) -> Json:
    """The event for a new message: ``message`` or ``app_mention``."""
    event = message.payload() | {"channel": channel.id, "event_ts": message.ts}
    if as_mention:
        return event | {"type": "app_mention"}
    return event | {"channel_type": channel.kind}


def changed_event(message: Message, channel: Channel, stamp: str) -> Json:
    """The ``message_changed`` or ``message_deleted`` event for a message that was edited."""
    event: Json = {
        "type": "message",
        "hidden": True,
        "channel": channel.id,
        "channel_type": channel.kind,
        "ts": stamp,
        "event_ts": stamp,
    }
    if message.deleted:
        previous = {"previous_message": message.payload(), "deleted_ts": message.ts}
        return event | {"subtype": "message_deleted"} | previous
    return event | {"subtype": "message_changed", "message": message.payload()}


def command_payload(state: State, person: Person, channel: Channel) -> Json:
    """What all slash commands have in common."""
    team = state.teams[person.team]
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": channel.id,
        "channel_name": channel.name,
        "user_id": person.id,
        "user_name": person.name,
        "api_app_id": state.app_id,
        "is_enterprise_install": "false",
    }


def interaction(state: State, person: Person, kind: str, trigger: Trigger) -> Json:
    """What all interactions have in common."""
    team = state.teams[person.team]
    return {
        "type": kind,
        "user": {
            "id": person.id,
            "username": person.name,
            "name": person.name,
            "team_id": team.id,
        },
        "api_app_id": state.app_id,
        "token": VERIFICATION_TOKEN,
        "team": {"id": team.id, "domain": team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": trigger.id,
    }


def _channel_of(channel: Channel) -> Json:
    return {"id": channel.id, "name": channel.name}


def on_message(message: Message, channel: Channel, response_url: str, values: Json) -> Json:
    """The part of ``block_actions`` that says on which message."""
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.ephemeral,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    body: Json = {
        "container": container,
        "channel": _channel_of(channel),
        "state": {"values": values},
        "response_url": response_url,
    }
    return body if message.ephemeral else body | {"message": message.payload()}


def on_view(view: View) -> Json:
    """The part of ``block_actions`` that says in which view."""
    return {
        "container": {"type": "view", "view_id": view.id},
        "view": view.payload(),
        "state": {"values": view.values},
    }


def shortcut_on(callback_id: str, message: Message, channel: Channel, response_url: str) -> Json:
    """The part of ``message_action`` that says which shortcut on which message."""
    return {
        "callback_id": callback_id,
        "message_ts": message.ts,
        "message": message.payload(),
        "channel": _channel_of(channel),
        "response_url": response_url,
    }
