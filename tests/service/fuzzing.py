"""Somebody who has the signing secret and sends the bot what Slack never would."""

from __future__ import annotations

import copy
import hashlib
import hmac
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.service.web import EVENTS_PATH
from bot.workspace import Message, View, Workspace
from bot.workspace.model import Delivery

from .conftest import Running

PATIENCE = aiohttp.ClientTimeout(total=10)
QUESTION = "how many readers hold a card?"
FIGURE = "12,400"
FORM = "application/x-www-form-urlencoded"
GONE = "\0gone"
"""In the place of a value: take the key away."""

Payload = tuple[str, dict[str, Any]]
"""The kind of Socket Mode's, and what Slack sends."""


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


@dataclass(repr=False)
class Attack:
    """The service, Slack's payloads to begin with, and somebody who sends odd ones."""

    running: Running
    workspace: Workspace
    session: aiohttp.ClientSession
    payloads: Sequence[Payload]

    def told(self, request: Recipe | tuple) -> object:
        """A request as far as a person needs it to send it again."""
        if not isinstance(request, Recipe):
            return request
        kind, payload = self.payloads[request.payload % len(self.payloads)]
        every = places_in(payload)
        changes = [(every[place % len(every)][1], value) for place, value in request.changes]
        return kind, payload.get("type"), changes, request

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


def attackers_session() -> aiohttp.ClientSession:
    """One of a connection a request: a server closes it after what it could not read."""
    connector = aiohttp.TCPConnector(force_close=True)
    return aiohttp.ClientSession(timeout=PATIENCE, connector=connector)


def change(payload: dict[str, Any], place: int, value: object) -> None:
    """Put ``value`` in the place of one of the values in ``payload``, however deep."""
    places = places_in(payload)
    if places:
        holder, key = places[place % len(places)]
        if value == GONE:
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


def bare(part: Any) -> Any:
    """A payload without what its blocks say, which nobody here reads."""
    if isinstance(part, list):
        return [bare(each) for each in part]
    if not isinstance(part, dict):
        return part
    return {key: [] if key == "blocks" else bare(value) for key, value in part.items()}


def written(payload: dict[str, Any], *, is_form: bool, in_field: bool) -> bytes:
    if not is_form:
        return json.dumps(payload).encode()
    fields = {"payload": json.dumps(payload)} if in_field else payload
    return urlencode({key: str(value) for key, value in fields.items()}, errors="replace").encode()


def signed(secret: str, body: bytes) -> dict[str, str]:
    stamp = str(int(time.time()))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


async def payloads_of(workspace: Workspace) -> list[Payload]:
    """What Slack sends as people use the bot on every surface."""
    reply = await workspace.mention(QUESTION)
    unknown = "who won the football world cup in 1998?"
    await workspace.dm(unknown, thread=await workspace.dm("hello"))
    shared = await workspace.command("/ask", QUESTION, expect=Message)
    await workspace.click(shared, "share")
    await workspace.command("/ask", "language fr")
    home = await workspace.open_home()
    await workspace.click(home, "English", expect=View)
    await workspace.open_messages_tab()
    await workspace.close(await workspace.click(reply, "source", expect=View))
    await workspace.click(await workspace.mention(""), "ask:0")
    await workspace.shortcut("check_claim", reply)
    modal = await workspace.shortcut("ask_about", reply)
    await workspace.submit(modal, {"question_text": QUESTION})
    await workspace.idle()
    deliveries = [c.subject for c in workspace.log.since() if isinstance(c.subject, Delivery)]
    return [(each.kind, each.payload) for each in deliveries]
