"""Many small jobs done as one: a transaction costs the same for one row as for a hundred."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

J = TypeVar("J")
R = TypeVar("R")

MAX_GROUP = 200
"""Jobs done at once; SQLite takes 32,766 values in a statement."""


@dataclass(eq=False)
class _Group(Generic[J, R]):
    """Jobs that wait, and what tells those who wait for them."""

    done: asyncio.Future[Sequence[R]]
    jobs: list[J] = field(default_factory=list)


class Grouped(Generic[J, R]):
    """Gathers jobs that come while others are being done, and does them together.

    Nothing waits for company: a job that comes alone is done at once.

    Args:
        work: does several jobs and gives their results in order.
    """

    def __init__(self, work: Callable[[Sequence[J]], Awaitable[Sequence[R]]]) -> None:
        self._work = work
        self._is_busy = False
        self._waiting: deque[_Group[J, R]] = deque()
        self._task: asyncio.Task[None] | None = None

    async def do(self, job: J) -> R:
        """Do ``job``; gives its result, or raises what its group raised."""
        if self._is_busy:
            return await self._joined(job)
        # Begun here and not in a task of its own, which would come a round of the loop later.
        self._is_busy = True
        try:
            return (await self._work([job]))[0]
        finally:
            self._go_on()

    async def _joined(self, job: J) -> R:
        if not self._waiting or len(self._waiting[-1].jobs) >= MAX_GROUP:
            self._waiting.append(_Group(asyncio.get_running_loop().create_future()))
        group = self._waiting[-1]
        place = len(group.jobs)
        group.jobs.append(job)
        # Shielded: whoever stops waiting does not stop the others' jobs.
        return (await asyncio.shield(group.done))[place]

    def _go_on(self) -> None:
        self._is_busy = bool(self._waiting)
        if self._waiting:
            self._task = asyncio.create_task(self._do_all(self._waiting.popleft()))

    async def _do_all(self, group: _Group[J, R]) -> None:
        try:
            group.done.set_result(await self._work(group.jobs))
        except Exception as error:  # noqa: BLE001 - raised where the group is waited for
            group.done.set_exception(error)
        finally:
            self._go_on()
