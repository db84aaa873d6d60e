"""Direct messages, answered in their thread."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp

from bot.slack.inbox import Inbox
from bot.slack.listeners.events import accepting, acknowledged, is_addressed_by_person
from bot.slack.listeners.request import Payload


def register(app: AsyncApp, inbox: Inbox) -> None:
    """Listen to direct messages; those of channels, where they come, are for somebody else."""
    accept = accepting(inbox, "direct", is_direct)
    app.event("message", middleware=[accept])(acknowledged)


def is_direct(event: Payload) -> bool:
    """Whether a person wrote this to the bot alone."""
    return event.get("channel_type") == "im" and is_addressed_by_person(event)
