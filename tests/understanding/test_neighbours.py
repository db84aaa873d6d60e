"""Words near a word: exactly those that measuring every word would find."""

import random

import pytest
from rapidfuzz.distance import OSA

from bot.understanding.neighbours import Neighbours


@pytest.mark.parametrize("reach", [1, 2])
def test_no_word_within_reach_is_missed(reach: int) -> None:
    source = random.Random(7)
    letters = "aàbcdeéœ"  # few and some outside ASCII, so that many words are near each other
    words = sorted({"".join(source.choices(letters, k=source.randint(2, 9))) for _ in range(3_000)})
    neighbours = Neighbours(words)
    for asked in source.sample(words, 60):
        measured = {(d, w) for w in words if (d := OSA.distance(asked, w)) <= reach}
        assert set(neighbours.within(asked, reach)) == measured


def test_the_nearest_come_first() -> None:
    neighbours = Neighbours(["follow", "followers", "follower", "hollow"])
    assert neighbours.within("followr", 2) == [
        (1, "follow"), (1, "follower"), (2, "hollow"), (2, "followers"),
    ]  # fmt: skip


def test_a_list_without_words_has_no_neighbours() -> None:
    assert Neighbours([]).within("word", 2) == []
