"""Packs are loaded whole, or refused with everything that is wrong."""

from pathlib import Path

import pytest

from bot.errors import PackError
from bot.knowledge.loading import load_pack, pack_names, read_pack

from .conftest import FACTS, NAME, OPENING, TERMS


def test_a_pack_has_what_its_files_say(home: Path) -> None:
    pack = load_pack(NAME, home)

    assert pack.source.title == "The library of Fennmoor opens on Sundays"
    assert {fact.id for fact in pack.facts} >= {"opening.sundays", "readers.number"}
    assert [topic.id for topic in pack.topics] == ["collection", "opening"]
    assert {intent.id: intent.topic for intent in pack.intents}["herbal"] == "collection"


def test_common_terms_and_intents_come_first_and_are_told_apart(home: Path) -> None:
    pack = load_pack(NAME, home)

    common = [term.id in pack.common for term in pack.terms]
    assert common == sorted(common, reverse=True)
    assert {"percent", "greeting"} <= pack.common
    assert "library" not in pack.common


def test_figures_are_exact(home: Path, rewrite) -> None:
    rewrite(FACTS, "value: 48000", "§value: 2.8")

    fact = next(fact for fact in load_pack(NAME, home).facts if fact.id == "cost.sundays")

    assert str(fact.figures[0].value) == "2.8"


@pytest.mark.parametrize("word", ["no", "yes", "on", "2031", "010", "1:30", "2026-01-01", "1e3"])
def test_a_word_stays_the_word_that_is_written(home: Path, rewrite, word: str) -> None:
    rewrite(TERMS, 'also: ["Fennmoor"]', f"§also: [{word}]")

    library = next(term for term in load_pack(NAME, home).terms if term.id == "library")

    assert library.also == (word,)


def test_a_counted_figure_needs_no_placeholder(home: Path, rewrite) -> None:
    rewrite(FACTS, "value: 3, unit: rooms", "§value: 3, unit: rooms, counted: true")
    rewrite(FACTS, " et compte {figure2}", "§")
    rewrite(FACTS, " and keeps {figure2}", "§")

    assert load_pack(NAME, home).id == NAME


def test_everything_wrong_is_told_at_once_and_in_order(home: Path, rewrite) -> None:
    rewrite(TERMS, "kind: entity", "§kind: thing")
    rewrite(FACTS, "of: herbal", "§of: herbarium")
    rewrite(FACTS, "place: T,", "§place: X,")
    rewrite(OPENING, "measure: cost", "§measur: cost")

    problems = read_pack(NAME, home).problems

    assert list(problems) == sorted(problems)
    assert [problem.file for problem in problems] == [OPENING, FACTS, FACTS, TERMS]


def test_a_faulty_entry_is_not_told_again_wherever_it_is_named(home: Path, rewrite) -> None:
    rewrite(TERMS, "- id: ida-marsh\n  kind: entity", "- id: ida-marsh\n  §kind: thing")

    assert len(read_pack(NAME, home).problems) == 1


def test_nothing_is_missed_while_a_file_cannot_be_read(home: Path) -> None:
    (home / TERMS).write_text("- id: [", encoding="utf-8")

    assert {problem.file for problem in read_pack(NAME, home).problems} == {TERMS}


def test_an_unknown_pack_is_told_with_those_there_are(home: Path) -> None:
    with pytest.raises(PackError, match=f"there is no such pack.*{NAME}"):
        load_pack("../secrets", home)


def test_packs_are_the_folders_of_knowledge(home: Path) -> None:
    (home / "knowledge" / "another").mkdir()
    (home / "knowledge" / ".hidden").mkdir()

    assert pack_names(home) == ("another", NAME)
    assert pack_names(home / "nowhere") == ()
