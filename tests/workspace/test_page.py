"""The page's routes: what they give, whom they refuse, and what can be done through them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.workspace.page import Face, offers_in_manifest


@pytest.fixture
async def workspace() -> AsyncIterator[Face]:
    """The fixtures around it get a workspace with its page."""
    async with Face() as face:
        yield face


@pytest.fixture
async def browser() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def act(browser, face: Face, name: str, body: dict, **headers: str) -> tuple[int, dict]:
    sent = {"Origin": face.base_url} | headers
    async with browser.post(f"{face.base_url}/page/{name}", json=body, headers=sent) as answer:
        return answer.status, await answer.json(content_type=None) if answer.status != 403 else {}


async def test_the_page_and_its_files_come_with_a_policy(workspace, browser):
    for path in ("/", "/static/main.js", "/static/layout.css", "/static/icon.svg"):
        async with browser.get(workspace.base_url + path) as answer:
            assert answer.status == 200
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    async with browser.get(workspace.base_url + "/static/..%2Fface.py") as answer:
        assert answer.status == 404


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        pytest.param("GET", "/", {"Host": "evil.example"}, id="another host's name"),
        pytest.param("GET", "/page/state", {"Sec-Fetch-Site": "cross-site"}, id="read elsewhere"),
        pytest.param("GET", "/page/state", {"Sec-Fetch-Site": "same-site"}, id="another port"),
        pytest.param("POST", "/page/say", {"Origin": "https://evil.example"}, id="another origin"),
        pytest.param("POST", "/page/say", {"Origin": "http://127.0.0.1:1"}, id="another port acts"),
        pytest.param("POST", "/page/say", {}, id="no origin"),
    ],
)
async def test_only_the_page_itself_is_served(workspace, browser, method, path, headers):
    async with browser.request(method, workspace.base_url + path, headers=headers) as answer:
        assert answer.status == 403


async def test_a_form_of_another_site_is_refused_for_what_it_is(workspace, browser):
    headers = {"Origin": workspace.base_url}
    url = f"{workspace.base_url}/page/say"
    async with browser.post(url, data="user=U1", headers=headers) as answer:
        assert answer.status == 415


@pytest.mark.parametrize(
    ("name", "body", "status"),
    [
        pytest.param("fly", {}, 404, id="no such act"),
        pytest.param("say", {}, 400, id="nobody"),
        pytest.param("say", {"user": "U1", "text": "x"}, 409, id="a stranger"),
        pytest.param("say", ["x"], 400, id="no object"),
        pytest.param("visit", {"user": "camille", "tab": "moon"}, 400, id="no such tab"),
        pytest.param("locale", {"user": "camille", "locale": "xx"}, 400, id="no such language"),
        pytest.param("close", {"user": "camille", "view": "V1"}, 409, id="no such view"),
    ],
)
async def test_what_cannot_be_done_is_said(workspace, browser, name, body, status):
    if isinstance(body, dict) and body.get("user") == "camille":
        body = body | {"user": workspace.person("camille").id}

    given, answer = await act(browser, workspace, name, body)

    assert (given, bool(answer["error"])) == (status, True)


async def test_changes_are_followed_from_where_one_left_off(workspace, browser):
    async with browser.get(f"{workspace.base_url}/page/state") as answer:
        state = await answer.json()
    camille, general = workspace.person("camille"), workspace.channel("general")
    workspace.say("one", user=camille, channel=general)
    url = f"{workspace.base_url}/page/changes?since={state['log']}&session={state['session']}"
    async with browser.get(url) as stream, asyncio.timeout(10):
        assert (await next_data(stream))["subject"]["text"] == "one"
        body = {"user": camille.id, "channel": general.id, "text": "two"}
        assert (await act(browser, workspace, "say", body))[0] == 200
        change = await next_data(stream)
        while change["kind"] != "message":
            change = await next_data(stream)
        assert change["subject"]["text"] == "two"


async def test_who_followed_another_run_is_told_to_start_again(workspace, browser):
    url = f"{workspace.base_url}/page/changes?since=900&session=old"
    async with browser.get(url) as stream, asyncio.timeout(10):
        assert (await stream.content.readline()) == b"event: restart\n"


async def next_data(stream: aiohttp.ClientResponse) -> dict:
    async for line in stream.content:
        if line.startswith(b"data: "):
            return json.loads(line.removeprefix(b"data: "))
    raise AssertionError("the stream ended")


async def test_clicks_name_their_block_so_that_equal_ids_are_told_apart(
    workspace, browser, app, socket_connect, client
):
    pressed: list[dict] = []

    @app.action("same")
    async def on_press(ack, action):
        await ack()
        pressed.append(action)

    button = {"type": "button", "action_id": "same", "text": {"type": "plain_text", "text": "B"}}
    choice = {"text": {"type": "plain_text", "text": "C"}, "value": "c"}
    blocks = [
        {"type": "actions", "block_id": "first", "elements": [button | {"value": "1"}]},
        {"type": "actions", "block_id": "second", "elements": [button | {"value": "2"}]},
        {
            "type": "actions",
            "block_id": "boxes",
            "elements": [{"type": "checkboxes", "action_id": "same", "options": [choice]}],
        },
    ]
    camille, general = workspace.person("camille"), workspace.channel("general")
    async with socket_connect(workspace, app):
        posted = await client.chat_postMessage(channel=general.id, text="t", blocks=blocks)
        where = {"user": camille.id, "channel": general.id, "ts": posted["ts"], "action_id": "same"}
        await act(browser, workspace, "click", where | {"block_id": "second", "value": None})
        await act(browser, workspace, "click", where | {"block_id": "boxes", "value": ["c"]})
        await workspace.idle()

    assert [action["block_id"] for action in pressed] == ["second", "boxes"]
    assert pressed[0]["value"] == "2"
    assert pressed[1]["selected_options"] == [choice]


async def test_a_busy_port_gives_way_to_the_next_one(workspace):
    busy = int(workspace.base_url.rpartition(":")[2])
    async with Face(port=busy) as other:
        assert busy < int(other.base_url.rpartition(":")[2]) <= busy + 20


def test_a_manifest_says_what_the_page_offers():
    offers = offers_in_manifest(
        {
            "features": {
                "slash_commands": [
                    {"command": "/ask", "usage_hint": "your question, or help, topics"},
                    {"no": "command"},
                ],
                "shortcuts": [
                    {"type": "message", "callback_id": "check", "name": "Check"},
                    {"type": "global", "callback_id": "global", "name": "Global"},
                ],
            }
        }
    )

    assert [(c.command, c.words) for c in offers.commands] == [("/ask", ("help", "topics"))]
    assert [s.name for s in offers.shortcuts] == ["Check"]
    assert offers_in_manifest({"features": [1]}).commands == ()
