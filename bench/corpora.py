"""Where the phrases that indexes are measured with come from, and the questions for them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from bench import phrases as made_up
from bench.results import HERE

CLINC150 = HERE.parent.parent / "shared" / "datasets" / "clinc150.json"
"""CLINC150's ``data_full.json`` (https://github.com/clinc/oos-eval): not in the repository."""


@dataclass(frozen=True)
class Corpus:
    """Phrases with their topics, and questions with theirs; None if no phrase is about it."""

    phrases: Sequence[tuple[int, str]]
    questions: Sequence[tuple[str, int | None]]


def made(number: int, asked: int) -> Corpus:
    """Made-up phrases and questions (bench/phrases.py)."""
    questions = [(q.text, q.topic) for q in made_up.questions(asked, number)]
    return Corpus(list(made_up.phrases(number)), questions)


def clinc150(number: int, asked: int) -> Corpus:
    """So many of CLINC150's phrases, beyond its 15,000 among made-up ones; its test questions.

    Raises FileNotFoundError if the data set is not there.
    """
    data = json.loads(CLINC150.read_text(encoding="utf-8"))
    intents = sorted({intent for _, intent in data["train"]})
    train = [(intents.index(intent), text) for text, intent in data["train"]]
    random.Random(0).shuffle(train)
    filling: Iterator[tuple[int, str]] = (
        (len(intents) + topic, text) for topic, text in made_up.phrases(number)
    )
    mixed = train[:number] + list(islice(filling, max(0, number - len(train))))
    test = random.Random(1).sample(data["test"], asked)
    mixed.sort(key=lambda pair: pair[0])
    return Corpus(mixed, [(text, intents.index(intent)) for text, intent in test])


CORPORA = {"made-up": made, "clinc150": clinc150}
"""By the name on the command line."""
