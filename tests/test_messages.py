"""Messages of several parts: stories around a question, colons, several things asked at once."""

import pytest

from bot.answering.model import Kind, Verdict
from bot.assistant import Assistant


@pytest.mark.parametrize(
    ("message", "values"),
    [
        (
            "Deux choses : les followers d'Obama, et le revenu du quatrième trimestre ?",
            {2_700_000, 4_000_000},
        ),
        ("Il me faut les followers de CNN puis le CA du T3.", {2_800_000, 400_000}),
        (
            "Who has the most followers, and how many users does Twitter have?",
            {3_900_000, 25_000_000},
        ),
    ],
)
def test_everything_asked_at_once_is_answered(
    twitter: Assistant, message: str, values: set[int]
) -> None:
    reply = twitter.reply(message)

    assert reply.kind is Kind.ANSWER
    assert values <= {int(f.value) for f in reply.figures}


@pytest.mark.parametrize(
    ("message", "place"),
    [
        ("On parie un café avec un collègue sur les pubs : Twitter compte en mettre quand ?", "P9"),
        ("I'm pitching Dell to a client tomorrow, how many followers does CNN have?", "P3"),
    ],
)
def test_what_leads_to_a_question_is_told_from_it(
    twitter: Assistant, message: str, place: str
) -> None:
    reply = twitter.reply(message)

    assert (reply.kind, reply.citations[0].place) == (Kind.ANSWER, place)


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("dell followers nombre", "fr"),
        ("Ashtn Kucher folowers cuont", "en"),
        ("dell followers count", "en"),
    ],
)
def test_words_both_languages_use_tell_neither(
    twitter: Assistant, message: str, language: str
) -> None:
    assert twitter.reply(message).language == language


def test_a_name_alone_keeps_the_language_of_its_thread(twitter: Assistant) -> None:
    asked = twitter.reply("Combien d'abonnés pour Obama ?")

    assert twitter.reply("et Lady Gaga ?", asked.thread).language == "fr"


@pytest.mark.parametrize(
    ("message", "verdict"),
    [
        ("parle-moi du business model", None),
        ("Does Twitter have a viable business model?", Verdict.CONTRADICTED),
        ("Le trimestre trois a rapporté 4 millions, exact ?", Verdict.CONTRADICTED),
    ],
)
def test_only_what_is_claimed_is_judged(
    twitter: Assistant, message: str, verdict: Verdict | None
) -> None:
    reply = twitter.reply(message)

    assert (reply.kind, reply.verdict) == (Kind.ANSWER, verdict)
