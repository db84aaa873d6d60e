"""One clause is read: how it asks, what it names, what it denies and what is left unexplained."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.assistant import Assistant
from bot.understanding.forms import Form
from bot.understanding.reading import Reading, read
from bot.understanding.terms import Lexicon

Reads = Callable[[str, str], Reading]


@pytest.fixture(scope="module")
def reads(ferries: Assistant) -> Reads:
    """Reads a clause with the made-up ferries' terms and the common ones."""
    lexicon = Lexicon(ferries.pack.terms)
    return lambda text, language: read(text, language, lexicon)


def cases(*rows):
    return [pytest.param(*row, id=f"{row[0]}: {row[1][:60]}") for row in rows]


@pytest.mark.parametrize(
    ("language", "text", "form"),
    cases(
        ("en", "How many passengers did the Puffin carry?", Form.HOW_MANY),
        ("fr", "Combien de passagers pour le Puffin ?", Form.HOW_MANY),
        ("fr", "le Puffin a combien de passagers", Form.HOW_MANY),
        ("en", "Who carried passengers?", Form.WHO),
        ("fr", "Qui a le plus de passagers ?", Form.WHO),
        ("en", "What are the takings?", Form.WHAT),
        ("fr", "Quelles sont les recettes ?", Form.WHAT),
        ("en", "Which ferry carried the most passengers?", Form.WHICH),
        ("en", "Why did takings grow?", Form.WHY),
        ("fr", "Pourquoi les recettes augmentent-elles ?", Form.WHY),
        ("en", "When did the Puffin carry passengers?", Form.WHEN),
        ("fr", "Quand le Puffin a-t-il transporté des passagers ?", Form.WHEN),
        ("en", "Where is the Puffin?", Form.WHERE),
        ("fr", "Où est le Puffin ?", Form.WHERE),
        ("en", "How do the ferries carry passengers?", Form.HOW),
        ("fr", "Comment les ferrys transportent-ils des passagers ?", Form.HOW),
        ("en", "Is the Puffin on time?", Form.YES_NO),
        ("fr", "Est-ce que le Puffin est à l'heure ?", Form.YES_NO),
        ("en", "Puffin passengers", Form.KEYWORDS),
        ("fr", "passagers Puffin", Form.KEYWORDS),
        ("en", "The Puffin is on time.", Form.STATEMENT),
        ("fr", "Le Puffin est à l'heure.", Form.STATEMENT),
        ("fr", "Qu'apporte le Puffin aux passagers ?", Form.WHAT),
        ("en", "Under which flag does the Puffin sail?", Form.WHICH),
        ("en", "The Puffin belongs to what fleet?", Form.WHAT),
        ("en", "", Form.KEYWORDS),
    ),
)
def test_how_a_clause_asks(reads: Reads, language: str, text: str, form: Form) -> None:
    assert reads(text, language).form is form


@pytest.mark.parametrize(
    ("language", "text", "claims"),
    cases(
        ("en", "Is it true that the Puffin has 320,000 passengers?", True),
        ("fr", "Est-il vrai que le Puffin a 320 000 passagers ?", True),
        ("en", "The Puffin has 320,000 passengers, right?", True),
        ("fr", "Le Puffin a 320 000 passagers, c'est bien ça ?", True),
        ("en", "The Puffin has 320,000 passengers.", True),
        ("en", "How many passengers for the Puffin?", False),
        ("en", "Puffin passengers", False),
        ("fr", "combien de passagers", False),
    ),
)
def test_what_is_claimed(reads: Reads, language: str, text: str, claims: bool) -> None:
    assert reads(text, language).claims is claims


@pytest.mark.parametrize(
    ("language", "text", "negated"),
    cases(
        ("en", "The Puffin is not on time.", True),
        ("en", "the Puffin never carried passengers", True),
        ("fr", "Le Puffin n'est pas à l'heure.", True),
        ("fr", "Le Puffin ne transporte jamais de passagers", True),
        ("en", "The Puffin is on time.", False),
        ("fr", "Le Puffin ne transporte que 320 000 passagers.", False),
        ("fr", "Le Puffin n'est-il pas à l'heure ?", False),
        ("fr", "Le Puffin est à l'heure, non ?", False),
        ("en", "no, the Puffin", False),
    ),
)
def test_what_is_denied(reads: Reads, language: str, text: str, negated: bool) -> None:
    assert reads(text, language).negated is negated


@pytest.mark.parametrize(
    ("language", "text", "names"),
    cases(
        ("en", "passengers of the Puffin in 2030", {"passengers", "puffin", "y2030"}),
        ("fr", "recettes de 2029 selon Nora Quill", {"takings", "y2029", "nora-quill"}),
        ("en", "the Puffin or the Gannet", {"puffin", "gannet"}),
        ("en", "pufin pasengers", {"puffin", "passengers"}),
        ("en", "how are you", set()),
    ),
)
def test_what_is_named(reads: Reads, language: str, text: str, names: set[str]) -> None:
    own = {"entity", "measure", "period"}
    assert {t.id for t in reads(text, language).terms(*own)} == names


@pytest.mark.parametrize(
    ("language", "text", "left"),
    cases(
        ("en", "how many zeppelins did the Puffin carry", ["zeppelins"]),
        ("fr", "combien de zeppelins pour le Puffin", ["zeppelins"]),
        ("en", "how many passengers did the Puffin carry in Xanadu", ["Xanadu"]),
        ("en", "how many passengers for the Puffin", []),
        ("en", "are there 320,000 passengers", []),
    ),
)
def test_what_nothing_explains(reads: Reads, language: str, text: str, left: list[str]) -> None:
    reading = reads(text, language)
    loose = [s for s in reading.spans if not s.terms and s.first not in reading.counted]
    unknown = [span.text for span in loose]

    assert [word for word in left if word not in unknown] == []
    assert [word for word in unknown if word[:1].isdigit()] == []


@pytest.mark.parametrize(
    ("language", "text", "value"),
    cases(
        ("en", "The Puffin has 2.8 million passengers", 2_800_000),
        ("fr", "Le Puffin a 2,8 millions de passagers", 2_800_000),
        ("en", "one puffin", None),
    ),
)
def test_numbers_are_read_with_the_clause(
    reads: Reads, language: str, text: str, value: int | None
) -> None:
    assert [n.value for n in reads(text, language).numbers] == ([value] if value else [])


WORDS = st.sampled_from(
    "Puffin passengers not pas combien how many 2,8 millions 9% 2030 second is est ? , . et".split()
)


@settings(max_examples=200, deadline=None)
@given(data=st.data(), language=st.sampled_from(["fr", "en"]))
def test_spans_cover_every_word_of_any_clause_once(
    reads: Reads, data: st.DataObject, language: str
) -> None:
    text = " ".join(data.draw(st.lists(WORDS | st.text(max_size=6), max_size=15)))
    reading = reads(text, language)

    covered = [i for s in reading.spans for i in range(s.first, s.stop)]
    assert set(covered) == set(range(len(reading.tokens)))
    assert reading.counted <= set(covered)
    assert reading.asides <= set(covered)
