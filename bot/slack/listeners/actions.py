"""Buttons: questions to ask, choices, sharing, the source, and whether a reply was useful."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.knowledge.model import Language
from bot.slack import guide, posting
from bot.slack.asked import Asked, shareable_from
from bot.slack.blocks import ASK, CHOOSE, FEEDBACK, SHARE, SOURCE, USEFUL, USELESS, Lead, Surface
from bot.slack.desk import Desk
from bot.slack.elements import fits_value
from bot.slack.inbox import Inbox, Place, Turn
from bot.slack.listeners.request import Payload, place_of, team_of, user_of
from bot.slack.modals import answer_view, notice_view, source_view
from bot.slack.text import readable
from bot.slack.wording import Words, words

Where = Literal["message", "ephemeral", "modal", "home", "nowhere"]


@dataclass(frozen=True)
class Click:
    """A click on one of our buttons, as far as we need it."""

    where: Where
    place: Place
    user: str
    action_id: str
    value: str
    stamp: str  # unique to this click
    trigger_id: str
    message_ts: str = ""
    thread_ts: str = ""
    response_url: str | None = None
    view_id: str = ""
    metadata: str = ""  # of the view


def read_click(body: Payload, action: Payload, context: AsyncBoltContext) -> Click:
    """What a ``block_actions`` payload says."""
    container = body.get("container") or {}
    message_ts = container.get("message_ts") or ""
    message = body.get("message") or {}
    return Click(
        where=_where(body, container),
        place=place_of(context, container.get("channel_id") or user_of(context)),
        user=user_of(context),
        action_id=action.get("action_id") or "",
        value=str(action.get("value") or ""),
        stamp=str(action.get("action_ts") or body.get("trigger_id")),
        trigger_id=body.get("trigger_id") or "",
        message_ts=message_ts,
        thread_ts=container.get("thread_ts") or message.get("thread_ts") or message_ts,
        response_url=body.get("response_url"),
        view_id=(body.get("view") or {}).get("id") or "",
        metadata=(body.get("view") or {}).get("private_metadata") or "",
    )


def _where(body: Payload, container: Payload) -> Where:
    if container.get("type") == "view":
        return "home" if (body.get("view") or {}).get("type") == "home" else "modal"
    if container.get("type") != "message":
        return "nowhere"
    return "ephemeral" if container.get("is_ephemeral") else "message"


Wording = Callable[[Words], str]


class Clicks:
    """What each button does."""

    def __init__(self, desk: Desk, inbox: Inbox) -> None:
        self._desk = desk
        self._inbox = inbox

    async def on_ask(
        self,
        ack: AsyncAck,
        body: Payload,
        action: Payload,
        context: AsyncBoltContext,
        client: AsyncWebClient,
    ) -> None:
        """A question, or a choice whose answer takes the place of the clarification."""
        click = read_click(body, action, context)
        choosing = click.action_id.startswith(CHOOSE)
        if not fits_value(click.value) or not readable(click.value):
            await ack()
            await self._say(client, click, lambda w: w.stale)
        elif click.where in {"message", "home"}:
            # Before the acknowledgement, as for a message: what is accepted will be answered.
            is_new = await self._inbox.accept(_turn(click, choosing=choosing))
            await ack()
            if not is_new:
                await self._say(client, click, lambda w: w.already_answered)
        else:
            await ack()
            await self._answer_here(client, click, choosing=choosing)

    async def _answer_here(self, client: AsyncWebClient, click: Click, *, choosing: bool) -> None:
        """Answer in a modal, or where only the clicker sees it."""
        team = click.place.team
        desk = self._desk_of(click)
        asked = Asked(click.value, language=await desk.preferences.language(team, click.user))
        if click.where == "modal":
            reply = await desk.reply(asked)
            view = answer_view(reply, desk.legend, shareable_from(click.metadata, asked))
            await posting.update_view(client, click.view_id, view)
        elif click.response_url:
            message = await desk.answer_privately(asked, team, desk.own_language)
            await posting.respond(client, click.response_url, message, in_place=choosing)

    async def on_source(
        self,
        ack: AsyncAck,
        body: Payload,
        action: Payload,
        context: AsyncBoltContext,
        client: AsyncWebClient,
    ) -> None:
        """The passages of a reply, in a modal, if the reply is still the same."""
        await ack()
        click = read_click(body, action, context)
        carried = await self._desk.carried(click.place.team, click.value)
        reply = await self._desk_of(click).reply(carried.asked) if carried else None
        if carried is None or reply is None or not carried.is_still(reply):
            await self._say(client, click, lambda w: w.stale)
            return
        view = source_view(reply, self._desk.legend)
        show = posting.push_view if click.where == "modal" else posting.open_view
        await show(client, click.trigger_id, view)

    async def on_share(
        self,
        ack: AsyncAck,
        body: Payload,
        action: Payload,
        context: AsyncBoltContext,
        client: AsyncWebClient,
    ) -> None:
        """What only one person saw, for the whole channel, under their name."""
        await ack()
        click = read_click(body, action, context)
        carried = await self._desk.carried(click.place.team, click.value)
        if carried is None or click.response_url is None:
            await self._say(client, click, lambda w: w.stale)
            return
        asked = carried.asked
        lead = Lead(readable(asked.question), user=click.user, shared=True)
        language = await self._language(client, click)
        message = await self._desk_of(click).message(asked, Surface.THREAD, language, lead)
        await posting.respond(client, click.response_url, message, to_all=True)
        await posting.withdraw(client, click.response_url)
        await self._desk.was_shared(click.place.team, asked)

    async def on_feedback(
        self,
        ack: AsyncAck,
        body: Payload,
        action: Payload,
        context: AsyncBoltContext,
        client: AsyncWebClient,
    ) -> None:
        """Whether a reply was useful; what was not is kept for the curators."""
        await ack()
        click = read_click(body, action, context)
        carried = await self._desk.carried(click.place.team, click.value)
        if carried is None or carried.vote not in {USEFUL, USELESS}:
            await self._say(client, click, lambda w: w.stale)
            return
        useful = carried.vote == USEFUL
        reply = await self._desk_of(click).reply(carried.asked)
        await self._desk.journal.voted(
            team_of(context), carried.asked.question, reply, useful=useful
        )
        await self._say(
            client,
            click,
            lambda w: w.thanks_useful if useful else w.thanks_useless,
            spoken=reply.language,
        )

    async def on_unknown(
        self,
        ack: AsyncAck,
        body: Payload,
        action: Payload,
        context: AsyncBoltContext,
        client: AsyncWebClient,
    ) -> None:
        """A button of a version before this one, or of nobody's."""
        await ack()
        await self._say(client, read_click(body, action, context), lambda w: w.stale)

    def _desk_of(self, click: Click) -> Desk:
        return self._desk.at(click.place.team, click.place.channel)

    async def _language(
        self, client: AsyncWebClient, click: Click, spoken: Language | None = None
    ) -> Language:
        return await self._desk.language(client, click.place.team, click.user, spoken=spoken)

    async def _say(
        self,
        client: AsyncWebClient,
        click: Click,
        wording: Wording,
        *,
        spoken: Language | None = None,
    ) -> None:
        """A few words that only the clicker sees; ``spoken`` is their question's language."""
        language = await self._language(client, click, spoken)
        said = wording(words(language))
        if click.response_url:
            # Only a thread's own messages say so; a message that starts none answers beside it.
            thread = click.thread_ts if click.thread_ts != click.message_ts else None
            await posting.respond(client, click.response_url, guide.notice(said), thread_ts=thread)
        elif click.where == "modal":
            await posting.push_view(client, click.trigger_id, notice_view(said, language))
        else:
            await posting.open_view(client, click.trigger_id, notice_view(said, language))


def _turn(click: Click, *, choosing: bool) -> Turn:
    """The turn that a click on a question is.

    The same button clicked twice is the same turn; on the Home tab, which stays
    as it is, every click is a new one.
    """
    if click.where == "home":
        return Turn(
            id=f"home:{click.user}:{click.stamp}",
            place=click.place,
            ts=click.stamp,
            thread_ts=None,
            user=click.user,
            text=click.value,
            came="home",
        )
    # The choices of one clarification exclude each other; related questions do not.
    button = CHOOSE if choosing else click.action_id
    return Turn(
        id=f"click:{click.place.channel}:{click.message_ts}:{button}",
        place=click.place,
        ts=f"{click.message_ts}:{button}",
        thread_ts=click.thread_ts,
        user=click.user,
        text=click.value,
        came="click",
        replaces=click.message_ts if choosing else None,
        response_url=click.response_url,
    )


def register(app: AsyncApp, desk: Desk, inbox: Inbox) -> None:
    """Listen to buttons. Comes last: it takes every action left over."""
    clicks = Clicks(desk, inbox)
    app.action(re.compile(rf"^(?:{ASK}|{CHOOSE}):\d$"))(clicks.on_ask)
    app.action(SOURCE)(clicks.on_source)
    app.action(SHARE)(clicks.on_share)
    app.action(FEEDBACK)(clicks.on_feedback)
    app.action(re.compile(".*"))(clicks.on_unknown)
