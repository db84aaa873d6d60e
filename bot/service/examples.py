"""The conversations that the local workspace offers to play: a pack's own, else one a topic."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bot.errors import PackError, Problem
from bot.federation import Answering
from bot.knowledge.model import LANGUAGES
from bot.workspace.page import Example, Step
from bot.workspace.page.offers import How

FILE = "examples.yaml"
QUESTIONS_A_TOPIC = 2

Words = Annotated[str, Field(min_length=1)]


class _Bilingual(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    fr: Words
    en: Words

    def by_language(self) -> dict[str, str]:
        return {"fr": self.fr, "en": self.en}


class _WrittenStep(_Bilingual):
    how: How = "message"
    uses: str = ""


class _WrittenExample(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    title: _Bilingual
    steps: Annotated[tuple[_WrittenStep, ...], Field(min_length=1)]

    def example(self) -> Example:
        steps = (Step(step.by_language(), step.how, step.uses) for step in self.steps)
        return Example(self.id, self.title.by_language(), tuple(steps))


_LIST = TypeAdapter(tuple[_WrittenExample, ...])


def examples_of(assistant: Answering, pack: str, home: Path) -> tuple[Example, ...]:
    """What ``knowledge/<pack>/examples.yaml`` lists; without one, questions of each topic.

    Raises:
        PackError: the file is not a list of examples.
    """
    path = home / "knowledge" / pack / FILE
    if path.is_file():
        return read_examples(path, f"knowledge/{pack}/{FILE}")
    return tuple(_by_topic(assistant))


def read_examples(path: Path, name: str) -> tuple[Example, ...]:
    """The examples in a file, called ``name`` in error messages.

    Raises:
        PackError: it is not a list of examples.
    """
    try:
        written = _LIST.validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 0
        raise PackError([Problem(name, line, FILE, f"cannot be read: {error}")]) from None
    except ValidationError as error:
        raise PackError(
            [Problem(name, 0, ".".join(map(str, e["loc"])), e["msg"]) for e in error.errors()]
        ) from None
    return tuple(each.example() for each in written)


def _by_topic(assistant: Answering) -> Iterator[Example]:
    by_language = {language: assistant.topics(language) for language in LANGUAGES}
    for number, cards in enumerate(zip(*by_language.values(), strict=False)):
        languages = dict(zip(by_language, cards, strict=True))
        asked = zip(*(card.questions[:QUESTIONS_A_TOPIC] for card in cards), strict=False)
        yield Example(
            f"topic-{number + 1}",
            {language: card.name for language, card in languages.items()},
            tuple(
                Step(dict(zip(languages, questions, strict=True)), "mention") for questions in asked
            ),
        )
