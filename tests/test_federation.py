"""Several packs asked as one: who answers, under which title, and what a follow-up is about."""

from __future__ import annotations

import json

import pytest

from bot.answering.model import Kind, Reply, Thread, Verdict
from bot.assistant import Assistant
from bot.federation import Federation, narrowed
from tests.two_packs import BEFORE, NOW, TITLE_BEFORE, TITLE_NOW, overlapping

from .conftest import Opens

CARDS = "how many readers hold a card?"


@pytest.fixture(scope="module")
def years(opened: Opens, tmp_path_factory: pytest.TempPathFactory) -> Federation:
    """Two packs that both answer some questions."""
    home = overlapping(tmp_path_factory.mktemp("packs") / "years")
    return Federation([opened(NOW, home), opened(BEFORE, home)])


@pytest.fixture(scope="module")
def unlike(twitter: Assistant, library: Assistant, ferries: Assistant) -> Federation:
    """Three packs of which hardly a question belongs to two."""
    return Federation([twitter, library, ferries])


def talk(federation: Federation, *turns: str) -> Reply:
    reply = federation.reply(turns[0])
    for turn in turns[1:]:
        reply = federation.reply(turn, Thread(json.loads(json.dumps(reply.thread.state))))
    return reply


def sources(reply: Reply) -> set[str]:
    return {citation.source for citation in reply.citations}


def test_what_two_packs_answer_says_which(years: Federation) -> None:
    reply = years.reply(CARDS)

    assert reply.kind is Kind.ANSWER
    now, before = reply.text.splitlines()
    assert now.startswith(f"“{TITLE_NOW}”: ")
    assert before.startswith(f"“{TITLE_BEFORE}”: ")
    assert "12,400" in now
    assert "11,900" in before
    assert sources(reply) == {NOW, BEFORE}


def test_the_titles_stand_in_the_replys_language(years: Federation) -> None:
    reply = years.reply("combien de lecteurs ont une carte ?")

    assert f"«\u202f{TITLE_BEFORE}\u202f»" in reply.text


def test_a_claim_is_held_against_both(years: Federation) -> None:
    reply = years.reply("12,400 readers hold a card, right?")

    assert reply.verdict is Verdict.CONTRADICTED  # by one of them, and both say so
    assert f"“{TITLE_BEFORE}”" in reply.text
    assert f"“{TITLE_NOW}”" in reply.text


@pytest.mark.parametrize(
    ("question", "source", "says"),
    [
        ("combien d’abonnés pour CNN ?", "twitter-france", "2,8"),
        ("how many books does the library lend?", "fennmoor-library", "86,000"),
        ("how many passengers did the Puffin carry?", "skerrow-ferries", "320,000"),
    ],
)
def test_what_one_pack_answers_is_its_answer(
    unlike: Federation, question: str, source: str, says: str
) -> None:
    reply = unlike.reply(question)

    assert (reply.kind, sources(reply)) == (Kind.ANSWER, {source})
    assert says in reply.text


@pytest.mark.parametrize(
    ("turns", "source", "says"),
    [
        (("how many followers does CNN have?", "and Dell?"), "twitter-france", "1.4"),
        (("how many passengers for the Puffin?", "and the Osprey?"), "skerrow-ferries", "80,000"),
        (("combien d’abonnés pour CNN ?", "source ?"), "twitter-france", "paragraphe 3"),
        (
            ("combien d’abonnés pour CNN ?", "combien de passagers pour le Gannet ?", "source ?"),
            "skerrow-ferries",
            "paragraphe 1",
        ),
    ],
)
def test_a_follow_up_goes_to_the_pack_that_answered(
    unlike: Federation, turns: tuple[str, ...], source: str, says: str
) -> None:
    reply = talk(unlike, *turns)

    assert (reply.kind, sources(reply)) == (Kind.ANSWER, {source})
    assert says in reply.text


def test_another_question_in_the_thread_is_anybodys(unlike: Federation) -> None:
    reply = talk(unlike, "how many followers does CNN have?", "how many books are lent?")

    assert sources(reply) == {"fennmoor-library"}


def test_what_no_pack_says_is_told_of_the_nearest(unlike: Federation) -> None:
    reply = unlike.reply("how many followers does Lady Gaga have?")

    assert reply.kind is Kind.UNKNOWN
    assert reply.text.startswith("“Twitter reste un service connu")


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("how do I bake bread?", "What I have read says nothing about this: “bake”"),
        ("comment cuire du pain ?", "Ce que j’ai lu ne dit rien à ce sujet"),
    ],
)
def test_what_no_pack_comes_near_is_told_of_all(
    unlike: Federation, question: str, says: str
) -> None:
    reply = unlike.reply(question)

    assert (reply.kind, reply.entries) == (Kind.UNKNOWN, ())
    assert reply.text.startswith(says)
    assert reply.parts[0].text.startswith(says)


def test_those_asked_before_are_asked_alone(unlike: Federation, twitter: Assistant) -> None:
    cnn, puffin = "how many followers does CNN have?", "how many passengers did the Puffin carry?"
    two = narrowed(unlike, ["fennmoor-library", "twitter-france"])

    assert two is not None
    assert two.reply(cnn).kind is Kind.ANSWER
    assert two.reply(puffin).kind is Kind.UNKNOWN
    assert narrowed(unlike, ["twitter-france"]) is twitter
    assert narrowed(twitter, ["twitter-france", "another"]) is twitter
    assert narrowed(twitter, ["another"]) is narrowed(unlike, ["another"]) is None


@pytest.mark.parametrize("question", ["hello", "help", "bonjour"])
def test_small_talk_names_every_text(unlike: Federation, question: str) -> None:
    reply = unlike.reply(question)

    assert reply.kind is Kind.SOCIAL
    assert all(pack.source.title in reply.text for pack in unlike.packs)


def test_each_sentence_of_a_text_is_held_against_the_text_that_speaks_of_it(
    unlike: Federation,
) -> None:
    text = "CNN has 5 million followers. The Puffin carried 320,000 passengers. Cats are green."

    verdicts = [reply.verdict for _, reply in unlike.check(text)]

    assert verdicts == [Verdict.CONTRADICTED, Verdict.SUPPORTED, Verdict.UNSUPPORTED]


def test_questions_of_every_pack_are_offered(
    unlike: Federation, twitter: Assistant, library: Assistant, ferries: Assistant
) -> None:
    suggested = unlike.suggestions("en")

    assert len(suggested) == 4
    for one in (twitter, library, ferries):
        assert {q for topic in one.topics("en") for q in topic.questions} & set(suggested)
