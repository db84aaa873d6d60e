"""Follow-ups whose subject stands in the answer before, is compared with, or is somebody else."""

import pytest

from bot.answering.model import Kind, Reply, Thread, Verdict
from bot.assistant import Assistant


def talk(assistant: Assistant, *turns: str) -> Reply:
    """The reply to the last turn of a conversation."""
    thread = Thread()
    for turn in turns:
        reply = assistant.reply(turn, thread)
        thread = reply.thread
    return reply


@pytest.mark.parametrize(
    ("turns", "verdict"),
    [
        (("TechCrunch's followers?", "is that more than Dell?"), Verdict.CONTRADICTED),
        (("Combien de followers a Obama ?", "donc moins que CNN ?"), Verdict.SUPPORTED),
        (("revenue in Q3?", "is it more than in Q4?"), Verdict.CONTRADICTED),
        (("How many followers does CNN have?", "is it the first?"), Verdict.CONTRADICTED),
    ],
)
def test_a_comparison_keeps_the_one_before(
    twitter: Assistant, turns: tuple[str, ...], verdict: Verdict
) -> None:
    assert talk(twitter, *turns).verdict is verdict


@pytest.mark.parametrize(
    ("turns", "value"),
    [
        (("Who has the fewest followers?", "and by how much is CNN ahead?"), 1_700_000),
        (("Qui est le plus suivi ?", "combien exactement ?"), 3_900_000),
        (("followers of Lady Gaga?", "CNN then?", "and Dell?", "those two together?"), 4_200_000),
    ],
)
def test_whose_figure_was_found_is_remembered(
    twitter: Assistant, turns: tuple[str, ...], value: int
) -> None:
    assert value in {int(f.value) for f in talk(twitter, *turns).figures}


@pytest.mark.parametrize(
    ("turns", "place"),
    [
        (("Combien de followers a Ashton Kutcher ?", "c'est qui, lui ?"), "P3"),
        (("What does Distinguin say about firms?", "what is his job?"), "P7"),
        (("Avec qui Twitter a-t-il des partenariats ?", "pour faire quoi ?"), "P9"),
    ],
)
def test_something_else_is_asked_of_the_same(
    twitter: Assistant, turns: tuple[str, ...], place: str
) -> None:
    reply = talk(twitter, *turns)

    assert reply.kind is Kind.ANSWER, reply.text
    assert place in {c.place for c in reply.citations}


@pytest.mark.parametrize(
    "turns",
    [
        ("Who is Ashton Kutcher married to?", "how many followers does she have?"),
        ("Qui est la femme de Kutcher ?", "et elle, combien de followers a-t-elle ?"),
        ("Who is Stéphane Distinguin?", "how old is he?"),
    ],
)
def test_a_pronoun_is_not_taken_for_somebody_else(
    twitter: Assistant, turns: tuple[str, ...]
) -> None:
    assert talk(twitter, *turns).kind is Kind.UNKNOWN


def test_what_speaks_to_the_bot_is_small_talk_behind_an_answer_too(twitter: Assistant) -> None:
    assert talk(twitter, "Qui est le plus suivi ?", "et toi, ça va ?").kind is Kind.SOCIAL
