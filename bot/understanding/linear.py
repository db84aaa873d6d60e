"""Weighs lexical features: a linear model fitted on phrases gives the evidence for an intent."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bot.understanding import features as lexical

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

BLOCK_WEIGHTS = {lexical.CHARACTER: 1.0, lexical.PAIR: 0.85, lexical.STEM: 1.0}
"""Length of each block's part of a phrase's vector (chosen on CLINC150's validation part)."""

_BLOCKS = list(BLOCK_WEIGHTS)
_LENGTHS = np.array(list(BLOCK_WEIGHTS.values()), dtype=np.float32)

_IDF_POWER = 0.7
"""Inverse document frequency is damped: in few phrases it overrates what occurs once."""

_SVM_COST = 3.0
_SVM_INTERCEPT = 2.0
_SVM_TOLERANCE = 0.1
"""Finer bounds cost time and no longer change the accuracy."""

_MANY_OTHERS = 20_000
"""From so many phrases on, an intent is told from the phrases nearest to it instead of from all
others: fitting 100,000 phrases of 1,000 intents takes a minute and a half instead of half an hour.
With fewer all are used: on CLINC150 (15,000) the nearest alone would cost half a point."""

_NEAREST_OTHERS = 2_000
"""Of 10,000 made-up phrases, these and 1,000 answer as many questions right as all others do."""

_NEAREST = 3
"""Phrases of an intent that the nearness of a text to it averages over: one alone is noisy."""

_CACHED_TOKENS = 50_000

_MANY_PHRASES = 5_000
"""From here on, what occurs in one phrase only is left out, stems excepted: it halves the model and
changes no accuracy. With few phrases it carries half a point."""

_LEAST_RARITY = 1e-6


class Bag(NamedTuple):
    """What a text has of a vocabulary; a token whose stem is unknown has the stem -1."""

    ids: Ints
    counts: Floats
    stems: Ints


class Vocabulary:
    """Numbers the features of a set of phrases, and their stems apart.

    `names` are the features in order; `stem_of` has the stem of each of the phrases' tokens, for
    stemming costs more than all else.
    """

    def __init__(self, names: Sequence[str], stem_of: Mapping[str, str]) -> None:
        self.names = list(names)
        self.stem_of = dict(stem_of)
        self.blocks = np.array([_BLOCKS.index(name[0]) for name in names], dtype=np.int64)
        self._number = {name: i for i, name in enumerate(names)}
        single = (name[2:] for name in names if name[0] == lexical.STEM and " " not in name)
        self._stem_number = {stem: i for i, stem in enumerate(single)}
        self._characters: dict[str, Ints] = {}

    @classmethod
    def of(cls, phrases: Iterable[Sequence[str]]) -> "Vocabulary":
        """The vocabulary of tokenised phrases."""
        phrases = list(phrases)
        stem_of = {token: lexical.stem(token) for phrase in phrases for token in phrase}
        characters = {token: frozenset(lexical.character_features(token)) for token in stem_of}
        documents: Counter[str] = Counter()
        for phrase in phrases:
            stems = [stem_of[token] for token in phrase]
            names = set(chain(lexical.stem_features(stems), lexical.pair_features(stems)))
            documents.update(names.union(*(characters[token] for token in phrase)))
        if len(phrases) >= _MANY_PHRASES:
            single = {f"{lexical.STEM}:{stem}" for stem in stem_of.values()}
            kept = (name for name, count in documents.items() if count > 1 or name in single)
            return cls(sorted(kept), stem_of)
        return cls(sorted(documents), stem_of)

    @property
    def stems(self) -> int:
        """How many different stems there are."""
        return len(self._stem_number)

    def _character_ids(self, token: str) -> Ints:
        known = self._characters.get(token)
        if known is None:
            if len(self._characters) >= _CACHED_TOKENS:
                self._characters.clear()
            found = [self._number.get(name, -1) for name in lexical.character_features(token)]
            known = np.array([i for i in found if i >= 0], dtype=np.int64)
            self._characters[token] = known
        return known

    def encode(self, tokens: Sequence[str]) -> Bag:
        """The features of a tokenised text that are in the vocabulary."""
        stems = [self.stem_of.get(token) or lexical.stem(token) for token in tokens]
        names = chain(lexical.stem_features(stems), lexical.pair_features(stems))
        found = (self._number.get(name, -1) for name in names)
        words = np.array([i for i in found if i >= 0], dtype=np.int64)
        every = np.concatenate([words, *map(self._character_ids, tokens)])
        ids, counts = np.unique(every, return_counts=True)
        known = np.array([self._stem_number.get(stem, -1) for stem in stems], dtype=np.int64)
        return Bag(ids, counts.astype(np.float32), known)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a text says about its likeliest intents: one entry an intent, best margin first."""

    intents: Ints
    margins: Floats  # distance from the intent's separating plane, positive on its side
    coverage: Floats  # share of the text's words that the intent's phrases have, weighed by rarity
    nearness: Floats  # cosine of character n-grams with the intent's nearest phrases, averaged
    nearest: Ints  # number of the intent's nearest phrase
    known: float  # share of the text's words that any phrase has, weighed by rarity


@dataclass(frozen=True)
class LinearModel:
    """A fitted model. Phrases stand in order of intent: from `starts[i]` to `starts[i + 1]`."""

    idf: Floats  # a feature: its damped inverse document frequency, 0 if no phrase has it
    blocks: Ints  # a feature: the number of its block
    weights: Floats  # a feature, an intent; the last column is the chatter's
    bias: Floats  # an intent, and the chatter
    seen: NDArray[np.bool_]  # a stem, an intent: whether its phrases have it
    starts: Ints
    rows: Ints  # where each phrase's features start in `row_ids`, and the end
    row_ids: Ints  # character features of the phrases, one phrase after the other
    row_values: Floats  # their values, each phrase of length 1

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What `of_arrays` needs, in the least space."""
        kept: dict[str, NDArray[Any]] = {name: getattr(self, name) for name in _STORED}
        small: dict[str, NDArray[Any]] = {
            "weights": self.weights.astype(np.float16),
            "row_ids": self.row_ids.astype(np.int32),
        }
        return kept | small

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, NDArray[Any]], blocks: Ints) -> "LinearModel":
        """The model that `arrays` described. Raises KeyError if one is missing."""
        kept: dict[str, NDArray[Any]] = {name: arrays[name] for name in _STORED}
        large: dict[str, NDArray[Any]] = {
            "weights": kept["weights"].astype(np.float32),
        }
        return cls(blocks=blocks, **(kept | large))

    def vector(self, bag: Bag) -> Floats:
        """The bag's values: sublinear tf-idf, each block as long as its weight says."""
        return _values(bag, self.idf, self.blocks)

    def is_chatter(self, bag: Bag) -> bool:
        """Whether it looks less like any intent's phrases than like what people say around them."""
        if not len(bag.ids):
            return True
        margins = self.vector(bag) @ self.weights[bag.ids] + self.bias
        return int(margins.argmax()) == len(margins) - 1

    def evidence(self, bag: Bag, rarity: Floats, limit: int) -> Evidence:
        """What a bag says about its `limit` likeliest intents; `rarity` has one weight a token."""
        values = self.vector(bag)
        margins = (values @ self.weights[bag.ids] + self.bias)[:-1]
        top = np.argsort(-margins, kind="stable")[:limit]
        held = bag.stems >= 0
        seen = self.seen[bag.stems[held]]
        weights = rarity[held]
        total = max(float(rarity.sum()), _LEAST_RARITY)
        dense = np.zeros(len(self.idf), dtype=np.float32)
        characters = self.blocks[bag.ids] == _CHARACTERS
        dense[bag.ids[characters]] = values[characters]
        nearness, nearest = self._nearest(top, dense)
        return Evidence(
            top,
            margins[top],
            weights @ seen[:, top] / total,
            nearness,
            nearest,
            float(weights @ seen.any(axis=1)) / total,
        )

    def _nearest(self, intents: Ints, dense: Floats) -> tuple[Floats, Ints]:
        """For each intent, the mean cosine of its nearest phrases, and the nearest one."""
        nearness = np.zeros(len(intents), dtype=np.float32)
        nearest = self.starts[intents]
        for place, intent in enumerate(intents.tolist()):
            cosines = self._phrases[intent] @ dense
            if len(cosines):  # an intent left out of a fold has no phrases
                nearest[place] += cosines.argmax()
                kept = min(_NEAREST, len(cosines))
                cosines.partition(len(cosines) - kept)
                nearness[place] = cosines[-kept:].sum() / kept
        return nearness, nearest

    @cached_property
    def _phrases(self) -> list[sparse.csr_array]:
        """The character features of each intent's phrases, one phrase a row."""
        ids = self.row_ids.astype(np.int32)
        bounds = self.rows.astype(np.int32)
        found = []
        for first, last in pairwise(self.starts.tolist()):
            part = slice(bounds[first], bounds[last])
            rows = bounds[first : last + 1] - bounds[first]
            shape = (last - first, len(self.idf))
            found.append(sparse.csr_array((self.row_values[part], ids[part], rows), shape=shape))
        return found


_STORED = ("idf", "weights", "bias", "seen", "starts", "rows", "row_ids", "row_values")
_CHARACTERS = _BLOCKS.index(lexical.CHARACTER)


def _values(bag: Bag, idf: Floats, blocks: Ints) -> Floats:
    values = (1 + np.log(bag.counts)) * idf[bag.ids]
    block = blocks[bag.ids]
    lengths = np.sqrt(np.bincount(block, values * values, minlength=len(_LENGTHS)))
    scale = np.divide(_LENGTHS, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    result: Floats = (values * scale[block]).astype(np.float32)
    return result


def fit(
    vocabulary: Vocabulary,
    bags: Sequence[Bag],
    labels: Ints,
    intents: int,
    titles: Sequence[Bag],
    chatter: Sequence[Bag],
) -> LinearModel:
    """Fits a model to the bags of phrases and their intents' numbers, which must not decrease.

    `titles` holds the words of each intent's name, which count as one more phrase of it;
    `chatter` holds what people say around their questions: no intent, but one more class.
    """
    every = np.concatenate([bag.ids for bag in chain(bags, titles)])
    documents = np.bincount(every, minlength=len(vocabulary.names))
    raw = np.where(documents > 0, np.log((1 + len(bags)) / (1 + documents)) + 1, 0.0)
    idf: Floats = (raw**_IDF_POWER).astype(np.float32)
    blocks = vocabulary.blocks
    vectors = [_values(bag, idf, blocks) for bag in bags]
    besides = [*titles, *chatter]
    matrix = _matrix(
        [*bags, *besides], [*vectors, *(_values(bag, idf, blocks) for bag in besides)], len(idf)
    )
    classes = np.concatenate([labels, np.arange(intents), np.full(len(chatter), intents)])
    weights, bias = _separate(matrix, classes, intents + 1)
    seen = np.zeros((vocabulary.stems, intents), dtype=np.bool_)
    for label, bag in chain(zip(labels, bags, strict=True), enumerate(titles)):
        seen[bag.stems[bag.stems >= 0], label] = True
    starts = np.searchsorted(labels, np.arange(intents + 1))
    return LinearModel(idf, blocks, weights, bias, seen, starts, *_rows(bags, vectors, blocks))


def _matrix(bags: Sequence[Bag], vectors: Sequence[Floats], width: int) -> sparse.csr_matrix:
    ends = np.cumsum([0, *(len(bag.ids) for bag in bags)])
    ids = np.concatenate([bag.ids for bag in bags])
    return sparse.csr_matrix((np.concatenate(vectors), ids, ends), shape=(len(bags), width))


def _rows(
    bags: Sequence[Bag], vectors: Sequence[Floats], blocks: Ints
) -> tuple[Ints, Ints, Floats]:
    """The character part of the phrases' vectors; a zero opens each, lest one be empty."""
    kept = [blocks[bag.ids] == _CHARACTERS for bag in bags]
    ends = np.cumsum([0, *(1 + int(keep.sum()) for keep in kept)])
    zero = np.zeros(1)
    ids = [part for bag, keep in zip(bags, kept, strict=True) for part in (zero, bag.ids[keep])]
    values = [part for v, keep in zip(vectors, kept, strict=True) for part in (zero, v[keep])]
    return ends, np.concatenate(ids).astype(np.int64), np.concatenate(values).astype(np.float32)


def _separate(matrix: sparse.csr_matrix, labels: Ints, intents: int) -> tuple[Floats, Floats]:
    """One linear SVM an intent against the rest; an intent without phrases is never near.

    Weights are rounded to half precision, as they are stored: a loaded model ranks the same.
    """
    present = np.unique(labels)
    weights = np.zeros((matrix.shape[1], intents), dtype=np.float32)
    bias = np.full(intents, -1.0, dtype=np.float32)
    if len(present) > 1 and len(labels) > _MANY_OTHERS:
        for intent in present:
            kept = _with_nearest(matrix, labels == intent)
            planes, intercepts = _svm(matrix[kept], labels[kept] == intent)
            weights[:, intent], bias[intent] = planes[0], intercepts[0]
    elif len(present) > 1:
        planes, intercepts = _svm(matrix, labels)
        if len(present) == 2:  # scikit-learn gives two classes one plane
            planes, intercepts = np.vstack([-planes, planes]), np.hstack([-intercepts, intercepts])
        weights[:, present], bias[present] = planes.T, intercepts
    return weights.astype(np.float16).astype(np.float32), bias


def _with_nearest(matrix: sparse.csr_matrix, own: NDArray[np.bool_]) -> Ints:
    """The places of an intent's phrases, and of those others that are nearest to their mean."""
    mean = np.asarray(matrix[own].mean(axis=0)).ravel()
    nearness = np.where(own, np.inf, matrix @ mean)
    most = min(int(own.sum()) + _NEAREST_OTHERS, len(own) - 1)
    kept: Ints = np.argpartition(-nearness, most)[:most]
    return np.sort(kept)


def _svm(matrix: sparse.csr_matrix, labels: NDArray[Any]) -> tuple[Floats, Floats]:
    """The planes of a linear SVM, one a row, and their intercepts."""
    from sklearn.svm import LinearSVC  # takes a second to import, and only fitting needs it

    svm = LinearSVC(
        C=_SVM_COST,
        intercept_scaling=_SVM_INTERCEPT,
        tol=_SVM_TOLERANCE,
        dual=True,
        random_state=0,
    ).fit(matrix, labels)
    return svm.coef_, svm.intercept_
