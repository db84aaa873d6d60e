"""How a reply was found: lines for curators, a summary for whoever asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.answering.model import Explanation, Kind, Reply
from bot.answering.naming import Naming
from bot.answering.scopes import Scope
from bot.answering.selection import Candidate
from bot.answering.silence import called
from bot.understanding.reading import Reading
from bot.understanding.terms import Span


def explained(
    reply: Reply,
    reading: Reading,
    found: Sequence[Candidate],
    scopes: Sequence[Scope],
    naming: Naming,
) -> Reply:
    """A reply with how it was found: readings, scopes and the best candidates."""
    best = found[0] if found else None
    second = found[1] if len(found) > 1 else None
    lines = [
        (
            "form",
            reading.form.value
            + (" · confirms" if reading.confirms else "")
            + (" · negated" if reading.negated else ""),
        ),
        ("read", " | ".join(_told(span) for span in reading.spans)),
        (
            "numbers",
            ", ".join(
                " ".join(filter(None, (f"{n.text} = {n.value}", n.unit, n.hedge)))
                for n in reading.numbers
            ),
        ),
    ]
    for area in scopes:
        loose = ", ".join(s.text for s in area.coverage.unexplained)
        named = ", ".join(f"{f.of} {f.period or ''}".strip() for f, _ in area.named)
        lines.append(
            ("scope", f"{area.measure}: names {named}; {area.coverage.weight:.2f} ({loose})")
        )
    for c in found[:3]:
        loose = ", ".join(s.text for s in c.unexplained)
        lines.append(
            (
                c.intent.id,
                f"score {c.score:.2f}, matcher {c.confidence:.2f} (“{c.phrase}”), "
                f"{'keyed' if c.keyed else 'not keyed'}, unexplained {c.weight:.2f} ({loose})"
                + (f", does not tell {c.demand.value}" if c.demand else ""),
            )
        )
    return replace(
        reply,
        runner_up=(second.intent.id, round(second.confidence, 3)) if second else None,
        unexplained=tuple(s.text for s in best.unexplained) if best else (),
        explanation=Explanation(
            tuple((k, v) for k, v in lines if v),
            tuple(_summary(reply, best, naming)),
        ),
    )


def _summary(reply: Reply, best: Candidate | None, naming: Naming) -> Iterable[str]:
    """How the reply was found, in plain words."""
    if best is not None:
        read = dict.fromkeys(called(s, naming) for s in best.explained if s.terms)
        if read:
            yield naming.say("why.read", what=", ".join(read))
        unread = dict.fromkeys(called(s, naming) for s in best.unexplained if s.text)
        if unread and reply.kind is Kind.UNKNOWN:
            yield naming.say("why.unread", what=", ".join(unread))
        if best.phrase:
            yield naming.say("why.phrase", phrase=best.phrase)
    if reply.working:
        yield naming.say("why.working", working=reply.working)


def _told(span: Span) -> str:
    ids = "/".join(t.id for t in span.terms) or "?"
    corrected = f" → {span.corrected}" if span.corrected else ""
    return f"{span.text}{corrected} [{ids}]"
