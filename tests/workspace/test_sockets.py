"""Socket Mode as Slack runs it: several connections, refreshes, redelivery."""

from __future__ import annotations

import json
from contextlib import AsyncExitStack

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace.sockets import MAX_CONNECTIONS


@pytest.fixture
async def dial(workspace):
    """Opens websockets as the app would, by hand."""
    client = AsyncWebClient(base_url=workspace.url)
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())

        async def dial():
            answer = await client.apps_connections_open(app_token=workspace.app_token)
            socket = await stack.enter_async_context(session.ws_connect(answer["url"]))
            return socket, await socket.receive_json()

        yield dial


async def test_a_connection_is_greeted_and_its_address_is_good_once(workspace, dial):
    socket, hello = await dial()

    assert (hello["type"], hello["connection_info"]["app_id"]) == ("hello", workspace.state.app_id)
    assert workspace.sockets.connections == 1
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(socket._response.url)


async def test_an_unacknowledged_event_is_redelivered_to_any_connection(workspace, dial):
    workspace.courier.timeout = 0.05
    (first, _), (second, _) = await dial(), await dial()
    said = workspace.say("hello")
    # Whichever connection is first stays silent; the other acknowledges.
    envelopes = [await second.receive_json(), await first.receive_json()]
    for socket, envelope in zip((second, first), envelopes, strict=True):
        if envelope["retry_attempt"]:
            await socket.send_json({"envelope_id": envelope["envelope_id"]})
    delivery = await said.deliveries[0]

    assert sorted((e["retry_attempt"], e["retry_reason"]) for e in envelopes) == [
        (0, ""),
        (1, "timeout"),
    ]
    assert {e["payload"]["event_id"] for e in envelopes} == {delivery.id}
    assert [attempt.status for attempt in delivery.attempts] == [None, 200]


async def test_an_event_on_a_connection_that_breaks_is_redelivered(workspace, dial):
    (first, _), said = await dial(), workspace.say("hello")
    await first.receive_json()
    await first.close()
    second, _ = await dial()
    envelope = await second.receive_json()
    await second.send_json({"envelope_id": envelope["envelope_id"]})
    delivery = await said.deliveries[0]

    assert [attempt.reason for attempt in delivery.attempts] == ["connection_failed", ""]


async def test_no_more_than_ten_connections(workspace, dial):
    for _ in range(MAX_CONNECTIONS):
        await dial()
    _, refusal = await dial()

    assert (refusal["type"], refusal["reason"]) == ("disconnect", "too_many_websockets")
    assert workspace.sockets.connections == MAX_CONNECTIONS


async def test_junk_on_a_connection_is_ignored(workspace, dial):
    socket, _ = await dial()
    for junk in ("{", "[]", '{"envelope_id": 3}', '{"envelope_id": ["x"]}', json.dumps("hi")):
        await socket.send_str(junk)
    said = workspace.say("hello")
    envelope = await socket.receive_json()
    await socket.send_json({"envelope_id": envelope["envelope_id"]})

    assert (await said.deliveries[0]).acknowledged


@pytest.mark.parametrize("how", ["refresh", "sever"])
async def test_a_bolt_app_comes_back_after_a_disconnect(workspace, app, socket_connect, how):
    @app.event("app_mention")
    async def on_mention(event, say):
        await say(text="here", thread_ts=event["ts"])

    async with socket_connect(workspace, app):
        if how == "refresh":
            await workspace.sockets.disconnect()
        else:
            await workspace.sockets.sever()
        await workspace.wait_connected()
        reply = await workspace.mention("still there?")

    assert reply.plain == "here"
