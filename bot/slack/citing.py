"""Citations on a line: the text, the place, its section, and the words that stand there."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.model import Citation
from bot.knowledge.model import Language
from bot.slack.legend import Legend
from bot.slack.text import clip
from bot.slack.wording import words

MAX_TITLE = 80
MAX_NAME = 120
MAX_SECTION = 60
MAX_EXCERPT = 120


def distinct(citations: Sequence[Citation]) -> tuple[Citation, ...]:
    """Citations without repetitions, in order."""
    return tuple(dict.fromkeys(citations))


def by_place(citations: Sequence[Citation]) -> list[list[Citation]]:
    """Citations without repetitions, those of one place together, places in order of mention."""
    places: dict[tuple[str, str], list[Citation]] = {}
    for citation in distinct(citations):
        places.setdefault((citation.source, citation.place), []).append(citation)
    return list(places.values())


def place_line(
    passages: Sequence[Citation], legend: Legend, language: Language, *, quoted: str = ""
) -> str:
    """Passages of one place on a line: the place, its section, and the words.

    Where there are several texts, the title comes first. Words that stand in ``quoted`` are
    not said again.
    """
    cited = passages[0]
    own = legend.of_source(cited.source)
    title = f"{clip(own.source.title, MAX_TITLE)} · " if legend.beside else ""
    place = clip(own.place(cited.place, language), MAX_NAME)
    where = f"{cited.place} · {place}" if place != cited.place else place
    section = f" · {clip(cited.section, MAX_SECTION)}" if cited.section else ""
    excerpts = [
        words(language).quoted.format(words=clip(passage.excerpt, MAX_EXCERPT))
        for passage in passages
        if passage.excerpt not in quoted
    ]
    return f"📍 {title}{where}{section} {', '.join(excerpts)}".rstrip()
