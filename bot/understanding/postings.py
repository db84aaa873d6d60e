"""Finds the phrases nearest to a text among a million, without looking at each.

Nearness is the cosine of the trigrams that two texts have in common, weighed by their rarity: it
survives misspelt words and another order of words. The index lists for every trigram the phrases
that have it (its postings). A question reads the lists of its rarest trigrams, up to a number of
entries, and compares the phrases that these make likeliest in full.

The index is a folder of arrays that are mapped into memory: it opens in milliseconds whatever its
size, and processes that open the same folder share its pages.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from threading import local
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from bot.understanding.features import tokenise

VERSION = 1
"""Raised whenever a folder written by an earlier version must not be opened any more."""

MOST_NEAREST = 1_024
"""The most phrases that can be asked for."""

_SHARE_COMPARED = 0.004
"""Phrases compared in full: ``MOST_NEAREST``, or such a share of all if that is more. Of 100,000 it
finds one as near as any in 99.9 % of questions, and so do 256; of a million 512 find 97.8 %."""

_GRAM = 3
"""Bytes of a gram. On CLINC150 the nearest phrase by trigrams has the right intent in 83.1 % (77.1
with two misspellings), by grams of four in 82.0 (74.9), by both in 83.0 (76.1)."""

_BUCKETS = 1 << 16
"""Grams are numbered by a hash that two bytes hold, so that no table of them is kept. Phrases are
made of some thousands, which hardly ever share a number."""

_SPREAD = np.uint32(2_654_435_761)
"""2^32 over the golden ratio (Knuth, The Art of Computer Programming, 6.4)."""

_SHIFT = np.uint32(16)

_READ, _SHARE_READ = 40_000, 0.2
"""Postings read for a question: so many, or such a share of the number of phrases if that is more.
With three quarters as many the nearest of a million is missed in 0.7 % of questions, with these in
0.3."""

_LONGEST_LIST = 100_000
"""Postings kept of a gram: the shortest phrases', for those are nearest to a question that has
little else. What stands in more phrases than that hardly tells them apart."""

_FLOOR = 0.4
"""Share of the likeliest phrase's score below which none is compared in full. With 0.5 the nearest
of a million phrases is missed in 0.8 % of questions, with 0.4 in 0.3."""

_CHUNK = 20_000
"""Phrases worked on at a time: it bounds the memory that building takes."""

_LEAST_LENGTH = 1e-6

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Nearest:
    """A phrase by its number, and its cosine with the text asked for, above 0 and at most 1."""

    number: int
    cosine: float


class _Buffers:
    """What one thread searches with. All zero between searches, ``scores`` apart."""

    def __init__(self, phrases: int) -> None:
        self.sums = np.zeros(phrases, dtype=np.float32)
        self.scores = np.zeros(phrases, dtype=np.float32)
        self.worth = np.zeros(_BUCKETS, dtype=np.float32)


class PhraseIndex:
    """An index of phrases in a folder: ``build`` writes it, ``open`` opens it.

    Phrases are known by their numbers, from 0 in the order they came; their texts are not kept.
    Inside they stand by length. May be searched by several threads at once.
    """

    def __init__(self, arrays: dict[str, NDArray[Any]]) -> None:
        self._numbers: NDArray[np.uint32] = arrays["numbers"]  # of the phrases, by place
        self._rows: Ints = arrays["rows"]  # where each phrase's grams start, and the end
        self._grams: NDArray[np.uint16] = arrays["grams"]
        self._shrink: Floats = arrays["shrink"]  # 1 / a phrase's length as a vector
        self._lists: Ints = arrays["lists"]  # where each gram's postings start, and the end
        self._postings: NDArray[np.uint32] = arrays["postings"]
        self._squares: Floats = arrays["squares"]  # of each gram's inverse document frequency
        self._own = local()

    def __len__(self) -> int:
        return len(self._numbers)

    @classmethod
    def build(cls, phrases: Iterable[str], folder: Path) -> Self:
        """Writes the index of some phrases, and opens it.

        An index that was in the folder is replaced once the new one is complete; whoever has it
        open keeps the old one. Raises OSError if it cannot be written.
        """
        part = folder.with_name(f"{folder.name}.{os.getpid()}.part")
        part.mkdir(parents=True)
        try:
            _write(phrases, part)
            shutil.rmtree(folder, ignore_errors=True)
            part.replace(folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
        return cls.open(folder)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Opens what ``build`` wrote, by mapping it into memory.

        Raises ValueError if it is damaged or of another version, OSError if it cannot be read.
        """
        try:
            about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
            if about["version"] != VERSION:
                raise ValueError(f"written by version {about['version']}, not {VERSION}")
            mapped = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _ARRAYS}
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{folder}: not an index of this version ({error})") from error
        # Plain arrays over the same pages: a memmap takes ten times as long to slice.
        return cls({name: array.view(np.ndarray) for name, array in mapped.items()})

    def nearest(self, text: str, limit: int = 1) -> list[Nearest]:
        """The phrases nearest to a text, nearest first: ``limit``, or fewer if few share a gram.

        At most ``MOST_NEAREST``. Of equally near ones the shorter comes first, then as numbered.
        """
        question, _ = _grams_of(*_packed([text]))
        squares = self._squares[question]
        places = self._likeliest(question, squares)
        if not len(places):
            return []
        cosines = self._compared(places, question, squares) / np.sqrt(squares.sum())
        order = np.lexsort((places, -cosines))[:limit]
        return [Nearest(int(self._numbers[places[i]]), float(cosines[i])) for i in order]

    def best_of_all(self, text: str) -> float:
        """The largest cosine of any phrase, by looking at each: what ``nearest`` is held against.

        Takes a thousand times as long.
        """
        question, _ = _grams_of(*_packed([text]))
        squares = self._squares[question]
        best = 0.0
        for low in range(0, len(self), _CHUNK):
            places = np.arange(low, min(low + _CHUNK, len(self)))
            places = places[self._rows[places + 1] > self._rows[places]]  # some have no gram
            if len(places) and len(question):
                best = max(best, float(self._compared(places, question, squares).max()))
        return best / float(np.sqrt(squares.sum())) if best else 0.0

    def _likeliest(self, question: Ints, squares: Floats) -> Ints:
        """The places of the phrases that share most with a question, by its rarest grams."""
        starts = self._lists[question]
        sizes = self._lists[question + 1] - starts
        rarest = np.argsort(sizes, kind="stable")
        before = np.cumsum(sizes[rarest]) - sizes[rarest]
        most = max(_READ, _SHARE_READ * len(self))
        read = rarest[(sizes[rarest] > 0) & (before < most)]
        buffers = self._buffers()
        sums, scores = buffers.sums, buffers.scores
        for square, start, size in zip(squares[read], starts[read], sizes[read], strict=True):
            np.add.at(sums, self._postings[start : start + size], square)
        np.multiply(sums, self._shrink, out=scores)
        sums.fill(0.0)
        return _best(scores, self._compared_in_full) if len(read) else read

    @property
    def _compared_in_full(self) -> int:
        return max(MOST_NEAREST, int(_SHARE_COMPARED * len(self)))

    def _compared(self, places: Ints, question: Ints, squares: Floats) -> Floats:
        """The cosines of phrases with a question, but for the question's length."""
        firsts = self._rows[places]
        lengths = self._rows[places + 1] - firsts
        worth = self._buffers().worth
        worth[question] = squares
        shared = worth[self._grams[_runs(firsts, lengths)]]
        worth[question] = 0.0
        cosines: Floats = np.add.reduceat(shared, np.cumsum(lengths) - lengths)
        return cosines * self._shrink[places]

    def _buffers(self) -> _Buffers:
        found: _Buffers | None = getattr(self._own, "buffers", None)
        if found is None:
            found = self._own.buffers = _Buffers(len(self))
        return found


def _best(scores: Floats, most: int) -> Ints:
    """The places of the best scores, at most so many, in order of place."""
    places = np.flatnonzero(scores > _FLOOR * scores.max())
    if len(places) > most:
        top = np.argpartition(-scores[places], most)[:most]
        places = np.sort(places[top])
    return places


def _runs(firsts: Ints, lengths: Ints) -> Ints:
    """The numbers of several runs, one run after the other: (5, 2), (2, 3) -> 5 6 2 3 4."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    runs: Ints = np.arange(total) + np.repeat(firsts - (ends - lengths), lengths)
    return runs


# Texts and their grams.


def _packed(texts: Sequence[str]) -> tuple[Bytes, Ints]:
    """Texts in normal form as bytes, one after the other, and where each starts; and the end."""
    normal = [f" {' '.join(tokenise(text))} ".encode() for text in texts]
    ends = np.cumsum([0, *map(len, normal)])
    return np.frombuffer(b"".join(normal), dtype=np.uint8), ends


def _grams_of(packed: Bytes, starts: Ints) -> tuple[Ints, Ints]:
    """The different grams of each text in order, and for each the number of its text."""
    bytes_ = packed.astype(np.uint32)
    codes = bytes_[:-2] << np.uint32(16) | bytes_[1:-1] << np.uint32(8) | bytes_[2:]
    texts = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    inside = texts[: -(_GRAM - 1)] == texts[_GRAM - 1 :]
    grams = (codes * _SPREAD >> _SHIFT)[inside]
    keys = texts[: -(_GRAM - 1)][inside] * _BUCKETS + grams
    keys.sort()
    keys = keys[np.flatnonzero(np.diff(keys, prepend=-1))]
    return keys % _BUCKETS, keys // _BUCKETS


# Writing.

_ABOUT = "about.json"
_ARRAYS = ("numbers", "rows", "grams", "shrink", "lists", "postings", "squares")


def _write(phrases: Iterable[str], folder: Path) -> None:
    """Writes the arrays of an index."""
    packed, starts, numbers = _by_length(phrases)
    documents = np.zeros(_BUCKETS, dtype=np.int64)
    sizes = np.zeros(len(numbers) + 1, dtype=np.int64)
    unnamed = folder / "grams"
    with unnamed.open("wb") as file:
        for low in range(0, len(numbers), _CHUNK):
            bounds = starts[low : low + _CHUNK + 1]
            grams, owners = _grams_of(packed[bounds[0] : bounds[-1]], bounds - bounds[0])
            documents += np.bincount(grams, minlength=_BUCKETS)
            sizes[low + 1 : low + len(bounds)] = np.bincount(owners, minlength=len(bounds) - 1)
            grams.astype(np.uint16).tofile(file)
    rows = np.cumsum(sizes)
    squares = (np.log1p(len(numbers) / np.maximum(documents, 1)) ** 2).astype(np.float32)
    every = np.fromfile(unnamed, dtype=np.uint16)
    lists, shrink = _write_postings(every, rows, documents, squares, folder)
    arrays: dict[str, NDArray[Any]] = {
        "numbers": numbers,
        "rows": rows,
        "grams": every,
        "shrink": shrink,
        "lists": lists,
        "squares": squares,
    }
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array)
    unnamed.unlink()
    (folder / _ABOUT).write_text(json.dumps({"version": VERSION}), encoding="utf-8")


def _by_length(phrases: Iterable[str]) -> tuple[Bytes, Ints, NDArray[np.uint32]]:
    """The phrases packed, the shortest first; where each starts, and its number."""
    parts, lengths = [np.zeros(0, dtype=np.uint8)], [np.zeros(0, dtype=np.int64)]
    rest = iter(phrases)
    while chunk := list(islice(rest, _CHUNK)):
        part, bounds = _packed(chunk)
        parts.append(part)
        lengths.append(np.diff(bounds))
    packed, length = np.concatenate(parts), np.concatenate(lengths)
    parts.clear()
    numbers = np.argsort(length, kind="stable")
    firsts = (np.cumsum(length) - length)[numbers]
    starts = np.concatenate(([0], np.cumsum(length[numbers])))
    ordered = np.empty_like(packed)
    for low in range(0, len(numbers), _CHUNK):
        some = slice(low, low + _CHUNK)
        runs = _runs(firsts[some], length[numbers[some]])
        ordered[starts[low] : starts[low] + len(runs)] = packed[runs]
    return ordered, starts, numbers.astype(np.uint32)


def _write_postings(
    every: NDArray[np.uint16], rows: Ints, documents: Ints, squares: Floats, folder: Path
) -> tuple[Ints, Floats]:
    """Writes the postings; gives where each gram's start, and 1 / the length of each phrase."""
    kept = np.minimum(documents, _LONGEST_LIST)
    lists = np.concatenate(([0], np.cumsum(kept)))
    total = len(rows) - 1
    shrink = np.zeros(total, dtype=np.float32)
    postings = np.lib.format.open_memmap(
        folder / "postings.npy", mode="w+", dtype=np.uint32, shape=(max(int(lists[-1]), 1),)
    )
    filled = np.zeros(_BUCKETS, dtype=np.int64)
    for low in range(0, total, _CHUNK):
        bounds = rows[low : low + _CHUNK + 1]
        grams = np.array(every[bounds[0] : bounds[-1]])
        owners = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
        lengths = np.sqrt(np.bincount(owners, squares[grams], minlength=len(bounds) - 1))
        shrink[low : low + len(lengths)] = 1 / np.maximum(lengths, _LEAST_LENGTH)
        by_gram = np.argsort(grams, kind="stable")
        grams, owners = grams[by_gram], owners[by_gram]
        counts = np.bincount(grams, minlength=_BUCKETS)
        before = np.repeat(np.cumsum(counts) - counts, counts)
        rank = filled[grams] + np.arange(len(grams)) - before
        fits = rank < kept[grams]
        postings[lists[grams[fits]] + rank[fits]] = owners[fits] + low
        filled += counts
    postings.flush()
    return lists, shrink
