"""Where the local workspace is seen: what is printed, and the browser that is opened."""

from __future__ import annotations

import asyncio
import os
import signal
import stat
import sys
import threading
import webbrowser
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager

CONSOLE_BROWSERS = frozenset({"www-browser", "links", "elinks", "lynx", "w3m"})
"""Browsers that would take the terminal the address is printed in."""


def say(text: str) -> None:
    """Print at once, whoever reads."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def remark(text: str) -> None:
    """Say something beside the output."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def is_piped() -> bool:
    """Whether standard input is something to read to its end: a pipe or a file."""
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except (OSError, ValueError):
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISREG(mode) or stat.S_ISSOCK(mode)


def open_browser(address: str) -> None:
    """Open the browser, where somebody sits before one.

    In a daemon thread: some are waited for until they are closed again.
    """
    if not sys.stdout.isatty():
        return
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return
    name = getattr(browser, "name", "")
    if os.path.basename(str(name)) in CONSOLE_BROWSERS:  # noqa: PTH119  # a command, no path
        return
    threading.Thread(target=browser.open, args=(address,), daemon=True).start()


@asynccontextmanager
async def until_told_to_stop() -> AsyncIterator[asyncio.Event]:
    """An event that is set on Ctrl-C and on SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    try:
        yield stop
    finally:
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(name)


async def while_wanted(work: Coroutine[object, object, None]) -> None:
    """Do ``work`` until it is done or somebody stops the process; its errors are raised."""
    async with until_told_to_stop() as stop:
        working = asyncio.ensure_future(work)
        stopping = asyncio.ensure_future(stop.wait())
        await asyncio.wait([working, stopping], return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not working.done():
            working.cancel()
        try:
            await working
        except asyncio.CancelledError:
            remark("stopped")
