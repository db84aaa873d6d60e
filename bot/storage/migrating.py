"""Bringing the tables to this version, and knowing whether they are."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.storage.database import Database

LOCK = 0x56455242
"""Number of PostgreSQL's advisory lock: one process migrates, the others wait for it."""


async def migrate(database: Database) -> str:
    """Bring the tables to this version, in one transaction; gives the version.

    Raises:
        StorageError: the database cannot be used; nothing was changed.
    """

    def work(connection: Connection) -> None:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        _upgrade(connection)

    await database.write(work)
    return newest()


async def version(database: Database) -> str | None:
    """The version of the tables; None where there are none.

    Raises:
        StorageError: the database cannot be used.
    """
    return await database.read(
        lambda connection: MigrationContext.configure(connection).get_current_revision()
    )


def newest() -> str:
    """The version that this code needs."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def _upgrade(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    # A percent sign in a folder's name would be taken for interpolation.
    folder = str(Path(__file__).with_name("migrations")).replace("%", "%%")
    config.set_main_option("script_location", folder)
    config.set_main_option("path_separator", "os")
    return config
