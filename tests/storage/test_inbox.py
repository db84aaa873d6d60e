"""The inbox's table: nothing in it twice, nobody's turn in two hands, no words left behind."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import Connection, func, select

from bot.answering.model import Kind, Reply, Thread
from bot.settings import read_settings
from bot.slack.inbox import (
    Answered,
    Claimed,
    Ending,
    Failure,
    Lane,
    Noted,
    Place,
    Remembered,
    Turn,
)
from bot.slack.stores import ThreadKey
from bot.storage.database import Database
from bot.storage.inbox import StoredTurns
from bot.storage.journal import StoredJournal
from bot.storage.migrating import migrate
from bot.storage.tables import inbox
from bot.storage.threads import StoredThreads

LEASE = 30.0
NOTED = Noted("T1", "how many?", Reply(Kind.ANSWER, "en", "12,400"), "mention")
TURN = Turn("Ev1", Place("T1", "C1"), "1.1", "1.1", "U1", "how many?", "mention")
ODD_TEXTS = [
    pytest.param("a\x00b", id="NUL"),
    pytest.param("half a pair \ud83d", id="lone surrogate"),
    pytest.param("'; DROP TABLE inbox; --", id="SQL"),
    pytest.param("%s %(x)s :name ? $1", id="placeholders"),
    pytest.param("é" * 40_000, id="very long"),
    pytest.param("", id="nothing"),
]


@pytest.fixture
def turns(database: Database) -> StoredTurns:
    return StoredTurns(database)


def turn(number: int, **changes: object) -> Turn:
    new = replace(TURN, id=f"Ev{number}", ts=f"{number}.0", thread_ts=f"{number}.0")
    return replace(new, **changes)


async def states(database: Database) -> list[tuple]:
    query = select(inbox.c.state, inbox.c.turn, inbox.c.reason).order_by(inbox.c.number)
    return [tuple(row) for row in await database.rows(query)]


async def claimed_one(turns: StoredTurns, owner: str = "one") -> Claimed:
    [claimed] = await turns.claim(owner, 10, LEASE)
    return claimed


@pytest.mark.parametrize(
    "again",
    [
        pytest.param(TURN, id="the same"),
        pytest.param(replace(TURN, ts="9.9"), id="the same event"),
        pytest.param(replace(TURN, id="Ev9"), id="another event for the same message"),
        pytest.param(replace(TURN, id="Ev9", came="direct"), id="a message beside a mention"),
    ],
)
async def test_a_turn_is_taken_in_once(turns: StoredTurns, again: Turn) -> None:
    assert (await turns.add(TURN)).is_new

    assert not (await turns.add(again)).is_new


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(replace(TURN, id="Ev2", ts="2.0"), id="another message"),
        pytest.param(replace(TURN, id="Ev2", place=Place("T1", "C2")), id="another channel"),
        pytest.param(replace(TURN, id="Ev2", place=Place("T2", "C1")), id="another team"),
    ],
)
async def test_what_differs_is_another_turn(turns: StoredTurns, other: Turn) -> None:
    await turns.add(TURN)

    assert (await turns.add(other)).is_new


async def test_of_copies_that_come_at_once_to_two_replicas_one_is_new(
    turns: StoredTurns, replica: Database
) -> None:
    other = StoredTurns(replica)

    taken = await asyncio.gather(
        *(each.add(turn(n)) for n in range(20) for each in (turns, other, turns))
    )

    assert sum(each.is_new for each in taken) == 20


async def test_two_replicas_never_claim_the_same_turn(
    turns: StoredTurns, replica: Database
) -> None:
    await asyncio.gather(*(turns.add(turn(n)) for n in range(40)))
    other = StoredTurns(replica)

    batches = await asyncio.gather(
        *(each.claim(f"{n}", 5, LEASE) for n, each in enumerate([turns, other] * 6))
    )

    numbers = [claimed.number for batch in batches for claimed in batch]
    assert len(numbers) == len(set(numbers)) == 40


async def test_turns_of_a_thread_are_claimed_one_after_the_other(turns: StoredTurns) -> None:
    first, second = turn(1, thread_ts="1.0"), turn(2, thread_ts="1.0")
    await turns.add(first)
    await turns.add(second)

    claimed = await claimed_one(turns)
    meanwhile = await turns.claim("one", 10, LEASE)
    await turns.end(claimed, "one", Ending("done"))

    assert claimed.turn == first
    assert list(meanwhile) == []
    assert (await claimed_one(turns)).turn == second


async def test_what_a_dead_process_had_in_hand_is_uncertain(turns: StoredTurns) -> None:
    await turns.add(TURN)
    await turns.claim("dead", 1, 0.0)

    claimed = await claimed_one(turns)

    assert (claimed.is_uncertain, claimed.tries) == (True, 2)


async def test_a_turn_may_be_taken_up_as_it_comes(turns: StoredTurns) -> None:
    taken = await turns.add(TURN, "one", LEASE)

    again = await turns.add(TURN, "two", LEASE)

    assert taken.claimed is not None
    assert (taken.claimed.turn, taken.claimed.tries) == (TURN, 1)
    assert again.claimed is None
    assert list(await turns.claim("two", 10, LEASE)) == []


async def test_what_was_taken_up_as_it_came_is_uncertain_if_its_process_dies(
    turns: StoredTurns,
) -> None:
    await turns.add(TURN, "dead", 0.0)

    claimed = await claimed_one(turns)

    assert (claimed.is_uncertain, claimed.tries) == (True, 2)


async def test_a_lease_that_is_renewed_does_not_end(turns: StoredTurns) -> None:
    await turns.add(TURN)
    [claimed] = await turns.claim("one", 1, 0.0)

    await turns.renew("one", [claimed.number], LEASE)

    assert list(await turns.claim("two", 1, LEASE)) == []


async def test_whoever_lost_a_turn_does_not_end_it(turns: StoredTurns, database: Database) -> None:
    await turns.add(TURN)
    [lost] = await turns.claim("slow", 1, 0.0)
    await turns.claim("quick", 1, LEASE)

    await turns.end(lost, "slow", Ending("failed", "late"))

    assert [state for state, *_ in await states(database)] == ["waiting"]


async def test_an_answered_turn_keeps_its_names_and_no_words(
    turns: StoredTurns, database: Database
) -> None:
    await turns.add(TURN)

    await turns.end(await claimed_one(turns), "one", Ending("done"))

    assert await states(database) == [("done", None, None)]
    assert not (await turns.add(TURN)).is_new


async def test_the_thread_is_remembered_and_the_reply_counted_as_the_turn_ends(
    turns: StoredTurns, database: Database
) -> None:
    key = ThreadKey("T1", "C1", "1.1")
    await turns.add(TURN)

    answered = Answered(Remembered(key, Thread(state={"terms": ["cnn"]})), NOTED)
    await turns.end(await claimed_one(turns), "one", Ending("done"), answered)

    assert await StoredThreads(database).load(key) == answered.remembered.thread
    [count] = await StoredJournal(database).counted()
    assert (count.kind, count.surface, count.count) == ("answer", "mention", 1)


@pytest.mark.parametrize("is_forgotten", [True, False], ids=["forgotten", "taken by another"])
async def test_a_turn_that_is_ours_no_longer_leaves_nothing_as_it_ends(
    turns: StoredTurns, database: Database, is_forgotten: bool
) -> None:
    key = ThreadKey("T1", "C1", "1.1")
    await turns.add(TURN)
    [claimed] = await turns.claim("one", 10, 0.0)
    if is_forgotten:
        await turns.forget("T1")
    else:
        await turns.claim("two", 10, LEASE)

    answered = Answered(Remembered(key, Thread(state={"terms": ["cnn"]})), NOTED)
    await turns.end(claimed, "one", Ending("done"), answered)

    assert await StoredThreads(database).load(key) == Thread()
    assert await StoredJournal(database).counted() == []


async def test_a_rate_limit_holds_the_channel_and_no_other(turns: StoredTurns) -> None:
    for number, channel in enumerate(["C1", "C1", "C2"]):
        await turns.add(turn(number, place=Place("T1", channel)))
    [first] = await turns.claim("one", 1, LEASE)

    limited = Failure("ratelimited", 60.0, counts=False, holds_channel=True)
    await turns.defer(first, "one", limited)

    assert [c.turn.place.channel for c in await turns.claim("one", 10, LEASE)] == ["C2"]


async def test_a_deferred_turn_waits_and_its_tries_count_if_it_is_to_blame(
    turns: StoredTurns,
) -> None:
    await turns.add(TURN)
    await turns.defer(await claimed_one(turns), "one", Failure("busy", 0.0, counts=False))
    await turns.defer(await claimed_one(turns), "one", Failure("lost", 0.0, is_uncertain=True))

    again = await claimed_one(turns)
    await turns.defer(again, "one", Failure("busy", 60.0))

    assert (again.tries, again.is_uncertain) == (2, True)
    assert list(await turns.claim("one", 1, LEASE)) == []


async def test_channels_can_be_left_alone_or_looked_at_alone(turns: StoredTurns) -> None:
    await turns.add(turn(1))
    await turns.add(turn(2, place=Place("T1", "C2")))

    without = await turns.claim("one", 10, 0.0, without=[Lane("T1", "C1")])
    only = await turns.claim("one", 10, LEASE, only=Lane("T1", "C1"))

    assert [c.lane.channel for c in without] == ["C2"]
    assert [c.lane.channel for c in only] == ["C1"]


async def test_what_is_put_aside_is_listed_without_words_and_can_be_tried_again(
    turns: StoredTurns,
) -> None:
    await turns.add(TURN)
    await turns.end(await claimed_one(turns), "one", Ending("aside", "ValueError"))

    [stuck] = await turns.stuck()
    again = await turns.retry()

    assert (stuck.event, stuck.state, stuck.reason) == ("Ev1", "aside", "ValueError")
    assert "how many" not in repr(stuck)
    assert "U1" not in repr(stuck)
    assert again == 1
    assert (await claimed_one(turns)).turn == TURN


async def test_what_failed_for_good_keeps_no_words(turns: StoredTurns, database: Database) -> None:
    await turns.add(TURN)

    await turns.end(await claimed_one(turns), "one", Ending("failed", "channel_not_found"))

    assert await states(database) == [("failed", None, "channel_not_found")]


async def test_a_click_that_failed_may_be_made_again(turns: StoredTurns) -> None:
    click = replace(TURN, came="click")
    await turns.add(click)
    await turns.end(await claimed_one(turns), "one", Ending("failed", "is_archived"))

    assert (await turns.add(click)).is_new


@pytest.mark.parametrize("text", ODD_TEXTS)
async def test_any_text_comes_out_as_it_went_in(turns: StoredTurns, text: str) -> None:
    odd = replace(TURN, text=text, user=text, response_url=text)

    await turns.add(odd)

    assert (await claimed_one(turns)).turn == odd


@pytest.mark.parametrize("text", ODD_TEXTS)
async def test_any_text_may_stand_in_place_of_an_id(turns: StoredTurns, text: str) -> None:
    odd = replace(TURN, id=text, place=Place(text, text, text), ts=text, thread_ts=text)

    assert (await turns.add(odd)).is_new
    assert not (await turns.add(odd)).is_new
    claimed = await claimed_one(turns)
    await turns.end(claimed, "one", Ending("failed", text))
    await turns.forget(text)


async def test_a_team_is_forgotten_with_its_turns_and_no_other(
    turns: StoredTurns, database: Database
) -> None:
    for number, place in enumerate([Place("T1", "C"), Place("T2", "C"), Place("T3", "C", "E1")]):
        await turns.add(turn(number, place=place))

    await turns.forget("T1")
    await turns.forget("E1")

    assert [row.team for row in await database.rows(select(inbox.c.team))] == ["T2"]


async def test_the_depth_counts_what_waits(turns: StoredTurns) -> None:
    for number in range(3):
        await turns.add(turn(number))
    [first] = await turns.claim("one", 1, LEASE)
    await turns.end(first, "one", Ending("aside", "poison"))

    depth = await turns.depth()

    assert (depth.waiting, depth.aside) == (2, 1)
    assert depth.age >= 0


async def test_adding_is_one_transaction_for_many(turns: StoredTurns, database: Database) -> None:
    await asyncio.gather(*(turns.add(turn(n)) for n in range(500)))

    assert (await database.one(select(func.count()).select_from(inbox)))[0] == 500


async def test_of_thousands_that_wait_only_those_taken_up_are_looked_at(
    postgres_url: str,
) -> None:
    """PostgreSQL knows nothing of a table it has not analysed yet, and must not read all of it."""
    database = Database(read_settings({"DATABASE_URL": postgres_url}).database_url)
    await migrate(database)
    turns = StoredTurns(database)
    waiting, limit = 2_000, 32
    await asyncio.gather(*(turns.add(turn(number)) for number in range(waiting)))
    claim = turns._claim(False, False, "anywhere")
    values = {"owner": "one", "limit": limit, "lease": LEASE}

    def explain(connection: Connection) -> dict:
        sql = str(claim.compile(connection.engine))
        explained = f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}"
        defaults = dict(claim.compile(connection.engine).params)
        return connection.exec_driver_sql(explained, defaults | values).scalar_one()[0]["Plan"]

    plan = await database.write(explain)
    await database.close()

    assert rows_read(plan) < 10 * waiting


def rows_read(plan: dict) -> float:
    """The rows that a plan's nodes gave or threw away."""
    removed = sum(count for name, count in plan.items() if name.startswith("Rows Removed"))
    here = (plan["Actual Rows"] + removed) * plan["Actual Loops"]
    return here + sum(map(rows_read, plan.get("Plans", [])))
