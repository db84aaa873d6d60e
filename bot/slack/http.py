"""Slack's requests over HTTP: verified before anything in them is read, then given to Bolt."""

from __future__ import annotations

import hashlib
import hmac
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

MAX_BODY = 1024 * 1024
"""Bytes; Slack's largest payloads, views with all their blocks, are a quarter of it."""
REPLAY_WINDOW = 5 * 60
"""Seconds around now in which a signature counts.

https://docs.slack.dev/authentication/verifying-requests-from-slack/
"""

_OBJECTS = ("event", "view", "container", "message")
_STRINGS = frozenset(
    {
        "action_id",
        "action_ts",
        "block_id",
        "callback_id",
        "channel_id",
        "channel_type",
        "command",
        "enterprise_id",
        "event_id",
        "id",
        "message_ts",
        "private_metadata",
        "response_url",
        "subtype",
        "team_id",
        "thread_ts",
        "trigger_id",
        "ts",
        "type",
        "user_id",
    }
)
"""What is a string, or null, wherever it stands in a payload."""
_NAMED = frozenset({"channel", "enterprise", "team", "user"})
"""What is an id in events and commands, and an object with one in interactions."""

Handler = Callable[[web.Request], Awaitable[web.Response]]

logger = logging.getLogger(__name__)


def is_signed(
    secret: str, *, timestamp: str, signature: str, body: bytes, now: float | None = None
) -> bool:
    """Whether Slack signed ``body`` within the last five minutes.

    Args:
        secret: the app's signing secret; an empty one signs nothing.
        timestamp: the header ``X-Slack-Request-Timestamp``.
        signature: the header ``X-Slack-Signature``.
        body: the bytes as they came.
        now: seconds since 1970; the clock's by default.
    """
    if not secret or not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    if abs((time.time() if now is None else now) - int(timestamp)) > REPLAY_WINDOW:
        return False
    signed = b"v0:" + timestamp.encode() + b":" + body
    expected = "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), signature.encode(errors="replace"))


def endpoint(app: AsyncApp, signing_secret: str) -> Handler:
    """The aiohttp handler for events, commands and interactions.

    It answers 401 to what Slack did not sign, and says in the log that it came but
    not what it was; 400 to what is signed and cannot be read.
    """

    async def handle(request: web.Request) -> web.Response:
        body = await request.read()
        signed = is_signed(
            signing_secret,
            timestamp=request.headers.get("X-Slack-Request-Timestamp", ""),
            signature=request.headers.get("X-Slack-Signature", ""),
            body=body,
        )
        if not signed:
            logger.warning("refused a request that Slack did not sign")
            return web.Response(status=401, text="invalid request")
        bolt_request = _read(request, body)
        if bolt_request is None:
            logger.warning("refused a signed request that cannot be read")
            return web.Response(status=400, text="invalid request")
        return await to_aiohttp_response(await app.async_dispatch(bolt_request))

    return handle


def _read(request: web.Request, body: bytes) -> AsyncBoltRequest | None:
    """The request as Bolt wants it; None where its JSON or form is none."""
    headers: dict[str, str | Sequence[str]] = {
        name: request.headers.getall(name) for name in request.headers
    }
    try:
        read = AsyncBoltRequest(body=body.decode(), query=request.query_string, headers=headers)
    except (ValueError, RecursionError, AttributeError, TypeError, KeyError):
        # Bolt takes ids out of the payload while it reads it, and trusts what stands there.
        return None
    is_taken = _has_slacks_shape(read.body) and _is_address(read.body.get("response_url"))
    return read if is_taken else None


def _is_address(text: object) -> bool:
    """Whether Bolt can answer there, should it have to; None is no place to answer."""
    if text is None:
        return True
    try:
        parts = urlsplit(str(text))
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _has_slacks_shape(body: Mapping[str, Any]) -> bool:
    """Whether a payload has objects and strings where Bolt and the listeners trust to find them."""
    actions = body.get("actions")
    if not isinstance(actions, list | None) or not isinstance(body.get("text"), str | None):
        return False
    objects = [*(body.get(key) for key in _OBJECTS), *(actions or ())]
    if not all(isinstance(part, dict | None) for part in objects):
        return False
    waiting: list[object] = [body]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting += part
        elif isinstance(part, dict):
            if not all(isinstance(part[key], str | None) for key in _STRINGS & part.keys()):
                return False
            if not all(isinstance(part[key], str | dict | None) for key in _NAMED & part.keys()):
                return False
            waiting += part.values()
    return True
