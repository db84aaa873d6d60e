"""What is asked is answered, once, whatever Slack and the machines do."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from bot.service.web import EVENTS_PATH
from bot.storage.inbox import StoredTurns
from bot.workspace import Workspace
from bot.workspace.faults import Fault
from tests.databases import postgres_url  # noqa: F401 - the fixture
from tests.waiting import eventually

from .conftest import Running, Start, worked_off

QUESTION = "how many readers hold a card?"
FIGURE = "12,400"


def posts(workspace: Workspace) -> int:
    return sum(call.method == "chat.postMessage" for call in workspace.calls)


async def waiting_for(running: Running, state: str) -> str:
    """Wait until the only turn of trouble is in ``state``; gives the reason."""
    turns = StoredTurns(running.database)

    async def reasons() -> list[str]:
        return [stuck.reason for stuck in await turns.stuck() if stuck.state == state]

    await eventually(reasons)
    [reason] = await reasons()
    return reason


@pytest.mark.parametrize("where", ["mention", "dm"])
async def test_an_event_that_comes_three_times_is_answered_once(
    running: Running, workspace: Workspace, where: str
) -> None:
    reply = await getattr(workspace, where)(QUESTION, copies=3)
    await workspace.idle()

    assert FIGURE in reply.plain
    assert posts(workspace) == 1


async def test_what_was_accepted_before_a_stop_is_answered_after_the_start(
    start: Start, workspace: Workspace
) -> None:
    workspace.faults.rate_limit("chat.postMessage", retry_after=1)
    async with start():
        said = workspace.say(QUESTION)
        await asyncio.gather(*said.deliveries)
    async with start():
        reply = await workspace.reply(said)
        await workspace.idle()

    assert FIGURE in reply.plain
    assert len(workspace.replies_to(said.message)) == 1


async def test_a_reply_whose_answer_was_lost_is_found_in_direct_messages(
    running: Running, workspace: Workspace
) -> None:
    workspace.faults.add("chat.postMessage", Fault(status=500, applied=True))

    said = workspace.say(QUESTION)
    await workspace.reply(said)
    await workspace.idle()
    await worked_off(running.database)

    assert len(workspace.replies_to(said.message)) == 1
    assert (
        'verbatim_uncertain_replies_total{what="found"} 1.0' in (await running.get("/metrics"))[1]
    )


async def test_in_a_channel_it_is_posted_again_and_counted(
    running: Running, workspace: Workspace
) -> None:
    workspace.faults.add("chat.postMessage", Fault(status=500, applied=True))

    first = await workspace.mention(QUESTION)
    question = workspace.state.message(first.channel, first.thread_ts or "")
    assert question is not None
    await workspace.replies(question, 2)

    _, page = await running.get("/metrics")
    assert 'verbatim_uncertain_replies_total{what="posted_again"} 1.0' in page


async def test_a_rate_limit_in_one_channel_does_not_hold_up_another(
    running: Running, workspace: Workspace
) -> None:
    general = workspace.channel("general")
    workspace.faults.rate_limit("chat.postMessage", retry_after=2, channel=general.id)
    slow = workspace.say(f"<@{workspace.team.bot_user}> {QUESTION}", channel=general)
    await asyncio.gather(*slow.deliveries)

    await workspace.dm(QUESTION)
    was_waiting = not workspace.replies_to(slow.message)
    await workspace.replies(slow.message, 1)

    assert was_waiting


async def test_what_slack_refuses_for_good_ends_with_its_reason(
    running: Running, workspace: Workspace
) -> None:
    workspace.faults.refuse("chat.postMessage", "channel_not_found", times=None)

    workspace.say(QUESTION)

    assert await waiting_for(running, "failed") == "channel_not_found"


async def test_an_event_is_not_taken_while_the_database_is_away(
    start: Start, workspace: Workspace
) -> None:
    async with start(DATABASE_URL="postgresql://nobody@127.0.0.1:9/none", connect=False) as away:
        workspace.connect_http(away.url + EVENTS_PATH)
        said = workspace.say(QUESTION)
        deliveries = await asyncio.gather(*said.deliveries)

        assert not any(delivery.acknowledged for delivery in deliveries)
        assert (await away.get("/readyz"))[0] == 503
        assert (await away.get("/healthz"))[0] == 200


# Replicas


@pytest.fixture
async def replicas(
    start: Start,
    workspace: Workspace,
    postgres_url: str,  # noqa: F811
) -> AsyncIterator[list[Running]]:
    """Two services on one PostgreSQL."""
    async with contextlib.AsyncExitStack() as stack:
        both = [await stack.enter_async_context(start(DATABASE_URL=postgres_url)) for _ in range(2)]
        yield both


async def test_copies_that_reach_both_replicas_are_answered_once(
    replicas: list[Running], workspace: Workspace
) -> None:
    workspace.connect_http(*(each.url + EVENTS_PATH for each in replicas))

    said = [workspace.say(QUESTION, copies=3) for _ in range(10)]
    for each in said:
        await workspace.reply(each)
    await workspace.idle()

    assert [len(workspace.replies_to(each.message)) for each in said] == [1] * 10


async def test_the_other_replica_knows_the_thread_the_language_and_the_button(
    replicas: list[Running], workspace: Workspace
) -> None:
    first, second = (each.url + EVENTS_PATH for each in replicas)
    workspace.connect_http(first)
    asked = await workspace.dm(QUESTION)
    workspace.connect_http(second)
    follow_up = await workspace.dm("combien ?", thread=asked)
    await workspace.command("/ask", "language fr")
    workspace.connect_http(first)
    chosen = await workspace.dm(QUESTION)
    greeting = await workspace.mention("")
    workspace.connect_http(second)
    clicked = await workspace.click(greeting, "ask:0")

    assert "12\u202f400" in follow_up.plain
    assert "12\u202f400" in chosen.plain
    assert clicked.plain
