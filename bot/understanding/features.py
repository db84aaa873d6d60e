"""Turns a phrase into the named lexical features that the intent matcher weighs.

Blocks: stems (one and two in a row), unordered pairs of stems, and character n-grams inside words.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import combinations, pairwise

import snowballstemmer

MAX_CHARACTERS = 2_000
"""Of a longer text only the head is read: intents are named early, and cost stays bounded."""

MAX_TOKENS = 60

STEM, PAIR, CHARACTER = "s", "p", "c"
"""First letter of a feature's name: the block it belongs to."""

_TOKEN = re.compile(r"\{\w+\}|[^\W_]+")
_APOSTROPHES = str.maketrans("’‘ʼ`´", "'''''")
_ENGLISH_CONTRACTION = re.compile(r"(?<=\w)'(?=(?:s|t|re|ve|ll|m|d)\b)")


def normalise(text: str) -> str:
    """Lower case, accents folded, English apostrophes dropped ("what's" -> "whats"), others spaces ("l'an" -> "l an")."""
    lowered = unicodedata.normalize("NFKD", text[:MAX_CHARACTERS].lower().translate(_APOSTROPHES))
    folded = "".join(c for c in lowered if not unicodedata.combining(c))
    return _ENGLISH_CONTRACTION.sub("", folded)


def tokenise(text: str) -> list[str]:
    """The words of a text in normal form; a slot such as `{entity}` is one token."""
    return _TOKEN.findall(normalise(text))[:MAX_TOKENS]


_english = snowballstemmer.stemmer("english")
_french = snowballstemmer.stemmer("french")


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The word's stem: the French stemmer after the English one, so that either language's endings go."""
    return word if word.startswith("{") else str(_french.stemWord(_english.stemWord(word)))


@lru_cache(maxsize=65_536)
def character_features(word: str) -> tuple[str, ...]:
    """Character n-grams of 2 to 5 letters of one word, its edges marked by spaces."""
    if word.startswith("{"):
        return ()
    padded = f" {word[:40]} "
    return tuple(
        f"{CHARACTER}:{padded[i : i + n]}" for n in range(2, 6) for i in range(len(padded) - n + 1)
    )


def features(tokens: Sequence[str]) -> Iterable[str]:
    """Names of the features of a tokenised phrase, with repetitions."""
    stems = [stem(token) for token in tokens]
    yield from (f"{STEM}:{s}" for s in stems)
    yield from (f"{STEM}:{a} {b}" for a, b in pairwise(stems))
    yield from (f"{PAIR}:{a}|{b}" for a, b in combinations(sorted(set(stems[:24])), 2))
    for token in tokens:
        yield from character_features(token)
