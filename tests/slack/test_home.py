"""The Home tab and the suggested prompts."""

from __future__ import annotations

import pytest

from bot.slack.stores import ThreadKey
from bot.workspace import Message, View, Workspace

from .conftest import CARDS_FIGURE, Slack

SECTIONS = {
    "camille": (
        "Posez vos questions",
        "Ce que vous pouvez demander",
        "D’où viennent les réponses",
        "Comment je travaille",
        "Je n’invente rien",
        "Vie privée",
        "30 jours",
    ),
    "alex": (
        "Ask about the text",
        "What you can ask",
        "Where the answers come from",
        "How I work",
        "I never invent",
        "Privacy",
        "30 days",
    ),
}


@pytest.mark.parametrize("name", SECTIONS)
async def test_the_home_tab_says_what_it_is_for_in_the_viewers_language(
    workspace: Workspace, name: str
) -> None:
    view = await workspace.open_home(workspace.person(name))

    missing = [words for words in SECTIONS[name] if words not in view.plain]
    assert missing == []


async def test_a_question_of_the_home_tab_is_answered_in_the_messages_tab(slack: Slack) -> None:
    workspace = slack.workspace
    alex = workspace.person("alex")
    home = await workspace.open_home(alex)

    answer = await workspace.click(home, "how many readers hold a card", user=alex, expect=Message)

    assert answer.channel == workspace.dm_channel(alex).id
    assert CARDS_FIGURE["en"] in answer.plain
    assert "You asked" in answer.plain


async def test_the_conversation_goes_on_from_there(slack: Slack) -> None:
    workspace = slack.workspace
    alex = workspace.person("alex")
    home = await workspace.open_home(alex)
    answer = await workspace.click(home, "how many readers hold a card", user=alex, expect=Message)
    await workspace.idle()

    remembered = await slack.threads.load(ThreadKey(answer.team, answer.channel, answer.ts))

    assert remembered.state


async def test_a_question_of_the_home_tab_can_be_asked_again(slack: Slack) -> None:
    workspace = slack.workspace
    home = await workspace.open_home()

    for _ in range(2):
        await workspace.click(home, "combien de lecteurs ont une carte", expect=Message)

    assert len(slack.messages) == 2


async def test_a_language_chosen_on_the_home_tab_is_kept(workspace: Workspace) -> None:
    camille = workspace.person("camille")
    home = await workspace.open_home(camille)

    changed = await workspace.click(home, "English", user=camille, expect=View)
    again = await workspace.open_home(camille)
    reply = await workspace.dm("combien de lecteurs ont une carte ?", user=camille)

    assert "What you can ask" in changed.plain
    assert "What you can ask" in again.plain
    assert CARDS_FIGURE["en"] in reply.plain


async def test_a_language_is_given_back_to_the_question(workspace: Workspace) -> None:
    home = await workspace.open_home()
    home = await workspace.click(home, "English", expect=View)

    await workspace.click(home, "Same as the question", expect=View)

    reply = await workspace.dm("combien de lecteurs ont une carte ?")
    assert CARDS_FIGURE["fr"] in reply.plain


@pytest.mark.parametrize(
    ("name", "question"),
    [
        pytest.param("camille", "combien de lecteurs ont une carte", id="French"),
        pytest.param("alex", "how many readers hold a card", id="English"),
    ],
)
async def test_prompts_are_suggested_in_the_viewers_language(
    slack: Slack, name: str, question: str
) -> None:
    prompts = await slack.workspace.open_messages_tab(slack.workspace.person(name))

    assert 0 < len(prompts) <= 4
    assert question in [prompt["message"] for prompt in prompts]


async def test_without_the_scope_the_locale_is_asked_for_once(slack: Slack) -> None:
    workspace = slack.workspace
    workspace.faults.refuse("users.info", "missing_scope", times=None)

    for name in ("camille", "alex", "camille"):
        await workspace.open_home(workspace.person(name))

    assert [call.method for call in workspace.calls].count("users.info") == 1


async def test_a_locale_is_remembered(slack: Slack) -> None:
    for _ in range(3):
        await slack.workspace.command("/ask", "sources")

    assert [call.method for call in slack.workspace.calls].count("users.info") == 1


async def test_who_changes_their_slacks_language_finds_the_app_in_it(slack: Slack) -> None:
    workspace = slack.workspace
    camille = workspace.person("camille")
    await workspace.open_home(camille)

    workspace.choose_locale(camille, "en-GB")
    home = await workspace.open_home(camille)
    prompts = await workspace.open_messages_tab(camille)
    told = await workspace.command("/ask", "sources", user=camille)

    assert "What you can ask" in home.plain
    assert "how many readers hold a card" in [prompt["message"] for prompt in prompts]
    assert "Where the answers come from" in told.plain


async def test_a_slack_that_does_not_say_leaves_the_language_known_before(slack: Slack) -> None:
    workspace = slack.workspace
    alex = workspace.person("alex")
    await workspace.open_home(alex)
    workspace.faults.refuse("users.info", "internal_error", times=None)

    home = await workspace.open_home(alex)

    assert "What you can ask" in home.plain
