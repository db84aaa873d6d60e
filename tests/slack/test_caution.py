"""Who has reason to be careful is, for a while after the start."""

from __future__ import annotations

import pytest

from bot.slack.caution import CAREFUL_FOR, LATE, OUTDATED, PACE, Caution, is_late


class Clock:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def caution(clock: Clock) -> Caution:
    return Caution(clock)


def test_without_a_reason_nothing_waits(caution: Caution) -> None:
    assert [caution.may_begin() for _ in range(3)] == [True] * 3
    assert not caution.is_on


def test_with_one_the_next_turn_waits(caution: Caution, clock: Clock) -> None:
    caution.warn()

    begun = [caution.may_begin(), caution.may_begin()]
    clock.seconds += PACE

    assert begun == [True, False]
    assert caution.may_begin()


def test_it_ends(caution: Caution, clock: Clock) -> None:
    caution.warn()
    clock.seconds += CAREFUL_FOR

    assert [caution.may_begin() for _ in range(3)] == [True] * 3
    caution.warn()  # whoever has lived that long is not about to die
    assert not caution.is_on


@pytest.mark.parametrize(
    ("age", "late"),
    [
        pytest.param(0.0, False, id="now"),
        pytest.param(LATE + 1, True, id="while nobody was there"),
        pytest.param(OUTDATED + 1, False, id="a replayed one"),
    ],
)
def test_events_that_come_late_are_known_by_their_time(age: float, late: bool) -> None:
    now = 1_763_884_800.0

    assert is_late(f"{now - age:.6f}", now) is late


def test_what_is_no_time_is_not_late() -> None:
    assert not is_late("٣soon", 1_763_884_800.0)
