"""Waiting for what nothing tells: other tasks and processes bring it about in their own time."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable

LOOK_AGAIN = 0.02
"""Seconds between looks."""


async def eventually(holds: Callable[[], object | Awaitable[object]], within: float = 60.0) -> None:
    """Wait until ``holds()`` is true, or what it awaits is; at most ``within`` seconds."""
    async with asyncio.timeout(within):
        while True:
            held = holds()
            if await held if inspect.isawaitable(held) else held:
                return
            await asyncio.sleep(LOOK_AGAIN)
