"""The Bolt app: every listener registered on it, and what it needs handed in."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncApp

from bot.slack.authorizing import Authorize
from bot.slack.desk import Assistants, Desk
from bot.slack.inbox import Inbox
from bot.slack.installations import Installations
from bot.slack.listeners import (
    actions,
    commands,
    home,
    lifecycle,
    mentions,
    messages,
    shortcuts,
    teaching,
    trouble,
)
from bot.slack.observing import Observer
from bot.slack.posting import new_client
from bot.slack.stores import Held, Journal, Preferences, Threads, Workbench
from bot.slack.wording import NOT_INSTALLED

App = AsyncApp
"""The app's type, for those who hand requests to it and know nothing of Bolt."""

RETENTION_DAYS = 30
MAX_CLIENTS = 1_000
"""Clients kept, by token."""


def build_app(
    assistants: Assistants,
    *,
    installations: Installations,
    inbox: Inbox,
    threads: Threads,
    held: Held,
    preferences: Preferences,
    journal: Journal,
    api_url: str,
    session: aiohttp.ClientSession | None = None,
    retention_days: int = RETENTION_DAYS,
    workbench: Workbench | None = None,
    keepers: Sequence[lifecycle.Forgets] = (),
    observer: Observer | None = None,
) -> App:
    """The app, ready to be given requests.

    Requests over HTTP must come through ``bot.slack.http``, which verifies
    their signatures; Bolt's own verification, which logs bodies, is off.

    Args:
        assistants: answer questions; their packs may change while the app runs.
        installations: the bot's token in each workspace.
        inbox: keeps messages and clicks until they are answered.
        threads: what conversations remember.
        held: keeps what is too long for a button until it is shared.
        preferences: the languages people chose.
        journal: takes note of what went unanswered.
        api_url: the base of the Web API.
        session: connections to Slack, shared by all requests; whoever made it closes it.
        retention_days: how long unanswered questions are kept, as the Home tab says.
        workbench: what curators see on the Home tab and do there.
        keepers: whatever else keeps something of a workspace, and forgets it with the rest.
        observer: is told what happens.
    """
    bolt_log = quiet_logger()
    desk = Desk(
        assistants,
        threads=threads,
        held=held,
        preferences=preferences,
        journal=journal,
        installations=installations,
        # One client a workspace: making one costs as much as a database's statement.
        connect=lru_cache(MAX_CLIENTS)(
            # The inbox waits better: others' turns are answered in the meantime.
            lambda token: new_client(
                api_url, token=token, session=session, log=bolt_log, is_patient=False
            )
        ),
        observer=observer,
    )
    # Bolt takes an AsyncAuthorize too, but its annotation does not say so.
    authorize: Any = Authorize(installations)
    inbox.answer_with(desk.answer, desk.give_up, threads, journal)
    app = AsyncApp(
        name="verbatim",
        logger=bolt_log,
        client=new_client(api_url, session=session, log=bolt_log),
        authorize=authorize,
        user_facing_authorize_error_message=NOT_INSTALLED,
        signing_secret="",  # None would make Bolt look into the environment
        request_verification_enabled=False,
        raise_error_for_unhandled_request=True,  # else Bolt logs the request's body
        process_before_response=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    mentions.register(app, inbox)
    messages.register(app, inbox)
    publish = home.register(app, desk, retention_days=retention_days, workbench=workbench)
    if workbench is not None:
        teaching.register(app, desk, workbench, publish)
    commands.register(app, desk)
    shortcuts.register(app, desk)
    actions.register(app, desk, inbox)
    # The inbox first: a turn in hand then leaves nothing with the others as it ends.
    lifecycle.register(app, [inbox, threads, held, preferences, journal, *keepers], installations)
    trouble.register(app, desk)
    return app


def quiet_logger() -> logging.Logger:
    """A logger for Bolt and slack_sdk that prints neither requests (DEBUG) nor advice (WARNING)."""
    log = logging.getLogger("bot.slack.bolt")
    log.setLevel(logging.ERROR)
    return log
