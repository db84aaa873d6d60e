"""Mentions in channels, answered in their thread."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp

from bot.slack.inbox import Inbox
from bot.slack.listeners.events import accepting, acknowledged, is_addressed_by_person


def register(app: AsyncApp, inbox: Inbox) -> None:
    """Listen to mentions."""
    accept = accepting(inbox, "mention", is_addressed_by_person)
    app.event("app_mention", middleware=[accept])(acknowledged)
