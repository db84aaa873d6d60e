"""A claim is supported, contradicted by what the text says instead, or not in the source."""

from decimal import Decimal

import pytest

from bot.answering.model import Kind, Reply, Verdict
from bot.answering.stating import agrees
from bot.assistant import Assistant
from bot.knowledge.model import Figure
from bot.understanding.numbers import read_numbers

SUPPORTED, CONTRADICTED, UNSUPPORTED = Verdict

KINDS = {
    SUPPORTED: Kind.ANSWER,
    CONTRADICTED: Kind.ANSWER,
    UNSUPPORTED: Kind.UNKNOWN,
}

Packs = dict[str, Assistant]


def figure(value: int, unit: str = "riders", **more: object) -> Figure:
    return Figure.model_validate(
        {"measure": "passengers", "of": "puffin", "value": value, "unit": unit, **more}
    )


EXACT, AT_LEAST, BARELY = figure(320_000), figure(50, hedge="over"), figure(9, hedge="barely")
FEWER = figure(50, hedge="under")


@pytest.mark.parametrize(
    ("stated", "held", "fits"),
    [
        ("320,000", EXACT, True),
        ("320k", EXACT, True),
        ("0.32 million", EXACT, True),
        ("320,001", EXACT, False),
        ("more than 300,000", EXACT, True),
        ("more than 320,000", EXACT, False),
        ("at least 320,000", EXACT, True),
        ("fewer than 320,000", EXACT, False),
        ("fewer than 400,000", EXACT, True),
        ("at most 320,000", EXACT, True),
        ("about 300,000", EXACT, True),
        ("about 200,000", EXACT, False),
        ("$320,000", EXACT, False),
        ("320,000%", EXACT, False),
        ("9", BARELY, True),
        ("under 9", BARELY, True),
        ("over 9", BARELY, False),
        ("fewer than 50", FEWER, True),
        ("50", FEWER, False),
        ("more than 50", FEWER, False),
        ("more than 40", AT_LEAST, False),  # another number than the text gives
        ("more than 60", AT_LEAST, False),
        ("9%", figure(9, "percent"), True),
        ("€9", figure(9, "percent"), False),
        ("€9", figure(9, "eur"), True),
        ("$9", figure(9, "usd"), True),
        ("£9", figure(9, "usd"), False),
    ],
)
def test_a_stated_number_fits_a_figure_or_not(stated: str, held: Figure, fits: bool) -> None:
    (number,) = read_numbers(stated, "en")

    assert agrees(number, held) is fits


def checked(packs: Packs, pack: str, claim: str) -> Reply:
    ((_, reply),) = packs[pack].check(claim)
    return reply


def claims(*rows):
    return [
        pytest.param(
            *row,
            id=f"{row[0]}: {row[1]}",
        )
        for row in rows
    ]


@pytest.mark.parametrize(
    ("pack", "claim", "verdict", "values", "places"),
    claims(
        # amounts
        ("ferries", "The Gannet carried 640,000 passengers.", SUPPORTED, {640_000}, {"P1"}),
        ("ferries", "Le Gannet a transporté 640 000 passagers.", SUPPORTED, {640_000}, {"P1"}),
        ("ferries", "The Gannet carried 600,000 passengers.", CONTRADICTED, {640_000}, {"P1"}),
        ("ferries", "The Gannet carried 320,000 passengers.", CONTRADICTED, {640_000}, {"P1"}),
        ("ferries", "The Gannet carried about 600,000 passengers.", SUPPORTED, {640_000}, {"P1"}),
        ("ferries", "Over 100,000 passengers took the Osprey.", CONTRADICTED, {80_000}, {"P1"}),
        ("ferries", "92% of the crossings are on time.", SUPPORTED, {92}, {"P3"}),
        ("ferries", "90% of the crossings are on time.", CONTRADICTED, {92}, {"P3"}),
        ("ferries", "8% of the crossings are not on time.", SUPPORTED, {92}, {"P3"}),
        ("library", "About 12,400 readers hold a card.", SUPPORTED, {12_400, 31}, {"P1"}),
        ("library", "La bibliothèque compte quatre salles.", CONTRADICTED, {86_000, 3}, {"P2"}),
        ("library", "31% of the inhabitants hold a card.", SUPPORTED, {12_400, 31}, {"P1"}),
        # denials
        (
            "ferries",
            "The Gannet did not carry 640,000 passengers.",
            CONTRADICTED,
            {640_000},
            {"P1"},
        ),
        ("library", "No other service will be cut.", SUPPORTED, set(), {"P4"}),
        ("library", "Other services will be cut.", CONTRADICTED, set(), {"P4"}),
        (
            "library",
            "The mayor promises that other services will be cut.",
            CONTRADICTED,
            set(),
            {"P4"},
        ),
        ("library", "The library does not open on Sundays.", CONTRADICTED, set(), {"P1"}),
        ("kelp", "The council lends the cooperative money.", CONTRADICTED, set(), {"P9"}),
        ("kelp", "The council lends the cooperative no money.", SUPPORTED, set(), {"P9"}),
        ("kelp", "Nine Oaks harvested 310 tonnes.", SUPPORTED, {310}, {"P3"}),
        ("twitter", "Twitter a conclu un partenariat, n'est-ce pas ?", SUPPORTED, set(), {"P9"}),
        ("twitter", "Twitter n'a aucun partenaire, n'est-ce pas ?", CONTRADICTED, set(), {"P9"}),
        ("twitter", "Twitter still has no viable business model.", SUPPORTED, set(), {"H2"}),
        ("kelp", "The cooperative has not yet built its drying plant.", SUPPORTED, set(), {"P8"}),
        ("twitter", "Only Google signed with Twitter.", CONTRADICTED, set(), {"P9"}),
        ("twitter", "Twitter n'a pas signé qu'avec Google.", SUPPORTED, set(), {"P9"}),
        ("twitter", "Twitter n'a pas encore le milliard de membres.", SUPPORTED, set(), {"P8"}),
        # who says so
        (
            "twitter",
            "According to Microsoft, revenue was $400,000 in Q3.",
            CONTRADICTED,
            {400_000},
            {"P8"},
        ),
        (
            "twitter",
            "A friend claims that Google shows tweets in its engine.",
            SUPPORTED,
            set(),
            {"P9"},
        ),
        # units and periods
        ("ferries", "Takings were €2 million in 2029.", SUPPORTED, {2_000_000}, {"P2"}),
        ("ferries", "Takings were $2 million in 2029.", CONTRADICTED, {2_000_000}, {"P2"}),
        ("ferries", "Takings were €2 million in 2030.", CONTRADICTED, {2_500_000}, {"P2"}),
        ("library", "Sunday opening will cost 48,000 euros.", CONTRADICTED, {48_000}, {"P4"}),
        # comparisons and ranks
        (
            "ferries",
            "The Gannet carried twice as many passengers as the Puffin.",
            SUPPORTED,
            {640_000, 320_000, 2},
            {"P1"},
        ),
        (
            "ferries",
            "The Puffin carried more passengers than the Gannet.",
            CONTRADICTED,
            {640_000, 320_000},
            {"P1"},
        ),
        ("ferries", "The Gannet ranks first by passengers.", SUPPORTED, {640_000}, {"P1"}),
        ("ferries", "The Puffin is third by passengers.", CONTRADICTED, {80_000, 320_000}, {"P1"}),
        (
            "ferries",
            "Together the ferries carried 1,040,000 passengers.",
            SUPPORTED,
            {640_000, 320_000, 80_000, 1_040_000},
            {"P1"},
        ),
        ("ferries", "Takings grew.", SUPPORTED, {2_000_000, 2_500_000}, {"P2"}),
        ("ferries", "Takings fell.", CONTRADICTED, {2_000_000, 2_500_000}, {"P2"}),
        ("ferries", "The Gannet is ahead of the Puffin by 320,000.", SUPPORTED, {320_000}, {"P1"}),
        ("ferries", "The Puffin leads the Gannet by 320,000.", CONTRADICTED, {320_000}, {"P1"}),
        (
            "ferries",
            "The Puffin carried five times as many as the Osprey.",
            CONTRADICTED,
            {4},
            None,
        ),
        (
            "ferries",
            "The Gannet beats the Puffin and the Osprey together.",
            SUPPORTED,
            {400_000},
            None,
        ),
        ("ferries", "No ferry has more passengers than the Gannet.", SUPPORTED, {640_000}, {"P1"}),
        (
            "ferries",
            "No ferry has more passengers than the Puffin.",
            CONTRADICTED,
            {640_000},
            {"P1"},
        ),
        ("ferries", "The Osprey is in the top two by passengers.", CONTRADICTED, {80_000}, {"P1"}),
        ("ferries", "Takings rose by a quarter.", SUPPORTED, {25}, {"P2"}),
        ("ferries", "Takings rose by 30%.", CONTRADICTED, {25}, {"P2"}),
        ("ferries", "Takings doubled.", CONTRADICTED, {25}, {"P2"}),
        ("ferries", "Nearly 700,000 passengers took the Gannet.", SUPPORTED, {640_000}, {"P1"}),
        (
            "ferries",
            "Just over 700,000 passengers took the Gannet.",
            CONTRADICTED,
            {640_000},
            {"P1"},
        ),
        # statements without figures
        ("library", "The library will open on Sundays.", SUPPORTED, set(), {"P1"}),
        ("library", "The library is closed on Sundays.", CONTRADICTED, set(), {"P1"}),
        ("library", "Starbucks will run the café.", CONTRADICTED, set(), {"P3"}),
        # what the text does not say is never called false
        ("ferries", "The Kittiwake carried 640,000 passengers.", UNSUPPORTED, set(), None),
        ("ferries", "The Gannet is painted red.", UNSUPPORTED, set(), None),
        ("ferries", "The Gannet cost €5 million.", UNSUPPORTED, set(), None),
        ("ferries", "It is sunny.", UNSUPPORTED, set(), None),
        ("library", "The library employs 40 people.", UNSUPPORTED, set(), None),
        ("library", "The archives lend 86,000 books.", UNSUPPORTED, set(), None),
        ("library", "La bibliothèque a été fondée en 1903.", UNSUPPORTED, set(), None),
        ("twitter", "CNN employs 4,000 journalists.", UNSUPPORTED, set(), None),
        ("twitter", "Paris is in France.", UNSUPPORTED, set(), None),
        # the pack that ships
        ("twitter", "Dell a 1,4 million d'abonnés.", SUPPORTED, {1_400_000}, {"P3"}),
        ("twitter", "Twitter was turned down by Google.", CONTRADICTED, set(), {"P9"}),
        ("twitter", "Dell has 2.8 million followers.", CONTRADICTED, {1_400_000}, {"P3"}),
        ("twitter", "Twitter is known to 60% of French internet users.", SUPPORTED, {60}, {"P1"}),
    ),
)
def test_claims_are_judged(
    packs: Packs,
    pack: str,
    claim: str,
    verdict: Verdict,
    values: set[int],
    places: set[str] | None,
) -> None:
    reply = checked(packs, pack, claim)

    shown = {int(f.value) for f in reply.figures}
    assert (reply.verdict, reply.kind) == (verdict, KINDS[verdict]), reply.text
    assert values <= shown
    assert places is None or places <= {c.place for c in reply.citations}


@pytest.mark.parametrize(
    ("pack", "question", "verdict"),
    [
        ("ferries", "Is it true that the Puffin has 320,000 passengers?", SUPPORTED),
        ("ferries", "Is it true that the Puffin has 300,000 passengers?", CONTRADICTED),
        ("ferries", "Le Puffin a 320 000 passagers, c'est bien ça ?", SUPPORTED),
        ("ferries", "le puffin a 300 000 passagers non ?", CONTRADICTED),
        ("ferries", "Did the Kittiwake carry 300,000 passengers?", UNSUPPORTED),
        ("ferries", "The Puffin has 320,000 passengers, right?", SUPPORTED),
        ("library", "Is the library open on Sundays?", SUPPORTED),
        ("library", "Is the library closed on Sundays?", CONTRADICTED),
        ("library", "La bibliothèque est-elle ouverte le dimanche ?", SUPPORTED),
        ("twitter", "est-ce que CNN a 5 millions de followers ?", CONTRADICTED),
        ("twitter", "Does the article say that Lady Gaga has 5 million followers?", UNSUPPORTED),
    ],
)
def test_questions_that_claim_are_judged(
    packs: Packs, pack: str, question: str, verdict: Verdict
) -> None:
    reply = packs[pack].reply(question)

    assert (reply.verdict, reply.kind) == (verdict, KINDS[verdict]), reply.text


@pytest.mark.parametrize(
    ("pack", "question", "value"),
    [
        ("ferries", "Why did the Gannet carry 900,000 passengers?", 640_000),
        ("ferries", "How did the Puffin get 900,000 passengers?", 320_000),
        ("library", "Why does the Sunday opening cost 90,000 pounds?", 48_000),
        ("twitter", "Pourquoi Dell a-t-il 3 millions de followers ?", 1_400_000),
    ],
)
def test_false_premises_are_put_right_first(
    packs: Packs, pack: str, question: str, value: int
) -> None:
    reply = packs[pack].reply(question)

    assert reply.verdict is CONTRADICTED, reply.text
    assert value in {int(f.value) for f in reply.figures}


@pytest.mark.parametrize(
    ("pack", "question"),
    [
        ("ferries", "Since takings fell in 2030, what will the company do?"),
        ("ferries", "Given that the Osprey has the most passengers, how many are they?"),
        ("twitter", "Comment Twitter a-t-il trouvé son modèle économique viable ?"),
        ("twitter", "When did Twitter introduce its paid features?"),
    ],
)
def test_what_a_question_grants_is_put_right(packs: Packs, pack: str, question: str) -> None:
    reply = packs[pack].reply(question)

    assert reply.verdict is CONTRADICTED, reply.text


@pytest.mark.parametrize(
    ("pack", "claim", "verdicts"),
    [
        (
            "ferries",
            "The Gannet has the most passengers and the Osprey comes second, right?",
            [SUPPORTED, CONTRADICTED],
        ),
        (
            "twitter",
            "Twitter a signé avec Google et affiche déjà des publicités, vrai ?",
            [SUPPORTED, CONTRADICTED],
        ),
    ],
)
def test_mixed_claims_are_taken_apart(
    packs: Packs, pack: str, claim: str, verdicts: list[Verdict]
) -> None:
    reply = packs[pack].reply(claim)

    assert [part.verdict for part in reply.parts if part.verdict] == verdicts, reply.text
    assert reply.verdict is CONTRADICTED


def test_a_checked_sentence_takes_what_it_leaves_out_from_the_one_before(
    ferries: Assistant,
) -> None:
    checked = ferries.check("The Gannet carried 640,000 passengers. The Puffin had 400,000.")

    assert [reply.verdict for _, reply in checked] == [SUPPORTED, CONTRADICTED]


def test_a_title_ends_no_sentence(twitter: Assistant) -> None:
    ((sentence, _),) = twitter.check("M. Distinguin est le fondateur de faberNovel.")

    assert sentence.startswith("M. Distinguin")


def test_amounts_of_unlike_things_are_not_added_up(twitter: Assistant) -> None:
    reply = twitter.reply("How much is 60% minus 400,000 dollars?")

    assert (reply.kind, reply.verdict, reply.figures) == (Kind.UNKNOWN, None, ())


@pytest.mark.parametrize(
    "question",
    ["How many passengers for the Puffin?", "Puffin", "What are the takings?", "hello", ""],
)
def test_what_claims_nothing_gets_no_verdict(ferries: Assistant, question: str) -> None:
    assert ferries.reply(question).verdict is None


@pytest.mark.parametrize(
    ("pack", "question", "value"),
    [
        ("ferries", "Did the Puffin carry 320,000 or 340,000 passengers?", 320_000),
        ("ferries", "C'est 92 % ou 82 % des traversées qui sont à l'heure ?", 92),
        ("twitter", "Is it CNN or Dell that has 1.4 million followers?", 1_400_000),
    ],
)
def test_of_two_alternatives_neither_is_claimed(
    packs: Packs, pack: str, question: str, value: int
) -> None:
    reply = packs[pack].reply(question)

    assert (reply.kind, reply.verdict) == (Kind.ANSWER, None), reply.text
    assert value in {int(f.value) for f in reply.figures}


@pytest.mark.parametrize(
    ("pack", "question"),
    [
        ("twitter", "Is the partnership with Microsoft interesting?"),
        ("twitter", "Le conseil de faberNovel est-il mauvais ?"),
        ("library", "Is the Sunday opening pleasant?"),
    ],
)
def test_a_judgement_that_the_text_does_not_make_is_never_confirmed(
    packs: Packs, pack: str, question: str
) -> None:
    assert packs[pack].reply(question).kind is Kind.UNKNOWN


@pytest.mark.parametrize(
    ("pack", "question"),
    [
        ("twitter", "Which firms did not sign with Twitter?"),
        ("twitter", "Qui ne conseille pas à Twitter de prendre son temps ?"),
        ("kelp", "Who does not buy the kelp?"),
    ],
)
def test_a_denied_question_is_not_answered_by_its_opposite(
    packs: Packs, pack: str, question: str
) -> None:
    assert packs[pack].reply(question).kind is Kind.UNKNOWN


@pytest.mark.parametrize("ship", ["Gannet", "Puffin", "Osprey"])
@pytest.mark.parametrize("wrong", [12, 79_000, 500_000, 2_000_000, 640_001])
def test_no_wrong_number_is_ever_confirmed(ferries: Assistant, ship: str, wrong: int) -> None:
    reply = ferries.reply(f"Is it true that the {ship} carried {wrong:,} passengers?")

    assert reply.verdict is CONTRADICTED or (wrong < 20 and reply.verdict is UNSUPPORTED)
    assert Decimal(wrong) not in {f.value for f in reply.figures}
