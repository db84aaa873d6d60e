"""How a word sounds in French, so that "ki", "doi" and "economik" are read as they are said."""

from __future__ import annotations

import re

_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"eaux?|aux?", "o"),
        (r"ph", "f"),
        (r"qu|q|ck|c(?=[aoulrkt]|$)", "k"),
        (r"c(?=[eiy])|ss|ç", "s"),
        (r"g(?=[eiy])", "j"),
        (r"gu(?=[eiy])", "g"),
        (r"(?:ez|er|ai[st]?|ait|aient|et|ee?s?)$", "e"),
        (r"ai|ei", "e"),
        (r"y", "i"),
        (r"h", ""),
        (r"(?<=[a-z]{2})(?:ent|es|[estxdp])$", ""),
        (r"(?<=[a-z]{2})[estxdp]$", ""),
        (r"(.)\1+", r"\1"),
    )
)
"""Spellings of one sound and silent endings, in the order they are applied. Coarser than a phonetic
alphabet on purpose: it is only asked of words that no list knows."""


def sound(norm: str) -> str:
    """A key that words in normal form share if they sound alike: "doi" and "doit"."""
    for pattern, replacement in _RULES:
        norm = pattern.sub(replacement, norm)
    return norm
