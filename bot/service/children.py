"""Work in a process of its own, which can be ended at any moment."""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Generic, TypeVar

from bot.errors import VerbatimError

T_co = TypeVar("T_co", covariant=True)

_CONTEXT = multiprocessing.get_context("spawn")  # a fork would copy the event loop and its sockets


class Child(Generic[T_co]):
    """A process that does one piece of work.

    Args:
        work: what to do; it and its result can be pickled.
    """

    def __init__(self, work: Callable[[], T_co]) -> None:
        self._receiving, sending = _CONTEXT.Pipe(duplex=False)
        self._process = _CONTEXT.Process(target=_do, args=(work, sending), daemon=True)
        self._process.start()
        sending.close()  # the child has its own; so that its end is the end of the pipe

    async def result(self) -> T_co:
        """What the work gives.

        Raises:
            VerbatimError: it could not be done, or the process has died.
        """
        try:
            result: T_co | VerbatimError = await asyncio.to_thread(self._receiving.recv)
        except EOFError:
            raise VerbatimError("a process that was to fit a pack has died") from None
        finally:
            self.end()
            self._receiving.close()
        if isinstance(result, VerbatimError):
            raise result
        return result

    def end(self) -> None:
        """Kill the process if it still runs, and see it gone."""
        self._process.kill()
        self._process.join()  # a killed process is gone at once


def _do(work: Callable[[], object], sending: Connection) -> None:
    """Do the work in the child, and send what it gives."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends the child
    try:
        sending.send(work())
    except VerbatimError as error:
        sending.send(VerbatimError(str(error)))
