"""How events reach the app: signatures, retries, duplicates, refusals, both transports."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import parse_qs

import pytest
from aiohttp import web

from bot.workspace import NotAcknowledgedError, NotPossibleError, Workspace
from bot.workspace.delivery import RETRY_INTERVALS
from bot.workspace.envelopes import signature


class Endpoint:
    """A request URL that answers as told and keeps what it got."""

    def __init__(self) -> None:
        self.answers: list[int | None] = []
        self.got: list[tuple[dict[str, str], str]] = []

    async def handle(self, request: web.Request) -> web.Response:
        self.got.append((dict(request.headers), await request.text()))
        status = self.answers.pop(0) if self.answers else 200
        if status is None:
            await asyncio.Event().wait()  # until the workspace gives up
        if status == 418:
            return web.Response(status=418, headers={"X-Slack-No-Retry": "1"})
        return web.Response(status=status)


@pytest.fixture
async def endpoint(workspace):
    endpoint = Endpoint()
    server = web.Application()
    server.router.add_post("/slack/events", endpoint.handle)
    runner = web.AppRunner(server, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    workspace.connect_http(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    yield endpoint
    await runner.cleanup()


def retries(endpoint: Endpoint) -> list[tuple[str | None, str | None]]:
    kept = ("X-Slack-Retry-Num", "X-Slack-Retry-Reason")
    return [tuple(headers.get(name) for name in kept) for headers, _ in endpoint.got]


async def test_an_event_is_signed_and_in_slacks_envelope(workspace, endpoint):
    said = workspace.say("hello", user=workspace.person("alex"))
    delivery = await said.deliveries[0]

    headers, body = endpoint.got[0]
    stamp = headers["X-Slack-Request-Timestamp"]
    assert headers["X-Slack-Signature"] == signature(workspace.signing_secret, stamp, body)
    payload = json.loads(body)
    assert payload["event"] == {
        "type": "message",
        "channel_type": "im",
        "channel": said.message.channel,
        "user": workspace.person("alex").id,
        "team": workspace.team.id,
        "text": "hello",
        "ts": said.message.ts,
        "event_ts": said.message.ts,
        "client_msg_id": said.message.client_msg_id,
        "blocks": list(said.message.blocks),
    }
    assert (payload["type"], payload["event_id"]) == ("event_callback", delivery.id)
    assert payload["authorizations"][0]["user_id"] == workspace.team.bot_user


async def test_an_event_is_retried_until_the_app_takes_it(workspace, endpoint):
    endpoint.answers = [500, 404, 200]
    delivery = await workspace.deliver({"type": "app_mention"})

    assert [attempt.status for attempt in delivery.attempts] == [500, 404, 200]
    assert retries(endpoint) == [(None, None), ("1", "http_error"), ("2", "http_error")]
    bodies = {body for _, body in endpoint.got}
    assert len(bodies) == 1, "a retry carries the same event"


async def test_an_event_is_given_up_after_three_retries(workspace, endpoint):
    endpoint.answers = [500] * 9
    delivery = await workspace.deliver({"type": "app_mention"})

    assert (delivery.acknowledged, len(delivery.attempts)) == (False, 1 + len(RETRY_INTERVALS))


async def test_an_app_can_ask_for_no_retry(workspace, endpoint):
    endpoint.answers = [418]
    delivery = await workspace.deliver({"type": "app_mention"})

    assert [attempt.reason for attempt in delivery.attempts] == ["no_retry"]


async def test_a_slow_app_gets_the_event_again(workspace, endpoint):
    workspace.courier.timeout = 0.05
    endpoint.answers = [None, 200]
    delivery = await workspace.deliver({"type": "app_mention"})

    assert [attempt.reason for attempt in delivery.attempts] == ["http_timeout", ""]
    assert retries(endpoint)[1] == ("1", "http_timeout")


async def test_a_command_is_a_form_and_never_retried(workspace, endpoint):
    endpoint.answers = [500]
    with pytest.raises(NotAcknowledgedError, match="/ask: 500 http_error"):
        await workspace.command("/ask", "CNN & co")

    ((_, body),) = endpoint.got
    form = {key: values[0] for key, values in parse_qs(body).items()}
    assert (form["command"], form["text"]) == ("/ask", "CNN &amp; co")
    assert form["response_url"].startswith(workspace.base_url)


async def test_copies_of_an_event_share_its_id_and_are_marked_as_retries(workspace, endpoint):
    said = workspace.say("hello", copies=3)
    await asyncio.gather(*said.deliveries)

    assert sorted(number or "0" for number, _ in retries(endpoint)) == ["0", "1", "2"]
    assert len({json.loads(body)["event_id"] for _, body in endpoint.got}) == 1


async def test_a_mention_may_come_as_a_message_too(workspace, endpoint):
    workspace.subscriptions.add("message.channels")
    mention = f"<@{workspace.team.bot_user}> hi"
    said = workspace.say(mention, channel=workspace.channel("general"))
    await asyncio.gather(*said.deliveries)

    payloads = [json.loads(body) for _, body in endpoint.got]
    assert sorted(p["event"]["type"] for p in payloads) == ["app_mention", "message"]
    assert len({p["event_id"] for p in payloads}) == 2
    assert len({p["event"]["ts"] for p in payloads}) == 1


async def test_a_replica_that_is_down_is_passed_over(workspace, endpoint):
    async with Workspace() as gone:
        dead = gone.base_url + "/slack/events"
    workspace.connect_http(dead, *workspace.courier.urls)
    deliveries = [await workspace.deliver({"type": "app_mention"}) for _ in range(4)]

    assert [len(delivery.attempts) for delivery in deliveries] == [1] * 4
    assert all(delivery.acknowledged for delivery in deliveries)


async def test_the_bots_own_direct_messages_come_back_as_events(workspace, endpoint, client):
    dm = workspace.dm_channel().id
    posted = await client.chat_postMessage(channel=dm, text="mine")
    await client.chat_update(channel=dm, ts=posted["ts"], text="changed")
    await client.chat_delete(channel=dm, ts=posted["ts"])
    await workspace.idle()

    events = [json.loads(body)["event"] for _, body in endpoint.got]
    subtypes = {event.get("subtype") for event in events}
    assert subtypes == {None, "message_changed", "message_deleted"}
    plain = next(event for event in events if "subtype" not in event)
    assert plain["bot_id"] == workspace.team.bot_id


async def test_edits_of_people_come_as_subtypes(workspace, endpoint):
    said = workspace.say("helo")
    edited = workspace.edit(said.message, "hello")
    removed = workspace.remove(edited.message)
    for each in (said, edited, removed):
        await asyncio.gather(*each.deliveries)

    changed, deleted = (json.loads(body)["event"] for _, body in endpoint.got[1:])
    assert (changed["subtype"], changed["message"]["text"]) == ("message_changed", "hello")
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", said.message.ts)


async def test_an_event_may_be_old(workspace, endpoint):
    await workspace.deliver({"type": "app_mention"}, event_id="Ev1", event_time=1)

    payload = json.loads(endpoint.got[0][1])
    assert (payload["event_id"], payload["event_time"]) == ("Ev1", 1)


async def test_without_an_app_a_mention_says_so_at_once(workspace):
    async with Workspace() as gone:
        workspace.connect_http(gone.base_url + "/slack/events")
    with pytest.raises(NotAcknowledgedError, match="app_mention: no answer connection_failed"):
        await workspace.mention("hi")


async def test_a_bot_that_is_not_in_the_channel_hears_nothing(workspace):
    with pytest.raises(NotPossibleError, match="the bot is not in #random"):
        await workspace.mention("hi", channel=workspace.channel("random"))
    workspace.invite_bot(workspace.channel("random"))
    assert (
        workspace.events_for(workspace.say("hi", channel=workspace.channel("random")).message) == []
    )


async def test_a_request_url_is_challenged(workspace, app, http_connect):
    async with http_connect(workspace, app) as url:
        assert await workspace.verify_url(url)
        assert not await workspace.verify_url(workspace.url + "api.test")


async def test_a_forged_signature_is_seen_by_the_app(workspace, app, http_connect):
    async with http_connect(workspace, app):
        workspace.courier.signing_secret = "another"
        delivery = await workspace.deliver({"type": "app_mention"})

    assert {attempt.status for attempt in delivery.attempts} == {401}
