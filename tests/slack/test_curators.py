"""What curators see, within Slack's limits whatever is in the queue; the report in bars."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.curation.review import Asked, Group, Nearest, TaughtPhrase
from bot.curation.trying import Effect
from bot.slack.curators import queue_blocks, taught_blocks
from bot.slack.elements import Block
from bot.slack.statistics import Day, Statistics, report_blocks
from bot.slack.teach_modal import IntentChoice, Topic, teach_view
from bot.workspace.plain import visible_text
from bot.workspace.validation import view_problems

LONG = "word " * 2_000
NOW = "unknown/not-in-source"


def group(question: str, number: int = 1) -> Group:
    asked = tuple(Asked(number + n, question, "en", "not-in-source", 3) for n in range(5))
    near = tuple(Nearest(f"intent.{n}", LONG) for n in range(3))
    return Group(asked, near, ("word",), NOW, is_answered=False)


def home(blocks: list[Block]) -> Block:
    return {"type": "home", "blocks": blocks}


def topics(count: int, each: int, asked: str) -> list[Topic]:
    return [
        Topic(asked, tuple(IntentChoice("pack", f"i{t}.{n}", asked) for n in range(each)))
        for t in range(count)
    ]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_any_queue_is_a_home_that_slack_takes(language: str) -> None:
    blocks = [
        *queue_blocks([group(LONG, 10 * n) for n in range(50)], language),
        *taught_blocks([TaughtPhrase(n, "herbal", "en", LONG) for n in range(50)], language),
    ]

    assert list(view_problems(home(blocks), frozenset({"home"}))) == []
    assert len(blocks) < 60  # the rest of the tab finds its room


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "effect",
    [
        None,
        "trying",
        "failed",
        Effect(LONG, True, 1_000, 900, 901, (LONG,) * 99, (LONG,) * 99),
        Effect(LONG, False, 0, 0, 0, (), ()),
    ],
    ids=["open", "trying", "failed", "much changes", "no tables"],
)
def test_any_question_opens_a_modal_that_slack_takes(language: str, effect: Effect) -> None:
    view = teach_view(
        group(LONG), topics(120, 120, LONG), language, chosen="pack:i0.3", effect=effect
    )

    assert list(view_problems(view, frozenset({"modal"}))) == []


def test_what_breaks_is_told_before_what_gets_better() -> None:
    effect = Effect("An answer.", True, 12, 10, 10, ("better one?",), ("broken one?",))
    view = teach_view(group("a question?"), topics(1, 2, "how?"), "en", effect=effect)

    told = visible_text(view["blocks"])

    assert "12 questions of the tables: 10 right before, 10 after" in told
    assert told.index("broken one?") < told.index("better one?")


def test_a_day_is_a_bar_as_long_as_its_questions() -> None:
    first = date(2026, 11, 22)
    days = [Day(first + timedelta(days=n), *counts) for n, counts in enumerate([(8, 0), (2, 2)])]
    report = Statistics(
        days, 3, 1, {"mention": 9, "direct": 3}, {"not-in-source": 2}, {"herbal.price": 6}
    )

    told = visible_text(report_blocks(report, "en"))

    assert "12 questions · answered: 10 · unanswered: 2 · useful: 3 · not useful: 1" in told
    assert f"{'▇' * 24} 8, 0 of them unanswered" in told
    assert f"{'▇' * 6}{'░' * 6} 4, 2 of them unanswered" in told
    assert "22 Nov" in told
    assert "Unanswered: the text says nothing about it 2" in told
    assert "Where: mention 9, direct 3" in told
    assert "Asked most: herbal.price 6" in told


@pytest.mark.parametrize(("language", "said"), [("fr", "Rien n’a encore"), ("en", "Nothing has")])
def test_without_questions_the_report_says_so(language: str, said: str) -> None:
    assert said in visible_text(report_blocks(Statistics(), language))
