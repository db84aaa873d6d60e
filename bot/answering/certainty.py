"""How sure it is that a candidate answers: a logistic model of what speaks for and against it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

_MOST = 3
"""Spans counted of each sort: a long question is not surer than a full one."""


class Evidence(NamedTuple):
    """What a question has in common with a candidate, and what of it stays unexplained.

    Unknown words are those that a general list holds (``common``, the sum of
    their costs) and those that it does not (``rare``, their count). Names,
    times, units and the like that a candidate does not carry are not here: they
    veto it without any weighing.
    """

    matcher: float = 0.0  # the matcher's confidence
    first: bool = False  # whether the matcher puts it first
    keyed: bool = False  # every group of its intent's `needs` is named
    wanted: int = 0  # spans that name what it asks for
    carried: int = 0  # spans that name what its entries are about
    spoken: int = 0  # spans whose words its entries or phrases have
    rare: int = 0
    common: float = 0.0
    concepts: int = 0  # themes named that it does not carry
    share: float = 0.0  # of the question's content that is unknown words


_WEIGHTS: Mapping[str, float] = {
    "matcher": 1.15,
    "first": 0.83,
    "keyed": 0.82,
    "wanted": 0.92,
    "carried": 0.72,
    "spoken": 0.31,
    "rare": -1.52,
    "common": -2.04,
    "concepts": -1.34,
    "share": -0.78,
}
_BIAS = -1.39
"""Fitted by ``python -m bench.certainty`` on the question tables (November 2026)."""

ENOUGH = 0.85
"""Certainty from which a candidate answers."""


def features(evidence: Evidence) -> dict[str, float]:
    """The numbers the model weighs, by name."""
    values = zip(evidence._fields, map(float, evidence), strict=True)
    return {n: min(v, _MOST) if n != "common" else v for n, v in values}


def certainty(evidence: Evidence) -> float:
    """The probability, between 0 and 1, that the candidate is the answer."""
    score = _BIAS + sum(_WEIGHTS[name] * value for name, value in features(evidence).items())
    return 1.0 / (1.0 + math.exp(-score))
