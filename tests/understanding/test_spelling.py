"""Misspelt words are mended towards the phrases, and real words are left alone."""

from collections import Counter

import pytest

from bot.understanding.spelling import Speller, general_words

PHRASES = "how many followers does the profile have on sundays whats revenue cnn abonnés revenus"


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller(Counter(PHRASES.split()), general_words())


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param("followers", ("followers",), id="a word of the phrases"),
        pytest.param("folowers", ("followers",), id="a letter missing"),
        pytest.param("folloewrs", ("followers",), id="letters swapped"),
        pytest.param("folowrs", ("folowrs",), id="two edits in a short word"),
        pytest.param("foollwwers", ("followers",), id="two edits in a long word"),
        pytest.param("revenge", ("revenge",), id="a real word that is near"),
        pytest.param("fleuves", ("fleuves",), id="a real French word"),
        pytest.param("cnbc", ("cnbc",), id="a short name stays itself"),
        pytest.param("howmany", ("how", "many"), id="run together"),
        pytest.param("xqzvkw", ("xqzvkw",), id="nothing near"),
        pytest.param("{entity}", ("{entity}",), id="a slot"),
        pytest.param("2013", ("2013",), id="a number"),
        pytest.param("q4", ("q4",), id="a period"),
    ],
)
def test_a_word_is_read_as(speller: Speller, typed: str, read: tuple[str, ...]) -> None:
    assert speller.correct(typed) == read


@pytest.mark.parametrize("word", ["library", "bibliotheque", "ete", "voila", "people"])
def test_general_words_know_both_languages_in_normal_form(word: str) -> None:
    assert word in general_words()


def test_rarer_words_tell_more() -> None:
    rarity = general_words().rarity
    rarities = [rarity(word) for word in ("the", "meeting", "otter", "zxqvkj")]
    assert rarities == sorted(rarities)
