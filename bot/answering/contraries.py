"""Which of an entry's contrary words a clause uses, and whether it denies just them."""

from __future__ import annotations

from bot.answering.entries import Entry, Stems
from bot.understanding.reading import Reading
from bot.understanding.text import stem

_DENYING = frozenset(
    "not t never no yet still ne n pas jamais point encore toujours aucun aucune".split()
)
"""Words of a denial in both languages, in normal form; without them a clause affirms."""

_SO_FAR = frozenset("yet still encore toujours".split())
_INDEFINITE = {"fr": "un", "en": "a"}
_PARTITIVE = frozenset({"de", "d"})
"""French "pas de modèle" denies "un modèle"."""


def uses_contrary(entry: Entry, reading: Reading) -> bool:
    """Whether contrary words of an entry stand in a clause, be it that they are denied in it."""
    language = reading.language
    if entry.contradicted_by(stems(reading), language):
        return True
    return reading.negated and entry.contradicted_by(_affirmed(reading), language)


def denies_by_itself(reading: Reading, entry: Entry) -> bool:
    """Whether the word that denies is itself one of an entry's contrary words: "turned down"."""
    language = reading.language
    said = f" {' '.join(stems(reading))} "
    used = [run for run in entry.contrary[language] if f" {' '.join(run)} " in said]
    denying = [
        {stem(t.norm, language) for t in reading.tokens[span.first : span.stop]}
        for span in reading.spans
        if span.of_kind("negation")
    ]
    return any(words <= set(run) for words in denying for run in used)


def denies_as_yet(reading: Reading) -> bool:
    """Whether a clause says that something has not happened so far: "not yet", "pas encore"."""
    return reading.negated and any(t.norm in _SO_FAR for t in reading.tokens)


def stems(reading: Reading) -> Stems:
    """The stems of a clause, word by word."""
    return tuple(stem(t.norm, reading.language) for t in reading.tokens)


def _affirmed(reading: Reading) -> Stems:
    """The stems of a clause as it would read without its denial: "has not yet found" as "has
    found", "pas de modèle" and "no model" as "un modèle" and "a model".
    """
    words: list[str] = []
    denied = False
    for token in reading.tokens:
        if token.norm in _DENYING:
            if token.norm in ("no", "aucun", "aucune"):
                words.append(_INDEFINITE[reading.language])
            denied = token.norm == "pas"
            continue
        indefinite = denied and token.norm in _PARTITIVE
        words.append(_INDEFINITE["fr"] if indefinite else token.norm)
        denied = False
    return tuple(stem(word, reading.language) for word in words)
