"""What is said where the text gives no answer: why not, and the nearest thing it does say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.answering.composing import compose_silence
from bot.answering.entries import Entry
from bot.answering.model import Kind, Part, Reason, Reply, Verdict
from bot.answering.naming import Naming
from bot.answering.selection import Candidate
from bot.understanding.forms import CIRCUMSTANCES, Form
from bot.understanding.reading import Reading
from bot.understanding.terms import Span


def unknown(
    reading: Reading, found: Sequence[Candidate], naming: Naming
) -> tuple[Reply, str | None]:
    """The reply to what nothing answers, with the measure it came nearest to."""
    near = [c for c in found if c.explained and c.entries][:1]
    named = [
        t for t in reading.terms("entity", "attribute", "period") if t.id not in naming.index.about
    ]
    content = reading.content
    if not content or not (near or named or any(s.terms for s in content)):
        reply = Reply(
            Kind.UNKNOWN,
            naming.language,
            naming.say("lost"),
            (Part(naming.say("lost")),),
            reason=Reason.NOT_UNDERSTOOD,
        )
        return reply, None
    best = near[0] if near else None
    strange = [
        s for s in (best.unexplained if best else content) if s.text and not s.text.isdigit()
    ]
    said, reason = _why_not(best, strange, naming)
    entries = best.entries if best else ()
    verdict = Verdict.UNSUPPORTED if reading.claims else None
    text = [said, *nearest(entries, naming)]
    reply = compose_silence(text, reason, entries, naming, verdict=verdict)
    measure = best.intent.measure if best else None
    return reply, measure


def _why_not(best: Candidate | None, strange: Sequence[Span], naming: Naming) -> tuple[str, Reason]:
    what = ", ".join(dict.fromkeys(called(s, naming) for s in strange))
    if best is not None and best.intent.measure is not None and best.keyed and what:
        measure = naming.term(best.intent.measure)
        return naming.say("no-figure", measure=measure, what=what), Reason.NOT_IN_SOURCE
    if what:
        return naming.say("silent.of", what=what), Reason.NOT_IN_SOURCE
    if best is not None and best.demand is Form.HOW_MANY:
        return naming.say("silent.how-many"), Reason.NO_FIGURE
    if best is not None and best.demand in CIRCUMSTANCES and best.demand is not None:
        return naming.say(f"silent.{best.demand.value}"), Reason.NOT_IN_SOURCE
    return naming.say("silent"), Reason.NOT_IN_SOURCE


def called(span: Span, naming: Naming) -> str:
    """What a span is called in a reply: its term's name, else the asker's word in quotes."""
    named = [
        t
        for t in span.terms
        if t.kind in ("entity", "attribute", "period", "measure", "concept", "unit")
    ]
    if named:
        return named[0].name.in_(naming.language)
    return f"« {span.text} »" if naming.language == "fr" else f"“{span.text}”"


def nearest(entries: Sequence[Entry], naming: Naming) -> Iterable[str]:
    """The nearest thing the text says, if anything comes near."""
    if entries:
        yield naming.say("nearest", said=naming.statement(entries[0]))
