"""Names the lexical features of a phrase: stems, pairs of them, character n-grams in words."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations, pairwise
from threading import Lock

import snowballstemmer

MAX_CHARACTERS = 2_000
"""Of a longer text only the head and the tail, half each, are read: cost stays bounded."""

MAX_TOKENS = 80
"""As above, for tokens."""

_MAX_PAIRED = 20
"""Stems that are paired: the pairs of a rambling text would drown everything else."""

_LONGEST_WORD = 40

STEM, PAIR, CHARACTER = "s", "p", "c"
"""First letter of a feature's name: the block it belongs to."""

_TOKEN = re.compile(r"\{\w+\}|[^\W_]+")
_APOSTROPHES = str.maketrans("’‘ʼ`´", "'''''")
_ACCENTS = re.compile(r"[\u0300-\u036f]+")
_ENGLISH_ENDING = re.compile(r"(?<=\w)'(?=(?:s|t|re|ve|ll|m|d)\b)")

_english = snowballstemmer.stemmer("english")
_french = snowballstemmer.stemmer("french")
_stemming = Lock()  # a stemmer keeps the word it works on


def normalise(text: str) -> str:
    """Lower case, accents folded, English endings joined: "what's" becomes "whats"."""
    lowered = text.lower().translate(_APOSTROPHES)
    if not lowered.isascii():
        lowered = _ACCENTS.sub("", unicodedata.normalize("NFKD", lowered))
    return _ENGLISH_ENDING.sub("", lowered)


def tokenise(text: str) -> list[str]:
    """The words of a text in normal form; a slot such as `{entity}` is one token."""
    if len(text) > MAX_CHARACTERS:
        half = MAX_CHARACTERS // 2
        text = f"{text[:half]} {text[-half:]}"
    tokens = [token[:_LONGEST_WORD] for token in _TOKEN.findall(normalise(text))]
    if len(tokens) > MAX_TOKENS:
        half = MAX_TOKENS // 2
        tokens = tokens[:half] + tokens[-half:]
    return tokens


def is_slot(token: str) -> bool:
    """Whether a token stands for a term, as `{entity}` does."""
    return token.startswith("{")


@lru_cache(maxsize=65_536)
def stem(token: str) -> str:
    """The token's stem: English endings are cut, then French ones: the language is unknown."""
    if is_slot(token):
        return token
    with _stemming:
        return str(_french.stemWord(_english.stemWord(token)))


def stem_features(stems: Sequence[str]) -> Iterator[str]:
    """Stems, and two stems in a row."""
    for one in stems:
        yield f"{STEM}:{one}"
    for one, two in pairwise(stems):
        yield f"{STEM}:{one} {two}"


def pair_features(stems: Sequence[str]) -> Iterator[str]:
    """Two stems of the same phrase in any order, near or far."""
    for one, two in combinations(sorted(set(stems[:_MAX_PAIRED])), 2):
        yield f"{PAIR}:{one}|{two}"


def character_features(token: str) -> Iterator[str]:
    """Character n-grams of 2 to 5 of one token, its edges marked by spaces; none of a slot."""
    if not is_slot(token):
        padded = f" {token} "
        for size in range(2, 6):
            for start in range(len(padded) - size + 1):
                yield f"{CHARACTER}:{padded[start : start + size]}"
