"""Threads, preferences, questions, counts, tokens: kept, forgotten, and gone when it is time."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import func, insert, select

from bot.answering.model import Kind, Reason, Reply, Thread
from bot.errors import StorageError
from bot.slack.inbox import Place, Turn
from bot.slack.installations import Installation, NewInstallation
from bot.slack.stores import ThreadKey
from bot.storage.database import Database
from bot.storage.encryption import Cipher
from bot.storage.held import StoredHeld
from bot.storage.inbox import StoredTurns
from bot.storage.installations import StoredInstallations, StoredStates
from bot.storage.journal import StoredJournal
from bot.storage.preferences import StoredPreferences
from bot.storage.retention import purge
from bot.storage.tables import installations, metadata, questions, threads
from bot.storage.taught import StoredTaught
from bot.storage.threads import StoredThreads

KEY = ThreadKey("T1", "C1", "1.1")
ANSWER = Reply(Kind.ANSWER, "en", "12,400", entries=("readers.cards",))
UNKNOWN = Reply(Kind.UNKNOWN, "fr", "Le texte ne le dit pas.", reason=Reason.NOT_IN_SOURCE)
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
TOKEN = "xoxb-1-secret"
ODD = "\x00\ud800'; DROP TABLE questions; --" + "x" * 5000


def installed(team: str | None = "T1", enterprise: str | None = None) -> NewInstallation:
    return NewInstallation(Installation(TOKEN, "U0BOT", "B0BOT", team, enterprise), "Atelier")


@pytest.fixture
def kept(database: Database) -> StoredInstallations:
    return StoredInstallations(database, Cipher([OLD]))


async def row_counts(database: Database) -> dict[str, int]:
    return {
        table.name: (await database.one(select(func.count()).select_from(table)))[0]
        for table in metadata.sorted_tables
    }


# Conversations and languages


async def test_a_new_thread_remembers_nothing(database: Database) -> None:
    assert await StoredThreads(database).load(KEY) == Thread()


async def test_a_thread_is_remembered_by_every_replica(
    database: Database, replica: Database
) -> None:
    await StoredThreads(database).save(KEY, Thread(state={"terms": ["a"]}))
    await StoredThreads(database).save(KEY, Thread(state={"terms": ["b"]}))

    assert await StoredThreads(replica).load(KEY) == Thread(state={"terms": ["b"]})


async def test_a_chosen_language_is_kept_and_taken_back(database: Database) -> None:
    preferences = StoredPreferences(database)
    await preferences.choose("T1", "U1", "en")
    await preferences.choose("T1", "U1", "fr")
    chosen = await preferences.language("T1", "U1")

    await preferences.choose("T1", "U1", None)

    assert (chosen, await preferences.language("T1", "U1")) == ("fr", None)


# Questions


async def test_only_questions_without_an_answer_are_kept(database: Database) -> None:
    journal = StoredJournal(database)
    await journal.answered("T1", "answered well?", ANSWER, surface="direct")
    await journal.answered("T1", "unknown?", UNKNOWN, surface="mention")
    await journal.answered("T1", "Unknown? ", UNKNOWN, surface="direct")
    await journal.voted("T1", "answered badly?", ANSWER, useful=False)
    await journal.voted("T1", "answered well?", ANSWER, useful=True)

    kept = await journal.unanswered("T1")

    assert [(each.question, each.why, each.asked) for each in kept] == [
        ("unknown?", "not-in-source", 2),
        ("answered badly?", "downvoted", 1),
    ]


async def test_a_question_is_kept_with_the_packs_that_were_asked(database: Database) -> None:
    journal = StoredJournal(database)
    for packs in ((), ("a",), ("b", "a"), ("a", "b")):
        await journal.answered("T1", "unknown?", replace(UNKNOWN, packs=packs))
    await journal.voted("T1", "badly?", replace(ANSWER, packs=("a",)), useful=False)

    kept = {(each.question, each.packs, each.asked) for each in await journal.unanswered()}

    assert kept == {
        ("unknown?", (), 1),
        ("unknown?", ("a",), 1),
        ("unknown?", ("a", "b"), 2),
        ("badly?", ("a",), 1),
    }


async def test_counts_add_up_over_replicas(database: Database, replica: Database) -> None:
    journals = [StoredJournal(database), StoredJournal(replica)]

    await asyncio.gather(
        *(journal.answered("T1", "q", ANSWER, surface="direct") for journal in journals * 10)
    )

    [count] = await journals[0].counted()
    assert (count.what, count.surface, count.kind, count.detail, count.count) == (
        "reply",
        "direct",
        "answer",
        "readers.cards",
        20,
    )


async def test_a_dismissed_question_is_gone(database: Database) -> None:
    journal = StoredJournal(database)
    await journal.answered("T1", "unknown?", UNKNOWN)

    await journal.dismiss([each.number for each in await journal.unanswered()])

    assert list(await journal.unanswered()) == []


async def test_any_text_may_be_asked_by_anybody(database: Database) -> None:
    journal, preferences = StoredJournal(database), StoredPreferences(database)
    await journal.answered(ODD, ODD, UNKNOWN, surface="direct")
    await preferences.choose(ODD, ODD, "fr")
    await StoredThreads(database).save(ThreadKey(ODD, ODD, ODD), Thread(state={"x": ODD}))

    assert await preferences.language(ODD, ODD) == "fr"
    assert (await StoredThreads(database).load(ThreadKey(ODD, ODD, ODD))).state == {"x": ODD}
    [kept] = await journal.unanswered(ODD)
    assert "DROP TABLE" in kept.question


async def test_any_text_may_be_taught_and_installed(database: Database) -> None:
    taught, kept = StoredTaught(database), StoredInstallations(database, Cipher([OLD]))
    await taught.teach(ODD, "pack", "intent", "en", ODD)
    odd = Installation(TOKEN, bot_user=ODD, bot_id=ODD, team=ODD, enterprise=ODD)
    await kept.save(NewInstallation(odd, team_name=ODD, app_id=ODD, scopes=ODD))

    [phrase] = await taught.all(ODD)
    found = await kept.find(ODD, ODD)
    await kept.forget("'; DROP TABLE installations; --")
    await taught.forget("' OR '1'='1")

    assert "DROP TABLE" in phrase.phrase
    assert found is not None
    assert found.token == TOKEN
    counted = await row_counts(database)
    assert (counted["installations"], counted["taught"]) == (1, 1)


# Tokens


async def test_a_token_is_found_again_and_not_to_be_read_in_the_table(
    database: Database, kept: StoredInstallations
) -> None:
    await kept.save(installed())

    found = await StoredInstallations(database, Cipher([OLD])).find(None, "T1")

    row = await database.one(select(installations))
    assert found is not None
    assert found.token == TOKEN
    assert TOKEN not in str(tuple(row))


@pytest.mark.parametrize(
    ("enterprise", "team", "is_found"),
    [
        pytest.param("E1", "T7", True, id="a workspace of the organisation"),
        pytest.param("E1", None, True, id="the organisation"),
        pytest.param("E2", "T7", False, id="another organisation"),
        pytest.param(None, "T7", False, id="no organisation"),
        pytest.param(None, None, False, id="nothing"),
    ],
)
async def test_an_organisations_installation_is_its_workspaces(
    kept: StoredInstallations, enterprise: str | None, team: str | None, is_found: bool
) -> None:
    await kept.save(installed(team=None, enterprise="E1"))

    assert (await kept.find(enterprise, team) is not None) is is_found


async def test_installing_again_takes_the_place_of_the_first(
    database: Database, kept: StoredInstallations
) -> None:
    await kept.save(installed())
    again = NewInstallation(Installation("xoxb-2-new", "U0BOT", "B0BOT", "T1"))

    await kept.save(again)

    found = await kept.find(None, "T1")
    assert found is not None
    assert found.token == "xoxb-2-new"
    assert (await row_counts(database))["installations"] == 1


async def test_keys_are_rotated(database: Database, kept: StoredInstallations) -> None:
    await kept.save(installed())

    rotated = await StoredInstallations(database, Cipher([NEW, OLD])).rotate()

    found = await StoredInstallations(database, Cipher([NEW])).find(None, "T1")
    assert rotated == 1
    assert found is not None
    assert found.token == TOKEN
    with pytest.raises(StorageError, match="ENCRYPTION_KEYS lacks the key"):
        await StoredInstallations(database, Cipher([OLD])).find(None, "T1")


async def test_a_state_is_good_once_and_not_for_ever(database: Database) -> None:
    states = StoredStates(database)
    state = await states.issue()
    late = await StoredStates(database, seconds=0.0).issue()

    assert await states.consume(state)
    assert not await states.consume(state)
    assert not await states.consume(late)
    assert not await states.consume("guessed")
    assert not await states.consume(ODD)


# What is held


async def test_what_is_held_is_found_by_its_id_in_its_team(
    database: Database, replica: Database
) -> None:
    held = await StoredHeld(database).hold("T1", f"long? {ODD}")

    assert (await StoredHeld(replica).find("T1", held) or "").startswith("long? ")
    assert await StoredHeld(replica).find("T2", held) is None
    assert await StoredHeld(replica).find("T1", ODD) is None


async def test_what_is_held_is_let_go(database: Database) -> None:
    store = StoredHeld(database)
    shared = await store.hold("T1", "shared?")
    late = await StoredHeld(database, seconds=0.0).hold("T1", "late?")

    await store.release("T1", shared)

    assert await store.find("T1", shared) is None
    assert await store.find("T1", late) is None


# The end


async def test_what_a_team_leaves_behind_is_nothing(
    database: Database, kept: StoredInstallations
) -> None:
    stores = [
        StoredTurns(database),
        StoredThreads(database),
        StoredPreferences(database),
        StoredJournal(database),
        StoredTaught(database),
        StoredHeld(database),
        kept,
    ]
    for team in ("T1", "T2"):
        turn = Turn(f"Ev{team}", Place(team, "C1"), "1", None, "U1", "?", "direct")
        await StoredTurns(database).add(turn)
        await StoredThreads(database).save(ThreadKey(team, "C1", "1"), Thread(state={"a": "b"}))
        await StoredPreferences(database).choose(team, "U1", "fr")
        await StoredJournal(database).answered(team, "unknown?", UNKNOWN)
        await StoredTaught(database).teach(team, "pack", "intent", "en", "unknown?")
        await StoredHeld(database).hold(team, "long?")
        await kept.save(installed(team))
    full = await row_counts(database)

    for store in stores:
        await store.forget("T1")

    of_others = {"oauth_states": 0, "workspaces": 0}  # of browsers, and of organisations
    assert dict.fromkeys(full, 2) | of_others == full
    assert {name: count // 2 for name, count in full.items()} == await row_counts(database)


async def test_what_is_too_old_is_deleted(database: Database) -> None:
    journal = StoredJournal(database)
    await journal.answered("T1", "asked today?", UNKNOWN)
    await StoredThreads(database).save(KEY, Thread(state={"a": "b"}))
    await StoredStates(database, seconds=0.0).issue()
    await StoredHeld(database, seconds=0.0).hold("T1", "long?")
    month = 31 * 86_400
    row = {
        "team": "T1",
        "digest": "d",
        "question": "asked long ago?",
        "language": "fr",
        "why": "x",
        "entries": "[]",
        "asked": 1,
        "first_at": database.now - month,
        "last_at": database.now,
    }
    old = {"team": "T1", "channel": "C1", "thread": "old", "state": "{}"}
    await database.execute(
        insert(questions).values(row),
        insert(threads).values(**old, touched_at=database.now - month),
    )

    deleted = await purge(database, 30)

    assert deleted == 4
    assert [each.question for each in await journal.unanswered()] == ["asked today?"]
    assert await StoredThreads(database).load(ThreadKey("T1", "C1", "old")) == Thread()


async def test_nothing_is_kept_for_no_days(database: Database) -> None:
    await StoredJournal(database).answered("T1", "unknown?", UNKNOWN)

    await purge(database, 0)

    assert (await row_counts(database))["questions"] == 0
