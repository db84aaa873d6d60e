"""How one number is written, in digits or in words: the tokens of a text and their values."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from bot.understanding.number_words import (
    ABBREVIATIONS,
    ARTICLES,
    COLLECTIVES,
    EXACT_COLLECTIVES,
    MISSPELT_SCALES,
    Language,
    Vocabulary,
    vocabulary,
)

# A longer run of digits is an identifier, not a quantity; this also keeps Decimal exact.
MAX_DIGITS: Final = 15

# One character for one character, so that offsets in the folded text are offsets in the text.
_FOLD: Final = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZàâäáãåçéèêëíìîïñóòôöõúùûüýÿÀÂÄÁÃÅÇÉÈÊËÍÌÎÏÑÓÒÔÖÕÚÙÛÜÝŸ"
    "\u00a0\u202f\u2009\u2007’ʼ‐‑–−％",
    "abcdefghijklmnopqrstuvwxyzaaaaaaceeeeiiiinooooouuuuyyaaaaaaceeeeiiiinooooouuuuyy    ''----%",
)


# Alternatives never scan far without consuming, so the whole is linear in the text.
_TOKEN: Final = re.compile(
    r"""
    (?P<skip>(?:https?://|www\.)\S+|@\w[\w.-]*|\#[^\W\d]\w*)     # addresses, handles, channels
  | (?P<word>(?:usd|eur|gbp|top)(?=[0-9])|[^\W\d_]++(?!_*[0-9]))
  | (?P<code>[^\W\d_]++_*+[0-9]\w*(?:\.[0-9]+)*)               # Q3, mp3, v2.0
  | (?P<slashed>[0-9]+(?:[/:][0-9]+)+|[0-9]+(?:-[0-9]+){2,})     # 12/03/2009, 24/7, 10:30, 3/4
  | (?P<digits>[0-9]{1,3}(?:[ ][0-9]{3})+(?![0-9])(?:[.,][0-9]+)?|[0-9]+(?:[.,'][0-9]+)*)
  | (?P<symbol>[<>]=?|[$€£%~≈≤≥±+=°\#])
    """,
    re.VERBOSE,
)
_JOINING_GAPS: Final = frozenset({"", " ", "  ", "   ", "-", " -", "- ", " - ", "\n", "\t"})


class Token(NamedTuple):
    """A folded piece of a text: its kind, what stands before it, and its offsets."""

    kind: str
    text: str
    gap: str
    start: int
    end: int

    @property
    def joined(self) -> bool:
        """Whether only blanks or a hyphen part it from the token before."""
        return self.gap in _JOINING_GAPS


def joined_text(tokens: list[Token], at: int) -> str:
    """Return the token at `at` if it is joined to the one before, else an empty text."""
    return tokens[at].text if at < len(tokens) and tokens[at].joined else ""


class Numeral(NamedTuple):
    """A value written at `tokens[first:stop]`.

    `scale` is the power of ten that a scale word or letter gave, 0 for none. `about` says that
    the words themselves approximate ("une dizaine"). `article` marks a lone "un" or "une".
    """

    value: Decimal
    first: int
    stop: int
    scale: int
    spelled: bool
    about: bool = False
    article: bool = False


def tokenize(text: str) -> list[Token]:
    """Cut `text` into folded tokens, lower case and without accents; offsets are into `text`."""
    folded = text.lower() if text.isascii() else text.translate(_FOLD)
    tokens = []
    last = 0
    for match in _TOKEN.finditer(folded):
        start, end = match.span()
        tokens.append(Token(match.lastgroup or "", match[0], folded[last:start], start, end))
        last = end
    return tokens


def within_one_edit(left: str, right: str) -> bool:
    """Whether one letter added, dropped, changed or swapped turns `left` into `right`."""
    if abs(len(left) - len(right)) > 1:
        return False
    at = 0
    while at < min(len(left), len(right)) and left[at] == right[at]:
        at += 1
    rest, other = left[at:], right[at:]
    return (
        rest[1:] == other[1:]
        or rest == other[1:]
        or rest[1:] == other
        or (rest[:2] == other[:2][::-1] and rest[2:] == other[2:])
    )


def exact(value: Decimal) -> Decimal:
    """Return `value` without exponent or idle zeros: 2800000, not 2.8E+6 or 2800000.0."""
    whole = int(value)
    return Decimal(whole) if value == whole else value.normalize()


def _ungrouped(digits: str, language: Language | None, *, scaled: bool) -> Decimal | None:
    """Read digits with their separators; None where they are a list, a date or a version.

    One separator and three digits can be either: "1,100" is eleven hundred in English and 1.1
    in French. It is decimal before a scale word or "%", after "0", or where it is the
    language's own decimal sign; a last 0 says thousands, for nobody writes "1.100" for 1.1.
    """
    if sum(map(str.isdigit, digits)) > MAX_DIGITS:
        return None
    digits = digits.replace(" ", "'")
    parts = re.split("[.,']", digits)
    marks = [mark for mark in digits if mark in ".,'"]
    if not marks:
        return Decimal(digits)
    grouped = len(parts[0]) <= 3 and all(len(part) == 3 for part in parts[1:-1])
    thousands = grouped and len(parts[-1]) == 3 and parts[0] != "0"
    if len(marks) == 1:
        if marks[0] == "'":
            return Decimal("".join(parts)) if thousands else None
        own = "," if language == "fr" else "."
        if thousands and not scaled and (parts[1].endswith("0") or marks[0] != own):
            return Decimal("".join(parts))
        return Decimal(".".join(parts))
    if len(set(marks)) == 1:
        return Decimal("".join(parts)) if thousands else None
    if grouped and marks[-1] != "'" and len(set(marks[:-1])) == 1 and marks[-1] not in marks[:-1]:
        return Decimal("".join(parts[:-1]) + "." + parts[-1])
    return None


# What a numeral may begin with beside the words for values below a thousand.
_ONE_OF_A_SCALE: Final = frozenset({"million", "milliard", "billion"})
_DEFINITE: Final = frozenset({"le", "du", "au", "the"})
_OTHER_STARTS: Final = _ONE_OF_A_SCALE | {"mille", "a", "an", "half", "demi", "quart", "quarter"}


class NumeralReader:
    """Reads the numerals of one tokenized text."""

    def __init__(self, tokens: list[Token], words: Vocabulary, language: Language | None) -> None:
        self._tokens = tokens
        self._words = words
        self._language = language

    def read(self) -> list[Numeral]:
        """Return every numeral, left to right, those in dates, ratios and ordinals included."""
        found = []
        at = 0
        while at < len(self._tokens):
            numeral = self._numeral(at) if self._may_start(self._tokens[at]) else None
            if numeral is None:
                at += 1
            else:
                found.append(numeral)
                at = numeral.stop
        return found

    def _numeral(self, at: int) -> Numeral | None:
        token = self._tokens[at]
        if token.kind == "digits":
            return self._from_digits(at)
        return self._part_of_scale(at) or self._from_words(at)

    def _may_start(self, token: Token) -> bool:
        if token.kind == "word":
            return self._starts_group(token.text) or token.text in _OTHER_STARTS
        return token.kind == "digits"

    # Digits: "2,8 millions", "25M", "1 million 100 mille", "2 virgule 8".

    def _from_digits(self, at: int) -> Numeral | None:
        after = at + 1
        scaled = self._scale(after, digits=True) is not None or self._next_in(
            after, ("%", "percent", "pourcent")
        )
        value = _ungrouped(self._tokens[at].text, self._language, scaled=scaled)
        if value is None:
            return None
        # The plural is the coin: "9 cents".
        if self._next_is_hundred(after) and self._tokens[after].text != "cents" and value < 100:
            value, after = value * 100, after + 1
        value, after = self._with_fraction(value, after)
        return self._scaled(value, at, after, spelled=False)

    # Words, by recursive descent: below a hundred, below a thousand, then the scales.

    def _from_words(self, at: int) -> Numeral | None:
        word = self._tokens[at].text
        if word in _ONE_OF_A_SCALE:
            return self._after_the(at)
        if word in ARTICLES or word == "one":
            return self._after_article(at)
        if word == "mille":
            return self._with_scale(Decimal(1), 3, at, at + 1, spelled=True)
        if word in self._words.hundreds and (word != "cent" or self._follows(at, "pour", "p")):
            return None
        group = self._year(at) or self._below_thousand(at)
        if group is None:
            return None
        value, after = self._with_fraction(Decimal(group[0]), group[1])
        return self._scaled(value, at, after, spelled=True)

    def _year(self, at: int) -> tuple[int, int] | None:
        """Read "nineteen ninety-nine", "twenty thirteen"."""
        if self._tokens[at].text not in ("nineteen", "twenty"):
            return None
        if (self._joined_unit(at + 1) or 0) < 10:
            return None
        rest = self._below_hundred(at + 1)
        return (self._words.units[self._tokens[at].text] * 100 + rest[0], rest[1]) if rest else None

    def _after_article(self, at: int) -> Numeral | None:
        """Read "un million", "a hundred", "une dizaine"; a lone "un" only as an article."""
        word = self._tokens[at].text
        after = at + 1
        if self._next_in(after, ("hundred",)):
            group = self._below_thousand(after)
            if group is not None:
                return self._scaled(Decimal(group[0]), at, group[1], spelled=True)
        if word in ("a", "an"):
            # The verb of "elle a mille lecteurs" and the "à" of ranges fold to the same letter.
            if not self._next_in(after, ("million", "billion", "trillion", "thousand", "dozen")):
                return None
            return self._scaled(Decimal(1), at, after, spelled=True)
        value, after = self._with_fraction(Decimal(1), after)
        numeral = self._scaled(value, at, after, spelled=True)
        if word != "one" and numeral.stop == at + 1:
            return numeral._replace(article=True)
        return numeral

    def _after_the(self, at: int) -> Numeral | None:
        """Read the "million" of "le million", "past the million mark": one of it."""
        scale = self._words.scales.get(self._tokens[at].text)
        if not at or scale is None or self._tokens[at - 1].text not in _DEFINITE:
            return None
        return self._with_scale(Decimal(1), scale, at, at + 1, spelled=True)

    def _part_of_scale(self, at: int) -> Numeral | None:
        """Read "half a million", "un demi-milliard", "three quarters of a million"."""
        count = 1
        part = at
        if self._tokens[at].text not in ("half", "demi", "quart", "quarter"):
            word = self._tokens[at].text
            count = 1 if word in ("a", "an") else self._words.units.get(word, 0)
            part = at + 1
            if part >= len(self._tokens) or count not in (1, 3):
                return None
        name = self._tokens[part].text
        if name in ("half", "demi") and count == 1:
            value = Decimal("0.5")
        elif name in ("quart", "quarter", "quarts", "quarters"):
            value = Decimal("0.25") * count
        else:
            return None
        after = part + 1
        while after < part + 3 and self._next_in(after, ("of", "a", "de", "d", "un")):
            after += 1
        scale = self._scale(after, digits=False)
        if scale is None:
            return None
        return Numeral(exact(value.scaleb(scale)), at, after + 1, scale, spelled=True)

    def _below_hundred(self, at: int) -> tuple[int, int] | None:
        """Return the value below a hundred at `at` and the index after it."""
        value = self._unit(at)
        if value is None:
            return None
        after = at + 1
        word = self._tokens[at].text
        if word == "quatre" and self._next_in(after, ("vingt", "vingts")):
            value, after = 80, after + 1
        elif word == "dix":
            extra = self._joined_unit(after)
            return (10 + extra, after + 1) if extra in (7, 8, 9) else (10, after)
        if value < 20:
            return value, after
        if self._next_in(after, ("et",)) and self._next_in(after + 1, ("un", "une", "onze")):
            return value + self._words.units[self._tokens[after + 1].text], after + 2
        extra = self._joined_unit(after)
        if extra is None or extra == 0:
            return value, after
        if extra < 10:
            return value + extra, after + 1
        if extra < 20 and (word == "soixante" or word == "quatre"):
            teen = self._below_hundred(after)
            if teen is not None:
                return value + teen[0], teen[1]
        return value, after

    def _below_thousand(self, at: int) -> tuple[int, int] | None:
        """Return the value below a thousand (or "twelve hundred") at `at` and the index after."""
        if self._tokens[at].text in self._words.hundreds:
            value, after = 100, at + 1
        else:
            low = self._below_hundred(at)
            if low is None:
                return None
            value, after = low
            if value == 0 or not self._next_is_hundred(after):
                return low
            value, after = value * 100, after + 1
        rest_at = after
        if self._next_in(after, ("and",)):
            # "between one hundred and two" names two numbers.
            if self._follows(at, "between"):
                return value, after
            rest_at += 1
        if self._joined_unit(rest_at) is None:
            return value, after
        rest = self._below_hundred(rest_at)
        if rest is None or rest[0] == 0 or self._next_is_hundred(rest[1]):
            return value, after
        return value + rest[0], rest[1]

    def _with_fraction(self, value: Decimal, after: int) -> tuple[Decimal, int]:
        """Add "virgule huit", "point eight" or "and a half" where it stands next."""
        if self._next_in(after, ("virgule", "point", "comma")):
            digits, stop = self._spelled_decimals(after + 1)
            if digits:
                return value + Decimal(f"0.{digits}"), stop
        half = self._half(after)
        return (value + Decimal("0.5"), half) if half else (value, after)

    def _spelled_decimals(self, at: int) -> tuple[str, int]:
        if at < len(self._tokens) and self._tokens[at].joined and self._tokens[at].text.isdecimal():
            return self._tokens[at].text[:MAX_DIGITS], at + 1
        digits = ""
        while len(digits) < MAX_DIGITS and self._joined_unit(at) is not None:
            group = self._below_hundred(at)
            if group is None or (digits and group[0] > 9):
                break
            digits += str(group[0])
            at = group[1]
            if group[0] > 9:
                break
        return digits, at

    def _half(self, after: int) -> int:
        """Return the index after "et demi" or "and a half" at `after`; 0 where there is none."""
        if not self._next_in(after, ("et", "and")):
            return 0
        if self._next_in(after + 1, ("a",)):
            after += 1
        return after + 2 if self._next_in(after + 1, ("demi", "demie", "half")) else 0

    def _scaled(self, value: Decimal, first: int, after: int, *, spelled: bool) -> Numeral:
        """Apply the scale words at `after`, each smaller than the one before."""
        if self._next_in(after, COLLECTIVES):
            return self._collective(value, first, after)
        scale = self._scale(after, digits=not spelled)
        if scale is None:
            return Numeral(exact(value), first, after, 0, spelled)
        return self._with_scale(value, scale, first, after + 1, spelled=spelled)

    def _with_scale(
        self, value: Decimal, scale: int, first: int, after: int, *, spelled: bool
    ) -> Numeral:
        """Return `value` times its scale, plus the smaller groups and the half at `after`."""
        largest = scale
        total = value.scaleb(scale)
        half = self._half(after)
        if half:
            return Numeral(exact(total + Decimal(5).scaleb(scale - 1)), first, half, scale, spelled)
        while True:
            group = self._next_group(after, below=scale, first=first)
            if group is None:
                return Numeral(exact(total), first, after, largest, spelled)
            value, scale, after = group
            total += value.scaleb(scale)
            if scale == 0:
                return Numeral(exact(total), first, after, largest, spelled)

    def _next_group(self, at: int, *, below: int, first: int) -> tuple[Decimal, int, int] | None:
        """Return what follows a scale word, as value, scale and index after; None to stop."""
        connected = False
        if below == 3 and self._next_in(at, ("and",)) and not self._follows(first, "between"):
            at, connected = at + 1, True
        if at >= len(self._tokens) or not self._tokens[at].joined:
            return None
        token = self._tokens[at]
        value: Decimal | None
        if token.kind == "digits" and token.text.isdecimal() and len(token.text) <= 3:
            value, after = Decimal(token.text), at + 1
        elif token.text == "mille" and below > 3:
            value, after = Decimal(1), at
        else:
            group = self._below_thousand(at) if self._starts_group(token.text) else None
            if group is None:
                return None
            value, after = Decimal(group[0]), group[1]
        scale = self._scale(after, digits=token.kind == "digits")
        if scale is not None:
            return (value, scale, after + 1) if scale < below else None
        # "a million 3" and "un million un" are two things; "deux mille neuf" is one.
        if token.kind == "digits" or (value == 1 and not connected):
            return None
        return value, 0, after

    def _collective(self, value: Decimal, first: int, after: int) -> Numeral:
        """Read "une dizaine", "deux centaines de milliers", "a dozen"."""
        name = self._tokens[after].text
        total = value * COLLECTIVES[name]
        after += 1
        beyond = after + 1 if self._next_in(after, ("de", "d")) else after
        scale = self._scale(beyond, digits=False)
        if scale is not None:
            total, after = total.scaleb(scale), beyond + 1
        about = name not in EXACT_COLLECTIVES
        return Numeral(exact(total), first, after, scale or 0, spelled=True, about=about)

    # Looking at one token.

    def _starts_group(self, word: str) -> bool:
        return word in self._words.units or word in self._words.hundreds

    def _unit(self, at: int) -> int | None:
        return self._words.units.get(self._tokens[at].text)

    def _joined_unit(self, at: int) -> int | None:
        if at < len(self._tokens) and self._tokens[at].joined:
            return self._words.units.get(self._tokens[at].text)
        return None

    def _next_in(self, at: int, words: tuple[str, ...] | dict[str, int]) -> bool:
        if at >= len(self._tokens):
            return False
        token = self._tokens[at]
        return token.text in words and token.joined

    def _next_is_hundred(self, at: int) -> bool:
        if at >= len(self._tokens):
            return False
        token = self._tokens[at]
        return token.text in self._words.hundreds and token.joined

    def _follows(self, at: int, *words: str) -> bool:
        return at > 0 and self._tokens[at - 1].text in words

    def _scale(self, at: int, *, digits: bool) -> int | None:
        """Return the power of ten of the scale word at `at`, misspelt or abbreviated too."""
        if at >= len(self._tokens):
            return None
        token = self._tokens[at]
        if token.kind != "word" or not token.joined:
            return None
        word = token.text
        scale = self._words.scales.get(word)
        if scale is None and digits and word in ABBREVIATIONS:
            if word == "b" and token.gap:
                return None
            elided = at + 1 < len(self._tokens) and self._tokens[at + 1].gap == "'"
            return None if elided else ABBREVIATIONS[word]
        if scale is None and len(word) >= 5:
            for name in MISSPELT_SCALES:
                if word[0] == name[0] and within_one_edit(word, name):
                    return self._words.scales[name]
        return scale


@lru_cache(maxsize=16)
def read_numerals(text: str, language: Language | None) -> tuple[list[Token], list[Numeral]]:
    """Return the tokens of `text` and every numeral in it.

    Counts, ranks and parts are read from the same text one after the other: the last few texts
    are kept, and what is returned is not to be changed.
    """
    tokens = tokenize(text)
    return tokens, NumeralReader(tokens, vocabulary(language), language).read()
