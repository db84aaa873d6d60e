"""The HTTP side of the service: Slack's requests, and whether the process is well."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from aiohttp import web

from bot.errors import SettingsError
from bot.slack.http import MAX_BODY, Handler

EVENTS_PATH = "/slack/events"
SHUTDOWN_TIME = 5.0
"""Seconds that requests under way are given when the process stops."""

Check = Callable[[], Awaitable[bool]]
"""Whether something the service cannot do without is there."""


def web_application(slack: Handler | None, checks: Mapping[str, Check]) -> web.Application:
    """The routes.

    Args:
        slack: takes Slack's requests; None where they come over Socket Mode.
        checks: what ``/readyz`` looks at, by name.
    """

    async def healthz(_request: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def readyz(_request: web.Request) -> web.Response:
        results = {name: await check() for name, check in checks.items()}
        return web.json_response(results, status=200 if all(results.values()) else 503)

    application = web.Application(client_max_size=MAX_BODY)
    application.router.add_get("/healthz", healthz)
    application.router.add_get("/readyz", readyz)
    if slack is not None:
        application.router.add_post(EVENTS_PATH, slack)
    return application


@asynccontextmanager
async def listening(application: web.Application, host: str, port: int) -> AsyncIterator[int]:
    """Serve while this is open; gives the port, which is a free one if ``port`` is 0.

    Raises:
        SettingsError: the address cannot be listened on.
    """
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=SHUTDOWN_TIME)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise SettingsError(
                f"HOST {host} and PORT {port} cannot be listened on: {error.strerror}"
            ) from error
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
