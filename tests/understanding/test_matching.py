"""The matcher ranks intents by example phrases: what a caller may rely on."""

import re
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.understanding.matching import Matcher, fingerprint

ASKED = {
    "opening-hours": (
        "when does the library open",
        "what are the opening hours",
        "until what time are you open on sunday",
        "is the library open tonight",
        "opening times please",
        "at what hour do you close",
        "are you open on public holidays",
        "à quelle heure ouvre la bibliothèque",
        "quels sont les horaires d'ouverture",
        "jusqu'à quelle heure êtes-vous ouverts le dimanche",
        "la bibliothèque est-elle ouverte ce soir",
        "vous fermez à quelle heure",
    ),
    "borrowing": (
        "how many books can I borrow",
        "for how long may I keep a book",
        "can I renew my loan",
        "what is the borrowing limit",
        "how do I borrow an audiobook",
        "extend the loan of {title}",
        "is {title} available for loan",
        "combien de livres puis-je emprunter",
        "combien de temps peut-on garder un livre",
        "puis-je prolonger mon emprunt",
        "comment emprunter un livre audio",
        "est-ce que {title} peut être emprunté",
    ),
    "fees": (
        "how much is the late fee",
        "what does a membership card cost",
        "do I have to pay a fine for late returns",
        "price of a yearly membership",
        "is membership free for students",
        "what do I owe for a lost book",
        "combien coûte la carte de membre",
        "quelle est l'amende en cas de retard",
        "faut-il payer pour un livre perdu",
        "l'inscription est-elle gratuite pour les étudiants",
        "prix de l'abonnement annuel",
        "tarif de l'adhésion",
    ),
    "printing": (
        "can I print documents here",
        "where is the printer",
        "how do I scan a page",
        "is there a photocopier",
        "colour printing on the first floor",
        "the printer has no paper",
        "peut-on imprimer des documents ici",
        "où est l'imprimante",
        "comment numériser une page",
        "y a-t-il une photocopieuse",
        "impression en couleur",
        "l'imprimante n'a plus de papier",
    ),
    "greeting": (
        "hello",
        "hi there",
        "good morning",
        "hey",
        "bonjour",
        "salut",
        "bonsoir",
        "coucou",
    ),
}
PHRASES = [(intent, text) for intent, texts in ASKED.items() for text in texts]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(PHRASES)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        pytest.param("what time does the library open on sundays", "opening-hours", id="plain"),
        pytest.param("vous ouvrez à quelle heure demain", "opening-hours", id="french"),
        pytest.param("late fees", "fees", id="keywords"),
        pytest.param("WHERE'S THE PRINTER???", "printing", id="shouted"),
        pytest.param("how mny boks can i borow", "borrowing", id="typos"),
        pytest.param("combien coute la carte de menbre", "fees", id="typos and no accents"),
        pytest.param("openinghours", "opening-hours", id="missing space"),
        pytest.param("is {title} on loan", "borrowing", id="slot"),
        pytest.param("bonjour", "greeting", id="a pleasantry that is an intent"),
        pytest.param(
            "good evening all, sorry for the trouble, what is the borrowing limit? thanks a lot",
            "borrowing",
            id="chatty",
        ),
        pytest.param(
            "Bonjour ! Une petite question, si vous avez une minute : où est l’imprimante ?",
            "printing",
            id="chatty french",
        ),
        pytest.param("“Where is the printer”", "printing", id="typographic quotes"),
    ],
)
def test_the_intent_asked_for_comes_first(matcher: Matcher, text: str, intent: str) -> None:
    assert matcher.rank(text)[0].intent == intent


@pytest.mark.parametrize("intent", ASKED)
def test_a_phrase_finds_its_own_intent_itself_and_passes(matcher: Matcher, intent: str) -> None:
    ranked = [(text, matcher.rank(text)[0]) for text in ASKED[intent]]
    assert [
        (text, match.intent, match.phrase)
        for text, match in ranked
        if (match.intent, match.phrase) != (intent, text) or match.confidence < matcher.threshold
    ] == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param(" \n\t", id="blank"),
        pytest.param("🎉🎉 😀", id="emoji"),
        pytest.param("?!…", id="punctuation"),
        pytest.param("'" * 50, id="apostrophes"),
        pytest.param("\x00\ud800", id="a lone surrogate"),
        pytest.param("図書館は何時に開きますか", id="another script"),
        pytest.param("x" * 40_000, id="one long word"),
        pytest.param("zxqj vbnm " * 4_000, id="40,000 characters of noise"),
    ],
)
def test_what_says_nothing_is_ranked_below_the_threshold(matcher: Matcher, text: str) -> None:
    matches = matcher.rank(text)
    assert len(matches) == len(ASKED)
    assert matches[0].confidence < matcher.threshold


@pytest.mark.parametrize(
    "text",
    [
        "what is the capital of mongolia",
        "book me a flight to rome tomorrow",
        "quelle est la recette du gratin dauphinois",
    ],
)
def test_what_is_not_asked_about_gets_less_confidence_than_what_is(
    matcher: Matcher, text: str
) -> None:
    assert matcher.rank(text)[0].confidence < matcher.rank("where can I print")[0].confidence


@pytest.mark.parametrize("limit", [1, 2, 5, 50])
def test_rank_gives_as_many_as_asked_for_or_all_there_are(matcher: Matcher, limit: int) -> None:
    matches = matcher.rank("may I keep the book longer", limit)
    assert len({match.intent for match in matches}) == len(matches) == min(limit, len(ASKED))


@given(text=st.text(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_text_is_ranked_most_confident_first_with_the_intents_own_phrases(
    matcher: Matcher, text: str
) -> None:
    matches = matcher.rank(text)
    confidences = [match.confidence for match in matches]
    assert confidences == sorted(confidences, reverse=True)
    assert all(0 <= confidence <= 1 for confidence in confidences)
    assert all((match.intent, match.phrase) in PHRASES for match in matches)


def test_a_long_text_is_read_at_both_ends(matcher: Matcher) -> None:
    filler = "lorem ipsum dolor sit amet. " * 1_000
    asked = "where is the printer? "
    assert {matcher.rank(text)[0].intent for text in (asked + filler, filler + asked)} == {
        "printing"
    }


def test_fitting_again_in_any_order_gives_the_same(matcher: Matcher) -> None:
    again = Matcher(reversed(PHRASES))
    questions = ["is it open", "amende", "hello, where do I print", ""]
    assert [again.rank(q) for q in questions] == [matcher.rank(q) for q in questions]
    assert again.threshold == matcher.threshold


def test_a_saved_matcher_is_loaded_as_it_was(matcher: Matcher, tmp_path) -> None:
    path = tmp_path / "fit.npz"
    matcher.save(path)
    loaded = Matcher.load(path)
    questions = [
        "is it opne on sundays",
        "prolonger un prêt",
        "Hi! I was wondering, fees?",
        "🙂",
        "",
    ]
    assert [loaded.rank(q) for q in questions] == [matcher.rank(q) for q in questions]
    assert loaded.explain("late fee", "fees") == matcher.explain("late fee", "fees")
    assert loaded.threshold == matcher.threshold
    assert list(tmp_path.iterdir()) == [path]


def test_serving_from_a_saved_fit_needs_no_scikit_learn(matcher: Matcher, tmp_path) -> None:
    path = tmp_path / "fit.npz"
    matcher.save(path)
    program = (
        "import sys; from pathlib import Path; from bot.understanding.matching import Matcher;"
        f"print(Matcher.load(Path({str(path)!r})).rank('late fee')[0].intent,"
        " any(name.startswith('sklearn') for name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["fees", "False"]


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda path: path.write_bytes(b""), id="empty"),
        pytest.param(lambda path: path.write_bytes(b"not a fit"), id="something else"),
        pytest.param(lambda path: path.write_bytes(path.read_bytes()[:2_000]), id="cut short"),
        pytest.param(
            lambda path: path.write_bytes(
                re.sub(rb'("version": )\d+', lambda m: m[1] + b"0", path.read_bytes())
            ),
            id="another version",
        ),
    ],
)
def test_a_damaged_or_older_fit_is_refused_with_its_name(
    matcher: Matcher, tmp_path, damage
) -> None:
    path = tmp_path / "fit.npz"
    matcher.save(path)
    damage(path)
    with pytest.raises(ValueError, match=re.escape(str(path))):
        Matcher.load(path)


def test_the_fingerprint_names_the_phrases_whatever_their_order() -> None:
    assert fingerprint(PHRASES) == fingerprint(reversed(PHRASES))
    assert fingerprint(PHRASES) != fingerprint(PHRASES[1:])
    assert fingerprint([("a", "bc")]) != fingerprint([("ab", "c")])


def test_the_threshold_keeps_most_questions_that_are_asked_about(matcher: Matcher) -> None:
    """The questions are other people's wordings: none of them is a phrase."""
    asked = [
        "when do you open",
        "horaires du dimanche",
        "how many books at once",
        "prolonger un emprunt",
        "what is the fine for a late book",
        "combien coûte l'abonnement",
        "where can I print a page",
        "où photocopier un document",
    ]
    kept = [q for q in asked if matcher.rank(q)[0].confidence >= matcher.threshold]
    assert len(kept) >= len(asked) - 1


@pytest.mark.parametrize(
    ("text", "intent", "rival"),
    [
        pytest.param("what is the late fee", "fees", "printing", id="english"),
        pytest.param("où est l'imprimante", "printing", "fees", id="french"),
    ],
)
def test_explain_names_the_signals_and_the_features_that_decide(
    matcher: Matcher, text: str, intent: str, rival: str
) -> None:
    own = {part.name: part.weight for part in matcher.explain(text, intent)}
    other = {part.name: part.weight for part in matcher.explain(text, rival)}
    assert {"margin", "coverage", "nearness", "known"} < set(own)
    assert own["margin"] > other["margin"]
    assert next(weight for name, weight in own.items() if ":" in name) > 0


def test_explain_refuses_an_intent_it_does_not_know(matcher: Matcher) -> None:
    with pytest.raises(KeyError, match="parking"):
        matcher.explain("where is the printer", "parking")


@pytest.mark.parametrize("phrases", [[], [("only", "one intent")], [("a", "x"), ("a", "y")]])
def test_fewer_than_two_intents_cannot_be_ranked(phrases) -> None:
    with pytest.raises(ValueError, match="two intents"):
        Matcher(phrases)


@pytest.mark.parametrize(
    "phrases",
    [
        pytest.param([("yes", "yes"), ("no", "no")], id="one phrase an intent"),
        pytest.param([("a", ""), ("b", "🙂"), ("c", "words")], id="phrases without words"),
        pytest.param([("a", "the same"), ("b", "the same")], id="one phrase for two intents"),
        pytest.param(
            [("one", "buy apples"), ("one", "get apples"), ("two", "sell pears"), ("two", "pears")],
            id="two intents",
        ),
        pytest.param([("a", "{x}"), ("a", "{x} {y}"), ("b", "{y}")], id="slots only"),
    ],
)
def test_small_and_odd_sets_of_phrases_work(phrases) -> None:
    matcher = Matcher(phrases)
    assert 0 <= matcher.threshold <= 1
    assert {match.intent for match in matcher.rank("yes apples")} == {i for i, _ in phrases}


def test_confidence_is_right_as_often_as_it_says() -> None:
    """Of held-out phrases, the surer half is right more often, and the mean says how often."""
    train = [pair for i, pair in enumerate(PHRASES) if i % 3]
    held = [pair for i, pair in enumerate(PHRASES) if not i % 3 and pair[0] != "greeting"]
    matcher = Matcher(train)
    ranked = sorted(
        ((matcher.rank(text)[0], intent) for intent, text in held),
        key=lambda pair: -pair[0].confidence,
    )
    right = [match.intent == intent for match, intent in ranked]
    half = len(right) // 2
    assert sum(right[:half]) >= sum(right[half:])
    mean = sum(match.confidence for match, _ in ranked) / len(ranked)
    assert mean == pytest.approx(sum(right) / len(right), abs=0.25)
