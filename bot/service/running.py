"""``verbatim run``: which way to Slack the settings allow, and serving until told to stop."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Literal

from bot.assistant import Assistant
from bot.errors import DeliveryError, SettingsError
from bot.knowledge.loading import load_pack, pack_names
from bot.service.local import converse_in_workspace
from bot.service.parts import Bot, assembled
from bot.service.web import listening, web_application
from bot.settings import Settings
from bot.slack.http import endpoint
from bot.slack.socket_mode import connected

Mode = Literal["http", "socket"]

RECONNECT_AFTER = 5.0
"""Seconds before trying again to reach Slack at the start."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Way:
    """How requests come from Slack, with what that takes."""

    mode: Mode
    bot_token: str
    app_token: str = ""
    signing_secret: str = ""


def choose_way(settings: Settings, mode: Mode | None = None) -> Way | None:
    """The way to Slack; None where no setting asks for one.

    Args:
        settings: the tokens there are.
        mode: what the operator asked for; else an app token means Socket Mode.

    Raises:
        SettingsError: something is missing, in one line that says what and where it is found.
    """
    bot_token = settings.slack_bot_token or ""
    app_token = settings.slack_app_token or ""
    secret = settings.slack_signing_secret or ""
    if mode is None and not (bot_token or app_token or secret):
        return None
    chosen = mode or ("socket" if app_token else "http")
    missing = [] if bot_token else ["SLACK_BOT_TOKEN (OAuth & Permissions)"]
    if chosen == "socket" and not app_token:
        missing.append("SLACK_APP_TOKEN (Basic Information, App-Level Tokens)")
    if chosen == "http" and not secret:
        missing.append("SLACK_SIGNING_SECRET (Basic Information)")
    if missing:
        raise SettingsError(
            f"missing for {_NAMES[chosen]}: {' and '.join(missing)}; "
            "find it at https://api.slack.com/apps and put it in .env"
        )
    return Way(chosen, bot_token, app_token, secret)


_NAMES: dict[Mode, str] = {"http": "HTTP", "socket": "Socket Mode"}


def run(settings: Settings, mode: Mode | None = None) -> None:
    """Serve until SIGTERM or SIGINT; without Slack tokens, talk in a workspace of our own.

    Raises:
        SettingsError: a token is missing or not taken, or the port cannot be listened on.
        PackError: the pack is refused.
    """
    logging.basicConfig(
        level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    way = choose_way(settings, mode)
    assistant = _assistant(settings)
    if way is None:
        asyncio.run(converse_in_workspace(assistant))
    else:
        asyncio.run(_serve(settings, way, assistant))


def _assistant(settings: Settings) -> Assistant:
    packs = settings.packs or pack_names(settings.home)
    if not packs:
        raise SettingsError(f"{settings.home}/knowledge holds no pack; VERBATIM_HOME says where")
    return Assistant(load_pack(packs[0], settings.home), cache=settings.cache)


async def _serve(settings: Settings, way: Way, assistant: Assistant) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with serving(settings, way, assistant):
        await stop.wait()
        logger.info("stopping: finishing the replies in hand")


@asynccontextmanager
async def serving(settings: Settings, way: Way, assistant: Assistant) -> AsyncIterator[Bot]:
    """The bot takes requests while this is open.

    Raises:
        SettingsError: a token is not taken, or the port cannot be listened on.
    """
    async with AsyncExitStack() as stack:
        bot = await stack.enter_async_context(
            assembled(
                assistant,
                token=way.bot_token,
                api_url=settings.slack_api_url,
                retention_days=settings.retention_days,
            )
        )
        await _introduced(bot)
        slack = endpoint(bot.app, way.signing_secret) if way.mode == "http" else None
        application = web_application(slack, {})
        port = await stack.enter_async_context(listening(application, settings.host, settings.port))
        logger.info("listening on %s:%d", settings.host, port)
        if way.mode == "socket":
            await _connect(stack, bot, way)
        yield bot


async def _introduced(bot: Bot) -> None:
    """Ask Slack who the bot is; a Slack that cannot be reached is asked again when needed."""
    try:
        await bot.installations.find(None, None)
    except DeliveryError as error:
        if error.is_final:
            raise SettingsError(f"Slack does not take SLACK_BOT_TOKEN: {error.reason}") from error
        logger.warning("Slack cannot be reached yet: %s", error.reason)


async def _connect(stack: AsyncExitStack, bot: Bot, way: Way) -> None:
    """Open the websocket, however long Slack cannot be reached."""
    while True:
        try:
            await stack.enter_async_context(connected(bot.app, way.app_token))
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
