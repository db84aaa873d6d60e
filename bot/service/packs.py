"""A pack that serves and is loaded anew while it does: a broken edit leaves the one before it."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import json
import logging
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from bot.answering.model import Reply, Thread
from bot.assistant import Assistant, TopicCard
from bot.errors import PackError, VerbatimError
from bot.knowledge.loading import load_pack
from bot.knowledge.model import Language, Pack

SHOWN_PROBLEMS = 5
NEW_THREAD = Thread()
MAX_KNOWN = 1_000
"""Replies kept at hand: people press the same buttons and ask what they are offered."""
MAX_KNOWN_QUESTION = 200

logger = logging.getLogger(__name__)


class PackObserver(Protocol):
    """Is told which packs serve."""

    def serves(self, pack: str, version: str) -> None:
        """This pack answers from now on."""
        ...

    def reloaded(self, pack: str, *, is_good: bool) -> None:
        """The pack on disk changed: it was taken, or refused."""
        ...


class LiveAssistant:
    """An assistant whose pack can be loaded anew; each reply comes from one pack as a whole.

    Args:
        name: of the pack.
        home: the folder that holds ``knowledge/`` and ``intents/``.
        cache: for fitted matchers.

    Attributes:
        name: of the pack.
        version: a fingerprint of the files it was loaded from.
        problems: what is wrong with the pack on disk; empty where it is the one that serves.

    Raises:
        PackError: the pack is refused; there is none before it.
    """

    def __init__(self, name: str, home: Path, cache: Path | None) -> None:
        self.name, self._home, self._cache = name, home, cache
        self._reloading = asyncio.Lock()
        self.version = pack_version(name, home)
        self._assistant = self._built()
        self._known: dict[tuple[str, str, Language | None], Reply] = {}
        self.problems: tuple[str, ...] = ()

    @property
    def pack(self) -> Pack:
        """See ``Assistant``."""
        return self._assistant.pack

    @property
    def packs(self) -> tuple[Pack]:
        """See ``Assistant``."""
        return self._assistant.packs

    def reply(
        self,
        question: str,
        thread: Thread = NEW_THREAD,
        *,
        language: Language | None = None,
    ) -> Reply:
        """See ``Assistant``; what was asked lately in the same words is not worked out again."""
        assistant, known = self._assistant, self._known
        if len(question) > MAX_KNOWN_QUESTION:
            return assistant.reply(question, thread, language=language)
        key = (question, json.dumps(dict(thread.state), sort_keys=True), language)
        reply = known.get(key)
        if reply is None:
            reply = assistant.reply(question, thread, language=language)
            if len(known) >= MAX_KNOWN:
                known.clear()
            known[key] = reply
        return reply

    def check(
        self, text: str, *, language: Language | None = None
    ) -> tuple[tuple[str, Reply], ...]:
        """See ``Assistant``."""
        return self._assistant.check(text, language=language)

    def topics(self, language: Language) -> tuple[TopicCard, ...]:
        """See ``Assistant``."""
        return self._assistant.topics(language)

    def suggestions(self, language: Language) -> tuple[str, ...]:
        """See ``Assistant``."""
        return self._assistant.suggestions(language)

    async def reload(self, observer: PackObserver) -> bool:
        """Take the pack on disk, if it is another and is not refused; gives whether it is taken."""
        async with self._reloading:
            version = await asyncio.to_thread(pack_version, self.name, self._home)
            if version == self.version:
                if self.problems:
                    self.problems = ()
                    observer.reloaded(self.name, is_good=True)
                return False
            try:
                assistant = await asyncio.to_thread(self._built)
            except PackError as error:
                self.problems = tuple(map(str, error.problems))
            except (VerbatimError, OSError) as error:
                self.problems = (str(error),)
            else:
                # One assignment: replies under way keep the pack they began with.
                self._assistant, self.version, self.problems = assistant, version, ()
                self._known = {}
                observer.serves(self.name, version)
                observer.reloaded(self.name, is_good=True)
                logger.info("the pack %s serves as of version %s", self.name, version)
                return True
            observer.reloaded(self.name, is_good=False)
            shown = "; ".join(self.problems[:SHOWN_PROBLEMS])
            logger.error(
                "the changed pack %s is refused and the one before it goes on serving: "
                "%d problems, among them: %s",
                self.name,
                len(self.problems),
                shown,
            )
            return False

    def _built(self) -> Assistant:
        assistant = Assistant(load_pack(self.name, self._home), cache=self._cache)
        _spare_the_collector()
        return assistant


def _spare_the_collector() -> None:
    """Takes what packs are made of out of the rounds of the garbage collector.

    A full round looks at each of their million objects, and one reply in some thousands waits for
    it: 85 ms instead of two. What an earlier pack left behind is collected first.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def pack_folders(name: str, home: Path) -> Sequence[Path]:
    """The folders that a pack is made of."""
    return (home / "knowledge" / name, home / "intents" / name, home / "intents" / "common")


def pack_version(name: str, home: Path) -> str:
    """A fingerprint of a pack's files."""
    digest = hashlib.sha256()
    for folder in pack_folders(name, home):
        for path in sorted(folder.rglob("*")):
            # Files that an editor is just replacing may be gone again.
            with suppress(FileNotFoundError, IsADirectoryError):
                digest.update(str(path.relative_to(home)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
