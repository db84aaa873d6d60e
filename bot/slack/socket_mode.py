"""Slack's requests over Socket Mode: a websocket that we open, for a bot without an address."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from bot.slack.posting import delivering

PING_INTERVAL = 2.0
"""Seconds between pings; a dead connection is noticed after a few, and replaced."""


@asynccontextmanager
async def connected(app: AsyncApp, app_token: str) -> AsyncIterator[AsyncSocketModeHandler]:
    """Requests come in over a websocket while this is open; it reconnects by itself.

    Raises:
        DeliveryError: Slack does not take the token, or cannot be reached.
    """
    handler = AsyncSocketModeHandler(app, app_token, ping_interval=PING_INTERVAL)
    # slack_bolt does not annotate these two.
    connect: Callable[[], Awaitable[None]] = handler.connect_async
    close: Callable[[], Awaitable[None]] = handler.close_async
    try:
        async with delivering():
            await connect()
        yield handler
    finally:
        await close()
