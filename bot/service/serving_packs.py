"""Which packs answer where, and how they follow their files."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from watchfiles import awatch

from bot.errors import SettingsError
from bot.federation import Answering, Federation
from bot.knowledge.loading import pack_names
from bot.service.packs import LiveAssistant, PackObserver, pack_folders
from bot.settings import Settings

DEBOUNCE = 400
"""Milliseconds in which changes of several files count as one: editors write in steps."""


def names_of(settings: Settings) -> tuple[str, ...]:
    """The packs that serve: those of the settings, else all there are.

    Raises:
        SettingsError: there is none, or a place is bound to one that does not serve.
    """
    names = settings.packs or pack_names(settings.home)
    if not names:
        raise SettingsError(f"{settings.home}/knowledge holds no pack; VERBATIM_HOME says where")
    for place, bound in settings.packs_in.items():
        if missing := [name for name in bound if name not in names]:
            raise SettingsError(f"PACKS_IN binds {place} to {missing[0]}, which is not in PACKS")
    return names


class ServingPacks:
    """The packs of a service.

    Args:
        names: of the packs.
        home: the folder that holds ``knowledge/`` and ``intents/``.
        cache: for fitted matchers.
        bound: the packs of a channel or a workspace, by its Slack id; elsewhere all answer.

    Raises:
        PackError: a pack is refused.
    """

    def __init__(
        self,
        names: Sequence[str],
        home: Path,
        cache: Path | None,
        bound: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self._home = home
        self._bound = {place: tuple(packs) for place, packs in (bound or {}).items()}
        self.live = {name: LiveAssistant(name, home, cache) for name in names}
        self._taught: dict[tuple[str, str], Answering] = {}

    @classmethod
    def of(cls, settings: Settings) -> ServingPacks:
        """Those of the settings.

        Raises:
            SettingsError: there is none, or a place is bound to one that does not serve.
            PackError: a pack is refused.
        """
        return cls(names_of(settings), settings.home, settings.cache, settings.packs_in)

    @property
    def everything(self) -> Answering:
        """All the packs, as those answer who were taught nothing."""
        return self.at("")

    def at(self, team: str, channel: str = "") -> Answering:
        """What answers in a channel of a workspace: the channel's packs, the workspace's, or all.

        Args:
            team: the workspace's id.
            channel: the channel's id; empty where there is none, as on the Home tab.
        """
        names = self._bound.get(channel) or self._bound.get(team) or tuple(self.live)
        members = [self.pack_at(team, name) for name in names]
        return members[0] if len(members) == 1 else Federation(members)

    def pack_at(self, team: str, name: str) -> Answering:
        """What answers from one pack in a workspace: as it was taught there, else as it is."""
        return self._taught.get((team, name)) or self.live[name]

    def teach(self, team: str, name: str, assistant: Answering | None) -> None:
        """Have ``assistant`` answer from a pack in a workspace; None takes it back."""
        if assistant is None:
            self._taught.pop((team, name), None)
        else:
            self._taught[team, name] = assistant

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong with the packs on disk; empty where they are those that serve."""
        return tuple(problem for live in self.live.values() for problem in live.problems)

    async def reload(self, observer: PackObserver) -> bool:
        """Take what changed on disk and is not refused; gives whether any was taken."""
        return any([await live.reload(observer) for live in self.live.values()])

    @asynccontextmanager
    async def watched(self, observer: PackObserver) -> AsyncIterator[None]:
        """While this is open, packs are loaded anew when their files change, and on SIGHUP."""
        for name, live in self.live.items():
            observer.serves(name, live.version)
        asked = asyncio.Event()
        loop = asyncio.get_running_loop()
        with suppress(NotImplementedError, RuntimeError, ValueError):  # not in the main thread
            loop.add_signal_handler(signal.SIGHUP, asked.set)
        tasks = [
            asyncio.create_task(self._follow_files(asked)),
            asyncio.create_task(self._follow(asked, observer)),
        ]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            with suppress(NotImplementedError, RuntimeError, ValueError):
                loop.remove_signal_handler(signal.SIGHUP)

    async def _follow_files(self, asked: asyncio.Event) -> None:
        folders = {folder for name in self.live for folder in pack_folders(name, self._home)}
        there = sorted(folder for folder in folders if folder.is_dir())
        asked.set()  # they may have changed since they were loaded
        async for _ in awatch(*there, debounce=DEBOUNCE, step=50):
            asked.set()

    async def _follow(self, asked: asyncio.Event, observer: PackObserver) -> None:
        while True:
            await asked.wait()
            asked.clear()
            await self.reload(observer)
