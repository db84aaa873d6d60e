"""The one way out to Slack: waits when told to, tries again where that is safe, falls back.

A call that Slack has certainly not carried out (429, no connection) is made
again here. One that it may have carried out (a 5xx, a lost answer) is not:
``DeliveryError.is_uncertain`` says so, and whoever holds the turn decides.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.errors import DeliveryError
from bot.slack.blocks import Message
from bot.slack.elements import Block
from bot.slack.installations import Installation

RATE_LIMIT_TRIES = 5
CONNECTION_TRIES = 2
CALL_TIMEOUT = 15
"""Seconds for one call; Slack answers in well under one."""
REPLIES_A_PAGE = 15
"""What apps outside the Marketplace get of a thread: changelog of May 2025."""
REPLY_EVENT = "verbatim_reply"
"""The ``event_type`` of the metadata that names the turn a message replies to."""

_REFUSED_BLOCKS = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})
_PASSING = frozenset(
    {
        "fatal_error",
        "internal_error",
        "ratelimited",
        "rate_limited",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
    }
)
"""Errors that go away by themselves: https://docs.slack.dev/reference/methods/chat.postMessage"""

logger = logging.getLogger(__name__)

T = TypeVar("T")


WebClient = AsyncWebClient
"""The Web API's client, for those who hand it on."""


@dataclass(frozen=True)
class Permissions:
    """Who a bot token is for, and what it allows."""

    user: str
    team: str
    scopes: frozenset[str]


@dataclass(frozen=True)
class Posted:
    """Where a message went: Slack gives the channel's id even if a person's was given."""

    channel: str
    ts: str


def new_client(
    api_url: str,
    *,
    token: str | None = None,
    session: aiohttp.ClientSession | None = None,
    log: logging.Logger | None = None,
    is_patient: bool = True,
) -> AsyncWebClient:
    """A Web API client that waits out rate limits and tries refused connections again.

    Args:
        api_url: the base of the Web API.
        token: a bot token; Bolt sets that of each request's workspace.
        session: connections to share; without it every call opens its own.
        log: where slack_sdk logs; it must not be at DEBUG, which prints messages.
        is_patient: whether it waits; else ``DeliveryError`` says for how long, and whoever
            holds the turn does something else in the meantime.
    """
    waiting = AsyncRateLimitErrorRetryHandler(max_retry_count=RATE_LIMIT_TRIES)
    return AsyncWebClient(
        token=token,
        base_url=api_url,
        timeout=CALL_TIMEOUT,
        session=session,
        logger=log,
        retry_handlers=[
            AsyncConnectionErrorRetryHandler(
                max_retry_count=CONNECTION_TRIES,
                error_types=[aiohttp.ClientConnectorError],
            ),
            *([waiting] if is_patient else []),
        ],
    )


# Messages


async def post(
    client: AsyncWebClient,
    message: Message,
    *,
    channel: str,
    thread_ts: str | None = None,
    turn: str | None = None,
) -> Posted:
    """Post a message.

    Args:
        client: with the token of the workspace.
        message: what to post.
        channel: a channel's id, or a person's for their direct messages.
        thread_ts: the thread to post in.
        turn: the id of the turn it replies to, for the message's metadata.

    Raises:
        DeliveryError: Slack did not take it, or may not have.
    """
    metadata = {"event_type": REPLY_EVENT, "event_payload": {"turn": turn}} if turn else None

    async def send(text: str, blocks: Sequence[Block]) -> Posted:
        answer = await client.chat_postMessage(
            channel=channel,
            thread_ts=thread_ts,
            text=text,
            blocks=blocks or None,
            metadata=metadata,
            mrkdwn=False,
            unfurl_links=False,
            unfurl_media=False,
        )
        return Posted(str(answer["channel"]), str(answer["ts"]))

    return await _falling_back(message, send)


async def find_reply(
    client: AsyncWebClient, *, channel: str, thread_ts: str, since: str, turn: str
) -> bool:
    """Whether the reply to ``turn`` stands in a thread of direct messages, by its metadata.

    Args:
        client: with the token of the workspace, and the scope ``im:history``.
        channel: the direct messages.
        thread_ts: the thread.
        since: the timestamp of what was asked; the reply comes after it.
        turn: as given to ``post``.

    Raises:
        DeliveryError: Slack did not say.
    """
    async with delivering():
        pages = await client.conversations_replies(
            channel=channel,
            ts=thread_ts,
            oldest=since,
            limit=REPLIES_A_PAGE,
            include_all_metadata=True,
        )
        async for page in pages:
            for message in page.get("messages") or ():
                payload = (message.get("metadata") or {}).get("event_payload") or {}
                if payload.get("turn") == turn:
                    return True
    return False


async def replace(client: AsyncWebClient, message: Message, *, channel: str, ts: str) -> Posted:
    """Put ``message`` in the place of one of ours.

    Raises:
        DeliveryError: Slack did not take it, or may not have.
    """

    async def send(text: str, blocks: Sequence[Block]) -> Posted:
        # An empty list takes away the blocks of the message that was there.
        await client.chat_update(channel=channel, ts=ts, text=text, blocks=blocks)
        return Posted(channel, ts)

    return await _falling_back(message, send)


async def respond(
    client: AsyncWebClient,
    response_url: str,
    message: Message,
    *,
    to_all: bool = False,
    in_place: bool = False,
    thread_ts: str | None = None,
) -> None:
    """Answer where somebody acted, through the address Slack gave for that.

    Args:
        client: for its connections.
        response_url: good for five answers within 30 minutes.
        message: what to say.
        to_all: whether the whole channel sees it; else only who acted.
        in_place: whether it takes the place of the message acted on.
        thread_ts: the thread to answer in.

    Raises:
        DeliveryError: the address has expired, or Slack did not take it.
    """

    async def send(text: str, blocks: Sequence[Block]) -> None:
        body = {
            "text": text,
            "blocks": list(blocks),
            "response_type": "in_channel" if to_all else "ephemeral",
            "replace_original": in_place,
            "mrkdwn": False,
            "unfurl_links": False,
            "unfurl_media": False,
        }
        await _send_response(client, response_url, body | _thread(thread_ts))

    await _falling_back(message, send)


async def withdraw(client: AsyncWebClient, response_url: str) -> None:
    """Delete the message acted on.

    Raises:
        DeliveryError: the address has expired, or Slack did not take it.
    """
    async with delivering():
        await _send_response(client, response_url, {"delete_original": True})


def _thread(thread_ts: str | None) -> dict[str, str]:
    return {"thread_ts": thread_ts} if thread_ts else {}


async def _send_response(client: AsyncWebClient, url: str, body: dict[str, Any]) -> None:
    webhook = AsyncWebhookClient(
        url,
        timeout=CALL_TIMEOUT,
        session=client.session,
        proxy=client.proxy,
        logger=client.logger,
        retry_handlers=list(client.retry_handlers),
    )
    answer = await webhook.send_dict(body)
    if answer.status_code == 200:
        return
    refused = next((name for name in _REFUSED_BLOCKS if name in (answer.body or "")), None)
    if refused:
        raise _BlocksRefusedError(refused)
    is_broken = answer.status_code >= 500
    reason = f"response_url answered {answer.status_code}"
    is_final = not is_broken and answer.status_code != 429
    raise DeliveryError(reason, is_final=is_final, is_uncertain=is_broken)


class _BlocksRefusedError(Exception):
    """Slack does not take these blocks; it may take plainer ones."""


async def _falling_back(
    message: Message, send: Callable[[str, Sequence[Block]], Awaitable[T]]
) -> T:
    """Send ``message``, then without charts and tables, then as text only."""
    variants = list(_variants(message))
    for number, blocks in enumerate(variants, start=1):
        try:
            async with delivering():
                return await send(message.text, blocks)
        except _BlocksRefusedError as refusal:
            if number == len(variants):
                raise DeliveryError(str(refusal), is_final=True) from refusal
            logger.warning("Slack refused the blocks of a message (%s)", refusal)
    raise AssertionError("a message has at least one variant")


def _variants(message: Message) -> Iterator[Sequence[Block]]:
    if message.blocks:
        yield message.blocks
    if message.plainer and message.plainer != message.blocks:
        yield message.plainer
    yield ()


# Views and prompts


async def open_view(client: AsyncWebClient, trigger_id: str, view: Block) -> str:
    """Open a modal; gives its id.

    Raises:
        DeliveryError: the trigger has expired (three seconds), or Slack did not take it.
    """
    async with delivering():
        answer = await client.views_open(trigger_id=trigger_id, view=view)
    return str(answer["view"]["id"])


async def push_view(client: AsyncWebClient, trigger_id: str, view: Block) -> None:
    """Open a modal on top of another.

    Raises:
        DeliveryError: the trigger has expired, three lie there already, or Slack did not take it.
    """
    async with delivering():
        await client.views_push(trigger_id=trigger_id, view=view)


async def update_view(client: AsyncWebClient, view_id: str, view: Block) -> None:
    """Change what a modal shows.

    Raises:
        DeliveryError: it was closed, or Slack did not take it.
    """
    async with delivering():
        await client.views_update(view_id=view_id, view=view)


async def publish_home(client: AsyncWebClient, user: str, view: Block) -> None:
    """Set somebody's Home tab.

    Raises:
        DeliveryError: Slack did not take it.
    """
    async with delivering():
        await client.views_publish(user_id=user, view=view)


async def suggest_prompts(
    client: AsyncWebClient, channel: str, title: str, questions: Sequence[str]
) -> None:
    """Offer questions where somebody begins to write to the bot.

    Called without ``thread_ts``: with one it fails silently under ``agent_view``.

    Raises:
        DeliveryError: Slack did not take it.
    """
    prompts = [{"title": question, "message": question} for question in questions]
    async with delivering():
        await client.assistant_threads_setSuggestedPrompts(
            channel_id=channel, title=title, prompts=prompts
        )


async def identity(client: AsyncWebClient) -> Installation:
    """Who the bot is, by its token.

    Raises:
        DeliveryError: Slack does not take the token (``invalid_auth``), or did not answer.
    """
    async with delivering():
        who = await client.auth_test()
    return Installation(
        token=client.token or "",
        bot_user=str(who["user_id"]),
        bot_id=str(who["bot_id"]),
        team=who.get("team_id"),
        enterprise=who.get("enterprise_id"),
    )


async def permissions(client: AsyncWebClient) -> Permissions:
    """What the client's token allows, as Slack says with every answer.

    Raises:
        DeliveryError: Slack does not take the token, or did not answer.
    """
    async with delivering():
        answer = await client.auth_test()
    headers = {name.lower(): value for name, value in answer.headers.items()}
    scopes = str(headers.get("x-oauth-scopes", "")).split(",")
    return Permissions(
        str(answer.get("user", "")),
        str(answer.get("team", "")),
        frozenset(scope.strip() for scope in scopes),
    )


async def try_app_token(client: AsyncWebClient, app_token: str) -> None:
    """Ask for a Socket Mode connection, and do not use it.

    Raises:
        DeliveryError: Slack does not take the token, or did not answer.
    """
    async with delivering():
        await client.apps_connections_open(app_token=app_token)


async def locale_of(client: AsyncWebClient, user: str) -> str:
    """Somebody's locale (``fr-FR``), which takes the scope ``users:read``.

    Raises:
        DeliveryError: ``missing_scope`` without it; or Slack did not answer.
    """
    async with delivering():
        answer = await client.users_info(user=user, include_locale=True)
    return str(answer["user"].get("locale") or "")


@asynccontextmanager
async def delivering() -> AsyncIterator[None]:
    """Turn what slack_sdk and aiohttp raise into ours."""
    try:
        yield
    except SlackApiError as error:
        raise _of_answer(error) from error
    except aiohttp.ClientConnectorError as error:
        raise DeliveryError("no connection", is_final=False, is_unreachable=True) from error
    except (TimeoutError, aiohttp.ClientError, OSError) as error:
        raise DeliveryError("connection lost", is_final=False, is_uncertain=True) from error


def _of_answer(error: SlackApiError) -> Exception:
    """What an answer of Slack's that is not ``ok`` means for us."""
    status: int = getattr(error.response, "status_code", 0) or getattr(error.response, "status", 0)
    data = getattr(error.response, "data", None)
    name = data.get("error") if isinstance(data, dict) else None
    if name in _REFUSED_BLOCKS:
        return _BlocksRefusedError(name)
    if status == 429:
        return DeliveryError("ratelimited", is_final=False, retry_after=_retry_after(error))
    if status >= 500 or not isinstance(name, str):
        return DeliveryError(f"Slack answered {status}", is_final=False, is_uncertain=True)
    return DeliveryError(name, is_final=name not in _PASSING)


def _retry_after(error: SlackApiError) -> float:
    """The seconds Slack asks for; one where it does not say."""
    headers = getattr(error.response, "headers", None) or {}
    said = next((text for name, text in headers.items() if name.lower() == "retry-after"), "")
    if isinstance(said, (list, tuple)):
        said = said[0] if said else ""
    return float(said) if str(said).isdecimal() else 1.0
