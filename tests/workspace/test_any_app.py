"""Apps that are not ours: one in a process of its own, killed and back; one by OAuth."""

from __future__ import annotations

import asyncio
import contextlib
import html
import os
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth.installation_store import FileInstallationStore
from slack_sdk.oauth.state_store import FileOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

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


# slack_sdk's client uses it with aiohttp 3.14.
@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
async def test_bolts_own_oauth_installs_an_app_that_then_answers(workspace, http_connect, tmp_path):
    team = workspace.add_team("Autre")
    stores = {
        "installation_store": FileInstallationStore(base_dir=str(tmp_path)),
        "state_store": FileOAuthStateStore(expiration_seconds=60, base_dir=str(tmp_path)),
    }
    app = AsyncApp(
        client=AsyncWebClient(base_url=workspace.url),
        signing_secret=workspace.signing_secret,
        installation_store=stores["installation_store"],
        oauth_settings=AsyncOAuthSettings(
            client_id=workspace.oauth.client_id,
            client_secret=workspace.oauth.client_secret,
            authorization_url=workspace.authorization_url,
            scopes=["chat:write"],
            **stores,
        ),
    )

    @app.event("app_mention")
    async def on_mention(event, say):
        await say(text="installed", thread_ts=event["ts"])

    async with http_connect(workspace, app) as url, aiohttp.ClientSession() as browser:
        base = url.removesuffix("/slack/events")
        async with browser.get(base + "/slack/install", allow_redirects=False) as page:
            cookie = {"Cookie": page.headers["Set-Cookie"].partition(";")[0]}
            target = re.search(r'href="([^"]+authorize[^"]+)"', await page.text())[1]
        workspace.oauth.redirect_uri = f"{base}/slack/oauth_redirect"
        chosen = f"{html.unescape(target)}&team={team.id}"
        async with browser.get(chosen, allow_redirects=False) as consent:
            callback = consent.headers["Location"]
        async with browser.get(callback, headers=cookie) as done:
            assert done.status == 200, await done.text()
        alex = workspace.person("alex", team)
        reply = await workspace.mention("hi", user=alex)

    assert (reply.team, reply.text) == (team.id, "installed")
