"""What results add up to: shares, confusions, calibration, speed, and what changed."""

import json
from pathlib import Path

import pytest

from bot.answering.model import Kind, Reply, Verdict
from bot.curation.evaluate import Result
from bot.curation.judging import Judgement, Outcome
from bot.curation.mutating import Mutation
from bot.curation.report import (
    Report,
    Tally,
    Thresholds,
    percentile,
    read_previous,
    read_thresholds,
    report_of,
)
from bot.curation.tables import Case
from bot.errors import InputError
from bot.knowledge.documents import Lines
from bot.knowledge.validation import Located


def result(
    turn: str,
    outcome: str,
    *,
    kind: str = "answer",
    got: str = "answer",
    verdict: tuple[str, str] | None = None,
    category: str = "facts",
    language: str | None = "fr",
    confidence: float = 0.95,
    ms: float = 1.0,
    mutation: Mutation | None = None,
) -> Result:
    expected = {"turns": [turn], "kind": kind, "category": category, "language": language}
    if verdict:
        expected["verdict"] = verdict[0]
    reply = Reply(
        Kind(got),
        "fr",
        f"Réponse à {turn}",
        verdict=Verdict(verdict[1]) if verdict else None,
        confidence=confidence,
    )
    faults = () if outcome == "right" else ("something is missing",)
    case = Located(Case.model_validate(expected), "facts.yaml", Lines(3))
    judgement = Judgement(Outcome(outcome), faults)
    return Result(case, (turn,), reply, judgement, (ms / 1000,), mutation)


def mixed() -> Report:
    return report_of(
        [
            result("a", "right", ms=1),
            result("b", "right", language="en", ms=2),
            result("c", "missed", got="unknown", language="en", ms=3),
            result("d", "off", category="claims", language=None, ms=4, confidence=0.55),
            result(
                "e",
                "wrong",
                category="claims",
                verdict=("contradicted", "supported"),
                confidence=1.0,
                ms=50,
            ),
            result("A", "wrong", mutation="typo", ms=900),
        ]
    )


def test_outcomes_are_counted_by_category_and_language() -> None:
    report = mixed()

    assert report.total == Tally(right=2, off=1, missed=1, wrong=1)
    assert report.by_category == {
        "facts": Tally(right=2, missed=1),
        "claims": Tally(off=1, wrong=1),
    }
    assert report.by_language == {
        "fr": Tally(right=1, wrong=1),
        "en": Tally(right=1, missed=1),
        "any": Tally(off=1),
    }


def test_mutations_are_counted_apart() -> None:
    assert mixed().by_mutation == {"typo": Tally(wrong=1)}


def test_wrong_answers_come_first() -> None:
    report = mixed()

    assert [r.turns[0] for r in report.failures()] == ["e", "A", "c", "d"]
    assert [r.turns[0] for r in report.failures(Outcome.MISSED)] == ["c"]


def test_confusions_pair_what_was_expected_with_what_came() -> None:
    assert mixed().confusions == (
        ("answer", "unknown", 1),
        ("answer/contradicted", "answer/supported", 1),
    )


def test_a_kind_that_was_allowed_is_no_confusion() -> None:
    allowed = result("a", "right", got="unknown")
    case = allowed.case.item.model_copy(update={"kind": ("answer", "unknown")})
    report = report_of(
        [Result(Located(case, "f", Lines(1)), ("a",), allowed.reply, allowed.judgement, (0.1,))]
    )

    assert report.confusions == ()


def test_calibration_compares_confidence_with_truth() -> None:
    buckets = [(b.low, b.high, b.answers, b.right) for b in mixed().calibration]

    assert buckets == [(0.5, 0.6, 1, 0.0), (0.9, 1.0, 3, pytest.approx(2 / 3))]


def test_speed_is_of_the_questions_as_they_are_written() -> None:
    speed = mixed().speed

    assert (speed.p50, speed.p99) == (pytest.approx(3), pytest.approx(50))
    assert [turn for _, turn in speed.slowest] == ["e", "d", "c", "b", "a"]


@pytest.mark.parametrize(
    ("values", "share", "value"),
    [([], 0.5, 0), ([7], 0.99, 7), ([1, 2, 3, 4], 0.5, 3), (list(range(100)), 0.99, 99)],
)
def test_a_percentile_is_one_of_the_values(values: list[float], share: float, value: float) -> None:
    assert percentile(values, share) == value


@pytest.mark.parametrize(
    ("thresholds", "passed"),
    [
        (Thresholds(accuracy=0.4, wrong=0.2), True),
        (Thresholds(accuracy=0.41, wrong=0.2), False),
        (Thresholds(accuracy=0.4, wrong=0.19), False),
    ],
)
def test_thresholds_decide(thresholds: Thresholds, passed: bool) -> None:
    assert Report(mixed().results, (), thresholds).passed is passed


def test_an_earlier_run_shows_what_changed(tmp_path: Path) -> None:
    earlier = report_of(
        [result("a", "right"), result("b", "right"), result("c", "wrong"), result("d", "missed")]
    )
    file = tmp_path / "previous.json"
    file.write_text(json.dumps(earlier.to_json()), encoding="utf-8")
    now = [
        result("a", "right"),
        result("b", "off"),
        result("c", "missed"),
        result("d", "wrong"),
        result("new", "wrong"),
    ]

    comparison = report_of(now, previous=read_previous(file)).comparison

    assert comparison is not None
    assert [(before, r.turns[0]) for before, r in comparison.better] == [("wrong", "c")]
    assert [(before, r.turns[0]) for before, r in comparison.broke] == [
        ("missed", "d"),
        ("right", "b"),
    ]


def test_counts_keep_every_word_to_themselves() -> None:
    secret = "Où dort le chat ?"
    previous = {("", secret): Outcome.RIGHT}
    report = report_of([result(secret, "wrong")], previous=previous)

    assert "chat" in json.dumps(report.to_json())
    assert "chat" not in json.dumps(report.to_json(counts=True))


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"cases": [{}]}', '{"cases": 1}', "\x00", "[" * 9_000],
    ids=["empty", "list", "nothing", "no case", "no cases", "no text", "too deep"],
)
def test_another_file_is_no_earlier_run(tmp_path: Path, text: str) -> None:
    file = tmp_path / "previous.json"
    file.write_text(text)

    with pytest.raises(InputError, match="this is no report"):
        read_previous(file)


def test_thresholds_stand_in_the_project_file(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    assert read_thresholds(file) == Thresholds()

    file.write_text("[tool.verbatim.eval]\naccuracy = 0.5\n")
    assert read_thresholds(file) == Thresholds(accuracy=0.5)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("accuracy = 95", "a share from 0 to 1"),
        ('wrong = "few"', "a share from 0 to 1"),
        ("right = 1", "not right"),
        ("accuracy =", "cannot be read"),
    ],
)
def test_a_threshold_that_is_none_is_refused(tmp_path: Path, line: str, reason: str) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text(f"[tool.verbatim.eval]\n{line}\n")

    with pytest.raises(InputError, match=reason):
        read_thresholds(file)
