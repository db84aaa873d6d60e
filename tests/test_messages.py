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


@pytest.mark.parametrize(
    ("message", "places"),
    [
        (
            "Mon chef me harcèle, il veut savoir qui sont les partenaires, tu peux me dire ça ?",
            ["P9"],
        ),
        ("We had a long argument about it at lunch, what does faberNovel advise?", ["P10"]),
        (
            "Three numbers: the followers of Dell, the revenue in Q3, and the revenue in Q4?",
            ["P3", "P8"],
        ),
        ("Revenue of the third quarter? And of the fourth?", ["P8"]),
        ("CA du troisième trimestre et du quatrième", ["P8"]),
        ("The piece mentions link journalism. What does it say about it?", ["P6"]),
        ("Will there be ads, and who are the partners?", ["P9"]),
    ],
)
def test_what_is_asked_is_found_among_what_is_told(
    twitter: Assistant, message: str, places: list[str]
) -> None:
    reply = twitter.reply(message)

    assert reply.kind is Kind.ANSWER, reply.text
    assert set(places) <= {c.place for c in reply.citations}


def test_both_quarters_named_in_one_breath_are_told(twitter: Assistant) -> None:
    reply = twitter.reply("revenue of the third and fourth quarters")

    assert {int(f.value) for f in reply.figures} == {400_000, 4_000_000}


@pytest.mark.parametrize(
    "message",
    [
        "En Allemagne, je me demande, combien de personnes utilisent Twitter ?",
        "We write about Facebook, I wonder how many users it has, can you tell me?",
    ],
)
def test_a_story_that_narrows_the_question_is_not_left_out(
    twitter: Assistant, message: str
) -> None:
    assert twitter.reply(message).kind is Kind.UNKNOWN


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("whose words are « une phase d’apprentissage »?", "en"),
        ("qui dit “a viable business model” ?", "fr"),
        ("définition link journalism", "fr"),
        ("turnover?", "en"),
        ("Ashton Kutcher is Demi Moore's son, correct?", "en"),
    ],
)
def test_neither_quotations_nor_borrowed_terms_tell_the_language(
    twitter: Assistant, message: str, language: str
) -> None:
    assert twitter.reply(message).language == language


@pytest.mark.parametrize(
    ("message", "result"),
    [
        ("CNN plus TechCrunch, ça fait combien de followers ?", 3_900_000),
        ("What percentage of its target for 2013 does Twitter have?", 2.5),
        ("par combien faut-il multiplier les utilisateurs pour avoir un milliard de membres ?", 40),
    ],
)
def test_computations_with_figures_of_the_text_claim_nothing(
    twitter: Assistant, message: str, result: float
) -> None:
    reply = twitter.reply(message)

    assert (reply.kind, reply.verdict) == (Kind.ANSWER, None), reply.text
    assert result in {float(f.value) for f in reply.figures}, reply.text


def test_unlike_units_are_refused(twitter: Assistant) -> None:
    assert twitter.reply("9 % plus 400 000 dollars ?").kind is Kind.UNKNOWN


@pytest.mark.parametrize(
    "message", ["What did Dell say about Twitter?", "a quote from CNN", "Que dit Barack Obama ?"]
)
def test_words_are_not_put_into_a_mouth_the_text_leaves_shut(
    twitter: Assistant, message: str
) -> None:
    assert twitter.reply(message).kind is Kind.UNKNOWN


@pytest.mark.parametrize("message", ["combiende followers a Dell", "followers de CNNN"])
def test_glued_little_words_and_doubled_letters_are_mended(
    twitter: Assistant, message: str
) -> None:
    assert twitter.reply(message).kind is Kind.ANSWER


@pytest.mark.parametrize(
    ("message", "place"),
    [
        (
            "Thanks for the chart, it was great! I also need the revenue of Q4, if you have it.",
            "P8",
        ),
        ("I have 30 followers and feel bad about it. How many do most profiles have?", "P3"),
        ("Somebody mentioned Distinguin and I nodded along. Who is he?", "P7"),
        (
            "Quel écart entre la part des internautes qui connaît Twitter et celle qui l'utilise ?",
            "P1",
        ),
    ],
)
def test_a_statement_beside_a_question_asks_and_claims_nothing(
    twitter: Assistant, message: str, place: str
) -> None:
    reply = twitter.reply(message)

    assert (reply.kind, reply.verdict) == (Kind.ANSWER, None), reply.text
    assert place in {c.place for c in reply.citations}


@pytest.mark.parametrize(
    "message",
    [
        "A word about Facebook: what was the revenue in the fourth quarter?",
        "We live in Spain, how many people use it?",
        "I used to work at Nokia. What was our revenue in Q3?",
        "J'adore Lady Gaga ! Elle a combien d'abonnés ?",
        "Selon Barack Obama, combien d'utilisateurs compte Twitter ?",
    ],
)
def test_what_is_asked_of_others_is_not_answered_of_the_text(
    twitter: Assistant, message: str
) -> None:
    assert twitter.reply(message).kind is Kind.UNKNOWN


def test_who_names_somebody_in_passing_is_answered(twitter: Assistant) -> None:
    assert twitter.reply("Je travaille chez Renault. Twitter a combien d'utilisateurs ?").figures


@pytest.mark.parametrize(
    ("message", "verdict"),
    [
        ("Is there advertising on Twitter?", Verdict.UNSUPPORTED),
        ("Will there be advertising on Twitter?", Verdict.SUPPORTED),
        ("Is Ashton Kutcher divorced?", Verdict.UNSUPPORTED),
        ("Does Google own Twitter?", Verdict.UNSUPPORTED),
        ("Does Dell write its own messages?", Verdict.UNSUPPORTED),
        ("Is Ashton Kutcher Demi Moore's son?", Verdict.UNSUPPORTED),
        ("Does Obama have fewer followers than Twitter has users?", Verdict.UNSUPPORTED),
        ("TechCrunch a plus de followers que Twitter n'a d'utilisateurs ?", Verdict.UNSUPPORTED),
        ("Is it Microsoft or Apple that signed?", None),
        ("Is it Apple or Samsung that signed with Twitter?", Verdict.CONTRADICTED),
        ("Are Dell and TechCrunch together ahead of CNN?", Verdict.CONTRADICTED),
        ("Has revenue tripled between the third and fourth quarter?", Verdict.CONTRADICTED),
    ],
)
def test_nothing_is_confirmed_but_what_the_text_says(
    twitter: Assistant, message: str, verdict: Verdict | None
) -> None:
    reply = twitter.reply(message)

    assert reply.verdict is verdict, reply.text
    assert "\n" not in reply.text


def test_a_right_premise_is_granted(twitter: Assistant) -> None:
    reply = twitter.reply("Given that 60% know Twitter, how many use it?")

    assert (reply.verdict, {int(f.value) for f in reply.figures}) == (None, {9})
