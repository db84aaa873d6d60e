"""Charts and tables as Block Kit has them, and the same in words for where they cannot go."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.model import Chart, Point, Table
from bot.answering.wording import capital, headed
from bot.knowledge.model import Language
from bot.slack.elements import Block, bullets, line, rich_text, span
from bot.slack.text import clip, length
from bot.slack.wording import words

MAX_TITLE = 50
MAX_AXIS = 50
MAX_LABEL = 20
MAX_POINTS = 20
MAX_ROWS = 100
MAX_COLUMNS = 20
MAX_CELL = 200
MAX_TABLE = 9_900
"""Letters in a table; Slack takes 10,000."""
MAX_TABLE_TITLE = 200
MIN_ROWS = 2
"""A header and a row: less is no table."""
LEFT_OUT = 60
"""Letters of the line that says how many rows are left out."""
MAX_LISTED = 40
SEPARATOR = " · "
LINE_FROM = 4
"""From how many moments on a line says more than bars."""


def chart_block(chart: Chart) -> Block:
    """``chart`` as a ``data_visualization`` block, its first 20 points.

    https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
    """
    points = chart.points[:MAX_POINTS]
    labels = _told_apart([headed(point.label) for point in points])
    data = [
        {"label": label, "value": _number(point)}
        for label, point in zip(labels, points, strict=True)
    ]
    is_line = chart.over_time and len(points) >= LINE_FROM
    return {
        "type": "data_visualization",
        "title": clip(capital(chart.title), MAX_TITLE) or "–",
        "chart": {
            "type": "line" if is_line else "bar",
            "series": [{"name": clip(chart.measure, MAX_LABEL) or "–", "data": data}],
            "axis_config": {"categories": labels, "y_label": clip(chart.measure, MAX_AXIS) or "–"},
        },
    }


def _number(point: Point) -> int | float:
    whole = point.value.to_integral_value()
    return int(whole) if point.value == whole else float(point.value)


def _told_apart(labels: Sequence[str]) -> list[str]:
    """``labels`` cut to Slack's length and made unique, as an axis needs them."""
    result: list[str] = []
    for label in labels:
        short, number = clip(label, MAX_LABEL) or "–", 2
        while short in result:
            tail = f" {number}"
            short, number = clip(label, MAX_LABEL - length(tail)) + tail, number + 1
        result.append(short)
    return result


def chart_in_words(chart: Chart) -> str:
    """The chart's points on one line: what a screen reader says, and what older clients show."""
    return " · ".join(f"{point.label} {point.display}".strip() for point in chart.points)


def table_blocks(table: Table, language: Language, room: int) -> list[Block]:
    """``table`` under its title, as many rows as Slack takes and how many are left out.

    ``room`` is how many letters the rest of the message leaves.
    """
    rows = [_row(row, len(table.header)) for row in (table.header, *table.rows)]
    kept = _within(rows, room)
    if len(kept) < MIN_ROWS:
        return [_title(table), *_left_out(len(table.rows), language)]
    block: Block = {
        "type": "table",
        "column_settings": [{"is_wrapped": True} for _ in rows[0]],
        "rows": [[{"type": "raw_text", "text": cell} for cell in row] for row in kept],
    }
    return [_title(table), block, *_left_out(len(rows) - len(kept), language)]


def _row(row: Sequence[str], columns: int) -> list[str]:
    """Cells within the limits; an empty one gets a dash, which Slack wants and a reader hears."""
    cells = [clip(cell, MAX_CELL) or "–" for cell in row[: min(columns, MAX_COLUMNS)]] or ["–"]
    return [headed(cells[0]), *cells[1:]]


def _within(rows: list[list[str]], room: int) -> list[list[str]]:
    """The first rows that fit beside the title and the line that says what is left out."""
    room = min(MAX_TABLE, room - MAX_TABLE_TITLE - LEFT_OUT)
    kept: list[list[str]] = []
    for row in rows[:MAX_ROWS]:
        room -= sum(map(length, row))
        if room < 0:
            break
        kept.append(row)
    return kept


def listed_table(table: Table, language: Language, room: int) -> list[Block]:
    """``table`` as a list of what fits in ``room``, where a table block cannot go."""
    room -= MAX_LISTED * min(len(table.header), MAX_COLUMNS) * len(SEPARATOR)
    rows = _within([_row(row, len(table.header)) for row in table.rows[:MAX_LISTED]], room)
    if not rows:
        return [_title(table)]
    items = [
        [span(row[0], bold=True), *(span(f"{SEPARATOR}{cell}") for cell in row[1:])] for row in rows
    ]
    return [
        rich_text(line(span(clip(table.title, MAX_TABLE_TITLE), bold=True)), bullets(items)),
        *_left_out(len(table.rows) - len(rows), language),
    ]


def table_in_words(table: Table) -> str:
    """The whole table in plain text, a row a line, for the message's ``text``."""
    return "\n".join([table.title, *(" · ".join(filter(None, row)) for row in table.rows)])


def _title(table: Table) -> Block:
    return rich_text(line(span(clip(table.title, MAX_TABLE_TITLE), bold=True)))


def _left_out(rows: int, language: Language) -> list[Block]:
    if rows <= 0:
        return []
    return [rich_text(line(span(words(language).more_rows.of(rows, language), italic=True)))]
