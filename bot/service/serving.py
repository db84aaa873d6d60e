"""The service in one process: every part put together, and taken apart in order when it stops."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import aiohttp

from bot.errors import DeliveryError, SettingsError
from bot.service.metrics import Metrics
from bot.service.serving_packs import ServingPacks
from bot.service.teaching import Teaching
from bot.service.upkeep import Upkeep
from bot.service.ways import Way
from bot.service.web import listening, web_application
from bot.service.workbench import PackWorkbench
from bot.settings import Settings
from bot.slack.app import App, build_app, quiet_logger
from bot.slack.authorizing import OneWorkspace
from bot.slack.http import Handler, endpoint
from bot.slack.installations import Installations
from bot.slack.oauth import OAuthApp, install_routes
from bot.slack.posting import CALL_TIMEOUT, WebClient, new_client
from bot.slack.socket_mode import connected
from bot.slack.worker import DurableInbox
from bot.storage.database import Database
from bot.storage.encryption import Cipher
from bot.storage.held import StoredHeld
from bot.storage.inbox import StoredTurns
from bot.storage.installations import StoredInstallations, StoredStates
from bot.storage.journal import StoredJournal
from bot.storage.preferences import StoredPreferences
from bot.storage.taught import StoredTaught
from bot.storage.threads import StoredThreads

FINISH_WITHIN = 6.0
"""Seconds in which replies in hand are finished when the process stops; ten with all the rest."""
RECONNECT_AFTER = 5.0
"""Seconds before trying again to reach Slack at the start."""
CONNECTIONS = 200
"""To Slack at once."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Service:
    """A running service."""

    app: App
    inbox: DurableInbox
    database: Database
    metrics: Metrics
    port: int


@asynccontextmanager
async def serving(settings: Settings, way: Way, packs: ServingPacks) -> AsyncIterator[Service]:
    """The service takes requests while this is open; at the end it finishes what is in hand.

    A database or a Slack that cannot be reached is waited for: in the meantime
    ``/readyz`` says so, and Slack is not told that an event was taken.

    Raises:
        SettingsError: a token is not taken, or the port cannot be listened on.
    """
    async with AsyncExitStack() as stack:
        database = Database(settings.database_url)
        stack.push_async_callback(database.close)
        turns = StoredTurns(database)
        metrics = Metrics(turns.depth)
        await stack.enter_async_context(packs.watched(metrics))
        session = await stack.enter_async_context(_web_session())
        client = new_client(
            settings.slack_api_url,
            token=way.bot_token or None,
            session=session,
            log=quiet_logger(),
        )
        installations, pages = _installations(settings, way, database, client)
        inbox = DurableInbox(turns, observer=metrics)
        journal, taught = StoredJournal(database), StoredTaught(database)
        teaching = Teaching(packs, taught, settings.home, settings.cache)
        stack.callback(teaching.close)
        app = build_app(
            packs,
            installations=installations,
            inbox=inbox,
            threads=StoredThreads(database),
            held=StoredHeld(database),
            preferences=StoredPreferences(database),
            journal=journal,
            api_url=settings.slack_api_url,
            session=session,
            retention_days=settings.retention_days,
            workbench=PackWorkbench(packs, settings.curators, journal, teaching),
            keepers=[taught],
            observer=metrics,
        )
        upkeep = Upkeep(database, settings.retention_days)
        stack.push_async_callback(inbox.close, FINISH_WITHIN)
        slack = endpoint(app, way.signing_secret) if way.mode == "http" else None
        application = web_application(
            slack, {"database": upkeep.is_ready, "pack": _always}, pages=pages, metrics=metrics
        )
        port = await stack.enter_async_context(listening(application, settings.host, settings.port))
        logger.info("listening on %s:%d", settings.host, port)
        await stack.enter_async_context(_beside(_start_work(upkeep, inbox, teaching)))
        if not way.is_oauth:
            await _introduced(installations)
        if way.mode == "socket":
            await _connect(stack, app, way)
        yield Service(app, inbox, database, metrics, port)


def _web_session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=CALL_TIMEOUT),
        connector=aiohttp.TCPConnector(limit=CONNECTIONS),
    )


def _installations(
    settings: Settings, way: Way, database: Database, client: WebClient
) -> tuple[Installations, Mapping[str, Handler]]:
    """Where the tokens are, and the pages on which workspaces install the bot."""
    if not way.is_oauth:
        return OneWorkspace(client), {}
    if settings.slack_bot_token:
        logger.warning(
            "SLACK_BOT_TOKEN is not used: SLACK_CLIENT_ID says that many install the bot"
        )
    stored = StoredInstallations(database, Cipher(settings.encryption_keys))
    app = OAuthApp(
        settings.slack_client_id or "",
        settings.slack_client_secret or "",
        urljoin(settings.slack_api_url, "/oauth/v2/authorize"),
    )
    return stored, install_routes(app, client, stored, StoredStates(database))


async def _always() -> bool:
    return True


async def _start_work(upkeep: Upkeep, inbox: DurableInbox, teaching: Teaching) -> None:
    await upkeep.wait_ready()
    inbox.start()
    await asyncio.gather(upkeep.purge_now_and_then(), teaching.follow())


@asynccontextmanager
async def _beside(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run ``work`` while this is open."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _introduced(installations: Installations) -> None:
    """Ask Slack who the bot is; a Slack that cannot be reached is asked again when needed."""
    try:
        await installations.find(None, None)
    except DeliveryError as error:
        if error.is_final:
            raise SettingsError(f"Slack does not take SLACK_BOT_TOKEN: {error.reason}") from error
        logger.warning("Slack cannot be reached yet: %s", error.reason)


async def _connect(stack: AsyncExitStack, app: App, way: Way) -> None:
    """Open the websocket, however long Slack cannot be reached."""
    while True:
        try:
            await stack.enter_async_context(connected(app, way.app_token))
        except DeliveryError as error:
            if error.is_final:
                raise SettingsError(
                    f"Slack does not take SLACK_APP_TOKEN: {error.reason}"
                ) from error
            logger.warning("Slack cannot be reached yet: %s", error.reason)
            await asyncio.sleep(RECONNECT_AFTER)
        else:
            logger.info("connected to Slack over Socket Mode")
            return
