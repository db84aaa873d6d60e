"""What curators teach: tried and fitted in a child process, then swapped in where it was taught."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import ParamSpec, TypeVar

from bot.assistant import Assistant
from bot.curation.changes import Change, with_changes
from bot.curation.trying import Effect, fit, try_change
from bot.errors import StorageError, VerbatimError
from bot.service.children import Child
from bot.service.serving_packs import ServingPacks
from bot.storage.taught import StoredTaught, Taught

LOOK_EVERY = 2.0
"""Seconds between looks for what was taught in other processes."""

P = ParamSpec("P")
T = TypeVar("T")
_Place = tuple[str, str]  # a workspace and a pack

logger = logging.getLogger(__name__)


class Teaching:
    """The phrases taught, workspace by workspace, over the packs that serve.

    Args:
        packs: what serves.
        store: keeps what is taught.
        home: the folder that holds the tables of questions.
        cache: for fitted weights: the child process leaves them there.
    """

    def __init__(self, packs: ServingPacks, store: StoredTaught, home: Path, cache: Path) -> None:
        self._packs, self._store = packs, store
        self._home, self._cache = home, cache
        self._serving: dict[_Place, tuple[str, tuple[int, ...]]] = {}
        self._refreshing = asyncio.Lock()
        self._is_closed = False
        self._child_turn = asyncio.Lock()
        self._child: Child[object] | None = None

    async def try_out(self, team: str, pack: str, change: Change) -> Effect:
        """What a phrase would do in a workspace.

        Raises:
            VerbatimError: the tables cannot be read, or the database.
        """
        taught = _changes(row for row in await self._store.all(team) if row.pack == pack)
        served = self._packs.live[pack].pack
        return await self._in_child(try_change, served, taught, change, self._home, self._cache)

    async def teach(self, team: str, pack: str, change: Change) -> None:
        """Keep a phrase, and have it serve before this ends.

        Raises:
            VerbatimError: it could not be kept.
        """
        await self._store.teach(team, pack, change.intent, change.language, change.phrase)
        await self.refresh()

    async def take_back(self, team: str, number: int) -> None:
        """Forget a phrase of a workspace, if it is one.

        Raises:
            StorageError: the database cannot be used.
        """
        own = [row.number for row in await self._store.all(team) if row.number == number]
        await self._store.take_back(own)
        await self.refresh()

    async def taught(self, team: str) -> list[Taught]:
        """What a workspace was taught.

        Raises:
            StorageError: the database cannot be used.
        """
        return list(await self._store.all(team))

    async def refresh(self) -> None:
        """Have every workspace answer with what it is taught now, and with the packs of now.

        Raises:
            VerbatimError: the database or a pack cannot be read; what serves goes on serving.
        """
        async with self._refreshing:
            rows: dict[_Place, list[Taught]] = {}
            for row in await self._store.all():
                if row.pack in self._packs.live:
                    rows.setdefault((row.team, row.pack), []).append(row)
            for place in self._serving.keys() - rows.keys():
                del self._serving[place]
                self._packs.teach(*place, None)
            for place, taught in rows.items():
                await self._serve(place, taught)

    async def _serve(self, place: _Place, taught: list[Taught]) -> None:
        live = self._packs.live[place[1]]
        wanted = live.version, tuple(row.number for row in taught)
        if self._serving.get(place) == wanted:
            return
        pack = with_changes(live.pack, _changes(taught))
        await self._in_child(fit, pack, self._cache)
        assistant = await asyncio.to_thread(Assistant, pack, cache=self._cache)
        self._packs.teach(*place, assistant)
        self._serving[place] = wanted
        logger.info("%d taught phrases serve with the pack %s", len(taught), live.name)

    async def follow(self) -> None:
        """Go on looking for what is taught elsewhere, and for packs that change."""
        while True:
            try:
                await self.refresh()
            except StorageError:
                pass  # said by those who wait for the database
            except VerbatimError as error:
                logger.warning("what was taught does not serve yet: %s", error)
            await asyncio.sleep(LOOK_EVERY)

    async def _in_child(self, work: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        """Do work in a process of its own: fitting would hold up the replies of this one.

        Raises:
            VerbatimError: the work could not be done, its process died, or the service stops.
        """
        async with self._child_turn:
            if self._is_closed:
                raise VerbatimError("the service is stopping")
            child = Child(partial(work, *arguments, **named))
            self._child = child
            try:
                return await child.result()
            finally:
                self._child = None

    def close(self) -> None:
        """End what is being tried or fitted, and begin nothing more."""
        self._is_closed = True
        if self._child is not None:
            self._child.end()


def _changes(rows: Iterable[Taught]) -> tuple[Change, ...]:
    return tuple(Change(row.intent, "ask", row.language, row.phrase) for row in rows)
