"""The Web API's manner: tokens, arguments in three forms, Slack's errors, faults on purpose.

What each method does is in ``bot.workspace.methods``.
"""

from __future__ import annotations

import asyncio
import base64
import json
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.workspace.faults import Fault, FaultPlan
from bot.workspace.methods import METHODS, Method
from bot.workspace.methods.request import ApiError, Request, Tables
from bot.workspace.model import Call, Grant, Json


@dataclass
class WebApi:
    """Answers ``/api/<method>``.

    Attributes:
        tables: all that methods read and change.
        faults: what fails on purpose.
        enforce_scopes: whether a method outside the token's scopes gets ``missing_scope``.
    """

    tables: Tables
    faults: FaultPlan
    in_flight: int = 0

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One request of the app."""
        method = request.match_info["method"]
        self.in_flight += 1
        arguments, answer = {}, Answer(200, {"ok": False, "error": "fatal_error"})
        grant = None
        try:
            arguments = await read_arguments(request) | _client_credentials(request)
            token = _token(request, arguments)
            grant = self.tables.state.grants.get(token) if token else None
            channel = arguments.get("channel")
            fault = self.faults.strike(method, channel if isinstance(channel, str) else None)
            answer = await self._answer(method, arguments, grant, token, fault)
        except ApiError as error:
            answer = Answer.of(error)
        finally:
            self.in_flight -= 1
            self._record(method, arguments, grant, answer)
        if answer.dropped:
            if request.transport is not None:
                request.transport.close()
            return web.Response(status=500)
        return web.json_response(
            answer.body, status=answer.status, headers=_headers(method, grant, answer)
        )

    async def _answer(
        self, method: str, arguments: Json, grant: Grant | None, token: str, fault: Fault
    ) -> Answer:
        if fault.spoils and not fault.applied:
            await asyncio.sleep(fault.delay)
            return Answer.spoilt(fault)
        if not fault.spoils:
            await asyncio.sleep(fault.delay)
        answer = self.call(method, arguments, grant, token)
        if not fault.spoils:
            return answer
        await asyncio.sleep(fault.delay)
        return Answer.spoilt(fault)

    def call(self, name: str, arguments: Json, grant: Grant | None, token: str) -> Answer:
        """Carry out a method and give Slack's answer, errors included."""
        try:
            method = METHODS.get(name)
            if method is None:
                raise ApiError("unknown_method", req_method=name)
            check_token(method, grant, token)
            body = method.handle(Request(self.tables, name, arguments, grant))
        except ApiError as error:
            return Answer.of(error)
        return Answer(200, {"ok": True} | body)

    def _record(self, method: str, arguments: Json, grant: Grant | None, answer: Answer) -> None:
        error = None if answer.body.get("ok") else str(answer.body.get("error", answer.status))
        public = {k: _structured(v) for k, v in arguments.items() if k not in _SECRETS}
        call = Call(
            method,
            public,
            grant.team if grant else None,
            answer.status,
            error,
            {} if method in _SECRET_ANSWERS else answer.body,
            self.tables.state.clock.now(),
        )
        self.tables.state.journal.record("call", call)


_SECRETS = frozenset({"token", "client_secret", "code", "refresh_token"})
_SECRET_ANSWERS = frozenset({"oauth.v2.access", "apps.connections.open"})


def _structured(value: object) -> object:
    """An argument as JSON, where a form had to carry it as a string."""
    if isinstance(value, str) and value[:1] in ("[", "{"):
        try:
            parsed: object = json.loads(value)
        except (ValueError, RecursionError):
            return value
        return parsed
    return value if isinstance(value, (str, int, float, list, dict)) else str(value)


@dataclass(frozen=True)
class Answer:
    """What goes back over HTTP."""

    status: int
    body: Json
    retry_after: int | None = None
    dropped: bool = False

    @classmethod
    def of(cls, error: ApiError) -> Answer:
        """Slack's answer to a call it refuses."""
        body: Json = {"ok": False, "error": error.name} | error.extra
        if error.messages:
            body["response_metadata"] = {"messages": error.messages}
        return cls(200, body)

    @classmethod
    def spoilt(cls, fault: Fault) -> Answer:
        """The answer a fault makes of any other."""
        body = {"ok": False, "error": fault.error or ("dropped" if fault.drop else "server_error")}
        return cls(fault.status, body, fault.retry_after, fault.drop)


def _headers(method: str, grant: Grant | None, answer: Answer) -> dict[str, str]:
    headers = {}
    if answer.retry_after is not None:
        headers["Retry-After"] = str(answer.retry_after)
    if grant is not None:
        allowed = sorted(grant.scopes if grant.scopes is not None else all_scopes())
        headers["x-oauth-scopes"] = ",".join(allowed)
        needed = METHODS[method].scope if method in METHODS else None
        if needed:
            headers["x-accepted-oauth-scopes"] = needed
    return headers


def all_scopes() -> frozenset[str]:
    """Every scope a method here asks for, and those that only open events and commands."""
    methods = {method.scope for method in METHODS.values() if method.scope}
    return frozenset(methods | {"app_mentions:read", "commands", "im:history"})


def check_token(method: Method, grant: Grant | None, token: str) -> None:
    """Refuse a call whose token does not carry it.

    Raises:
        ApiError: not_authed, invalid_auth, account_inactive, token_revoked,
            not_allowed_token_type or missing_scope.
    """
    if method.caller is None:
        return
    if not token:
        raise ApiError("not_authed")
    if grant is None:
        raise ApiError("invalid_auth")
    if grant.revoked:
        raise ApiError(grant.revoked)
    if method.caller not in ("any", grant.kind):
        raise ApiError("not_allowed_token_type")
    if method.scope and grant.scopes is not None and method.scope not in grant.scopes:
        provided = ",".join(sorted(grant.scopes))
        raise ApiError("missing_scope", needed=method.scope, provided=provided)


def _token(request: web.Request, arguments: Json) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token.strip()
    return str(arguments.get("token", ""))


def _client_credentials(request: web.Request) -> Json:
    """OAuth methods take the app's id and secret as HTTP basic authentication too."""
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return {}
    try:
        client_id, _, client_secret = base64.b64decode(encoded).decode().partition(":")
    except ValueError:
        return {}
    return {"client_id": client_id, "client_secret": client_secret}


async def read_arguments(request: web.Request) -> Json:
    """The arguments of a call: query, form (also multipart) or JSON body together.

    Raises:
        ApiError: invalid_json, json_not_object or invalid_form_data.
    """
    arguments: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.text() or "{}")
        except (ValueError, RecursionError):
            raise ApiError("invalid_json") from None
        if not isinstance(body, dict):
            raise ApiError("json_not_object")
        return arguments | body
    if request.method == "POST":
        try:
            return arguments | dict(await request.post())
        except ValueError:
            raise ApiError("invalid_form_data") from None
    return arguments
