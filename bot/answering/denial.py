"""What a statement denies, word by word, and how much of that a clause speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.knowledge.model import LANGUAGES, Language
from bot.understanding.forms import CONTENT
from bot.understanding.negation import HALF_NEGATIONS
from bot.understanding.reading import Reading
from bot.understanding.terms import Lexicon, Span
from bot.understanding.text import Token, stem, tokenise
from bot.understanding.words import rarity

SPOKEN_OF = 2 / 3
"""Share of what a statement denies from which on a clause says just that, or its opposite."""

_BREAK = re.compile(r"[,;:.!?–—]")
_WITHOUT = "negation.without"
"""What is done without is a condition, and denies nothing."""

_HALF = 3
"""Spans that may stand between "ne" and the word that denies with it: the verb and its like."""

_EVERYDAY = 0.3
"""Rarity under which a word that is no term says nothing of its own ("other", "its")."""


@dataclass(frozen=True)
class Denied:
    """One content word in the scope of a negation: its stems and the terms it may name."""

    stems: frozenset[str]
    terms: frozenset[str]


def denied_by(text: str, language: Language, lexicon: Lexicon) -> tuple[Denied, ...]:
    """The content words a text denies: from a negation, or the "ne" before it, to the next break.

    Empty if it denies nothing.
    """
    tokens = tokenise(text)
    spans = lexicon.find(tokens, language)
    inside: dict[int, Span] = {}
    for at, span in enumerate(spans):
        if not _denies(span):
            continue
        first = _start(at, spans)
        for other in spans[first:]:
            if other.first > spans[first].first and _BREAK.search(_gap(text, tokens, other)):
                break
            inside[other.first] = other
    return tuple(
        Denied(_stems(span, tokens, language), frozenset(t.id for t in span.terms))
        for span in inside.values()
        if _is_content(span, tokens, language)
    )


def _denies(span: Span) -> bool:
    negations = [t for t in span.of_kind("negation") if t.id != _WITHOUT]
    return bool(negations) and span.text.lower() not in HALF_NEGATIONS


def _start(at: int, spans: tuple[Span, ...]) -> int:
    """Where the scope of a negation begins: at the "ne" shortly before it, if there is one."""
    for back in range(at - 1, max(at - 1 - _HALF, -1), -1):
        if spans[back].text.lower() in HALF_NEGATIONS:
            return back
    return at


def _gap(text: str, tokens: tuple[Token, ...], span: Span) -> str:
    return text[tokens[span.first - 1].end : tokens[span.first].start] if span.first else ""


def _stems(span: Span, tokens: tuple[Token, ...], language: Language) -> frozenset[str]:
    return frozenset(stem(t.norm, language) for t in tokens[span.first : span.stop])


def _is_content(span: Span, tokens: tuple[Token, ...], language: Language) -> bool:
    if span.terms:
        said = any(t.kind in (*CONTENT, "operation") for t in span.terms)
        return said and not span.of_kind("filler")
    norm = tokens[span.first].norm
    return norm.isalpha() and rarity(norm, language) >= _EVERYDAY


def share_spoken_of(
    reading: Reading, denied: Mapping[Language, Iterable[Denied]], about: frozenset[str]
) -> float:
    """How much of what a statement denies a clause speaks of: 0 for nothing, 1 for all of it.

    Words are compared in the clause's language, terms in both; the text's own
    subject (``about``) counts for nothing.
    """
    named = reading.ids
    stems = {stem(t.norm, reading.language) for t in reading.tokens}
    shares = [0.0]
    for language in LANGUAGES:
        words = [d for d in denied[language] if not d.terms & about]
        hit = [
            bool(d.terms & named) or (language == reading.language and d.stems <= stems)
            for d in words
        ]
        if hit:
            shares.append(sum(hit) / len(hit))
    return max(shares)
