"""The shortcuts in a message's menu and the modals they open."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.slack.listeners.shortcuts import SHARED_WITHIN
from bot.slack.stores import HELD_FOR
from bot.workspace import Message, Person, View, Workspace
from bot.workspace.journal import Change

from .conftest import CARDS, CARDS_FIGURE, Slack

CLAIMS = (
    "The library lends 90,000 books a year. "
    "The bakery Crumb & Sons will run a small café in the hall. "
    "The mayor rides a red bicycle. "
)


def written(workspace: Workspace, text: str, user: Person, channel: str = "general") -> Message:
    """A message that somebody wrote to the others."""
    return workspace.say(text, user=user, channel=workspace.channel(channel)).message


async def view_with(workspace: Workspace, words: str) -> View:
    """The first view that says so, now or soon."""

    def wanted(change: Change) -> View | None:
        view = change.subject
        return view if isinstance(view, View) and words in view.plain else None

    return await workspace.log.first(wanted, what=words, since=0, within=workspace.timeout)


async def answered_about(workspace: Workspace, message: Message, user: Person) -> View:
    """The modal with the answer to a question about a message."""
    form = await workspace.shortcut("ask_about", message, user=user)
    submission = await workspace.submit(form, {"question_text": CARDS["en"]}, user=user)
    assert submission.view is not None
    assert submission.view.id == form.id
    return submission.view


@pytest.fixture
def alex(workspace: Workspace) -> Person:
    return workspace.person("alex")


@pytest.mark.parametrize("channel", ["general", "random"])
async def test_a_message_is_checked_sentence_by_sentence(
    workspace: Workspace, alex: Person, channel: str
) -> None:
    message = written(workspace, CLAIMS, alex, channel)

    await workspace.shortcut("check_claim", message, user=alex)
    view = await view_with(workspace, "3 sentences compared")

    assert "1 supported" in view.plain
    assert "1 contradicted" in view.plain
    assert "1 not in the text" in view.plain
    assert "86,000" in view.plain
    assert "P2" in view.plain


@pytest.mark.parametrize("text", [" ", "-", ":tada:"])
async def test_a_message_without_words_is_said_to_have_none(
    workspace: Workspace, alex: Person, text: str
) -> None:
    message = written(workspace, text, alex)

    await workspace.shortcut("check_claim", message, user=alex)

    view = await view_with(workspace, "no text to compare")
    assert view.submit is None


async def test_a_message_of_blocks_alone_is_checked(workspace: Workspace, alex: Person) -> None:
    runs = [
        {"type": "text", "text": "The library lends "},
        {"type": "text", "text": "90,000", "style": {"bold": True}},
        {"type": "text", "text": " books a year."},
    ]
    paragraph = {"type": "rich_text_section", "elements": runs}
    message = replace(
        written(workspace, "-", alex),
        text="",
        blocks=({"type": "rich_text", "elements": [paragraph]},),
    )
    workspace.state.change(message)

    await workspace.shortcut("check_claim", message, user=alex)
    view = await view_with(workspace, "86,000")

    assert "The library lends 90,000 books a year." in view.plain


async def test_what_was_checked_is_shared_in_the_messages_thread(
    slack: Slack, alex: Person
) -> None:
    workspace = slack.workspace
    message = written(workspace, CLAIMS, alex)
    await workspace.shortcut("check_claim", message, user=alex)
    view = await view_with(workspace, "3 sentences compared")

    await workspace.submit(view, user=alex)
    await view_with(workspace, "Shared.")

    shared = slack.messages[-1]
    assert shared.thread_ts == message.ts
    assert "86,000" in shared.plain
    assert shared.plain.startswith(f"@{alex.id} had this checked")
    assert "bicycle" in shared.plain


async def test_sharing_where_the_bot_is_not_a_member_says_what_to_do(
    slack: Slack, alex: Person
) -> None:
    workspace = slack.workspace
    message = written(workspace, CLAIMS, alex, "random")
    await workspace.shortcut("check_claim", message, user=alex)
    view = await view_with(workspace, "3 sentences compared")

    await workspace.submit(view, user=alex)
    word = await view_with(workspace, "invite me")

    assert word.is_open
    assert slack.messages == []


LONG = "The mayor rides a red bicycle. " * 400
COUNTED = "401 sentences compared"
LONG_CHECKED_WITHIN = 60.0  # seconds


async def test_all_of_a_long_message_is_checked(workspace: Workspace, alex: Person) -> None:
    workspace.timeout = LONG_CHECKED_WITHIN
    message = written(workspace, f"{LONG}The library lends 90,000 books a year.", alex)

    await workspace.shortcut("check_claim", message, user=alex)
    view = await view_with(workspace, COUNTED)

    assert view.plain.index("86,000") < view.plain.index("bicycle")
    assert "371 more sentences" in view.plain


async def test_of_a_long_message_what_the_text_speaks_of_is_shared(
    slack: Slack, alex: Person
) -> None:
    workspace = slack.workspace
    workspace.timeout = LONG_CHECKED_WITHIN
    message = written(workspace, f"{LONG}The library lends 90,000 books a year.", alex)
    await workspace.shortcut("check_claim", message, user=alex)
    view = await view_with(workspace, COUNTED)

    await workspace.submit(view, user=alex)
    await view_with(workspace, "Shared.")

    shared = slack.messages[-1].plain
    assert COUNTED in shared
    assert "86,000" in shared
    assert "393 more sentences" in shared


async def test_sentences_too_long_to_carry_are_shared(slack: Slack, alex: Person) -> None:
    workspace = slack.workspace
    rambling = "The mayor, " + "who rides a bicycle, " * 90 + "lives here. "
    message = written(workspace, f"{rambling * 8}The library lends 90,000 books a year.", alex)
    await workspace.shortcut("check_claim", message, user=alex)
    view = await view_with(workspace, "9 sentences compared")

    await workspace.submit(view, user=alex)
    await view_with(workspace, "Shared.")

    assert "86,000" in slack.messages[-1].plain


async def test_a_long_message_is_not_held_for_ever(over_http: Slack) -> None:
    workspace = over_http.workspace
    alex = workspace.person("alex")
    await workspace.shortcut("check_claim", written(workspace, CLAIMS * 40, alex), user=alex)
    view = await view_with(workspace, "120 sentences compared")
    workspace.clock.advance(HELD_FOR)

    submission = await workspace.submit(view, user=alex)

    assert submission.view is not None
    assert "leads nowhere" in submission.view.plain
    assert over_http.messages == []


async def test_a_slow_share_is_said_to_be_under_way(over_http: Slack) -> None:
    workspace = over_http.workspace
    alex = workspace.person("alex")
    message = written(workspace, CLAIMS, alex)
    await workspace.shortcut("check_claim", message, user=alex)
    view = await view_with(workspace, "3 sentences compared")
    workspace.faults.latency("chat.postMessage", SHARED_WITHIN + 0.2)

    await workspace.submit(view, user=alex)

    await view_with(workspace, "Sharing in the thread")
    await view_with(workspace, "Shared.")


async def test_ask_about_begins_as_the_message_and_answers_in_the_modal(
    slack: Slack, alex: Person
) -> None:
    workspace = slack.workspace
    message = written(workspace, "somebody said https://x.example many hold a card", alex)

    form = await workspace.shortcut("ask_about", message, user=alex)
    submission = await workspace.submit(form, {"question_text": CARDS["en"]}, user=alex)

    assert "somebody said https://x.example many hold a card" in repr(form.blocks)
    assert submission.view is not None
    assert CARDS_FIGURE["en"] in submission.view.plain


async def test_an_answer_in_a_modal_is_shared_in_the_messages_thread(
    slack: Slack, alex: Person
) -> None:
    workspace = slack.workspace
    message = written(workspace, "how many?", alex)
    answer = await answered_about(workspace, message, alex)

    await workspace.submit(answer, user=alex)
    await view_with(workspace, "Shared.")

    assert slack.messages[-1].thread_ts == message.ts
    assert CARDS_FIGURE["en"] in slack.messages[-1].plain


async def test_a_related_question_in_a_modal_is_answered_in_it(
    workspace: Workspace, alex: Person
) -> None:
    message = written(workspace, "how many?", alex)
    answer = await answered_about(workspace, message, alex)

    view = await workspace.click(answer, "how many books are lent", expect=View)

    assert view.id == answer.id
    assert "86,000" in view.plain


async def test_a_related_answer_in_a_modal_is_shared_in_the_messages_thread(
    slack: Slack, alex: Person
) -> None:
    workspace = slack.workspace
    message = written(workspace, "how many?", alex)
    answer = await answered_about(workspace, message, alex)
    related = await workspace.click(answer, "how many books are lent", expect=View)

    await workspace.submit(related, user=alex)
    await view_with(workspace, "Shared.")

    assert slack.messages[-1].thread_ts == message.ts
    assert "86,000" in slack.messages[-1].plain


async def test_the_source_opens_on_top_of_a_modal(workspace: Workspace, alex: Person) -> None:
    message = written(workspace, "how many?", alex)
    answer = await answered_about(workspace, message, alex)

    view = await workspace.click(answer, "source", expect=View)

    assert view.previous_view_id == answer.id
    assert "Passages cited" in view.plain


async def test_what_a_modal_asks_back_is_not_shared_but_the_choice_is(
    with_article: Slack,
) -> None:
    workspace = with_article.workspace
    alex = workspace.person("alex")
    message = written(workspace, "which one?", alex)
    form = await workspace.shortcut("ask_about", message, user=alex)
    submission = await workspace.submit(form, {"question_text": "the percentage?"}, user=alex)
    assert submission.view is not None
    assert submission.view.submit is None

    chosen = await workspace.click(submission.view, "choose:0", user=alex, expect=View)
    await workspace.submit(chosen, user=alex)
    await view_with(workspace, "Shared.")

    assert with_article.messages[-1].thread_ts == message.ts
    assert "%" in with_article.messages[-1].plain


async def test_an_apps_message_with_attachments_alone_is_checked(
    workspace: Workspace, alex: Person
) -> None:
    news = {"title": "Fennmoor", "text": "The library lends 90,000 books a year.", "fallback": "x"}
    message = replace(written(workspace, "-", alex), text="", blocks=(), attachments=(news,))
    workspace.state.change(message)

    await workspace.shortcut("check_claim", message, user=alex)

    assert "86,000" in (await view_with(workspace, "86,000")).plain


@pytest.mark.parametrize(
    ("name", "title"),
    [pytest.param("camille", "Poser une question", id="French"), ("alex", "Ask a question")],
)
async def test_a_modal_speaks_the_viewers_language(
    workspace: Workspace, name: str, title: str
) -> None:
    user = workspace.person(name)

    view = await workspace.shortcut("ask_about", written(workspace, "hm", user), user=user)

    assert title in view.plain


async def test_a_slack_slow_to_tell_the_viewers_language_does_not_cost_the_modal(
    over_http: Slack,
) -> None:
    """The trigger would have expired by the time the language is known."""
    workspace = over_http.workspace
    alex = workspace.person("alex")
    workspace.faults.latency("users.info", 4.0)

    view = await workspace.shortcut("check_claim", written(workspace, CLAIMS, alex), user=alex)

    assert view.is_open


async def test_a_check_that_does_not_open_is_apologised_for(
    workspace: Workspace, alex: Person
) -> None:
    workspace.faults.refuse("views.open", "expired_trigger_id")

    word = await workspace.shortcut("check_claim", written(workspace, CLAIMS, alex), user=alex)

    assert isinstance(word, Message)
    assert word.ephemeral
    assert "Something went wrong" in word.plain


async def test_a_long_check_holds_up_nobody(over_http: Slack) -> None:
    workspace = over_http.workspace
    alex = workspace.person("alex")
    workspace.timeout = LONG_CHECKED_WITHIN
    message = written(workspace, LONG * 3, alex)
    view = await workspace.shortcut("check_claim", message, user=alex)
    assert isinstance(view, View)

    answered = await workspace.dm(CARDS["en"], user=alex)

    assert CARDS_FIGURE["en"] in answered.plain
    assert "Comparing this message" in workspace.current_view(view).plain
    await workspace.view_showing(view, "more sentences")


async def test_the_modal_opens_before_the_text_is_read(workspace: Workspace, alex: Person) -> None:
    """The trigger lives three seconds, and a long message may take longer."""
    first = await workspace.shortcut("check_claim", written(workspace, CLAIMS, alex), user=alex)

    assert "Comparing this message" in first.plain
