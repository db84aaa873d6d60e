"""The HTTP side of the service: Slack's requests, installing, and how the process is."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from aiohttp import web

from bot.errors import SettingsError
from bot.service.metrics import Metrics
from bot.slack.http import MAX_BODY, Handler
from bot.slack.tracing import request_id

EVENTS_PATH = "/slack/events"
SHUTDOWN_TIME = 2.0
"""Seconds that requests under way are given when the process stops."""

_REQUEST_ID = re.compile(r"[\w-]{1,64}", re.ASCII)

Check = Callable[[], Awaitable[bool]]
"""Whether something the service cannot do without is there."""


def web_application(
    slack: Handler | None,
    checks: Mapping[str, Check],
    *,
    pages: Mapping[str, Handler] | None = None,
    metrics: Metrics | None = None,
) -> web.Application:
    """The routes.

    Args:
        slack: takes Slack's requests; None where they come over Socket Mode.
        checks: what ``/readyz`` looks at, by name.
        pages: other pages to serve, by path.
        metrics: what ``/metrics`` shows.
    """

    async def healthz(_request: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def readyz(_request: web.Request) -> web.Response:
        results = {name: await check() for name, check in checks.items()}
        return web.json_response(results, status=200 if all(results.values()) else 503)

    application = web.Application(client_max_size=MAX_BODY, middlewares=[with_request_id])
    application.router.add_get("/healthz", healthz)
    application.router.add_get("/readyz", readyz)
    if metrics is not None:
        application.router.add_get("/metrics", _metrics_page(metrics))
    if slack is not None:
        timed = slack if metrics is None else _timed(slack, metrics)
        application.router.add_post(EVENTS_PATH, timed)
    for path, handler in (pages or {}).items():
        application.router.add_get(path, handler)
    return application


def _metrics_page(metrics: Metrics) -> Handler:
    async def page(_request: web.Request) -> web.Response:
        headers = {"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}
        return web.Response(body=await metrics.page(), headers=headers)

    return page


def _timed(handler: Handler, metrics: Metrics) -> Handler:
    async def timed(request: web.Request) -> web.Response:
        started = time.perf_counter()
        try:
            return await handler(request)
        finally:
            metrics.acknowledgement_time.observe(time.perf_counter() - started)

    return timed


@web.middleware
async def with_request_id(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Name each request: as the load balancer does in ``X-Request-Id``, else anew."""
    given = request.headers.get("X-Request-Id", "")
    name = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(6)
    request_id.set(name)
    response = await handler(request)
    response.headers["X-Request-Id"] = name
    return response


@asynccontextmanager
async def listening(application: web.Application, host: str, port: int) -> AsyncIterator[int]:
    """Serve while this is open; gives the port, which is a free one if ``port`` is 0.

    Raises:
        SettingsError: the address cannot be listened on.
    """
    runner = web.AppRunner(
        application,
        access_log=None,
        shutdown_timeout=SHUTDOWN_TIME,
        # Slack compresses nothing; what claims to be compressed may be a bomb, or a lie that
        # aiohttp answers with 500.
        auto_decompress=False,
    )
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
