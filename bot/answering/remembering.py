"""What a thread remembers of the turn just answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.answering.entries import Index
from bot.answering.memory import COMPARED, Memory, remembered
from bot.answering.model import Kind, Reply
from bot.answering.replies import Outcome
from bot.answering.turns import turn_of
from bot.understanding.reading import Reading

_SINGLES = ("first", "last", "nth")
"""Operations that find one figure of several."""


def remember(
    outcomes: Sequence[tuple[Reading, Outcome]], reply: Reply, before: Memory, index: Index
) -> Memory:
    """The memory after a turn whose clauses were answered by ``outcomes``, as ``reply`` in all."""
    if not outcomes or reply.kind is Kind.SOCIAL:
        return replace(before, language=reply.language)
    reading, outcome = outcomes[-1]
    if turn_of(reading) is not None:
        return replace(before, language=reply.language)
    named = remembered(reading, index, computed=outcome.operation is not None)
    return Memory(
        language=reply.language,
        terms=(*named, *_found(reading, outcome, index)),
        measure=outcome.measure,
        measures=_last_two((*before.measures, outcome.measure)),
        intent=outcome.intent,
        entries=reply.entries,
        negated=reading.negated,
        form=reading.form,
        answered=outcome.reply.kind is Kind.ANSWER,
        recent=tuple(i for i in _recent(reading, outcome, before) if i not in index.about),
    )


def _found(reading: Reading, outcome: Outcome, index: Index) -> frozenset[str]:
    """Whose figure a turn found that asked for the first, the last or the n-th."""
    named = {t.id for t in reading.terms("entity", "period")} - index.about
    if outcome.operation not in _SINGLES or named:
        return frozenset()
    figures = [f for i in outcome.reply.entries for f in index.entries[i].figures]
    return frozenset(f.of for f in figures if f.measure == outcome.measure) - index.about


def _recent(reading: Reading, outcome: Outcome, before: Memory) -> tuple[str, ...]:
    """The subjects and periods named since the measure last changed, for "and together?"."""
    if outcome.reply.kind is not Kind.ANSWER:
        return before.recent
    named = tuple(t.id for t in reading.terms("entity", "period"))
    if outcome.measure is None or outcome.measure != before.measure:
        return named
    return tuple(dict.fromkeys((*before.recent, *named)))


def _last_two(measures: Iterable[str | None]) -> tuple[str, ...]:
    """The two measures named last, each once."""
    return tuple(dict.fromkeys(m for m in reversed(list(measures)) if m))[:COMPARED][::-1]
