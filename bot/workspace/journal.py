"""Everything that happens in the workspace, in order: to wait is to wait for an entry."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from bot.workspace.failures import NothingHappenedError, WorkspaceError
from bot.workspace.model import Call, Delivery, Json, Message, View

T = TypeVar("T")

Kind = Literal[
    "message",  # posted by anybody; an ephemeral one too
    "update",  # a message changed
    "delete",
    "reaction",
    "view",  # opened, pushed, changed, published or closed
    "call",  # of the Web API, finished
    "delivery",  # to the app, finished: acknowledged or given up
    "prompts",  # suggested prompts set
    "status",  # "is thinking…" set
    "title",  # of an assistant thread
    "connection",  # a Socket Mode connection opened or closed
    "person",  # chose another language
    "channel",  # has another member
    "offers",  # what the page shows of the app
]
Subject = Message | View | Call | Delivery


@dataclass(frozen=True)
class Change:
    """One entry.

    Attributes:
        number: counts up from 1.
        subject: the value it is about, where there is one.
        detail: what else there is to say, as JSON.
        causes: the trigger ids and response_url ids it answers to.
        at: when, in seconds since the epoch.
    """

    number: int
    kind: Kind
    subject: Subject | None = None
    detail: Json = field(default_factory=dict)
    causes: frozenset[str] = frozenset()
    at: float = field(default_factory=time.time)

    def to_json(self) -> Json:
        """For the page and the inspector."""
        subject = self.subject.to_json() if self.subject else None
        return {
            "number": self.number,
            "at": self.at,
            "kind": self.kind,
            "subject": subject,
            "detail": self.detail,
        }

    def summary(self) -> str:
        """One line for an error message."""
        match self.subject:
            case Message() as message:
                return f"{self.kind} in {message.channel}: {message.plain[:80]!r}"
            case View() as view:
                return f"{self.kind} {view.callback_id or view.type}: {view.plain[:80]!r}"
            case Call() as call:
                return f"{call.method} -> {call.error or 'ok'}"
            case Delivery() as delivery:
                return f"delivery of {delivery.summary()}"
            case None:
                return f"{self.kind} {self.detail}"


@dataclass(eq=False)
class _Waiter:
    wanted: Callable[[Change], object]
    found: asyncio.Future[Any]  # what `wanted` gave

    def look(self, change: Change) -> None:
        if self.found.done():
            return
        try:
            result = self.wanted(change)
        except WorkspaceError as hopeless:
            self.found.set_exception(hopeless)
        else:
            if result is not None:
                self.found.set_result(result)


class Journal:
    """The entries, newest last, at most ``limit`` of them kept."""

    def __init__(self, limit: int = 100_000) -> None:
        self._entries: deque[Change] = deque(maxlen=limit)
        self._waiters: list[_Waiter] = []
        self._listeners: list[Callable[[Change], None]] = []
        self._last = 0

    @property
    def last(self) -> int:
        """The number of the newest entry; 0 before the first."""
        return self._last

    def since(self, number: int = 0) -> list[Change]:
        """The entries after ``number`` that are still kept."""
        if not self._entries or self._entries[-1].number <= number:
            return []
        if self._entries[0].number > number:
            return list(self._entries)
        found: list[Change] = []
        for change in reversed(self._entries):
            if change.number <= number:
                break
            found.append(change)
        return found[::-1]

    def listen(self, listener: Callable[[Change], None]) -> None:
        """Call ``listener`` with every entry to come, as it is recorded."""
        self._listeners.append(listener)

    def record(
        self,
        kind: Kind,
        subject: Subject | None = None,
        detail: Json | None = None,
        causes: Iterable[str] = (),
    ) -> Change:
        """Add an entry and wake whoever waits for it."""
        self._last += 1
        change = Change(self._last, kind, subject, detail or {}, frozenset(causes))
        self._entries.append(change)
        for listener in self._listeners:
            listener(change)
        for waiter in list(self._waiters):
            waiter.look(change)
        return change

    async def first(
        self,
        wanted: Callable[[Change], T | None],
        *,
        what: str,
        since: int,
        within: float,
    ) -> T:
        """The first result other than None that ``wanted`` gives for an entry after ``since``.

        Raises:
            NothingHappenedError: after ``within`` seconds, saying what was awaited and what came
                instead; or what ``wanted`` raised because there is no hope left.
        """
        waiter = _Waiter(wanted, asyncio.get_running_loop().create_future())
        for change in self.since(since):
            waiter.look(change)
        self._waiters.append(waiter)
        try:
            async with asyncio.timeout(within):
                result: T = await waiter.found
                return result
        except TimeoutError:
            raise NothingHappenedError(self._in_vain(what, since, within)) from None
        finally:
            self._waiters.remove(waiter)

    async def follow(self, since: int | None = None) -> AsyncIterator[Change]:
        """Every entry after ``since`` (default: from now on), for ever, as it comes."""
        number = self._last if since is None else min(since, self._last)
        while True:
            for change in self.since(number):
                number = change.number
                yield change
            if self._last == number:
                waiter = _Waiter(lambda _: True, asyncio.get_running_loop().create_future())
                self._waiters.append(waiter)
                try:
                    await waiter.found
                finally:
                    self._waiters.remove(waiter)

    def _in_vain(self, what: str, since: int, within: float) -> str:
        seen = [change.summary() for change in self.since(since)]
        happened = "; ".join(seen[-8:]) or "nothing"
        return f"waited {within:g} s for {what}, in vain. What happened since: {happened}"
