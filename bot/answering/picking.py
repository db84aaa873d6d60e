"""Which figures of a measure a question's names, periods and other words select."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.entries import Entry, Index
from bot.answering.figures import BOUNDS
from bot.knowledge.model import Figure
from bot.understanding.reading import Reading


def select_figures(
    figures: Sequence[tuple[Figure, Entry]], reading: Reading, index: Index
) -> tuple[tuple[Figure, Entry], ...]:
    """The figures of one measure that the question's names, periods and other words select.

    A name or period that no figure carries selects nothing away: it is left
    unexplained, and vetoes later.
    """
    chosen = _unbounded(figures, reading)
    for kind in ("entity", "period"):
        asked = {t.id for t in reading.terms(kind)} - index.about
        kept = [(f, e) for f, e in chosen if asked & {f.of, f.by, f.period}]
        chosen = kept or chosen
    concepts = {t.id for t in reading.terms("concept")}
    leaning = [(len(concepts & e.carries), (f, e)) for f, e in chosen]
    best = max((shared for shared, _ in leaning), default=0)
    chosen = [pair for shared, pair in leaning if shared == best]
    if not reading.terms("period") and not concepts & _hopes(chosen):
        chosen = [(f, e) for f, e in chosen if f.status != "hoped"] or chosen
    return tuple(chosen)


def _unbounded(
    figures: Sequence[tuple[Figure, Entry]], reading: Reading
) -> list[tuple[Figure, Entry]]:
    """The figures without bounds ("fewer than 50"), unless a bound's subject or number is named."""
    named = {t.id for t in reading.terms("entity", "concept")}
    numbers = {n.value for n in reading.numbers}
    bounds = [(f, e) for f, e in figures if f.hedge in BOUNDS and f.value in numbers]
    if bounds and not {t.id for t in reading.terms("entity")} & {f.of for f, _ in figures}:
        return bounds
    plain = [
        (f, e) for f, e in figures if f.hedge not in BOUNDS or f.of in named or f.value in numbers
    ]
    return plain or list(figures)


def _hopes(figures: Sequence[tuple[Figure, Entry]]) -> set[str]:
    """Terms that only the entries of hoped figures carry."""
    hoped = set[str]().union(*(e.item.about for f, e in figures if f.status == "hoped"))
    return hoped.difference(*(e.carries for f, e in figures if f.status != "hoped"))
