"""What a person reads in Block Kit: every visible word of blocks, as plain text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

_LINK = re.compile(r"<((?:https?|mailto):[^|>]+)(?:\|([^>]*))?>")
_STYLE = re.compile(r"(?<![\w*_~`])([*_~`])(?=\S)(.+?)(?<=\S)\1(?![\w*_~`])")
_MARKDOWN_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_QUOTE_MARK = re.compile(r"^&gt; ?", re.MULTILINE)


def unescape(text: str) -> str:
    """Slack's three escapes (``&amp; &lt; &gt;``) as the characters they stand for."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def readable_mrkdwn(text: str) -> str:
    """Slack's mrkdwn as it reads: links by their label, no style marks, no escapes."""
    text = _QUOTE_MARK.sub("", text)
    text = _LINK.sub(lambda link: link[2] or link[1], text)
    for _ in range(2):  # *_both_*
        text = _STYLE.sub(r"\2", text)
    return unescape(text)


def visible_text(blocks: Iterable[Mapping[str, Any]]) -> str:
    """Every visible word of ``blocks``, a line each part; buttons stand in square brackets."""
    return "\n".join(line for block in blocks for line in _lines(block) if line)


def _lines(block: Mapping[str, Any]) -> Iterator[str]:
    lines = _LINES.get(str(block.get("type")))
    return lines(block) if lines else iter(())


def text_of(text: object) -> str:
    """The words of a text object, or of a plain string where Slack takes one."""
    if isinstance(text, Mapping):
        words = str(text.get("text", ""))
        return readable_mrkdwn(words) if text.get("type") == "mrkdwn" else words
    return text if isinstance(text, str) else ""


def _element(element: Mapping[str, Any]) -> str:
    match element.get("type"):
        case "mrkdwn" | "plain_text":
            return text_of(element)
        case "image":
            return str(element.get("alt_text", ""))
        case "feedback_buttons":
            buttons = (element.get("positive_button", {}), element.get("negative_button", {}))
            return " ".join(f"[{text_of(button.get('text'))}]" for button in buttons)
        case "radio_buttons" | "checkboxes" | "static_select" | "overflow" | "multi_static_select":
            groups = [element, *element.get("option_groups", ())]
            options = [option for group in groups for option in group.get("options", ())]
            names = [text_of(element.get("placeholder"))]
            return " ".join(filter(None, names + [f"({text_of(o.get('text'))})" for o in options]))
        case "plain_text_input":
            return str(element.get("initial_value", "")) or text_of(element.get("placeholder"))
        case _:
            label = text_of(element.get("text"))
            return f"[{label}]" if label else ""


def _rich(element: Mapping[str, Any]) -> str:
    kind = element.get("type")
    if kind == "rich_text_list":
        bullet = "{}. " if element.get("style") == "ordered" else "• "
        items = element.get("elements", ())
        return "\n".join(bullet.format(n) + _rich(item) for n, item in enumerate(items, start=1))
    if isinstance(kind, str) and kind.startswith("rich_text_"):
        return "".join(map(_rich, element.get("elements", ())))
    match kind:
        case "link":
            return str(element.get("text") or element.get("url", ""))
        case "user":
            return f"@{element.get('user_id', '')}"
        case "channel":
            return f"#{element.get('channel_id', '')}"
        case "broadcast":
            return f"@{element.get('range', '')}"
        case "emoji":
            return f":{element.get('name', '')}:"
        case _:
            return str(element.get("text", ""))


def _cell(cell: Mapping[str, Any]) -> str:
    if cell.get("type") == "rich_text":
        return " ".join(map(_rich, cell.get("elements", ())))
    return str(cell.get("text", cell.get("value", "")))


def _chart(block: Mapping[str, Any]) -> Iterator[str]:
    """A line a series; of what title, series and axis are all called it is said once."""
    chart = block.get("chart", {})
    axes = chart.get("axis_config", {})
    names = [text_of(block.get("title")), *(axes.get(key) for key in ("x_label", "y_label"))]
    said: dict[str, str] = {}
    for name in filter(None, names):
        said.setdefault(str(name).casefold(), str(name))
    yield " / ".join(said.values())
    yield _points(chart.get("segments", ()))
    for series in chart.get("series", ()):
        name = str(series.get("name"))
        named = "" if name.casefold() in said else f"{name}: "
        yield named + _points(series.get("data", ()))


def _points(points: Iterable[Mapping[str, Any]]) -> str:
    return " · ".join(f"{point.get('label')} {_number(point.get('value'))}" for point in points)


def _number(value: object) -> str:
    """A number in groups of three digits, which readers of every language know apart.

    The narrow space between them is that of the SI Brochure, 5.4.4: https://www.bipm.org/en/si.
    """
    return f"{value:,}".replace(",", "\u202f") if isinstance(value, int | float) else str(value)


def _section(block: Mapping[str, Any]) -> Iterator[str]:
    yield text_of(block.get("text"))
    yield from map(text_of, block.get("fields", ()))
    if "accessory" in block:
        yield _element(block["accessory"])


def _input(block: Mapping[str, Any]) -> Iterator[str]:
    yield text_of(block.get("label"))
    yield text_of(block.get("hint"))
    yield _element(block.get("element", {}))


def _image(block: Mapping[str, Any]) -> Iterator[str]:
    yield text_of(block.get("title"))
    yield str(block.get("alt_text", ""))


def _table(block: Mapping[str, Any]) -> Iterator[str]:
    for row in block.get("rows", ()):
        yield " | ".join(map(_cell, row))


def _card(block: Mapping[str, Any]) -> Iterator[str]:
    for key in ("title", "subtitle", "body", "subtext"):
        yield text_of(block.get(key))
    yield " ".join(map(_element, block.get("actions", ())))


def _text(block: Mapping[str, Any]) -> Iterator[str]:
    yield text_of(block.get("text"))


def _elements(block: Mapping[str, Any]) -> Iterator[str]:
    yield " ".join(filter(None, map(_element, block.get("elements", ()))))


def _markdown(block: Mapping[str, Any]) -> Iterator[str]:
    yield unescape(_MARKDOWN_BOLD.sub(r"\1", str(block.get("text", ""))))


def _rich_text(block: Mapping[str, Any]) -> Iterator[str]:
    for element in block.get("elements", ()):
        yield from _rich(element).split("\n")


def _inner(block: Mapping[str, Any]) -> Iterator[str]:
    for child in block.get("elements", ()):
        yield from _lines(child)


_LINES: Mapping[str, Callable[[Mapping[str, Any]], Iterator[str]]] = {
    "section": _section,
    "header": _text,
    "alert": _text,
    "context": _elements,
    "actions": _elements,
    "context_actions": _elements,
    "image": _image,
    "markdown": _markdown,
    "rich_text": _rich_text,
    "table": _table,
    "data_visualization": _chart,
    "input": _input,
    "card": _card,
    "carousel": _inner,
}
