"""Socket Mode: the websockets of the app and what is waiting for its acknowledgement."""

from __future__ import annotations

import asyncio
import json
import secrets
import uuid
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from bot.workspace.envelopes import Envelope
from bot.workspace.failures import NothingHappenedError
from bot.workspace.journal import Change, Journal
from bot.workspace.model import Attempt, Json

MAX_CONNECTIONS = 10
"""Per app, from Slack's "Using Socket Mode" page."""


@dataclass(eq=False)
class Connection:
    """One websocket of the app."""

    name: str
    socket: web.WebSocketResponse
    waiting: dict[str, asyncio.Future[object]] = field(default_factory=dict)
    retiring: bool = False


class Sockets:
    """The open connections; an envelope goes to one of them in turn."""

    def __init__(self, journal: Journal, app_id: str) -> None:
        self._journal = journal
        self._app_id = app_id
        self._tickets: set[str] = set()
        self._connections: list[Connection] = []
        self._turn = 0
        self._opened = 0

    @property
    def connections(self) -> int:
        """How many are open and not told to go."""
        return len(self._usable())

    def new_ticket(self) -> str:
        """What ``apps.connections.open`` gives out; good for one connection."""
        ticket = secrets.token_urlsafe(16)
        self._tickets.add(ticket)
        return ticket

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """The websocket endpoint."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=401, text="ticket unknown or used")
        self._tickets.remove(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._opened += 1
        connection = Connection(f"connection-{self._opened}", socket)
        if len(self._connections) >= MAX_CONNECTIONS:
            await self._dismiss(connection, "too_many_websockets")
            return socket
        self._connections.append(connection)
        try:
            await socket.send_json(self._hello())
            detail: Json = {"opened": connection.name, "open": self.connections}
            self._journal.record("connection", detail=detail)
            await self._listen(connection)
        finally:
            self._connections.remove(connection)
            for answer in connection.waiting.values():
                if not answer.done():
                    answer.set_exception(ConnectionResetError())
            detail = {"closed": connection.name, "open": self.connections}
            self._journal.record("connection", detail=detail)
        return socket

    async def send(self, envelope: Envelope, *, retry: int, reason: str, within: float) -> Attempt:
        """Hand ``envelope`` to one connection and wait for the acknowledgement."""
        connection = await self._next(within)
        if connection is None:
            return Attempt(retry, "socket", "no connection", None, "connection_failed")
        envelope_id = str(uuid.uuid4())
        body: Json = {
            "envelope_id": envelope_id,
            "type": envelope.kind,
            "payload": envelope.payload,
            "accepts_response_payload": envelope.answers,
        }
        if envelope.redelivered:
            body |= {"retry_attempt": retry, "retry_reason": reason}
        answer: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        connection.waiting[envelope_id] = answer
        try:
            async with asyncio.timeout(within):
                await connection.socket.send_json(body)
                return Attempt(retry, "socket", connection.name, 200, "", await answer)
        except TimeoutError:
            return Attempt(retry, "socket", connection.name, None, "timeout")
        except ConnectionError:
            return Attempt(retry, "socket", connection.name, None, "connection_failed")
        finally:
            del connection.waiting[envelope_id]

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tell every connection to go, as Slack does before it retires a host.

        Args:
            reason: "refresh_requested", "warning" or "link_disabled".
        """
        for connection in list(self._connections):
            await self._dismiss(connection, reason)

    async def sever(self) -> None:
        """Cut every connection without a word."""
        for connection in list(self._connections):
            connection.retiring = True
            await connection.socket.close(code=1001)

    def _usable(self) -> list[Connection]:
        return [c for c in self._connections if not (c.retiring or c.socket.closed)]

    async def _next(self, within: float) -> Connection | None:
        if not self._usable():
            await self.wait_for(1, within)
        usable = self._usable()
        if not usable:
            return None
        self._turn += 1
        return usable[self._turn % len(usable)]

    async def wait_for(self, count: int, within: float) -> bool:
        """Wait until ``count`` connections are open; False if they are not in time."""

        def enough(_: Change) -> bool | None:
            return self.connections >= count or None

        if self.connections >= count:
            return True
        what = f"{count} Socket Mode connections"
        try:
            await self._journal.first(enough, what=what, since=self._journal.last, within=within)
        except NothingHappenedError:
            return False
        return True

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": self.connections,
            "debug_info": {
                "host": "applink-local",
                "build_number": 1,
                "approximate_connection_time": 18060,
            },
            "connection_info": {"app_id": self._app_id},
        }

    async def _dismiss(self, connection: Connection, reason: str) -> None:
        connection.retiring = True
        body = {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-local"}}
        await connection.socket.send_json(body)
        if reason != "warning":
            await connection.socket.close()

    async def _listen(self, connection: Connection) -> None:
        async for frame in connection.socket:
            if frame.type is not WSMsgType.TEXT:
                continue
            try:
                body = json.loads(frame.data)
            except (ValueError, RecursionError):
                continue
            envelope_id = body.get("envelope_id") if isinstance(body, dict) else None
            answer = connection.waiting.get(envelope_id) if isinstance(envelope_id, str) else None
            if answer is not None and not answer.done():
                answer.set_result(body.get("payload"))
