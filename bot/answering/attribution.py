"""Who a clause has say something, and whether it is they who say it in the text."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.entries import Entry
from bot.knowledge.model import Quote
from bot.understanding.reading import Reading

SAYERS = frozenset({"person", "company", "media"})
"""Types of those who can say something: naming another one contradicts who said it."""

_SPEECH = ("filler.speech", "discourse.who-said")
_REPORTED = ("filler.source", *_SPEECH)


def told_by(entry: Entry, reading: Reading) -> frozenset[str]:
    """Types of names of which the entry gives all: those it declares, and, where a clause has
    somebody say something, who says a quotation.
    """
    quoted = isinstance(entry.item, Quote) and reading.names(*_REPORTED)
    said = quoted or any(f.by is not None for f in entry.figures)
    return frozenset(entry.item.only) | (SAYERS if said else frozenset())


def sources(reading: Reading) -> frozenset[str]:
    """The names to which a clause attributes what it says: "according to X", "X estimates that"."""
    norms = [t.norm for t in reading.tokens]
    spans = [s for s in reading.spans if s.text]
    found: set[str] = set()
    for at, span in enumerate(spans):
        before = tuple(norms[max(0, span.first - 2) : span.first])
        behind = spans[at + 1 : at + 2]
        says = any(s.names("filler.speech") for s in behind)
        if says or before[-1:] in _BY or before in _BY:
            found.update(t.id for t in span.of_kind("entity"))
    return frozenset(found)


_BY = {("selon",), ("d", "apres"), ("according", "to"), ("dixit",), ("per",)}
"""Words of both languages before whoever says something, in normal form."""


def said_by_others(reading: Reading, entries: Sequence[Entry], about: frozenset[str]) -> bool:
    """Whether a clause has somebody say something whose words no entry gives."""
    if not reading.names("filler.speech") or reading.names("filler.source"):
        return False
    named = _speakers(reading) - about
    speakers = {e.item.speaker for e in entries if isinstance(e.item, Quote)}
    speakers |= {f.by for e in entries for f in e.figures if f.by is not None}
    about_them = (e.item.about for e in entries if speakers & set(e.item.about))
    return not named <= speakers.union(*about_them)


def _speakers(reading: Reading) -> set[str]:
    """The names in a clause, without those that stand behind "a friend claims that"."""
    spans = reading.spans
    at = next((i for i, s in enumerate(spans) if s.names("filler.speech")), 0)
    by_a_friend = any(s.names("filler.wrapper") for s in spans[:at])
    told = spans[at + 1 :] if by_a_friend else ()
    outside = [s for s in spans if s not in told]
    return {t.id for s in outside for t in s.of_kind("entity")}
