"""How common a French or English word is in general, from pyspellchecker's word lists."""

from __future__ import annotations

import gzip
import json
import math
from functools import cache
from importlib.resources import files

from bot.knowledge.model import Language
from bot.understanding.text import fold

_RARE = 3.0
"""log10 of the count under which a word is as rare as can be told (the lists sum to about 10^9)."""

_COMMON = 6.0
"""log10 of the count above which a word is taken for common."""


@cache
def frequencies(language: Language) -> dict[str, int]:
    """Counts of a language's words in normal form (accents folded), from subtitles.

    Source: the ``resources`` of pyspellchecker, loaded once per process.
    """
    packed = files("spellchecker").joinpath("resources", f"{language}.json.gz").read_bytes()
    counts: dict[str, int] = {}
    for word, count in json.loads(gzip.decompress(packed)).items():
        norm = word if word.isascii() else fold(word)
        counts[norm] = counts.get(norm, 0) + count
    return counts


def is_word(norm: str) -> bool:
    """Whether a word in normal form stands in either language's general list."""
    return norm in frequencies("fr") or norm in frequencies("en")


@cache
def total(language: Language) -> int:
    """The sum of the counts of a language's list, so that two lists can be compared."""
    return sum(frequencies(language).values())


def rarity(norm: str, language: Language) -> float:
    """How rare a word is in a language: 0 for the commonest, 1 for the rarest or unknown."""
    count = frequencies(language).get(norm, 0)
    if count <= 0:
        return 1.0
    share = (math.log10(count) - _RARE) / (_COMMON - _RARE)
    return 1.0 - min(1.0, max(0.0, share))
