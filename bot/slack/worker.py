"""The worker: takes turns out of the database and sees to it that each is answered once."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar

from bot.errors import DeliveryError, StorageError
from bot.slack.caution import Caution, is_late
from bot.slack.guarding import log_failure, outcome_of
from bot.slack.inbox import Answer, Claimed, Ending, Failure, Lane, Turn, Turns
from bot.slack.observing import Observer, Unobserved
from bot.slack.stores import Journal, Threads
from bot.slack.tracing import digest_of, request_id

MAX_TRIES = 5
"""After these a turn is put aside for a person to look at."""
PAUSES = (1.0, 5.0, 30.0, 120.0)
"""Seconds between the tries of a turn."""
UNREACHABLE_PAUSE = 5.0
"""Seconds until Slack or the database, which could not be reached, is tried again.

That is nobody's fault and does not count as a try.
"""
CONCURRENCY = 96
"""Turns in hand at once; almost all of them wait for Slack."""
FIRST, GROWTH = 8, 2.0
"""Turns in hand at once after the start, and how many more for each round of them that ends.

A process that dies soon after it started, and again, leaves few behind that may have been answered.
"""
PREPARED = 32
"""Turns whose replies are worked out at once. What is claimed should soon be posted: if the
process dies, all that it had claimed has to be taken for perhaps answered."""
LEASE = 15.0
"""Seconds after which the turns of a process that died are taken up by another."""
POLL = 1.0
"""Seconds between looks for what other processes left."""
CHANNEL_PAUSE = 1.0
"""Seconds between posts in a channel where Slack has said to slow down.

https://docs.slack.dev/apis/web-api/rate-limits/ allows one a second.
"""

T = TypeVar("T")

logger = logging.getLogger(__name__)


def after(error: BaseException | None, tries: int, pauses: Sequence[float]) -> Ending | Failure:
    """What becomes of a turn after a try.

    Args:
        error: what went wrong; None for nothing.
        tries: how many there were, with this one.
        pauses: seconds between tries.
    """
    if error is None:
        return Ending("done")
    if isinstance(error, StorageError):
        return Failure("database", UNREACHABLE_PAUSE, counts=False)
    reason = error.reason if isinstance(error, DeliveryError) else type(error).__name__
    uncertain = isinstance(error, DeliveryError) and error.is_uncertain
    if isinstance(error, DeliveryError):
        if error.is_final:
            return Ending("failed", reason)
        if error.retry_after is not None:
            return Failure(reason, error.retry_after, counts=False, holds_channel=True)
        if error.is_unreachable:
            return Failure(reason, UNREACHABLE_PAUSE, counts=False)
    if tries >= MAX_TRIES:
        return Ending("aside", reason)
    return Failure(reason, pauses[min(tries, len(pauses)) - 1], is_uncertain=uncertain)


class DurableInbox:
    """The ``Inbox`` whose turns outlive the process, shared by all processes of the service.

    Args:
        turns: keeps them.
        observer: is told what happens.
        lease: as ``LEASE``.
        poll: as ``POLL``.
        pauses: as ``PAUSES``.
        concurrency: as ``CONCURRENCY``.
    """

    def __init__(
        self,
        turns: Turns,
        *,
        observer: Observer | None = None,
        lease: float = LEASE,
        poll: float = POLL,
        pauses: Sequence[float] = PAUSES,
        concurrency: int = CONCURRENCY,
    ) -> None:
        self._turns = turns
        self._observer = observer or Unobserved()
        self._lease, self._poll, self._pauses = lease, poll, pauses
        self._concurrency = concurrency
        self._owner = secrets.token_hex(8)
        self._answer: Answer | None = None
        self._give_up: Answer | None = None
        self._news = asyncio.Event()
        self._in_hand: dict[asyncio.Task[None], Claimed] = {}
        self._preparing: set[int] = set()
        self._most = float(min(FIRST, concurrency))
        self._coming = 0  # turns that will be in hand as soon as they are written down
        self._behind = 0  # turns accepted here that were not taken up at once
        self._is_full = False  # whether more waits than could be taken up last time
        self._slow: dict[Lane, float] = {}
        self._caution = Caution()
        self._loops: list[asyncio.Task[None]] = []
        self._is_at_work = self._stopping = False

    # As an inbox

    def answer_with(
        self,
        answer: Answer,
        give_up: Answer,
        threads: Threads,  # noqa: ARG002 - the protocol's; ``turns`` writes down as it ends a turn
        journal: Journal,  # noqa: ARG002 - the same
    ) -> None:
        """See ``Inbox``."""
        self._answer, self._give_up = answer, give_up

    async def accept(self, turn: Turn) -> bool:
        """See ``Inbox``.

        Raises:
            StorageError: it could not be written down; Slack is not told that we have it.
        """
        if not turn.is_click and is_late(turn.ts, time.time()):
            self._caution.warn()
        at_once = self._may_begin(turn)
        self._coming += at_once
        try:
            taken = await self._turns.add(turn, self._owner if at_once else None, self._lease)
        finally:
            self._coming -= at_once
        self._observer.accepted(turn.came, is_new=taken.is_new)
        logger.info("%s turn %s", "accepted" if taken.is_new else "known", digest_of(turn.id))
        if taken.claimed is not None:
            self._begin(taken.claimed)
        elif taken.is_new:
            self._behind += 1
            self._news.set()
        return taken.is_new

    async def forget(self, team: str) -> None:
        """See ``Inbox``."""
        await self._turns.forget(team)

    # Its work

    def start(self) -> None:
        """Begin to answer what there is and what comes."""
        self._loops = [asyncio.create_task(self._begin_work()), asyncio.create_task(self._keep())]

    async def close(self, within: float) -> None:
        """Take nothing up any more, and finish what is in hand within ``within`` seconds.

        What is not finished then is taken up by another process, or at the next start.
        """
        self._stopping = True
        self._news.set()
        deadline = time.monotonic() + within
        # What is just being claimed is still begun: it would lie idle until its lease ends.
        if self._loops:
            await asyncio.wait(self._loops[:1], timeout=within)
        if self._in_hand:
            left = max(deadline - time.monotonic(), 0.0)
            _, late = await asyncio.wait(list(self._in_hand), timeout=left)
            if late:
                logger.warning("stopped with %d replies unfinished; they are not lost", len(late))
        tasks = [*self._loops, *self._in_hand]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def drained(self) -> None:
        """Wait until nothing is in hand and nothing can be claimed now."""
        while True:
            self._news.set()
            while self._in_hand:
                await asyncio.wait(list(self._in_hand))
            if not await self._take():
                return

    async def _begin_work(self) -> None:
        try:
            if await self._turns.is_any_in_hand():
                self._caution.warn()
        except StorageError as error:
            log_failure(logger, "the inbox cannot be read", error)
            self._caution.warn()
        self._is_at_work = True
        await self._drain()

    async def _drain(self) -> None:
        while not self._stopping:
            self._news.clear()
            try:
                taken = await self._take()
            except StorageError as error:
                log_failure(logger, "the inbox cannot be read", error)
                taken = 0
            if not taken:
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._poll):
                        await self._news.wait()

    async def _take(self) -> int:
        """Take up what may be taken up; gives how many turns that were."""
        free = self._room()
        if free <= 0 or self._stopping:
            return 0
        is_careful = self._caution.is_on
        claimed = list(
            await self._turns.claim(
                self._owner,
                free,
                self._lease,
                without=tuple(self._slow),
                where="direct" if is_careful else "anywhere",
            )
        )
        self._is_full = len(claimed) == free
        if is_careful and self._caution.may_begin():
            claimed += await self._turns.claim(
                self._owner, 1, self._lease, without=tuple(self._slow), where="channels"
            )
        now = time.monotonic()
        busy = {each.lane for each in self._in_hand.values()}
        for lane in [lane for lane, ready in self._slow.items() if ready <= now]:
            if lane in busy:
                continue
            one = await self._turns.claim(self._owner, 1, self._lease, only=lane)
            claimed += one
            if not one:
                del self._slow[lane]  # the channel has caught up
        for each in claimed:
            self._begin(each)
        self._behind = max(self._behind - len(claimed), 0) if claimed or self._in_hand else 0
        return len(claimed)

    def _room(self) -> int:
        """How many turns more may be taken up."""
        in_hand, preparing = len(self._in_hand), len(self._preparing)
        return min(int(self._most) - in_hand, PREPARED - preparing) - self._coming

    def _may_begin(self, turn: Turn) -> bool:
        """Whether a turn that comes may be taken up without looking what else waits."""
        is_at_work = self._is_at_work and not self._stopping
        is_first = turn.starts_thread and not self._is_full
        lane = Lane(turn.place.team, turn.place.channel)
        if not is_at_work or not is_first or lane in self._slow or self._room() <= 0:
            return False
        return turn.is_direct or self._caution.may_begin()

    def _begin(self, claimed: Claimed) -> None:
        task = asyncio.create_task(self._work(claimed))
        self._in_hand[task] = claimed
        self._preparing.add(claimed.number)
        task.add_done_callback(self._put_down)

    def _put_down(self, task: asyncio.Task[None]) -> None:
        lane = self._in_hand.pop(task).lane
        self._most = min(self._most + GROWTH / self._most, self._concurrency)
        if lane in self._slow:
            self._slow[lane] = max(self._slow[lane], time.monotonic() + CHANNEL_PAUSE)
            self._look_again(CHANNEL_PAUSE)
        self._look_for_more()

    def _look_for_more(self) -> None:
        """There is room, and a thread's next turn may be taken: look, if any may wait."""
        if self._is_full or self._behind:
            self._news.set()

    async def _keep(self) -> None:
        """Keep the lease on what is in hand."""
        while True:
            await asyncio.sleep(self._lease / 3)
            numbers = [each.number for each in self._in_hand.values()]
            if numbers:
                try:
                    await self._turns.renew(self._owner, numbers, self._lease)
                except StorageError as error:
                    log_failure(logger, "the lease could not be renewed", error)

    def _prepared(self, claimed: Claimed) -> None:
        self._preparing.discard(claimed.number)
        self._look_for_more()

    async def _work(self, claimed: Claimed) -> None:
        try:
            await self._work_off(claimed)
        finally:
            self._prepared(claimed)

    async def _work_off(self, claimed: Claimed) -> None:
        if self._answer is None or self._give_up is None:
            raise RuntimeError("answer_with has to be called before turns are answered")
        started = time.monotonic()
        request_id.set(digest_of(claimed.turn.id))
        turn = replace(claimed.turn, is_uncertain=claimed.is_uncertain)
        answered, error = None, None
        if claimed.tries > MAX_TRIES:
            # Each time it was taken up, the process died.
            outcome: Ending | Failure = Ending("aside", "it never ended")
        else:
            answered, error = await outcome_of(self._answer(turn, lambda: self._prepared(claimed)))
            outcome = after(error, claimed.tries, self._pauses)
        if error is not None:
            log_failure(logger, "a turn could not be answered", error)
            self._observer.refused(outcome.reason)
        if isinstance(outcome, Failure):
            await self._written(lambda: self._turns.defer(claimed, self._owner, outcome))
            self._wait_for(claimed.lane, outcome)
            return
        if outcome.state != "done":
            may_have = isinstance(error, DeliveryError) and error.is_uncertain
            given_up = replace(turn, is_uncertain=turn.is_uncertain or may_have)
            _, failure = await outcome_of(self._give_up(given_up, lambda: None))
            if failure is not None:
                log_failure(logger, "nor could the asker be told", failure)
        await self._written(lambda: self._turns.end(claimed, self._owner, outcome, answered))
        seconds = claimed.age + time.monotonic() - started
        self._observer.ended(outcome.state, seconds)
        logger.info("turn %s after %.3f s", outcome.state, seconds)

    async def _written(self, write: Callable[[], Awaitable[None]]) -> None:
        """Write down what became of a turn, however long the database cannot be reached.

        In the meantime the turn stays in hand: nobody can claim it either.
        """
        while True:
            try:
                await write()
            except StorageError as error:
                log_failure(logger, "what became of a turn cannot be written down yet", error)
                await asyncio.sleep(self._poll)
            else:
                return

    def _wait_for(self, lane: Lane, failure: Failure) -> None:
        if failure.holds_channel:
            self._slow[lane] = time.monotonic() + failure.retry_after
        self._look_again(failure.retry_after)

    def _look_again(self, seconds: float) -> None:
        asyncio.get_running_loop().call_later(seconds, self._news.set)
