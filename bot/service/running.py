"""``verbatim run``, ``verbatim migrate`` and what else an operator does from the terminal."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import TypeVar

from bot.curation.review import Asked, TaughtPhrase
from bot.errors import SettingsError, StorageError
from bot.service.logs import start_log
from bot.service.serving import serving
from bot.service.serving_packs import ServingPacks
from bot.service.ways import Way
from bot.service.workbench import as_asked, as_taught_phrase
from bot.settings import Settings
from bot.storage import migrating
from bot.storage.database import Database
from bot.storage.encryption import Cipher
from bot.storage.inbox import StoredTurns, Stuck
from bot.storage.installations import StoredInstallations
from bot.storage.journal import Count, StoredJournal
from bot.storage.taught import StoredTaught

T = TypeVar("T")

SWITCH_INTERVAL = 0.0001
"""Seconds after which a thread that works out a reply gives way, a fiftieth of Python's own.

The event loop and the database's threads need the interpreter often and briefly: between a
reply that Slack has taken and its mark in the inbox they would wait for it several times.
"""

logger = logging.getLogger(__name__)


def run(settings: Settings, way: Way) -> None:
    """Serve Slack until SIGTERM or SIGINT.

    Raises:
        SettingsError: a token is missing or not taken, or the port cannot be listened on.
        PackError: the pack is refused.
    """
    start_log(settings.log_level)
    sys.setswitchinterval(SWITCH_INTERVAL)
    asyncio.run(_serve(settings, way))


async def _serve(settings: Settings, way: Way) -> None:
    packs = ServingPacks.of(settings)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with serving(settings, way, packs):
        await stop.wait()
        logger.info("stopping: finishing the replies in hand")
    logger.info("stopped")


def migrate(settings: Settings) -> str:
    """Bring the database's tables to this version; gives the version.

    Raises:
        StorageError: the database cannot be used.
    """
    return asyncio.run(_with_database(settings, migrating.migrate, needs_tables=False))


def stuck_turns(settings: Settings) -> Sequence[Stuck]:
    """What is not answered, and why.

    Raises:
        StorageError: the database cannot be used.
    """
    return asyncio.run(_with_database(settings, lambda database: StoredTurns(database).stuck()))


def retry_turns(settings: Settings, numbers: Collection[int] = ()) -> int:
    """Have turns that were put aside tried again; gives how many.

    Raises:
        StorageError: the database cannot be used.
    """
    return asyncio.run(
        _with_database(settings, lambda database: StoredTurns(database).retry(numbers))
    )


def counts(settings: Settings, since: str = "") -> Sequence[Count]:
    """What was answered, as counts by day.

    Raises:
        StorageError: the database cannot be used.
    """
    return asyncio.run(
        _with_database(settings, lambda database: StoredJournal(database).counted(since=since))
    )


def unanswered(settings: Settings) -> tuple[Asked, ...]:
    """The questions kept for curators, those asked most often first.

    Raises:
        StorageError: the database cannot be used.
    """
    return asyncio.run(_with_database(settings, _asked))


def taught_phrases(settings: Settings, pack: str) -> tuple[TaughtPhrase, ...]:
    """The phrases of a pack that were taught in Slack, the oldest first.

    Raises:
        StorageError: the database cannot be used.
    """

    async def read(database: Database) -> tuple[TaughtPhrase, ...]:
        rows = await StoredTaught(database).all()
        return tuple(as_taught_phrase(row) for row in rows if row.pack == pack)

    return asyncio.run(_with_database(settings, read))


def drop_taught(settings: Settings, marks: Mapping[int, str]) -> int:
    """Delete taught phrases that are in their pack by now; gives how many there were.

    Args:
        settings: which database.
        marks: as for ``leave_queue``.

    Raises:
        StorageError: the database cannot be used.
    """

    async def drop(database: Database) -> int:
        store = StoredTaught(database)
        rows = map(as_taught_phrase, await store.all())
        numbers = [row.number for row in rows if marks.get(row.number) == row.mark]
        await store.take_back(numbers)
        return len(numbers)

    return asyncio.run(_with_database(settings, drop)) if marks else 0


def leave_queue(settings: Settings, rows: Mapping[int, str]) -> int:
    """Delete questions that are dealt with; gives how many there were.

    Args:
        settings: which database.
        rows: their numbers and marks; a number that now stands for another question is left.

    Raises:
        StorageError: the database cannot be used.
    """

    async def leave(database: Database) -> int:
        numbers = [
            asked.number for asked in await _asked(database) if rows.get(asked.number) == asked.mark
        ]
        await StoredJournal(database).dismiss(numbers)
        return len(numbers)

    return asyncio.run(_with_database(settings, leave)) if rows else 0


async def _asked(database: Database) -> tuple[Asked, ...]:
    return tuple(map(as_asked, await StoredJournal(database).unanswered()))


def rotate_keys(settings: Settings) -> int:
    """Encrypt every kept token with the first of ENCRYPTION_KEYS; gives how many there are.

    Raises:
        SettingsError: there is no key.
        StorageError: the database cannot be used, or a token cannot be decrypted.
    """
    if not settings.encryption_keys:
        raise SettingsError("ENCRYPTION_KEYS is not set: the new key first, then the old one")
    cipher = Cipher(settings.encryption_keys)
    return asyncio.run(
        _with_database(settings, lambda database: StoredInstallations(database, cipher).rotate())
    )


async def _with_database(
    settings: Settings, work: Callable[[Database], Awaitable[T]], *, needs_tables: bool = True
) -> T:
    database = Database(settings.database_url)
    try:
        if needs_tables and await migrating.version(database) is None:
            raise StorageError("the database has no tables yet: run the bot, or: verbatim migrate")
        return await work(database)
    finally:
        await database.close()
