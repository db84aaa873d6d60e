"""Finds the words of a list that are a few edits away from another word."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

_LETTERS = 64
"""Bits of a mask: a letter's bit is its code point modulo this. Letters that share one only let a
few more words through to be measured."""


class Neighbours:
    """Words by length, each with a mask of the letters that occur in it.

    An edit changes at most two bits of a mask (a letter for another), so that comparing masks
    leaves the exact distance to be measured for a few words of hundreds.
    """

    def __init__(self, words: Iterable[str]) -> None:
        by_length: dict[int, list[str]] = {}
        for word in words:
            by_length.setdefault(len(word), []).append(word)
        self._by_length = {
            length: (same, np.array([_mask(word) for word in same], dtype=np.uint64))
            for length, same in by_length.items()
        }

    def within(self, word: str, reach: int) -> list[tuple[int, str]]:
        """The words at most ``reach`` edits from ``word`` with their distances, nearest first.

        An edit inserts, drops or changes a letter, or swaps two neighbours (optimal string
        alignment). Of equally near words, shorter ones come first, then as they were given.
        """
        mask = np.uint64(_mask(word))
        likely: list[str] = []
        for length in range(len(word) - reach, len(word) + reach + 1):
            same, masks = self._by_length.get(length, _NONE)
            if same:
                near = np.bitwise_count(masks ^ mask) <= 2 * reach
                likely += [same[i] for i in near.nonzero()[0].tolist()]
        found = process.extract(word, likely, scorer=OSA.distance, score_cutoff=reach, limit=None)
        return sorted(((int(far), near) for near, far, _ in found), key=itemgetter(0))


_NONE: tuple[list[str], np.typing.NDArray[np.uint64]] = ([], np.array([], dtype=np.uint64))


def _mask(word: str) -> int:
    mask = 0
    for letter in word:
        mask |= 1 << ord(letter) % _LETTERS
    return mask
