"""The bot in processes of its own, as it is deployed: started, killed, started again."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import aiohttp

from bot.workspace import Workspace
from tests.waiting import eventually

ROOT = Path(__file__).resolve().parent.parent
PACKS = ROOT / "tests" / "packs" / "mini"
START_WITHIN = 120.0


PORTS = range(20_000, 32_000)
"""Below those that systems give to connections going out, which may take one in the meantime."""


def free_port(count: int = 1) -> int:
    """A free port, the first of ``count`` in a row."""
    while True:
        first = random.choice(PORTS)
        with contextlib.ExitStack() as bound, contextlib.suppress(OSError):
            for port in range(first, first + count):
                bound.enter_context(socket.socket()).bind(("127.0.0.1", port))
            return first


def environment(
    workspace: Workspace, database_url: str, cache: Path, **more: str
) -> dict[str, str]:
    """What a process of the bot needs to work in ``workspace``."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {
        **inherited,
        "SLACK_API_URL": workspace.url,
        "SLACK_BOT_TOKEN": workspace.bot_token,
        "SLACK_SIGNING_SECRET": workspace.signing_secret,
        "DATABASE_URL": database_url,
        "VERBATIM_HOME": str(PACKS),
        "VERBATIM_CACHE": str(cache),
        "HOST": "127.0.0.1",
        "LOG_LEVEL": "WARNING",
        **more,
    }


async def command(*arguments: str, env: Mapping[str, str]) -> tuple[int, str]:
    """Run one command to its end; gives its status and all it printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *arguments,
        env=env,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    return process.returncode or 0, output.decode()


async def wait_status(url: str, status: int, meanwhile: Callable[[], None] = lambda: None) -> None:
    """Wait until ``url`` is answered with ``status``; ``meanwhile`` may say that it is in vain."""
    async with aiohttp.ClientSession() as session:

        async def is_told() -> bool:
            meanwhile()
            return await _status(session, url) == status

        await eventually(is_told, START_WITHIN)


async def _status(session: aiohttp.ClientSession, url: str) -> int | None:
    try:
        async with session.get(url) as response:
            return response.status
    except aiohttp.ClientError:
        return None


class Replica:
    """A process of ``verbatim run``, with its log in a file."""

    def __init__(self, env: Mapping[str, str], log: Path, *arguments: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = log
        self._env = {**env, "PORT": str(self.port)}
        self._arguments = arguments
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    async def start(self, *, ready: bool = True) -> None:
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                "run",
                *self._arguments,
                env=self._env,
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )
        if ready:
            await self.wait_status("/readyz", 200)

    async def wait_status(self, path: str, status: int) -> None:
        """Wait until ``path`` is answered with ``status``."""
        await wait_status(self.url + path, status, self._assert_alive)

    def _assert_alive(self) -> None:
        assert self._process is None or self._process.returncode is None, self.log.read_text()

    async def text(self, path: str) -> str:
        async with aiohttp.ClientSession() as session, session.get(self.url + path) as response:
            return await response.text()

    async def shows(self, line: str) -> bool:
        """Whether the metrics have this line."""
        return line in (await self.text("/metrics")).splitlines()

    def signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    async def ended(self, within: float = 15.0) -> int:
        """Wait for its end; gives its exit status."""
        assert self._process is not None
        async with asyncio.timeout(within):
            return await self._process.wait()

    async def kill(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
