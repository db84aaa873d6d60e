"""The one door: any text in, a valid cited reply out; threads, languages, several questions."""

import json
import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.model import Kind, Reason, Reply, Thread, Verdict
from bot.assistant import Assistant
from bot.knowledge.model import LANGUAGES, Pack, Quote

Packs = dict[str, Assistant]
PACKS = ("twitter", "library", "ferries", "bare")
LONGEST_TURN = 40_000


def talk(assistant: Assistant, *turns: str) -> Reply:
    """The reply to the last of some turns; what is remembered goes through JSON, as in storages."""
    reply = assistant.reply(turns[0])
    for turn in turns[1:]:
        reply = assistant.reply(turn, Thread(json.loads(json.dumps(reply.thread.state))))
    return reply


def rows(*table):
    """Rows of a pack, turns and what is expected."""
    return [pytest.param(*row, id=f"{row[0]}: {' | '.join(row[1])}") for row in table]


# --- threads -------------------------------------------------------------------------------------

PUFFIN, OSPREY = "How many passengers for the Puffin?", "and the Osprey?"
LOST = "How many passengers for the Kittiwake?"


@pytest.mark.parametrize(
    ("pack", "turns", "entries"),
    rows(
        ("ferries", (PUFFIN, OSPREY), {"passengers.osprey"}),
        ("ferries", (PUFFIN, "and Gannet"), {"passengers.gannet"}),
        ("ferries", (PUFFIN, "Osprey?"), {"passengers.osprey"}),
        ("ferries", (PUFFIN, "no, I meant the Gannet"), {"passengers.gannet"}),
        ("ferries", (PUFFIN, "what are the takings in 2030?"), {"takings.second"}),
        ("ferries", (PUFFIN, "what is the punctuality?"), {"punctuality.all"}),
        ("ferries", (PUFFIN, "et l'Osprey ?"), {"passengers.osprey"}),
        ("ferries", (PUFFIN, "en français"), {"passengers.puffin"}),
        ("ferries", (PUFFIN, "source?"), {"passengers.puffin"}),
        ("ferries", (PUFFIN, "who said that?"), {"passengers.puffin"}),
        ("ferries", (PUFFIN, "are you sure?"), {"passengers.puffin"}),
        ("ferries", (PUFFIN, "thanks", OSPREY), {"passengers.osprey"}),
        (
            "ferries",
            (PUFFIN, OSPREY, "the difference?"),
            {"passengers.puffin", "passengers.osprey"},
        ),
        ("ferries", ("takings in 2029?", "and in 2030?"), {"takings.second"}),
        ("ferries", ("takings in 2030?", "who said that?"), {"takings.second"}),
        ("library", ("combien de prêts par an ?", "et en anglais ?"), {"collection.size"}),
        ("twitter", ("Combien de followers a Dell ?", "et CNN ?"), {"followers.cnn"}),
        ("twitter", ("Dell's followers?", "et CNN ?", "and Obama?"), {"followers.obama"}),
    ),
)
def test_a_follow_up_inherits_what_it_leaves_out(
    packs: Packs, pack: str, turns: tuple[str, ...], entries: set[str]
) -> None:
    reply = talk(packs[pack], *turns)

    assert reply.kind is Kind.ANSWER, reply.text
    assert set(reply.entries) == entries


@pytest.mark.parametrize(
    ("pack", "turns", "reason"),
    rows(
        ("ferries", (PUFFIN, "and the Kittiwake?"), Reason.NOT_IN_SOURCE),
        ("ferries", (PUFFIN, "in 2030?"), Reason.NOT_IN_SOURCE),
        ("ferries", ("takings in 2030?", "and in 2031?"), Reason.NOT_IN_SOURCE),
        ("ferries", (PUFFIN, "who is its captain?"), Reason.NOT_IN_SOURCE),
        ("library", ("How many loans?", "and the archives?"), Reason.NOT_IN_SOURCE),
        ("twitter", ("Dell's followers?", "and Lady Gaga?"), Reason.NOT_IN_SOURCE),
    ),
)
def test_a_follow_up_never_inherits_what_it_contradicts(
    packs: Packs, pack: str, turns: tuple[str, ...], reason: Reason
) -> None:
    reply = talk(packs[pack], *turns)

    assert (reply.kind, reply.reason) == (Kind.UNKNOWN, reason), reply.text


@pytest.mark.parametrize("turn", ["who said that?", "are you sure?", "qui dit ça ?", "what else?"])
def test_a_turn_about_nothing_yet_answers_nothing(ferries: Assistant, turn: str) -> None:
    reply = ferries.reply(turn)

    assert reply.kind is not Kind.ANSWER
    assert reply.figures == ()


def test_a_quotation_is_told_whose_it_is(ferries: Assistant) -> None:
    assert "Nora Quill" in talk(ferries, "takings in 2030?", "who said that?").text


def test_conversations_do_not_leak_into_one_another(ferries: Assistant) -> None:
    alone = ferries.reply(OSPREY)
    ferries.reply("what are the takings?")

    assert ferries.reply(OSPREY) == alone


@pytest.mark.parametrize("pack", PACKS)
def test_a_long_conversation_stays_small_and_json(packs: Packs, pack: str) -> None:
    assistant = packs[pack]
    asked = [q for lg in LANGUAGES for card in assistant.topics(lg) for q in card.questions]
    reply = talk(assistant, *(asked * 2)[:60])

    assert len(json.dumps(reply.thread.state)) < 3_000


# --- languages -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pack", "turns", "language"),
    rows(
        ("ferries", ("How many passengers for the Puffin?",), "en"),
        ("ferries", ("Combien de passagers pour le Puffin ?",), "fr"),
        ("ferries", ("Combien de passagers pour le Puffin ?", "Osprey?"), "fr"),
        ("ferries", ("Combien de passagers pour le Puffin ?", "and for the Osprey?"), "en"),
        ("ferries", ("passengers for the Puffin", "et pour l'Osprey ?"), "fr"),
        ("ferries", ("passengers for the Puffin", "en français s'il te plaît"), "fr"),
        ("ferries", ("passagers du Puffin", "in English please"), "en"),
        ("ferries", ("2031",), "en"),
        ("ferries", ("",), "en"),
        ("twitter", ("",), "fr"),
        ("twitter", ("CNN",), "fr"),
        ("twitter", ("how many followers for CNN?",), "en"),
        ("library", ("merci",), "fr"),
        ("library", ("thanks",), "en"),
        ("library", ("xyzzy?",), "en"),
    ),
)
def test_the_reply_is_in_the_questions_language(
    packs: Packs, pack: str, turns: tuple[str, ...], language: str
) -> None:
    assert talk(packs[pack], *turns).language == language


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("question", [PUFFIN, "passagers du Puffin", "hello", "xyzzy", ""])
def test_the_language_can_be_set(ferries: Assistant, question: str, language: str) -> None:
    assert ferries.reply(question, language=language).language == language


def test_in_another_language_it_says_in_both_what_it_reads(ferries: Assistant) -> None:
    reply = ferries.reply("Сколько пассажиров?")

    assert (reply.kind, reply.reason) == (Kind.UNKNOWN, Reason.LANGUAGE)
    assert "français" in reply.text
    assert "French" in reply.text


# --- several questions, greetings, nothing --------------------------------------------------------


@pytest.mark.parametrize(
    ("pack", "turns", "entries"),
    rows(
        (
            "ferries",
            ("What is the punctuality? What were the takings in 2029?",),
            {"punctuality.all", "takings.first"},
        ),
        (
            "ferries",
            ("How many passengers for the Gannet? And for the Osprey?",),
            {"passengers.gannet", "passengers.osprey"},
        ),
        (
            "ferries",
            ("What is the punctuality and how many passengers for the Osprey?",),
            {"punctuality.all", "passengers.osprey"},
        ),
        (
            "library",
            ("How many loans?\nWhat does Ida Marsh want?",),
            {"collection.size", "marsh.stay"},
        ),
        ("ferries", ("Hello! How many passengers for the Puffin? Thanks!",), {"passengers.puffin"}),
        (
            "ferries",
            ("I work on a report about harbours. How many passengers for the Puffin?",),
            {"passengers.puffin"},
        ),
    ),
)
def test_every_question_of_a_message_is_answered(
    packs: Packs, pack: str, turns: tuple[str, ...], entries: set[str]
) -> None:
    reply = packs[pack].reply(*turns)

    assert reply.kind is Kind.ANSWER
    assert set(reply.entries) == entries


@pytest.mark.parametrize("typed", ["", "   ", "\n", ":smile:", "🎉🎉", "<@U123>", "<@U123> :wave:"])
@pytest.mark.parametrize("pack", PACKS)
def test_a_message_without_words_gets_a_reply(packs: Packs, pack: str, typed: str) -> None:
    reply = packs[pack].reply(typed)

    assert reply.kind is Kind.SOCIAL or (pack == "bare" and reply.kind is Kind.UNKNOWN)
    assert reply.text


@pytest.mark.parametrize(
    "typed",
    [
        "<@U0123ABC> how many passengers for the *Puffin*? :ferry:",
        "> how many passengers for the Puffin?",
        "“how many passengers for the Puffin”",
        "how many passengers for `Puffin`?",
        "HOW MANY PASSENGERS FOR THE PUFFIN",
        "how   many\tpassengers\u00a0for the Puffin ?!?!",
        "how many passengers for the Puffin? https://example.org/x?y=640000",
        "how many passengers for the ＰＵＦＦＩＮ",
    ],
)
def test_markup_and_shouting_change_nothing(ferries: Assistant, typed: str) -> None:
    assert ferries.reply(typed).entries == ("passengers.puffin",)


# --- what it offers ------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pack", PACKS)
def test_topics_are_those_of_the_pack_in_the_language(
    packs: Packs, pack: str, language: str
) -> None:
    assistant = packs[pack]
    cards = assistant.topics(language)

    own = [t for t in assistant.pack.topics if t.id not in assistant.pack.common]
    assert sorted(c.name for c in cards) == sorted(t.name.in_(language) for t in own)
    assert all(card.questions for card in cards)


@pytest.mark.parametrize("language", LANGUAGES)
def test_topics_that_begin_with_a_figure_come_first(packs: Packs, language: str) -> None:
    assistant = packs["twitter"]

    firsts = [card.questions[0] for card in assistant.topics(language)]

    told = [bool(assistant.reply(question).figures) for question in firsts]
    assert told == sorted(told, reverse=True)
    assert 0 < sum(told) < len(told)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pack", PACKS)
def test_suggestions_are_questions_of_the_topics(packs: Packs, pack: str, language: str) -> None:
    suggested = packs[pack].suggestions(language)

    asked = {q for card in packs[pack].topics(language) for q in card.questions}
    assert 1 <= len(suggested) <= 4
    assert set(suggested) <= asked


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pack", ["twitter", "ferries"])
def test_what_it_offers_it_answers(packs: Packs, pack: str, language: str) -> None:
    assistant = packs[pack]
    silent = {f.id for f in assistant.pack.facts if f.silent}
    asked = [q for card in assistant.topics(language) for q in card.questions]
    replies = {q: assistant.reply(q) for q in asked}

    unanswered = [
        q
        for q, r in replies.items()
        if (r.kind is not Kind.ANSWER and not set(r.entries) & silent) or r.language != language
    ]
    assert unanswered == []


# --- check ---------------------------------------------------------------------------------------


def test_every_sentence_of_a_text_is_checked(ferries: Assistant) -> None:
    text = "The Gannet carried 640,000 passengers. The Puffin carried 5 million. It rained all day."

    checked = ferries.check(text)

    assert [sentence for sentence, _ in checked] == [
        "The Gannet carried 640,000 passengers.",
        "The Puffin carried 5 million.",
        "It rained all day.",
    ]
    assert [reply.verdict for _, reply in checked] == list(Verdict)


def test_each_is_checked_in_its_language(ferries: Assistant) -> None:
    text = "The Gannet carried 640,000 passengers.\nLe Puffin a transporté 320 000 passagers."

    assert [reply.language for _, reply in ferries.check(text)] == ["en", "fr"]
    assert [r.language for _, r in ferries.check(text, language="fr")] == ["fr", "fr"]


@pytest.mark.parametrize("text", ["", "  ", "🎉", "<@U123>"])
def test_nothing_to_check_gives_nothing(ferries: Assistant, text: str) -> None:
    assert ferries.check(text) == ()


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=300))
def test_checking_any_text_gives_verdicts(ferries: Assistant, text: str) -> None:
    assert all(reply.verdict in Verdict for _, reply in ferries.check(text))


# --- any text ------------------------------------------------------------------------------------

WORDS = st.sampled_from(
    """how many combien which quel why pourquoi is est who qui not pas and et or the le la total
    difference écart average moyenne rank classement most plus first premier second last more than
    twice fois share part grew augmenté 2,8 millions 640,000 9% 2030 2031 12 three trois half ? ! ,
    . passengers passagers Puffin Gannet Osprey Kittiwake takings recettes punctuality Nora Quill
    readers lecteurs loans prêts library bibliothèque Sundays dimanche herbal cost café followers
    CNN Dell Kutcher Twitter France utilisateurs users revenue trimestre Google source english en
    français sure thanks bonjour true vrai right says dit""".split()
)
CHATTER = st.lists(WORDS, max_size=18).map(" ".join)
NAMES = st.sampled_from("Puffin Gannet Osprey Kittiwake CNN Dell Obama Google".split())
THINGS = st.sampled_from(
    "passengers takings punctuality followers users revenue passagers recettes abonnés".split()
)
AMOUNTS = st.sampled_from(["3", "100,000", "1,4 million", "2.8 million", "9%", "€2 million", "40"])
PATTERNS = st.sampled_from(
    [
        "How many {thing} for {a}?",
        "combien de {thing} pour {a} et {b} ?",
        "Is it true that {a} has {n} {thing}?",
        "{a} a {n} de {thing}, non ?",
        "difference in {thing} between {a} and {b}",
        "how many times more {thing} for {a} than {b}",
        "which have more than {n} {thing}?",
        "combien ont moins de {n} {thing} ?",
        "total {thing} without {a}",
        "moyenne des {thing}",
        "the top 3 by {thing}, and is {a} second?",
        "{a} has more {thing} than {b}",
        "What share of the {thing} is {a}'s?",
        "de combien les {thing} ont-ils augmenté ?",
        "why does {a} have {n} {thing} in 2030?",
        "What are the {thing}? And {a}? And {b}?",
        "{thing} {a} {b} {n}",
    ]
)
QUESTIONS = st.builds(
    lambda pattern, a, b, n, thing: pattern.format(a=a, b=b, n=n, thing=thing),
    *(PATTERNS, NAMES, NAMES, AMOUNTS, THINGS),
)
MESSAGES = st.one_of(
    CHATTER,
    QUESTIONS,
    st.text(max_size=400),
    st.lists(WORDS | st.text(max_size=12), max_size=25).map("\n".join),
)
LONG = st.builds(
    lambda piece, times: (piece * times)[:LONGEST_TURN],
    st.text(min_size=1, max_size=60) | CHATTER.filter(bool),
    st.integers(300, 5_000),
)


def excerpts(assistant: Assistant) -> set[tuple[str, str]]:
    """Every excerpt of a pack with its place; the title too, which metadata cites."""
    pack = assistant.pack
    stand = {(e.place, e.excerpt) for fact in pack.facts for e in fact.evidence}
    quoted = {(q.place, q.words) for q in pack.quotes}
    return stand | quoted | {(pack.source.places[0].id, pack.source.title)}


def digits(text: str) -> set[str]:
    """The runs of digits of a text, thousands joined: "400 000" and "400,000" are one."""
    return set(re.findall(r"\d+", re.sub(r"(?<=\d)[ \u202f\u00a0,.](?=\d)", "", text)))


def allowed(assistant: Assistant, question: str, reply: Reply) -> set[str]:
    """The digits that may stand in a reply."""
    pack = assistant.pack
    entries = {e.id: e for e in (*pack.facts, *pack.quotes)}
    used = [entries[i] for i in reply.entries]
    shown = [f.display for f in reply.figures]
    periods = [t.name.in_(reply.language) for t in pack.terms if t.kind == "period"]
    places = [p.name.in_(reply.language) for p in pack.source.places]
    quoted = [q.words + " | " + q.translation for q in pack.quotes]
    nearest = [f"{f.value:f}" for e in used for f in e.figures]
    stated = [e.says.in_(reply.language) for e in used if not isinstance(e, Quote)]
    offered = [c.question for c in reply.choices]
    cited = [c.excerpt for c in reply.citations]
    sources = [question, reply.working or "", *shown, *periods, *places, *quoted, *nearest]
    sources += [*offered, *cited, *stated, pack.source.title, *question.split()]
    return set().union(*map(digits, sources)) | places_among(reply, pack)


def places_among(reply: Reply, pack: Pack) -> set[str]:
    """The places and counts that rank the figures of a measure: "number 2 of 3"."""
    computed = {f.measure for f in reply.figures}
    every = [f.measure for fact in pack.facts for f in fact.figures]
    return {str(n) for m in computed for n in range(every.count(m) + 1)}


def assert_valid(assistant: Assistant, question: str, reply: Reply) -> None:
    told = json.loads(json.dumps(reply.to_json(), allow_nan=False))
    assert told["text"] == reply.text
    assert reply.text
    assert reply.language in LANGUAGES
    assert (reply.kind is Kind.UNKNOWN) == (reply.reason is not None)
    assert (reply.verdict in (Verdict.SUPPORTED, Verdict.CONTRADICTED)) <= (
        reply.kind is Kind.ANSWER
    )
    assert reply.verdict is not Verdict.UNSUPPORTED or reply.kind is Kind.UNKNOWN
    assert reply.kind is not Kind.ANSWER or (reply.citations and reply.entries)
    assert {(c.place, c.excerpt) for c in reply.citations} <= excerpts(assistant)
    assert {c.source for c in reply.citations} <= {assistant.pack.source.id}
    assert reply.kind is not Kind.CLARIFICATION or 1 <= len(reply.choices) <= 4
    assert len(reply.related) <= 3
    assert 0 <= reply.confidence <= 1
    assert len(json.dumps(reply.thread.state)) < 3_000


@pytest.mark.parametrize("pack", PACKS)
@settings(max_examples=100, deadline=None)
@given(turns=st.lists(MESSAGES, min_size=1, max_size=3))
def test_any_conversation_gets_valid_replies(packs: Packs, pack: str, turns: list[str]) -> None:
    thread = Thread()
    for turn in turns:
        reply = packs[pack].reply(turn, thread)
        assert_valid(packs[pack], turn, reply)
        thread = Thread(json.loads(json.dumps(reply.thread.state)))


@settings(max_examples=12, deadline=None)
@given(turn=LONG)
def test_texts_up_to_the_longest_turn_get_valid_replies(twitter: Assistant, turn: str) -> None:
    assert_valid(twitter, turn, twitter.reply(turn))


@pytest.mark.parametrize("pack", ["twitter", "ferries"])
@settings(max_examples=100, deadline=None)
@given(question=QUESTIONS | CHATTER)
def test_digits_come_from_somewhere(packs: Packs, pack: str, question: str) -> None:
    reply = packs[pack].reply(question)

    invented = digits(reply.text) - allowed(packs[pack], question, reply)
    assert invented == set(), reply.text


@pytest.mark.parametrize("pack", PACKS)
@settings(max_examples=40, deadline=None)
@given(question=MESSAGES)
def test_the_same_question_gets_the_same_reply(packs: Packs, pack: str, question: str) -> None:
    assert packs[pack].reply(question) == packs[pack].reply(question)


def test_a_fresh_start_gives_the_same_reply(
    bare: Assistant, request: pytest.FixtureRequest
) -> None:
    weights = request.config.cache.mkdir("verbatim") if request.config.cache else None
    again = Assistant(bare.pack, cache=weights)

    asked = [q for card in bare.topics("en") for q in card.questions]
    assert [again.reply(q) for q in asked] == [bare.reply(q) for q in asked]


@pytest.mark.parametrize("pack", PACKS)
def test_values_are_those_of_the_pack(packs: Packs, pack: str) -> None:
    assistant = packs[pack]
    typed = {f.value for e in (*assistant.pack.facts, *assistant.pack.quotes) for f in e.figures}
    asked = [q for lg in LANGUAGES for card in assistant.topics(lg) for q in card.questions]

    shown: set[Decimal] = {f.value for q in asked for f in assistant.reply(q).figures}
    assert shown <= typed
