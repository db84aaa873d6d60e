"""What conversations remember, until they have been silent for a week."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select, tuple_

from bot.answering.model import Thread
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
        self._loading = Grouped(self._load_all)
        self._saving = Grouped(self._save_all)

    async def load(self, key: ThreadKey) -> Thread:
        """See ``Threads``."""
        return await self._loading.do(_key(key))

    async def save(self, key: ThreadKey, thread: Thread) -> None:
        """See ``Threads``."""
        await self._saving.do((_key(key), json.dumps(dict(thread.state))))

    async def forget(self, team: str) -> None:
        """See ``Threads``."""
        async with self._database.writing() as connection:
            await connection.execute(delete(threads).where(threads.c.team == safe_key(team)))

    async def _load_all(self, keys: Sequence[_Key]) -> Sequence[Thread]:
        columns = (threads.c.team, threads.c.channel, threads.c.thread)
        fresh = threads.c.touched_at > self._database.now - THREAD_DAYS * DAY
        query = select(*columns, threads.c.state).where(tuple_(*columns).in_(set(keys)), fresh)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        found = {(row[0], row[1], row[2]): Thread(state=json.loads(row[3])) for row in rows}
        return [found.get(key, Thread()) for key in keys]

    async def _save_all(self, jobs: Sequence[tuple[_Key, str]]) -> Sequence[None]:
        latest = dict(jobs)
        rows: list[dict[str, Any]] = [
            {"team": team, "channel": channel, "thread": thread, "state": state}
            # In one order everywhere: two replicas must not wait for each other's rows.
            for (team, channel, thread), state in sorted(latest.items())
        ]
        insertion = self._database.insert(threads).values(
            [row | {"touched_at": self._database.now} for row in rows]
        )
        saving = insertion.on_conflict_do_update(
            index_elements=["team", "channel", "thread"],
            set_={"state": insertion.excluded.state, "touched_at": insertion.excluded.touched_at},
        )
        async with self._database.writing() as connection:
            await connection.execute(saving)
        return [None] * len(jobs)


def _key(key: ThreadKey) -> _Key:
    return safe_key(key.team), safe_key(key.channel), safe_key(key.thread_ts)
