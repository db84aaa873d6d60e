"""Whether a candidate is about what a question is about, even if something stands against it."""

from __future__ import annotations

from collections.abc import Iterable

from bot.answering.certainty import ENOUGH
from bot.answering.coverage import LIMIT
from bot.answering.entries import Index
from bot.answering.selection import Candidate
from bot.understanding.forms import Form
from bot.understanding.reading import Reading
from bot.understanding.terms import Span

CONSIDERED = 6
"""Candidates looked at: those further down never answer."""

_SURE = 0.6
"""Confidence from which the matcher alone may tell a measure that is not named."""

_AS_PHRASED = 0.8
"""Confidence of the matcher in questions that are all but phrases of the pack."""

_FAINT = 0.2
"""Confidence below which the matcher is taken to have no opinion at all."""


def is_relevant(candidate: Candidate, reading: Reading, index: Index, threshold: float) -> bool:
    """Whether a candidate is about the same thing; ``threshold`` is the matcher's."""
    if not candidate.entries:
        return False
    if candidate.intent.needs:
        return candidate.keyed
    if candidate.intent.measure is not None:
        implied = any(not s.of_kind("entity", "period") for s in candidate.explained)
        implied = implied or any(n.kind == "number" for n in reading.numbers)
        measured = any(index.of_measure(t.id) for t in reading.terms("measure"))
        sure = candidate.confidence >= max(threshold, _SURE)
        return candidate.keyed or (sure and implied and not measured)
    if not list(own_content(reading, index)) and candidate.confidence < _SURE:
        return False
    return candidate.confidence >= threshold or (
        bool(candidate.explained) and candidate.weight <= LIMIT and candidate.confidence > _FAINT
    )


def answers(candidate: Candidate, reading: Reading, index: Index, threshold: float) -> bool:
    """Whether a candidate answers: nothing vetoes it, and it is certain enough.

    A measure that no word names has to be asked as its phrases ask it.
    """
    if not candidate.unvetoed or not candidate.entries:
        return False
    if candidate.weight == 0.0 and is_relevant(candidate, reading, index, threshold):
        return True
    if candidate.intent.measure is not None and not candidate.keyed:
        counting = reading.form is Form.HOW_MANY and candidate.confidence >= _AS_PHRASED
        return counting and candidate.certainty >= ENOUGH
    return candidate.certainty >= ENOUGH


def own_content(reading: Reading, index: Index) -> Iterable[Span]:
    """Content beyond the text's own subject."""
    return (
        s
        for s in reading.content
        if not any(t.id in index.about or t.kind == "filler" for t in s.terms)
    )
