"""How sure it is that a candidate answers, and what never makes it answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.certainty import ENOUGH, Evidence, certainty
from bot.answering.model import Kind
from bot.assistant import Assistant

FULL = Evidence(matcher=0.9, first=True, keyed=True, wanted=2, carried=1)

EVIDENCE = st.builds(
    Evidence,
    matcher=st.floats(0, 1),
    first=st.booleans(),
    keyed=st.booleans(),
    wanted=st.integers(0, 9),
    carried=st.integers(0, 9),
    spoken=st.integers(0, 9),
    rare=st.integers(0, 9),
    common=st.floats(0, 9),
    concepts=st.integers(0, 9),
    share=st.floats(0, 1),
)


@given(EVIDENCE)
def test_a_certainty_is_a_probability(evidence: Evidence) -> None:
    assert 0.0 <= certainty(evidence) <= 1.0


def test_nothing_in_common_is_not_enough() -> None:
    assert certainty(Evidence()) < ENOUGH


@pytest.mark.parametrize(
    "against",
    [{"rare": 1}, {"common": 0.9}, {"concepts": 1}, {"share": 0.5}],
    ids=str,
)
def test_what_stays_unexplained_makes_it_less_certain(against: dict[str, float]) -> None:
    assert certainty(FULL._replace(**against)) < certainty(FULL)


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("What kind of uplift does Twitter offer bloggers?", "P5"),
        ("What pithy advice does faberNovel give Twitter?", "P10"),
        ("Quel pourcentage d'internautes farouches connaît Twitter en France ?", "P1"),
    ],
)
def test_one_harmless_word_that_nobody_listed_stops_nothing(
    twitter: Assistant, question: str, place: str
) -> None:
    reply = twitter.reply(question)

    assert (reply.kind, reply.citations[0].place) == (Kind.ANSWER, place)


@pytest.mark.parametrize(
    "question",
    [
        "how many followers does Zorblax have?",
        "how many passengers of the Zorblax followed CNN in 1998?",
        "What percentage of bloggers use Twitter?",
        "How much money did Twitter raise?",
    ],
)
def test_a_name_a_group_or_another_theme_beside_a_figure_stops_it(
    twitter: Assistant, question: str
) -> None:
    assert twitter.reply(question).kind is Kind.UNKNOWN
