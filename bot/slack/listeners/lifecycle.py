"""The end of an installation, and events that nobody asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from bot.slack.installations import Installations
from bot.slack.listeners.events import Next, acknowledged
from bot.slack.listeners.request import Payload, team_of


class Forgets(Protocol):
    """Anything that keeps something of a team."""

    async def forget(self, team: str) -> None:
        """Delete everything of ``team``."""
        ...


def register(app: AsyncApp, keepers: Sequence[Forgets], installations: Installations) -> None:
    """Listen to what ends an installation. Comes last: it takes every event left over.

    Args:
        app: to listen with.
        keepers: what keeps something of a team.
        installations: the last to forget, as they know which workspaces go with an organisation.
    """

    async def forget(context: AsyncBoltContext) -> None:
        whole = context.enterprise_id if context.is_enterprise_install else None
        ended = whole or team_of(context)
        for team in (ended, *await installations.workspaces(ended)):
            for keeper in keepers:
                await keeper.forget(team)
        await installations.forget(ended)

    # Middleware, as for messages: what is not forgotten is not acknowledged, and comes again.

    async def on_uninstalled(context: AsyncBoltContext, next_: Next) -> None:
        await forget(context)
        await next_()

    async def on_tokens_revoked(context: AsyncBoltContext, event: Payload, next_: Next) -> None:
        if (event.get("tokens") or {}).get("bot"):
            await forget(context)
        await next_()

    async def on_other_event() -> None:
        """Slack counts an event without a listener as a failure of the app."""

    app.event("app_uninstalled", middleware=[on_uninstalled])(acknowledged)
    app.event("tokens_revoked", middleware=[on_tokens_revoked])(acknowledged)
    app.event(re.compile(".*"))(on_other_event)
