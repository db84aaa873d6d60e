"""The database goes away and comes back: nothing is lost, and the service mends itself."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest
from psycopg.conninfo import conninfo_to_dict

from bot.service.web import EVENTS_PATH
from bot.storage.inbox import StoredTurns
from bot.workspace import Workspace
from tests.processes import free_port

from .conftest import Running, Start

QUESTION = "how many readers hold a card?"
FIGURE = "12,400"
RETRIES = [0.2] * 200
"""Seconds between Slack's deliveries: an outage takes minutes, which nobody wants to wait for."""


class Line:
    """The only way to a PostgreSQL, which can be cut."""

    def __init__(self, url: str) -> None:
        self._target = conninfo_to_dict(url)
        self._port = free_port()
        self._server: asyncio.Server | None = None
        self._ends: set[asyncio.StreamWriter] = set()
        self._calls: set[asyncio.Task[None]] = set()
        parts = urlsplit(url)
        self.url = parts._replace(
            netloc=f"{parts.username}@127.0.0.1:{self._port}", query=""
        ).geturl()

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._connect, "127.0.0.1", self._port)

    async def cut(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for end in self._ends:
            end.transport.abort()
        # A call that was being put through ends too, so that no transport outlives the line.
        await asyncio.gather(*self._calls, return_exceptions=True)

    def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        call = asyncio.create_task(self._put_through(reader, writer))
        self._calls.add(call)
        call.add_done_callback(self._calls.discard)

    async def _put_through(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._ends.add(writer)
        host, port = str(self._target["host"]), self._target.get("port") or 5432
        if host.startswith("/"):
            beyond = await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}")
        else:
            beyond = await asyncio.open_connection(host, int(port))
        self._ends.add(beyond[1])
        if self._server is None:
            writer.transport.abort()
            beyond[1].transport.abort()
        await asyncio.gather(pump(reader, beyond[1]), pump(beyond[0], writer))
        self._ends -= {writer, beyond[1]}


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    writer.close()


@pytest.fixture
async def workspace() -> AsyncIterator[Workspace]:
    async with Workspace(retry_intervals=RETRIES, timeout=60) as workspace:
        yield workspace


@pytest.fixture
async def line(postgres_url: str) -> AsyncIterator[Line]:
    line = Line(postgres_url)
    await line.open()
    yield line
    await line.cut()


@pytest.fixture
async def service(start: Start, line: Line) -> AsyncIterator[Running]:
    async with start(DATABASE_URL=line.url) as running:
        yield running


async def ended(running: Running) -> None:
    """Wait until no turn waits any more."""
    async with asyncio.timeout(60):
        while (await StoredTurns(running.database).depth()).waiting:  # noqa: ASYNC110 - its work
            await asyncio.sleep(0.05)


async def test_while_it_is_away_nothing_is_taken_and_afterwards_all_is_answered(
    service: Running, workspace: Workspace, line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    await workspace.dm(QUESTION)
    await line.cut()

    said = workspace.say(QUESTION)
    async with asyncio.timeout(60):
        while (await service.get("/readyz"))[0] != 503:  # noqa: ASYNC110 - it has to notice
            await asyncio.sleep(0.05)
    alive, page = (await service.get("/healthz"))[0], (await service.get("/metrics"))[1]
    was_answered = bool(workspace.replies_to(said.message))
    await line.open()
    await service.ready()
    reply = await workspace.reply(said)
    await ended(service)

    assert (alive, was_answered) == (200, False)
    assert "verbatim_database_up 0.0" in page
    assert FIGURE in reply.plain
    assert len(workspace.replies_to(said.message)) == 1
    told = [record.getMessage() for record in caplog.records if "database" in record.getMessage()]
    assert any("the database cannot be" in line for line in told)
    assert not [record for record in caplog.records if record.exc_info]


async def test_a_reply_given_while_it_is_away_is_not_given_again(
    service: Running, workspace: Workspace, line: Line
) -> None:
    workspace.faults.latency("chat.postMessage", 1.0)
    said = workspace.say(f"<@{workspace.team.bot_user}> {QUESTION}")
    await asyncio.gather(*said.deliveries)
    async with asyncio.timeout(60):
        while not workspace.web_api.in_flight:  # noqa: ASYNC110 - until the reply is on its way
            await asyncio.sleep(0.01)
    await line.cut()

    await workspace.reply(said)
    await line.open()
    await ended(service)

    assert len(workspace.replies_to(said.message)) == 1


async def test_a_service_that_starts_without_it_waits_and_then_answers(
    start: Start, workspace: Workspace, line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with start(DATABASE_URL=line.url):
        pass  # the tables are there
    await line.cut()
    async with start(DATABASE_URL=line.url, connect=False) as service:
        workspace.connect_http(service.url + EVENTS_PATH)
        said = workspace.say(QUESTION)
        before = (await service.get("/readyz"))[0]
        await line.open()
        await service.ready()
        reply = await workspace.reply(said)

    assert before == 503
    assert FIGURE in reply.plain
    assert "the database can be used now" in caplog.text
