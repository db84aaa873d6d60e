"""The parts of a running bot, put together from the settings and taken apart in order."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp

from bot.slack.app import App, build_app, quiet_logger
from bot.slack.authorizing import OneWorkspace
from bot.slack.desk import Assistants
from bot.slack.listeners.lifecycle import Forgets
from bot.slack.memory import (
    MemoryHeld,
    MemoryInbox,
    MemoryJournal,
    MemoryPreferences,
    MemoryThreads,
)
from bot.slack.posting import CALL_TIMEOUT, new_client
from bot.slack.stores import Journal, Workbench

STOP_WITHIN = 10.0
"""Seconds in which replies in hand are finished when the process stops."""


@dataclass(frozen=True)
class Bot:
    """A bot that is ready to be given requests."""

    app: App
    inbox: MemoryInbox


@asynccontextmanager
async def assembled(
    assistants: Assistants,
    *,
    token: str,
    api_url: str,
    retention_days: int,
    journal: Journal | None = None,
    workbench: Workbench | None = None,
    keepers: Sequence[Forgets] = (),
) -> AsyncIterator[Bot]:
    """A bot for the one workspace of ``token``; when this closes, replies in hand are finished.

    Args:
        assistants: answer questions.
        token: the bot token.
        api_url: the base of the Web API.
        retention_days: as in the settings.
        journal: takes note of what went unanswered; one in memory by default.
        workbench: what curators see and do; none by default.
        keepers: whatever else keeps something of the workspace.
    """
    timeout = aiohttp.ClientTimeout(total=CALL_TIMEOUT)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        client = new_client(api_url, token=token, session=session, log=quiet_logger())
        inbox = MemoryInbox()
        app = build_app(
            assistants,
            installations=OneWorkspace(client),
            inbox=inbox,
            threads=MemoryThreads(),
            held=MemoryHeld(),
            preferences=MemoryPreferences(),
            journal=journal or MemoryJournal(),
            api_url=api_url,
            session=session,
            retention_days=retention_days,
            workbench=workbench,
            keepers=keepers,
        )
        try:
            yield Bot(app, inbox)
        finally:
            await inbox.close(STOP_WITHIN)
