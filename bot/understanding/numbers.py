"""The typed numbers of a question: value, unit, hedge, and where they stand.

French and English, in digits and in words: "2,8 millions", "neuf pour cent", "400k$".
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal

from bot.understanding.hedges import Hedge, hedge_of
from bot.understanding.number_words import MONTHS, ORDINAL_SUFFIXES, Language
from bot.understanding.numerals import Numeral, Token, exact, read_numerals
from bot.understanding.ordinals import (
    Ordinal,
    Ratio,
    find_ordinals,
    find_ratios,
    read_fractions,
    read_ordinals,
)
from bot.understanding.units import Unit, currency_before, unit_after

__all__ = [
    "Number",
    "Ordinal",
    "Ratio",
    "read_fractions",
    "read_numbers",
    "read_ordinals",
]

Bound = Literal["low", "high", "from", "to"]


@dataclass(frozen=True, slots=True)
class Number:
    """A number written at `text[start:end]`, its unit included and its hedge not.

    `hedged` are the offsets of the hedge, if one is written.

    `value` is exact and in base units: 2800000 for "2,8 millions", 60 for "60 %". Words that
    count anything else ("readers") are the caller's, and `unit` is then None. `bound` marks
    the ends of a range: low and high for "between 1 and 2" and "1-2", from and to for
    "from 1 to 2". `weak` marks what may be no number at all: "one", "neuf" (new), an SMS "2"
    for "de". `spelled` says that the value is written in words.
    """

    value: Decimal
    unit: Unit | None
    start: int
    end: int
    text: str
    hedge: Hedge | None = None
    bound: Bound | None = None
    kind: Literal["number", "year"] = "number"
    weak: bool = False
    spelled: bool = False
    hedged: tuple[int, int] | None = None


def read_numbers(text: str, language: Language | None) -> tuple[Number, ...]:
    """Return the plain counts, amounts and years of `text`, left to right.

    `text` is in a composed normal form (NFC or NFKC). Ordinals, parts ("two thirds"), quarters
    ("Q3"), dates, times, versions, addresses and runs of more than fifteen digits are left out.
    Never raises; takes time linear in the text.
    """
    tokens, numerals = read_numerals(text, language)
    if not numerals:
        return ()
    taken = _taken(tokens, numerals)
    found = []
    done = 0
    for numeral in numerals:
        # In "60 p. 100" the second number is part of the unit of the first.
        if numeral.first < done or numeral.first in taken or not _is_plain(tokens, numeral):
            continue
        free = done
        unit, done = unit_after(tokens, numeral.stop)
        found.append((numeral, _number(tokens, numeral, unit, done, free, text, language)))
    return tuple(
        number
        for (numeral, _), number in zip(found, _ranged(tokens, found), strict=True)
        if not (numeral.article and number.weak and number.unit in (None, "percentage_points"))
    )


def _taken(tokens: list[Token], numerals: list[Numeral]) -> set[int]:
    """Return the tokens of ordinals and of parts; "3 fois" stays a count for the caller."""
    ratios = list(find_ratios(tokens, numerals))
    spans = [(first, stop) for _, first, stop in find_ordinals(tokens, numerals, ratios)]
    spans += [(first, stop) for value, first, stop in ratios if value < 1]
    return {at for first, stop in spans for at in range(first, stop)}


# What is no plain count.

# "top-10", "moins-de-50": a hyphen after any other word makes a name, as in "covid-19".
_HYPHENATED: Final = frozenset({"top", "de", "than", "a", "to", "of"})
_QUARTERS: Final = frozenset({"trimestre", "quarter", "q", "t"})
_SHORTEST_GLUED_WORD: Final = 4
_LEAST_GLUED_NUMBER: Final = 10
_LAST_DAY: Final = 31


def _is_plain(tokens: list[Token], numeral: Numeral) -> bool:
    if _is_dated(tokens, numeral):
        return False
    if numeral.spelled:
        return True
    return _is_free_before(tokens, numeral) and _is_free_after(tokens, numeral)


def _is_dated(tokens: list[Token], numeral: Numeral) -> bool:
    """Whether it is the day of a month or the number of a quarter."""
    if numeral.scale or numeral.value > _LAST_DAY:
        return False
    before = tokens[numeral.first - 1].text if numeral.first else ""
    after = tokens[numeral.stop].text if numeral.stop < len(tokens) else ""
    return before in MONTHS or after in MONTHS or (before in _QUARTERS and 1 <= numeral.value <= 4)


def _is_free_before(tokens: list[Token], numeral: Numeral) -> bool:
    gap = tokens[numeral.first].gap
    if gap[-1:] in ("/", "\\"):
        return False
    if numeral.first == 0 or gap not in ("", "-"):
        return True
    before = tokens[numeral.first - 1]
    if gap:
        if before.kind != "word" or before.text in _HYPHENATED or _is_year(numeral):
            return True
        # "1.4m-2.7m"
        return not before.gap and tokens[numeral.first - 2].kind == "digits"
    return before.kind not in ("skip", "code", "slashed", "digits")


def _is_free_after(tokens: list[Token], numeral: Numeral) -> bool:
    stop = numeral.stop
    # A scale that was read may well stand right behind the digits: "25M".
    if stop == len(tokens) or tokens[stop].gap or stop > numeral.first + 1:
        return True
    after = tokens[stop]
    if after.kind != "word":
        return after.kind == "symbol"
    if after.text in ORDINAL_SUFFIXES:
        return False
    # "25readers" lacks a space; "2main", "10h" and "3G" are words of their own.
    if len(after.text) >= _SHORTEST_GLUED_WORD and numeral.value >= _LEAST_GLUED_NUMBER:
        return True
    return after.text == "x" or unit_after(tokens, stop)[0] is not None


_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2099


def _is_year(numeral: Numeral) -> bool:
    # "deux mille treize" has a scale and may be a year; "2M" may not.
    return _FIRST_YEAR <= numeral.value <= _LAST_YEAR and (numeral.spelled or not numeral.scale)


_BEFORE_YEARS: Final = frozenset(
    {"en", "in", "since", "depuis", "by", "avant", "before", "after", "apres", "annee", "an",
     "year", "until", "courant", "fin", "mi", "debut", "during", "ici"}
)  # fmt: skip


def _kind(tokens: list[Token], numeral: Numeral) -> Literal["number", "year"]:
    """Four digits from 1900 to 2099; round ones ("2000") and words only after "in" and its like."""
    if not _is_year(numeral):
        return "number"
    dated = numeral.first > 0 and tokens[numeral.first - 1].text in _BEFORE_YEARS
    bare = not numeral.spelled and tokens[numeral.first].text.isdecimal()
    return "year" if dated or (bare and numeral.value % 100 != 0) else "number"


# Putting a number together.

# SMS French: "cb 2 livres" says "combien de", "c 1 site" says "c'est un".
_BEFORE_SMS_WORDS: Final = frozenset(
    {"cb", "cbn", "combien", "nb", "nbr", "nbre", "nombre", "bcp", "beaucoup", "koi", "quoi", "c",
     "est", "cest", "comme", "pourcentage", "taux", "chiffre"}
)  # fmt: skip


def _number(
    tokens: list[Token],
    numeral: Numeral,
    unit: Unit | None,
    stop: int,
    free: int,
    text: str,
    language: Language | None,
) -> Number:
    """Return the number of `numeral`, its unit being read up to `stop`, from token `free` on."""
    leading, first = currency_before(tokens, numeral.first, free)
    if leading is not None and unit is None:
        unit = leading
    elif leading is not None and leading != unit:
        first = numeral.first
    start, end = tokens[first].start, tokens[stop - 1].end
    hedge = hedge_of(tokens, first, stop)
    return Number(
        value=numeral.value,
        unit=unit,
        start=start,
        end=end,
        text=text[start:end],
        hedge=hedge.hedge if hedge else "about" if numeral.about else None,
        kind="number" if unit else _kind(tokens, numeral),
        weak=_is_weak(tokens, numeral, unit, language),
        spelled=numeral.spelled,
        hedged=(tokens[hedge.first].start, tokens[hedge.stop - 1].end) if hedge else None,
    )


def _is_weak(
    tokens: list[Token], numeral: Numeral, unit: Unit | None, language: Language | None
) -> bool:
    if numeral.stop > numeral.first + 1:
        return False
    if numeral.article:
        return unit != "percent"
    word = tokens[numeral.first].text
    if unit is not None:
        return False
    if word in ("1", "2") and language != "en":
        return numeral.first > 0 and tokens[numeral.first - 1].text in _BEFORE_SMS_WORDS
    return word in ("one", "neuf")


# Ranges.

# "from 400 000 to 4 million" already says what it means.
_LEAST_UNSCALED: Final = 1000
_RANGE_WORDS: Final = frozenset({"to", "a", "or", "ou", "and", "et"})


def _ranged(tokens: list[Token], found: list[tuple[Numeral, Number]]) -> list[Number]:
    """Hand the scale and unit of "2 million" back to the 1 of "between 1 and 2 million"."""
    numbers = [number for _, number in found]
    for at in range(len(found) - 1):
        left, right = found[at][0], found[at + 1][0]
        low, high = numbers[at], numbers[at + 1]
        opener, bounds = _range(tokens, low, left, right)
        if opener is None or "year" in (low.kind, high.kind):
            continue
        if not left.scale and right.scale and left.value < _LEAST_UNSCALED:
            low = replace(low, value=exact(left.value.scaleb(right.scale)), weak=False)
        if low.unit is None or high.unit is None:
            unit = low.unit or high.unit
            low, high = replace(low, unit=unit), replace(high, unit=unit)
        if bounds is not None:
            low, high = replace(low, bound=bounds[0]), replace(high, bound=bounds[1])
        numbers[at], numbers[at + 1] = low, high
    return numbers


def _range(
    tokens: list[Token], low: Number, left: Numeral, right: Numeral
) -> tuple[str | None, tuple[Bound, Bound] | None]:
    """Return what joins two numbers into a range (None for no range) and the bounds it gives."""
    between = [token for token in tokens[left.stop : right.first] if token.start >= low.end]
    opener = ""
    at = left.first - 1
    while at >= 0 and at >= left.first - 3:
        if tokens[at].text in ("between", "entre", "from", "de"):
            opener = tokens[at].text
            break
        at -= 1
    words = [token.text for token in between if token.text not in ("$", "€", "£", "us")]
    if not words:
        dashed = tokens[right.first].gap.strip() == "-" or (
            bool(between) and between[0].gap.strip() == "-"
        )
        # "100-60" is a subtraction.
        rising = left.value < right.value or right.scale
        return ("-", ("low", "high")) if dashed and rising else (None, None)
    if len(words) > 1 or words[0] not in _RANGE_WORDS or not between[0].joined:
        return None, None
    joint = words[0]
    if opener in ("between", "entre"):
        return joint, ("low", "high")
    if joint in ("and", "et"):
        # "2.8 and 1.4 million": a decimal count of people is short of its scale.
        fractional = left.value != int(left.value) and not left.scale and right.scale
        return (joint, None) if fractional else (None, None)
    if joint in ("to", "a"):
        return joint, ("from", "to")
    return joint, None
