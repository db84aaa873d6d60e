"""What is said, in the log and in Slack, when a listener fails."""

from __future__ import annotations

import asyncio
import logging
import traceback

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.error import BoltUnhandledRequestError

from bot.errors import DeliveryError, VerbatimError
from bot.slack import guide, posting
from bot.slack.desk import Desk
from bot.slack.listeners.request import team_of, user_of
from bot.slack.wording import words

SEEN_AFTER = 0.05
"""Seconds in which Bolt, which looks every 10 ms, has seen that a listener acknowledged.

Bolt takes the acknowledgement away from a listener that fails; if it had not seen it by then,
it would wait for another one for three seconds.
"""

logger = logging.getLogger(__name__)


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to failures. Messages and clicks in the inbox have their own way to say so."""

    async def on_error(error: Exception, context: AsyncBoltContext) -> None:
        _log(error)
        await asyncio.sleep(SEEN_AFTER)
        if context.response_url is None:
            return
        client = context.client
        language = await desk.language(client, team_of(context), user_of(context))
        sorry = guide.notice(words(language).trouble)
        try:
            await posting.respond(client, context.response_url, sorry)
        except DeliveryError as failure:
            _log(failure)

    app.error(on_error)


def _log(error: Exception) -> None:
    """Say what went wrong without the words of any message, which exceptions may quote."""
    if isinstance(error, BoltUnhandledRequestError):
        logger.warning("Slack sent something that nothing here listens to")
    elif isinstance(error, DeliveryError):
        logger.warning("Slack did not take an answer: %s", error.reason)
    elif isinstance(error, VerbatimError):
        logger.warning("a request of Slack's could not be served: %s", error)
    else:
        last = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{last.filename}:{last.lineno}"
        logger.error("a listener failed: %s at %s", type(error).__name__, where)
