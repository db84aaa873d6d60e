"""Finite verbs by their form: what makes a sentence of words that no list of verbs has."""

from __future__ import annotations

from collections.abc import Sequence

from bot.knowledge.model import Language
from bot.understanding.text import Token
from bot.understanding.words import is_word

_REFLEXIVE = frozenset({"se", "s"})
_NE = frozenset({"ne", "n"})
_DETERMINERS = frozenset(
    "le la les l un une des du de d ce cet cette ces mon ma mes son sa ses leur leurs nos vos au "
    "aux en a".split()
)
"""French words before which no finite verb stands; in normal form."""

_INFINITIVES = ("er", "ir", "re", "oir")
_NO_VERBS = frozenset({"il", "ils", "agit", "pas", "plus", "jamais", "y", "en", "est"})
"""What follows "s'" or "ne" and is no verb by itself ("est" is in the lists)."""

_FRENCH_ENDINGS = ("rait", "raient", "eront", "iront", "aient")
_SHORTEST_PAST = 5
_SHORTEST = 6
"""Shorter words that end so are others: "front", "trait"."""


def looks_finite(at: int, tokens: Sequence[Token], language: Language, *, named: bool) -> bool:
    """Whether the word at ``at`` has the form of a finite verb where it stands.

    French tells it behind "se" or "ne", by the endings of the conditional, and
    by "-ent" where the word in "-er" exists; English by "-ed" right behind a
    name (``named``), unless "by" follows.
    """
    norm = tokens[at].norm
    if language == "en":
        after = tokens[at + 1].norm if at + 1 < len(tokens) else "by"
        return named and len(norm) >= _SHORTEST_PAST and norm.endswith("ed") and after != "by"
    before = tokens[at - 1].norm if at else ""
    if before == "qui" or (before in _REFLEXIVE | _NE and at > 1 and tokens[at - 2].norm == "qui"):
        return False  # of a clause inside
    if before in _REFLEXIVE | _NE:
        return norm not in _NO_VERBS and norm.isalpha() and not norm.endswith(_INFINITIVES)
    if len(norm) < _SHORTEST or before in _DETERMINERS or at == 0:
        return False
    if norm.endswith(_FRENCH_ENDINGS):
        return True
    plural = norm.endswith("ent") and not norm.endswith("ment")
    return plural and is_word(f"{norm[:-3]}er") and is_word(f"{norm[:-3]}e")
