"""Mentions and direct messages, as people in Slack write them."""

from __future__ import annotations

import pytest

from bot.workspace import NothingHappenedError, Workspace

from .conftest import CARDS, CARDS_FIGURE, LANGUAGES, Slack


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_mention_is_answered_in_its_thread(workspace: Workspace, language: str) -> None:
    reply = await workspace.mention(CARDS[language])

    assert CARDS_FIGURE[language] in reply.plain
    assert "P1" in reply.plain
    assert reply.thread_ts is not None


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_direct_message_is_answered_in_its_thread(
    workspace: Workspace, language: str
) -> None:
    reply = await workspace.dm(CARDS[language])

    assert CARDS_FIGURE[language] in reply.plain
    assert reply.thread_ts is not None


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_surface_gives_the_same_answer(workspace: Workspace, language: str) -> None:
    question = CARDS[language]

    mention = await workspace.mention(question)
    direct = await workspace.dm(question)
    command = await workspace.command("/ask", question)

    assert mention.plain == direct.plain
    assert mention.plain.splitlines()[0] in command.plain
    assert command.ephemeral


@pytest.mark.parametrize("surface", ["dm", "mention"])
async def test_a_follow_up_in_a_thread_leans_on_what_was_said(
    with_article: Slack, surface: str
) -> None:
    ask = getattr(with_article.workspace, surface)
    first = await ask("combien d'abonnés pour CNN ?")

    second = await ask("et Dell ?", thread=first)

    assert "2,8 millions" in first.plain
    assert "1,4 million" in second.plain
    assert second.thread_ts == first.thread_ts


async def test_threads_do_not_mix(with_article: Slack) -> None:
    await with_article.workspace.dm("combien d'abonnés pour CNN ?")

    elsewhere = await with_article.workspace.dm("et le même en anglais ?")

    assert "2.8 million" not in elsewhere.plain


@pytest.mark.parametrize(
    ("name", "hello"),
    [pytest.param("camille", "Bonjour", id="French"), pytest.param("alex", "Hello", id="English")],
)
async def test_an_empty_mention_is_greeted_in_the_viewers_language(
    workspace: Workspace, name: str, hello: str
) -> None:
    greeting = await workspace.mention("", user=workspace.person(name))

    assert hello in greeting.plain
    assert "[how many readers hold a card]" in greeting.plain or name == "camille"


async def test_a_suggestion_of_the_greeting_is_answered(workspace: Workspace) -> None:
    alex = workspace.person("alex")
    greeting = await workspace.mention("", user=alex)

    answer = await workspace.click(greeting, "ask:0", user=alex)

    assert CARDS_FIGURE["en"] in answer.plain
    assert "asks" in answer.plain


@pytest.mark.parametrize("text", ["hello", "bonjour", ":wave:", "…"])
async def test_whoever_says_anything_gets_a_reply(workspace: Workspace, text: str) -> None:
    reply = await workspace.dm(text)

    assert reply.text


async def test_an_event_delivered_three_times_is_answered_once(slack: Slack) -> None:
    await slack.workspace.mention(CARDS["en"], copies=3)
    await slack.workspace.idle()

    assert len(slack.messages) == 1


async def test_a_mention_that_comes_as_two_events_is_answered_once(slack: Slack) -> None:
    slack.workspace.subscriptions.add("message.channels")

    await slack.workspace.mention(CARDS["en"], copies=2)
    await slack.workspace.idle()

    assert len(slack.messages) == 1


async def test_a_mention_in_a_direct_message_is_answered_once(slack: Slack) -> None:
    workspace = slack.workspace
    typed = f"<@{workspace.team.bot_user}> {CARDS['en']}"

    reply = await workspace.dm(typed)
    event = {
        "type": "app_mention",
        "user": workspace.people[0].id,
        "text": typed,
        "channel": reply.channel,
        "ts": reply.thread_ts,
    }
    await workspace.deliver(event)
    await workspace.idle()

    assert len(slack.messages) == 1


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param({"subtype": "message_changed", "message": {}}, id="edit"),
        pytest.param({"subtype": "message_deleted"}, id="deletion"),
        pytest.param({"subtype": "bot_message", "text": "hi"}, id="bot without a user"),
        pytest.param({"bot_id": "B0OTHER", "user": "U0OTHER", "text": "hi"}, id="other bot"),
        pytest.param({"user": "U0SOMEBODY", "text": "hi", "channel_type": "channel"}, id="channel"),
    ],
)
async def test_what_nobody_asked_is_acknowledged_and_not_answered(slack: Slack, odd: dict) -> None:
    workspace = slack.workspace
    event = {
        "type": "message",
        "channel": workspace.dm_channel().id,
        "channel_type": "im",
        "ts": workspace.clock.ts(),
        **odd,
    }

    delivery = await workspace.deliver(event)
    await workspace.idle()

    assert delivery.acknowledged
    assert slack.messages == []


def written(workspace: Workspace, **more: object) -> dict:
    """The event for a direct message that is not quite an ordinary one."""
    return {
        "type": "message",
        "user": workspace.people[0].id,
        "text": "",
        "channel": workspace.dm_channel().id,
        "channel_type": "im",
        "ts": workspace.clock.ts(),
        **more,
    }


def mentioned(workspace: Workspace, text: str = "", **more: object) -> dict:
    """The event for such a mention of the bot in a channel."""
    return written(
        workspace,
        type="app_mention",
        text=f"<@{workspace.team.bot_user}> {text}".strip(),
        channel=workspace.channel("general").id,
        **more,
    )


PARAGRAPH = {
    "type": "rich_text_section",
    "elements": [
        {"type": "text", "text": "how many readers "},
        {"type": "text", "text": "hold a card?"},
    ],
}


@pytest.mark.parametrize(
    "message",
    [
        pytest.param({"subtype": "file_share", "text": CARDS["en"]}, id="with a file"),
        pytest.param({"subtype": "thread_broadcast", "text": CARDS["en"]}, id="sent to all"),
        pytest.param(
            {"attachments": [{"is_share": True, "text": CARDS["en"], "fallback": "[10:00] x"}]},
            id="a forwarded message",
        ),
        pytest.param(
            {"attachments": [{"title": "Fennmoor", "text": CARDS["en"]}]}, id="an attachment"
        ),
        pytest.param(
            {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": CARDS["en"]}}]},
            id="blocks",
        ),
        pytest.param(
            {"blocks": [{"type": "rich_text", "elements": [PARAGRAPH]}]}, id="runs of rich text"
        ),
        pytest.param({"text": CARDS["en"], "assistant_thread": {}}, id="in the agent view"),
    ],
)
async def test_a_question_is_read_wherever_slack_keeps_its_words(
    slack: Slack, message: dict
) -> None:
    await slack.workspace.deliver(written(slack.workspace, **message))
    await slack.workspace.idle()

    assert CARDS_FIGURE["en"] in slack.messages[0].plain


async def test_a_message_forwarded_with_a_mention_is_answered(slack: Slack) -> None:
    workspace = slack.workspace
    forwarded = [{"is_share": True, "text": CARDS["en"]}]

    await workspace.deliver(mentioned(workspace, attachments=forwarded))
    await workspace.idle()

    assert CARDS_FIGURE["en"] in slack.messages[0].plain


@pytest.mark.parametrize(
    "message",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"subtype": "file_share", "files": [{"id": "F1"}]}, id="a file alone"),
        pytest.param({"attachments": ["odd", {"text": 7}, {"blocks": [3]}]}, id="odd attachments"),
    ],
)
async def test_a_message_without_words_is_greeted(slack: Slack, message: dict) -> None:
    await slack.workspace.deliver(written(slack.workspace, **message))
    await slack.workspace.idle()

    assert "Posez-moi une question" in slack.messages[0].plain


async def test_somebody_of_another_organisation_is_answered(slack: Slack) -> None:
    """Slack Connect: the bot's workspace does not know them."""
    workspace = slack.workspace
    stranger = {"user": "U0STRANGER", "team": "T0OTHER", "user_team": "T0OTHER"}

    await workspace.deliver(written(workspace, text=CARDS["en"], **stranger))
    await workspace.deliver(written(workspace, **stranger))
    await workspace.idle()

    said = "\n".join(message.plain for message in slack.messages)
    assert CARDS_FIGURE["en"] in said
    assert "Ask me a question" in said


async def test_a_mention_in_somebody_elses_thread_is_answered_in_it(workspace: Workspace) -> None:
    said = workspace.say("anybody know?", user=workspace.person("alex")).message

    reply = await workspace.mention(CARDS["en"], thread=said)

    assert reply.thread_ts == said.ts
    assert CARDS_FIGURE["en"] in reply.plain


async def test_a_mention_that_is_edited_is_not_answered_again(slack: Slack) -> None:
    workspace = slack.workspace
    mention = mentioned(workspace, CARDS["en"])
    await workspace.deliver(mention)

    await workspace.deliver(mention | {"edited": {"user": mention["user"], "ts": "1.1"}})
    await workspace.idle()

    assert len(slack.messages) == 1


async def test_an_event_nobody_subscribed_to_is_acknowledged(slack: Slack) -> None:
    delivery = await slack.workspace.deliver({"type": "reaction_added", "user": "U1"})

    assert delivery.acknowledged


async def test_what_a_person_types_never_becomes_markup(workspace: Workspace) -> None:
    user = workspace.people[0].id

    reply = await workspace.dm(
        f"<!channel> is *bold* <https://evil.example|Fennmoor> true for <@{user}>?"
    )

    assert "<" not in reply.text
    assert "mrkdwn" not in repr(reply.blocks)
    assert "'url'" not in repr(reply.blocks)


async def test_links_are_not_unfolded(workspace: Workspace) -> None:
    reply = await workspace.mention(CARDS["en"])

    assert reply.unfurl_links is False
    assert reply.unfurl_media is False


async def test_the_text_of_a_message_says_all_that_its_blocks_say(workspace: Workspace) -> None:
    reply = await workspace.mention(CARDS["en"])

    assert CARDS_FIGURE["en"] in reply.text
    assert "About 12,400 readers hold a card" in reply.text


async def test_a_chosen_language_overrides_the_questions(workspace: Workspace) -> None:
    await workspace.command("/ask", "language fr")

    reply = await workspace.dm(CARDS["en"])

    assert CARDS_FIGURE["fr"] in reply.plain


async def test_a_very_long_message_gets_a_reply(workspace: Workspace) -> None:
    reply = await workspace.dm("how many readers hold a card? " + "and so on " * 3_000)

    assert reply.text


async def test_the_bot_does_not_answer_itself(slack: Slack) -> None:
    await slack.workspace.dm(CARDS["en"])
    await slack.workspace.idle()

    assert len(slack.messages) == 1


async def test_auth_test_is_called_once(slack: Slack) -> None:
    for _ in range(3):
        await slack.workspace.mention(CARDS["en"])

    assert [call.method for call in slack.workspace.calls].count("auth.test") == 1


async def test_a_question_without_an_answer_is_kept_without_who_asked(slack: Slack) -> None:
    await slack.workspace.dm("who won the football world cup in 1998?")
    await slack.workspace.idle()

    kept = slack.journal.kept(slack.workspace.team.id)
    assert list(kept) == ["who won the football world cup in 1998?"]


async def test_uninstalling_forgets_the_team(slack: Slack) -> None:
    workspace = slack.workspace
    await workspace.dm("who won the football world cup in 1998?")
    await workspace.command("/ask", "language fr")
    await workspace.idle()

    deliveries = await workspace.uninstall()

    team = workspace.team.id
    assert all(delivery.acknowledged for delivery in deliveries)
    assert slack.journal.kept(team) == {}
    assert await slack.preferences.language(team, workspace.people[0].id) is None


async def test_a_reply_that_slack_refuses_for_good_is_not_tried_again(slack: Slack) -> None:
    slack.workspace.faults.refuse("chat.postMessage", "channel_not_found", times=None)
    slack.workspace.timeout = 0.5

    with pytest.raises(NothingHappenedError):
        await slack.workspace.mention(CARDS["en"])

    posts = [call for call in slack.workspace.calls if call.method == "chat.postMessage"]
    assert len(posts) == 2  # the reply, and the word that there is none
