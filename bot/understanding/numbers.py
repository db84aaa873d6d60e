"""The typed numbers of a question: value, unit, hedge, and where they stand.

French and English, in digits and in words: "2,8 millions", "neuf pour cent", "400k$".
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal

from bot.understanding.number_words import MONTHS, ORDINAL_SUFFIXES, Language, vocabulary
from bot.understanding.numerals import (
    Numeral,
    NumeralReader,
    Token,
    exact,
    tokenize,
    within_one_edit,
)
from bot.understanding.ordinals import (
    Ordinal,
    Ratio,
    find_ordinals,
    find_ratios,
    read_fractions,
    read_ordinals,
)

__all__ = [
    "Number",
    "Ordinal",
    "Ratio",
    "read_fractions",
    "read_numbers",
    "read_ordinals",
]

Unit = Literal["percent", "percentage_points", "USD", "EUR", "GBP"]
Hedge = Literal["about", "barely", "under", "over", "at_least", "at_most", "exactly"]
Bound = Literal["low", "high", "from", "to"]


@dataclass(frozen=True, slots=True)
class Number:
    """A number written at `text[start:end]`, its unit included and its hedge not.

    `value` is exact and in base units: 2800000 for "2,8 millions", 60 for "60 %". Words that
    count anything else ("followers") are the caller's, and `unit` is then None. `bound` marks
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


def read_numbers(text: str, language: Language | None) -> tuple[Number, ...]:
    """Return the plain counts, amounts and years of `text`, left to right.

    `text` is in a composed normal form (NFC or NFKC). Ordinals, parts ("two thirds"), quarters
    ("Q3"), dates, times, versions, addresses and runs of more than fifteen digits are left out.
    Never raises; takes time linear in the text.
    """
    tokens = tokenize(text)
    numerals = NumeralReader(tokens, vocabulary(language), language).read()
    if not numerals:
        return ()
    taken = _taken(tokens, numerals)
    found = []
    for numeral in numerals:
        if numeral.first in taken or not _is_plain(tokens, numeral):
            continue
        number = _number(tokens, numeral, text, language)
        if number is not None:
            found.append((numeral, number))
    return tuple(_ranged(tokens, found))


def _taken(tokens: list[Token], numerals: list[Numeral]) -> set[int]:
    """Return the tokens of ordinals and of parts; "3 fois" stays a count for the caller."""
    spans = [(first, stop) for _, first, stop in find_ordinals(tokens, numerals)]
    spans += [(first, stop) for value, first, stop in find_ratios(tokens, numerals) if value < 1]
    return {at for first, stop in spans for at in range(first, stop)}


# What is no plain count.

# "top-10", "moins-de-50": a hyphen after any other word makes a name, as in "covid-19".
_HYPHENATED: Final = frozenset({"top", "de", "than", "a", "to", "of"})
_QUARTERS: Final = frozenset({"trimestre", "quarter", "q", "t"})
_SHORTEST_GLUED_WORD: Final = 4
_LAST_DAY: Final = 31


def _is_plain(tokens: list[Token], numeral: Numeral) -> bool:
    first, stop = numeral.first, numeral.stop
    before = tokens[first - 1] if first else None
    after = tokens[stop] if stop < len(tokens) else None
    small = not numeral.scale and numeral.value <= _LAST_DAY
    if small and (_text(before) in MONTHS or _text(after) in MONTHS):
        return False
    if small and _text(before) in _QUARTERS and 1 <= numeral.value <= 4:
        return False
    if numeral.spelled:
        return True
    gap = tokens[first].gap
    if gap[-1:] in ("/", "\\"):
        return False
    if before is not None and not gap and before.kind in ("skip", "code", "slashed", "digits"):
        return False
    if before is not None and gap == "-" and before.kind == "word":
        return before.text in _HYPHENATED or _is_year(numeral)
    if after is None or after.gap or stop > first + 1:
        return True
    if after.kind == "word":
        if after.text in ORDINAL_SUFFIXES:
            return False
        # "25followers" lacks a space; "2main", "10h" and "3G" are words of their own.
        long = len(after.text) >= _SHORTEST_GLUED_WORD and numeral.value >= 10
        return long or after.text == "x" or _unit(tokens, stop)[0] is not None
    return after.kind == "symbol"


def _text(token: Token | None) -> str:
    return token.text if token else ""


_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2099


def _is_year(numeral: Numeral) -> bool:
    return not numeral.scale and _FIRST_YEAR <= numeral.value <= _LAST_YEAR


_BEFORE_YEARS: Final = frozenset(
    {"en", "in", "since", "depuis", "by", "avant", "before", "after", "apres", "annee", "an",
     "year", "until", "courant", "fin", "mi", "debut", "during", "ici"}
)  # fmt: skip


def _kind(tokens: list[Token], numeral: Numeral) -> Literal["number", "year"]:
    """Four digits from 1900 to 2099; round ones ("2000") and words only after "in" and its like."""
    if not _is_year(numeral) and not (numeral.spelled and _is_spelled_year(numeral)):
        return "number"
    dated = numeral.first > 0 and tokens[numeral.first - 1].text in _BEFORE_YEARS
    bare = not numeral.spelled and tokens[numeral.first].text.isdecimal()
    return "year" if dated or (bare and numeral.value % 100 != 0) else "number"


def _is_spelled_year(numeral: Numeral) -> bool:
    return _FIRST_YEAR <= numeral.value <= _LAST_YEAR


# Units.

_SYMBOLS: Final[dict[str, Unit]] = {"$": "USD", "€": "EUR", "£": "GBP"}
_CURRENCIES: Final[dict[str, Unit]] = {
    **_SYMBOLS,
    "usd": "USD", "dollar": "USD", "dollars": "USD", "buck": "USD", "bucks": "USD",
    "eur": "EUR", "euro": "EUR", "euros": "EUR",
    "gbp": "GBP", "livre": "GBP", "livres": "GBP", "pound": "GBP", "pounds": "GBP", "quid": "GBP",
}  # fmt: skip
_PERCENT: Final = frozenset({"%", "pct", "percent", "percents", "pourcent", "pourcents"})
_POINTS: Final = frozenset({"point", "points", "pt", "pts", "pp", "ppt"})
_MISSPELT_UNITS: Final[dict[str, Unit]] = {
    "percent": "percent", "pourcent": "percent", "dollars": "USD", "dollar": "USD",
}  # fmt: skip


def _at(tokens: list[Token], at: int) -> str:
    """Return the token at `at` if it is joined to the one before, else an empty text."""
    return tokens[at].text if at < len(tokens) and tokens[at].joined else ""


def _unit(tokens: list[Token], at: int) -> tuple[Unit | None, int]:
    """Return the unit written at `at` and the index after it; None and `at` for another word."""
    word = _at(tokens, at)
    if not word:
        return None, at
    after = _after_percent(tokens, at)
    if after > at:
        if _at(tokens, after) in ("point", "points"):
            return "percentage_points", after + 1
        return "percent", after
    if word == "percentage" and _at(tokens, at + 1) in ("point", "points"):
        return "percentage_points", at + 2
    if word in _POINTS:
        of = at + 2 if _at(tokens, at + 1) == "de" else at + 1
        if _at(tokens, of) in ("pourcentage", "pourcentages", "%", "pourcent", "pct"):
            return "percentage_points", of + 1
        return "percentage_points", at + 1
    return _currency(tokens, at)


def _after_percent(tokens: list[Token], at: int) -> int:
    """Return the index after a percent sign or word at `at`; `at` where there is none."""
    word = tokens[at].text
    if word in _PERCENT or _misspelt(word) == "percent":
        return at + 1
    if word not in ("pour", "per", "p", "pr") or at + 1 >= len(tokens):
        return at
    hundred = tokens[at + 1]
    if hundred.text in ("cent", "cents", "100") and (hundred.joined or hundred.gap in (".", ". ")):
        return at + 2
    return at


def _currency(tokens: list[Token], at: int) -> tuple[Unit | None, int]:
    name = at + 1 if _at(tokens, at) in ("de", "d", "of") or tokens[at].text == "us" else at
    # "d'euros": the apostrophe parts the tokens without parting the words.
    elided = name < len(tokens) and tokens[name].gap == "'"
    word = tokens[name].text if elided else _at(tokens, name)
    if word == "us":
        name += 1
        word = _at(tokens, name)
    unit = _CURRENCIES.get(word) or _misspelt(word)
    return (unit, name + 1) if unit not in (None, "percent") else (None, at)


def _misspelt(word: str) -> Unit | None:
    if len(word) < 5:
        return None
    for name, unit in _MISSPELT_UNITS.items():
        if word[0] == name[0] and within_one_edit(word, name):
            return unit
    return None


def _leading_currency(tokens: list[Token], first: int) -> tuple[Unit | None, int]:
    """Return the currency before the number ("US$ 4m", "EUR 4m") and where it begins."""
    if first == 0 or not tokens[first].joined:
        return None, first
    at = first - 1
    if tokens[at].text == "us" and at and tokens[at - 1].text == "$":
        return "USD", at - 1
    if tokens[at].text not in (*_SYMBOLS, "usd", "eur", "gbp"):
        return None, first
    unit = _CURRENCIES[tokens[at].text]
    # In "400 $ 4" the sign belongs to the number before it.
    if at and tokens[at - 1].kind == "digits" and tokens[at].joined and tokens[first].gap:
        return None, first
    if at and tokens[at - 1].text == "us" and not tokens[at].gap:
        at -= 1
    return unit, at


# Hedges. Keys are folded words; "d'" and "des" read as "de".

_HEDGES: Final[dict[str, Hedge]] = {
    phrase: hedge
    for hedge, phrases in (
        ("about", (
            "~", "≈", "±", "environ", "env", "about", "around", "roughly", "approximately",
            "approx", "circa", "some", "autour de", "a peu pres", "aux alentours de",
            "dans les", "quelque", "presque", "nearly", "almost", "pres de", "quasi",
            "quasiment", "close to", "pas loin de", "just about", "virtually",
        )),
        ("barely", ("a peine", "barely", "hardly", "scarcely", "tout juste", "just barely")),
        ("over", (
            ">", "plus de", "+ de", "plus que", "more than", "over", "above", "greater than",
            "higher than", "larger than", "bigger than", "superieur a", "superieure a",
            "superieurs a", "superieures a", "au dessus de", "au dela de", "beyond", "exceeding",
            "exceeds", "exceed", "depasse", "depassent", "depassant", "in excess of",
            "upwards of",
        )),
        ("under", (
            "<", "moins de", "moins que", "less than", "fewer than", "under", "below",
            "lower than", "smaller than", "inferieur a", "inferieure a", "inferieurs a",
            "inferieures a", "en dessous de", "au dessous de", "sous",
        )),
        ("at_least", (
            ">=", "≥", "at least", "au moins", "au minimum", "minimum", "pas moins de",
            "no less than", "no fewer than", "not less than", "not fewer than", "not under",
        )),
        ("at_most", (
            "<=", "≤", "at most", "au plus", "au maximum", "maximum", "max", "up to",
            "jusqu a", "pas plus de", "no more than", "not more than", "not over",
        )),
        ("exactly", ("=", "exactly", "exactement", "precisely", "precisement", "pile")),
    )
    for phrase in phrases
}  # fmt: skip
_HEDGE_ENDS: Final = frozenset(phrase.rsplit(" ", 1)[-1] for phrase in _HEDGES)
_LONGEST_HEDGE: Final = 4
_AFTER: Final[dict[str, Hedge]] = {
    "environ": "about", "or so": "about", "a peu": "about", "or more": "at_least",
    "ou plus": "at_least", "et plus": "at_least", "and more": "at_least", "au moins": "at_least",
    "at least": "at_least", "minimum": "at_least", "or less": "at_most", "ou moins": "at_most",
    "au plus": "at_most", "at most": "at_most", "maximum": "at_most", "max": "at_most",
    "exactly": "exactly", "exactement": "exactly", "pile": "exactly",
}  # fmt: skip
_DE: Final = {"d": "de", "des": "de"}
_DETERMINERS: Final = frozenset({"les", "the", "ces", "la", "le", "l"})


def _hedge(tokens: list[Token], first: int, stop: int) -> Hedge | None:
    """Return the hedge right before the number, or else right after it."""
    last = first - 1
    if last >= 0 and tokens[last].text in _DETERMINERS and _at(tokens, first):
        if not (last and f"{tokens[last - 1].text} {tokens[last].text}" in _HEDGES):
            last -= 1
    hedge = _hedge_before(tokens, last, tokens[min(last + 1, first)].gap)
    return hedge or _hedge_after(tokens, stop)


def _hedge_before(tokens: list[Token], last: int, gap: str) -> Hedge | None:
    if last < 0 or gap.strip() not in ("", "'", "-", "."):
        return None
    end = _DE.get(tokens[last].text, tokens[last].text)
    if end not in _HEDGE_ENDS:
        return None
    words = [_DE.get(token.text, token.text) for token in tokens[max(0, last - 3) : last + 1]]
    for length in range(min(_LONGEST_HEDGE, len(words)), 0, -1):
        hedge = _HEDGES.get(" ".join(words[-length:]))
        if hedge is not None:
            return hedge
    # "les - de 50 ans"
    return "under" if end == "de" and tokens[last].gap.endswith("- ") else None


def _hedge_after(tokens: list[Token], stop: int) -> Hedge | None:
    if stop >= len(tokens) or not tokens[stop].joined:
        return None
    if tokens[stop].text == "+":
        return None if tokens[stop].gap else "at_least"
    hedge, after = _AFTER.get(tokens[stop].text), stop + 1
    if hedge is None:
        hedge, after = _AFTER.get(f"{tokens[stop].text} {_at(tokens, stop + 1)}"), stop + 2
    # In "2 millions exactement 9 %" the word belongs to the number that follows.
    return hedge if after >= len(tokens) or tokens[after].kind == "word" else None


# Putting a number together.

# SMS French: "cb 2 followers" says "combien de", "c 1 site" says "c'est un".
_BEFORE_SMS_WORDS: Final = frozenset(
    {"cb", "cbn", "combien", "nb", "nbr", "nbre", "nombre", "bcp", "beaucoup", "koi", "quoi", "c",
     "est", "cest", "comme", "pourcentage", "taux", "chiffre"}
)  # fmt: skip


def _number(
    tokens: list[Token], numeral: Numeral, text: str, language: Language | None
) -> Number | None:
    unit, stop = _unit(tokens, numeral.stop)
    leading, first = _leading_currency(tokens, numeral.first)
    if leading is not None and unit is None:
        unit = leading
    elif leading is not None and leading != unit:
        first = numeral.first
    if numeral.article and (unit is None or unit == "percentage_points"):
        return None
    start, end = tokens[first].start, tokens[stop - 1].end
    return Number(
        value=numeral.value,
        unit=unit,
        start=start,
        end=end,
        text=text[start:end],
        hedge=_hedge(tokens, first, stop) or ("about" if numeral.about else None),
        kind="number" if unit else _kind(tokens, numeral),
        weak=_is_weak(tokens, numeral, unit, language),
        spelled=numeral.spelled,
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
        if not left.scale and right.scale and left.value < Decimal(1).scaleb(right.scale):
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
        return ("-", ("low", "high")) if dashed else (None, None)
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
