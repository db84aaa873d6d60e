"""Buttons: those we made, clicked twice, from yesterday, or made up by somebody."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.workspace import Message, View, Workspace

from .conftest import CARDS, CARDS_FIGURE, Slack


def forged(message: Message, action_id: str, value: str) -> Message:
    """The message as somebody's own client shows it, with another value behind a button."""
    blocks = json.loads(json.dumps(message.blocks))
    for block in blocks:
        for element in block.get("elements", ()):
            if element.get("action_id") == action_id:
                element["value"] = value
    return replace(message, blocks=tuple(blocks))


async def test_a_related_question_is_answered_in_the_same_thread(workspace: Workspace) -> None:
    reply = await workspace.mention(CARDS["en"])

    answer = await workspace.click(reply, "how many books are lent", expect=Message)

    assert "86,000" in answer.plain
    assert answer.thread_ts == reply.thread_ts
    assert "asks" in answer.plain


async def test_a_related_question_in_a_direct_message_addresses_the_reader(
    workspace: Workspace,
) -> None:
    reply = await workspace.dm(CARDS["en"])

    answer = await workspace.click(reply, "how many books are lent")

    assert "You asked" in answer.plain


async def test_a_button_clicked_twice_is_answered_once(slack: Slack) -> None:
    workspace = slack.workspace
    reply = await workspace.mention(CARDS["en"])
    await workspace.click(reply, "how many books are lent")

    word = await workspace.click(reply, "how many books are lent")
    await workspace.idle()

    assert word.ephemeral
    assert "already answered" in word.plain or "déjà" in word.plain
    assert len([message for message in slack.messages if not message.ephemeral]) == 2


async def test_a_button_works_where_the_bot_may_not_write(slack: Slack) -> None:
    workspace = slack.workspace
    private = await workspace.command("/ask", CARDS["en"], channel=workspace.channel("random"))
    await workspace.click(private, "share")
    await workspace.idle()
    shared = next(message for message in slack.messages if not message.ephemeral)

    answer = await workspace.click(shared, "how many books are lent")

    assert answer.ephemeral
    assert "86,000" in answer.plain


async def test_the_source_is_shown(workspace: Workspace) -> None:
    reply = await workspace.mention(CARDS["en"])

    view = await workspace.click(reply, "source", expect=View)

    assert "About 12,400 readers hold a card, which is 31% of the inhabitants" in view.plain
    assert "paragraph 1" in view.plain
    assert "Just before" in view.plain
    assert "Just after" in view.plain
    assert "How the answer was found" in view.plain


async def test_a_modal_that_does_not_open_is_apologised_for(slack: Slack) -> None:
    workspace = slack.workspace
    alex = workspace.person("alex")
    reply = await workspace.mention(CARDS["en"], user=alex)
    workspace.faults.refuse("views.open", "expired_trigger_id")

    word = await workspace.click(reply, "source", user=alex)

    assert isinstance(word, Message)
    assert word.ephemeral
    assert "Something went wrong" in word.plain


async def test_the_source_of_a_follow_up_is_that_of_the_follow_up(with_article: Slack) -> None:
    workspace = with_article.workspace
    first = await workspace.dm("combien d'abonnés pour CNN ?")
    second = await workspace.dm("et Dell ?", thread=first)

    view = await workspace.click(second, "source", expect=View)

    assert "« Dell" in view.plain.replace("\u202f", " ")


async def test_passages_of_one_place_are_shown_with_its_neighbours_once(
    with_article: Slack,
) -> None:
    workspace = with_article.workspace
    reply = await workspace.dm("by how much did revenue grow?")

    view = await workspace.click(reply, "source", expect=View)

    assert view.plain.count("Just before") == 1
    assert view.plain.count("Just after") == 1


async def test_the_source_of_an_answer_for_one_person_is_shown(workspace: Workspace) -> None:
    reply = await workspace.command("/ask", CARDS["fr"])

    view = await workspace.click(reply, "source", expect=View)

    assert "About 12,400 readers" in view.plain
    assert "Comment la réponse a été trouvée" in view.plain


FORGERIES = [
    pytest.param("not JSON", id="not JSON"),
    pytest.param("[]", id="a list"),
    pytest.param('{"q": 1}', id="a number for a question"),
    pytest.param('{"q": "x", "h": "hack"}', id="another verb"),
    pytest.param('{"q": "x", "h": "ask", "l": "de"}', id="another language"),
    pytest.param('{"q": "x", "h": "ask", "s": []}', id="another state"),
    pytest.param('{"q": "x", "h": "ask", "e": {"a": 1}}', id="a basis of another kind"),
    pytest.param('{"k": "guessed"}', id="a guessed id"),
    pytest.param('{"k": 7}', id="a number for an id"),
    pytest.param("[" * 1_900, id="deeply nested"),
]
OTHER_ENTRIES = '{"q": "x", "h": "ask", "e": "0123456789abcdef"}'


@pytest.mark.parametrize(
    ("button", "value"),
    [
        *(pytest.param("source", *case.values, id=f"source: {case.id}") for case in FORGERIES),
        *(pytest.param("share", *case.values, id=f"share: {case.id}") for case in FORGERIES),
        pytest.param("source", OTHER_ENTRIES, id="source: entries of another reply"),
    ],
)
async def test_a_forged_button_gets_a_friendly_word(
    over_http: Slack, button: str, value: str
) -> None:
    workspace = over_http.workspace
    alex = workspace.person("alex")
    reply = await workspace.command("/ask", CARDS["en"], user=alex)

    word = await workspace.click(forged(reply, button, value), value, user=alex)

    assert word.ephemeral
    assert "leads nowhere" in word.plain


@pytest.mark.parametrize("value", [" ", "\u00a0", "<>"])
async def test_a_button_without_a_question_gets_a_friendly_word(
    over_http: Slack, value: str
) -> None:
    workspace = over_http.workspace
    reply = await workspace.mention(CARDS["en"])

    word = await workspace.click(forged(reply, "ask:0", value), "ask:0")

    assert "ne mène plus nulle part" in word.plain


async def test_a_forged_question_is_only_a_question(over_http: Slack) -> None:
    workspace = over_http.workspace
    reply = await workspace.mention(CARDS["en"])

    answer = await workspace.click(forged(reply, "ask:0", "<!channel> free money"), "ask:0")

    assert "<!channel>" not in answer.text
    assert "mrkdwn" not in repr(answer.blocks)


async def test_a_button_of_another_version_gets_a_friendly_word(over_http: Slack) -> None:
    workspace = over_http.workspace
    reply = await workspace.mention(CARDS["en"])
    blocks = json.loads(json.dumps(reply.blocks).replace('"ask:0"', '"some_old_button"'))

    word = await workspace.click(replace(reply, blocks=tuple(blocks)), "some_old_button")

    assert word.ephemeral
    assert "ne mène plus nulle part" in word.plain


@pytest.mark.parametrize(
    ("label", "thanks", "kept"),
    [
        pytest.param("Useful", "Thank you", False, id="useful"),
        pytest.param("Not useful", "curate", True, id="not useful"),
    ],
)
async def test_feedback_is_thanked_for_and_kept(
    slack: Slack, label: str, thanks: str, kept: bool
) -> None:
    workspace = slack.workspace
    alex = workspace.person("alex")
    reply = await workspace.mention(CARDS["en"], user=alex)

    word = await workspace.click(reply, label, user=alex)
    await workspace.idle()

    assert word.ephemeral
    assert thanks in word.plain
    assert (CARDS["en"] in slack.journal.kept(workspace.team.id)) == kept


@pytest.mark.parametrize(("language", "thanks"), [("fr", "Merci"), ("en", "Thank you")])
async def test_without_the_locale_thanks_are_in_the_questions_language(
    slack: Slack, language: str, thanks: str
) -> None:
    workspace = slack.workspace
    workspace.faults.refuse("users.info", "missing_scope", times=None)
    reply = await workspace.mention(CARDS[language])

    word = await workspace.click(reply, {"fr": "Utile", "en": "Useful"}[language])

    assert thanks in word.plain


async def test_a_choice_takes_the_place_of_the_question(with_article: Slack) -> None:
    workspace = with_article.workspace
    reply = await workspace.mention("le pourcentage ?")

    answer = await workspace.click(reply, "choose:0")

    assert answer.ts == reply.ts
    assert "choose:0" not in repr(answer.blocks)
    assert "%" in answer.plain


async def test_a_choice_for_one_person_takes_the_place_of_the_question(
    with_article: Slack,
) -> None:
    workspace = with_article.workspace
    reply = await workspace.command("/ask", "the percentage?")

    answer = await workspace.click(reply, "choose:0")

    assert answer.ts == reply.ts
    assert answer.ephemeral
    assert "%" in answer.plain


async def test_only_one_choice_is_taken(with_article: Slack) -> None:
    workspace = with_article.workspace
    reply = await workspace.mention("le pourcentage ?")
    await workspace.click(reply, "choose:0")

    word = await workspace.click(reply, "choose:1")

    assert word.ephemeral
    assert "déjà" in word.plain


def buttons(message: Message) -> list[dict]:
    return [
        element
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
    ]


async def test_every_button_has_a_label_for_screen_readers(workspace: Workspace) -> None:
    reply = await workspace.command("/ask", CARDS["en"])

    assert all(button["accessibility_label"] for button in buttons(reply))
    assert CARDS_FIGURE["en"] in reply.text
