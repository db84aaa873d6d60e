"""``verbatim stats``: what the running bot was asked, as counts."""

from __future__ import annotations

from tests.databases import sqlite_url  # noqa: F401 - a fixture

from .conftest import Ask, Verbatim

CARDS, BOOKS = "how many readers hold a card?", "how many books are lent?"
FOOTBALL = "who won the football world cup in 1998?"


def row(lines: list[str], name: str) -> list[str]:
    """The numbers of a row."""
    return next(line.split()[1:] for line in lines if line.startswith(name))


def test_days_and_surfaces_are_a_table(verbatim: Verbatim, ask: Ask, sqlite_url: str) -> None:  # noqa: F811
    ask(sqlite_url, CARDS, FOOTBALL, complain_of=BOOKS)

    lines = verbatim("stats").lines

    assert lines[0].split() == [
        *("day", "asked", "answered", "unknown", "asked", "back", "social", "useful", "useless")
    ]
    assert lines[1].split()[1:] == ["3", "2", "1", "0", "0", "0", "1"]
    assert row(lines, "direct") == ["3", "2", "1", "0", "0", "0", "0"]
    assert "       1  collection.size" in lines
    assert "       1  not-in-source" in lines


def test_the_same_goes_to_programs(verbatim: Verbatim, ask: Ask, sqlite_url: str) -> None:  # noqa: F811
    ask(sqlite_url, CARDS)

    (count,) = verbatim("stats", "--json").json

    assert {key: count[key] for key in ("what", "surface", "kind", "count")} == {
        "what": "reply",
        "surface": "direct",
        "kind": "answer",
        "count": 1,
    }


def test_nothing_asked_is_told_in_one_line(verbatim: Verbatim, ask: Ask, sqlite_url: str) -> None:  # noqa: F811
    ask(sqlite_url)

    assert verbatim("stats").output == "nothing was asked\n"
