"""A workspace with a small real Bolt app in it, over either transport."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable

import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace import Workspace

TRANSPORTS = ("http", "socket")


@pytest.fixture
def client(workspace: Workspace) -> AsyncWebClient:
    """The bot's own client."""
    return AsyncWebClient(token=workspace.bot_token, base_url=workspace.url)


@pytest.fixture
def app(workspace: Workspace) -> AsyncApp:
    """A Bolt app that knows nothing of ours but where its Slack is."""
    client = AsyncWebClient(token=workspace.bot_token, base_url=workspace.url)
    return AsyncApp(client=client, signing_secret=workspace.signing_secret)


@contextlib.asynccontextmanager
async def served_over_http(workspace: Workspace, app: AsyncApp) -> AsyncIterator[str]:
    """The app on a free port, connected to the workspace; gives its request URL."""
    runner = web.AppRunner(app.web_app(path="/slack/events", port=0))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    workspace.connect_http(url)
    try:
        yield url
    finally:
        await runner.cleanup()


@contextlib.asynccontextmanager
async def connected_by_socket(workspace: Workspace, app: AsyncApp) -> AsyncIterator[AsyncApp]:
    """The app with a Socket Mode connection to the workspace."""
    handler = AsyncSocketModeHandler(app, workspace.app_token, ping_interval=1)
    await handler.connect_async()
    try:
        await workspace.wait_connected()
        yield app
    finally:
        await handler.close_async()


Connect = Callable[[Workspace, AsyncApp], contextlib.AbstractAsyncContextManager[object]]


@pytest.fixture(params=TRANSPORTS)
def connect(request) -> Connect:
    """How the app is connected: every test that uses this runs over both transports."""
    return served_over_http if request.param == "http" else connected_by_socket


@pytest.fixture
def http_connect() -> Connect:
    return served_over_http


@pytest.fixture
def socket_connect() -> Connect:
    return connected_by_socket


@pytest.fixture
async def workspace() -> AsyncIterator[Workspace]:
    async with Workspace() as workspace:
        yield workspace
