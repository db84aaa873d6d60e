"""Mutations are small, repeatable, and of the kind they say."""

from pathlib import Path

import pytest

from bot.curation.mutating import MIN_LETTERS, Naming, mutants, namings_of
from bot.knowledge.loading import load_pack

MINI = Path(__file__).parents[1] / "packs" / "mini"
QUESTIONS = [
    "Combien de livres prête la bibliothèque de Fennmoor à l'année ?",
    "How many readers does Fennmoor have?",
    "Que promet Tom Alder ?",
]


@pytest.fixture(scope="module")
def namings() -> tuple[Naming, ...]:
    return namings_of(load_pack("fennmoor-library", MINI))


def mutated(text: str, namings: tuple[Naming, ...], seed: int = 0) -> dict[str, str]:
    return {mutant.mutation: mutant.text for mutant in mutants(text, "fr", namings, seed)}


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_seed_mutates_the_same_way(question: str, namings: tuple[Naming, ...]) -> None:
    assert mutated(question, namings, 7) == mutated(question, namings, 7)
    assert len({mutated(question, namings, seed)["typo"] for seed in range(9)}) > 1


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("seed", range(20))
def test_a_typo_is_one_slip_inside_one_long_word(
    question: str, seed: int, namings: tuple[Naming, ...]
) -> None:
    typed = mutated(question, namings, seed).get("typo", question)

    changed = [
        (old, new) for old, new in zip(question.split(), typed.split(), strict=True) if old != new
    ]
    assert len(changed) <= 1
    for old, new in changed:
        assert len(old) >= MIN_LETTERS
        assert (old[0], abs(len(old) - len(new)) <= 1) == (new[0], True)


def test_accents_are_dropped_and_nothing_else(namings: tuple[Naming, ...]) -> None:
    assert mutated("Été à Fennmoor : prêté ?", namings)["accents"] == "Ete a Fennmoor : prete ?"
    assert "accents" not in mutated("Open on Sundays?", namings)


@pytest.mark.parametrize("question", QUESTIONS)
def test_another_order_has_the_same_words(question: str, namings: tuple[Naming, ...]) -> None:
    ordered = mutated(question, namings)["order"]

    assert ordered != question
    assert sorted(ordered.rstrip(" ?").split()) == sorted(question.rstrip(" ?").split())


@pytest.mark.parametrize("seed", range(10))
def test_a_swap_names_another_entity(seed: int, namings: tuple[Naming, ...]) -> None:
    swapped = mutated("Que promet Tom Alder ?", namings, seed)["entity"]

    assert swapped.startswith("Que promet ")
    assert "Alder" not in swapped


def test_without_an_entity_there_is_no_swap(namings: tuple[Naming, ...]) -> None:
    assert "entity" not in mutated("Quel temps fait-il demain ?", namings)


@pytest.mark.parametrize("text", ["", "?", "ok", "🙂", "a b", "2013"])
def test_hardly_any_words_are_left_as_they_are(text: str, namings: tuple[Naming, ...]) -> None:
    assert mutated(text, namings) == {}
