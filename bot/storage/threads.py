"""What conversations remember, until they have been silent for a week."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from sqlalchemy import Connection, delete, select, tuple_

from bot.answering.model import Thread
from bot.slack.inbox import Remembered
from bot.slack.stores import ThreadKey
from bot.storage.database import Database
from bot.storage.grouping import Grouped
from bot.storage.keys import safe_key
from bot.storage.tables import threads

THREAD_DAYS = 7
"""Days of silence after which a conversation is forgotten."""
DAY = 86_400.0

_Key = tuple[str, str, str]


class StoredThreads:
    """The ``Threads`` of ``bot.slack.stores`` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._save = saving(database)
        self._loading = Grouped(self._load_all)
        self._saving = Grouped(self._save_all)

    async def load(self, key: ThreadKey) -> Thread:
        """See ``Threads``."""
        return await self._loading.do(_key(key))

    async def save(self, key: ThreadKey, thread: Thread) -> None:
        """See ``Threads``."""
        await self._saving.do(Remembered(key, thread))

    async def forget(self, team: str) -> None:
        """See ``Threads``."""
        await self._database.execute(delete(threads).where(threads.c.team == safe_key(team)))

    async def _load_all(self, keys: Sequence[_Key]) -> Sequence[Thread]:
        columns = (threads.c.team, threads.c.channel, threads.c.thread)
        fresh = threads.c.touched_at > self._database.now - THREAD_DAYS * DAY
        query = select(*columns, threads.c.state).where(tuple_(*columns).in_(set(keys)), fresh)
        rows = await self._database.rows(query)
        found = {(row[0], row[1], row[2]): Thread(state=json.loads(row[3])) for row in rows}
        return [found.get(key, Thread()) for key in keys]

    async def _save_all(self, jobs: Sequence[Remembered]) -> Sequence[None]:
        await self._database.write(lambda connection: self._save(connection, jobs), is_hasty=True)
        return [None] * len(jobs)


def saving(database: Database) -> Callable[[Connection, Sequence[Remembered]], None]:
    """What remembers conversations within a transaction; of several of one the last."""
    insertion = database.insert(threads).values(touched_at=database.now)
    statement = insertion.on_conflict_do_update(
        index_elements=["team", "channel", "thread"],
        set_={"state": insertion.excluded.state, "touched_at": insertion.excluded.touched_at},
    )

    def save(connection: Connection, jobs: Sequence[Remembered]) -> None:
        latest = {_key(job.key): json.dumps(dict(job.thread.state)) for job in jobs}
        rows = [
            {"team": team, "channel": channel, "thread": thread, "state": state}
            # In one order everywhere: two replicas must not wait for each other's rows.
            for (team, channel, thread), state in sorted(latest.items())
        ]
        connection.execute(statement, rows)

    return save


def _key(key: ThreadKey) -> _Key:
    return safe_key(key.team), safe_key(key.channel), safe_key(key.thread_ts)
