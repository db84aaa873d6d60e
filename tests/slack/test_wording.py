"""The fixed texts: the same in both languages, in each language's typography."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from string import Formatter

import pytest

from bot.slack.elements import MAX_BUTTON, MAX_VIEW_TITLE
from bot.slack.wording import NOT_INSTALLED, Counted, words
from bot.slack.wording.curators import curator_words

NAMES = [
    pytest.param(catalogue, field.name, id=field.name)
    for catalogue in (words, curator_words)
    for field in fields(catalogue("fr"))
]
Catalogue = Callable[[str], object]

TITLES = ["answer_title", "ask_title", "check_title", "notice_title", "source_title"]
SUBMITS = ["ask_submit", "share_in_thread", "close", "cancel"]
BUTTONS = ["show_source", "share", "useful", "useless"]
SAID = ["show_source_says", "share_says", "useful_says", "useless_says"]


def texts(value: object) -> Iterator[str]:
    """The texts of a field."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Counted):
        yield from (value.one, value.other)
    elif isinstance(value, dict):
        for text in value.values():
            yield from texts(text)


def places(value: object) -> list[set[str]]:
    """What each text of a field wants filled in."""
    return [{name for _, name, _, _ in Formatter().parse(text) if name} for text in texts(value)]


@pytest.mark.parametrize(("catalogue", "name"), NAMES)
def test_both_languages_say_the_same_things(catalogue: Catalogue, name: str) -> None:
    french, english = getattr(catalogue("fr"), name), getattr(catalogue("en"), name)

    assert all(text.strip() for text in (*texts(french), *texts(english)))
    assert places(french) == places(english)


@pytest.mark.parametrize(("catalogue", "name"), NAMES)
def test_french_has_its_spaces(catalogue: Catalogue, name: str) -> None:
    """A narrow no-break space before ; : ! ? and inside guillemets, nothing else there."""
    for text in texts(getattr(catalogue("fr"), name)):
        assert not re.search(r"[^\u202f][;:!?](?![/\w])", text.replace("(/", "")), text
        assert not re.search(r"«[^\u202f]|[^\u202f]»", text), text
        assert "'" not in text, text


@pytest.mark.parametrize(("catalogue", "name"), NAMES)
def test_english_has_curly_quotes(catalogue: Catalogue, name: str) -> None:
    for text in texts(getattr(catalogue("en"), name)):
        assert not re.search(r"[\"'«»\u202f]", text), text


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("names", "most"),
    [
        pytest.param(TITLES + SUBMITS, MAX_VIEW_TITLE, id="of modals"),
        pytest.param(BUTTONS, MAX_BUTTON, id="on buttons"),
        pytest.param(SAID, 75, id="read out"),
    ],
)
def test_labels_are_not_cut(language: str, names: list[str], most: int) -> None:
    assert [name for name in names if len(getattr(words(language), name)) > most] == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_curators_labels_are_not_cut(language: str) -> None:
    w = curator_words(language)

    assert max(len(w.modal_title), len(w.modal_submit)) <= MAX_VIEW_TITLE
    assert max(len(w.teach), len(w.dismiss), len(w.take_back), len(w.nearest)) <= MAX_BUTTON


@pytest.mark.parametrize(
    ("language", "n", "said"),
    [
        pytest.param("fr", 0, "0 phrase comparée au texte", id="French zero is singular"),
        pytest.param("fr", 1, "1 phrase comparée au texte", id="French one"),
        pytest.param("fr", 2, "2 phrases comparées au texte", id="French two"),
        pytest.param("fr", 1200, "1\u202f200 phrases comparées au texte", id="thousands"),
        pytest.param("en", 0, "0 sentences compared with the text", id="English zero is plural"),
        pytest.param("en", 1, "1 sentence compared with the text", id="English one"),
    ],
)
def test_numbers_agree(language: str, n: int, said: str) -> None:
    assert words(language).checked.of(n, language) == said


def test_a_workspace_of_unknown_language_is_told_in_both() -> None:
    assert "réinstaller" in NOT_INSTALLED
    assert "reinstall" in NOT_INSTALLED
