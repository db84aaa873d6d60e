"""``verbatim workspace`` and ``verbatim run`` without Slack, each in a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.processes import free_port

ROOT = Path(__file__).parents[2]
TEN_LINES = ROOT / "tests" / "workspace" / "ten_lines.py"
TEN_LINES_HTTP = TEN_LINES.with_name("ten_lines_http.py")
MINI = ROOT / "tests" / "packs" / "mini"
WITHIN = 120.0  # seconds


@contextlib.asynccontextmanager
async def started(folder: Path, *arguments: str) -> AsyncIterator[tuple[str, object]]:
    """`verbatim …` with the address of its page; told to stop at the end."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("SLACK_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        cwd=folder,
        env=kept | {"PYTHONPATH": str(ROOT), "VERBATIM_HOME": str(MINI), "PORT": "0"},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(WITHIN):
            async for line in process.stdout:
                if found := re.search(rb"http://127\.0\.0\.1:\d+", line):
                    yield found[0].decode(), process
                    break
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGINT)
        await process.communicate()


async def state(session: aiohttp.ClientSession, address: str) -> dict:
    async with session.get(f"{address}/page/state") as answer:
        return await answer.json()


async def follow(session, address: str, known: dict) -> AsyncIterator[dict]:
    url = f"{address}/page/changes?since={known['log']}&session={known['session']}"
    async with session.get(url) as stream, asyncio.timeout(WITHIN):
        async for line in stream.content:
            if line.startswith(b"data: "):
                yield json.loads(line.removeprefix(b"data: "))


async def answered(session: aiohttp.ClientSession, address: str, known: dict) -> str:
    """What the app says to a mention on the page."""
    person = next(p for p in known["people"] if not p["is_bot"])
    general = next(c for c in known["channels"] if c["name"] == "general")
    mention = f"<@{known['teams'][0]['bot_user']}> hello"
    body = {"user": person["id"], "channel": general["id"], "text": mention}
    await session.post(f"{address}/page/say", json=body, headers={"Origin": address})
    async for change in follow(session, address, known):
        if change["kind"] == "message" and change["subject"]["bot_id"]:
            return change["subject"]["text"]
    raise AssertionError("the stream ended")


async def test_an_app_that_is_not_ours_is_started_and_answers(tmp_path: Path) -> None:
    command = ("workspace", "--port", "0", "--", sys.executable, str(TEN_LINES))
    async with started(tmp_path, *command) as (address, _), aiohttp.ClientSession() as session:
        assert await answered(session, address, await state(session, address)) == "Hey there!"


async def test_an_app_that_is_not_ours_answers_over_http(tmp_path: Path) -> None:
    """It is started by hand, after the workspace, with what the workspace prints to copy."""
    port = free_port()
    url = f"http://127.0.0.1:{port}/slack/events"
    command = ("workspace", "--port", "0", "--app-url", url, "--signing-secret", "s3cret")
    async with (
        started(tmp_path, *command) as (address, process),
        aiohttp.ClientSession() as session,
    ):
        known = await state(session, address)
        printed = await exports(process)
        assert printed["SLACK_SIGNING_SECRET"] == "s3cret"
        async with by_hand(TEN_LINES_HTTP, printed | {"PORT": str(port)}):
            async for change in follow(session, address, known):
                if change["kind"] == "connection":
                    break
            assert await answered(session, address, known) == "Hey there!"


async def exports(process: asyncio.subprocess.Process) -> dict[str, str]:
    """The variables that the workspace prints for the app."""
    found: dict[str, str] = {}
    async for line in process.stdout:
        if export := re.match(r"export (\w+)=(\S+)", line.decode()):
            found[export[1]] = export[2]
        elif found:
            break
    return found


@contextlib.asynccontextmanager
async def by_hand(script: Path, environment: dict[str, str]) -> AsyncIterator[None]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(script)),
        env=dict(os.environ) | environment,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.kill()
        await process.wait()


async def test_without_slack_the_page_is_served_until_told_to_stop(tmp_path: Path) -> None:
    async with started(tmp_path, "run") as (address, process), aiohttp.ClientSession() as session:
        async with session.get(address) as page:
            assert page.status == 200
        known = await state(session, address)
        async for change in follow(session, address, known):
            if change["kind"] == "connection":
                break
        assert (await state(session, address))["offers"]["examples"]
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), WITHIN) == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["--app-url", "nowhere"], "no http address", id="address"),
        pytest.param(["--manifest", "absent.json"], "cannot be read", id="manifest"),
        pytest.param(["--", "no-such-program-at-all"], "cannot be started", id="command"),
    ],
)
async def test_what_cannot_be_hosted_ends_with_one_line(tmp_path, arguments, words) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "workspace", "--port", "0", *arguments),
        cwd=tmp_path,
        env=dict(os.environ) | {"PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    _, err = await process.communicate()

    assert process.returncode == 2
    assert words in err.decode()
    assert err.decode().count("\n") == 1
