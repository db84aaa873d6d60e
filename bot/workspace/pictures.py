"""Block Kit's limits for the blocks that show data: tables, charts and cards."""

from __future__ import annotations

from bot.workspace.elements import (
    Problems,
    count_problems,
    element_problems,
    items_of,
    kind_of,
    text_problems,
)
from bot.workspace.model import Json

MAX_ROWS, MAX_COLUMNS, MAX_TABLE_CHARACTERS = 100, 20, 10_000
MAX_POINTS, MAX_SERIES, MAX_SEGMENTS, MAX_LABEL = 20, 6, 6, 20


def table_problems(block: Json, at: str) -> Problems:
    """What is wrong with a ``table`` block."""
    rows = block.get("rows")
    if not isinstance(rows, list) or not rows:
        yield f"missing required field: rows [json-pointer:{at}]"
        return
    if len(rows) > MAX_ROWS:
        yield f"no more than {MAX_ROWS} items allowed [json-pointer:{at}/rows]"
    for number, row in enumerate(rows):
        place = f"{at}/rows/{number}"
        if not isinstance(row, list) or not row:
            yield f"must be an array [json-pointer:{place}]"
            continue
        if len(row) > MAX_COLUMNS:
            yield f"no more than {MAX_COLUMNS} items allowed [json-pointer:{place}]"
        for column, cell in enumerate(row):
            yield from _cell_problems(cell, f"{place}/{column}")
    if _cell_characters(rows) > MAX_TABLE_CHARACTERS:
        yield f"must be less than {MAX_TABLE_CHARACTERS + 1} characters [json-pointer:{at}/rows]"
    settings = block.get("column_settings", [])
    yield from count_problems(settings, f"{at}/column_settings", 0, MAX_COLUMNS)
    for number, setting in enumerate(items_of(settings)):
        align = setting.get("align", "left") if isinstance(setting, dict) else "left"
        if align not in ("left", "center", "right"):
            yield f"unsupported align [json-pointer:{at}/column_settings/{number}/align]"


def _cell_problems(cell: object, at: str) -> Problems:
    kind = kind_of(cell)
    if not isinstance(cell, dict) or kind not in {"raw_text", "rich_text", "raw_number"}:
        yield f"unsupported type: {kind} [json-pointer:{at}/type]"
    elif kind == "raw_text":
        yield from text_problems(cell.get("text"), f"{at}/text", MAX_TABLE_CHARACTERS)


def _cell_characters(part: object) -> int:
    if isinstance(part, dict):
        own = len(part["text"]) if isinstance(part.get("text"), str) else 0
        return own + _cell_characters(part.get("elements"))
    return sum(map(_cell_characters, part)) if isinstance(part, list) else 0


def chart_problems(block: Json, at: str) -> Problems:
    """What is wrong with a ``data_visualization`` block."""
    yield from text_problems(block.get("title"), f"{at}/title", 50)
    chart, place = block.get("chart"), f"{at}/chart"
    if not isinstance(chart, dict):
        yield f"missing required field: chart [json-pointer:{at}]"
        return
    match chart.get("type"):
        case "pie":
            segments = chart.get("segments")
            yield from count_problems(segments, f"{place}/segments", 1, MAX_SEGMENTS)
            for number, segment in enumerate(items_of(segments)):
                yield from _point(segment, f"{place}/segments/{number}")
                value = segment.get("value") if isinstance(segment, dict) else None
                if isinstance(value, (int, float)) and value <= 0:
                    yield f"must be more than 0 [json-pointer:{place}/segments/{number}/value]"
        case "bar" | "line" | "area":
            yield from _series_problems(chart, place)
        case other:
            yield f"unsupported type: {other} [json-pointer:{place}/type]"


def _series_problems(chart: Json, at: str) -> Problems:
    axes = chart.get("axis_config")
    if not isinstance(axes, dict) or not isinstance(axes.get("categories"), list):
        yield f"missing required field: axis_config [json-pointer:{at}]"
        return
    categories = axes["categories"]
    yield from count_problems(categories, f"{at}/axis_config/categories", 1, MAX_POINTS)
    for number, category in enumerate(categories):
        yield from text_problems(category, f"{at}/axis_config/categories/{number}", MAX_LABEL)
    for key in ("x_label", "y_label"):
        if key in axes:
            yield from text_problems(axes[key], f"{at}/axis_config/{key}", 50)
    series = chart.get("series")
    yield from count_problems(series, f"{at}/series", 1, MAX_SERIES)
    names: set[object] = set()
    for number, line in enumerate(items_of(series)):
        place = f"{at}/series/{number}"
        if not isinstance(line, dict):
            yield f"must be an object [json-pointer:{place}]"
            continue
        yield from text_problems(line.get("name"), f"{place}/name", MAX_LABEL)
        if str(line.get("name")) in names:
            yield f"series names must be unique [json-pointer:{place}/name]"
        names.add(str(line.get("name")))
        yield from _line_problems(line.get("data"), categories, f"{place}/data")


def _line_problems(points: object, categories: list[object], at: str) -> Problems:
    yield from count_problems(points, at, 1, MAX_POINTS)
    if not isinstance(points, list):
        return
    for number, point in enumerate(points):
        yield from _point(point, f"{at}/{number}")
    labels = [point.get("label") for point in points if isinstance(point, dict)]
    if sorted(map(str, labels)) != sorted(map(str, categories)):
        yield f"labels must match axis_config categories, one value each [json-pointer:{at}]"


def _point(point: object, at: str) -> Problems:
    if not isinstance(point, dict):
        yield f"must be an object [json-pointer:{at}]"
        return
    yield from text_problems(point.get("label"), f"{at}/label", MAX_LABEL)
    value = point.get("value")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        yield f"must be a number [json-pointer:{at}/value]"


def card_problems(block: Json, at: str) -> Problems:
    """What is wrong with a ``card`` block."""
    for key, most in (("title", 150), ("subtitle", 150), ("body", 200), ("subtext", 200)):
        if key in block:
            yield from text_problems(block[key], f"{at}/{key}", most, composed=True)
    actions = block.get("actions", [])
    yield from count_problems(actions, f"{at}/actions", 0, 3)
    for number, action in enumerate(items_of(actions)):
        yield from element_problems(action, f"{at}/actions/{number}")


def carousel_problems(block: Json, at: str) -> Problems:
    """What is wrong with a ``carousel`` block."""
    cards = block.get("elements")
    yield from count_problems(cards, f"{at}/elements", 1, 10)
    for number, card in enumerate(items_of(cards)):
        place = f"{at}/elements/{number}"
        if isinstance(card, dict) and card.get("type") == "card":
            yield from card_problems(card, place)
        else:
            yield f"must be a card [json-pointer:{place}/type]"
