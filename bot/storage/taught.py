"""The phrases that curators taught in Slack, each in one workspace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from bot.knowledge.model import LANGUAGES, Language
from bot.storage.database import Database
from bot.storage.keys import digest, safe_key, safe_text
from bot.storage.tables import taught


@dataclass(frozen=True)
class Taught:
    """A phrase of an intent that a workspace has beyond those of its pack.

    Attributes:
        number: its row.
    """

    number: int
    team: str
    pack: str
    intent: str
    language: Language
    phrase: str


class StoredTaught:
    """Taught phrases in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def teach(
        self, team: str, pack: str, intent: str, language: Language, phrase: str
    ) -> None:
        """Keep a phrase; one that another intent had is that intent's no longer."""
        key = {"team": safe_key(team), "pack": pack, "digest": digest(phrase)}
        columns = taught.c
        same = (columns[name] == value for name, value in key.items())
        row = {"intent": intent, "language": language, "phrase": safe_text(phrase)}
        await self._database.execute(
            # Deleted and not updated: a new number tells other processes of the change.
            delete(taught).where(*same),
            self._database.insert(taught).values(**key, **row, taught_at=self._database.now),
        )

    async def all(self, team: str | None = None) -> Sequence[Taught]:
        """The phrases taught, the oldest first; of all teams unless one is given."""
        query = select(*(taught.c[name] for name in Taught.__dataclass_fields__))
        if team is not None:
            query = query.where(taught.c.team == safe_key(team))
        rows = await self._database.rows(query.order_by(taught.c.number))
        return [Taught(*row) for row in rows if row.language in LANGUAGES]

    async def take_back(self, numbers: Sequence[int]) -> None:
        """Delete phrases: they are in their pack by now, or were taught by mistake."""
        await self._database.execute(delete(taught).where(taught.c.number.in_(list(numbers))))

    async def forget(self, team: str) -> None:
        """Delete everything of ``team``."""
        await self._database.execute(delete(taught).where(taught.c.team == safe_key(team)))
