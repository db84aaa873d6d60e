"""The languages people chose for their replies."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select, tuple_

from bot.knowledge.model import LANGUAGES, Language
from bot.storage.database import Database
from bot.storage.grouping import Grouped
from bot.storage.keys import safe_key
from bot.storage.tables import preferences

_Who = tuple[str, str]


class StoredPreferences:
    """The ``Preferences`` of ``bot.slack.stores`` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._loading = Grouped(self._load_all)

    async def language(self, team: str, user: str) -> Language | None:
        """See ``Preferences``."""
        return await self._loading.do((safe_key(team), safe_key(user)))

    async def choose(self, team: str, user: str, language: Language | None) -> None:
        """See ``Preferences``."""
        who = {"team": safe_key(team), "user": safe_key(user)}
        columns = preferences.c
        if language is None:
            await self._database.execute(
                delete(preferences).where(columns.team == who["team"], columns.user == who["user"])
            )
            return
        insertion = self._database.insert(preferences).values(**who, language=language)
        await self._database.execute(
            insertion.on_conflict_do_update(
                index_elements=["team", "user"], set_={"language": language}
            )
        )

    async def forget(self, team: str) -> None:
        """See ``Preferences``."""
        await self._database.execute(
            delete(preferences).where(preferences.c.team == safe_key(team))
        )

    async def _load_all(self, people: Sequence[_Who]) -> Sequence[Language | None]:
        who = (preferences.c.team, preferences.c.user)
        query = select(*who, preferences.c.language).where(tuple_(*who).in_(set(people)))
        rows = await self._database.rows(query)
        chosen = {(row[0], row[1]): row[2] for row in rows}
        return [
            next((language for language in LANGUAGES if language == chosen.get(person)), None)
            for person in people
        ]
