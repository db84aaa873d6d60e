"""Terms are found as they are spelt, inflected or misspelt; no name becomes another one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge.model import Term
from bot.understanding.terms import Lexicon
from bot.understanding.text import tokenise


def term(kind: str, ident: str, fr: str, en: str, **more: object) -> Term:
    return Term.model_validate({"id": ident, "kind": kind, "name": {"fr": fr, "en": en}, **more})


TERMS = (
    term("entity", "puffin", "le Puffin", "the Puffin", also=["Puffin"]),
    term("entity", "gull", "le Gull", "the Gull", also=["Gull"]),
    term("entity", "bell", "Bell", "Bell", also=["Bell"]),
    term("entity", "north-line", "North Line", "North Line", implies=["op.rank", "crossings"]),
    term("measure", "crossings", "traversées", "crossings"),
    term("measure", "takings", "recettes", "takings", aliases={"fr": ["chiffre d’affaires", "CA"]}),
    term("period", "spring", "printemps", "spring"),
    term("concept", "island", "l’île", "island", aliases={"en": ["isle"]}),
    term("attribute", "price", "prix", "price", aliases={"fr": ["adresse"]}),
    term("operation", "op.rank", "rang", "rank", aliases={"en": ["top"], "fr": ["classement"]}),
    term("form", "form.how-many", "combien", "how many", aliases={"fr": ["combien"]}),
    term("filler", "filler.that", "ça", "that", aliases={"fr": ["ça"]}),
    term("negation", "neg", "négation", "negation", aliases={"en": ["not", "no"]}),
)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon(TERMS, ["how many passengers did the ferry carry"])


def found(lexicon: Lexicon, text: str, language: str) -> list[str]:
    spans = lexicon.find(tokenise(text), language)
    return [t.id for span in spans for t in span.terms]


def cases(*rows):
    return [pytest.param(*row, id=f"{row[1]}: {row[0]}") for row in rows]


@pytest.mark.parametrize(
    ("text", "language", "terms"),
    cases(
        ("Puffin", "en", ["puffin"]),
        ("the PUFFIN and the Gull", "en", ["puffin", "gull"]),
        ("crossings", "en", ["crossings"]),
        ("crossing", "en", ["crossings"]),
        ("traversée", "fr", ["crossings"]),
        ("traversees", "fr", ["crossings"]),
        ("takings", "fr", ["takings"]),
        ("recettes", "en", ["takings"]),
        ("chiffre d'affaires", "fr", ["takings"]),
        ("chiffre d’affaires", "fr", ["takings"]),
        ("isles", "en", ["island"]),
        ("top", "en", ["op.rank"]),
        ("combien de traversées", "fr", ["form.how-many", "crossings"]),
        ("whale", "en", []),
        ("", "en", []),
    ),
)
def test_terms_are_found(lexicon: Lexicon, text: str, language: str, terms: list[str]) -> None:
    assert found(lexicon, text, language) == terms


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        pytest.param("pufin", ["puffin"], id="a letter missing"),
        pytest.param("pufifn", ["puffin"], id="letters swapped"),
        pytest.param("crosings", ["crossings"], id="a letter missing in a measure"),
        pytest.param("corsings", ["crossings"], id="two edits in a long word"),
        pytest.param("gulll", ["gull"], id="a short name's letter doubled"),
        pytest.param("bull", [], id="a real word is no name"),
        pytest.param("cell", [], id="another real word"),
        pytest.param("dell", [], id="a short name is not its neighbour"),
        pytest.param("gell", [], id="a short word near two names"),
        pytest.param("spring", ["spring"], id="spelt right"),
        pytest.param("sprang", [], id="a real word near a term"),
        pytest.param("zzzzzz", [], id="nothing near"),
    ],
)
def test_misspellings_are_mended(lexicon: Lexicon, typed: str, terms: list[str]) -> None:
    assert found(lexicon, typed, "en") == terms


def test_a_mended_word_is_told(lexicon: Lexicon) -> None:
    (span,) = lexicon.find(tokenise("pufin"), "en")

    assert (span.text, span.corrected) == ("pufin", "puffin")


def test_words_run_together_are_parted(lexicon: Lexicon) -> None:
    (span, *_) = lexicon.find(tokenise("howmany"), "en")

    assert span.corrected == "how many"


@pytest.mark.parametrize(("text", "terms"), [("ça", ["filler.that"]), ("le ca", ["takings"])])
def test_an_accent_makes_another_short_word(lexicon: Lexicon, text: str, terms: list[str]) -> None:
    assert set(terms) <= set(found(lexicon, text, "fr"))
    assert ("takings" in found(lexicon, text, "fr")) == ("takings" in terms)


def test_attributes_are_found_by_endings_not_stems(lexicon: Lexicon) -> None:
    assert found(lexicon, "adresses", "fr") == ["price"]
    assert found(lexicon, "adresseront", "fr") == []


def test_the_longest_alias_comes_first(lexicon: Lexicon) -> None:
    spans = lexicon.find(tokenise("the chiffre d'affaires of spring"), "fr")

    assert [s.text for s in spans if s.terms] == ["chiffre d affaires", "spring"]


def test_a_name_tells_along_the_measures_and_operations_it_implies(lexicon: Lexicon) -> None:
    assert set(found(lexicon, "North Line", "en")) == {"north-line", "op.rank", "crossings"}


@pytest.mark.parametrize(
    ("word", "language"),
    [("combien", "fr"), ("isle", "en"), ("takings", "en"), ("puffin", None), ("zzz", None)],
)
def test_words_of_one_language_lean_to_it(
    lexicon: Lexicon, word: str, language: str | None
) -> None:
    assert lexicon.leaning(word) == language


WORDS = st.sampled_from(
    "Puffin pufin crossings howmany chiffre d affaires combien ça CA not 12 island".split()
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS | st.text(max_size=8), max_size=12), st.sampled_from(["fr", "en"]))
def test_every_word_is_in_exactly_one_span(words: list[str], language: str) -> None:
    tokens = tokenise(" ".join(words))
    spans = Lexicon(TERMS).find(tokens, language)

    covered = [i for s in spans for i in range(s.first, s.stop)]
    assert set(covered) == set(range(len(tokens)))
    assert covered == sorted(covered)
