"""What becomes of a turn that cannot be answered, as the inbox's own users see it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest

from bot.errors import DeliveryError
from bot.settings import read_settings
from bot.slack.inbox import Place, Turn
from bot.slack.memory import MemoryJournal, MemoryThreads
from bot.slack.worker import FIRST, MAX_TRIES, DurableInbox
from bot.storage.database import Database
from bot.storage.inbox import StoredTurns, Stuck
from bot.storage.migrating import migrate
from tests.processes import command
from tests.waiting import eventually

from .conftest import worked_off

TURN = Turn("Ev1", Place("T1", "C1"), "1.1", "1.1", "U1", "the words of a message", "mention")
GOOD = Turn("Ev2", Place("T1", "C1"), "2.2", "2.2", "U1", "another", "mention")
DIRECT = Place("T1", "D1")
AT_ONCE = (0.0,) * (MAX_TRIES - 1)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(read_settings({"DATABASE_URL": database_url}).database_url)
    await migrate(database)
    yield database
    await database.close()


class Desk:
    """Answers everything but ``TURN``, which it fails at in the way it is told."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.tries = self.begun = 0
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.answered: list[str] = []
        self.told: list[str] = []

    async def answer(self, turn: Turn, on_ready: Callable[[], None]) -> None:
        on_ready()
        self.begun += 1
        await self.may_answer.wait()
        if turn.id == TURN.id:
            self.tries += 1
            raise self.error
        self.answered.append(turn.id)

    async def give_up(self, turn: Turn, on_ready: Callable[[], None]) -> None:
        self.told.append(turn.id)


async def stuck_of(database: Database, desk: Desk) -> list[Stuck]:
    """What is stuck after both turns were taken in and all that can be done is done."""
    turns = StoredTurns(database)
    inbox = DurableInbox(turns, pauses=AT_ONCE, poll=0.01)
    inbox.answer_with(desk.answer, desk.give_up, MemoryThreads(), MemoryJournal())
    inbox.start()
    for turn in (TURN, GOOD):
        await inbox.accept(turn)
    await worked_off(database)
    await inbox.close(5)
    return list(await turns.stuck())


async def test_a_poisonous_turn_is_put_aside_after_five_tries_and_stops_no_other(
    database: Database, database_url: str
) -> None:
    desk = Desk(ValueError("the words of a message"))

    [stuck] = await stuck_of(database, desk)
    env = {"DATABASE_URL": database_url}
    status, listed = await command("inbox", env=env)

    assert (stuck.state, stuck.tries, desk.tries) == ("aside", MAX_TRIES, MAX_TRIES)
    assert (desk.answered, desk.told) == ([GOOD.id], [TURN.id])
    assert status == 0, listed
    assert "ValueError" in listed
    assert "words" not in listed


@pytest.mark.parametrize(
    "reason", ["channel_not_found", "not_in_channel", "account_inactive", "is_archived"]
)
async def test_what_slack_refuses_for_good_is_tried_once(database: Database, reason: str) -> None:
    desk = Desk(DeliveryError(reason, is_final=True))

    [stuck] = await stuck_of(database, desk)

    assert (stuck.state, stuck.reason, desk.tries) == ("failed", reason, 1)
    assert desk.answered == [GOOD.id]


async def test_a_process_that_has_just_started_takes_few_in_hand(database: Database) -> None:
    turns, desk = StoredTurns(database), Desk(ValueError())
    for number in range(3 * FIRST):
        await turns.add(replace(GOOD, id=f"Ev{number}", ts=f"{number}.0", thread_ts=f"{number}.0"))
    desk.may_answer.clear()
    inbox = DurableInbox(turns, poll=0.01)
    inbox.answer_with(desk.answer, desk.give_up, MemoryThreads(), MemoryJournal())
    inbox.start()
    await eventually(lambda: desk.begun >= FIRST)
    untouched = await turns.claim("another", 3 * FIRST, 0.0)
    desk.may_answer.set()
    await inbox.close(5)

    assert len(untouched) == 2 * FIRST


async def test_a_process_that_follows_a_dead_one_posts_slowly_in_channels_only(
    database: Database,
) -> None:
    turns = StoredTurns(database)
    await turns.add(TURN, "the dead one", lease=60.0)
    desk = Desk(ValueError())
    inbox = DurableInbox(turns, poll=0.01)
    inbox.answer_with(desk.answer, desk.give_up, MemoryThreads(), MemoryJournal())
    direct = [
        replace(GOOD, id=f"D{n}", ts=f"{n}.1", thread_ts=None, place=DIRECT) for n in range(9)
    ]
    channel = [replace(GOOD, id=f"C{n}", ts=f"{n}.1", thread_ts=None) for n in range(9)]

    inbox.start()
    for turn in (*channel, *direct):
        await inbox.accept(turn)
    await eventually(lambda: {turn.id for turn in direct} <= set(desk.answered))
    waiting = (await turns.depth()).waiting
    await inbox.close(5)

    assert waiting > len(channel) / 2  # and the dead one's
