"""What happens to a reply when Slack is slow, busy, picky or away."""

from __future__ import annotations

import pytest

from bot.errors import DeliveryError
from bot.slack import posting
from bot.slack.blocks import Message
from bot.slack.elements import line, rich_text, section, span
from bot.workspace import Workspace

from .conftest import CARDS, CARDS_FIGURE, Slack

CHART = {
    "type": "data_visualization",
    "title": "Followers",
    "chart": {
        "type": "bar",
        "series": [{"name": "followers", "data": [{"label": "CNN", "value": 1}]}],
        "axis_config": {"categories": ["CNN"]},
    },
}
WORDS = rich_text(line(span("in words")))
MESSAGE = Message("in words", (CHART, WORDS), (WORDS,))


@pytest.fixture
async def workspace():
    async with Workspace() as workspace:
        yield workspace


@pytest.fixture
def client(workspace: Workspace):
    return posting.new_client(workspace.url, token=workspace.bot_token)


def posted(workspace: Workspace) -> list[str]:
    """The kinds of blocks of each try to post."""
    return [
        ",".join(block["type"] for block in call.arguments.get("blocks") or [])
        for call in workspace.calls
        if call.method == "chat.postMessage"
    ]


async def test_a_message_goes_out_whole(workspace: Workspace, client) -> None:
    await posting.post(client, MESSAGE, channel=workspace.channel("general").id)

    assert posted(workspace) == ["data_visualization,rich_text"]


@pytest.mark.parametrize("error", ["invalid_blocks", "msg_blocks_too_long"])
async def test_a_refused_chart_is_left_out(workspace: Workspace, client, error: str) -> None:
    workspace.faults.refuse("chat.postMessage", error)

    await posting.post(client, MESSAGE, channel=workspace.channel("general").id)

    assert posted(workspace) == ["data_visualization,rich_text", "rich_text"]


async def test_refused_blocks_are_left_out(workspace: Workspace, client) -> None:
    workspace.faults.refuse("chat.postMessage", "invalid_blocks", times=2)

    await posting.post(client, MESSAGE, channel=workspace.channel("general").id)

    assert posted(workspace) == ["data_visualization,rich_text", "rich_text", ""]


async def test_a_rate_limit_is_waited_out(workspace: Workspace, client) -> None:
    workspace.faults.rate_limit("chat.postMessage", retry_after=0)

    await posting.post(client, MESSAGE, channel=workspace.channel("general").id)

    assert len(posted(workspace)) == 2


@pytest.mark.parametrize(
    ("error", "is_final"),
    [
        pytest.param("channel_not_found", True, id="no such channel"),
        pytest.param("not_in_channel", True, id="not a member"),
        pytest.param("account_inactive", True, id="uninstalled"),
        pytest.param("internal_error", False, id="Slack's own trouble"),
    ],
)
async def test_a_refusal_says_whether_trying_again_is_worth_it(
    workspace: Workspace, client, error: str, is_final: bool
) -> None:
    workspace.faults.refuse("chat.postMessage", error)

    with pytest.raises(DeliveryError) as refused:
        await posting.post(client, MESSAGE, channel=workspace.channel("general").id)

    assert (refused.value.reason, refused.value.is_final) == (error, is_final)
    assert not refused.value.is_uncertain


async def test_after_a_server_error_it_is_not_known_whether_it_went_out(
    workspace: Workspace, client
) -> None:
    workspace.faults.server_error("chat.postMessage", applied=True)

    with pytest.raises(DeliveryError) as lost:
        await posting.post(client, MESSAGE, channel=workspace.channel("general").id)

    assert lost.value.is_uncertain
    assert not lost.value.is_final


async def test_after_a_lost_answer_it_is_not_known_whether_it_went_out(
    workspace: Workspace, client
) -> None:
    workspace.faults.drop("chat.postMessage", applied=True)

    with pytest.raises(DeliveryError) as lost:
        await posting.post(client, MESSAGE, channel=workspace.channel("general").id)

    assert lost.value.is_uncertain


async def test_without_a_connection_it_certainly_did_not_go_out() -> None:
    client = posting.new_client("http://127.0.0.1:9/api/", token="xoxb-x")

    with pytest.raises(DeliveryError) as failed:
        await posting.post(client, MESSAGE, channel="C1")

    assert not failed.value.is_uncertain
    assert not failed.value.is_final


async def test_a_message_names_the_turn_it_answers(workspace: Workspace, client) -> None:
    await posting.post(client, MESSAGE, channel=workspace.channel("general").id, turn="Ev1")

    call = next(call for call in workspace.calls if call.method == "chat.postMessage")
    assert call.arguments["metadata"]["event_payload"] == {"turn": "Ev1"}


@pytest.mark.parametrize("fault", ["rate_limit", "server_error"])
async def test_a_reply_gets_through_in_the_end(slack: Slack, fault: str) -> None:
    workspace = slack.workspace
    if fault == "rate_limit":
        workspace.faults.rate_limit("chat.postMessage", retry_after=0, times=2)
    else:
        workspace.faults.server_error("chat.postMessage", times=2)

    reply = await workspace.mention(CARDS["en"])
    await workspace.idle()

    assert CARDS_FIGURE["en"] in reply.plain
    assert len(slack.messages) == 1


async def test_one_channel_that_waits_does_not_hold_up_another(slack: Slack) -> None:
    workspace = slack.workspace
    general = workspace.channel("general")
    workspace.faults.rate_limit("chat.postMessage", retry_after=30, channel=general.id)

    slow = workspace.say(f"<@{workspace.team.bot_user}> {CARDS['en']}", channel=general)
    reply = await workspace.dm(CARDS["en"])

    assert CARDS_FIGURE["en"] in reply.plain
    assert all(message.channel != slow.message.channel for message in slack.messages)


async def test_a_refused_answer_to_a_command_goes_out_as_text(slack: Slack) -> None:
    workspace = slack.workspace
    workspace.faults.refuse("response_url", "invalid_blocks")

    reply = await workspace.command("/ask", CARDS["en"])

    assert reply.blocks == ()
    assert CARDS_FIGURE["en"] in reply.plain


def test_a_section_is_never_empty() -> None:
    assert section("")["text"]["text"]
