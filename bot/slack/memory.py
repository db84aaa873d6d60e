"""Stores that live as long as the process: for tests, and for a bot without a database."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Hashable
from typing import Generic, TypeVar

from bot.answering.model import Kind, Reply, Thread
from bot.errors import DeliveryError
from bot.knowledge.model import Language
from bot.slack.guarding import log_failure, outcome_of
from bot.slack.inbox import Answer, Answered, Turn
from bot.slack.stores import HELD_FOR, Journal, ThreadKey, Threads

MAX_REMEMBERED = 10_000
"""Of each kind; the longest unused goes first."""
MAX_HELD = 1_000
"""Of these each may have 40,000 letters."""
RETRY_AFTER = (0.5, 2.0, 8.0, 30.0)
"""Seconds between tries of a turn that could not be delivered."""

logger = logging.getLogger(__name__)

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Bounded(OrderedDict[K, V], Generic[K, V]):
    """A mapping that drops what was longest untouched."""

    def __init__(self, most: int = MAX_REMEMBERED) -> None:
        super().__init__()
        self._most = most

    def keep(self, key: K, value: V) -> None:
        """Set a value and make room for it."""
        self[key] = value
        self.move_to_end(key)
        while len(self) > self._most:
            self.popitem(last=False)


class MemoryThreads:
    """``Threads`` in memory."""

    def __init__(self) -> None:
        self._threads: Bounded[ThreadKey, Thread] = Bounded()

    async def load(self, key: ThreadKey) -> Thread:
        """See ``Threads``."""
        return self._threads.get(key, Thread())

    async def save(self, key: ThreadKey, thread: Thread) -> None:
        """See ``Threads``."""
        self._threads.keep(key, thread)

    async def forget(self, team: str) -> None:
        """See ``Threads``."""
        for key in [key for key in self._threads if key.team == team]:
            del self._threads[key]


class MemoryHeld:
    """``Held`` in memory.

    Args:
        now: a clock in seconds.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._held: Bounded[tuple[str, str], tuple[float, str]] = Bounded(MAX_HELD)

    async def hold(self, team: str, content: str) -> str:
        """See ``Held``."""
        self._drop_late()
        held = secrets.token_urlsafe()
        self._held.keep((team, held), (self._now() + HELD_FOR, content))
        return held

    async def find(self, team: str, held: str) -> str | None:
        """See ``Held``."""
        self._drop_late()
        _, content = self._held.get((team, held), (0.0, None))
        return content

    async def release(self, team: str, held: str) -> None:
        """See ``Held``."""
        self._held.pop((team, held), None)

    async def forget(self, team: str) -> None:
        """See ``Held``."""
        for key in [key for key in self._held if key[0] == team]:
            del self._held[key]

    def _drop_late(self) -> None:
        now = self._now()
        for key in [key for key, (until, _) in self._held.items() if until <= now]:
            del self._held[key]


class MemoryPreferences:
    """``Preferences`` in memory."""

    def __init__(self) -> None:
        self._chosen: Bounded[tuple[str, str], Language] = Bounded()

    async def language(self, team: str, user: str) -> Language | None:
        """See ``Preferences``."""
        return self._chosen.get((team, user))

    async def choose(self, team: str, user: str, language: Language | None) -> None:
        """See ``Preferences``."""
        if language is None:
            self._chosen.pop((team, user), None)
        else:
            self._chosen.keep((team, user), language)

    async def forget(self, team: str) -> None:
        """See ``Preferences``."""
        for key in [key for key in self._chosen if key[0] == team]:
            del self._chosen[key]


class MemoryJournal:
    """``Journal`` in memory: questions without an answer, and those said to be answered badly."""

    def __init__(self) -> None:
        self._kept: Bounded[tuple[str, str], str] = Bounded()

    async def answered(
        self,
        team: str,
        question: str,
        reply: Reply,
        *,
        surface: str = "",  # noqa: ARG002 - the protocol's; nothing is counted here
    ) -> None:
        """See ``Journal``."""
        if reply.kind is Kind.UNKNOWN:
            self._kept.keep((team, question), reply.reason.value if reply.reason else "")

    async def voted(self, team: str, question: str, reply: Reply, *, useful: bool) -> None:
        """See ``Journal``."""
        if not useful:
            self._kept.keep((team, question), f"downvoted {reply.kind.value}")

    async def forget(self, team: str) -> None:
        """See ``Journal``."""
        for key in [key for key in self._kept if key[0] == team]:
            del self._kept[key]

    def kept(self, team: str) -> dict[str, str]:
        """The questions kept for ``team``, with why."""
        return {question: why for (of, question), why in self._kept.items() if of == team}


class MemoryInbox:
    """``Inbox`` in memory: each turn is answered at once, turns of one thread one after the other.

    Args:
        retry_after: seconds between tries of a turn that could not be delivered.
    """

    def __init__(self, retry_after: tuple[float, ...] = RETRY_AFTER) -> None:
        self._retry_after = retry_after
        self._seen: Bounded[Hashable, None] = Bounded()
        self._last: dict[Hashable, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._answer: Answer | None = None
        self._give_up: Answer | None = None
        self._threads: Threads = MemoryThreads()
        self._journal: Journal = MemoryJournal()

    def answer_with(
        self, answer: Answer, give_up: Answer, threads: Threads, journal: Journal
    ) -> None:
        """See ``Inbox``."""
        self._answer, self._give_up = answer, give_up
        self._threads, self._journal = threads, journal

    async def accept(self, turn: Turn) -> bool:
        """See ``Inbox``; what is accepted is lost if the process dies."""
        names = _names(turn)
        if any(name in self._seen for name in names):
            return False
        for name in names:
            self._seen.keep(name, None)
        thread = (turn.place, turn.thread_ts or turn.ts)
        self._start(self._work(turn, self._last.get(thread)), thread)
        return True

    async def forget(self, team: str) -> None:
        """See ``Inbox``: names say nothing of a team's people or words, so they stay."""

    async def drained(self) -> None:
        """Wait until every turn accepted so far is done with."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def close(self, within: float) -> None:
        """Wait up to ``within`` seconds for what is in hand, then give it up."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=within)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _start(self, work: Coroutine[None, None, None], thread: Hashable) -> None:
        task = asyncio.create_task(work)
        self._last[thread] = task
        self._tasks.add(task)

        def done(finished: asyncio.Task[None]) -> None:
            self._tasks.discard(finished)
            if self._last.get(thread) is finished:
                del self._last[thread]

        task.add_done_callback(done)

    async def _work(self, turn: Turn, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        if self._answer is None or self._give_up is None:
            raise RuntimeError("answer_with has to be called before turns are accepted")
        for pause in (*self._retry_after, None):
            answered, error = await outcome_of(self._answer(turn, _unneeded))
            if error is None:
                if answered is not None:
                    await self._write_down(answered)
                return
            log_failure(logger, "a turn could not be answered", error)
            if pause is None or not isinstance(error, DeliveryError) or error.is_final:
                break
            await asyncio.sleep(pause)
        for name in _names(turn):
            self._seen.pop(name, None)  # whoever asks again is not told that it was answered
        _, error = await outcome_of(self._give_up(turn, _unneeded))
        if error is not None:
            log_failure(logger, "a turn could not be answered", error)

    async def _write_down(self, answered: Answered) -> None:
        remembered, noted = answered.remembered, answered.noted
        await self._threads.save(remembered.key, remembered.thread)
        await self._journal.answered(noted.team, noted.question, noted.reply, surface=noted.surface)


def _unneeded() -> None:
    """Nothing waits for a reply to be worked out: every turn is taken up as it comes."""


def _names(turn: Turn) -> tuple[Hashable, Hashable]:
    return ("id", turn.id), (turn.place.team, turn.place.channel, turn.ts)
