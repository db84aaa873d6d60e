"""Handing envelopes to the app, over HTTP or Socket Mode, and trying again as Slack does."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

import aiohttp

from bot.workspace.envelopes import Envelope, signature
from bot.workspace.journal import Journal
from bot.workspace.model import Attempt, Delivery, Json
from bot.workspace.sockets import Sockets

ACKNOWLEDGEMENT_TIME = 3.0
"""Seconds the app has, from Slack's Events API page."""

RETRY_INTERVALS = (0.0, 60.0, 300.0)
"""Seconds before each retry, from the same page: nearly at once, 1 minute, 5 minutes."""

_USER_AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"


@dataclass
class Courier:
    """Delivers to ``urls`` in turn where there are any, else over Socket Mode.

    Attributes:
        urls: request URLs; several stand for replicas behind a load balancer, which passes
            over one that refuses the connection.
        retry_intervals: seconds before each retry of an event.
        timeout: seconds the app has to acknowledge.
        pending: deliveries not finished, those waiting for a retry too.
    """

    journal: Journal
    sockets: Sockets
    signing_secret: str
    retry_intervals: Sequence[float]
    timeout: float = ACKNOWLEDGEMENT_TIME
    urls: list[str] = field(default_factory=list)
    pending: int = 0
    _turn: int = 0
    _session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def deliver(self, envelope: Envelope, *, copies: int = 1) -> Delivery:
        """Deliver, with retries, and say what became of it.

        Args:
            envelope: what to deliver.
            copies: how often the event is sent, all at once and whatever the answers, as when
                Slack does not see an acknowledgement in time.
        """
        self.pending += 1
        attempts: list[Attempt] = []
        try:
            first = [self._attempt(envelope, number, "http_timeout") for number in range(copies)]
            attempts += await asyncio.gather(*first)
            if envelope.redelivered:
                await self._retry(envelope, attempts)
        finally:
            self.pending -= 1
            delivery = Delivery(envelope.id, envelope.kind, envelope.payload, tuple(attempts))
            self.journal.record("delivery", delivery)
        return delivery

    async def _retry(self, envelope: Envelope, attempts: list[Attempt]) -> None:
        for interval in self.retry_intervals:
            if any(a.acknowledged or a.reason == "no_retry" for a in attempts):
                return
            await asyncio.sleep(interval)
            last = attempts[-1]
            attempts.append(await self._attempt(envelope, last.retry + 1, last.reason))

    async def _attempt(self, envelope: Envelope, retry: int, reason: str) -> Attempt:
        if not self.urls:
            return await self.sockets.send(
                envelope, retry=retry, reason=reason if retry else "", within=self.timeout
            )
        self._turn += 1
        attempt = Attempt(retry, "http", "", None, "connection_failed")
        for number in range(len(self.urls)):
            url = self.urls[(self._turn + number) % len(self.urls)]
            attempt = await self.post(url, envelope, retry, reason)
            if attempt.reason != "connection_failed":
                break
        return attempt

    async def post(self, url: str, envelope: Envelope, retry: int = 0, reason: str = "") -> Attempt:
        """One signed request to ``url``."""
        content_type, body = encoded(envelope)
        headers = self.signed_headers(body) | {"Content-Type": content_type}
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason}
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        timeout = aiohttp.ClientTimeout(total=self.timeout)
        try:
            async with self._session.post(
                url, data=body.encode(), headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                text = await response.text()
        except TimeoutError:
            return Attempt(retry, "http", url, None, "http_timeout")
        except aiohttp.ClientConnectorError:
            return Attempt(retry, "http", url, None, "connection_failed")
        except (aiohttp.ClientError, OSError):
            return Attempt(retry, "http", url, None, "http_error")
        failure = "" if 200 <= response.status < 300 else "http_error"
        if failure and response.headers.get("X-Slack-No-Retry") == "1":
            failure = "no_retry"
        return Attempt(retry, "http", url, response.status, failure, _answer(text))

    def signed_headers(self, body: str, *, timestamp: int | None = None) -> dict[str, str]:
        """The headers that prove a request with this ``body`` comes from Slack."""
        stamp = str(int(time.time()) if timestamp is None else timestamp)
        return {
            "User-Agent": _USER_AGENT,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature(self.signing_secret, stamp, body),
        }


def encoded(envelope: Envelope) -> tuple[str, str]:
    """The content type and the body of the HTTP request that carries ``envelope``."""
    form = "application/x-www-form-urlencoded"
    if envelope.kind == "events_api":
        return "application/json", json.dumps(envelope.payload)
    if envelope.kind == "interactive":
        return form, urlencode({"payload": json.dumps(envelope.payload)})
    fields: Json = envelope.payload
    return form, urlencode(fields)


def _answer(text: str) -> object:
    if not text.strip():
        return None
    try:
        parsed: object = json.loads(text)
    except ValueError:
        return text
    return parsed
