"""A question asked again in other letters, in another order, or about something else.

The first kinds leave the meaning alone, so that the case's expectations stand.
A swapped entity changes it: the reply must then change too, or fall silent.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from bot.knowledge.model import Language, Pack, Term
from bot.understanding.text import fold

Mutation = Literal["typo", "accents", "order", "entity"]
Draw = Callable[[int], int]
"""A number from 0 up to, and without, the one given."""

MIN_LETTERS = 4
"""Typos go into words at least this long; shorter ones turn into other words."""

STRANGERS = ("Quorvane", "Belthorpe", "Drusac")
"""Names that no text has, for entities that have no like in their pack."""

_WORD = re.compile(r"[^\W\d_]+")
_END = re.compile(r"[\s?!.…]*$")


@dataclass(frozen=True)
class Mutant:
    """A question's mutation and its new words."""

    mutation: Mutation
    text: str


def mutants(
    text: str, language: Language | None, namings: tuple[Naming, ...], seed: int
) -> Iterator[Mutant]:
    """Every mutation that changes a question; the same ones for the same seed.

    Args:
        text: the question.
        language: of it, for the name of the entity that is swapped in.
        namings: of the pack (see ``namings_of``).
        seed: which of the many possible typos, orders and swaps to draw.
    """
    makers: tuple[tuple[Mutation, Callable[[Draw], str | None]], ...] = (
        ("typo", lambda draw: with_typo(text, draw)),
        ("accents", lambda _: _without_accents(text)),
        ("order", lambda draw: reordered(text, draw)),
        ("entity", lambda draw: with_other_entity(text, language, namings, draw)),
    )
    for mutation, make in makers:
        mutated = make(_draw(f"{seed} {mutation} {text}"))
        if mutated is not None and mutated != text:
            yield Mutant(mutation, mutated)


def _draw(key: str) -> Draw:
    generator = np.random.default_rng(zlib.crc32(key.encode("utf-8", "replace")))
    return lambda stop: int(generator.integers(stop))


# Letters


def with_typo(text: str, draw: Draw) -> str | None:
    """One letter inside a word left out, doubled or swapped with the next; None without a word."""
    words = [word for word in _WORD.finditer(text) if len(word.group()) >= MIN_LETTERS]
    if not words:
        return None
    word = words[draw(len(words))]
    at = word.start() + 1 + draw(len(word.group()) - 2)
    slips = (
        text[:at] + text[at + 1 :],
        text[:at] + text[at] + text[at:],
        text[:at] + text[at + 1] + text[at] + text[at + 2 :],
    )
    return slips[draw(len(slips))]


def _without_accents(text: str) -> str:
    return _WORD.sub(lambda m: m.group() if m.group().isascii() else _bare(m.group()), text)


def _bare(word: str) -> str:
    """A word without accents; its first letter keeps its case."""
    bare = fold(word)
    return bare.capitalize() if word[:1].isupper() else bare


# Order


def reordered(text: str, draw: Draw) -> str | None:
    """The end of a question put first, as people do who type keywords; None below three words."""
    body = _END.sub("", text)
    words = body.split()
    if len(words) < 3:
        return None
    cut = 1 + draw(len(words) - 1)
    return " ".join([*words[cut:], *words[:cut]]) + text[len(body) :]


# Entities


@dataclass(frozen=True)
class Naming:
    """A way of naming an entity, and the entity."""

    words: str
    term: Term


def namings_of(pack: Pack) -> tuple[Naming, ...]:
    """Every way of naming the pack's own entities, the longest first."""
    found = [
        Naming(words, term)
        for term in pack.terms
        if term.kind == "entity" and term.id not in pack.common
        for words in {term.name.fr, term.name.en, *term.aliases.fr, *term.aliases.en, *term.also}
    ]
    return tuple(sorted(found, key=lambda naming: (-len(naming.words), naming.words)))


def with_other_entity(
    text: str, language: Language | None, namings: tuple[Naming, ...], draw: Draw
) -> str | None:
    """One named entity exchanged for another of its type or a stranger; None if none is named."""
    named = list(_named(text, namings))
    if not named:
        return None
    start, end, term = named[draw(len(named))]
    here = {other.id for _, _, other in named}
    like = {n.term.id: n.term for n in namings if n.term.type == term.type}
    others = [other for id_, other in sorted(like.items()) if id_ not in here]
    names = [*(other.name.in_(language or "en") for other in others), *STRANGERS]
    return text[:start] + names[draw(len(names))] + text[end:]


def _named(text: str, namings: tuple[Naming, ...]) -> Iterator[tuple[int, int, Term]]:
    """Where entities stand in a text, the longest name first and no letter taken twice."""
    taken: set[int] = set()
    for naming in namings:
        for match in re.finditer(rf"(?<!\w){re.escape(naming.words)}(?!\w)", text, re.IGNORECASE):
            span = range(*match.span())
            if taken.isdisjoint(span):
                taken.update(span)
                yield match.start(), match.end(), naming.term
