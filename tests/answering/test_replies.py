"""A reply stands alone: the answer with its figure and citation, a choice, or why there is none."""

import pytest

from bot.answering.model import Kind, Reason, Thread
from bot.assistant import Assistant

Packs = dict[str, Assistant]


def rows(*table):
    return [pytest.param(*row, id=f"{row[0]}: {row[1]}") for row in table]


@pytest.mark.parametrize(
    ("pack", "question", "entries", "says"),
    rows(
        ("ferries", "How many passengers for the Puffin?", {"passengers.puffin"}, "320,000"),
        ("ferries", "combien de passagers pour le Puffin", {"passengers.puffin"}, "320 000"),
        ("ferries", "PUFFIN PASSENGERS??", {"passengers.puffin"}, "320,000"),
        ("ferries", "how many pasengers for the pufin", {"passengers.puffin"}, "320,000"),
        ("ferries", "passengers of the Osprey", {"passengers.osprey"}, "barely 80,000"),
        ("ferries", "passagers de l'Osprey", {"passengers.osprey"}, "à peine 80 000"),
        ("ferries", "takings in 2030?", {"takings.second"}, "Nora Quill estimates"),
        ("ferries", "takings in 2029?", {"takings.first"}, "2 million euros"),
        ("ferries", "What is the punctuality?", {"punctuality.all"}, "92%"),
        ("ferries", "Quelle est la ponctualité ?", {"punctuality.all"}, "92 %"),
        ("ferries", "What does Nora Quill say about the ferries?", {"quill.lifeline"}, "empty”"),
        ("library", "How many loans?", {"collection.size"}, "86,000 books"),
        ("library", "What is the cost of the Sunday opening?", {"cost.sundays"}, "48,000 pounds"),
        (
            "library",
            "coût de l'ouverture le dimanche",
            {"cost.sundays"},
            "48 000 livres sterling",
        ),
        ("library", "What does Ida Marsh want?", {"marsh.stay"}, "stay, not only to borrow"),
        ("library", "Who runs the café?", {"cafe.crumb"}, "Crumb"),
        ("bare", "How many readers hold a card?", {"readers.number"}, "12,400"),
        ("bare", "combien de livres sont prêtés", {"collection.size"}, "86 000"),
        ("twitter", "cb d'abonnés pour dell ?", {"followers.dell"}, "1,4 million"),
        ("twitter", "Dell's followers", {"followers.dell"}, "1.4 million"),
    ),
)
def test_answers(packs: Packs, pack: str, question: str, entries: set[str], says: str) -> None:
    reply = packs[pack].reply(question)

    assert (reply.kind, reply.reason) == (Kind.ANSWER, None), reply.text
    assert set(reply.entries) == entries
    assert says in reply.text.replace("\u202f", " ")
    assert reply.citations


@pytest.mark.parametrize(
    ("pack", "question", "reason"),
    [
        ("ferries", "How many passengers for the Kittiwake?", Reason.NOT_IN_SOURCE),
        ("ferries", "combien de passagers pour le Titanic ?", Reason.NOT_IN_SOURCE),
        ("ferries", "passengers of the Puffin in 2029", Reason.NOT_IN_SOURCE),
        ("ferries", "takings in 2031", Reason.NOT_IN_SOURCE),
        ("ferries", "takings in the first quarter", Reason.NOT_IN_SOURCE),
        ("ferries", "Who is the captain of the Puffin?", Reason.NOT_IN_SOURCE),
        ("ferries", "How many zeppelins for the Puffin?", Reason.NOT_IN_SOURCE),
        ("ferries", "What are the takings in dollars?", Reason.NOT_IN_SOURCE),
        ("ferries", "Where can I buy a ticket for the Gannet?", Reason.NOT_IN_SOURCE),
        ("ferries", "how old is the Osprey", Reason.NOT_IN_SOURCE),
        ("library", "How many loans do the archives make?", Reason.NOT_IN_SOURCE),
        ("library", "Who is the author of the article?", Reason.NOT_IN_SOURCE),
        ("library", "quelle est la date de publication ?", Reason.NOT_IN_SOURCE),
        ("library", "Who founded the library?", Reason.NOT_IN_SOURCE),
        ("twitter", "combien de followers pour Lady Gaga ?", Reason.NOT_IN_SOURCE),
        ("twitter", "Quelle est la météo à Paris ?", Reason.NOT_IN_SOURCE),
        ("ferries", "Wie viele Passagiere hat die Fähre und wer ist der Chef?", Reason.LANGUAGE),
        ("library", "Сколько читателей?", Reason.LANGUAGE),
        ("ferries", "blorp blorp", Reason.NOT_UNDERSTOOD),
    ],
)
def test_what_the_text_does_not_say_gets_a_reason(
    packs: Packs, pack: str, question: str, reason: Reason
) -> None:
    reply = packs[pack].reply(question)

    assert (reply.kind, reply.reason) == (Kind.UNKNOWN, reason), reply.text
    assert reply.text
    assert reply.figures == ()


def test_the_nearest_thing_is_shown_and_cited(ferries: Assistant) -> None:
    reply = ferries.reply("How many zeppelins for the Puffin?")

    assert "320,000 passengers" in reply.text
    assert [(c.place, c.excerpt) for c in reply.citations] == [("P1", "the Puffin 320,000")]


def test_a_citation_names_source_place_and_section(library: Assistant) -> None:
    (citation,) = library.reply("How many loans?").citations

    assert (citation.source, citation.place) == ("fennmoor-library", "P2")
    assert citation.section == "A collection that grows"


def test_a_quotation_is_kept_in_the_original_and_translated(ferries: Assistant) -> None:
    reply = ferries.reply("que dit Nora Quill des ferrys ?")
    (quote,) = [p.quote for p in reply.parts if p.quote]

    assert quote.words == "Without these ferries the island would be empty"
    assert quote.translation == "Sans ces ferrys, l’île serait vide"
    assert quote.words in reply.text
    assert quote.translation in reply.text
    assert "notre traduction" in reply.text


def test_in_the_texts_own_language_it_is_not_translated(ferries: Assistant) -> None:
    reply = ferries.reply("What does Nora Quill say about the ferries?")

    assert [p.quote.translation for p in reply.parts if p.quote] == [None]
    assert "translation" not in reply.text


def test_figures_are_typed(ferries: Assistant) -> None:
    (figure,) = ferries.reply("What were the takings in 2030?").figures

    assert figure.to_json() == {
        "value": 2_500_000,
        "unit": "eur",
        "measure": "takings",
        "of": "skerrow",
        "period": "y2030",
        "hedge": None,
        "status": "estimated",
        "by": "nora-quill",
    }


@pytest.mark.parametrize(
    ("pack", "question"), [("twitter", "le pourcentage ?"), ("twitter", "the percentage?")]
)
def test_an_ambiguity_becomes_choices_that_answer(packs: Packs, pack: str, question: str) -> None:
    reply = packs[pack].reply(question)

    assert reply.kind is Kind.CLARIFICATION
    assert 2 <= len(reply.choices) <= 4
    replies = [packs[pack].reply(c.question, reply.thread) for c in reply.choices]
    assert {r.kind for r in replies} == {Kind.ANSWER}


@pytest.mark.parametrize(
    ("pack", "greeting"),
    [
        ("ferries", "hello"),
        ("ferries", "bonjour !"),
        ("library", "thanks"),
        ("twitter", "merci beaucoup"),
        ("twitter", "help"),
        ("ferries", "what can I ask?"),
        ("ferries", "que puis-je demander ?"),
        ("bare", "salut"),
    ],
)
def test_social_turns_are_social(packs: Packs, pack: str, greeting: str) -> None:
    reply = packs[pack].reply(greeting)

    assert (reply.kind, reply.citations, reply.verdict) == (Kind.SOCIAL, (), None)
    assert "{" not in reply.text


@pytest.mark.parametrize(
    "question", ["hello, how many passengers for the Puffin?", "merci ! et le Puffin ?"]
)
def test_a_greeting_before_a_question_does_not_hide_it(ferries: Assistant, question: str) -> None:
    assert ferries.reply(question).entries == ("passengers.puffin",)


def test_related_questions_are_few_new_and_answered(ferries: Assistant) -> None:
    reply = ferries.reply("How many passengers for the Puffin?")

    assert 1 <= len(reply.related) <= 3
    again = [ferries.reply(q) for q in reply.related]
    assert all(r.kind is Kind.ANSWER for r in again)
    assert not any(r.entries == reply.entries for r in again)


@pytest.mark.parametrize(
    "question",
    [
        "Is it true that the Gannet carried twice as many passengers as the Puffin?",
        "What share of the passengers does the Gannet carry?",
    ],
)
def test_every_sentence_starts_with_a_capital(ferries: Assistant, question: str) -> None:
    text = ferries.reply(question).text

    starts = [text[0], *(s.strip()[0] for s in text.split(". ")[1:] if s.strip())]
    assert [c for c in starts if c.islower()] == []


def test_the_thread_of_a_greeting_is_kept(ferries: Assistant) -> None:
    first = ferries.reply("How many passengers for the Puffin?")
    second = ferries.reply("thanks!", first.thread)
    third = ferries.reply("and the Osprey?", second.thread)

    assert third.entries == ("passengers.osprey",)


def test_an_empty_thread_is_a_new_one(ferries: Assistant) -> None:
    assert ferries.reply("takings in 2030?", Thread({})) == ferries.reply("takings in 2030?")
