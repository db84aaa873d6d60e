"""The database in the life of a process: waited for, brought up to date, cleared of old rows."""

from __future__ import annotations

import asyncio
import logging

from bot.errors import StorageError
from bot.storage.database import Database
from bot.storage.migrating import migrate, newest, version
from bot.storage.retention import purge

RETRY_AFTER = 2.0
"""Seconds until a database that cannot be used is tried again."""
PURGE_EVERY = 3_600.0

logger = logging.getLogger(__name__)


class Upkeep:
    """Sees to the database.

    SQLite's tables are brought up to date by whoever opens the file; PostgreSQL's by
    ``verbatim migrate``, once for all replicas.

    Args:
        database: what is seen to.
        retention_days: as in the settings.
    """

    def __init__(self, database: Database, retention_days: int) -> None:
        self._database = database
        self._retention_days = retention_days
        self._newest = newest()

    async def is_ready(self) -> bool:
        """Whether the database answers and has this version's tables."""
        try:
            return await version(self._database) == self._newest
        except StorageError:
            return False

    async def wait_ready(self) -> None:
        """Wait for a database that can be used; says in the log what is missing, once."""
        said = ""
        while problem := await self.problem():
            if problem != said:
                logger.error("%s", problem)
                said = problem
            await asyncio.sleep(RETRY_AFTER)
        if said:
            logger.info("the database can be used now")

    async def purge_now_and_then(self) -> None:
        """Delete what is too old, every hour."""
        while True:
            try:
                deleted = await purge(self._database, self._retention_days)
            except StorageError as error:
                logger.warning("old rows could not be deleted: %s", error)
            else:
                logger.info("deleted %d rows whose time was over", deleted)
            await asyncio.sleep(PURGE_EVERY)

    async def problem(self) -> str:
        """What stands in the way of using the database; empty for nothing."""
        try:
            if self._database.is_sqlite:
                await migrate(self._database)
            found = await version(self._database)
        except StorageError as error:
            return str(error)
        if found == self._newest:
            return ""
        has = f"the tables of version {found}" if found else "no tables"
        return f"the database has {has} and needs {self._newest}; run: python -m bot migrate"
