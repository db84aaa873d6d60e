"""How a clause differs from a complete list of names: "only A signed", "A and Z signed"."""

from __future__ import annotations

from bot.answering.entries import Entry, Index
from bot.understanding.reading import Reading
from bot.understanding.terms import Span

_ONLY = frozenset(
    "only solely exclusively just seul seule seuls seulement uniquement exclusivement".split()
)
_ALONE = frozenset({"alone", "seul", "seule", "seuls", "only", "uniquement", "seulement"})
_NOTHING_BUT = frozenset({"que", "qu"})
_AND = frozenset({"and", "et"})
_NE = frozenset({"ne", "n"})
_LINKING = frozenset({"with", "by", "to", "for", "avec", "par", "a", "pour", "chez"})
"""All in normal form, for both languages."""


def leaves_out(reading: Reading, entry: Entry, index: Index) -> bool:
    """Whether a clause says "only" of some names of a complete list, and leaves others out."""
    listed = _listed(entry, index)
    named = [s for s in reading.spans if s.text and s.of_kind("entity") and s.ids & listed]
    left = listed.difference(*(s.ids for s in named))
    return bool(named and left) and any(_is_alone(s, reading) for s in named)


def joins_list(span: Span, reading: Reading, entry: Entry, index: Index) -> bool:
    """Whether a word that nobody knows, written as a name, is joined by "and" to one of a complete
    list.
    """
    if span.terms or not reading.tokens[span.first].text[:1].isupper():
        return False
    listed = _listed(entry, index)
    norms = [t.norm for t in reading.tokens]
    return any(
        (s.stop == span.first - 1 and norms[s.stop] in _AND)
        or (s.first == span.stop + 1 and norms[span.stop] in _AND)
        for s in reading.spans
        if s.text and s.ids & listed
    )


def _listed(entry: Entry, index: Index) -> set[str]:
    return {name for name in entry.item.about if _type(name, index) in entry.item.only}


def _type(term: str, index: Index) -> str | None:
    found = index.lexicon.terms.get(term)
    return found.type if found is not None and found.kind == "entity" else None


def _is_alone(span: Span, reading: Reading) -> bool:
    """Whether "only" and the like stand right before a name, or "alone" right behind it."""
    norms = [t.norm for t in reading.tokens]
    before = norms[: span.first]
    while before and before[-1] in _LINKING:
        before.pop()
    if norms[span.stop : span.stop + 1] and norms[span.stop] in _ALONE:
        return True
    restricted = before[-1:] and before[-1] in _NOTHING_BUT and not _NE.isdisjoint(before)
    return bool(before) and (before[-1] in _ONLY or bool(restricted))
