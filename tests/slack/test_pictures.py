"""Charts and tables: what is asked for with them, and what is left where Slack refuses them."""

from __future__ import annotations

import pytest

from bot.workspace import Message

from .conftest import Slack


def kinds(message: Message) -> list[str]:
    return [block["type"] for block in message.blocks]


def chart_of(message: Message) -> dict:
    return next(b["chart"] for b in message.blocks if b["type"] == "data_visualization")


@pytest.mark.parametrize(
    ("question", "kind", "categories"),
    [
        pytest.param("compare CNN et Dell", "bar", ["CNN", "Dell"], id="a comparison, in French"),
        pytest.param(
            "Which profiles are the most followed?",
            "bar",
            ["Ashton Kutcher", "CNN", "Barack Obama", "Dell", "TechCrunch"],
            id="a ranking",
        ),
        pytest.param(
            "chiffre d’affaires par trimestre",
            "bar",
            ["Troisième trimestre", "Quatrième trimestre"],
            id="a change over time",
        ),
        pytest.param(
            "compare users today and the goal for 2013",
            "bar",
            ["2013", "Today"],
            id="what is and what is hoped, in units that count the same",
        ),
    ],
)
async def test_figures_side_by_side_are_drawn_with_their_numbers_in_words(
    with_article: Slack, question: str, kind: str, categories: list[str]
) -> None:
    reply = await with_article.workspace.mention(question)

    chart = chart_of(reply)
    assert chart["type"] == kind
    assert sorted(chart["axis_config"]["categories"]) == sorted(categories)
    assert all(category.casefold() in reply.text.casefold() for category in categories)


@pytest.mark.parametrize(
    ("question", "follow_up"),
    [
        pytest.param("Combien de followers compte Dell ?", "en graphique", id="one figure"),
        pytest.param("compare CNN et Dell", "sous forme de graphique", id="two"),
        pytest.param("How many followers does Dell have?", "as a chart", id="English"),
    ],
)
async def test_a_chart_is_a_follow_up(with_article: Slack, question: str, follow_up: str) -> None:
    workspace = with_article.workspace
    first = await workspace.mention(question)

    drawn = await workspace.mention(follow_up, thread=first)

    assert {"CNN", "Dell"} <= set(chart_of(drawn)["axis_config"]["categories"])


@pytest.mark.parametrize("question", ["list all figures", "liste tous les chiffres"])
async def test_all_figures_are_a_table_and_a_list_where_slack_takes_none(
    with_article: Slack, question: str
) -> None:
    workspace = with_article.workspace

    tabled = await workspace.dm(question)
    workspace.faults.refuse("chat.postMessage", "invalid_blocks")
    listed = await workspace.dm(question)

    table = next(block for block in tabled.blocks if block["type"] == "table")
    assert len(table["rows"]) == 13
    assert "CNN · followers" in tabled.plain
    assert "table" not in kinds(listed)
    for row in table["rows"][1:]:
        for cell in row:
            assert cell["text"] in listed.plain


async def test_a_chart_that_slack_refuses_leaves_the_answer(with_article: Slack) -> None:
    workspace = with_article.workspace
    workspace.faults.refuse("chat.postMessage", "invalid_blocks")

    reply = await workspace.mention("compare CNN et Dell")

    assert "data_visualization" not in kinds(reply)
    assert "2,8 millions" in reply.plain
    assert "1,4 million" in reply.plain
