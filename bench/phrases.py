"""Made-up phrases by the million, and questions for them: always the same for the same numbers.

A topic is an attribute of a thing ("the opening hours of the north harbour"); its phrases are
templates and pleasantries around it, in English and French. The things' words are drawn from the
general word lists by their frequency, so that some are everywhere and most are rare, as in life.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate

PHRASES_A_TOPIC = 100
"""As many as CLINC150 has of an intent."""

_TEMPLATES = (
    "what is the {attribute} of {thing}", "what's the {attribute} for {thing}",
    "tell me the {attribute} of {thing}", "{attribute} {thing}", "{thing} {attribute}",
    "do you know the {attribute} of {thing}", "i need the {attribute} of {thing}",
    "how do i find the {attribute} of {thing}", "can you give me the {attribute} for {thing}",
    "where can i see the {attribute} of {thing}", "has the {attribute} of {thing} changed",
    "i am looking for the {attribute} of {thing}", "which {attribute} does {thing} have",
    "is there any {attribute} for {thing}", "show me {attribute} of {thing}",
    "quel est le {attribute} de {thing}", "donne moi le {attribute} de {thing}",
    "je cherche le {attribute} pour {thing}", "ou trouver le {attribute} de {thing}",
    "connais tu le {attribute} de {thing}",
)  # fmt: skip
_BEFORE = ("", "hi ", "hello ", "please ", "sorry but ", "quick question ", "bonjour ", "ok so ")
_AFTER = ("", " please", " today", " thanks", " right now", " for my report", " stp", " exactly")
_ATTRIBUTES = (
    "opening hours", "price", "address", "phone number", "owner", "number of members",
    "closing date", "capacity", "entry fee", "manager", "budget", "release date", "revenue",
    "history", "map", "program", "contact", "parking", "menu", "website",
)  # fmt: skip
_REWORDED = (
    "any news on {thing} and its {attribute}",
    "{thing}: {attribute}?",
    "the {attribute}, for {thing} that is",
    "could somebody look up {thing} {attribute}",
    "about {thing}, what would be the {attribute}",
    "{attribute} de {thing} svp",
    "on {thing} i want to see {attribute}",
    "pour {thing} c'est quoi le {attribute}",
)
"""Ways of asking that no phrase has."""

_WRAPPERS = (
    "hey, hope you are well, {}, cheers",
    "my boss wants to know {} before noon",
    "{} ?? no idea where to look",
)
_COMMON_WORDS = 30_000
"""Words of each general list that things are named with."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Asked:
    """A question, the topic it is about, None if no phrase is, and how it was made."""

    text: str
    topic: int | None
    kind: str  # "as written", "reworded", "misspelt", "wrapped" or "foreign"


@cache
def _vocabulary() -> tuple[list[str], list[float]]:
    """Words of five letters or more, and their cumulated frequencies (by square root)."""
    counts: dict[str, int] = {}
    for language in ("en", "fr"):
        packed = files("spellchecker").joinpath(f"resources/{language}.json.gz").read_bytes()
        words: dict[str, int] = json.loads(gzip.decompress(packed))
        usual = sorted(words, key=lambda word: (-words[word], word))
        counts |= {w: words[w] for w in usual[:_COMMON_WORDS] if len(w) > 4 and w.isalpha()}
    words_in_order = sorted(counts)
    return words_in_order, list(accumulate(counts[word] ** 0.5 for word in words_in_order))


def _thing(source: random.Random) -> str:
    words, cumulated = _vocabulary()
    return " ".join(source.choices(words, cum_weights=cumulated, k=source.choice((1, 2, 2, 3))))


def _topic(topic: int) -> tuple[str, str, random.Random]:
    """Its attribute, its thing, and the chance its phrases go on with."""
    source = random.Random(topic)
    return source.choice(_ATTRIBUTES), _thing(source), source


def _written(attribute: str, thing: str, source: random.Random) -> str:
    said = source.choice(_TEMPLATES).format(attribute=attribute, thing=thing)
    return f"{source.choice(_BEFORE)}{said}{source.choice(_AFTER)}"


def phrases(number: int) -> Iterator[tuple[int, str]]:
    """That many phrases with their topics, all different within a topic."""
    for topic in range(-(-number // PHRASES_A_TOPIC)):
        attribute, thing, source = _topic(topic)
        seen: dict[str, None] = {}
        while len(seen) < min(PHRASES_A_TOPIC, number - topic * PHRASES_A_TOPIC):
            seen[_written(attribute, thing, source)] = None
        for text in seen:
            yield topic, text


def questions(number: int, of: int, seed: int = 1) -> list[Asked]:
    """Questions about the topics of the first ``of`` phrases, and a tenth about none of them."""
    source = random.Random(seed)
    topics = -(-of // PHRASES_A_TOPIC)
    found = []
    for _ in range(number):
        topic = source.randrange(topics)
        attribute, thing, _ = _topic(topic)
        kind = source.choices(
            ("as written", "reworded", "misspelt", "wrapped", "foreign"), (2, 3, 2, 2, 1)
        )[0]
        if kind == "foreign":
            words = [_thing(source) for _ in range(4)]
            found.append(Asked(" ".join(words), None, kind))
            continue
        text = _written(attribute, thing, source)
        if kind == "reworded":
            text = source.choice(_REWORDED).format(attribute=attribute, thing=thing)
        elif kind == "misspelt":
            text = misspelt(text, source)
        elif kind == "wrapped":
            text = source.choice(_WRAPPERS).format(text)
        found.append(Asked(text, topic, kind))
    return found


def misspelt(text: str, source: random.Random, edits: int = 2) -> str:
    """Random insertions, deletions, substitutions and swaps in words of four letters or more."""
    words = text.split(" ")
    long = [i for i, word in enumerate(words) if len(word) >= 4]
    for _ in range(edits if long else 0):
        i = source.choice(long)
        word, letter = words[i], source.choice(_LETTERS)
        at = source.randrange(len(word))
        words[i] = source.choice(
            (
                word[:at] + word[at + 1 :],
                word[:at] + letter + word[at:],
                word[:at] + letter + word[at + 1 :],
                word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :],
            )
        )
    return " ".join(words)
