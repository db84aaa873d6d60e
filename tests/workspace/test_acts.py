"""What people can click, what they see, and how a test knows that nothing more will come."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import pytest
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.workspace import (
    Message,
    NotAcknowledgedError,
    NothingHappenedError,
    NotPossibleError,
    Workspace,
)
from bot.workspace.plain import visible_text


def plain(text: str) -> dict:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict:
    return {"type": "mrkdwn", "text": text}


def button(label: str, **more) -> dict:
    return {"type": "button", "text": plain(label)} | more


FEEDBACK = {
    "type": "feedback_buttons",
    "action_id": "feedback",
    "positive_button": {"text": plain("Useful"), "value": "up"},
    "negative_button": {"text": plain("Not useful"), "value": "down"},
}
MENU = {
    "type": "static_select",
    "action_id": "language",
    "options": [{"text": plain(name), "value": name[:2].lower()} for name in ("French", "English")],
}
CLICKABLE = [
    {
        "type": "actions",
        "block_id": "choices",
        "elements": [
            button("CNN", action_id="choose:1", value="cnn"),
            button("Dell", action_id="choose:2", value="dell", accessibility_label="Ask of Dell"),
            button("Site", action_id="site", url="https://example.org"),
        ],
    },
    {"type": "section", "text": mrkdwn("Language"), "accessory": MENU},
    {"type": "context_actions", "elements": [FEEDBACK]},
]


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("CNN", ("choose:1", "cnn")),
        ("choose:2", ("choose:2", "dell")),
        ("dell", ("choose:2", "dell")),
        ("Ask of Dell", ("choose:2", "dell")),
        ("Site", ("site", None)),
        ("English", ("language", "en")),
        ("fr", ("language", "fr")),
        ("Not useful", ("feedback", "down")),
    ],
)
async def test_things_are_clicked_by_any_of_their_names(workspace, app, connect, what, expected):
    clicked = []

    async def on_any(ack, action):
        await ack()
        value = action.get("selected_option", action).get("value")
        clicked.append((action["action_id"], value))

    for action_id in ("choose:1", "choose:2", "site", "language", "feedback"):
        app.action(action_id)(on_any)
    async with connect(workspace, app):
        dm = workspace.dm_channel().id
        posted = await app.client.chat_postMessage(channel=dm, text="x", blocks=CLICKABLE)
        await workspace.press(workspace.state.message(dm, posted["ts"]), what)

    assert clicked == [expected]


async def test_what_is_not_there_cannot_be_clicked(workspace, client):
    dm = workspace.dm_channel().id
    elements = [button("Same", value="1"), button("Same", value="2")]
    blocks = [*CLICKABLE, {"type": "actions", "elements": elements}]
    posted = await client.chat_postMessage(channel=dm, text="x", blocks=blocks)
    message = workspace.state.message(dm, posted["ts"])
    with pytest.raises(NotPossibleError, match="no 'Yahoo' to click; there is 'CNN', 'Dell'"):
        await workspace.press(message, "Yahoo")
    with pytest.raises(NotPossibleError, match="2 things are called 'Same'"):
        await workspace.press(message, "Same")


async def test_an_ephemeral_message_is_for_one_person(workspace, client):
    camille, alex = workspace.people
    general = workspace.channel("general").id
    await client.chat_postEphemeral(
        channel=general, user=alex.id, text="for Alex", blocks=CLICKABLE
    )
    (message,) = workspace.state.messages(general)
    with pytest.raises(NotPossibleError, match="camille does not see this"):
        await workspace.press(message, "CNN", user=camille)
    history = await client.conversations_history(channel=general)

    assert (message.ephemeral_to, history["messages"]) == (alex.id, [])


async def test_a_response_url_is_good_five_times_for_half_an_hour(workspace, app, connect):
    urls = []

    @app.command("/ask")
    async def on_ask(ack, command):
        urls.append(command["response_url"])
        await ack("yes")

    async with connect(workspace, app):
        await workspace.command("/ask", "one")
        await workspace.command("/ask", "two")
    used, expired = map(AsyncWebhookClient, urls)
    answers = [await used.send(text=f"{n}") for n in range(6)]
    workspace.clock.advance(30 * 60)
    answers.append(await expired.send(text="late"))
    general = workspace.channel("general").id

    assert [answer.status_code for answer in answers] == [200] * 5 + [404] * 2
    assert [json.loads(answer.body).get("error") for answer in answers[-2:]] == [
        "used_url",
        "expired_url",
    ]
    posted = [m.text for m in workspace.state.messages(general)]
    assert posted == ["yes", "yes", "0", "1", "2", "3", "4"]


async def test_a_response_url_refuses_what_slack_refuses(workspace):
    url = workspace.state.new_response_url(workspace.people[0].id, workspace.channel("general").id)
    address = workspace.response_base + url.id
    bodies = ["{", "{}", '{"text": " "}', '{"text": "x", "blocks": [{"type": "banner"}]}']
    bodies.append('{"replace_original": true, "delete_original": true}')
    errors = []
    async with aiohttp.ClientSession() as session:
        for body in bodies:
            async with session.post(address, data=body) as response:
                errors.append((await response.json())["error"])

    assert errors == [
        "invalid_payload",
        "invalid_payload",
        "no_text",
        "invalid_blocks",
        "message_not_found",
    ]
    assert url.uses_left == 5
    assert [call.error for call in workspace.calls] == errors


async def test_a_command_answered_with_invalid_blocks_is_reported(workspace, app, connect):
    @app.command("/ask")
    async def on_ask(ack):
        await ack(text="x", blocks=[{"type": "banner"}])

    async with connect(workspace, app):
        with pytest.raises(NotAcknowledgedError, match="invalid_command_response invalid_blocks"):
            await workspace.command("/ask")


async def test_a_second_reply_is_seen_once_the_workspace_is_idle(workspace, app, connect):
    """The hook makes "no second reply" certain, however slow the app is."""
    working, looked_at = asyncio.Event(), asyncio.Event()
    working.set()
    workspace.quiescence.append(lambda: asyncio.wait_for(working.wait(), 5))

    @app.event("app_mention")
    async def on_mention(event, say):
        working.clear()
        await say(text="first", thread_ts=event["ts"])
        await looked_at.wait()
        await say(text="second", thread_ts=event["ts"])
        working.set()

    async with connect(workspace, app):
        reply = await workspace.mention("hi")
        early = [m.text for m in workspace.replies_to(reply)]
        looked_at.set()
        await workspace.idle()

    assert early == ["first"]
    assert [m.text for m in workspace.replies_to(reply)] == ["first", "second"]


async def test_replies_are_awaited_by_number(workspace, app, connect):
    workspace.timeout = 1.0

    @app.event("app_mention")
    async def on_mention(event, say):
        for number in range(3):
            await say(text=str(number), thread_ts=event["ts"])

    async with connect(workspace, app):
        first = await workspace.mention("hi")
        replies = await workspace.replies(first, 3)
        workspace.timeout = 0.05
        with pytest.raises(NothingHappenedError, match="4 replies"):
            await workspace.replies(first, 4)

    assert [reply.text for reply in replies] == ["0", "1", "2"]


async def test_many_people_ask_at_once_and_each_gets_their_own_reply(workspace, app, connect):
    @app.event("app_mention")
    async def on_mention(event, say):
        await say(text=event["text"].rpartition(" ")[2], thread_ts=event["ts"])

    @app.event("message")
    async def on_message(event, say):
        if "bot_id" not in event:
            await say(text=event["text"], thread_ts=event["ts"])

    async with connect(workspace, app):
        replies = await asyncio.gather(
            *(workspace.mention(f"{n}") for n in range(40)),
            *(workspace.dm(f"{n}") for n in range(40)),
        )
        await workspace.idle()

    assert [reply.text for reply in replies] == [str(n) for n in range(40)] * 2
    for reply in replies:  # said again where a busy machine had an event delivered again
        assert {each.text for each in workspace.replies_to(reply)} == {reply.text}


async def test_the_log_can_be_followed_and_all_of_it_is_json(workspace, app, connect):
    @app.event("app_mention")
    async def on_mention(event, say):
        await say(text="yes", thread_ts=event["ts"])

    async def follow(seen: list[dict]) -> None:
        async for change in workspace.log.follow():
            seen.append(change.to_json())
            if change.kind == "delivery":
                return

    seen: list[dict] = []
    async with connect(workspace, app):
        following = asyncio.create_task(follow(seen))
        await asyncio.sleep(0)
        await workspace.mention("hi")
        await asyncio.wait_for(following, 5)

    assert [change["number"] for change in seen] == sorted(change["number"] for change in seen)
    assert {"message", "delivery"} <= {change["kind"] for change in seen}
    whole = json.dumps([seen, workspace.snapshot()])
    assert workspace.bot_token not in whole
    assert {m["plain"] for m in json.loads(whole)[1]["messages"]} >= {"yes"}


async def test_a_port_that_is_taken_is_reported(workspace):
    port = int(workspace.base_url.rpartition(":")[2])
    with pytest.raises(Exception, match=f"port {port} cannot be listened on"):
        await Workspace(port=port).start()


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ({"type": "section", "text": mrkdwn("*2.8* &lt; <https://x.org|three>")}, "2.8 < three"),
        ({"type": "section", "text": plain("*as is*")}, "*as is*"),
        ({"type": "section", "text": mrkdwn("2 * 3 * 4 snake_case_name")}, None),
        ({"type": "header", "text": plain("CNN")}, "CNN"),
        ({"type": "context", "elements": [mrkdwn("_P3_"), plain("x")]}, "P3 x"),
        ({"type": "context_actions", "elements": [FEEDBACK]}, "[Useful] [Not useful]"),
        ({"type": "image", "image_url": "u", "alt_text": "a bar chart"}, "a bar chart"),
        ({"type": "divider"}, ""),
        ({"type": "markdown", "text": "**bold** text"}, "bold text"),
        (
            {"type": "table", "rows": [[{"type": "raw_text", "text": t} for t in "ab"]] * 2},
            "a | b\na | b",
        ),
        (
            {
                "type": "data_visualization",
                "title": "Followers",
                "chart": {
                    "type": "bar",
                    "series": [{"name": "m", "data": [{"label": "CNN", "value": 2.8}]}],
                    "axis_config": {"categories": ["CNN"], "y_label": "millions"},
                },
            },
            "Followers / millions\nm: CNN 2.8",
        ),
        (
            {
                "type": "data_visualization",
                "title": "Followers",
                "chart": {
                    "type": "pie",
                    "segments": [
                        {"label": "Dell", "value": 1400000},
                        {"label": "TechCrunch", "value": -1100.5},
                        {"label": "CNN", "value": 28},
                    ],
                },
            },
            "Followers\nDell 1\u202f400\u202f000 · TechCrunch -1\u202f100.5 · CNN 28",
        ),
        (
            {
                "type": "rich_text",
                "elements": [
                    {"type": "rich_text_quote", "elements": [{"type": "text", "text": "words"}]},
                    {
                        "type": "rich_text_list",
                        "style": "bullet",
                        "elements": [
                            {
                                "type": "rich_text_section",
                                "elements": [{"type": "link", "url": "u", "text": "P3"}],
                            }
                        ],
                    },
                ],
            },
            "words\n• P3",
        ),
    ],
)
def test_visible_text_is_what_a_person_reads(block, expected):
    if expected is None:
        expected = block["text"]["text"]
    assert visible_text([block]) == expected


def test_a_message_without_blocks_reads_as_its_text():
    message = Message("C1", "1.2", "T1", "U1", "&gt; *quoted*\nplain")
    assert message.plain == "quoted\nplain"
