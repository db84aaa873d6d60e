"""Twenty thousand odd requests: none is answered with 5xx, and none leaves a traceback.

What is sent are Slack's own payloads, as the local workspace makes them, with parts replaced or
taken away; most of them are signed, as nothing else gets further than the door.
"""

from __future__ import annotations

import asyncio
import copy
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from cryptography.fernet import Fernet
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.service.web import EVENTS_PATH
from bot.slack.installations import Installation, NewInstallation
from bot.slack.oauth import CALLBACK_PATH, INSTALL_PATH
from bot.storage.encryption import Cipher
from bot.storage.installations import StoredInstallations
from bot.workspace import Workspace
from bot.workspace.model import Delivery

from .conftest import Running, Start

pytestmark = [
    pytest.mark.chaos,
    # slack_sdk's, on the way to oauth.v2.access.
    pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning"),
]

A_BATCH = 25
PATIENCE = aiohttp.ClientTimeout(total=10)
BATCHES = 800
QUESTION = "how many readers hold a card?"
FIGURE = "12,400"
FORM = "application/x-www-form-urlencoded"

GONE = "\0gone"
"""In the place of a value: take the key away."""
ODD = (
    GONE,
    "",
    "\x00",
    "half a pair \ud83d",
    "'; DROP TABLE inbox; --",
    "%s %(x)s :name ? $1 {0}",
    "<!channel> <@U1> &amp;",
    "x" * 300,
    10**30,
    -1,
    1.5,
    float("nan"),
    True,
    None,
    [],
    {},
    [[[[]]]],
    {"type": "message", "text": {"type": "mrkdwn"}},
)
HEADERS = (
    ("Content-Type", "application/json; charset=utf-16"),
    ("Content-Type", "multipart/form-data; boundary=x"),
    ("Content-Type", "text/plain"),
    ("Content-Type", ";;;"),
    ("Content-Type", ""),
    ("Content-Encoding", "gzip"),
    ("Content-Encoding", "br, deflate"),
    ("X-Slack-Signature", "v0="),
    ("X-Slack-Signature", "é"),
    ("X-Slack-Request-Timestamp", "9" * 300),
    ("X-Slack-Request-Timestamp", "٣"),
    ("X-Slack-Retry-Num", "many"),
    ("X-Slack-Retry-Reason", "'; DROP TABLE inbox; --"),
    ("X-Request-Id", "<script>"),
    ("Accept-Language", "fr;q=x, ;;, *" * 20),
    ("Cookie", 'slack-app-oauth-state="; =; \\'),
    ("Range", "bytes=9-1"),
    ("Expect", "100-continue"),
    ("Upgrade", "websocket"),
)
PATHS = (INSTALL_PATH, CALLBACK_PATH, "/healthz", "/readyz", "/metrics", "/", "/slack", "/%00/..")
METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "PROPFIND")

junk = st.one_of(st.sampled_from(ODD), st.text(max_size=10), st.integers(), st.floats())


@dataclass(frozen=True)
class Recipe:
    """A request: which payload, what is changed in it, and how it is sent.

    ``payload`` and the first of each of ``changes`` are numbers, taken modulo how many there are.
    """

    payload: int
    changes: Sequence[tuple[int, object]] = ()
    header: tuple[str, str] | None = None
    cut: int = 0
    is_other_form: bool = False
    is_signed: bool = True


payload_requests = st.builds(
    Recipe,
    payload=st.integers(0, 10_000),
    changes=st.lists(st.tuples(st.integers(0, 10_000), junk), max_size=3),
    header=st.none() | st.sampled_from(HEADERS),
    cut=st.sampled_from([0, 0, 0, 0, 0, 1, 40]),
    is_other_form=st.sampled_from([False, False, False, True]),
    is_signed=st.sampled_from([True, True, True, True, False]),
)
other_requests = st.tuples(
    st.sampled_from(METHODS),
    st.sampled_from(PATHS),
    st.dictionaries(
        st.sampled_from(["code", "state", "error", "team"]) | st.text(max_size=3), junk
    ),
    st.sampled_from(HEADERS),
    st.binary(max_size=20),
)
requests = st.one_of(payload_requests, payload_requests, payload_requests, other_requests)


@dataclass(repr=False)
class Attack:
    """The service, Slack's payloads to begin with, and somebody who sends odd ones."""

    running: Running
    workspace: Workspace
    session: aiohttp.ClientSession
    payloads: Sequence[tuple[str, dict[str, Any]]]

    async def send(self, request: Recipe | tuple) -> tuple[int, str]:
        """Send a request; gives the status and the body of the answer."""
        if isinstance(request, Recipe):
            return await self._send_payload(request)
        method, path, query, (name, text), body = request
        pairs = {key: str(value) for key, value in query.items()}
        address = f"{self.running.url}{path}?{urlencode(pairs, errors='replace')}"
        return await self._answered(method, address, {name: text}, body)

    async def _send_payload(self, recipe: Recipe) -> tuple[int, str]:
        kind, payload = self.payloads[recipe.payload % len(self.payloads)]
        changed = copy.deepcopy(payload)
        for place, value in recipe.changes:
            change(changed, place, value)
        is_form = (kind != "events_api") != recipe.is_other_form
        body = written(changed, is_form=is_form, in_field=kind == "interactive")
        body = body[: len(body) - recipe.cut]
        headers = {"Content-Type": FORM if is_form else "application/json"}
        if recipe.is_signed:
            headers |= signed(self.workspace.signing_secret, body)
        if recipe.header is not None:
            headers |= [recipe.header]
        return await self._answered("POST", self.running.url + EVENTS_PATH, headers, body)

    async def _answered(
        self, method: str, address: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, str]:
        sent = {"data": body} if body else {}
        async with self.session.request(
            method, address, headers=headers, allow_redirects=False, **sent
        ) as answer:
            return answer.status, (await answer.read()).decode(errors="replace")


def _session() -> aiohttp.ClientSession:
    # A server closes the connection after what it could not read.
    connector = aiohttp.TCPConnector(force_close=True)
    return aiohttp.ClientSession(timeout=PATIENCE, connector=connector)


def change(payload: dict[str, Any], place: int, value: object) -> None:
    """Put ``value`` in the place of one of the values in ``payload``, however deep."""
    places = list(places_in(payload))
    if places:
        holder, key = places[place % len(places)]
        if value is GONE or value == GONE:
            del holder[key]
        else:
            holder[key] = copy.deepcopy(value)


def places_in(part: Any) -> Sequence[tuple[Any, Any]]:
    keys = list(part) if isinstance(part, dict) else range(len(part))
    found = [(part, key) for key in keys]
    for key in keys:
        if isinstance(part[key], (dict, list)):
            found += places_in(part[key])
    return found


def written(payload: dict[str, Any], *, is_form: bool, in_field: bool) -> bytes:
    if not is_form:
        return json.dumps(payload).encode()
    fields = {"payload": json.dumps(payload)} if in_field else payload
    return urlencode({key: str(value) for key, value in fields.items()}, errors="replace").encode()


def signed(secret: str, body: bytes) -> dict[str, str]:
    stamp = str(int(time.time()))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


async def payloads_of(workspace: Workspace) -> list[tuple[str, dict[str, Any]]]:
    """What Slack sends as people use the bot on every surface."""
    reply = await workspace.mention(QUESTION)
    await workspace.dm(
        "who won the football world cup in 1998?", thread=await workspace.dm("hello")
    )
    await workspace.command("/ask", QUESTION)
    await workspace.command("/ask", "language fr")
    await workspace.open_home()
    await workspace.click(reply, "source")
    await workspace.click(await workspace.mention(""), "ask:0")
    await workspace.idle()
    deliveries = [c.subject for c in workspace.log.since() if isinstance(c.subject, Delivery)]
    return [(each.kind, each.payload) for each in deliveries]


@pytest.fixture
async def attack(start: Start, workspace: Workspace) -> AsyncIterator[Attack]:
    key = Fernet.generate_key().decode()
    by_oauth = {
        "SLACK_BOT_TOKEN": "",
        "SLACK_CLIENT_ID": workspace.oauth.client_id,
        "SLACK_CLIENT_SECRET": workspace.oauth.client_secret,
        "ENCRYPTION_KEYS": key,
    }
    async with start(**by_oauth) as running, _session() as session:
        team = workspace.team
        installed = Installation(workspace.bot_token, team.bot_user, team.bot_id, team.id)
        await StoredInstallations(running.database, Cipher([key])).save(NewInstallation(installed))
        yield Attack(running, workspace, session, await payloads_of(workspace))
        assert FIGURE in (await workspace.dm(QUESTION)).plain  # after all that it still answers


@settings(
    max_examples=BATCHES,
    derandomize=True,
    phases=[Phase.generate],  # what fails is told as it is sent, and shrinking takes long
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(st.lists(requests, min_size=A_BATCH, max_size=A_BATCH))
async def test_no_request_is_too_odd_to_be_answered(
    attack: Attack, caplog: pytest.LogCaptureFixture, batch: list[Recipe | tuple]
) -> None:
    answers = await asyncio.gather(*map(attack.send, batch))
    for request, (status, body) in zip(batch, answers, strict=True):
        assert status < 500, (status, body, request)
        assert "Traceback" not in body, (body, request)
    assert [record.exc_text for record in caplog.records if record.exc_info] == []
    caplog.clear()
