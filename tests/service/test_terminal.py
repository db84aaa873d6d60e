"""``verbatim run`` in a terminal: the browser that opens, and Ctrl-C."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import pty
import re
import sys
import termios
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest

ROOT = Path(__file__).parents[2]
MINI = ROOT / "tests" / "packs" / "mini"
WITHIN = 120.0  # seconds
CTRL_C = b"\x03"


@dataclass
class Terminal:
    """A terminal with the bot in its foreground."""

    process: asyncio.subprocess.Process
    keyboard: int
    seen: bytes = b""
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def read(self) -> None:
        with contextlib.suppress(OSError):  # Linux's way to say that the other end is closed
            self.seen += os.read(self.keyboard, 4096)
        self.changed.set()

    async def shown(self, pattern: bytes) -> str:
        """The first match of ``pattern`` in what the terminal shows, once it is there."""
        async with asyncio.timeout(WITHIN):
            while not (found := re.search(pattern, self.seen)):
                self.changed.clear()
                await self.changed.wait()
        return found[0].decode()

    async def press(self, key: bytes) -> int:
        """Press ``key``; gives the status with which the program ends."""
        os.write(self.keyboard, key)
        return await asyncio.wait_for(self.process.wait(), WITHIN)


@contextlib.asynccontextmanager
async def terminal(folder: Path, **environment: str) -> AsyncIterator[Terminal]:
    keyboard, screen = pty.openpty()
    kept = {name: text for name, text in os.environ.items() if not name.startswith("SLACK_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        cwd=folder,
        env=kept | {"PYTHONPATH": str(ROOT), "VERBATIM_HOME": str(MINI), "PORT": "0"} | environment,
        stdin=screen,
        stdout=screen,
        stderr=screen,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    os.close(screen)
    shown = Terminal(process, keyboard)
    loop = asyncio.get_running_loop()
    loop.add_reader(keyboard, shown.read)
    try:
        yield shown
    finally:
        loop.remove_reader(keyboard)
        if process.returncode is None:
            process.kill()
        await process.wait()
        os.close(keyboard)


def browser_in(folder: Path, name: str = "browser") -> str:
    """The command of a browser that says on the terminal what it visits, and stays open."""
    script = folder / name
    script.write_text('#!/bin/sh\necho "visiting $1"\nexec sleep 30\n')
    script.chmod(0o755)
    return f"{script} %s"


async def test_the_browser_opens_and_the_page_is_served_meanwhile(tmp_path: Path) -> None:
    async with terminal(tmp_path, BROWSER=browser_in(tmp_path)) as shown:
        address = await shown.shown(rb"(?<=Verbatim is at )http://127\.0\.0\.1:\d+")
        assert await shown.shown(rb"(?<=visiting )\S+") == address
        async with aiohttp.ClientSession() as session, session.get(address) as page:
            assert page.status == 200
        assert await shown.press(CTRL_C) == 0
        await shown.shown(b"stopped")

    assert b"Traceback" not in shown.seen


@pytest.mark.parametrize("name", ["w3m", "lynx"])
async def test_a_browser_that_takes_the_terminal_is_not_opened(tmp_path: Path, name: str) -> None:
    async with terminal(tmp_path, BROWSER=browser_in(tmp_path, name)) as shown:
        await shown.shown(b"Verbatim is at")
        assert await shown.press(CTRL_C) == 0
        await shown.shown(b"stopped")

    assert b"visiting" not in shown.seen


async def test_ctrl_c_stops_it_while_it_still_starts(tmp_path: Path) -> None:
    async with terminal(tmp_path, BROWSER="true", VERBATIM_CACHE=str(tmp_path)) as shown:
        await shown.shown(b"Verbatim is at")
        assert await shown.press(CTRL_C) == 0
