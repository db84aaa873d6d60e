"""The whole service in this process: a database, a workspace, HTTP between them."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from cryptography.fernet import Fernet

from bot.service.serving import Service, serving
from bot.service.serving_packs import ServingPacks
from bot.service.ways import choose_way
from bot.service.web import EVENTS_PATH
from bot.settings import Settings, read_settings
from bot.storage.database import Database
from bot.storage.inbox import StoredTurns
from bot.storage.migrating import migrate
from bot.workspace import Workspace
from tests.databases import (  # noqa: F401 - fixtures
    database_url,
    postgres_server,
    postgres_url,
    sqlite_url,
)
from tests.processes import PACKS, wait_status
from tests.waiting import eventually

PACK = "fennmoor-library"
KEY = Fernet.generate_key().decode()


@dataclass(frozen=True)
class Running:
    """A service, and where it is."""

    service: Service
    settings: Settings

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.service.port}"

    @property
    def database(self) -> Database:
        return self.service.database

    async def ready(self) -> None:
        """Wait until it can answer; until then it takes no events."""
        await wait_status(self.url + "/readyz", 200)

    async def get(self, path: str, **options: object) -> tuple[int, str]:
        async with (
            aiohttp.ClientSession() as session,
            session.get(self.url + path, allow_redirects=False, **options) as response,
        ):
            return response.status, await response.text()


async def worked_off(database: Database) -> None:
    """Wait until no turn waits any more."""
    turns = StoredTurns(database)

    async def is_empty() -> bool:
        return not (await turns.depth()).waiting

    await eventually(is_empty)


Start = Callable[..., AbstractAsyncContextManager[Running]]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.getbasetemp().parent / "verbatim-slack-cache"


@pytest.fixture(scope="session")
def live(cache: Path) -> ServingPacks:
    """A pack that no test changes."""
    return ServingPacks([PACK], PACKS, cache)


@pytest.fixture
async def workspace() -> AsyncIterator[Workspace]:
    async with Workspace() as workspace:
        yield workspace


@pytest.fixture
def environment(workspace: Workspace, sqlite_url: str, cache: Path) -> dict[str, str]:  # noqa: F811
    return {
        "SLACK_API_URL": workspace.url,
        "SLACK_BOT_TOKEN": workspace.bot_token,
        "SLACK_SIGNING_SECRET": workspace.signing_secret,
        "DATABASE_URL": sqlite_url,
        "VERBATIM_HOME": str(PACKS),
        "VERBATIM_CACHE": str(cache),
        "HOST": "127.0.0.1",
        "PORT": "0",
    }


@pytest.fixture
def start(
    workspace: Workspace, environment: dict[str, str], live: ServingPacks, tmp_path: Path
) -> Start:
    """Starts a service in ``workspace``; arguments change its settings."""

    @contextlib.asynccontextmanager
    async def started(
        *, packs: ServingPacks | None = None, connect: bool = True, **changes: str
    ) -> AsyncIterator[Running]:
        settings = read_settings(environment | changes, tmp_path)
        way = choose_way(settings)
        assert way is not None
        if connect and settings.database_url.startswith("postgresql"):
            database = Database(settings.database_url)
            await migrate(database)
            await database.close()
        async with serving(settings, way, packs or live) as service:
            running = Running(service, settings)
            if connect:
                await running.ready()
                workspace.connect_http(f"http://127.0.0.1:{service.port}{EVENTS_PATH}")
                workspace.quiescence.append(service.inbox.drained)
            yield running

    return started


@pytest.fixture
async def running(start: Start) -> AsyncIterator[Running]:
    async with start() as running:
        yield running
