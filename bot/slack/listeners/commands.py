"""The slash command: a question, or one of a few words in French or English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.knowledge.model import LANGUAGES, Language
from bot.slack import guide, posting
from bot.slack.asked import Asked
from bot.slack.blocks import Message
from bot.slack.desk import Desk
from bot.slack.listeners.request import Payload, team_of, user_of
from bot.slack.wording import words

Word = Literal["ask", "help", "topics", "sources", "check", "language"]

_ALONE: dict[str, tuple[Word, Language | None]] = {
    "": ("help", None),
    "?": ("help", None),
    "help": ("help", "en"),
    "aide": ("help", "fr"),
    "topics": ("topics", "en"),
    "sujets": ("topics", "fr"),
    "thèmes": ("topics", "fr"),
    "sources": ("sources", None),
}
"""Words that mean something when nothing follows, and the language they are in."""

_BEFORE: dict[str, tuple[Word, Language]] = {
    "check": ("check", "en"),
    "vérifier": ("check", "fr"),
    "verifier": ("check", "fr"),
    "vérifie": ("check", "fr"),
    "verifie": ("check", "fr"),
    "language": ("language", "en"),
    "langue": ("language", "fr"),
}
"""Words that mean something about what follows."""

AUTO = "auto"


@dataclass(frozen=True)
class Command:
    """What was typed after the slash command; ``language`` is that of the word used."""

    word: Word
    rest: str = ""
    language: Language | None = None


def read_command(text: str) -> Command:
    """Tell the few words that are commands from questions, which are everything else."""
    text = text.strip()
    alone = _ALONE.get(text.casefold())
    if alone is not None:
        return Command(alone[0], language=alone[1])
    first, _, rest = text.partition(" ")
    before = _BEFORE.get(first.casefold().rstrip(":"))
    if before is None:
        return Command("ask", text)
    word, language = before
    rest = rest.strip()
    if word == "language" and rest.casefold() not in {*LANGUAGES, AUTO, ""}:
        return Command("ask", text)  # "language of the article?"
    return Command(word, rest, language)


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the slash command, whatever its name in the manifest."""

    async def on_command(
        ack: AsyncAck, command: Payload, context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        await ack()
        typed = read_command(command.get("text") or "")
        team, user = team_of(context), user_of(context)
        language = typed.language or await desk.language(client, team, user)
        if typed.word == "language":
            message = await _choose_language(desk, command["command"], typed, team, user)
        else:
            message = await _message(
                desk.at(team, command["channel_id"]),
                command["command"],
                typed,
                language,
                team,
                user,
            )
        await posting.respond(client, command["response_url"], message)

    app.command(re.compile(".*"))(on_command)


async def _message(
    desk: Desk, name: str, typed: Command, language: Language, team: str, user: str
) -> Message:
    if typed.word == "help":
        return guide.help_message(name, language)
    if typed.word == "topics":
        return guide.topics_message(desk.assistant.topics(language), language)
    if typed.word == "sources":
        return guide.sources_message(desk.sources, language)
    if typed.word == "check" and not typed.rest:
        return guide.notice(words(language).check_usage.format(command=name))
    preference = await desk.preferences.language(team, user)
    how: Literal["ask", "check"] = "check" if typed.word == "check" else "ask"
    asked = Asked(typed.rest, how, preference)
    return await desk.answer_privately(asked, team, language)


async def _choose_language(desk: Desk, name: str, typed: Command, team: str, user: str) -> Message:
    wanted = typed.rest.casefold()
    if not wanted:
        usage = words(typed.language or desk.own_language).language_usage
        return guide.notice(usage.format(command=name))
    chosen = next((language for language in LANGUAGES if language == wanted), None)
    await desk.preferences.choose(team, user, chosen)
    if chosen is None:
        return guide.notice(words(typed.language or desk.own_language).language_auto)
    return guide.notice(words(chosen).language_kept)
