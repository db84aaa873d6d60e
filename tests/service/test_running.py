"""``verbatim run``, as an operator runs it: its own process, stopped by a signal."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.service.ways import Way, choose_way
from bot.settings import Settings
from bot.workspace import Workspace
from tests.processes import free_port, wait_status
from tests.waiting import eventually

ROOT = Path(__file__).parent.parent.parent
PACKS = ROOT / "tests" / "packs" / "mini"
QUESTION = "how many readers hold a card?"
FIGURE = "12,400"


def settings(**given: str) -> Settings:
    return Settings(home=PACKS, cache=PACKS, database_url="sqlite://", **given)


BOT, APP, SECRET = (
    {"slack_bot_token": "xoxb-1"},
    {"slack_app_token": "xapp-1"},
    {"slack_signing_secret": "s3cret"},
)


@pytest.mark.parametrize(
    ("given", "mode", "way"),
    [
        pytest.param({}, None, None, id="nothing: a workspace of our own"),
        pytest.param(BOT | APP, None, Way("socket", "xoxb-1", "xapp-1"), id="Socket Mode"),
        pytest.param(BOT | SECRET, None, Way("http", "xoxb-1", "", "s3cret"), id="HTTP"),
        pytest.param(
            BOT | APP | SECRET,
            None,
            Way("socket", "xoxb-1", "xapp-1", "s3cret"),
            id="both: an app token means Socket Mode",
        ),
        pytest.param(
            BOT | APP | SECRET, "http", Way("http", "xoxb-1", "xapp-1", "s3cret"), id="said so"
        ),
    ],
)
def test_the_settings_choose_the_way(given: dict, mode: str | None, way: Way | None) -> None:
    assert choose_way(settings(**given), mode) == way


@pytest.mark.parametrize(
    ("given", "mode", "missing"),
    [
        pytest.param({}, "socket", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"], id="for Socket Mode"),
        pytest.param({}, "http", ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"], id="for HTTP"),
        pytest.param(BOT, None, ["SLACK_SIGNING_SECRET"], id="a bot token alone"),
        pytest.param(APP, None, ["SLACK_BOT_TOKEN"], id="an app token alone"),
        pytest.param(SECRET, None, ["SLACK_BOT_TOKEN"], id="a secret alone"),
    ],
)
def test_what_is_missing_is_said_in_one_line(
    given: dict, mode: str | None, missing: list[str]
) -> None:
    with pytest.raises(SettingsError) as refused:
        choose_way(settings(**given), mode)

    line = str(refused.value)
    assert "\n" not in line
    named = ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"]
    assert [name for name in named if name in line] == missing


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.getbasetemp().parent / "verbatim-service-cache"


@pytest.fixture
def environment(cache: Path, tmp_path: Path) -> dict[str, str]:
    """Of a process that knows no Slack, and has its own folder and database."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("SLACK_")}
    return kept | {
        "VERBATIM_HOME": str(PACKS),
        "VERBATIM_CACHE": str(cache),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'verbatim.db'}",
        "PYTHONPATH": str(ROOT),
        "PYTHONIOENCODING": "utf-8",
        "HOST": "127.0.0.1",
        "PORT": "0",
    }


async def started(
    environment: dict[str, str], folder: Path, *arguments: str
) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "run",
        *arguments,
        cwd=folder,
        env=environment,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def test_without_slack_each_line_is_answered_until_the_end(
    environment: dict[str, str], tmp_path: Path
) -> None:
    process = await started(environment, tmp_path)

    out, err = await process.communicate(f"{QUESTION}\n\nhello\n".encode())

    assert process.returncode == 0, err.decode()
    assert FIGURE in out.decode()
    assert "P1" in out.decode()
    assert "Traceback" not in err.decode()


async def test_a_missing_token_ends_it_with_one_line(
    environment: dict[str, str], tmp_path: Path
) -> None:
    process = await started(environment | {"SLACK_BOT_TOKEN": "xoxb-1"}, tmp_path, "--socket")

    _, err = await process.communicate()

    assert process.returncode == 2
    assert err.decode().count("\n") == 1
    assert "SLACK_APP_TOKEN" in err.decode()


async def test_a_token_that_slack_does_not_take_ends_it_with_one_line(
    environment: dict[str, str], tmp_path: Path
) -> None:
    async with Workspace() as workspace:
        process = await started(
            environment
            | {
                "SLACK_BOT_TOKEN": "xoxb-wrong",
                "SLACK_SIGNING_SECRET": "s3cret",
                "SLACK_API_URL": workspace.url,
            },
            tmp_path,
            "--http",
        )
        _, err = await process.communicate()

    assert process.returncode == 2
    assert "SLACK_BOT_TOKEN: invalid_auth" in err.decode()
    assert "Traceback" not in err.decode()


@contextlib.asynccontextmanager
async def running(
    workspace: Workspace, environment: dict[str, str], folder: Path, mode: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot in its own process, connected to ``workspace``."""
    port = str(free_port())
    process = await started(
        environment
        | {
            "SLACK_BOT_TOKEN": workspace.bot_token,
            "SLACK_APP_TOKEN": workspace.app_token,
            "SLACK_SIGNING_SECRET": workspace.signing_secret,
            "SLACK_API_URL": workspace.url,
            "PORT": port,
        },
        folder,
        f"--{mode}",
    )
    try:
        if mode == "socket":
            await workspace.wait_connected()
        else:
            await wait_status(f"http://127.0.0.1:{port}/readyz", 200)
            workspace.connect_http(f"http://127.0.0.1:{port}/slack/events")
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


@pytest.mark.parametrize("mode", ["http", "socket"])
async def test_it_answers_in_slack_and_stops_when_told(
    environment: dict[str, str], tmp_path: Path, mode: str
) -> None:
    async with (
        Workspace(timeout=60) as workspace,
        running(workspace, environment, tmp_path, mode) as process,
    ):
        reply = await workspace.mention(QUESTION)
        process.send_signal(signal.SIGTERM)
        out, err = await process.communicate()

    assert FIGURE in reply.plain
    assert process.returncode == 0, err.decode()
    assert "Traceback" not in err.decode()
    for secret in (workspace.bot_token, workspace.app_token, QUESTION):
        assert secret not in (out + err).decode()


async def test_a_reply_in_hand_is_finished_before_it_stops(
    environment: dict[str, str], tmp_path: Path
) -> None:
    async with (
        Workspace(timeout=60) as workspace,
        running(workspace, environment, tmp_path, "socket") as process,
    ):
        workspace.faults.latency("chat.postMessage", 1.0)
        said = workspace.say(f"<@{workspace.team.bot_user}> {QUESTION}", channel=general(workspace))
        await asyncio.gather(*said.deliveries)
        await eventually(lambda: workspace.web_api.in_flight)  # the reply is on its way
        process.send_signal(signal.SIGTERM)
        reply = await workspace.reply(said)
        await process.communicate()

    assert FIGURE in reply.plain
    assert process.returncode == 0


def general(workspace: Workspace):
    return workspace.channel("general")
