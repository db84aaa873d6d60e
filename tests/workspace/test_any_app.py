"""A Bolt app in a process of its own, which can be killed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from bot.workspace import Workspace

SCRIPT = Path(__file__).with_name("ten_lines.py")


@contextlib.asynccontextmanager
async def started(workspace: Workspace) -> AsyncIterator[asyncio.subprocess.Process]:
    environment = {
        **os.environ,
        "SLACK_API_URL": workspace.url,
        "SLACK_BOT_TOKEN": workspace.bot_token,
        "SLACK_APP_TOKEN": workspace.app_token,
    }
    process = await asyncio.create_subprocess_exec(sys.executable, SCRIPT, env=environment)
    try:
        await workspace.wait_connected()
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def test_an_app_that_is_not_ours_answers_and_hears_what_came_while_it_was_dead(workspace):
    workspace.timeout = 30.0  # a process has to start, twice
    async with started(workspace) as process:
        reply = await workspace.mention("hello")
        process.kill()
        await process.wait()
        missed = workspace.say(
            f"<@{workspace.team.bot_user}> are you there?", channel=workspace.channel("general")
        )
    async with started(workspace):
        late = await workspace.reply(missed)

    assert (reply.plain, late.plain) == ("Hey there!", "Hey there!")
    assert late.thread_ts == missed.message.ts
