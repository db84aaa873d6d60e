"""The slash command, in French and English."""

from __future__ import annotations

import pytest

from bot.slack.listeners.commands import Command, read_command
from bot.slack.stores import HELD_FOR
from bot.workspace import Workspace

from .conftest import CARDS, CARDS_FIGURE, LANGUAGES, Slack


@pytest.mark.parametrize(
    ("text", "command"),
    [
        pytest.param(text, command, id=text or "nothing")
        for text, command in [
            ("", Command("help")),
            ("  ", Command("help")),
            ("help", Command("help", language="en")),
            ("HELP", Command("help", language="en")),
            ("aide", Command("help", language="fr")),
            ("topics", Command("topics", language="en")),
            ("sujets", Command("topics", language="fr")),
            ("sources", Command("sources")),
            ("check it is open", Command("check", "it is open", "en")),
            ("vérifier c'est ouvert", Command("check", "c'est ouvert", "fr")),
            ("check", Command("check", "", "en")),
            ("language fr", Command("language", "fr", "en")),
            ("langue AUTO", Command("language", "AUTO", "fr")),
            ("language", Command("language", "", "en")),
            ("language of the article?", Command("ask", "language of the article?")),
            ("helpful tips?", Command("ask", "helpful tips?")),
            ("topics of the day", Command("ask", "topics of the day")),
            ("sources ?", Command("ask", "sources ?")),
            ("frobnicate", Command("ask", "frobnicate")),
        ]
    ],
)
def test_what_is_typed_is_a_command_or_a_question(text: str, command: Command) -> None:
    assert read_command(text) == command


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_question_is_answered_for_the_asker_alone(
    workspace: Workspace, language: str
) -> None:
    reply = await workspace.command("/ask", CARDS[language])

    assert reply.ephemeral
    assert CARDS[language] in reply.plain
    assert CARDS_FIGURE[language] in reply.plain


async def test_a_shared_answer_names_who_shared_it(slack: Slack) -> None:
    workspace = slack.workspace
    alex = workspace.person("alex")
    private = await workspace.command("/ask", CARDS["en"], user=alex)

    shared = await workspace.click(private, "share", user=alex)

    assert not shared.ephemeral
    assert CARDS_FIGURE["en"] in shared.plain
    assert {"type": "user", "user_id": alex.id} in shared.blocks[0]["elements"][0]["elements"]
    assert "shares" in shared.plain
    deleted = await workspace.log.first(
        lambda change: change.subject if change.kind == "delete" else None,
        what="the private answer taken away",
        since=0,
        within=workspace.timeout,
    )
    assert deleted.ts == private.ts


async def test_an_answer_can_be_shared_where_the_bot_is_not_a_member(slack: Slack) -> None:
    workspace = slack.workspace
    elsewhere = workspace.channel("random")
    private = await workspace.command("/ask", CARDS["en"], channel=elsewhere)

    await workspace.click(private, "share")
    await workspace.idle()

    shared = next(message for message in slack.messages if not message.ephemeral)
    assert shared.channel == elsewhere.id


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        pytest.param("help", "What I can do", id="help"),
        pytest.param("aide", "Ce que je sais faire", id="aide"),
        pytest.param("topics", "What you can ask", id="topics"),
        pytest.param("sujets", "Ce que vous pouvez demander", id="sujets"),
        pytest.param("check", "Give me the claim", id="check without a claim"),
        pytest.param("language", "Choose", id="language without one"),
    ],
)
async def test_the_words_of_the_command(workspace: Workspace, typed: str, shown: str) -> None:
    reply = await workspace.command("/ask", typed)

    assert reply.ephemeral
    assert shown in reply.plain


async def test_help_names_the_command_as_it_is_called_here(workspace: Workspace) -> None:
    reply = await workspace.command("/verbatim", "help")

    assert "/verbatim topics" in reply.plain


async def test_a_topics_question_is_a_click_away(workspace: Workspace) -> None:
    topics = await workspace.command("/ask", "topics")

    answer = await workspace.click(topics, "how many readers hold a card")

    assert answer.ephemeral
    assert CARDS_FIGURE["en"] in answer.plain


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        pytest.param("camille", "Auteur\u202f: le texte ne le dit pas", id="French"),
        pytest.param("alex", "Author: the text does not say", id="English"),
    ],
)
async def test_the_sources_say_what_is_not_known_of_them(
    workspace: Workspace, name: str, missing: str
) -> None:
    reply = await workspace.command("/ask", "sources", user=workspace.person(name))

    assert "The library of Fennmoor opens on Sundays" in reply.plain
    assert missing in reply.plain


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        pytest.param("check The library lends 86,000 books a year.", "says so", id="true"),
        pytest.param("check The library lends 90,000 books a year.", "otherwise", id="false"),
        pytest.param("check The mayor has a red bicycle.", "does not say", id="not said"),
    ],
)
async def test_a_claim_is_checked(workspace: Workspace, claim: str, verdict: str) -> None:
    reply = await workspace.command("/ask", claim)

    assert reply.plain.startswith(claim.removeprefix("check "))
    assert verdict in reply.plain.splitlines()[1]
    assert verdict in reply.text


async def test_what_is_not_understood_gets_help_and_is_not_shared(workspace: Workspace) -> None:
    reply = await workspace.command("/ask", "frobnicate")

    help_ = await workspace.click(reply, "What can I ask?")

    assert "Share in channel" not in reply.plain
    assert "Useful" not in reply.plain
    assert "[how many readers hold a card" in help_.plain


async def test_a_checked_claim_can_be_shared(slack: Slack) -> None:
    workspace = slack.workspace
    private = await workspace.command("/ask", "check The library lends 90,000 books a year.")

    await workspace.click(private, "share")
    await workspace.idle()

    shared = next(message for message in slack.messages if not message.ephemeral)
    assert "86,000" in shared.plain


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        pytest.param("language fr", "français", id="French"),
        pytest.param("langue en", "English", id="English"),
    ],
)
async def test_a_language_is_kept(workspace: Workspace, typed: str, told: str) -> None:
    confirmation = await workspace.command("/ask", typed)
    help_ = await workspace.command("/ask", "")

    assert told in confirmation.plain
    assert ("Ce que je sais faire" in help_.plain) == (told == "français")


async def test_a_language_is_given_up_again(workspace: Workspace) -> None:
    await workspace.command("/ask", "language fr")
    await workspace.command("/ask", "language auto")

    reply = await workspace.command("/ask", CARDS["en"])

    assert CARDS_FIGURE["en"] in reply.plain


LONG_CLAIM = "The library lends 90,000 books a year. " + "The mayor rides a red bicycle. " * 100


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param(f"check {LONG_CLAIM}", "86,000", id="claims"),
        pytest.param("library " * 300 + CARDS["en"], CARDS_FIGURE["en"], id="question"),
    ],
)
async def test_what_is_too_long_for_a_button_is_shared_all_the_same(
    slack: Slack, typed: str, said: str
) -> None:
    workspace = slack.workspace
    private = await workspace.command("/ask", typed)

    await workspace.click(private, "share")
    await workspace.idle()

    shared = next(message for message in slack.messages if not message.ephemeral)
    assert said in private.plain
    assert said in shared.plain


async def test_what_is_too_long_for_a_button_is_not_held_for_ever(over_http: Slack) -> None:
    workspace = over_http.workspace
    alex = workspace.person("alex")
    private = await workspace.command("/ask", "library " * 300 + CARDS["en"], user=alex)
    workspace.clock.advance(HELD_FOR)

    word = await workspace.click(private, "source", user=alex)

    assert "leads nowhere" in word.plain


async def test_what_was_shared_is_held_no_more(over_http: Slack) -> None:
    workspace = over_http.workspace
    private = await workspace.command("/ask", f"check {LONG_CLAIM}")
    await workspace.click(private, "share")
    await workspace.idle()
    shared = len(over_http.messages)

    await workspace.click(private, "share")
    await workspace.idle()

    word = over_http.messages[shared]
    assert word.ephemeral
    assert "ne mène plus nulle part" in word.plain
