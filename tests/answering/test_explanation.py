"""``--why`` shows a curator how a reply was found and what stayed unexplained."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.assistant import Assistant


def told(assistant: Assistant, question: str) -> str:
    lines = assistant.reply(question).explanation.lines
    return "\n".join(f"{heading}: {text}" for heading, text in lines)


@pytest.mark.parametrize(
    ("question", "shows"),
    [
        pytest.param("how many passengers for the Puffin", ["puffin", "passengers"], id="terms"),
        pytest.param("how many passengers for the Pufin", ["Pufin", "puffin"], id="corrections"),
        pytest.param("is it 2.8 million passengers?", ["2.8 million", "2800000"], id="numbers"),
        pytest.param("passengers of the Puffin", ["“passengers of"], id="the winning phrase"),
        pytest.param("how many zeppelins for the Puffin", ["zeppelins"], id="what is unexplained"),
        pytest.param("passengers of the Kittiwake", ["kittiwake"], id="what vetoes"),
        pytest.param("why are takings up", ["why"], id="how it asks"),
        pytest.param("the Puffin is not on time", ["negated"], id="what is denied"),
    ],
)
def test_an_explanation_shows(ferries: Assistant, question: str, shows: list[str]) -> None:
    text = told(ferries, question)

    assert [what for what in shows if what not in text] == []


def test_it_names_the_intent_and_what_each_score_contributed(ferries: Assistant) -> None:
    headings = [h for h, _ in ferries.reply("passengers of the Puffin").explanation.lines]

    assert "passengers" in headings
    assert "score" in told(ferries, "passengers of the Puffin")


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("how many zeppelins for the Puffin", ("zeppelins",)),
        ("how many passengers for the Puffin", ()),
    ],
)
def test_what_stayed_unexplained_is_told(
    ferries: Assistant, question: str, left: tuple[str, ...]
) -> None:
    assert ferries.reply(question).unexplained == left


def test_the_runner_up_is_another_intent_with_a_confidence(twitter: Assistant) -> None:
    reply = twitter.reply("combien de followers pour Dell ?")

    assert reply.runner_up is not None
    intent, confidence = reply.runner_up
    assert intent in {i.id for i in twitter.pack.intents} - {"followers"}
    assert 0 <= confidence <= 1


@settings(max_examples=60, deadline=None)
@given(question=st.text(max_size=120))
def test_any_question_has_one_that_is_text(ferries: Assistant, question: str) -> None:
    reply = ferries.reply(question)

    assert all(heading and text for heading, text in reply.explanation.lines)
    assert 0 <= reply.confidence <= 1
