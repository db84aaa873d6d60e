"""What of a text a pack leaves out: sentences without evidence, numbers without a figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.knowledge.checking import Finding
from bot.knowledge.fingerprint import OUTER, words
from bot.knowledge.model import Pack
from bot.knowledge.places import RUBRIC, PlaceText, places_of
from bot.understanding.numbers import read_numbers
from bot.understanding.text import sentences


def coverage_findings(pack: Pack, text: str, name: str) -> Iterator[Finding]:
    """The sentences that no excerpt or quote touches, and the numbers that no figure types.

    Args:
        pack: the pack.
        text: its whole text, one place a line.
        name: what to call the text in findings.

    Raises:
        InputError: if the text is not the one that the pack's source describes.
    """
    spared = {RUBRIC, *(heading.id for heading in pack.source.headings)}  # labels, not statements
    for place in places_of(text, pack.source, name):
        if place.place not in spared:
            yield from _uncovered_sentences(pack, place, name)
        yield from _untyped_numbers(pack, place, name)


def _uncovered_sentences(pack: Pack, place: PlaceText, name: str) -> Iterator[Finding]:
    tokens = words(place.text)
    covered = {
        position
        for excerpt in _excerpts(pack, place.place)
        for position in _positions(words(excerpt), tokens)
    }
    start = 0
    for sentence in sentences(place.text):
        stop = start + len(words(sentence))
        if covered.isdisjoint(range(start, stop)):
            yield Finding(
                name,
                place.line,
                "warning",
                place.place,
                f"nothing covers “{sentence}”",
                "write a fact or a quote for it",
            )
        start = stop


def _untyped_numbers(pack: Pack, place: PlaceText, name: str) -> Iterator[Finding]:
    typed = {
        figure.value
        for fact in pack.facts
        if any(evidence.place == place.place for evidence in fact.evidence)
        for figure in fact.figures
    }
    quotes = [quote for quote in pack.quotes if quote.place == place.place]
    typed |= {figure.value for quote in quotes for figure in quote.figures}
    named = [
        term_name
        for term in pack.terms
        for term_name in (
            term.name.fr,
            term.name.en,
            *term.aliases.fr,
            *term.aliases.en,
            *term.also,
        )
    ]
    typed |= {n.value for term_name in named for n in read_numbers(term_name, None)}
    for number in read_numbers(place.text, pack.source.language):
        quoted = any(number.text in quote.words for quote in quotes)
        if not number.weak and not quoted and number.value not in typed:
            yield Finding(
                name,
                place.line,
                "warning",
                place.place,
                f"no figure, period or quote covers “{number.text}”",
                "type it as a figure of the fact it belongs to",
            )


def _excerpts(pack: Pack, place: str) -> list[str]:
    excerpts = [e.excerpt for fact in pack.facts for e in fact.evidence if e.place == place]
    return excerpts + [quote.words for quote in pack.quotes if quote.place == place]


def _positions(excerpt: Sequence[str], tokens: Sequence[str]) -> Iterator[int]:
    """Where the words of an excerpt stand among those of its place."""
    wanted = [word.strip(OUTER) for word in excerpt]
    bare = [word.strip(OUTER) for word in tokens]
    for start in range(len(bare) - len(wanted) + 1):
        if bare[start : start + len(wanted)] == wanted:
            yield from range(start, start + len(wanted))
