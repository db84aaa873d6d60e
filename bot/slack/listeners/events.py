"""Messages to the bot become turns in the inbox, before Slack hears that we have them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from slack_bolt.context.async_context import AsyncBoltContext

from bot.slack.inbox import From, Inbox, Turn
from bot.slack.listeners.request import Payload, place_of
from bot.slack.written import words_of

WRITTEN_BY_PEOPLE = frozenset({"file_share", "thread_broadcast"})
"""Subtypes of messages that somebody wrote; the others are edits, joins, bots…"""

Next = Callable[[], Awaitable[None]]
Accept = Callable[[Payload, Payload, AsyncBoltContext, Next], Awaitable[None]]


def is_addressed_by_person(event: Payload) -> bool:
    """Whether a person wrote this message, and not a bot or Slack itself."""
    subtype = event.get("subtype")
    is_bot = bool(event.get("bot_id") or event.get("bot_profile"))
    is_whole = all(isinstance(event.get(key), str) for key in ("user", "channel", "ts"))
    return is_whole and not is_bot and (not subtype or subtype in WRITTEN_BY_PEOPLE)


def turn_of(body: Payload, event: Payload, context: AsyncBoltContext, came: From) -> Turn:
    """The turn that a message is; the reply goes to its thread, or starts one."""
    return Turn(
        id=str(body.get("event_id") or event["ts"]),
        place=place_of(context, event["channel"]),
        ts=event["ts"],
        thread_ts=str(event.get("thread_ts") or event["ts"]),
        user=event["user"],
        text=words_of(event, context.bot_user_id or ""),
        came=came,
    )


def accepting(inbox: Inbox, came: From, wanted: Callable[[Payload], bool]) -> Accept:
    """Listener middleware that puts a wanted message into ``inbox``.

    Bolt acknowledges an event after its middleware and before its listener:
    what fails in here is not acknowledged, and Slack delivers it again.
    """

    async def accept(body: Payload, event: Payload, context: AsyncBoltContext, next_: Next) -> None:
        if wanted(event):
            await inbox.accept(turn_of(body, event, context, came))
        await next_()

    return accept


async def acknowledged() -> None:
    """The listener behind that middleware: the inbox has the turn, nothing is left to do."""
