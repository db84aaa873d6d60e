"""Which of an entry's contrary words a clause uses, and whether it denies just them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.answering.entries import Entry, Stems
from bot.understanding.reading import Reading
from bot.understanding.text import Token, stem

_DENYING = frozenset(
    "not t never no yet still ne n pas jamais point encore toujours aucun aucune".split()
)
"""Words of a denial in both languages, in normal form; without them a clause affirms."""

_NO = frozenset({"no", "aucun", "aucune"})
_SO_FAR = frozenset("yet still encore toujours".split())
_INDEFINITE = {"fr": "un", "en": "a"}
_PARTITIVE = frozenset({"de", "d"})
"""French "pas de modèle" denies "un modèle"."""

_INVERTED = frozenset({"t", "il", "elle", "on", "ils", "elles"})
"""What stands behind a French verb and a hyphen in a question, in normal form."""


def contrary_words(entry: Entry, reading: Reading, about: frozenset[str]) -> frozenset[str]:
    """The stems of an entry's contrary words that a clause uses, be it that they are denied in it.

    Questions are put in the order of statements, and what is denied is also looked at as it would
    read without its denial; ``about`` is the text's own subject, which may stand in between.
    """
    plain = _uninverted(reading, about)
    wordings = [[t.norm for t in reading.tokens], [t.norm for t in plain]]
    if reading.negated:
        wordings.append(list(_affirmed(plain, reading)))
    said = [f" {' '.join(stem(w, reading.language) for w in words)} " for words in wordings]
    return frozenset(
        word
        for run in entry.contrary[reading.language]
        if any(_uses(run, words, reading) for words in said)
        for word in run
    )


def _uses(run: Stems, words: str, reading: Reading) -> bool:
    """Whether a run stands in words, and is not denied inside a longer term: "not rush"."""
    padded = f" {' '.join(run)} "
    inside = not reading.negated and any(f" {no}{padded}" in words for no in ("not", "pas"))
    return padded in words and not inside


def denies_by_itself(reading: Reading, entry: Entry) -> bool:
    """Whether the word that denies is itself one of an entry's contrary words: "turned down"."""
    language = reading.language
    said = f" {' '.join(stems(reading, reading.tokens))} "
    used = [run for run in entry.contrary[language] if f" {' '.join(run)} " in said]
    denying = [
        set(stems(reading, reading.tokens[span.first : span.stop]))
        for span in reading.spans
        if span.of_kind("negation")
    ]
    return any(words <= set(run) for words in denying for run in used)


def denies_as_yet(reading: Reading) -> bool:
    """Whether a clause says that something has not happened so far: "not yet", "pas encore"."""
    return reading.negated and any(t.norm in _SO_FAR for t in reading.tokens)


def stems(reading: Reading, tokens: Sequence[Token]) -> Stems:
    """The stems of some words of a clause."""
    return tuple(stem(t.norm, reading.language) for t in tokens)


def _uninverted(reading: Reading, about: frozenset[str]) -> tuple[Token, ...]:
    """The words of a clause without inverted pronouns and the text's own subject: "has X found" as
    "has found", "a-t-il trouvé" as "a trouvé".
    """
    text = reading.text
    subject = {i for s in reading.spans if s.ids & about for i in range(s.first, s.stop)}
    return tuple(
        token
        for at, token in enumerate(reading.tokens)
        if at not in subject
        and not (token.norm in _INVERTED and text[token.start - 1 : token.start] in ("-", "‑"))
    )


def _affirmed(tokens: Iterable[Token], reading: Reading) -> Iterable[str]:
    """Words as they would read without their denial: "has not yet found" as "has found", "pas de
    modèle" and "no model" as "un modèle" and "a model".
    """
    denied = False
    for token in tokens:
        if token.norm in _DENYING:
            if token.norm in _NO:
                yield _INDEFINITE[reading.language]
            denied = token.norm == "pas"
            continue
        yield _INDEFINITE["fr"] if denied and token.norm in _PARTITIVE else token.norm
        denied = False
