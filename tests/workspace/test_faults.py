"""The Web API failing on purpose, as the SDK and the person meet it."""

from __future__ import annotations

import asyncio

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace import Fault, FaultPlan, NothingHappenedError
from bot.workspace.faults import ANY_METHOD


@pytest.fixture
def general(workspace) -> str:
    return workspace.channel("general").id


def texts(workspace, channel: str) -> list[str]:
    return [message.text for message in workspace.state.messages(channel)]


async def test_a_rate_limit_carries_retry_after_and_ends(workspace, client, general):
    workspace.faults.rate_limit("chat.postMessage", retry_after=7)
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=general, text="one")
    await client.chat_postMessage(channel=general, text="two")

    response = caught.value.response
    assert (response.status_code, response["error"]) == (429, "ratelimited")
    assert response.headers["Retry-After"] == "7"
    assert texts(workspace, general) == ["two"]
    assert [call.status for call in workspace.calls] == [429, 200]


async def test_the_sdks_retry_handler_gets_through(workspace, client, general):
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
    workspace.faults.rate_limit("chat.postMessage", retry_after=0)
    await client.chat_postMessage(channel=general, text="one")

    assert texts(workspace, general) == ["one"]


async def test_a_rate_limit_of_one_channel_leaves_the_others(workspace, client, general):
    workspace.faults.rate_limit("chat.postMessage", channel=general, times=None)
    dm = workspace.dm_channel().id
    await client.chat_postMessage(channel=dm, text="through")
    with pytest.raises(SlackApiError):
        await client.chat_postMessage(channel=general, text="held")

    assert (texts(workspace, dm), texts(workspace, general)) == (["through"], [])


@pytest.mark.parametrize(("applied", "posted"), [(False, []), (True, ["one"])])
async def test_a_server_error_before_or_after_the_deed(workspace, client, general, applied, posted):
    workspace.faults.server_error("chat.postMessage", status=503, applied=applied)
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=general, text="one")

    assert caught.value.response.status_code == 503
    assert texts(workspace, general) == posted


@pytest.mark.parametrize(("applied", "posted"), [(False, []), (True, ["one"])])
async def test_a_time_out_before_or_after_the_deed(workspace, general, applied, posted):
    workspace.faults.time_out("chat.postMessage", applied=applied)
    impatient = AsyncWebClient(token=workspace.bot_token, base_url=workspace.url, timeout=0.1)
    with pytest.raises(asyncio.TimeoutError):
        await impatient.chat_postMessage(channel=general, text="one")

    assert texts(workspace, general) == posted


async def test_a_dropped_connection(workspace, client, general):
    workspace.faults.drop("chat.postMessage", applied=True)
    client.retry_handlers.clear()
    with pytest.raises(Exception, match="Server disconnected"):
        await client.chat_postMessage(channel=general, text="one")

    assert texts(workspace, general) == ["one"]


async def test_slacks_refusals_and_latency(workspace, client, general):
    workspace.faults.latency(ANY_METHOD, 0.01)
    workspace.faults.refuse("chat.postMessage", "fatal_error")
    with pytest.raises(SlackApiError, match="fatal_error"):
        await client.chat_postMessage(channel=general, text="one")
    workspace.faults.clear()
    await client.chat_postMessage(channel=general, text="two")

    assert texts(workspace, general) == ["two"]


def test_chance_is_repeatable():
    def struck(seed: int) -> list[int]:
        plan = FaultPlan(seed)
        plan.rate_limit(ANY_METHOD, times=None, probability=0.3)
        plan.server_error("chat.postMessage", times=None, probability=0.5)
        return [plan.strike("chat.postMessage").status for _ in range(200)]

    first = struck(1)
    assert first == struck(1) != struck(2)
    assert 40 <= first.count(429) <= 80
    assert 50 <= first.count(500) <= 90


def test_delays_add_up_to_the_fault_they_precede():
    plan = FaultPlan()
    plan.latency("views.open", 1.0)
    plan.add("views.open", Fault(status=500, delay=0.5))

    assert plan.strike("views.open") == Fault(status=500, delay=1.5)
    assert plan.strike("views.open") == Fault(delay=1.0)
    assert plan.strike("views.push") == Fault()


async def test_a_wait_in_vain_says_for_what_and_what_came_instead(workspace, app, connect):
    workspace.timeout = 0.3
    workspace.faults.refuse("chat.postMessage", "channel_not_found")

    @app.event("app_mention")
    async def on_mention(event, client):
        call = client.chat_postMessage(channel=event["channel"], text="x", thread_ts=event["ts"])
        with pytest.raises(SlackApiError):
            await call

    async with connect(workspace, app):
        with pytest.raises(NothingHappenedError) as caught:
            await workspace.mention("anybody?")

    message = str(caught.value)
    assert "a reply to" in message
    assert "chat.postMessage -> channel_not_found" in message
    assert "delivery of app_mention: 200" in message
