"""Arithmetic over typed figures is exact, keeps units apart and refuses what makes no sense."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.figures import (
    CannotComputeError,
    Result,
    amounts,
    average,
    complement,
    difference,
    growth,
    median,
    ranked,
    ratio,
    same_kind,
    share,
    total,
)
from bot.knowledge.model import Figure


def riders(value: str | int | Decimal, of: str = "puffin", **more: object) -> Figure:
    return Figure.model_validate(
        {"measure": "passengers", "of": of, "value": value, "unit": "riders", **more}
    )


def percent(value: str | int) -> Figure:
    return riders(value).model_copy(update={"unit": "percent", "measure": "punctuality"})


BIG, MID, SMALL = riders(640_000), riders(320_000), riders(80_000)
THREE = (BIG, MID, SMALL)


@pytest.mark.parametrize(
    ("result", "value", "unit", "operands"),
    [
        pytest.param(difference(MID, BIG, "riders"), 320_000, "riders", (BIG, MID), id="gap"),
        pytest.param(difference(BIG, MID, "riders"), 320_000, "riders", (BIG, MID), id="same gap"),
        pytest.param(
            difference(percent(60), percent(9), "percent"),
            51,
            "percentage-points",
            (percent(60), percent(9)),
            id="percentages differ by points",
        ),
        pytest.param(ratio(SMALL, BIG), 8, "times", (BIG, SMALL), id="times"),
        pytest.param(ratio(BIG, BIG), 1, "times", (BIG, BIG), id="level"),
        pytest.param(total(THREE, "riders"), 1_040_000, "riders", THREE, id="sum"),
        pytest.param(average((BIG, MID), "riders"), 480_000, "riders", (BIG, MID), id="mean"),
        pytest.param(median(THREE, "riders"), 320_000, "riders", THREE, id="middle of three"),
        pytest.param(
            median((BIG, MID), "riders"), 480_000, "riders", (BIG, MID), id="middle of two"
        ),
        pytest.param(share([BIG], [BIG, BIG], "riders"), 50, "percent", (BIG, BIG, BIG), id="half"),
        pytest.param(growth(MID, BIG), 100, "percent", (MID, BIG), id="doubled"),
        pytest.param(growth(BIG, MID), -50, "percent", (BIG, MID), id="halved"),
        pytest.param(complement(percent(60)), 40, "percent", (percent(60),), id="the rest"),
    ],
)
def test_results(result: Result, value: int, unit: str, operands: tuple[Figure, ...]) -> None:
    assert result == Result(Decimal(value), unit, operands)


@pytest.mark.parametrize(
    ("operation", "reason"),
    [
        pytest.param(lambda: ratio(BIG, riders(0)), "zero", id="times nothing"),
        pytest.param(lambda: growth(riders(0), BIG), "zero", id="growth from nothing"),
        pytest.param(lambda: share([riders(0)], [riders(0)], "riders"), "zero", id="of nothing"),
        pytest.param(
            lambda: total([percent(60), percent(9)], "percent"), "unlike-units", id="sum of shares"
        ),
        pytest.param(
            lambda: average([percent(60), percent(9)], "percent"),
            "unlike-units",
            id="mean of shares",
        ),
        pytest.param(lambda: complement(BIG), "unlike-units", id="the rest of a count"),
        pytest.param(lambda: same_kind([BIG], {}), "one-figure", id="one alone"),
        pytest.param(lambda: same_kind([], {}), "one-figure", id="none"),
        pytest.param(
            lambda: same_kind([BIG, BIG.model_copy(update={"unit": "eur"})], {}),
            "unlike-units",
            id="people and money",
        ),
        pytest.param(
            lambda: same_kind([BIG, BIG.model_copy(update={"measure": "crew"})], {}),
            "unlike-units",
            id="two measures",
        ),
    ],
)
def test_refusals(operation: Callable[[], Result], reason: str) -> None:
    with pytest.raises(CannotComputeError) as refused:
        operation()

    assert refused.value.reason == reason


def test_units_that_count_the_same_thing_go_together() -> None:
    members = BIG.model_copy(update={"unit": "members"})

    assert same_kind([members, MID], {"members": "riders"}) == "riders"


def test_bounds_are_not_computed_with() -> None:
    bounds = [riders(50, hedge="under"), riders(50, hedge="over")]
    about = [riders(50, hedge="about"), riders(50, hedge="barely")]

    assert amounts([*bounds, *about, BIG]) == (*about, BIG)


def test_from_the_largest_to_the_smallest_equals_in_their_order() -> None:
    first, second = riders(5, of="a"), riders(5, of="b")

    assert ranked([SMALL, first, BIG, second]) == (BIG, SMALL, first, second)


VALUES = st.decimals(min_value=1, max_value=10**9, places=2)
FIGURES = st.builds(riders, VALUES)


@settings(max_examples=100, deadline=None)
@given(FIGURES, FIGURES)
def test_the_gap_brings_the_smaller_to_the_larger(a: Figure, b: Figure) -> None:
    gap = difference(a, b, "riders")
    high, low = gap.operands

    assert gap.value >= 0
    assert low.value + gap.value == high.value


@settings(max_examples=100, deadline=None)
@given(st.lists(FIGURES, min_size=2, max_size=8))
def test_means_and_shares_stay_within_bounds(figures: list[Figure]) -> None:
    values = [f.value for f in figures]

    assert min(values) <= median(figures, "riders").value <= max(values)
    assert total(figures, "riders").value == sum(values)
    assert 0 < share(figures[:1], figures, "riders").value <= 100
