"""Claims of how many without a number, and what a percentage comes to among so many people."""

import pytest

from bot.answering.model import Kind, Verdict
from bot.assistant import Assistant

SUPPORTED, CONTRADICTED, UNSUPPORTED = Verdict


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("La plupart des internautes français connaissent Twitter.", SUPPORTED),
        ("Is Twitter used by most French internet users?", CONTRADICTED),
        ("Est-ce que beaucoup de Français utilisent Twitter ?", CONTRADICTED),
        ("Tout le monde connaît Twitter en France ?", CONTRADICTED),
        ("hardly anyone uses Twitter in France, right?", SUPPORTED),
        ("peu de Français utilisent Twitter, c'est vrai ?", SUPPORTED),
        ("Dell a beaucoup d'abonnés ?", UNSUPPORTED),
    ],
)
def test_a_quantity_is_held_against_one_percentage(
    twitter: Assistant, claim: str, verdict: Verdict
) -> None:
    assert twitter.reply(claim).verdict is verdict


@pytest.mark.parametrize(
    ("question", "people"),
    [
        ("Out of 200 French internet users, how many use Twitter?", 18),
        ("Sur 200 internautes français, combien connaissent Twitter ?", 120),
        ("In a room of ten French web users, how many have never heard of Twitter?", 4),
    ],
)
def test_a_percentage_comes_to_so_many_people(
    twitter: Assistant, question: str, people: int
) -> None:
    reply = twitter.reply(question)

    assert (reply.kind, int(reply.figures[-1].value)) == (Kind.ANSWER, people)
    assert reply.working is not None


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("Facebook has also teamed up with Twitter, hasn't it?", UNSUPPORTED),
        ("Twitter has teamed up with Google and Facebook, hasn't it?", CONTRADICTED),
        ("Google and Microsoft will show tweets in real time, won't they?", SUPPORTED),
        ("Has anyone from Microsoft commented on the partnership?", UNSUPPORTED),
        ("faberNovel tells Twitter not to rush its business model, correct?", SUPPORTED),
        ("faberNovel tells Twitter to rush its business model, correct?", CONTRADICTED),
    ],
)
def test_what_is_added_said_or_denied_is_not_taken_for_what_the_text_says(
    twitter: Assistant, claim: str, verdict: Verdict
) -> None:
    assert twitter.reply(claim).verdict is verdict
