"""The Home tab, and the prompts where somebody begins to write."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.knowledge.model import LANGUAGES
from bot.slack import posting
from bot.slack.desk import Desk
from bot.slack.home_tab import LANGUAGE, home_view
from bot.slack.listeners.request import Payload, team_of, user_of
from bot.slack.listeners.teaching import Publish
from bot.slack.stores import Workbench
from bot.slack.wording import words


def register(
    app: AsyncApp, desk: Desk, *, retention_days: int, workbench: Workbench | None
) -> Publish:
    """Listen to people opening the app and choosing a language; gives what shows a Home tab."""

    async def publish(client: AsyncWebClient, team: str, user: str) -> None:
        language = await desk.language(client, team, user, anew=True)
        here = desk.at(team)
        view = home_view(
            here.sources,
            here.assistant.topics(language),
            language,
            chosen=await desk.preferences.language(team, user),
            retention_days=retention_days,
            workbench=await workbench.blocks(team, user, language) if workbench else (),
        )
        await posting.publish_home(client, user, view)

    async def on_opened(event: Payload, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        team, user = team_of(context), user_of(context)
        if event.get("tab") == "home":
            await publish(client, team, user)
        elif event.get("tab") == "messages" and context.channel_id:
            language = await desk.language(client, team, user, anew=True)
            prompts = desk.at(team).assistant.suggestions(language)
            title = words(language).prompts_title
            await posting.suggest_prompts(client, context.channel_id, title, prompts)

    async def on_language(
        ack: AsyncAck, action: Payload, context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        await ack()
        team, user = team_of(context), user_of(context)
        value = (action.get("selected_option") or {}).get("value")
        chosen = next((language for language in LANGUAGES if language == value), None)
        await desk.preferences.choose(team, user, chosen)
        await publish(client, team, user)

    app.event("app_home_opened")(on_opened)
    app.action(LANGUAGE)(on_language)
    return publish
