"""A database with its tables, of each kind."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.settings import read_settings
from bot.storage.database import Database
from bot.storage.migrating import migrate
from tests.databases import (  # noqa: F401 - fixtures
    database_url,
    postgres_server,
    postgres_url,
    sqlite_url,
)


@pytest.fixture
def url(database_url: str) -> str:  # noqa: F811 - the fixture
    """The address as the settings give it."""
    return read_settings({"DATABASE_URL": database_url}).database_url


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    await migrate(database)
    yield database
    await database.close()


@pytest.fixture
async def replica(url: str, database: Database) -> AsyncIterator[Database]:
    """The same database, as another process sees it."""
    other = Database(url)
    yield other
    await other.close()
