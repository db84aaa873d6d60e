"""What curators click on their Home tab, and the modal in which they teach."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Literal

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.curation.trying import Effect
from bot.errors import DeliveryError, VerbatimError
from bot.slack import posting
from bot.slack.curators import DISMISS, TAKE_BACK, TEACH
from bot.slack.desk import Desk
from bot.slack.listeners.request import Payload, team_of, user_of
from bot.slack.memory import Bounded
from bot.slack.modals import notice_view
from bot.slack.stores import Workbench
from bot.slack.teach_modal import INTENT, INTENT_BLOCK, TEACH_MODAL, teach_view
from bot.slack.wording.curators import curator_words

Publish = Callable[[AsyncWebClient, str, str], Awaitable[None]]
"""Shows somebody of a workspace their Home tab anew."""

logger = logging.getLogger(__name__)


class Teaching:
    """What each button of a curator does. A click of anybody else does nothing.

    Args:
        desk: knows the viewers' languages.
        workbench: the queue, and what teaching does.
        publish: shows the Home tab anew.
    """

    def __init__(self, desk: Desk, workbench: Workbench, publish: Publish) -> None:
        self._desk, self._workbench, self._publish = desk, workbench, publish
        self._chosen: Bounded[str, str] = Bounded()  # the latest choice in each modal

    async def on_teach(
        self,
        ack: AsyncAck,
        body: Payload,
        action: Payload,
        context: AsyncBoltContext,
        client: AsyncWebClient,
    ) -> None:
        """Open the modal for a question."""
        await ack()
        team, user = team_of(context), user_of(context)
        if not self._workbench.is_curator(user):
            return
        language = await self._desk.language(client, team, user)
        group = await self._workbench.group(team, _number(action.get("value")))
        if group is None:
            view = notice_view(curator_words(language).gone, language)
        else:
            view = teach_view(group, self._workbench.topics(team, group, language), language)
        await posting.open_view(client, body["trigger_id"], view)

    async def on_chosen(
        self,
        ack: AsyncAck,
        body: Payload,
        action: Payload,
        context: AsyncBoltContext,
        client: AsyncWebClient,
    ) -> None:
        """Show what the chosen intent would do, unless another is chosen meanwhile."""
        await ack()
        team, user = team_of(context), user_of(context)
        view_id = body["view"]["id"]
        choice = (action.get("selected_option") or {}).get("value") or ""
        group = await self._workbench.group(team, _number(body["view"]["private_metadata"]))
        if not self._workbench.is_curator(user) or group is None or not choice:
            return
        self._chosen.keep(view_id, choice)
        language = await self._desk.language(client, team, user)
        topics = self._workbench.topics(team, group, language)

        async def show(effect: Effect | Literal["trying", "failed"]) -> None:
            if self._chosen.get(view_id) == choice:
                view = teach_view(group, topics, language, chosen=choice, effect=effect)
                with suppress(DeliveryError):  # closed meanwhile
                    await posting.update_view(client, view_id, view)

        await show("trying")
        try:
            await show(await self._workbench.try_out(team, group, choice))
        except VerbatimError as error:
            logger.warning("what a phrase would do could not be found out: %s", error)
            await show("failed")

    async def on_submitted(
        self,
        ack: AsyncAck,
        body: Payload,
        view: Payload,
        context: AsyncBoltContext,
        client: AsyncWebClient,
    ) -> None:
        """Keep the phrase and have it serve."""
        team, user = team_of(context), user_of(context)
        language = await self._desk.language(client, team, user)
        w = curator_words(language)
        self._chosen.pop(view["id"], None)
        values = view["state"]["values"].get(INTENT_BLOCK, {}).get(INTENT, {})
        choice = (values.get("selected_option") or {}).get("value") or ""
        group = await self._workbench.group(team, _number(view.get("private_metadata")))
        if not self._workbench.is_curator(user) or group is None:
            await ack(response_action="update", view=notice_view(w.gone, language))
            return
        await ack(response_action="update", view=notice_view(w.fitting, language))
        try:
            await self._workbench.teach(team, group, choice)
            said = w.taught_now
        except VerbatimError as error:
            logger.warning("a phrase could not be taught: %s", error)
            said = w.not_taught
        with suppress(DeliveryError):  # closed meanwhile
            await posting.update_view(client, body["view"]["id"], notice_view(said, language))
        await self._publish(client, team, user)

    async def on_dismiss(
        self, ack: AsyncAck, action: Payload, context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        """Take a group of questions out of the queue."""
        await ack()
        await self._change(self._workbench.dismiss, action, context, client)

    async def on_take_back(
        self, ack: AsyncAck, action: Payload, context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        """Forget a taught phrase."""
        await ack()
        await self._change(self._workbench.take_back, action, context, client)

    async def _change(
        self,
        change: Callable[[str, int], Awaitable[None]],
        action: Payload,
        context: AsyncBoltContext,
        client: AsyncWebClient,
    ) -> None:
        team, user = team_of(context), user_of(context)
        if self._workbench.is_curator(user):
            await change(team, _number(action.get("value")))
            await self._publish(client, team, user)


def register(app: AsyncApp, desk: Desk, workbench: Workbench, publish: Publish) -> None:
    """Listen to curators."""
    teaching = Teaching(desk, workbench, publish)
    app.action(TEACH)(teaching.on_teach)
    app.action(INTENT)(teaching.on_chosen)
    app.action(DISMISS)(teaching.on_dismiss)
    app.action(TAKE_BACK)(teaching.on_take_back)
    app.view(TEACH_MODAL)(teaching.on_submitted)


def _number(value: object) -> int:
    """The number of a row that a button carries; that of no row where it carries none."""
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else 0
