"""How the lines of a text file are the places of a source.

The lines that are not empty are the places, in order: the first is the title
``T``, the second the rubric ``R`` if the source has one, a line that reads as
a heading is that heading, and all others are the paragraphs ``P1``, ``P2`` …
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.errors import InputError
from bot.knowledge.fingerprint import words
from bot.knowledge.model import Source

TITLE = "T"
RUBRIC = "R"


@dataclass(frozen=True)
class PlaceText:
    """The text of one place and the line of the file it stands at."""

    place: str
    line: int
    text: str


def places_of(text: str, source: Source, name: str) -> tuple[PlaceText, ...]:
    """The places of a text.

    Args:
        text: the whole text, one place a line.
        source: what is known of it; its places must be the text's.
        name: what to call the text in errors, such as its file's name.

    Raises:
        InputError: with every line that is not what the source says.
    """
    found = tuple(_layout(text, source))
    faults = [*_wording_faults(found, source, name), *_order_faults(found, source, name)]
    if faults:
        raise InputError("\n".join(faults))
    return found


def _layout(text: str, source: Source) -> list[PlaceText]:
    """Every line that is not empty, with the place it is by its position or its words."""
    lines = [(n, line) for n, line in enumerate(text.splitlines(), start=1) if line.strip()]
    headings = {tuple(words(heading.text)): heading.id for heading in source.headings}
    first = [TITLE] if source.rubric is None else [TITLE, RUBRIC]
    found = [
        PlaceText(place, n, line.strip()) for place, (n, line) in zip(first, lines, strict=False)
    ]
    paragraph = 0
    for number, line in lines[len(first) :]:
        place = headings.get(tuple(words(line)))
        if place is None:
            paragraph += 1
            place = f"P{paragraph}"
        found.append(PlaceText(place, number, line.strip()))
    return found


def _wording_faults(found: tuple[PlaceText, ...], source: Source, name: str) -> list[str]:
    """Title and rubric that the source words otherwise."""
    said = {TITLE: source.title, RUBRIC: source.rubric}
    return [
        f"{name}:{place.line}: {place.place}: source.yaml words this line otherwise: “{expected}”"
        for place in found
        if (expected := said.get(place.place)) is not None and words(place.text) != words(expected)
    ]


def _order_faults(found: tuple[PlaceText, ...], source: Source, name: str) -> list[str]:
    """The first line at which text and source part, as what follows only follows from it."""
    declared = [place.id for place in source.places]
    for index, place in enumerate(found):
        if index >= len(declared):
            return [f"{name}:{place.line}: {place.place}: source.yaml declares no more places"]
        if place.place != declared[index]:
            reason = (
                f"source.yaml declares {declared[index]} here; headings are worded there as in "
                "the text, and a paragraph is one line of the text"
            )
            return [f"{name}:{place.line}: {place.place}: {reason}"]
    if len(declared) > len(found):
        return [f"{name}:0: {declared[len(found)]}: the text ends before this place"]
    return []
