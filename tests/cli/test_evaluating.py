"""``verbatim eval``: the made-up pack asked the questions of made-up tables."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

NAME = "fennmoor-library"

RIGHT = """
- turns: ["How many books does the library lend a year?"]
  kind: answer
  language: en
  values: [86000]
  places: [P2]
- turns: ["hello"]
  kind: social
"""
WRONG = """
- turns: ["combien de livres la bibliothèque prête par an"]
  kind: unknown
  language: fr
"""
MISSED = """
- turns: ["who is the king of France?"]
  kind: answer
  language: en
  values: [3]
"""

Verbatim = Callable[..., Any]
Write = Callable[..., Path]


@pytest.fixture
def tables(home: Path) -> Write:
    """Writes tables of questions, by default where the pack's own stand."""

    def write(folder: str = f"tests/questions/{NAME}", **texts: str) -> Path:
        path = home / folder
        path.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (path / f"{name}.yaml").write_text(text, encoding="utf-8")
        return path

    return write


def test_all_right(verbatim: Verbatim, tables: Write) -> None:
    tables(facts=RIGHT)

    outcome = verbatim("eval")

    assert outcome.status == 0, outcome.output
    assert outcome.lines[-1] == "100.0 % right (at least 95), 0.0 % wrong (at most 1)"


def test_wrong_answers_come_first_with_what_was_said(verbatim: Verbatim, tables: Write) -> None:
    tables(facts=RIGHT, missing=MISSED, nonsense=WRONG)

    outcome = verbatim("eval")

    assert outcome.status == 1
    asked = "combien de livres la bibliothèque prête par an"
    wrong = next(n for n, line in enumerate(outcome.lines) if line.startswith("wrong "))
    missed = next(n for n, line in enumerate(outcome.lines) if line.startswith("missed "))
    assert wrong < missed
    assert outcome.lines[wrong : wrong + 2] == [
        f"wrong tests/questions/{NAME}/nonsense.yaml:2: {asked}",
        "    the kind is answer, not unknown",
    ]
    assert "-> answer: La bibliothèque prête" in outcome.lines[wrong + 2]


def test_the_project_says_how_much_is_enough(verbatim: Verbatim, tables: Write, home: Path) -> None:
    tables(facts=RIGHT, missing=MISSED)
    assert verbatim("eval").status == 1

    (home / "pyproject.toml").write_text("[tool.verbatim.eval]\naccuracy = 0.6\n")

    assert verbatim("eval").status == 0


def test_one_file_anywhere(verbatim: Verbatim, tables: Write, tmp_path: Path) -> None:
    tables(facts=WRONG)
    other = tables("elsewhere", other=RIGHT) / "other.yaml"

    report = verbatim("eval", "--json", str(other)).json

    assert report["total"]["total"] == 2
    assert report["passed"] is True


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_counts_show_no_question_and_no_reply(
    verbatim: Verbatim, tables: Write, form: tuple[str, ...]
) -> None:
    tables(missing=MISSED, nonsense=WRONG)

    outcome = verbatim("eval", "--counts", "--why", *form)

    assert outcome.status == 1
    assert not any(word in outcome.output for word in ("king", "livres", "France", "prête"))


def test_a_category_alone(verbatim: Verbatim, tables: Write) -> None:
    tables(facts=RIGHT, nonsense=WRONG)

    assert list(verbatim("eval", "--category", "facts", "--json").json["categories"]) == ["facts"]

    refused = verbatim("eval", "--category", "fact")
    assert refused.status == 2
    assert "there is: facts, nonsense" in refused.complaint


def test_one_outcome_and_so_many_questions(verbatim: Verbatim, tables: Write) -> None:
    tables(missing=MISSED + MISSED.replace("king", "queen"), nonsense=WRONG)

    lines = verbatim("eval", "--only", "missed", "--limit", "1").lines

    assert sum(line.startswith("missed ") for line in lines) == 1
    assert not any(line.startswith("wrong ") for line in lines)
    assert "and 1 more: --limit 2" in lines


def test_what_broke_since_an_earlier_run(verbatim: Verbatim, tables: Write, home: Path) -> None:
    tables(facts=RIGHT, missing=MISSED)
    (home / "earlier.json").write_text(verbatim("eval", "--json").output, encoding="utf-8")
    tables(
        facts=RIGHT.replace("kind: social", "kind: clarification"),
        missing=MISSED.replace("answer", "unknown").replace("  values: [3]\n", ""),
    )

    lines = verbatim("eval", "--against", "earlier.json").lines

    assert "better since then: 1" in lines
    assert "broke since then: 1" in lines
    assert f"    right -> off tests/questions/{NAME}/facts.yaml:7: hello" in lines


def test_mutations_are_asked_as_well(verbatim: Verbatim, tables: Write) -> None:
    tables(facts=RIGHT)

    report = verbatim("eval", "--mutate", "--json").json

    assert report["total"]["total"] == 2
    assert set(report["mutations"]) == {"typo", "order", "entity"}
    assert len(report["cases"]) == 2 + sum(m["total"] for m in report["mutations"].values())


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ((), "no question to ask"),
        (("missing.yaml",), "missing.yaml:0: missing: cannot be read"),
        (("--against", "missing.json"), "missing.json: cannot be read"),
        (("intents",), "there is none in intents"),
    ],
)
def test_what_cannot_be_done_is_said(
    verbatim: Verbatim, arguments: tuple[str, ...], complaint: str
) -> None:
    outcome = verbatim("eval", *arguments)

    assert outcome.status == 2
    assert complaint in outcome.complaint


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("kind: social", "kind: sociable", "8: facts[2]: `kind[1]` (`sociable`) must be one of"),
        (
            "places: [P2]",
            "places: [P77]",
            "6: facts: `places[1]` (`P77`) is no place of `fennmoor-library`",
        ),
    ],
)
def test_a_fault_of_a_table_is_told_with_its_line(
    verbatim: Verbatim, tables: Write, old: str, new: str, complaint: str
) -> None:
    tables(facts=RIGHT.replace(old, new))

    outcome = verbatim("eval")

    assert outcome.status == 2
    assert f"tests/questions/{NAME}/facts.yaml:{complaint}" in outcome.complaint


def test_the_report_keeps_every_case(verbatim: Verbatim, tables: Write) -> None:
    tables(nonsense=WRONG)

    [case] = json.loads(verbatim("eval", "--json").output)["cases"]

    assert (case["line"], case["outcome"], case["category"]) == (2, "wrong", "nonsense")
    assert case["faults"] == ["the kind is answer, not unknown"]
    assert case["reply"]["kind"] == "answer"
