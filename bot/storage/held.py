"""Questions too long for a button, for half an hour."""

from __future__ import annotations

import secrets

from sqlalchemy import delete, insert, select

from bot.slack.stores import HELD_FOR
from bot.storage.database import Database
from bot.storage.keys import safe_key, writable
from bot.storage.tables import held as table


class StoredHeld:
    """The ``Held`` of ``bot.slack.stores`` in a database.

    Args:
        database: where.
        seconds: for how long.
    """

    def __init__(self, database: Database, seconds: float = HELD_FOR) -> None:
        self._database = database
        self._seconds = seconds

    async def hold(self, team: str, content: str) -> str:
        """See ``Held``."""
        held = secrets.token_urlsafe()
        row = {"team": safe_key(team), "id": held, "content": writable(content)}
        late = table.c.expires_at <= self._database.now
        await self._database.execute(
            delete(table).where(late),
            insert(table).values(**row, expires_at=self._database.now + self._seconds),
        )
        return held

    async def find(self, team: str, held: str) -> str | None:
        """See ``Held``."""
        query = select(table.c.content).where(
            table.c.team == safe_key(team),
            table.c.id == safe_key(held),
            table.c.expires_at > self._database.now,
        )
        row = await self._database.one(query)
        return row[0] if row else None

    async def release(self, team: str, held: str) -> None:
        """See ``Held``."""
        same = (table.c.team == safe_key(team), table.c.id == safe_key(held))
        await self._database.execute(delete(table).where(*same))

    async def forget(self, team: str) -> None:
        """Delete everything of ``team``."""
        await self._database.execute(delete(table).where(table.c.team == safe_key(team)))
