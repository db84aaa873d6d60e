"""The figures that a computation may be over: of which measure, and which of them are named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.answering import figures as arithmetic
from bot.answering.coverage import Coverage, cover
from bot.answering.entries import Entry, Index
from bot.answering.questions import UNITS
from bot.answering.relevance import own_content
from bot.answering.selection import Candidate
from bot.knowledge.model import Figure, Language
from bot.understanding.reading import Reading

Pair = tuple[Figure, Entry]


def entries_of(pairs: Sequence[Pair]) -> tuple[Entry, ...]:
    """The entries of some figures, each once."""
    return tuple({e.id: e for _, e in pairs}.values())


@dataclass(frozen=True)
class Scope:
    """The figures a computation may use, and those its question names outright."""

    measure: str
    pairs: tuple[Pair, ...]  # all amounts of the measure
    named: tuple[Pair, ...]  # those whose subject or period the question names
    coverage: Coverage

    @property
    def subset(self) -> tuple[Pair, ...]:
        """The figures named if there are two or more, else all."""
        return self.named if len(self.named) > 1 else self.pairs


def scope(reading: Reading, index: Index, measure: str, beside: Sequence[str] = ()) -> Scope | None:
    """The figures of a measure that a question's computation is over, or None if there are none.

    ``beside`` are measures named along with it.
    """
    pairs = tuple((f, e) for f, e in index.of_measure(measure) if arithmetic.amounts([f]))
    if not pairs:
        return None
    left_out = excluded(reading)
    pairs = tuple((f, e) for f, e in pairs if f.of not in left_out)
    pairs = _narrowed(pairs, reading)
    asked = {t.id for t in reading.terms("entity", "period")} - index.about - left_out
    pairs = _firm(pairs, asked, {n.value for n in reading.numbers})
    named = tuple((f, e) for f, e in pairs if asked & {f.of, f.period})
    carries = set[str]().union(*(e.carries for _, e in pairs)) | left_out | classes_of(pairs, index)
    carries |= {t.id for t in reading.terms() if measure in t.implies} | set(beside)
    if reading.names(*COMPUTING):
        carries |= _RELATIVE_UNITS
    coverage = cover(
        reading, carries, {measure}, [e for _, e in pairs], _NO_PHRASES, operations=False
    )
    return Scope(measure, pairs, named, coverage)


_NO_PHRASES: Mapping[Language, frozenset[str]] = {"fr": frozenset(), "en": frozenset()}
_RELATIVE_UNITS = {"percent", "percentage-points"}
"""Units a computation may be asked in, whatever it computes with."""


def _firm(pairs: tuple[Pair, ...], asked: set[str], values: set[Decimal]) -> tuple[Pair, ...]:
    """Without what is only hoped for, where two figures are left and no hope is named."""
    firm = tuple(p for p in pairs if p[0].status != "hoped")
    hoped = any(
        f.status == "hoped" and (asked & {f.of, f.period} or f.value in values) for f, _ in pairs
    )
    return pairs if hoped or len(firm) < 2 else firm


def _narrowed(pairs: tuple[Pair, ...], reading: Reading) -> tuple[Pair, ...]:
    """The figures whose entries carry a concept named, where only some do: "which magazine"."""
    asked = {t.id for t in reading.terms("concept")}
    if len({f.of for f, _ in pairs}) < 2:
        return pairs
    kept = tuple((f, e) for f, e in pairs if asked & set(e.item.about))
    named = {t.id for t in reading.terms("entity")}
    if all(f.of in named for f, _ in kept):
        return pairs  # "the magazine X": what is named beside it says no more
    return kept


def excluded(reading: Reading) -> set[str]:
    """Entities named right after "except", "without" and the like."""
    out: set[str] = set()
    excluding = False
    for span in reading.spans:
        if span.names("op.except"):
            excluding = True
        elif excluding and span.of_kind("entity"):
            out.update(t.id for t in span.of_kind("entity"))
        elif excluding and not all(t.kind in ("filler", "form", "discourse") for t in span.terms):
            excluding = False
    return out


def classes_of(pairs: Sequence[Pair], index: Index) -> set[str]:
    """What the figures' subjects are instances of: the terms they imply."""
    return {
        implied
        for f, _ in pairs
        if (term := index.lexicon.terms.get(f.of)) is not None
        for implied in (*term.implies, *([term.type] if term.type else []))
    }


COMPUTING = (
    "op.sum", "op.average", "op.median", "op.share", "op.difference", "op.ratio", "op.range",
    "op.growth", "op.decline", "op.compare", "op.rank", "op.missing",
)  # fmt: skip
"""Operations that ask for a computation by themselves, whatever the form of the sentence."""


def scopes_of(
    reading: Reading, index: Index, found: Sequence[Candidate], threshold: float
) -> tuple[Scope, ...]:
    """The figures a computation could be over: of the measures named, else of those implied."""
    named = [t.id for t in reading.terms("measure") if index.of_measure(t.id)]
    if not named:
        subjects = {t.id for t in reading.terms("entity", "period")} - index.about
        named = [f.measure for f, _ in index.owners if subjects & {f.of, f.period}]
    if not named:
        classes = {t.id for t in reading.terms("concept")}
        named = [
            f.measure
            for f, _ in index.owners
            if (term := index.lexicon.terms.get(f.of)) and classes & set(term.implies)
        ]
    if not named:
        named = [f.measure for c in found[:2] if c.keyed for e in c.entries for f in e.figures]
    if not named and not list(own_content(reading, index)) and reading.names(*_RANKING):
        counts = Counter(f.measure for f, _ in index.owners)
        named = [measure for measure, _ in counts.most_common(1)]
    if not named:
        named = [
            c.intent.measure for c in found[:2] if c.intent.measure and c.confidence >= threshold
        ]
    named = _in_stated_units(reading, index, named)
    both = _together(reading, index)
    if both is not None:
        return (both,)
    found_scopes = [scope(reading, index, m) for m in dict.fromkeys(named)]
    areas = [s for s in found_scopes if s is not None]
    return tuple(sorted(areas, key=lambda s: (s.coverage.weight, -len(s.named), -len(s.pairs))))


def _in_stated_units(reading: Reading, index: Index, named: list[str]) -> list[str]:
    """The measures counted in a unit that a stated number has, where none of those named is: "the
    quarters bring in 4 million dollars".
    """
    units = {UNITS.get(n.unit) for n in reading.numbers if n.unit not in (None, "percent")}
    counted = [f.measure for f, _ in index.owners if f.unit in units]
    return counted if counted and not set(counted) & set(named) else named


def _together(reading: Reading, index: Index) -> Scope | None:
    """Two measures named that have one figure each of one unit, as one scope: 60 % and 9 %."""
    measures = [t.id for t in reading.terms("measure") if index.of_measure(t.id)]
    pairs = [p for m in measures for p in index.of_measure(m)]
    if len(measures) != 2 or len(pairs) != 2 or pairs[0][0].unit != pairs[1][0].unit:
        return None
    areas = [scope(reading, index, m, beside=measures) for m in measures]
    if None in areas:
        return None
    first = next(a for a in areas if a is not None)
    return replace(first, pairs=tuple(pairs), named=tuple(pairs))


_RANKING = ("op.most", "op.least", "op.rank", "op.top")
