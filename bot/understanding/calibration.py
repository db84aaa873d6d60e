"""Turns the evidence for an intent into a confidence that is right as often as it says."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bot.understanding.linear import Bag, Evidence, Floats, Ints, LinearModel

SIGNALS = ("margin", "coverage", "nearness", "known")

_OWN = np.array([1.0, 0.2, 0.2, 0.0], dtype=np.float32)
"""What one standard deviation of each of an intent's signals counts when intents are compared."""

_SHARED = np.array([0.0, 0.3, 0.3, 0.3], dtype=np.float32)
"""And what those of the best intent count besides, for all alike: whether the text is of the
phrases' kind at all. Both were chosen on CLINC150's validation part; with one set of weights for
both, accuracy falls by half a point or the area under the abstention curve by one."""

CANDIDATES = 8
"""Intents of the largest margins whose other signals are looked at, at least."""

_FOLDS = 4

_ENOUGH_HELD_OUT = 1_000
"""Held-out phrases after which no further fold is fitted: the curve has two parameters."""

_KEPT = 0.95
"""Share of held-out phrases, each asked of a model without it, that the threshold lets pass."""

_UNCALIBRATED_THRESHOLD = 0.5

_LARGEST_LOGIT = 30.0

_SMALLEST_DEVIATION, _SMALLEST_SLOPE = 1e-3, 0.05


@dataclass(frozen=True)
class Calibration:
    """The usual signals of a right answer, and the curve 1 / (1 + exp(-slope * score - offset))."""

    means: Sequence[float] = (0.0,) * len(SIGNALS)
    deviations: Sequence[float] = (1.0,) * len(SIGNALS)
    slope: float = 1.0
    offset: float = 0.0

    def parts(self, evidence: Evidence) -> Floats:
        """What each signal (row) adds to the score of each of the evidence's intents (column)."""
        means, deviations = self._usual
        standard: Floats = (signals(evidence) - means) / deviations
        own: Floats = _OWN[:, None] * standard
        best = own.sum(axis=0).argmax()
        return own + (_SHARED * standard[:, best])[:, None]

    @cached_property
    def _usual(self) -> tuple[Floats, Floats]:
        """Means and deviations as columns."""
        means, deviations = (np.array(v, dtype=np.float32) for v in (self.means, self.deviations))
        return means[:, None], deviations[:, None]

    def score(self, evidence: Evidence) -> Floats:
        """The score of each of the evidence's intents: comparable between texts, 0 is usual."""
        total: Floats = self.parts(evidence).sum(axis=0)
        return total

    def confidence(self, scores: Floats) -> Floats:
        """The confidence of each score, between 0 and 1."""
        logits = np.clip(self.slope * scores + self.offset, -_LARGEST_LOGIT, _LARGEST_LOGIT)
        confidences: Floats = 1 / (1 + np.exp(-logits))
        return confidences


def signals(evidence: Evidence) -> Floats:
    """The signals of `SIGNALS`, one a row, of each of the evidence's intents."""
    found = np.empty((len(SIGNALS), len(evidence.intents)), dtype=np.float32)
    found[0], found[1], found[2] = evidence.margins, evidence.coverage, evidence.nearness
    found[3] = evidence.known
    return found


def calibrate(
    fit_to: Callable[[Ints], LinearModel],
    bags: Sequence[Bag],
    rarities: Sequence[Floats],
    labels: Ints,
) -> tuple[Calibration, float]:
    """Calibration and threshold, from phrases each asked of a model fitted without it.

    `fit_to` fits a model to the phrases of the given numbers. If none can be held out, for each
    intent has only one, the curve is the plain logistic one and the threshold a half.
    """
    folds = _folds(labels)
    asked: list[tuple[Evidence, int]] = []
    for fold in range(_FOLDS):
        if len(asked) >= _ENOUGH_HELD_OUT:
            break
        kept = np.flatnonzero(folds != fold)
        present = set(labels[kept].tolist())
        held = [i for i in np.flatnonzero(folds == fold).tolist() if labels[i] in present]
        if held:
            model = fit_to(kept)
            asked += [
                (model.evidence(bags[i], rarities[i], CANDIDATES), int(labels[i])) for i in held
            ]
    if not asked:
        return Calibration(), _UNCALIBRATED_THRESHOLD
    usual = np.stack([signals(evidence)[:, 0] for evidence, _ in asked])
    deviations = np.maximum(usual.std(axis=0), _SMALLEST_DEVIATION)
    bare = Calibration(usual.mean(axis=0).tolist(), deviations.tolist())
    scored = [bare.score(evidence) for evidence, _ in asked]
    best = np.array([scores.max() for scores in scored])
    right = np.array(
        [
            evidence.intents[scores.argmax()] == label
            for scores, (evidence, label) in zip(scored, asked, strict=True)
        ]
    )
    slope, offset = _platt(best, right)
    calibration = replace(bare, slope=slope, offset=offset)
    return calibration, float(np.quantile(calibration.confidence(best), 1 - _KEPT))


def _folds(labels: Ints) -> Ints:
    """A fold for each phrase: those of an intent, shuffled, go round the folds."""
    shuffled = np.random.default_rng(0).permutation(len(labels))
    folds = np.empty(len(labels), dtype=np.int64)
    turn: Counter[int] = Counter()
    for i in shuffled:
        folds[i] = turn[int(labels[i])] % _FOLDS
        turn[int(labels[i])] += 1
    return folds


def _platt(scores: Floats, right: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and offset of the logistic curve from score to share of right answers (Platt, 1999).

    As there, one imagined right and one imagined wrong answer keep the curve from certainty.
    """
    from sklearn.linear_model import LogisticRegression  # heavy, and only fitting needs it

    middle = scores.mean(keepdims=True)
    scores = np.concatenate([scores, middle, middle])
    right = np.concatenate([right, [True, False]])
    curve = LogisticRegression(C=100.0).fit(scores.reshape(-1, 1), right)
    return max(float(curve.coef_[0, 0]), _SMALLEST_SLOPE), float(curve.intercept_[0])
