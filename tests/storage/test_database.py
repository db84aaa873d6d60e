"""The tables come about in one way, and a database that is not there is told in words."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect

from bot.errors import StorageError
from bot.storage import migrating
from bot.storage.database import CHECKPOINT_EVERY, MAX_LOG, Database
from bot.storage.migrating import migrate, newest, version
from bot.storage.tables import metadata

PAGE = 4096
PAGES_A_WRITE = 2


async def test_migrating_makes_the_tables_of_this_version(database: Database) -> None:
    def differences(connection: Connection) -> list:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, metadata)

    assert await database.read(differences) == []


async def test_migrating_again_changes_nothing(database: Database) -> None:
    assert await migrate(database) == newest() == await version(database)


async def test_two_processes_may_migrate_at_once(url: str) -> None:
    databases = [Database(url), Database(url)]

    versions = await asyncio.gather(*map(migrate, databases))

    assert versions == [newest()] * 2
    for each in databases:
        await each.close()


async def test_the_first_connections_to_a_file_wait_for_each_other(tmp_path: Path) -> None:
    for number in range(50):
        databases = [Database(f"sqlite:///{tmp_path / str(number)}") for _ in range(4)]

        assert await asyncio.gather(*map(version, databases)) == [None] * 4
        for each in databases:
            await each.close()


async def test_a_migration_can_be_taken_back(database: Database) -> None:
    def back(connection: Connection) -> list[str]:
        config = migrating._config()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        return inspect(connection).get_table_names()

    left = await database.write(back)

    assert set(left) <= {"alembic_version", "sqlite_sequence"}


async def test_a_database_without_tables_has_no_version(url: str) -> None:
    database = Database(url)

    assert await version(database) is None
    await database.close()


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("postgresql+psycopg://someone:s3cret@127.0.0.1:9/none", id="nobody listens"),
        pytest.param("sqlite:////proc/none/verbatim.db", id="no such folder"),
    ],
)
async def test_a_database_that_is_not_there_is_told_without_its_password(url: str) -> None:
    async def connect() -> None:
        await version(Database(url))

    with pytest.raises(StorageError, match="the database cannot be") as raised:
        await connect()

    assert "s3cret" not in str(raised.value)


async def test_what_is_not_committed_is_not_there(database: Database) -> None:
    def fail_half_way(connection: Connection) -> None:
        row = {"team": "T", "user": "U", "language": "fr"}
        connection.execute(metadata.tables["preferences"].insert().values(row))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await database.write(fail_half_way)

    assert await database.one(metadata.tables["preferences"].select()) is None


async def test_sqlite_makes_its_folder(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/new/folder/verbatim.db")

    assert await migrate(database) == newest()
    await database.close()


async def test_sqlites_log_does_not_grow_for_ever(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/verbatim.db")
    await migrate(database)
    preferences = metadata.tables["preferences"]

    def write(connection: Connection) -> None:
        connection.execute(preferences.delete())
        connection.execute(preferences.insert().values(team="T", user="U" * 200, language="fr"))

    for _ in range(3 * CHECKPOINT_EVERY):
        await database.write(write, is_brief=True)
    size = (tmp_path / "verbatim.db-wal").stat().st_size
    await database.close()

    assert size < 2 * CHECKPOINT_EVERY * PAGES_A_WRITE * PAGE


async def test_sqlites_log_does_not_grow_for_ever_where_somebody_always_writes(
    tmp_path: Path,
) -> None:
    database = Database(f"sqlite:///{tmp_path}/verbatim.db")
    await migrate(database)
    preferences = metadata.tables["preferences"]
    pages = 16
    written = 0

    def write(connection: Connection) -> None:
        nonlocal written
        connection.execute(preferences.delete())
        row = {"team": "T", "user": "U" * pages * PAGE, "language": "fr"}
        connection.execute(preferences.insert().values(row))
        written += pages * PAGE

    async def write_always() -> None:
        while True:
            await database.write(write, is_hasty=True)
            await asyncio.sleep(0.001)  # the disk is waited for in between

    other = asyncio.create_task(write_always())
    while written < 4 * MAX_LOG:
        await database.write(write, is_brief=True)
    other.cancel()
    size = (tmp_path / "verbatim.db-wal").stat().st_size
    await asyncio.gather(other, return_exceptions=True)
    await database.close()

    assert size < 2 * MAX_LOG
