"""The pieces of Block Kit, built within Slack's limits whatever they are given.

Plain dictionaries, not slack_sdk's models: those drop what they do not know
(``data_visualization``, ``context_actions``). Texts of others go into
``plain_text`` and ``rich_text`` only, where Slack parses nothing.
Limits: https://docs.slack.dev/reference/block-kit/blocks
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.slack.text import clip, length

Block = dict[str, Any]
"""A block, or an element of one, as it goes over the wire."""

MAX_BUTTON = 75
MAX_BUTTON_VALUE = 2_000
MAX_CONTEXT_ELEMENTS = 10
MAX_HEADER = 150
MAX_INPUT = 3_000
MAX_OPTION = 75
MAX_OPTION_VALUE = 150
MAX_RICH_TEXT = 3_000
"""Slack gives no limit for rich text; this is that of a section."""
MAX_SECTION = 3_000
MAX_VIEW_BLOCKS = 100
MAX_VIEW_TITLE = 24


def plain(text: str, most: int) -> Block:
    """A plain_text object. ``emoji`` is off: ``:smile:`` stays as it was typed."""
    return {"type": "plain_text", "text": clip(text, most) or "–", "emoji": False}


def header(text: str) -> Block:
    """Large letters on a line of their own."""
    return {"type": "header", "text": plain(text, MAX_HEADER)}


def section(text: str, accessory: Block | None = None) -> Block:
    """A paragraph, with a control beside it if there is one."""
    block: Block = {"type": "section", "text": plain(text, MAX_SECTION)}
    if accessory is not None:
        block["accessory"] = accessory
    return block


def divider() -> Block:
    """A line across."""
    return {"type": "divider"}


def context(lines: Iterable[str], each: int = 300) -> list[Block]:
    """Small grey lines in as few blocks as hold them; none where there is nothing to say."""
    elements = [plain(line, each) for line in lines if line]
    return [
        {"type": "context", "elements": elements[at : at + MAX_CONTEXT_ELEMENTS]}
        for at in range(0, len(elements), MAX_CONTEXT_ELEMENTS)
    ]


def span(text: str, *, bold: bool = False, italic: bool = False, code: bool = False) -> Block:
    """A run of letters inside rich text."""
    style = {"bold": bold, "italic": italic, "code": code}
    element: Block = {"type": "text", "text": clip(text, MAX_RICH_TEXT)}
    chosen = {name: True for name, wanted in style.items() if wanted}
    return element | {"style": chosen} if chosen else element


def person(user: str) -> Block:
    """Somebody's name inside rich text, as Slack shows it to each viewer."""
    return {"type": "user", "user_id": user}


def line(*spans: Block) -> Block:
    """A paragraph inside rich text."""
    return {"type": "rich_text_section", "elements": _full(spans)}


def quotation(*spans: Block) -> Block:
    """Somebody's words inside rich text, set apart by a bar."""
    return {"type": "rich_text_quote", "elements": _full(spans)}


def bullets(lines: Iterable[Sequence[Block]]) -> Block:
    """A bulleted list inside rich text."""
    return {
        "type": "rich_text_list",
        "style": "bullet",
        "elements": [line(*spans) for spans in lines],
    }


def rich_text(*paragraphs: Block) -> Block:
    """Paragraphs, quotations and lists as one block."""
    return {"type": "rich_text", "elements": list(paragraphs)}


def _full(spans: Sequence[Block]) -> list[Block]:
    """Slack refuses a run without letters and a paragraph without runs."""
    return [s for s in spans if s["type"] != "text" or s["text"]] or [span("–")]


def button(label: str, action_id: str, value: str | None = None, *, says: str = "") -> Block:
    """A button. ``says`` is what a screen reader reads out, where ``label`` alone is too short.

    Raises:
        ValueError: if ``value`` is over Slack's limit; see ``fits_value``.
    """
    element: Block = {
        "type": "button",
        "action_id": action_id,
        "text": plain(label, MAX_BUTTON),
        "accessibility_label": clip(says or label, MAX_BUTTON),
    }
    if value is not None:
        if not fits_value(value):
            raise ValueError(f"the value of button {action_id} is too long")
        element["value"] = value
    return element


def fits_value(value: str) -> bool:
    """Whether a button can carry ``value``."""
    return 0 < length(value) <= MAX_BUTTON_VALUE


def actions(buttons: Sequence[Block]) -> list[Block]:
    """A row of at most 25 controls; nothing where there are none."""
    return [{"type": "actions", "elements": list(buttons[:25])}] if buttons else []


def option(label: str, value: str) -> Block:
    """An entry of a select."""
    return {"text": plain(label, MAX_OPTION), "value": value}


def modal(
    title: str,
    blocks: Sequence[Block],
    *,
    close: str,
    submit: str = "",
    callback_id: str = "",
    private_metadata: str = "",
) -> Block:
    """A modal view; ``title``, ``close`` and ``submit`` are at most 24 letters."""
    view: Block = {
        "type": "modal",
        "title": plain(title, MAX_VIEW_TITLE),
        "close": plain(close, MAX_VIEW_TITLE),
        "blocks": list(blocks)[:MAX_VIEW_BLOCKS],
    }
    if submit:
        view["submit"] = plain(submit, MAX_VIEW_TITLE)
    if callback_id:
        view["callback_id"] = callback_id
    if private_metadata:
        view["private_metadata"] = private_metadata
    return view


def letters(part: object) -> int:
    """The letters of every text in blocks, however deep: what Slack bounds in a whole message."""
    if isinstance(part, dict):
        own = length(part["text"]) if isinstance(part.get("text"), str) else 0
        return own + sum(letters(value) for value in part.values())
    return sum(map(letters, part)) if isinstance(part, (list, tuple)) else 0
