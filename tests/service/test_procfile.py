"""The Procfile, run by honcho as a platform runs it: migrations, replicas, and the other way."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.service.web import EVENTS_PATH
from bot.workspace import Workspace
from tests.processes import ROOT, environment, free_port, wait_status

HONCHO = (sys.executable, "-m", "honcho", "--no-colour", "-f", str(ROOT / "Procfile"))
QUESTION = "how many readers hold a card?"
FIGURE = "12,400"


@pytest.fixture
async def workspace() -> AsyncIterator[Workspace]:
    async with Workspace(timeout=120) as workspace:
        yield workspace


@pytest.fixture
def env(workspace: Workspace, postgres_url: str, cache: Path) -> dict[str, str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    app = {"SLACK_APP_TOKEN": workspace.app_token, "PATH": path}
    return environment(workspace, postgres_url, cache, **app)


async def release(env: dict[str, str]) -> None:
    """Run the process of that name to its end."""
    process = await asyncio.create_subprocess_exec(
        *HONCHO,
        *("start", "release"),
        env=env,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()


def assert_calm(log: Path) -> None:
    assert "Traceback" not in log.read_text()


@contextlib.asynccontextmanager
async def started(*arguments: str, env: dict[str, str], log: Path) -> AsyncIterator[None]:
    """``honcho start`` while this is open; at the end it is told to stop, and has to."""
    with log.open("wb") as written:
        process = await asyncio.create_subprocess_exec(
            *HONCHO, "start", *arguments, env=env, cwd=ROOT, stdout=written, stderr=written
        )
    try:
        yield
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(30):
            await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert_calm(log)


async def test_two_web_processes_answer_what_either_is_given(
    workspace: Workspace, env: dict[str, str], tmp_path: Path
) -> None:
    await release(env)
    port = free_port(2)  # honcho gives the second process the next one
    two = ("-p", str(port), "-c", "web=2", "web")
    async with started(*two, env=env, log=tmp_path / "log"):
        urls = [f"http://127.0.0.1:{each}" for each in (port, port + 1)]
        for url in urls:
            await wait_status(url + "/readyz", 200)
        workspace.connect_http(*(url + EVENTS_PATH for url in urls))
        replies = [await workspace.dm(QUESTION) for _ in urls]

    assert all(FIGURE in reply.plain for reply in replies)


async def test_the_worker_answers_over_socket_mode(
    workspace: Workspace, env: dict[str, str], tmp_path: Path
) -> None:
    await release(env)
    one = ("-p", str(free_port()), "worker")
    async with started(*one, env=env, log=tmp_path / "log"):
        await workspace.wait_connected()
        reply = await workspace.mention(QUESTION)

    assert FIGURE in reply.plain
