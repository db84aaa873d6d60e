"""One reply of several: to the clauses of a message, or of several texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.model import Kind, Reply, Verdict
from bot.answering.replies import Outcome
from bot.understanding.forms import Form
from bot.understanding.reading import Reading


def worth(outcomes: list[tuple[Reading, Outcome]]) -> list[tuple[Reading, Outcome]]:
    """Of several sentences, what is worth a reply: introductions that say nothing go."""
    if len(outcomes) < 2:
        return outcomes
    kept = [
        (r, o)
        for r, o in outcomes
        if o.reply.kind in (Kind.ANSWER, Kind.CLARIFICATION)
        or (
            o.reply.kind is Kind.UNKNOWN
            and r.form is not Form.STATEMENT
            and r.form is not Form.KEYWORDS
        )
    ]
    return kept or outcomes[-1:]


def combined(replies: Sequence[Reply]) -> Reply:
    """One reply of several, in order; the gravest verdict and the best kind stand for all."""
    if len(replies) == 1:
        return replies[0]
    kinds = [r.kind for r in replies]
    kind = next(
        k for k in (Kind.ANSWER, Kind.CLARIFICATION, Kind.UNKNOWN, Kind.SOCIAL) if k in kinds
    )
    lead = next(r for r in replies if r.kind is kind)
    verdicts = [r.verdict for r in replies if r.verdict is not None]
    order = (Verdict.CONTRADICTED, Verdict.UNSUPPORTED, Verdict.SUPPORTED)
    verdict = next((v for v in order if v in verdicts), None)
    if verdict is Verdict.UNSUPPORTED and kind is Kind.ANSWER:
        kind = Kind.UNKNOWN
    return replace(
        lead,
        kind=kind,
        text="\n".join(r.text for r in replies),
        parts=tuple(p for r in replies for p in r.parts),
        verdict=verdict,
        figures=tuple(dict.fromkeys(f for r in replies for f in r.figures)),
        working=" ; ".join(r.working for r in replies if r.working) or None,
        citations=tuple(dict.fromkeys(c for r in replies for c in r.citations)),
        entries=tuple(dict.fromkeys(e for r in replies for e in r.entries)),
        choices=tuple(dict.fromkeys(c for r in replies for c in r.choices)),
        related=tuple(dict.fromkeys(q for r in replies for q in r.related))[:3],
        reason=lead.reason
        if kind is not Kind.UNKNOWN
        else next((r.reason for r in replies if r.reason), None),
        chart=next((r.chart for r in replies if r.chart), None),
        table=next((r.table for r in replies if r.table), None),
    )
