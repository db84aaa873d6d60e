"""What a process does when it is told to stop, or to read its packs again."""

from __future__ import annotations

import shutil
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.service.web import EVENTS_PATH
from bot.workspace import Workspace
from tests.processes import PACKS, Replica, environment
from tests.waiting import eventually

from .conftest import PACK

QUESTION = "how many readers hold a card?"
FIGURE = "12,400"
IN_HAND = 6
POST_TAKES = 2.0
"""Seconds; the process has ten."""
ONLY_WHEN_TOLD = {"WATCHFILES_FORCE_POLLING": "true", "WATCHFILES_POLL_DELAY_MS": "600000"}
"""As on a disk that tells nothing of changes."""


@pytest.fixture
async def workspace() -> AsyncIterator[Workspace]:
    async with Workspace(timeout=120) as workspace:
        yield workspace


@pytest.fixture
async def replica(
    workspace: Workspace, sqlite_url: str, cache: Path, tmp_path: Path
) -> AsyncIterator[Replica]:
    replica = Replica(environment(workspace, sqlite_url, cache), tmp_path / "log", "--http")
    await replica.start()
    workspace.connect_http(replica.url + EVENTS_PATH)
    yield replica
    await replica.kill()


async def test_on_sighup_the_pack_is_read_again(
    workspace: Workspace, sqlite_url: str, cache: Path, tmp_path: Path
) -> None:
    home = Path(shutil.copytree(PACKS, tmp_path / "packs"))
    env = environment(workspace, sqlite_url, cache, VERBATIM_HOME=str(home), **ONLY_WHEN_TOLD)
    replica = Replica(env, tmp_path / "log", "--http")
    await replica.start()
    try:
        workspace.connect_http(replica.url + EVENTS_PATH)
        before = await workspace.dm(QUESTION)
        facts = home / "knowledge" / PACK / "facts.yaml"
        facts.write_text(facts.read_text().replace("hold a card", "own a card"))
        replica.signal(signal.SIGHUP)
        await eventually(lambda: replica.shows('verbatim_pack_reloads_total{outcome="taken"} 1.0'))
        after = await workspace.dm(QUESTION)
    finally:
        await replica.kill()

    assert "hold a card" in before.plain
    assert "own a card" in after.plain


async def test_it_stops_though_slack_hangs_and_loses_nothing(
    workspace: Workspace, replica: Replica
) -> None:
    workspace.faults.time_out("chat.postMessage")
    said = workspace.say(QUESTION)
    for delivery in said.deliveries:
        await delivery
    replica.signal(signal.SIGTERM)
    status = await replica.ended(within=60)
    workspace.faults.clear()
    await replica.start()
    reply = await workspace.reply(said)

    assert status == 0
    assert FIGURE in reply.plain


async def test_told_to_stop_it_finishes_what_is_in_hand(
    workspace: Workspace, replica: Replica
) -> None:
    workspace.faults.latency("chat.postMessage", POST_TAKES)
    said = [workspace.say(QUESTION) for _ in range(IN_HAND)]
    await eventually(lambda: workspace.web_api.in_flight == IN_HAND)  # all are on their way
    replica.signal(signal.SIGTERM)
    status = await replica.ended(within=60)

    assert status == 0
    assert [len(workspace.replies_to(each.message)) for each in said] == [1] * IN_HAND
    assert "unfinished" not in replica.log.read_text()
