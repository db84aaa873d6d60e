"""``verbatim run --check``: whether the service would run, without serving."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp

from bot.errors import DeliveryError, PackError, SettingsError, StorageError
from bot.service.serving_packs import ServingPacks
from bot.service.ways import Mode, Way, choose_way
from bot.settings import Settings
from bot.slack.posting import WebClient, new_client, permissions, try_app_token
from bot.slack.scopes import OPTIONAL, REQUIRED
from bot.storage.database import Database
from bot.storage.migrating import newest, version

TIMEOUT = 10.0


@dataclass(frozen=True)
class Checked:
    """One thing looked at. What is not ``is_fatal`` need not be mended."""

    what: str
    is_good: bool
    said: str
    is_fatal: bool = True

    def __str__(self) -> str:
        mark = "ok" if self.is_good else "NOT OK" if self.is_fatal else "note"
        return f"{mark:7} {self.what}: {self.said}"


def check_service(settings: Settings, mode: Mode | None = None) -> list[Checked]:
    """Look at the settings, the pack, the database and the tokens."""

    async def look() -> list[Checked]:
        return [checked async for checked in _looks(settings, mode)]

    return asyncio.run(look())


async def _looks(settings: Settings, mode: Mode | None) -> AsyncIterator[Checked]:
    yield _pack(settings)
    yield await _database(settings)
    try:
        way = choose_way(settings, mode)
    except SettingsError as error:
        yield Checked("settings", False, str(error))
        return
    if way is None:
        said = "no Slack tokens are set: it would run in a workspace on this machine"
        yield Checked("settings", False, said, is_fatal=False)
        return
    installed = "by OAuth" if way.is_oauth else "in one workspace"
    yield Checked("settings", True, f"{way.mode}, installed {installed}")
    timeout = aiohttp.ClientTimeout(total=TIMEOUT)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        if not way.is_oauth:
            client = new_client(
                settings.slack_api_url, token=way.bot_token, session=session, is_patient=False
            )
            for checked in await _bot_token(client):
                yield checked
        if way.mode == "socket":
            yield await _app_token(settings, way, session)


def _pack(settings: Settings) -> Checked:
    try:
        packs = ServingPacks.of(settings)
    except PackError as error:
        return Checked("pack", False, f"{len(error.problems)} problems; run: python -m bot check")
    except SettingsError as error:
        return Checked("pack", False, str(error))
    said = (f"{name}, {len(live.pack.intents)} intents" for name, live in packs.live.items())
    return Checked("pack", True, "; ".join(said))


async def _database(settings: Settings) -> Checked:
    try:
        database = Database(settings.database_url)
        try:
            found = await version(database)
        finally:
            await database.close()
    except StorageError as error:
        return Checked("database", False, str(error))
    if found == newest() or (found is None and database.is_sqlite):
        return Checked("database", True, "its tables are there" if found else "it will be made")
    has = f"tables of version {found}" if found else "no tables"
    return Checked("database", False, f"{has}; run: python -m bot migrate")


async def _bot_token(client: WebClient) -> list[Checked]:
    try:
        found = await permissions(client)
    except DeliveryError as error:
        return [Checked("SLACK_BOT_TOKEN", False, f"Slack does not take it: {error.reason}")]
    who = Checked("SLACK_BOT_TOKEN", True, f"{found.user} in {found.team}")
    missing, absent = sorted(REQUIRED - found.scopes), sorted(OPTIONAL - found.scopes)
    if missing:
        said = f"missing: {', '.join(missing)}; add them under OAuth & Permissions and reinstall"
        return [who, Checked("scopes", False, said)]
    if absent:
        said = f"without {', '.join(absent)} the viewer's language is taken from the question"
        return [who, Checked("scopes", False, said, is_fatal=False)]
    return [who, Checked("scopes", True, "all that the bot needs")]


async def _app_token(settings: Settings, way: Way, session: aiohttp.ClientSession) -> Checked:
    client = new_client(settings.slack_api_url, session=session, is_patient=False)
    try:
        await try_app_token(client, way.app_token)
    except DeliveryError as error:
        return Checked("SLACK_APP_TOKEN", False, f"Slack does not take it: {error.reason}")
    return Checked("SLACK_APP_TOKEN", True, "Slack gives it a connection")
