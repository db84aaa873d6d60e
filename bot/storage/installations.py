"""The bot's token in each workspace, encrypted, and the states of installations under way."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence

from sqlalchemy import Connection, delete, or_, select, update
from sqlalchemy.engine import Row

from bot.slack.installations import Installation, NewInstallation
from bot.storage.database import Database
from bot.storage.encryption import Cipher
from bot.storage.keys import safe_key, safe_text
from bot.storage.tables import installations, oauth_states, workspaces

CACHED_FOR = 20.0
"""Seconds for which a token read is believed; another replica may hear of its end first."""
MAX_CACHED = 10_000
STATE_SECONDS = 600.0
"""Seconds that an installation may take from the link to Slack's answer."""


class StoredInstallations:
    """The ``Installations`` of ``bot.slack.installations`` in a database.

    Args:
        database: where they are.
        cipher: for the tokens.
        now: a clock in seconds, for the cache.
    """

    def __init__(
        self, database: Database, cipher: Cipher, *, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._database = database
        self._cipher = cipher
        self._now = now
        self._cache: dict[tuple[str, str], tuple[float, Installation]] = {}
        self._changes = 0

    async def find(self, enterprise: str | None, team: str | None) -> Installation | None:
        """See ``Installations``: the workspace's own, else its organisation's."""
        key = (safe_key(enterprise or ""), safe_key(team or ""))
        cached = self._cache.get(key)
        if cached is not None and self._now() < cached[0]:
            return cached[1]
        self._cache.pop(key, None)
        changes = self._changes
        columns = installations.c
        of_team = (columns.team == key[1]) & (columns.team != "")
        of_all = (columns.enterprise == key[0]) & (columns.enterprise != "") & (columns.team == "")
        query = select(installations).where(or_(of_team, of_all)).order_by(columns.team.desc())
        row = await self._database.one(query.limit(1))
        if row is None:
            return None
        found = self._read(row)
        if key[1] and not row.team:
            await self._note(*key)
        if len(self._cache) >= MAX_CACHED:
            self._cache.clear()
        if changes == self._changes:  # else it may be what was there before
            self._cache[key] = (self._now() + CACHED_FOR, found)
        return found

    async def save(self, new: NewInstallation) -> None:
        """Keep an installation in the place of an earlier one."""
        found = new.installation
        values = {
            "enterprise": safe_key(found.enterprise or ""),
            "team": safe_key(found.team or ""),
            "team_name": safe_text(new.team_name),
            "token": self._cipher.encrypt(found.token),
            "bot_user": safe_key(found.bot_user),
            "bot_id": safe_key(found.bot_id),
            "app_id": safe_key(new.app_id),
            "scopes": safe_text(new.scopes),
            "installed_at": self._database.now,
        }
        insertion = self._database.insert(installations).values(values)
        saving = insertion.on_conflict_do_update(
            index_elements=["enterprise", "team"],
            set_={name: insertion.excluded[name] for name in values},
        )
        await self._database.execute(saving)
        self._forget_cached()

    async def workspaces(self, organisation: str) -> Sequence[str]:
        """See ``Installations``."""
        used = select(workspaces.c.team).where(workspaces.c.enterprise == safe_key(organisation))
        return [row.team for row in await self._database.rows(used)]

    async def forget(self, team: str) -> None:
        """See ``Installations``."""
        key, columns = safe_key(team), installations.c
        ended = or_(columns.team == key, (columns.enterprise == key) & (columns.team == ""))
        named = or_(workspaces.c.team == key, workspaces.c.enterprise == key)
        await self._database.execute(
            delete(installations).where(ended), delete(workspaces).where(named)
        )
        self._forget_cached()

    async def rotate(self) -> int:
        """Encrypt every token anew with the first key; gives how many there are.

        Raises:
            StorageError: a token cannot be decrypted; then none is changed.
        """
        columns = installations.c

        def renew(connection: Connection) -> int:
            rows = connection.execute(select(installations)).all()
            for row in rows:
                where = (columns.enterprise == row.enterprise) & (columns.team == row.team)
                connection.execute(
                    update(installations)
                    .where(where, columns.token == row.token)
                    .values(token=self._cipher.renewed(row.token))
                )
            return len(rows)

        return await self._database.write(renew)

    async def _note(self, enterprise: str, team: str) -> None:
        """Keep which workspace used its organisation's installation: its rows go with that."""
        noting = self._database.insert(workspaces).values(enterprise=enterprise, team=team)
        await self._database.execute(noting.on_conflict_do_nothing())

    def _forget_cached(self) -> None:
        self._changes += 1
        self._cache.clear()

    def _read(self, row: Row[tuple[object, ...]]) -> Installation:
        return Installation(
            token=self._cipher.decrypt(row.token),
            bot_user=row.bot_user,
            bot_id=row.bot_id,
            team=row.team or None,
            enterprise=row.enterprise or None,
        )


class StoredStates:
    """Marks given to browsers that begin an installation, each good once and for ten minutes."""

    def __init__(self, database: Database, seconds: float = STATE_SECONDS) -> None:
        self._database = database
        self._seconds = seconds

    async def issue(self) -> str:
        """A new mark, which nobody can guess."""
        state = secrets.token_urlsafe(32)
        values = {"state": state, "expires_at": self._database.now + self._seconds}
        await self._database.execute(oauth_states.insert().values(values))
        return state

    async def consume(self, state: str) -> bool:
        """Whether ``state`` was issued, not long ago, and not consumed before."""
        spent = (
            delete(oauth_states)
            .where(oauth_states.c.state == safe_key(state))
            .where(oauth_states.c.expires_at > self._database.now)
        )
        return await self._database.execute(spent) > 0
