"""Ranks the intents of a text by a linear model over lexical features fitted on example phrases."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bot.understanding import features as lexical

VERSION = 1
"""Raised whenever a fitted file of an earlier version must not be used any more."""

_BLOCK_WEIGHTS = {lexical.STEM: 1.0, lexical.PAIR: 0.7, lexical.CHARACTER: 1.0}
_SVM_COST = 3.0
_SCORE_WEIGHTS = (1.0, 0.5, 0.5)
"""Of the margin, of the share of known stems and of the nearest cosine (shared/matching.md)."""

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Match:
    """One ranked intent: its calibrated confidence in [0, 1] and the nearest of its phrases."""

    intent: str
    confidence: float
    phrase: str


@dataclass(frozen=True)
class Contribution:
    """How much one feature (or signal) of a text speaks for (+) or against (-) an intent."""

    feature: str
    weight: float


def fingerprint(phrases: Iterable[tuple[str, str]]) -> str:
    """Names a fit: the same phrases and matcher version always give the same digest, so callers can cache."""
    digest = hashlib.sha256(f"matcher {VERSION}".encode())
    for intent, text in phrases:
        digest.update(json.dumps([intent, text]).encode())
    return digest.hexdigest()


class Matcher:
    """Ranks intents by example phrases.

    `phrases` holds `(intent, text)` pairs in any languages; fitting needs scikit-learn, ranking does not.
    `threshold` is the confidence under which a caller should abstain; it is chosen by
    cross-validation on the phrases alone.
    Raises ValueError if there are fewer than two intents.
    """

    threshold: float

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        pairs = sorted(set(phrases))
        self._intents = sorted({intent for intent, _ in pairs})
        if len(self._intents) < 2:
            raise ValueError("a matcher needs phrases of at least two intents")
        place = {intent: i for i, intent in enumerate(self._intents)}
        self._texts = [text for _, text in pairs]
        labels = np.array([place[intent] for intent, _ in pairs], dtype=np.int64)
        self._starts = np.searchsorted(labels, np.arange(len(self._intents) + 1))
        names = [list(lexical.features(lexical.tokenise(text))) for text in self._texts]
        documents = Counter(name for row in names for name in set(row))
        self._vocabulary = {name: i for i, name in enumerate(sorted(documents))}
        order = sorted(documents)
        counts = np.array([documents[name] for name in order], dtype=np.float64)
        self._idf: Floats = (np.log((1 + len(pairs)) / (1 + counts)) + 1).astype(np.float32)
        self._set_blocks(order)
        rows = [self._vector(row) for row in names]
        self._matrix = sparse.csr_matrix(
            (
                np.concatenate([values for _, values in rows]),
                np.concatenate([ids for ids, _ in rows]),
                np.cumsum([0, *(len(ids) for ids, _ in rows)]),
            ),
            shape=(len(rows), len(order)),
        )
        folds = np.arange(len(rows)) % 4
        held = np.zeros((len(rows), len(self._intents)), dtype=np.float32)
        for fold in range(4):
            weights, bias = _fit(self._matrix[folds != fold], labels[folds != fold], len(self._intents))
            held[folds == fold] = self._matrix[folds == fold] @ weights + bias
        self._weights, self._bias = _fit(self._matrix, labels, len(self._intents))
        best = held.max(axis=1)
        right = held.argmax(axis=1) == labels
        self._scale, self._offset = _calibrate(best, right)
        confidences = 1 / (1 + np.exp(-(self._scale * best + self._offset)))
        self.threshold = float(np.quantile(confidences, 0.05))

    def _set_blocks(self, order: Sequence[str]) -> None:
        blocks = list(_BLOCK_WEIGHTS)
        self._block = np.array([blocks.index(name[0]) for name in order], dtype=np.int64)

    def _vector(self, names: Iterable[str]) -> tuple[Ints, Floats]:
        known = Counter(i for name in names if (i := self._vocabulary.get(name)) is not None)
        ids = np.fromiter(known, dtype=np.int64, count=len(known))
        counts = np.fromiter(known.values(), dtype=np.float32, count=len(known))
        values = (1 + np.log(counts)) * self._idf[ids]
        block = self._block[ids]
        norms = np.sqrt(np.bincount(block, values * values, minlength=len(_BLOCK_WEIGHTS)))
        scale = np.array(list(_BLOCK_WEIGHTS.values())) / np.maximum(norms, 1e-9)
        return ids, (values * scale[block]).astype(np.float32)

    def rank(self, text: str, limit: int = 5) -> list[Match]:
        """The `limit` likeliest intents, best first. Never abstains: compare with `threshold`."""
        ids, values = self._vector(lexical.features(lexical.tokenise(text)))
        margins = values @ self._weights[ids] + self._bias
        order = np.argsort(-margins, kind="stable")[:limit]
        dense = np.zeros(len(self._idf), dtype=np.float32)
        dense[ids] = values
        matches = []
        for intent in order:
            start, end = self._starts[intent], self._starts[intent + 1]
            nearest = start + int(np.argmax(self._matrix[start:end] @ dense))
            confidence = float(1 / (1 + np.exp(-(self._scale * margins[intent] + self._offset))))
            matches.append(Match(self._intents[intent], confidence, self._texts[nearest]))
        return matches

    def explain(self, text: str, intent: str, limit: int = 10) -> list[Contribution]:
        """The features of `text` that weigh most for or against `intent`, strongest first; KeyError if unknown."""
        if intent not in self._intents:
            raise KeyError(intent)
        ids, values = self._vector(lexical.features(lexical.tokenise(text)))
        weights = values * self._weights[ids, self._intents.index(intent)]
        names = list(self._vocabulary)
        strongest = np.argsort(-np.abs(weights), kind="stable")[:limit]
        return [Contribution(names[ids[i]], float(weights[i])) for i in strongest]

    def save(self, path: Path) -> None:
        """Writes the fit as an npz file (arrays and one JSON text; no pickle)."""
        about = {
            "version": VERSION,
            "intents": self._intents,
            "texts": self._texts,
            "vocabulary": list(self._vocabulary),
            "threshold": self.threshold,
            "scale": self._scale,
            "offset": self._offset,
        }
        with path.open("wb") as file:
            np.savez(
                file,
                about=np.frombuffer(json.dumps(about).encode(), dtype=np.uint8),
                weights=self._weights,
                bias=self._bias,
                idf=self._idf,
                starts=self._starts,
                data=self._matrix.data,
                indices=self._matrix.indices,
                indptr=self._matrix.indptr,
            )

    @classmethod
    def load(cls, path: Path) -> Self:
        """Reads what `save` wrote. Raises ValueError if the file is of another version of the matcher."""
        with np.load(path, allow_pickle=False) as stored:
            about: dict[str, Any] = json.loads(stored["about"].tobytes())
            if about["version"] != VERSION:
                raise ValueError(f"{path}: fitted by version {about['version']} of the matcher, not {VERSION}")
            matcher = cls.__new__(cls)
            matcher._intents, matcher._texts = about["intents"], about["texts"]
            matcher._vocabulary = {name: i for i, name in enumerate(about["vocabulary"])}
            matcher.threshold = about["threshold"]
            matcher._scale, matcher._offset = about["scale"], about["offset"]
            matcher._weights, matcher._bias = stored["weights"], stored["bias"]
            matcher._idf, matcher._starts = stored["idf"], stored["starts"]
            matcher._set_blocks(about["vocabulary"])
            matcher._matrix = sparse.csr_matrix(
                (stored["data"], stored["indices"], stored["indptr"]),
                shape=(len(matcher._texts), len(matcher._idf)),
            )
        return matcher


def _fit(matrix: Any, labels: Ints, intents: int) -> tuple[Floats, Floats]:
    """One linear SVM an intent against the rest; an intent absent from a fold keeps a margin of -1."""
    from sklearn.svm import LinearSVC  # heavy, and only fitting needs it

    present = np.unique(labels)
    weights = np.zeros((matrix.shape[1], intents), dtype=np.float32)
    bias = np.full(intents, -1.0, dtype=np.float32)
    if len(present) < 2:
        return weights, bias
    svm = LinearSVC(C=_SVM_COST, dual=True, tol=1e-2, random_state=0).fit(matrix, labels)
    coefficients, intercepts = svm.coef_, svm.intercept_
    if len(present) == 2:  # scikit-learn gives two classes one row
        coefficients, intercepts = np.vstack([-coefficients, coefficients]), np.hstack([-intercepts, intercepts])
    weights[:, present], bias[present] = coefficients.T, intercepts
    return weights, bias


def _calibrate(scores: Floats, right: NDArray[np.bool_]) -> tuple[float, float]:
    """Platt's logistic scaling of held-out scores to the share that is right."""
    from sklearn.linear_model import LogisticRegression

    targets = right.astype(np.int64)
    if targets.min() == targets.max():
        return 4.0, 0.0
    fit = LogisticRegression(C=100.0).fit(scores.reshape(-1, 1), targets)
    return float(fit.coef_[0, 0]), float(fit.intercept_[0])
