"""Typed numbers, ranks and parts are read in French and English, as people type them."""

from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.numbers import read_fractions, read_numbers, read_ordinals

FR, EN, UNKNOWN = "fr", "en", None
LANGUAGES = (FR, EN, UNKNOWN)
LONGEST_TURN = 40_000


def cases(*rows):
    return [pytest.param(*row, id=f"{row[0]}: {row[1][:60]!r}") for row in rows]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    cases(
        (FR, "2,8 millions", [2_800_000]),
        (EN, "2.8 million", [2_800_000]),
        (EN, "2,8 million", [2_800_000]),
        (FR, "2.8 millions", [2_800_000]),
        (FR, "2,8M", [2_800_000]),
        (EN, "2.8m followers", [2_800_000]),
        (FR, "2,8millions de followers", [2_800_000]),
        (FR, "2,850 millions", [2_850_000]),
        (FR, "1 100 000", [1_100_000]),
        (FR, "1\u00a0100\u00a0000", [1_100_000]),
        (FR, "1\u202f100\u202f000", [1_100_000]),
        (EN, "1,100,000", [1_100_000]),
        (FR, "1,100,000", [1_100_000]),
        (FR, "1.100.000", [1_100_000]),
        (FR, "1'100'000", [1_100_000]),
        (EN, "1,100.50", [Decimal("1100.5")]),
        (FR, "1.100,50", [Decimal("1100.5")]),
        (EN, "1,250 users", [1250]),
        (EN, "3.141", [Decimal("3.141")]),
        (FR, "3,141", [Decimal("3.141")]),
        (FR, "0,125", [Decimal("0.125")]),
        (EN, "12.5%", [Decimal("12.5")]),
        (FR, "25M", [25_000_000]),
        (FR, "400 k", [400_000]),
        (FR, "1 Md", [10**9]),
        (EN, "1bn", [10**9]),
        (FR, "un milliard", [10**9]),
        (FR, "pas moins d’un  milliard", [10**9]),
        (EN, "one billion", [10**9]),
        (EN, "a billion", [10**9]),
        (FR, "un million et demi", [1_500_000]),
        (FR, "2 millions et demi", [2_500_000]),
        (EN, "half a million", [500_000]),
        (FR, "un demi-million", [500_000]),
        (EN, "a quarter of a million", [250_000]),
        (EN, "two and a half million", [2_500_000]),
        (FR, "deux virgule huit millions", [2_800_000]),
        (FR, "quatre virgule zéro cinq millions", [4_050_000]),
        (EN, "two point eight million", [2_800_000]),
        (EN, "2 point 8 million", [2_800_000]),
        (FR, "quatre cent mille", [400_000]),
        (FR, "4 cent mille", [400_000]),
        (EN, "four hundred thousand", [400_000]),
        (EN, "two hundred and fifty thousand", [250_000]),
        (EN, "two million three hundred thousand", [2_300_000]),
        (FR, "1 million 200 mille", [1_200_000]),
        (EN, "twenty-five million", [25_000_000]),
        (FR, "vingt-cinq millions", [25_000_000]),
        (FR, "vingt et un", [21]),
        (FR, "soixante et onze", [71]),
        (FR, "soixante-dix-sept", [77]),
        (FR, "quatre-vingts", [80]),
        (FR, "quatre-vingt-dix-neuf", [99]),
        (FR, "nonante", [90]),
        (FR, "mille", [1000]),
        (FR, "CNN a cent followers", [100]),
        (FR, "deux, mille", [2, 1000]),
        (FR, "une dizaine de sites", [10]),
        (FR, "une centaine de milliers", [100_000]),
        (EN, "a dozen", [12]),
        (EN, "two dozen", [24]),
        (EN, "thirty", [30]),
        (FR, "les deux", [2]),
        (FR, "trois centres d'intérêts", [3]),
        (EN, "top3", [3]),
        (EN, "-5%", [5]),
        (FR, "2,8 milions, 3 millons et 1 miliard", [2_800_000, 3_000_000, 10**9]),
        (EN, "2 bilion", [2 * 10**9]),
        (EN, "2 billion", [2 * 10**9]),
        (FR, "2 billions", [2 * 10**12]),
        (UNKNOWN, "2 billion", [2 * 10**9]),
        (EN, "4mil", [4_000_000]),
        (FR, "4 mil", [4_000]),
        (EN, "between one hundred and two hundred", [100, 200]),
        (EN, "between 1 and 2 million", [1_000_000, 2_000_000]),
        (FR, "entre 1 et 2 millions", [1_000_000, 2_000_000]),
        (FR, "entre un et deux millions", [1_000_000, 2_000_000]),
        (FR, "1-2 millions", [1_000_000, 2_000_000]),
        (EN, "1.4m-2.7m", [1_400_000, 2_700_000]),
        (EN, "from 400k to 4m", [400_000, 4_000_000]),
        (FR, "de 400 000 à 4 millions", [400_000, 4_000_000]),
        (EN, "CNN and Dell have 2.8 and 1.4 million", [2_800_000, 1_400_000]),
        (EN, "two million", [2_000_000]),
        (FR, "dix-sept deux", [17, 2]),
        (EN, "9 cents", [9]),
    ),
)
def test_a_number_is_read_in_base_units(language, text, expected):
    assert [number.value for number in read_numbers(text, language)] == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    cases(
        (FR, "un site", []),
        (FR, "une question sur l'un des profils", []),
        (EN, "a site", []),
        (FR, "quel pour cent", []),
        (FR, "des millions", []),
        (EN, "hundreds of thousands of users", []),
        (EN, "how many million", []),
        (FR, "Demi Moore", []),
        (EN, "Q3, T3, 3Q, P3, mp3, v2.0, covid-19", []),
        (EN, "quarter 3", []),
        (FR, "au trimestre trois", []),
        (FR, "3e trimestre, 2ème, 1er", []),
        (EN, "third quarter", []),
        (EN, "12/03/2009, 12-03-2009, 12.03.2009, 24/7, 10:30", []),
        (FR, "10h30, 3G, 2main", []),
        (EN, "@user123 #12bis http://x/12 www.x.fr/12", []),
        (FR, "le n°2", []),
        (EN, "two thirds of users", []),
        (EN, "six out of ten", []),
        (FR, "six internautes sur dix", []),
        (FR, "la moitié", []),
        (EN, "NaN inf -inf 1e5", []),
        (EN, "seize the day in Sept", []),
        (EN, "9" * 500, []),
        (EN, "9," * 500, []),
        (EN, "½ ² ٣ Ⅳ", []),
        (EN, "", []),
    ),
)
def test_what_is_no_count_is_left_out(language, text, expected):
    assert [number.text for number in read_numbers(text, language)] == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    cases(
        (FR, "9 %", ("percent", 9, "9 %")),
        (EN, "only 9% of them", ("percent", 9, "9%")),
        (FR, "neuf pour cent", ("percent", 9, "neuf pour cent")),
        (FR, "un pour cent", ("percent", 1, "un pour cent")),
        (EN, "nine percent", ("percent", 9, "nine percent")),
        (EN, "9 per cent", ("percent", 9, "9 per cent")),
        (FR, "9 pct", ("percent", 9, "9 pct")),
        (FR, "60 p. 100", ("percent", 60, "60 p. 100")),
        (FR, "soixante pourcent", ("percent", 60, "soixante pourcent")),
        (EN, "60 percnet", ("percent", 60, "60 percnet")),
        (EN, "number 9% is right", ("percent", 9, "9%")),
        (EN, "3 points", ("percentage_points", 3, "3 points")),
        (EN, "51 percentage points", ("percentage_points", 51, "51 percentage points")),
        (FR, "51 points de pourcentage", ("percentage_points", 51, "51 points de pourcentage")),
        (FR, "51 points de %", ("percentage_points", 51, "51 points de %")),
        (EN, "51pp", ("percentage_points", 51, "51pp")),
        (FR, "400k$", ("USD", 400_000, "400k$")),
        (EN, "$400k", ("USD", 400_000, "$400k")),
        (EN, "in $400,000?", ("USD", 400_000, "$400,000")),
        (FR, "400,000 dollars", ("USD", 400_000, "400,000 dollars")),
        (FR, "400 000 dollars", ("USD", 400_000, "400 000 dollars")),
        (FR, "400 000 dolars", ("USD", 400_000, "400 000 dolars")),
        (FR, "P1 400 000 dollars", ("USD", 400_000, "400 000 dollars")),
        (FR, "400 kusd", ("USD", 400_000, "400 kusd")),
        (EN, "USD400k", ("USD", 400_000, "USD400k")),
        (EN, "US$ 4m", ("USD", 4_000_000, "US$ 4m")),
        (EN, "4 million US dollars", ("USD", 4_000_000, "4 million US dollars")),
        (EN, "four million bucks", ("USD", 4_000_000, "four million bucks")),
        (FR, "4 millions de dollars", ("USD", 4_000_000, "4 millions de dollars")),
        (FR, "4 M€", ("EUR", 4_000_000, "4 M€")),
        (EN, "€4 million", ("EUR", 4_000_000, "€4 million")),
        (FR, "4 millions d'euros", ("EUR", 4_000_000, "4 millions d'euros")),
        (EN, "£4m", ("GBP", 4_000_000, "£4m")),
        (FR, "4 millions de livres", ("GBP", 4_000_000, "4 millions de livres")),
        (FR, "2,8 millions de followers", (None, 2_800_000, "2,8 millions")),
        (EN, "25followers", (None, 25, "25")),
    ),
)
def test_a_unit_belongs_to_its_number(language, text, expected):
    (number,) = read_numbers(text, language)
    assert (number.unit, number.value, number.text) == expected


@pytest.mark.parametrize(
    ("language", "text", "hedge"),
    cases(
        (FR, "plus de 2 millions", "over"),
        (FR, "plus d'un milliard", "over"),
        (FR, "+ de 2 millions", "over"),
        (EN, "more than 2 million", "over"),
        (EN, "over $4m", "over"),
        (EN, ">2M", "over"),
        (FR, "au-dessus de 2 millions", "over"),
        (FR, "moins de 50 followers", "under"),
        (FR, "les - de 50 ans", "under"),
        (EN, "fewer than 50", "under"),
        (EN, "under 50", "under"),
        (FR, "environ 9 %", "about"),
        (FR, "environ les 60%", "about"),
        (EN, "about the 60%", "about"),
        (EN, "~25M", "about"),
        (FR, "presque 3 millions", "nearly"),
        (EN, "nearly 3 million", "nearly"),
        (FR, "2 millions environ", "about"),
        (FR, "une dizaine", "about"),
        (FR, "plus d'une dizaine", "over"),
        (FR, "une douzaine", None),
        (FR, "à peine 9%", "barely"),
        (EN, "barely nine percent", "barely"),
        (EN, "at least 2", "at_least"),
        (FR, "au moins 3", "at_least"),
        (FR, "pas moins d’un milliard", "at_least"),
        (EN, "no fewer than 50", "at_least"),
        (EN, "2.8M+", "at_least"),
        (EN, "2 million or more", "at_least"),
        (FR, "jusqu'à 4 M$", "at_most"),
        (EN, "no more than 50", "at_most"),
        (FR, "pas plus de 50", "at_most"),
        (EN, "exactly 60%", "exactly"),
        (FR, "exactement 60 %", "exactly"),
        (FR, "dell = 1,4 million", None),
        (EN, "the 60%", None),
        (FR, "CNN a 2 millions", None),
        (EN, "more, 60%", None),
    ),
)
def test_the_hedge_beside_a_number_is_normalised(language, text, hedge):
    assert [number.hedge for number in read_numbers(text, language)] == [hedge]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    cases(
        (FR, "en 2013 ou 2009", ["year", "year"]),
        (EN, "post-2013", ["year"]),
        (FR, "12 mars 2009", ["year"]),
        (EN, "May 12, 2009", ["year"]),
        (FR, "en deux mille treize", ["year"]),
        (EN, "in twenty thirteen", ["year"]),
        (EN, "in 2000", ["year"]),
        (EN, "over 2000 followers", ["number"]),
        (EN, "$2009", ["number"]),
        (EN, "2,009 users", ["number"]),
        (EN, "2009 million", ["number"]),
        (EN, "25M", ["number"]),
    ),
)
def test_years_are_told_from_counts(language, text, expected):
    assert [number.kind for number in read_numbers(text, language)] == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    cases(
        (EN, "one centre", [True]),
        (FR, "quoi de neuf", [True]),
        (FR, "cb 2 followers a CNN", [True]),
        (FR, "neuf millions", [False]),
        (FR, "neuf pour cent", [False]),
        (EN, "one billion", [False]),
        (FR, "2 followers", [False]),
        (FR, "deux", [False]),
        (EN, "how many of the 2", [False]),
    ),
)
def test_words_that_may_be_no_number_are_weak(language, text, expected):
    assert [number.weak for number in read_numbers(text, language)] == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    cases(
        (EN, "between 1 and 2 million", [("low", None), ("high", None)]),
        (EN, "between $1 and 2 million", [("low", "USD"), ("high", "USD")]),
        (FR, "entre 9 et 60 %", [("low", "percent"), ("high", "percent")]),
        (FR, "de 9 à 60 %", [("from", "percent"), ("to", "percent")]),
        (EN, "from 400k to 4m dollars", [("from", "USD"), ("to", "USD")]),
        (FR, "9 ou 10 %", [(None, "percent"), (None, "percent")]),
        (EN, "9% and 60%", [(None, "percent"), (None, "percent")]),
        (EN, "60 but 9%", [(None, None), (None, "percent")]),
        (EN, "100-60", [(None, None), (None, None)]),
    ),
)
def test_the_ends_of_a_range_share_their_unit(language, text, expected):
    assert [(number.bound, number.unit) for number in read_numbers(text, language)] == expected


def test_a_number_in_words_says_so():
    assert [number.spelled for number in read_numbers("deux, 2 et 2 millions", FR)] == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    cases(
        (FR, "le 1er, la 1ère, la première", [1, 1, 1]),
        (FR, "2e, 2ème, 2eme, deuxième, second, seconde", [2] * 6),
        (EN, "2nd, second, third, 3rd, 21st", [2, 2, 3, 3, 21]),
        (FR, "le vingt-cinquième et le vingt et unième", [25, 21]),
        (EN, "the twenty-first", [21]),
        (FR, "le dernier, les dernières", [-1, -1]),
        (EN, "last", [-1]),
        (FR, "l'avant-dernier", [-2]),
        (EN, "second-to-last, second to last, next to last, penultimate", [-2, -2, -2, -2]),
        (EN, "third from the bottom", [-3]),
        (FR, "n°2, numéro deux", [2, 2]),
        (EN, "number one, #1, no. 1", [1, 1, 1]),
        (EN, "a second profile", [2]),
        (FR, "3e trimestre", [3]),
        (EN, "tweets per second, ten a second", []),
        (FR, "le 1er janvier", []),
        (EN, "number 9% is no 2", []),
        (EN, "a third of users", []),
        (EN, "it lasts", []),
    ),
)
def test_ranks_are_read_apart(language, text, expected):
    assert [ordinal.value for ordinal in read_ordinals(text, language)] == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    cases(
        (EN, "half of them", [("half", Fraction(1, 2))]),
        (FR, "la moitié", [("moitié", Fraction(1, 2))]),
        (FR, "un tiers des internautes", [("un tiers", Fraction(1, 3))]),
        (EN, "a quarter of users", [("a quarter", Fraction(1, 4))]),
        (EN, "two thirds", [("two thirds", Fraction(2, 3))]),
        (FR, "les trois quarts", [("trois quarts", Fraction(3, 4))]),
        (FR, "un cinquième des gens", [("un cinquième", Fraction(1, 5))]),
        (FR, "les 3/4", [("3/4", Fraction(3, 4))]),
        (EN, "six out of ten", [("six out of ten", Fraction(3, 5))]),
        (FR, "6 internautes sur 10", [("6 internautes sur 10", Fraction(3, 5))]),
        (FR, "un internaute sur deux", [("un internaute sur deux", Fraction(1, 2))]),
        (EN, "one in ten", [("one in ten", Fraction(1, 10))]),
        (EN, "twice as many", [("twice", Fraction(2))]),
        (FR, "3 fois plus", [("3 fois", Fraction(3))]),
        (EN, "the third quarter", []),
        (EN, "in the quarter", []),
        (EN, "the first half of 2009", []),
        (EN, "half a million", []),
        (EN, "24/7 and 12/03/2009", []),
        (EN, "a third profile", []),
        (EN, "9 million in 2013", []),
    ),
)
def test_parts_and_multiples_are_read_apart(language, text, expected):
    assert [(ratio.text, ratio.value) for ratio in read_fractions(text, language)] == expected


WORDS = st.sampled_from(
    "un une a one deux two neuf dix vingt twenty quatre cent hundred mille million milions "
    "billion milliard k M % $ € pour per point virgule et and demi half third tiers quart sur "
    "out of de d' entre between to à - / . , 2 2,8 400 000 1.100 2013 9e Q3 + ~ plus dernier last "
    "avant numéro n° fois dizaine mars".split()
)


@given(
    text=st.text()
    | st.lists(WORDS, max_size=12).flatmap(
        lambda words: st.sampled_from(["", " ", "-"]).map(lambda joint: joint.join(words))
    ),
    language=st.sampled_from(LANGUAGES),
)
def test_any_text_is_read_within_its_bounds(text, language):
    for read in (read_numbers, read_ordinals, read_fractions):
        end = 0
        for found in read(text, language):
            assert end <= found.start < found.end <= len(text)
            assert text[found.start : found.end] == found.text
            end = found.end


def _in_french(value: int) -> str:
    return f"{value:,}".replace(",", "\u202f")


@given(value=st.integers(min_value=0, max_value=10**15 - 1))
def test_a_whole_number_reads_back_however_it_is_grouped(value):
    written = (str(value), f"{value:,}", f"{value:,}".replace(",", " "), _in_french(value))
    # Two groups after a point could be a decimal number in English.
    dotted = [f"{value:,}".replace(",", ".")] if value >= 10**6 else []
    read = {
        number.value
        for text, language in product((*written, *dotted), (EN, UNKNOWN))
        for number in read_numbers(f"( {text} )", language)
    }
    assert read == {value}


@given(tenths=st.integers(min_value=1, max_value=9999), language=st.sampled_from(LANGUAGES))
def test_tenths_of_a_million_read_back(tenths, language):
    whole, tenth = divmod(tenths, 10)
    forms = [
        f"{whole}{mark}{tenth} {scale}" for mark in ",." for scale in ("millions", "M", "million")
    ]
    assert {read_numbers(form, language)[0].value for form in forms} == {tenths * 100_000}


@pytest.mark.parametrize(
    "piece",
    ["9", "1 ", "un ", "deux ", "1-", "111 ", "1/", "1,", "a_", "zero point ", "un sur ", "@", "é"],
)
def test_the_longest_turn_is_read(piece):
    text = (piece * LONGEST_TURN)[:LONGEST_TURN]
    assert all(number.end <= LONGEST_TURN for number in read_numbers(text, UNKNOWN))
