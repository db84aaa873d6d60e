"""The running service: tables, Web API, sockets and deliveries behind one loopback port."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from bot.workspace.clock import Clock
from bot.workspace.delivery import ACKNOWLEDGEMENT_TIME, Courier
from bot.workspace.envelopes import Envelope, changed_event, event_envelope, message_event
from bot.workspace.failures import NothingHappenedError, WorkspaceError
from bot.workspace.faults import FaultPlan
from bot.workspace.journal import Change, Journal
from bot.workspace.methods.request import OAuthApp, Tables
from bot.workspace.model import Call, Delivery, Json, Message, Team
from bot.workspace.responses import Responses
from bot.workspace.sockets import Sockets
from bot.workspace.state import State
from bot.workspace.views import Views
from bot.workspace.web_api import WebApi

T = TypeVar("T")

HOST = "127.0.0.1"
SUBSCRIPTIONS = frozenset(
    {"app_mention", "message.im", "app_home_opened", "app_uninstalled", "tokens_revoked"}
)
SHORT_RETRIES = (0.0, 0.05, 0.1)
"""Seconds; Slack's own are in ``delivery.RETRY_INTERVALS``."""

LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
MAX_BODY = 4 * 1024 * 1024


class Backend:
    """A small Slack on loopback.

    Args:
        port: 0 takes a free one.
        signing_secret: what requests are signed with; a new one unless given.
        scopes: the bot token's; None grants all and refuses nothing.
        subscriptions: the bot events the app's manifest asks for; "message.channels" sends
            mentions a second time, as messages with another event_id.
        echo: whether the bot's own messages and edits come back to it as events, as in Slack.
        retry_intervals: seconds before each retry of an event.
        acknowledgement_time: seconds the app has to acknowledge.
        trigger_lifetime: seconds in which a trigger_id can be used.
        timeout: seconds that waiting functions wait.
        seed: for the chance in ``faults``.
        log_limit: how many entries the log keeps.

    Attributes:
        log: everything that happens; ``log.follow()`` gives it as it comes.
        faults: what fails on purpose.
        quiescence: hooks of ``idle``.
        mentions_in_dms: whether a mention in direct messages sends app_mention too; both
            have been seen in Slack.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        signing_secret: str | None = None,
        scopes: Iterable[str] | None = None,
        subscriptions: Iterable[str] = SUBSCRIPTIONS,
        echo: bool = True,
        retry_intervals: Sequence[float] = SHORT_RETRIES,
        acknowledgement_time: float = ACKNOWLEDGEMENT_TIME,
        trigger_lifetime: float = 3.0,
        timeout: float = 10.0,
        seed: int = 0,
        log_limit: int = 100_000,
    ) -> None:
        self.clock = Clock()
        self.log = Journal(log_limit)
        self.state = State(self.clock, self.log, trigger_lifetime=trigger_lifetime)
        self.views = Views(self.state)
        self.faults = FaultPlan(seed)
        self.sockets = Sockets(self.log, self.state.app_id)
        self.signing_secret = signing_secret or secrets.token_hex(16)
        self.courier = Courier(
            self.log, self.sockets, self.signing_secret, retry_intervals, acknowledgement_time
        )
        bot_scopes = None if scopes is None else frozenset(scopes)
        self.oauth = OAuthApp(f"1.{secrets.randbelow(10**10)}", secrets.token_hex(16), bot_scopes)
        tables = Tables(self.state, self.views, self.oauth, self._socket_url)
        self.subscriptions = set(subscriptions)
        self.echo = echo
        self.mentions_in_dms = False
        self.timeout = timeout
        self.quiescence: list[Callable[[], Awaitable[None]]] = []
        self.web_api = WebApi(tables, self.faults)
        self.responses = Responses(self.state, self.faults)
        self._port = port
        self._runner: web.AppRunner | None = None
        self._tasks: set[asyncio.Task[object]] = set()
        self.log.listen(self._echo)

    # Running

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen on the loopback interface.

        Raises:
            WorkspaceError: the port is taken.
        """
        self._runner = web.AppRunner(
            self.web_app(), handler_cancellation=True, shutdown_timeout=0.1, access_log=None
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, self._port)
        try:
            await site.start()
        except OSError as error:
            await self._runner.cleanup()
            raise WorkspaceError(f"port {self._port} cannot be listened on: {error}") from error
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Stop listening; deliveries under way are given up."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.sockets.sever()
        await self.courier.close()
        if self._runner is not None:
            await self._runner.cleanup()

    def web_app(self) -> web.Application:
        """The aiohttp application; a page may add its own routes to it in a subclass."""
        app = web.Application(middlewares=[only_loopback], client_max_size=MAX_BODY)
        app.router.add_route("*", "/api/{method}", self.web_api.handle)
        app.router.add_post("/response/{id}", self.responses.handle)
        app.router.add_get("/link", self.sockets.handle)
        app.router.add_get("/oauth/v2/authorize", self._authorize)
        return app

    @property
    def base_url(self) -> str:
        """``http://127.0.0.1:PORT``."""
        return f"http://{HOST}:{self._port}"

    @property
    def url(self) -> str:
        """The base of the Web API, for ``WebClient(base_url=…)`` and SLACK_API_URL."""
        return f"{self.base_url}/api/"

    @property
    def response_base(self) -> str:
        """What a response_url begins with."""
        return f"{self.base_url}/response/"

    @property
    def authorization_url(self) -> str:
        """Where OAuth begins, for ``OAuthSettings(authorization_url=…)``."""
        return f"{self.base_url}/oauth/v2/authorize"

    def _socket_url(self) -> str:
        ticket = self.sockets.new_ticket()
        return f"ws://{HOST}:{self._port}/link?ticket={ticket}&app_id={self.state.app_id}"

    # The app's side

    def connect_http(self, *urls: str) -> None:
        """Send everything to these request URLs in turn, instead of over Socket Mode."""
        self.courier.urls = list(urls)

    async def wait_connected(self, connections: int = 1) -> None:
        """Wait until the app has so many Socket Mode connections.

        Raises:
            NothingHappenedError: it has not in time.
        """
        if not await self.sockets.wait_for(connections, self.timeout):
            there = self.sockets.connections
            raise NothingHappenedError(f"{there} Socket Mode connections, {connections} awaited")

    @property
    def calls(self) -> list[Call]:
        """Every call of the Web API and of response_urls, oldest first."""
        return [c.subject for c in self.log.since() if isinstance(c.subject, Call)]

    @property
    def deliveries(self) -> list[Delivery]:
        """Every finished delivery, oldest first."""
        return [c.subject for c in self.log.since() if isinstance(c.subject, Delivery)]

    async def verify_url(self, url: str) -> bool:
        """Whether the app answers Slack's challenge at ``url``, as when it is first entered."""
        challenge = secrets.token_hex(16)
        body = {"type": "url_verification", "challenge": challenge, "token": "unused"}
        answer = await self.courier.post(url, Envelope("challenge", "events_api", body))
        said = answer.body.get("challenge") if isinstance(answer.body, dict) else answer.body
        return answer.acknowledged and said == challenge

    async def deliver(
        self,
        event: Json,
        *,
        team: Team | None = None,
        event_id: str = "",
        event_time: int | None = None,
        copies: int = 1,
    ) -> Delivery:
        """Deliver any event, wrapped in Slack's envelope.

        Args:
            event: the inner event.
            team: in which team it happened; the first one unless given.
            event_id: a new one unless given.
            event_time: when it happened, in seconds since the epoch; now unless given.
            copies: as in ``Courier.deliver``.
        """
        team = team or next(iter(self.state.teams.values()))
        envelope = event_envelope(self.state, team, event, event_id=event_id, event_time=event_time)
        return await self.courier.deliver(envelope, copies=copies)

    def spawn(self, work: Coroutine[object, object, T]) -> asyncio.Task[T]:
        """Run ``work`` beside everything else until the workspace stops."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def dispatch(self, envelope: Envelope, *, copies: int = 1) -> asyncio.Task[Delivery]:
        """Deliver beside everything else."""
        return self.spawn(self.courier.deliver(envelope, copies=copies))

    def events_for(self, message: Message) -> list[Envelope]:
        """The events a new message causes, by the app's subscriptions."""
        channel = self.state.channels[message.channel]
        team = self.state.teams[message.team]
        if team.bot_user not in channel.members:
            return []
        kinds = {"im": "message.im", "channel": "message.channels"}
        events: list[Json] = []
        mentioned = f"<@{team.bot_user}" in message.text and not message.bot_id
        heard = channel.kind == "channel" or self.mentions_in_dms
        if mentioned and heard and "app_mention" in self.subscriptions:
            events.append(message_event(message, channel, as_mention=True))
        if kinds[channel.kind] in self.subscriptions:
            events.append(message_event(message, channel))
        return [event_envelope(self.state, team, event) for event in events]

    def edits_of(self, message: Message) -> list[Envelope]:
        """The event that tells of a changed or deleted message, by the app's subscriptions."""
        channel, team = self.state.channels[message.channel], self.state.teams[message.team]
        kinds = {"im": "message.im", "channel": "message.channels"}
        if kinds[channel.kind] not in self.subscriptions or team.bot_user not in channel.members:
            return []
        event = changed_event(message, channel, self.clock.ts())
        return [event_envelope(self.state, team, event)]

    def _echo(self, change: Change) -> None:
        message = change.subject
        if not self.echo or not isinstance(message, Message):
            return
        if message.bot_id is None or message.ephemeral or change.kind == "reaction":
            return
        news = change.kind == "message"
        for envelope in self.events_for(message) if news else self.edits_of(message):
            self.dispatch(envelope)

    # Rest

    @property
    def busy(self) -> bool:
        """Whether a delivery or a call is under way."""
        in_flight = self.web_api.in_flight + self.responses.in_flight
        return bool(self.courier.pending or in_flight)

    async def idle(self, *, quiet_for: float | None = None) -> None:
        """Wait until nothing is going on any more.

        Deliveries and calls are over, retries included, and every hook in ``quiescence`` has
        returned: add one that waits for the app's own work, and "no second reply" is certain.
        Without hooks the workspace cannot see into the app: it then waits until nothing has
        happened for ``quiet_for`` seconds (0.1 unless given).

        Raises:
            NothingHappenedError: it is still busy after ``timeout`` seconds.
        """
        if quiet_for is None:
            quiet_for = 0.0 if self.quiescence else 0.1
        try:
            async with asyncio.timeout(self.timeout):
                while not await self._rested(quiet_for):
                    pass
        except TimeoutError:
            pending = f"{self.courier.pending} deliveries pending"
            raise NothingHappenedError(f"still busy after {self.timeout:g} s: {pending}") from None

    async def _rested(self, quiet_for: float) -> bool:
        start = self.log.last
        if self.busy:
            await self._next_change(start, self.timeout)
            return False
        for hook in self.quiescence:
            await hook()
        if quiet_for:
            await self._next_change(start, quiet_for)
        return self.log.last == start and not self.busy

    async def _next_change(self, since: int, within: float) -> None:
        try:
            await self.log.first(lambda _: True, what="any change", since=since, within=within)
        except NothingHappenedError:
            return

    async def _authorize(self, request: web.Request) -> web.Response:
        """The consent page: here everybody consents at once, for ``team`` or the first team."""
        query = request.query
        if query.get("client_id") != self.oauth.client_id:
            return web.Response(status=400, text="invalid_client_id")
        target = query.get("redirect_uri") or self.oauth.redirect_uri
        if urlsplit(target).hostname not in LOOPBACK_NAMES:
            return web.Response(status=400, text="bad_redirect_uri")
        team = query.get("team") or next(iter(self.state.teams))
        if team not in self.state.teams:
            return web.Response(status=400, text="invalid_team_for_non_distributed_app")
        code = secrets.token_hex(12)
        self.oauth.codes[code] = team
        answer = urlencode({"code": code, "state": query.get("state", "")})
        joint = "&" if "?" in target else "?"
        raise web.HTTPFound(f"{target}{joint}{answer}")


@web.middleware
async def only_loopback(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Refuse requests under another host's name: a page elsewhere must not reach in by DNS."""
    if urlsplit(f"//{request.host}").hostname not in LOOPBACK_NAMES:
        return web.Response(status=403, text="this workspace answers on loopback only")
    return await handler(request)
