"""``verbatim review``: what the running bot was asked in vain, and what curators make of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from tests.databases import (  # noqa: F401 - fixtures
    database_url,
    postgres_server,
    postgres_url,
    sqlite_url,
)
from tests.two_packs import FERRIES, FERRY, ROOT

from .conftest import NAME, Ask, Verbatim

BORROW = "may I take the herbal out for a walk?"
BORROW_TOO = "may I take out the herbal for a walk?"
FOOTBALL = "who won the football world cup in 1998?"
PUFFIN = "how many passengers did the Puffin carry?"
SERVED_BADLY = "how many books are lent?"
WHICH = "which book is lent?"  # answered with one that is never lent
WHICH_TOO = "Which book is LENT"
BOOKS = f"intents/{NAME}/collection.yaml"


@pytest.fixture
def queue(ask: Ask, sqlite_url: str) -> None:  # noqa: F811
    """A queue: two questions alike, one of them asked twice, and one that is out of place."""
    ask(sqlite_url, BORROW, BORROW_TOO, BORROW, FOOTBALL)


def numbers(verbatim: Verbatim) -> dict[str, int]:
    """The questions of the queue with their numbers."""
    groups = verbatim("review", "--json").json["groups"]
    return {asked["question"]: asked["number"] for group in groups for asked in group["questions"]}


def test_the_queue_is_grouped_with_what_is_nearest(
    verbatim: Verbatim,
    ask: Ask,
    database_url: str,  # noqa: F811
) -> None:
    ask(database_url, BORROW, BORROW_TOO, BORROW, FOOTBALL, complain_of=SERVED_BADLY)

    groups = verbatim("review", "--json").json["groups"]

    asked = [[q["question"] for q in group["questions"]] for group in groups]
    assert asked[0] == [BORROW, BORROW_TOO]
    assert {tuple(each) for each in asked[1:]} == {(FOOTBALL,), (SERVED_BADLY,)}
    assert groups[0]["asked"] == 3
    assert "herbal" in [near["intent"] for near in groups[0]["nearest"]]
    assert all(near["weighed"] for near in groups[0]["nearest"])
    whys = {q["question"]: q["why"] for group in groups for q in group["questions"]}
    assert whys[SERVED_BADLY] == "downvoted"


def test_the_queue_is_listed_for_people(verbatim: Verbatim, queue: None) -> None:
    outcome = verbatim("review")

    assert outcome.status == 0
    assert f"{BORROW}  not-in-source, asked 2 times" in outcome.output
    assert "    herbal: " in outcome.output


def test_an_empty_queue_is_told_in_one_line(verbatim: Verbatim, ask: Ask, sqlite_url: str) -> None:  # noqa: F811
    ask(sqlite_url, SERVED_BADLY)

    assert verbatim("review").output == "nothing is waiting for a curator\n"


def test_a_database_that_was_never_used_says_what_to_do(
    verbatim: Verbatim,
    sqlite_url: str,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", sqlite_url)

    outcome = verbatim("review")

    assert outcome.status == 2
    assert outcome.complaint == (
        "the database has no tables yet: run the bot, or: verbatim migrate\n"
    )


def test_a_phrase_is_written_where_it_belongs_and_nothing_else_changes(
    verbatim: Verbatim, queue: None, home: Path
) -> None:
    before = (home / BOOKS).read_text(encoding="utf-8")
    number = numbers(verbatim)[BORROW]

    outcome = verbatim("review", "--phrase", f"{number}=herbal")

    assert outcome.lines == [f"wrote {BOOKS}"]
    after = (home / BOOKS).read_text(encoding="utf-8")
    old, new = '"price of the herbal"]', f'"price of the herbal", "{BORROW}"]'
    assert after == before.replace(old, new)
    assert verbatim("ask", "--json", BORROW).json["entries"] == ["herbal.price"]
    assert BORROW not in numbers(verbatim)


def test_comments_and_layout_stay(verbatim: Verbatim, queue: None, home: Path) -> None:
    path = home / BOOKS
    text = path.read_text(encoding="utf-8").replace(
        '      en: ["which is the oldest book", "can I borrow the herbal", "price of the herbal"]',
        "      # what people say at the desk\n"
        "      en:\n"
        "        - which is the oldest book   # heard in May\n"
        "        - 'can I borrow the herbal'\n"
        "        # the last one",
    )
    path.write_text(text, encoding="utf-8")

    verbatim("review", "--phrase", f"{numbers(verbatim)[BORROW]}=herbal")

    added = text.replace("        # the last one", f'        - "{BORROW}"\n        # the last one')
    assert path.read_text(encoding="utf-8") == added


def test_a_near_miss_is_written_as_one(verbatim: Verbatim, queue: None, home: Path) -> None:
    verbatim("review", "--near-miss", f"{numbers(verbatim)[FOOTBALL]}=readers")

    intents = yaml.safe_load((home / BOOKS).read_text(encoding="utf-8"))["intents"]
    assert next(i for i in intents if i["id"] == "readers")["not"] == {"en": [FOOTBALL]}
    assert FOOTBALL not in numbers(verbatim)


def test_a_near_miss_is_answered_no_more(verbatim: Verbatim, ask: Ask, sqlite_url: str) -> None:  # noqa: F811
    ask(sqlite_url, complain_of=WHICH)
    before = verbatim("ask", "--json", WHICH).json

    verbatim("review", "--near-miss", f"{numbers(verbatim)[WHICH]}=herbal")

    after = [verbatim("ask", "--json", question).json for question in (WHICH, WHICH_TOO)]
    assert (before["kind"], before["entries"]) == ("answer", ["herbal.price"])
    assert [reply["kind"] for reply in after] == ["unknown", "unknown"]
    assert verbatim("ask", "--json", "which is the oldest book?").json["kind"] == "answer"


def test_what_is_dismissed_leaves_and_writes_nothing(
    verbatim: Verbatim, queue: None, home: Path
) -> None:
    before = (home / BOOKS).read_bytes()

    outcome = verbatim("review", "--dismiss", str(numbers(verbatim)[FOOTBALL]))

    assert (outcome.output, outcome.complaint) == ("", "1 of 1 questions left the queue\n")
    assert FOOTBALL not in numbers(verbatim)
    assert (home / BOOKS).read_bytes() == before


def test_what_has_an_answer_by_now_is_dismissed_at_one_go(verbatim: Verbatim, queue: None) -> None:
    verbatim("review", "--phrase", f"{numbers(verbatim)[BORROW]}=herbal")

    verbatim("review", "--dismiss", "answered")

    assert set(numbers(verbatim)) == {FOOTBALL}


def test_a_sheet_goes_out_and_comes_back_with_decisions(
    verbatim: Verbatim, queue: None, home: Path
) -> None:
    sheet = verbatim("review", "--export").output
    first, rest = sheet.split("- rows:", 2)[1:]
    decided = first.replace('decision: ""', 'decision: "phrase herbal"')
    decided = decided.replace(BORROW_TOO, "might the herbal come along?")
    (home / "sheet.yaml").write_text(f"- rows:{decided}- rows:{rest}", encoding="utf-8")

    outcome = verbatim("review", "--apply", "sheet.yaml")

    assert (outcome.status, outcome.complaint) == (0, "2 of 2 questions left the queue\n")
    text = (home / BOOKS).read_text(encoding="utf-8")
    assert f'"{BORROW}", "might the herbal come along?"]' in text
    assert set(numbers(verbatim)) == {FOOTBALL}
    assert verbatim("review", "--apply", "sheet.yaml").output == ""  # twice does no harm


def test_what_was_taught_in_slack_comes_out_and_goes_into_the_pack(
    verbatim: Verbatim,
    ask: Ask,
    home: Path,
    database_url: str,  # noqa: F811
) -> None:
    ask(database_url, BORROW, teach="which is the oldest book")

    sheet = verbatim("review", "--export").output
    (home / "sheet.yaml").write_text(sheet, encoding="utf-8")
    applied = verbatim("review", "--apply", "sheet.yaml")

    (item,) = yaml.safe_load(sheet)
    assert (item["questions"], item["decision"]) == ([BORROW], "phrase herbal")
    assert "1 of 1 taught phrases are in the pack now" in applied.complaint
    assert f'"{BORROW}"]' in (home / BOOKS).read_text(encoding="utf-8")
    assert verbatim("review", "--json").json == {"groups": [], "taught": []}


def test_a_sheet_of_another_database_lets_no_question_go(
    verbatim: Verbatim, queue: None, home: Path
) -> None:
    number = numbers(verbatim)[FOOTBALL]
    sheet = f'- {{rows: {{{number}: "00000000"}}, language: en, decision: "dismiss"}}\n'
    (home / "sheet.yaml").write_text(sheet, encoding="utf-8")

    outcome = verbatim("review", "--apply", "sheet.yaml")

    assert outcome.complaint == "0 of 1 questions left the queue\n"
    assert FOOTBALL in numbers(verbatim)


def test_the_queue_is_gone_through_group_by_group(
    verbatim: Verbatim, queue: None, home: Path
) -> None:
    outcome = verbatim("review", "--decide", stdin=b"what?\np herbal\nd\n")

    assert outcome.status == 0
    assert f'"{BORROW}", "{BORROW_TOO}"]' in (home / BOOKS).read_text(encoding="utf-8")
    assert numbers(verbatim) == {}


@pytest.mark.parametrize(
    ("decision", "says"),
    [
        pytest.param(["--phrase", "999=herbal"], "999: no question has this number", id="number"),
        pytest.param(["--phrase", "1"], "--phrase 1: write the questions' numbers", id="no intent"),
        pytest.param(["--phrase", "1=herball"], "herball: there is no such intent", id="intent"),
        pytest.param(["--dismiss", "all"], "--dismiss all: write the questions' numbers", id="all"),
        pytest.param(["--dismiss", "1", "--export"], "take one of --decide", id="two ways"),
        pytest.param(["--apply", "none.yaml"], "none.yaml: cannot be read", id="no file"),
    ],
)
def test_a_wrong_decision_loses_nothing(
    verbatim: Verbatim, queue: None, home: Path, decision: list[str], says: str
) -> None:
    before, waiting = (home / BOOKS).read_bytes(), numbers(verbatim)

    outcome = verbatim("review", *decision)

    assert outcome.status == 2
    assert says in outcome.complaint
    assert (home / BOOKS).read_bytes() == before
    assert numbers(verbatim) == waiting


@pytest.mark.parametrize(
    ("sheet", "says"),
    [
        pytest.param("rows: {}", "sheet.yaml:1: a list of items is wanted here", id="no list"),
        pytest.param(
            '- language: en\n  questions: ["a"]\n  decision: phrase',
            "sheet.yaml:3: `phrase` is no decision",
            id="no intent",
        ),
        pytest.param('- {language: xx, decision: ""}', "sheet.yaml:1: `language`", id="language"),
        pytest.param(
            "# a\n- language: en\n  questions: [a]\n  decision: phrase herball",
            "sheet.yaml:4: herball: there is no such intent; did you mean `herbal`?",
            id="an intent that is not there",
        ),
        pytest.param(
            "- language: en\n  rows: {1: x}\n  decision: phrase herbal",
            "sheet.yaml:3: there is no question to make a phrase of; dismiss it",
            id="no question",
        ),
        pytest.param(
            '- language: en\n  questions: [a, ""]\n  decision: phrase herbal',
            "sheet.yaml:2: `questions[2]` is empty",
            id="an empty question",
        ),
        pytest.param(
            "- language: en\n  rows: [1]", "sheet.yaml:2: `rows` must be a mapping", id="a list"
        ),
        pytest.param(
            "- language: en\n  rows: {x: y}",
            "sheet.yaml:2: `rows.x` (`x`) is not a whole",
            id="no number for a row",
        ),
        pytest.param("# a\n- \udcff", "sheet.yaml:2: this is not UTF-8", id="Latin 1"),
        pytest.param("- language: &x en", "sheet.yaml:1: the anchor &x", id="an anchor"),
        pytest.param("- language: en\n---\n- a", "sheet.yaml:2: a second document", id="two"),
        pytest.param("[" * 50, "sheet.yaml:1: nested deeper", id="a deep sheet"),
        pytest.param("- words", "sheet.yaml:1: this must be a mapping", id="words for an item"),
        pytest.param(
            '- {language: en, questions: ["a {slot"], decision: "phrase herbal"}',
            "a brace stands alone",
            id="a pack that would not load",
        ),
    ],
)
def test_a_sheet_that_cannot_be_taken_changes_nothing(
    verbatim: Verbatim, queue: None, home: Path, sheet: str, says: str
) -> None:
    before = (home / BOOKS).read_bytes()
    (home / "sheet.yaml").write_bytes(f"{sheet}\n".encode(errors="surrogateescape"))

    outcome = verbatim("review", "--apply", "sheet.yaml")

    assert outcome.status == 2
    assert says in outcome.complaint
    assert (home / BOOKS).read_bytes() == before


@pytest.fixture
def both(home: Path) -> None:
    """Two packs, which have an intent of one name in common."""
    for part in ("knowledge", "intents"):
        shutil.copytree(FERRIES / part / FERRY, home / part / FERRY)
    shutil.rmtree(home / "intents" / "common")
    shutil.copytree(ROOT / "intents" / "common", home / "intents" / "common")
    ferries = home / "intents" / FERRY / "ferries.yaml"
    text = ferries.read_text(encoding="utf-8").replace("id: lifeline", "id: herbal")
    ferries.write_text(text, encoding="utf-8")


def test_with_several_packs_a_decision_goes_to_the_pack_that_has_the_intent(
    verbatim: Verbatim, queue: None, both: None, home: Path
) -> None:
    asked = numbers(verbatim)

    outcome = verbatim("review", "--phrase", f"{asked[FOOTBALL]}=takings")

    assert outcome.lines == [f"wrote intents/{FERRY}/ferries.yaml"]
    assert FOOTBALL in (home / "intents" / FERRY / "ferries.yaml").read_text(encoding="utf-8")


def test_a_question_asked_of_one_pack_is_not_answered_by_another(
    verbatim: Verbatim,
    ask: Ask,
    sqlite_url: str,  # noqa: F811
    request: pytest.FixtureRequest,
) -> None:
    ask(sqlite_url, PUFFIN, FOOTBALL)
    request.getfixturevalue("both")

    verbatim("review", "--dismiss", "answered")

    groups = verbatim("review", "--json").json["groups"]
    kept = {
        q["question"]: (q["packs"], group["answered"])
        for group in groups
        for q in group["questions"]
    }
    assert kept == {PUFFIN: ([NAME], False), FOOTBALL: ([NAME], False)}
    assert verbatim("ask", "--json", PUFFIN).json["kind"] == "answer"
    alone = verbatim("review", "--json", "--pack", FERRY).json["groups"]
    assert [group["answered"] for group in alone] == [False, False]


def test_an_intent_that_two_packs_have_is_named_with_its_pack(
    verbatim: Verbatim, queue: None, both: None, home: Path
) -> None:
    number = numbers(verbatim)[BORROW]

    refused = verbatim("review", "--phrase", f"{number}=herbal")
    taken = verbatim("review", "--phrase", f"{number}={NAME}:herbal")

    assert refused.status == 2
    assert f"write {NAME}:herbal or {FERRY}:herbal" in refused.complaint
    assert taken.lines == [f"wrote {BOOKS}"]
