"""The French and English words and abbreviations that numbers are written with.

Keys are folded as `bot.understanding.numerals.tokenize` folds them: lower case, no accents.
Both languages are always read, since people mix them; a `Vocabulary` settles the words
that mean different things in each.
"""

from dataclasses import dataclass
from typing import Final, Literal

Language = Literal["fr", "en"]

_FRENCH_UNITS: Final = {
    "zero": 0, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6,
    "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13,
    "quatorze": 14, "quinze": 15, "seize": 16, "vingt": 20, "vingts": 20, "trente": 30,
    "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70, "huitante": 80,
    "octante": 80, "nonante": 90,
}  # fmt: skip
_ENGLISH_UNITS: Final = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13,
    "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_UNITS: Final = _FRENCH_UNITS | _ENGLISH_UNITS

# Words that are ordinary English ones: a coin, a month, a verb.
_NOT_NUMBERS_IN_ENGLISH: Final = frozenset({"cent", "cents", "sept", "seize"})

# Scale words as powers of ten. French milliard is 10^9 everywhere.
_SCALES: Final = {
    "mille": 3, "milles": 3, "millier": 3, "milliers": 3, "thousand": 3, "thousands": 3,
    "million": 6, "millions": 6, "milliard": 9, "milliards": 9,
}  # fmt: skip
_SHORT_SCALE: Final = {"billion": 9, "billions": 9, "trillion": 12, "trillions": 12}
_LONG_SCALE: Final = {"billion": 12, "billions": 12, "trillion": 18, "trillions": 18}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The number words of a text in one language.

    `units` holds values below a hundred; `hundreds` the words for a hundred; `scales` powers
    of ten from 3 up, by word.
    """

    units: dict[str, int]
    hundreds: frozenset[str]
    scales: dict[str, int]


_FRENCH: Final = Vocabulary(
    _UNITS,
    frozenset({"cent", "cents", "hundred"}),
    _SCALES | _LONG_SCALE | {"mil": 3},
)
_ENGLISH: Final = Vocabulary(
    {word: value for word, value in _UNITS.items() if word not in _NOT_NUMBERS_IN_ENGLISH},
    frozenset({"hundred"}),
    _SCALES | _SHORT_SCALE | {"mil": 6},
)
_UNKNOWN: Final = Vocabulary(
    _UNITS, frozenset({"cent", "cents", "hundred"}), _SCALES | _SHORT_SCALE
)


def vocabulary(language: Language | None) -> Vocabulary:
    """Return the number words for a text in `language`.

    A billion is 10^12 in French and 10^9 in English. Where the language is unknown it is
    10^9: French text says "milliard", so "billion" on its own is most often English.
    """
    if language == "fr":
        return _FRENCH
    return _ENGLISH if language == "en" else _UNKNOWN


# Abbreviated scales, read after digits only: "25M", "400 k", "1 Md".
ABBREVIATIONS: Final = {
    "k": 3, "m": 6, "mn": 6, "mln": 6, "mio": 6,
    "md": 9, "mds": 9, "mrd": 9, "mrds": 9, "mia": 9, "bn": 9, "b": 9,
    "keur": 3, "kusd": 3, "meur": 6, "musd": 6,
}  # fmt: skip

# Nouns that count in bulk. French -aine says "about"; a dozen is exact.
COLLECTIVES: Final = {
    "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30,
    "quarantaine": 40, "cinquantaine": 50, "soixantaine": 60, "centaine": 100,
    "dizaines": 10, "douzaines": 12, "centaines": 100, "dozen": 12,
}  # fmt: skip
EXACT_COLLECTIVES: Final = frozenset({"douzaine", "douzaines", "dozen"})

# Only after a number may a scale word be one edit off: "2,8 milions".
MISSPELT_SCALES: Final = (
    "million", "millions", "milliard", "milliards", "billion", "billions",
    "thousand", "thousands",
)  # fmt: skip

ARTICLES: Final = frozenset({"un", "une", "a", "an"})

_ORDINAL_STEMS: Final = {
    "deux": 2, "trois": 3, "quatr": 4, "cinqu": 5, "six": 6, "sept": 7, "huit": 8, "neuv": 9,
    "dix": 10, "onz": 11, "douz": 12, "treiz": 13, "quatorz": 14, "quinz": 15, "seiz": 16,
    "vingt": 20, "trent": 30, "cent": 100, "un": 1,
}  # fmt: skip
ORDINAL_WORDS: Final = {
    "premier": 1, "premiers": 1, "premiere": 1, "premieres": 1,
    "second": 2, "seconde": 2,
    "first": 1, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13,
    "fourteenth": 14, "fifteenth": 15, "twentieth": 20, "thirtieth": 30, "hundredth": 100,
    "dernier": -1, "derniers": -1, "derniere": -1, "dernieres": -1, "last": -1,
    "penultimate": -2, "penultieme": -2, "antepenultimate": -3, "antepenultieme": -3,
} | {
    f"{stem}ieme{plural}": value for stem, value in _ORDINAL_STEMS.items() for plural in ("", "s")
}  # fmt: skip
ORDINAL_SUFFIXES: Final = frozenset(
    {"er", "ers", "re", "res", "ere", "eres", "e", "em", "eme", "emes", "ieme", "iemes", "iem",
     "nd", "nde", "st", "rd", "th"}
)  # fmt: skip

# Parts by denominator. English thirds to tenths and French -ièmes come from ORDINAL_WORDS.
PARTS: Final = {"tiers": 3, "quart": 4, "quarts": 4, "quarter": 4, "quarters": 4}
HALVES: Final = frozenset({"half", "moitie"})
MULTIPLES: Final = {
    "twice": 2, "double": 2, "doubles": 2, "doublent": 2, "doubled": 2, "doublee": 2,
    "twofold": 2, "thrice": 3, "triple": 3, "triples": 3, "triplent": 3, "tripled": 3,
    "triplee": 3, "threefold": 3, "quadruple": 4, "quadruples": 4, "quadrupled": 4,
    "quadruplee": 4, "fourfold": 4, "quintuple": 5, "quintupled": 5, "quintuplee": 5,
    "fivefold": 5, "decuple": 10, "decuplee": 10, "tenfold": 10, "hundredfold": 100,
}  # fmt: skip
TIMES: Final = frozenset({"fois", "times", "x", "fold"})
MULTIPLIED: Final = frozenset(
    {"multiplie", "multipliee", "multiplies", "multipliees", "multiplier", "multiplied",
     "multiply", "factor", "facteur"}
)  # fmt: skip
DIVIDED: Final = frozenset({"divise", "divisee", "divises", "divisees", "divided"})

# Without "sept", which is seven.
MONTHS: Final = frozenset(
    {"janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre",
     "octobre", "novembre", "decembre", "january", "february", "march", "april", "may", "june",
     "july", "august", "september", "october", "november", "december", "jan", "feb", "apr",
     "aug", "oct", "nov", "dec"}
)  # fmt: skip
