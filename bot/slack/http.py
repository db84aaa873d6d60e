"""Slack's requests over HTTP: verified before anything in them is read, then given to Bolt."""

from __future__ import annotations

import hashlib
import hmac
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import urlsplit

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.slack.shapes import MISPLACED, flaw

MAX_BODY = 1024 * 1024
"""Bytes; Slack's largest payloads, views with all their blocks, are a quarter of it."""
REPLAY_WINDOW = 5 * 60
"""Seconds around now in which a signature counts.

https://docs.slack.dev/authentication/verifying-requests-from-slack/
"""

IDS = ("team_id", "enterprise_id", "user_id", "channel_id", "thread_ts", "response_url")
"""What Bolt takes out of a payload, from one place or another, and everybody takes for strings."""
FINAL = {"X-Slack-No-Retry": "1"}
"""Headers of an answer that would be the same again: Slack need not deliver once more.

https://docs.slack.dev/apis/events-api/#retries
"""

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
    not what it was; 400 to what is signed and not as Slack sends it. Where the database or
    Slack cannot be reached it answers 500, and Slack delivers again.
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
        try:
            bolt_request = _read(request, body)
        except _UnreadableError as error:
            logger.warning("refused a signed request: %s", error)
            return web.Response(status=400, text="invalid request", headers=FINAL)
        return await to_aiohttp_response(await app.async_dispatch(bolt_request))

    return handle


class _UnreadableError(Exception):
    """A request is not as Slack sends them; says in what, and nothing that stands in it."""


def _read(request: web.Request, body: bytes) -> AsyncBoltRequest:
    """The request as Bolt wants it.

    Raises:
        _UnreadableError: its JSON or form is none, or not of the shape of Slack's.
    """
    headers: dict[str, str | Sequence[str]] = {
        name: request.headers.getall(name) for name in request.headers
    }
    try:
        read = AsyncBoltRequest(body=body.decode(), query=request.query_string, headers=headers)
    except (ValueError, RecursionError, AttributeError, TypeError, LookupError) as error:
        # Bolt takes ids out of the payload while it reads it, and trusts what stands there.
        raise _UnreadableError(f"it cannot be read ({type(error).__name__})") from error
    odd = next((name for name in IDS if not isinstance(read.context.get(name), str | None)), None)
    if odd is not None:
        raise _UnreadableError(f"{odd}: {MISPLACED}")
    if not _is_address(read.context.get("response_url")):
        raise _UnreadableError(f"response_url: {MISPLACED}")
    found = flaw(read.body)
    if found is not None:
        raise _UnreadableError(found)
    return read


def _is_address(text: str | None) -> bool:
    """Whether Bolt can answer there, should it have to; None is no place to answer."""
    if text is None:
        return True
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
