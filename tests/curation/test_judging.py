"""A reply is right only if nothing is missing, and wrong only if it misleads."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bot.answering.model import Citation, Kind, Reason, Reply, ShownFigure, Verdict
from bot.curation.judging import Outcome, judge, judge_swap, plain, shown_numbers
from bot.curation.tables import Case

ANSWER = Reply(
    Kind.ANSWER,
    "fr",
    "CNN compte 2,8\u202fmillions d’abonnés, dit l’auteur.",
    figures=(ShownFigure(Decimal(2800000), "followers", "followers", "cnn"),),
    citations=(Citation("text", "P3", "CNN"),),
)
UNKNOWN = Reply(Kind.UNKNOWN, "fr", "Le texte ne le dit pas.", reason=Reason.NO_FIGURE)
ASKED = Reply(Kind.CLARIFICATION, "fr", "Lequel ?")
HELLO = Reply(Kind.SOCIAL, "fr", "Bonjour")
CONFIRMED = replace(ANSWER, verdict=Verdict.SUPPORTED)
DENIED = replace(ANSWER, verdict=Verdict.CONTRADICTED)


def case(kind: str | list[str] = "answer", **expected: Any) -> Case:
    return Case.model_validate({"turns": ["?"], "kind": kind, **expected})


JUDGEMENTS = [
    # An answer with everything, in any of the ways to write it.
    (case(), ANSWER, "right"),
    (case(language="fr", values=[2800000], places=["P3"]), ANSWER, "right"),
    (case(says=["2,8 millions d'abonnés"]), ANSWER, "right"),
    (case(says=["2.8 million|2,8 MILLIONS"]), ANSWER, "right"),
    (case(never=["3 millions"]), ANSWER, "right"),
    (case(["clarification", "answer"]), ANSWER, "right"),
    (case(values=[2790000]), ANSWER, "right"),
    # A detail is missing.
    (case(language="en"), ANSWER, "off"),
    (case(places=["P3", "P4"]), ANSWER, "off"),
    (case(values=[2800000, 1400000]), ANSWER, "off"),
    (case(says=["abonnés", "Dell"]), ANSWER, "off"),
    (case(verdict="supported"), ANSWER, "off"),
    (case(verdict=None), CONFIRMED, "off"),
    (case(["answer", "unknown"], values=[60]), UNKNOWN, "off"),
    # It misleads.
    (case("unknown"), ANSWER, "wrong"),
    (case("clarification"), ANSWER, "wrong"),
    (case(values=[1400000]), ANSWER, "wrong"),
    (case(values=[2700000]), ANSWER, "wrong"),
    (case(places=["P4"]), ANSWER, "wrong"),
    (case(verdict="supported"), DENIED, "wrong"),
    (case(verdict="contradicted"), CONFIRMED, "wrong"),
    (case(never=["l'auteur|the author"]), ANSWER, "wrong"),
    # Silence where there was an answer.
    (case(values=[2800000]), UNKNOWN, "missed"),
    (case(), ASKED, "missed"),
    (case(), HELLO, "missed"),
    (case(verdict="contradicted"), UNKNOWN, "missed"),
    # Silence where there was none.
    (case("unknown"), UNKNOWN, "right"),
    (case("unknown", reason="no-figure"), UNKNOWN, "right"),
    (case("unknown", reason=["language", "no-figure"]), UNKNOWN, "right"),
    (case("unknown", reason="language"), UNKNOWN, "off"),
    (case(["answer", "unknown"], reason="language"), ANSWER, "right"),
    (case("unknown", verdict="unsupported"), UNKNOWN, "off"),
    (case("unknown"), ASKED, "off"),
    (case("social"), UNKNOWN, "off"),
    (case("social"), HELLO, "right"),
]


@pytest.mark.parametrize(("expected", "reply", "outcome"), JUDGEMENTS)
def test_a_reply_is_judged(expected: Case, reply: Reply, outcome: str) -> None:
    assert judge(expected, reply).outcome == outcome


@pytest.mark.parametrize(("expected", "reply", "outcome"), JUDGEMENTS)
def test_what_is_not_right_has_its_reasons(expected: Case, reply: Reply, outcome: str) -> None:
    assert bool(judge(expected, reply).faults) is (outcome != Outcome.RIGHT)


def test_the_reasons_say_what_came_instead() -> None:
    expected = case(["unknown", "social"], language="en", values=[60], places=["P1"], says=["no"])

    assert judge(expected, ANSWER).faults == (
        "the kind is answer, not unknown or social",
        "the language is fr, not en",
        "the value 60 is missing",
        "P1 is not cited, but P3",
        "does not say “no”",
    )


@pytest.mark.parametrize(
    ("language", "text", "numbers"),
    [
        ("fr", "11,9\u202fmillions et 400\u202f000", {11900000, 400000}),
        ("fr", "60\u202f% contre 9\u00a0%", {60, 9}),
        ("fr", "dix fois plus que les trois autres", {10, 3}),
        ("en", "1.4 million, twice as many as three", {1400000, 2, 3}),
        ("en", "2,800,000", {2800000}),
    ],
)
def test_numbers_are_read_in_the_words_of_a_reply(
    language: Any, text: str, numbers: set[float]
) -> None:
    assert shown_numbers(Reply(Kind.ANSWER, language, text)) >= numbers


def test_numbers_are_read_in_the_working() -> None:
    reply = replace(ANSWER, working="2,8 millions − 1,4 million = 1,4 million")

    assert judge(case(values=[1400000], says=["= 1,4 million"]), reply).outcome == "right"


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("l’e-réputation", "L'E-RÉPUTATION"),
        ("60\u202f%", "60 %"),
        ("11\u00a0900\n000", "11 900 000"),
        ("“yes”", '"yes"'),
    ],
)
def test_typography_makes_no_difference(text: str, same: str) -> None:
    assert plain(text) == plain(same)


@pytest.mark.parametrize(
    ("after", "outcome"),
    [
        (ANSWER, "wrong"),
        (replace(ANSWER, text="Dell compte 2,8 millions d’abonnés."), "wrong"),
        (replace(ANSWER, figures=()), "right"),
        (replace(ANSWER, entries=("dell",)), "right"),
        (DENIED, "right"),
        (UNKNOWN, "right"),
        (ASKED, "right"),
    ],
)
def test_an_answer_must_notice_another_entity(after: Reply, outcome: str) -> None:
    assert judge_swap(ANSWER, after).outcome == outcome
