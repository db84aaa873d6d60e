"""Numbers that rank ("2e", "the last", "number one") or divide ("a third", "six sur dix")."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from bot.understanding.hedges import Hedge, hedge_of
from bot.understanding.number_words import (
    DIVIDED,
    HALVES,
    MONTHS,
    MULTIPLES,
    MULTIPLIED,
    ORDINAL_SUFFIXES,
    ORDINAL_WORDS,
    PARTS,
    TIMES,
    Language,
)
from bot.understanding.numerals import Numeral, Token, read_numerals


@dataclass(frozen=True, slots=True)
class Ordinal:
    """A rank written at `text[start:end]`: 1 is the first; -1 the last, -2 the one before it."""

    value: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Ratio:
    """A part or a multiple written at `text[start:end]`: 1/2 for "la moitié", 2 for "twice".

    `hedged` are the offsets of its hedge, if one is written: "more than" half.
    """

    value: Fraction
    start: int
    end: int
    text: str
    hedge: Hedge | None = None
    hedged: tuple[int, int] | None = None


def read_ordinals(text: str, language: Language | None) -> tuple[Ordinal, ...]:
    """Return the ranks that `text` names, left to right. Dates ("1er janvier") are left out."""
    tokens, numerals = read_numerals(text, language)
    return tuple(
        Ordinal(value, *_span(tokens, first, stop, text))
        for value, first, stop in find_ordinals(
            tokens, numerals, list(find_ratios(tokens, numerals))
        )
    )


def read_fractions(text: str, language: Language | None) -> tuple[Ratio, ...]:
    """Return the parts and multiples that `text` names, left to right.

    "la moitié", "two thirds", "3/4", "six out of ten", "twice", "3 fois". The quarters of a
    year are none: "a quarter" is a part only before "of", "de" or at the end.
    """
    tokens, numerals = read_numerals(text, language)
    return tuple(
        _ratio(tokens, value, first, stop, text)
        for value, first, stop in find_ratios(tokens, numerals)
    )


def _ratio(tokens: list[Token], value: Fraction, first: int, stop: int, text: str) -> Ratio:
    hedge = hedge_of(tokens, first, stop)
    hedged = (tokens[hedge.first].start, tokens[hedge.stop - 1].end) if hedge else None
    return Ratio(
        value,
        *_span(tokens, first, stop, text),
        hedge=hedge.hedge if hedge else None,
        hedged=hedged,
    )


def _span(tokens: list[Token], first: int, stop: int, text: str) -> tuple[int, int, str]:
    start, end = tokens[first].start, tokens[stop - 1].end
    return start, end, text[start:end]


_TENS: Final = (20, 30, 40, 50, 60, 70, 80, 90)
_RANK_MARKS: Final = frozenset({"numero", "number", "num", "nr", "n", "no", "#"})

_SECONDS: Final = ("second", "seconde")
_BEFORE_SECONDS: Final = frozenset({"per", "par", "each", "every", "chaque", "split"})


def find_ordinals(
    tokens: list[Token], numerals: list[Numeral], ratios: list[tuple[Fraction, int, int]]
) -> Iterator[tuple[int, int, int]]:
    """Yield each rank outside the `ratios` as its value and its token span."""
    ending_at = {numeral.stop: numeral for numeral in numerals}
    starting_at = {numeral.first: numeral for numeral in numerals}
    parts = {at for _, first, stop in ratios for at in range(first, stop)}
    done = 0
    for at, token in enumerate(tokens):
        if at < done or at in parts:
            continue
        found = None
        if token.text in ORDINAL_WORDS or token.text == "next":
            found = _rank_word(tokens, at, ending_at)
        elif token.kind == "digits":
            found = _rank_digits(tokens, at)
        elif token.text in _RANK_MARKS:
            found = _numbered(tokens, at, starting_at)
        if found is not None and not _in(tokens, found[2], MONTHS):
            yield found
            done = found[2]


def _rank_word(
    tokens: list[Token], at: int, ending_at: dict[int, Numeral]
) -> tuple[int, int, int] | None:
    word = tokens[at].text
    value = ORDINAL_WORDS.get(word)
    if word == "next" and _in(tokens, at + 1, ("to",)) and _in(tokens, at + 2, ("last",)):
        return -2, at, at + 3
    if value is None or (word in _SECONDS and _is_time(tokens, at)):
        return None
    if value == -1 and at and tokens[at - 1].text == "avant" and tokens[at].joined:
        return -2, at - 1, at + 1
    if value < 0:
        return value, at, at + 1
    # "second-to-last", "third from the bottom"
    if _in(tokens, at + 1, ("to", "from")):
        last = at + 3 if _in(tokens, at + 2, ("the",)) else at + 2
        if _in(tokens, last, ("last", "bottom", "end")):
            return -value, at, last + 1
    # "vingt-cinquième", "vingt et unième"
    tens = ending_at.get(at - 1 if tokens[at - 1].text == "et" else at)
    if tens is not None and tokens[at].joined and tens.spelled and tens.value in _TENS:
        return int(tens.value) + value, tens.first, at + 1
    return (value, at, at + 1) if word not in ("unieme", "uniemes") else None


def _is_time(tokens: list[Token], at: int) -> bool:
    """Whether the "second" at `at` is a second of time: "per second", "calls a second?"."""
    before = tokens[at - 1].text if at else ""
    ends = at + 1 == len(tokens) or not tokens[at + 1].joined
    return before in _BEFORE_SECONDS or (ends and before in ("a", "une"))


def _rank_digits(tokens: list[Token], at: int) -> tuple[int, int, int] | None:
    """Read "1er", "2ème", "3rd"."""
    if not tokens[at].text.isdecimal() or tokens[at].kind != "digits":
        return None
    if at + 1 == len(tokens) or tokens[at + 1].gap or len(tokens[at].text) > 3:
        return None
    if tokens[at + 1].text not in ORDINAL_SUFFIXES:
        return None
    return int(tokens[at].text), at, at + 2


def _numbered(
    tokens: list[Token], at: int, starting_at: dict[int, Numeral]
) -> tuple[int, int, int] | None:
    """Read "n°2", "numéro deux", "#1", "no. 1"."""
    text = tokens[at].text
    first = at + 1
    if text in ("n", "no") and first < len(tokens):
        # "no 2" may deny two; "n°2" and "no. 2" rank.
        if tokens[first].text == "°":
            first += 1
        elif text == "n" or tokens[first].gap not in (".", ". "):
            return None
    numeral = starting_at.get(first)
    if numeral is None or numeral.scale or not 0 < numeral.value <= 20:
        return None
    if tokens[first].gap not in ("", " ", ".", ". ") or numeral.value != int(numeral.value):
        return None
    if _in(tokens, numeral.stop, ("%", "percent", "pourcent", "pour", "per", "points")):
        return None
    return int(numeral.value), at, numeral.stop


_OUT_OF: Final = frozenset({2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 50, 100, 1000})
_OF: Final = frozenset({"of", "de", "des", "du", "d"})
# "six internautes français sur dix": the counted words that may stand between.
_MOST_COUNTED_WORDS: Final = 2


def find_ratios(
    tokens: list[Token], numerals: list[Numeral]
) -> Iterator[tuple[Fraction, int, int]]:
    """Yield each part or multiple as its value and its token span."""
    starting_at = {numeral.first: numeral for numeral in numerals}
    inside = {at for numeral in numerals for at in range(numeral.first + 1, numeral.stop)}
    done = 0
    for at, token in enumerate(tokens):
        if at < done or at in inside:
            continue
        numeral = starting_at.get(at)
        found = None
        if token.text in MULTIPLIED or token.text in DIVIDED:
            found = _multiplied(tokens, at, starting_at)
        elif numeral is not None:
            found = _counted_ratio(tokens, numeral, starting_at)
        elif token.kind == "code" and token.text[:1] == "x" and token.text[1:].isdecimal():
            found = (Fraction(int(token.text[1:])), at, at + 1) if len(token.text) < 6 else None
        elif token.kind == "slashed":
            found = _slashed(token, at)
        elif token.kind == "word":
            found = _named_ratio(tokens, at)
        if found is not None:
            yield found
            done = found[2]


def _named_ratio(tokens: list[Token], at: int) -> tuple[Fraction, int, int] | None:
    """Read "half", "la moitié", "le tiers", "a quarter of", "twice"."""
    word = tokens[at].text
    if word in HALVES:
        # The first half of a year is a period.
        ranked = at > 0 and (
            tokens[at - 1].text in ORDINAL_WORDS or tokens[at - 1].text in ORDINAL_SUFFIXES
        )
        return None if ranked else (Fraction(1, 2), at, at + 1)
    if word in MULTIPLES:
        return Fraction(MULTIPLES[word]), at, at + 1
    if word in ("le", "a", "the"):
        return _part(tokens, at, 1)
    return None


def _multiplied(
    tokens: list[Token], at: int, starting_at: dict[int, Numeral]
) -> tuple[Fraction, int, int] | None:
    """Read "multiplié par dix", "multiplied by 10", "a factor of ten", "divisé par deux"."""
    first = at + 2 if _in(tokens, at + 1, ("par", "by", "of", "de")) else at + 1
    numeral = starting_at.get(first)
    if numeral is None or numeral.scale or not 1 < numeral.value <= 1000:
        return None
    value = Fraction(numeral.value)
    return (1 / value if tokens[at].text in DIVIDED else value), at, numeral.stop


def _counted_ratio(
    tokens: list[Token], numeral: Numeral, starting_at: dict[int, Numeral]
) -> tuple[Fraction, int, int] | None:
    """Read "two thirds", "un quart", "3 fois", "six out of ten"."""
    if numeral.scale or not 0 < numeral.value <= 1000:
        return None
    if _in(tokens, numeral.stop, TIMES) and not numeral.article and numeral.value > 1:
        return Fraction(numeral.value), numeral.first, numeral.stop + 1
    count = int(numeral.value)
    if count != numeral.value:
        return None
    part = _part(tokens, numeral.first, count) if numeral.stop == numeral.first + 1 else None
    return part or _out_of(tokens, numeral, starting_at)


def _part(tokens: list[Token], first: int, count: int) -> tuple[Fraction, int, int] | None:
    at = first + 1
    if at >= len(tokens) or not tokens[at].joined:
        return None
    word = tokens[at].text
    denominator = PARTS.get(word)
    if denominator is None:
        denominator = ORDINAL_WORDS.get(word.removesuffix("s"), 0)
        if denominator < 3:
            return None
        if count > 1 and not word.endswith("s"):
            return None
    before_of = at + 1 == len(tokens) or not tokens[at + 1].joined or _in(tokens, at + 1, _OF)
    # "a third profile" ranks, "le cinquième" ranks, "the third of" ranks, "a quarter later" dates.
    if count == 1 and word != "tiers":
        opens = tokens[first].text in ("un", "a", "one", "1") or word == "quart"
        if not (opens and before_of):
            return None
    if count >= denominator:
        return None
    return Fraction(count, denominator), first, at + 1


def _out_of(
    tokens: list[Token], numeral: Numeral, starting_at: dict[int, Numeral]
) -> tuple[Fraction, int, int] | None:
    for at in range(numeral.stop, min(numeral.stop + _MOST_COUNTED_WORDS + 1, len(tokens))):
        token = tokens[at]
        if token.kind != "word" or not token.joined:
            return None
        if token.text not in ("sur", "out", "in"):
            continue
        after = at + 2 if token.text == "out" and _in(tokens, at + 1, ("of",)) else at + 1
        whole = starting_at.get(after)
        if whole is None or whole.value not in _OUT_OF or whole.value <= numeral.value:
            return None
        return Fraction(numeral.value) / Fraction(whole.value), numeral.first, whole.stop
    return None


def _slashed(token: Token, at: int) -> tuple[Fraction, int, int] | None:
    """Read "3/4" as a part, and leave dates and "24/7" alone."""
    above, _, below = token.text.partition("/")
    if not (above.isdecimal() and below.isdecimal()) or len(above) > 2 or len(below) > 3:
        return None
    if not 0 < int(above) < int(below) or not (int(below) <= 10 or int(below) == 100):
        return None
    return Fraction(int(above), int(below)), at, at + 1


def _in(tokens: list[Token], at: int, words: frozenset[str] | tuple[str, ...]) -> bool:
    return at < len(tokens) and tokens[at].text in words and tokens[at].joined
