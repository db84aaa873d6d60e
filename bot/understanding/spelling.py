"""Corrects misspelt words to those that the phrases use, and leaves real words alone."""

import gzip
import json
import zlib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from bot.understanding.features import is_slot, normalise
from bot.understanding.neighbours import Neighbours

_LANGUAGES = ("en", "fr")
_SHORTEST = 4
"""Under four letters nearly every string is one edit from some word."""

_LONG = 8
"""From eight letters on, two edits are allowed."""

_SHORTEST_PART = 2


class GeneralWords:
    """How rare each word of general English and French is, whatever the pack.

    `keys` are sorted CRC-32 checksums of the words in normal form, `rarities` their -ln(relative
    frequency): 300,000 words in 2 MB, where a set of strings takes 30 MB and a second to read. A
    made-up word passes for a real one once in 15,000.
    """

    def __init__(self, keys: NDArray[np.uint32], rarities: NDArray[np.float16]) -> None:
        self.keys = keys
        self.rarities = rarities
        self.rarity = lru_cache(maxsize=16_384)(self._rarity)
        self._unknown = float(rarities.max(initial=0.0)) + 1.0

    def _find(self, word: str) -> int | None:
        key = zlib.crc32(word.encode())
        place = int(np.searchsorted(self.keys, np.uint32(key)))
        return place if place < len(self.keys) and self.keys[place] == key else None

    def __contains__(self, word: str) -> bool:
        return self._find(word) is not None

    def _rarity(self, word: str) -> float:
        """-ln of the word's share of running text; a word of neither language is rarer than all."""
        place = self._find(word)
        return self._unknown if place is None else float(self.rarities[place])


@lru_cache(maxsize=1)
def general_words() -> GeneralWords:
    """The word lists that pyspellchecker carries, English and French in one."""
    checksums: list[int] = []
    shares: list[NDArray[np.float64]] = []
    for language in _LANGUAGES:
        packed = files("spellchecker").joinpath(f"resources/{language}.json.gz").read_bytes()
        counts: dict[str, int] = json.loads(gzip.decompress(packed))
        words = normalise("\n".join(counts)).split("\n")  # all at once: ten times as fast
        checksums += [zlib.crc32(word.encode()) for word in words]
        share = np.fromiter(counts.values(), dtype=np.float64, count=len(counts))
        shares.append(share / share.sum())
    rarities = -np.log(np.concatenate(shares))
    order = np.argsort(rarities, kind="stable")
    keys, first = np.unique(np.array(checksums, dtype=np.uint32)[order], return_index=True)
    return GeneralWords(keys, rarities[order][first].astype(np.float16))


class Speller:
    """Corrects a token that is neither of the phrases nor of the general word lists.

    `frequencies` counts the phrases' tokens. A token is taken for the nearest of them by optimal
    string alignment distance, at most 1 below eight letters and 2 from eight on; ties go to the
    same first letter, then to the more frequent. Two of the phrases' words run together are split.
    """

    def __init__(self, frequencies: Mapping[str, int], general: GeneralWords) -> None:
        self._frequencies = frequencies
        self._general = general
        self._words = Neighbours(
            word for word in sorted(frequencies) if word.isalpha() and len(word) >= _SHORTEST - 1
        )
        self.correct = lru_cache(maxsize=16_384)(self._correct)

    def _correct(self, token: str) -> tuple[str, ...]:
        """The token as the phrases would spell it: itself, its correction, or its two parts."""
        if (
            token in self._frequencies
            or len(token) < _SHORTEST
            or is_slot(token)
            or not token.isalpha()
            or token in self._general
        ):
            return (token,)
        nearest = self._nearest(token)
        return (nearest,) if nearest else self._parts(token) or (token,)

    def _nearest(self, token: str) -> str | None:
        reach = 1 if len(token) < _LONG else 2
        found = [
            (distance, word[0] != token[0], -self._frequencies[word], word)
            for distance, word in self._words.within(token, reach)
        ]
        return min(found)[3] if found else None

    def _parts(self, token: str) -> tuple[str, str] | None:
        splits = [
            (min(self._frequencies[token[:i]], self._frequencies[token[i:]]), i)
            for i in range(_SHORTEST_PART, len(token) - _SHORTEST_PART + 1)
            if token[:i] in self._frequencies and token[i:] in self._frequencies
        ]
        if not splits:
            return None
        _, i = max(splits)
        return token[:i], token[i:]
