"""What Slack's payloads say, read in one place."""

from __future__ import annotations

from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext

from bot.slack.inbox import Place

Payload = dict[str, Any]


def team_of(context: AsyncBoltContext) -> str:
    """The workspace; the organisation for an app installed for all of it."""
    return context.team_id or context.enterprise_id or ""


def place_of(context: AsyncBoltContext, channel: str) -> Place:
    """Where a request comes from."""
    return Place(team_of(context), channel, context.enterprise_id)


def user_of(context: AsyncBoltContext) -> str:
    """Who acted."""
    return context.user_id or ""
