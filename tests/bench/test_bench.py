"""The benchmarks run on a fresh checkout: what they print and write, not how fast anything is."""

from pathlib import Path

import pytest

from bench import capacity, results
from bench.__main__ import TARGETS, main
from bench.phrases import phrases, questions


def test_every_section_of_the_page_is_written_by_a_target() -> None:
    page = results.PAGE.read_text(encoding="utf-8")
    assert [name for name in TARGETS if f"<!-- {name}: begin -->" not in page] == []


def test_a_section_is_replaced_and_the_rest_is_left(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("a\n<!-- one: begin -->\nold\n<!-- one: end -->\nb\n", encoding="utf-8")
    results.write("one", "new\n", page)
    assert page.read_text(encoding="utf-8") == (
        "a\n<!-- one: begin -->\nnew\n<!-- one: end -->\nb\n"
    )
    with pytest.raises(ValueError, match=r"page\.md has no section `two`"):
        results.write("two", "new", page)


def test_the_made_up_phrases_are_always_the_same_and_all_different() -> None:
    made = list(phrases(2_000))
    assert made == list(phrases(2_000))
    assert len({text for _, text in made}) == len(made)
    assert questions(50, 2_000) == questions(50, 2_000)


def test_capacity_is_computed_from_the_figures_on_the_page(
    capsys: pytest.CaptureFixture[str],
) -> None:
    capacity.main(save=False)
    told = capsys.readouterr().out
    assert "one PostgreSQL" in told


def test_an_unknown_target_is_named_with_those_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        main(["speed"])
    assert "no such target: speed; there are question, profile, scale" in capsys.readouterr().err
