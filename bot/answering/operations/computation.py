"""What a computation gives: a sentence, the arithmetic, its operands and its result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering import figures as arithmetic
from bot.answering.entries import Index
from bot.answering.figures import Result
from bot.answering.scopes import Pair, Scope
from bot.answering.wording import amount
from bot.knowledge.model import Figure, Language, Term


@dataclass(frozen=True)
class Computation:
    """A computed reply: ``text`` stands alone, ``working`` shows the arithmetic.

    ``result`` is the number computed, if there is one, ``further`` what else
    was; ``charted`` are the figures worth showing side by side, in order.
    """

    operation: str
    text: str
    operands: tuple[Pair, ...]
    result: Result | None = None
    working: str | None = None
    charted: tuple[Figure, ...] = ()
    shown: tuple[Figure, ...] = ()  # figures singled out by the answer
    failed: bool = False
    further: tuple[Result, ...] = ()

    @property
    def results(self) -> tuple[Result, ...]:
        """Every number computed, the one asked for last."""
        return (*self.further, *([self.result] if self.result else []))


def unit_of(pairs: Sequence[Pair], index: Index) -> str:
    """The one unit of some figures; a measure's own unit counts the same things as the measure."""
    base = {}
    for f, _ in pairs:
        measure = index.lexicon.terms.get(f.measure)
        if measure is not None and measure.unit is not None and _counts(f.unit, measure, index):
            base[f.unit] = measure.unit
    return arithmetic.same_kind([f for f, _ in pairs], base)


def _counts(unit: str, measure: Term, index: Index) -> bool:
    """Whether a unit is the measure's own, or another name for the things it counts."""
    term = index.lexicon.terms.get(unit)
    return unit == measure.unit or (
        term is not None and term.kind == "unit" and term.type == "counted"
    )


def bare(figure: Figure, language: Language) -> str:
    """A figure's value without unit and hedge, as workings write it."""
    return amount(figure.value, None, language)


def owned(scope: Scope, chosen: Sequence[Figure]) -> tuple[Pair, ...]:
    """Figures of a scope with their entries, in the order chosen."""
    return tuple((f, e) for c in chosen for f, e in scope.pairs if f == c)


def take(pairs: Sequence[Pair], n: int | None) -> tuple[Pair, ...]:
    """The ``n`` largest, or all, from the largest to the smallest."""
    return tuple(sorted(pairs, key=lambda p: -p[0].value))[:n]
