"""The shortcuts in a message's menu: check it, or ask about it; and the modals they open."""

from __future__ import annotations

import asyncio
import re

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import DeliveryError
from bot.knowledge.model import Language
from bot.slack import posting
from bot.slack.asked import Asked, Shareable, shareable_from
from bot.slack.blocks import Lead, Surface
from bot.slack.desk import Desk
from bot.slack.listeners.request import Payload, team_of, user_of
from bot.slack.modals import (
    ASK_ABOUT,
    CHECK_CLAIM,
    QUESTION_BLOCK,
    QUESTION_INPUT,
    SHARE_IN_THREAD,
    answer_view,
    ask_view,
    check_view,
    notice_view,
    waiting_view,
)
from bot.slack.text import readable
from bot.slack.wording import words
from bot.slack.written import words_of

SHARED_WITHIN = 2.0
"""Seconds the post is waited for: Slack takes the answer to a submitted view for three.

The outcome is best told in that answer. A view updated beside it may reach Slack first, and
the answer would then put the older view over the newer one.
"""


class Shortcuts:
    """What the shortcuts and their modals do."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def on_check_claim(
        self, ack: AsyncAck, shortcut: Payload, context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        """Compare a message with the source. The modal opens first: triggers live 3 s."""
        await ack()
        language = await self._desk.language(client, team_of(context), user_of(context))
        text = words_of(shortcut.get("message") or {})
        if not readable(text):
            nothing = notice_view(words(language).nothing_to_check, language)
            await posting.open_view(client, shortcut["trigger_id"], nothing)
            return
        view_id = await posting.open_view(client, shortcut["trigger_id"], waiting_view(language))
        preference = await self._desk.preferences.language(team_of(context), user_of(context))
        asked = await self._desk.carriable(team_of(context), Asked(text, "check", preference))
        there = self._desk.at(team_of(context), shortcut["channel"]["id"])
        checked = await there.check(asked)
        spoken = checked[0][1].language if checked else language
        view = check_view(checked, self._desk.legend, spoken, _shareable(asked, shortcut))
        await posting.update_view(client, view_id, view)

    async def on_ask_about(
        self, ack: AsyncAck, shortcut: Payload, context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        """Open a question that begins as the message."""
        await ack()
        language = await self._desk.language(client, team_of(context), user_of(context))
        text = readable(words_of(shortcut.get("message") or {}))
        thread = _shareable(Asked("?"), shortcut)
        view = ask_view(text, language, thread.metadata())
        await posting.open_view(client, shortcut["trigger_id"], view)

    async def on_asked(self, ack: AsyncAck, view: Payload, context: AsyncBoltContext) -> None:
        """The question of that modal, answered in its place."""
        field = view["state"]["values"].get(QUESTION_BLOCK, {}).get(QUESTION_INPUT, {})
        team, user = team_of(context), user_of(context)
        preference = await self._desk.preferences.language(team, user)
        typed = Asked(field.get("value") or "", language=preference)
        asked = await self._desk.carriable(team, typed)
        shareable = shareable_from(view.get("private_metadata"), asked)
        reply = await self._desk.at(team, shareable.channel).reply(asked)
        answer = answer_view(reply, self._desk.legend, shareable)
        await ack(response_action="update", view=answer)
        await self._desk.journal.answered(team, asked.question, reply)

    async def on_share(
        self,
        ack: AsyncAck,
        body: Payload,
        view: Payload,
        context: AsyncBoltContext,
        client: AsyncWebClient,
    ) -> None:
        """What a modal shows, posted in the thread of the message it is about."""
        language = await self._desk.language(client, team_of(context), user_of(context))
        w = words(language)
        shareable = await self._desk.shareable(team_of(context), view.get("private_metadata"))
        if shareable is None:
            await ack(response_action="update", view=notice_view(w.stale, language))
            return
        lead = Lead(readable(shareable.asked.question), user=user_of(context), shared=True)
        sharing = asyncio.create_task(self._share(client, context, shareable, lead, language))
        await asyncio.wait([sharing], timeout=SHARED_WITHIN)
        if sharing.done():
            await ack(response_action="update", view=notice_view(sharing.result(), language))
            return
        await ack(response_action="update", view=notice_view(w.sharing, language))
        await posting.update_view(client, body["view"]["id"], notice_view(await sharing, language))

    async def _share(
        self,
        client: AsyncWebClient,
        context: AsyncBoltContext,
        shareable: Shareable,
        lead: Lead,
        language: Language,
    ) -> str:
        """Post what is asked in the thread; gives what to say of it."""
        w, asked, channel = words(language), shareable.asked, shareable.channel
        there = self._desk.at(team_of(context), channel)
        message = await there.message(asked, Surface.THREAD, language, lead)
        try:
            await posting.post(client, message, channel=channel, thread_ts=shareable.thread_ts)
        except DeliveryError as error:
            return w.not_in_channel if error.is_final else w.trouble
        await self._desk.was_shared(team_of(context), asked)
        return w.shared


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the shortcuts and to what is submitted in their modals."""
    shortcuts = Shortcuts(desk)
    app.message_shortcut(CHECK_CLAIM)(shortcuts.on_check_claim)
    app.message_shortcut(ASK_ABOUT)(shortcuts.on_ask_about)
    app.view(ASK_ABOUT)(shortcuts.on_asked)
    app.view(SHARE_IN_THREAD)(shortcuts.on_share)
    app.view(re.compile(".*"))(_left_over)
    app.view_closed(re.compile(".*"))(_left_over)
    app.shortcut(re.compile(".*"))(_left_over)


async def _left_over(ack: AsyncAck) -> None:
    """Of a version before this one; Slack wants to hear that it came."""
    await ack()


def _shareable(asked: Asked, shortcut: Payload) -> Shareable:
    message = shortcut["message"]
    thread_ts = message.get("thread_ts") or message["ts"]
    return Shareable(asked, shortcut["channel"]["id"], thread_ts)
