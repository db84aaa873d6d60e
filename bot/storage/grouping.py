"""Many small jobs done as one: a transaction costs the same for one row as for a hundred."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

J = TypeVar("J")
R = TypeVar("R")

MAX_GROUP = 200
"""Jobs done at once; SQLite takes 32,766 values in a statement."""


@dataclass(eq=False)
class _Group(Generic[J, R]):
    jobs: list[J] = field(default_factory=list)
    done: asyncio.Task[Sequence[R]] | None = None


class Grouped(Generic[J, R]):
    """Gathers jobs that come while others are being done, and does them together.

    Nothing waits for company: a job that comes alone is done at once.

    Args:
        work: does several jobs and gives their results in order.
    """

    def __init__(self, work: Callable[[Sequence[J]], Awaitable[Sequence[R]]]) -> None:
        self._work = work
        self._gathering: _Group[J, R] | None = None
        self._turn = asyncio.Lock()

    async def do(self, job: J) -> R:
        """Do ``job``; gives its result, or raises what its group raised."""
        group = self._gathering
        if group is None or len(group.jobs) >= MAX_GROUP:
            group = self._gathering = _Group()
        place = len(group.jobs)
        group.jobs.append(job)
        if group.done is None:
            group.done = asyncio.create_task(self._do_all(group))
        # Shielded: whoever stops waiting does not stop the others' jobs.
        return (await asyncio.shield(group.done))[place]

    async def _do_all(self, group: _Group[J, R]) -> Sequence[R]:
        async with self._turn:
            if self._gathering is group:
                self._gathering = None
            return await self._work(group.jobs)
