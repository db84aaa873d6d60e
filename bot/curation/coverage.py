"""What of a text a pack leaves out: sentences without evidence, numbers without a figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.knowledge.checking import Finding
from bot.knowledge.fingerprint import OUTER, words
from bot.knowledge.model import Pack
from bot.knowledge.places import RUBRIC, PlaceText, places_of
from bot.understanding.numbers import read_numbers
from bot.understanding.text import sentences

_TELLING = 3
"""Words by which a sentence is found again in the file it comes from."""


@dataclass(frozen=True)
class SourceText:
    """The whole text of a source.

    Attributes:
        name: what to call it in findings, such as its file's name.
        places: one place a line.
        raw: what the file holds, HTML or Markdown perhaps: of its lines findings tell.
    """

    name: str
    places: str
    raw: str

    def line_of(self, words: str, line: int) -> int:
        """The line of the file in which words of the ``line`` of ``places`` begin; 0 if none is
        found.
        """
        if self.raw == self.places:
            return line
        opening = " ".join(words.split()[:_TELLING])
        found = (n for n, raw in enumerate(self.raw.splitlines(), start=1) if opening in raw)
        return next(found, 0)


def coverage_findings(pack: Pack, text: SourceText) -> Iterator[Finding]:
    """The sentences that no excerpt or quote touches, and the numbers that no figure types.

    Args:
        pack: the pack.
        text: its whole text.

    Raises:
        InputError: if the text is not the one that the pack's source describes.
    """
    spared = {RUBRIC, *(heading.id for heading in pack.source.headings)}  # labels, not statements
    for place in places_of(text.places, pack.source, text.name):
        if place.place not in spared:
            yield from _uncovered_sentences(pack, place, text)
        yield from _untyped_numbers(pack, place, text)


def _uncovered_sentences(pack: Pack, place: PlaceText, text: SourceText) -> Iterator[Finding]:
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
                text.name,
                text.line_of(sentence, place.line),
                "warning",
                place.place,
                f"nothing covers “{sentence}”",
                "write a fact or a quote for it",
            )
        start = stop


def _untyped_numbers(pack: Pack, place: PlaceText, text: SourceText) -> Iterator[Finding]:
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
    told = [pack.source.date or "", pack.source.publisher or "", pack.source.address or ""]
    typed |= {n.value for words in (*named, *told) for n in read_numbers(words, None)}
    for number in read_numbers(place.text, pack.source.language):
        quoted = any(number.text in quote.words for quote in quotes)
        if not number.weak and not quoted and number.value not in typed:
            yield Finding(
                text.name,
                text.line_of(number.text, place.line),
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
