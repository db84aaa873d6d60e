"""How a reply looks in a terminal: its text, its choices and where it comes from."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from rich.text import Text

from bot.answering.model import Citation, Reply
from bot.knowledge.model import Language, Source

_QUOTES = {"fr": ("«\u202f", "\u202f»"), "en": ("“", "”")}
_WORKING = {"fr": "Calcul\u00a0: ", "en": "Working: "}
_RELATED = {"fr": "À demander aussi\u00a0: ", "en": "You can also ask: "}


def reply_text(reply: Reply, sources: Sequence[Source], *, related: bool = False) -> Text:
    """A reply as a person reads it.

    Args:
        reply: the reply.
        sources: of the packs, for the names of their places.
        related: whether to end with the related questions.
    """
    text = Text(printable(reply.text))
    if reply.working and reply.working not in reply.text:
        text.append(f"\n{_WORKING[reply.language]}{printable(reply.working)}")
    for number, choice in enumerate(reply.choices, start=1):
        text.append(f"\n  {number}. ", style="bold")
        text.append(printable(choice.label))
    for citation in dict.fromkeys(reply.citations):
        text.append(f"\n  {citation_line(citation, sources, reply.language)}", style="dim")
    if related and reply.related:
        text.append(f"\n  {_RELATED[reply.language]}", style="dim")
        text.append(printable(" · ".join(reply.related)), style="dim italic")
    return text


def citation_line(citation: Citation, sources: Sequence[Source], language: Language) -> str:
    """Where something stands: the text, if there are several; place, heading, excerpt."""
    own = next(source for source in sources if source.id == citation.source)
    names = {place.id: place.name.in_(language) for place in own.places}
    opening, closing = _QUOTES[language]
    where = [own.title, citation.place] if len(sources) > 1 else [citation.place]
    if citation.place in names:
        where.append(names[citation.place])
    if citation.section:
        where.append(citation.section)
    excerpt = f"{opening}{citation.excerpt}{closing}"
    return printable(" · ".join([*where, excerpt]))


def explanation_text(reply: Reply) -> Text:
    """What ``--why`` adds: how the reply was found, one line a finding."""
    text = Text()
    for heading, line in reply.explanation.lines:
        text.append(f"\n  {printable(heading)}: ", style="bold")
        text.append(printable(line))
    return text


def printable(text: str) -> str:
    """A text without what would drive the terminal: escape sequences and other control characters.

    What people type comes back in replies, so it is shown, never obeyed.
    """
    return "".join(
        character
        for character in text
        if character == "\n" or unicodedata.category(character) not in _UNPRINTABLE
    )


_UNPRINTABLE = frozenset({"Cc", "Cs"})  # control characters, halves of surrogate pairs
