"""Turns about the conversation itself: source?, who said that?, are you sure?, what else?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.answering.composing import chart_of, compose_answer, table_of
from bot.answering.entries import Entry, Index
from bot.answering.figures import amounts
from bot.answering.memory import Memory
from bot.answering.model import Choice, Kind, Part, Reason, Reply
from bot.answering.naming import Naming
from bot.answering.suggesting import related
from bot.knowledge.model import Quote
from bot.understanding.reading import Reading

_TURNS = (
    "discourse.in-english",
    "discourse.in-french",
    "discourse.source",
    "discourse.who-said",
    "discourse.sure",
    "discourse.more",
    "discourse.repeat",
    "discourse.chart",
    "discourse.table",
)


def turn_of(reading: Reading) -> str | None:
    """Which turn about the conversation a reading is, or None if it asks something itself."""
    named = next((t for t in _TURNS if reading.names(t)), None)
    if named is None or reading.numbers:
        return None
    own = [
        s
        for s in reading.content
        if not any(t.kind == "filler" or t.type == "text" or t.id in _TURNS for t in s.terms)
    ]
    return named if not own else None


def reply_to_turn(turn: str, memory: Memory, naming: Naming, index: Index) -> Reply:
    """The reply to a turn about the conversation, from the entries last shown."""
    shown = [index.entries[i] for i in memory.entries if i in index.entries]
    if not shown:
        text = naming.say("nothing-before")
        return Reply(
            Kind.UNKNOWN, naming.language, text, (Part(text),), reason=Reason.NOT_UNDERSTOOD
        )
    if turn == "discourse.more":
        return _more(shown, naming)
    build: dict[str, Callable[[], str]] = {
        "discourse.source": lambda: _source(shown, naming, index),
        "discourse.who-said": lambda: _who(shown, naming),
        "discourse.sure": lambda: _sure(shown, naming, index),
    }
    if turn in ("discourse.chart", "discourse.table"):
        return _pictured(turn, shown, naming, index)
    again = compose_answer(shown, naming)
    if turn not in build:
        return again
    said = build[turn]()
    text = f"{said} {again.text}"
    return Reply(
        kind=Kind.ANSWER,
        language=naming.language,
        text=text,
        parts=(Part(said), *again.parts),
        figures=again.figures,
        citations=again.citations,
        entries=again.entries,
        confidence=1.0,
        related=again.related,
    )


def _pictured(turn: str, shown: Sequence[Entry], naming: Naming, index: Index) -> Reply:
    """The figures last shown as a chart or a table; one alone is set beside those like it."""
    figures = [f for entry in shown for f in entry.figures]
    if len(figures) == 1:
        alike = [pair for pair in index.of_measure(figures[0].measure) if amounts([pair[0]])]
        shown = list({entry.id: entry for _, entry in alike}.values())
        figures = [figure for figure, _ in alike]
    reply = compose_answer(shown, naming)
    if turn == "discourse.table":
        return replace(reply, table=table_of(shown, naming, least=1))
    one_measure = len({f.measure for f in figures}) == 1
    return replace(reply, chart=chart_of(figures, naming) if one_measure else None)


def _more(shown: list[Entry], naming: Naming) -> Reply:
    questions = related(shown, naming)
    choices = tuple(Choice(q, q) for q in questions)
    text = " ".join([naming.say("more"), *(f"• {q}" for q in questions)])
    return Reply(
        Kind.CLARIFICATION, naming.language, text, (Part(naming.say("more")),), choices=choices
    )


def _source(shown: list[Entry], naming: Naming, index: Index) -> str:
    names = {p.id: p.name.in_(naming.language) for p in index.pack.source.places}
    places = dict.fromkeys(names[e.place] for entry in shown for e in entry.evidence)
    title = index.pack.source.title
    quoted = f"« {title} »" if naming.language == "fr" else f"“{title}”"
    return naming.say("source", title=quoted, places=", ".join(places))


def _who(shown: list[Entry], naming: Naming) -> str:
    speakers = {
        speaker
        for entry in shown
        for speaker in (
            entry.item.speaker if isinstance(entry.item, Quote) else None,
            *(f.by for f in entry.figures),
        )
        if speaker is not None
    }
    if not speakers:
        return naming.say("said-by.text")
    return naming.say("said-by", who=", ".join(naming.term(s) for s in sorted(speakers)))


def _sure(shown: list[Entry], naming: Naming, index: Index) -> str:
    names = {p.id: p.name.in_(naming.language) for p in index.pack.source.places}
    evidence = shown[0].evidence[0]
    return naming.say("sure", place=names[evidence.place], excerpt=evidence.excerpt)
