"""The database goes away and comes back: nothing is lost, and the service mends itself."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator, Awaitable
from urllib.parse import urlsplit

import pytest
from psycopg.conninfo import conninfo_to_dict

from bot.service.web import EVENTS_PATH
from bot.workspace import Workspace
from tests.processes import free_port, wait_status
from tests.waiting import eventually

from .conftest import Running, Start, worked_off

QUESTION = "how many readers hold a card?"
FIGURE = "12,400"
RETRIES = [0.2] * 200
"""Seconds between Slack's deliveries: an outage takes minutes, which nobody wants to wait for."""

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Line:
    """The only way to a PostgreSQL, which can be cut."""

    def __init__(self, url: str) -> None:
        self._target = conninfo_to_dict(url)
        self._port = free_port()
        self._listener: socket.socket | None = None
        self._calls: set[asyncio.Task[None]] = set()
        parts = urlsplit(url)
        self.url = parts._replace(
            netloc=f"{parts.username}@127.0.0.1:{self._port}", query=""
        ).geturl()

    async def open(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self._port))
        self._listener.setblocking(False)
        asyncio.get_running_loop().add_reader(self._listener, self._accept, self._listener)

    async def cut(self) -> None:
        if self._listener is not None:
            asyncio.get_running_loop().remove_reader(self._listener)
            self._listener.close()
            self._listener = None
        # Awaited, so that no call outlives the line.
        calls = list(self._calls)
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)

    def _accept(self, listener: socket.socket) -> None:
        caller, _ = listener.accept()
        caller.setblocking(False)
        call = asyncio.create_task(self._put_through(caller))
        self._calls.add(call)
        call.add_done_callback(self._calls.discard)
        # One that is ended before it begins closes nothing itself.
        call.add_done_callback(lambda _: caller.close())

    async def _put_through(self, caller: socket.socket) -> None:
        with contextlib.suppress(OSError):  # nobody there, or they hung up
            async with (
                connected(asyncio.open_connection(sock=caller)) as here,
                connected(self._beyond()) as there,
            ):
                await asyncio.gather(pump(here[0], there[1]), pump(there[0], here[1]))

    async def _beyond(self) -> Connection:
        host, port = str(self._target["host"]), int(self._target.get("port") or 5432)
        if host.startswith("/"):
            return await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}")
        return await asyncio.open_connection(host, port)


@contextlib.asynccontextmanager
async def connected(connecting: Awaitable[Connection]) -> AsyncIterator[Connection]:
    connection = await connecting
    try:
        yield connection
    finally:
        connection[1].transport.abort()
        with contextlib.suppress(OSError):
            await connection[1].wait_closed()


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


async def test_while_it_is_away_nothing_is_taken_and_afterwards_all_is_answered(
    service: Running, workspace: Workspace, line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    await workspace.dm(QUESTION)
    await line.cut()

    said = workspace.say(QUESTION)
    await wait_status(service.url + "/readyz", 503)  # it has to notice
    alive, page = (await service.get("/healthz"))[0], (await service.get("/metrics"))[1]
    was_answered = bool(workspace.replies_to(said.message))
    await line.open()
    await service.ready()
    reply = await workspace.reply(said)
    await worked_off(service.database)

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
    await eventually(lambda: workspace.web_api.in_flight)  # the reply is on its way
    await line.cut()

    await workspace.reply(said)
    await line.open()
    await worked_off(service.database)

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
