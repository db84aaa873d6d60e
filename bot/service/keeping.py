"""What the workspace on this machine keeps from one run to the next: its curators' queue and what
they taught, in the same database as the service's.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from collections.abc import Set as AbstractSet
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.errors import StorageError
from bot.service.serving_packs import ServingPacks
from bot.service.teaching import Teaching
from bot.service.upkeep import Upkeep
from bot.service.workbench import PackWorkbench
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.journal import StoredJournal
from bot.storage.taught import StoredTaught


@dataclass(frozen=True)
class Kept:
    """A journal in the database, and the workbench over it."""

    journal: StoredJournal
    taught: StoredTaught
    workbench: PackWorkbench


@asynccontextmanager
async def keeping(
    settings: Settings, packs: ServingPacks, curators: AbstractSet[str]
) -> AsyncIterator[Kept]:
    """The workbench is there, and what was taught serves, while this is open.

    Args:
        settings: the database, and how long questions are kept.
        packs: what serves.
        curators: ids of who may teach.

    Raises:
        StorageError: the database cannot be used, or has not this version's tables.
    """
    database = Database(settings.database_url)
    teaching = None
    tasks: list[asyncio.Task[None]] = []
    try:
        upkeep = Upkeep(database, settings.retention_days)
        if problem := await upkeep.problem():
            raise StorageError(problem)
        journal, taught = StoredJournal(database), StoredTaught(database)
        teaching = Teaching(packs, taught, settings.home, settings.cache)
        tasks = [
            asyncio.create_task(upkeep.purge_now_and_then()),
            asyncio.create_task(teaching.follow()),
        ]
        yield Kept(journal, taught, PackWorkbench(packs, curators, journal, teaching))
    finally:
        if teaching is not None:
            teaching.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await database.close()
