"""Block Kit's limits: what Slack would refuse in blocks and views, in its wording.

Limits are those of docs.slack.dev's Block Kit reference (November 2026). A problem reads
``must be less than 151 characters [json-pointer:/blocks/0/text/text]``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal

from bot.workspace.elements import (
    ACCESSORIES,
    CONTROLS,
    FIELDS,
    Problems,
    count_problems,
    element_problems,
    items_of,
    kind_of,
    property_problems,
    text_problems,
)
from bot.workspace.model import Json
from bot.workspace.pictures import card_problems, carousel_problems, chart_problems, table_problems
from bot.workspace.rich_text import rich_text_problems

Surface = Literal["message", "modal", "home"]

MAX_BLOCKS: Mapping[Surface, int] = {"message": 50, "modal": 100, "home": 100}
MAX_MARKDOWN = 12_000
MAX_MESSAGE_CHARACTERS = 13_000
"""Of all blocks of a message together; seen by users, not documented."""
MAX_CHARTS = 2
MAX_TABLES = 1
MAX_VIEW_BYTES = 250_000

_EVERYWHERE: frozenset[Surface] = frozenset({"message", "modal", "home"})
_MESSAGES: frozenset[Surface] = frozenset({"message"})


def blocks_problems(blocks: object, surface: Surface) -> list[str]:
    """Everything Slack would refuse in ``blocks`` on ``surface``; empty where all is well."""
    if not isinstance(blocks, (list, tuple)):
        return ["[ERROR] must be an array [json-pointer:/blocks]"]
    return [f"[ERROR] {problem}" for problem in _all_problems(blocks, surface)]


def _all_problems(blocks: Sequence[object], surface: Surface) -> Problems:
    if len(blocks) > MAX_BLOCKS[surface]:
        yield f"no more than {MAX_BLOCKS[surface]} items allowed [json-pointer:/blocks]"
    for number, block in enumerate(blocks):
        yield from _block_problems(block, f"/blocks/{number}", surface)
    whole = [block for block in blocks if isinstance(block, dict)]
    yield from _together_problems(whole)


def _together_problems(blocks: list[Json]) -> Problems:
    seen: set[str] = set()
    for number, block in enumerate(blocks):
        block_id = block.get("block_id")
        if isinstance(block_id, str) and block_id in seen:
            yield f"block_id {block_id!r} already exists [json-pointer:/blocks/{number}/block_id]"
        elif isinstance(block_id, str):
            seen.add(block_id)
    kinds = [kind_of(block) for block in blocks]
    if kinds.count("table") > MAX_TABLES:
        yield "only_one_table_allowed [json-pointer:/blocks]"
    if kinds.count("data_visualization") > MAX_CHARTS:
        yield f"no more than {MAX_CHARTS} data_visualization blocks allowed [json-pointer:/blocks]"
    markdown = sum(len(str(b.get("text", ""))) for b in blocks if b.get("type") == "markdown")
    if markdown > MAX_MARKDOWN:
        yield f"markdown text must be less than {MAX_MARKDOWN + 1} characters together"


def characters(blocks: object) -> int:
    """The characters in all strings under a ``text`` key, however deep."""
    if isinstance(blocks, dict):
        own = len(blocks["text"]) if isinstance(blocks.get("text"), str) else 0
        return own + sum(characters(value) for value in blocks.values())
    if isinstance(blocks, (list, tuple)):
        return sum(map(characters, blocks))
    return 0


def _block_problems(block: object, at: str, surface: Surface) -> Problems:
    if not isinstance(block, dict):
        yield f"must be an object [json-pointer:{at}]"
        return
    kind = kind_of(block)
    surfaces, problems = _BLOCKS.get(kind, (frozenset(), None))
    if problems is None:
        yield f"unsupported type: {kind} [json-pointer:{at}/type]"
        return
    if surface not in surfaces:
        yield f"block type {kind} is not allowed in a {surface} [json-pointer:{at}/type]"
    block_id = block.get("block_id")
    if block_id is not None:
        yield from text_problems(block_id, f"{at}/block_id", 255)
    if kind in _PROPERTIES:
        yield from property_problems(block, _PROPERTIES[kind] | {"type", "block_id"}, at)
    yield from problems(block, at)


def _section(block: Json, at: str) -> Problems:
    if "text" not in block and not block.get("fields"):
        yield f"missing required field: text [json-pointer:{at}]"
    if "text" in block:
        yield from text_problems(block["text"], f"{at}/text", 3000, composed=True)
    fields = block.get("fields", [])
    yield from count_problems(fields, f"{at}/fields", 1 if "fields" in block else 0, 10)
    for number, words in enumerate(items_of(fields)):
        yield from text_problems(words, f"{at}/fields/{number}", 2000, composed=True)
    if "accessory" in block:
        yield from _one_of(ACCESSORIES, block["accessory"], f"{at}/accessory")


def _header(block: Json, at: str) -> Problems:
    yield from text_problems(block.get("text"), f"{at}/text", 150, composed=True, plain=True)


def _context(block: Json, at: str) -> Problems:
    elements = block.get("elements", [])
    yield from count_problems(elements, f"{at}/elements", 1, 10)
    for number, element in enumerate(items_of(elements)):
        place = f"{at}/elements/{number}"
        kind = kind_of(element)
        if kind == "image":
            yield from element_problems(element, place)
        elif kind in {"mrkdwn", "plain_text"}:
            yield from text_problems(element, place, 3000, composed=True)
        else:
            yield f"unsupported type: {kind} [json-pointer:{place}/type]"


def _elements_of(kinds: frozenset[str], limit: int) -> Callable[[Json, str], Problems]:
    def problems(block: Json, at: str) -> Problems:
        elements = block.get("elements", [])
        yield from count_problems(elements, f"{at}/elements", 1, limit)
        seen: set[str] = set()
        for number, element in enumerate(items_of(elements)):
            place = f"{at}/elements/{number}"
            yield from _one_of(kinds, element, place)
            action_id = element.get("action_id") if isinstance(element, dict) else None
            if isinstance(action_id, str) and action_id in seen:
                yield f"action_id {action_id!r} already exists [json-pointer:{place}/action_id]"
            elif isinstance(action_id, str):
                seen.add(action_id)

    return problems


def _image(block: Json, at: str) -> Problems:
    yield from element_problems(block, at)
    if "title" in block:
        yield from text_problems(block["title"], f"{at}/title", 2000, composed=True, plain=True)


def _markdown(block: Json, at: str) -> Problems:
    yield from text_problems(block.get("text"), f"{at}/text", MAX_MARKDOWN)


def _alert(block: Json, at: str) -> Problems:
    yield from text_problems(block.get("text"), f"{at}/text", 200, composed=True)


def _input(block: Json, at: str) -> Problems:
    yield from text_problems(block.get("label"), f"{at}/label", 2000, composed=True, plain=True)
    if "hint" in block:
        yield from text_problems(block["hint"], f"{at}/hint", 2000, composed=True, plain=True)
    yield from _one_of(FIELDS, block.get("element"), f"{at}/element")


def _one_of(kinds: frozenset[str], element: object, at: str) -> Problems:
    """What is wrong with an element where only some can stand."""
    if kind_of(element) in kinds:
        yield from element_problems(element, at)
    else:
        yield f"unsupported type: {kind_of(element)} [json-pointer:{at}/type]"


def _nothing(_block: Json, _at: str) -> Problems:
    return iter(())


_BLOCKS: Mapping[str, tuple[frozenset[Surface], Callable[[Json, str], Problems]]] = {
    "section": (_EVERYWHERE, _section),
    "header": (_EVERYWHERE, _header),
    "divider": (_EVERYWHERE, _nothing),
    "context": (_EVERYWHERE, _context),
    "actions": (_EVERYWHERE, _elements_of(CONTROLS, 25)),
    "context_actions": (
        _MESSAGES,
        _elements_of(frozenset({"feedback_buttons", "icon_button"}), 5),
    ),
    "image": (_EVERYWHERE, _image),
    "input": (_EVERYWHERE, _input),
    "rich_text": (_EVERYWHERE, rich_text_problems),
    "markdown": (_MESSAGES, _markdown),
    "table": (_MESSAGES, table_problems),
    "data_visualization": (_MESSAGES, chart_problems),
    "card": (frozenset({"message", "home"}), card_problems),
    "carousel": (frozenset({"message", "home"}), carousel_problems),
    "alert": (frozenset({"modal"}), _alert),
}


_PROPERTIES: Mapping[str, frozenset[str]] = {
    "section": frozenset({"text", "fields", "accessory", "expand"}),
    "header": frozenset({"text"}),
    "divider": frozenset(),
    "context": frozenset({"elements"}),
    "actions": frozenset({"elements"}),
    "context_actions": frozenset({"elements"}),
    "input": frozenset({"label", "element", "dispatch_action", "hint", "optional"}),
    "rich_text": frozenset({"elements"}),
    "markdown": frozenset({"text"}),
    "table": frozenset({"rows", "column_settings"}),
    "data_visualization": frozenset({"title", "chart"}),
    "alert": frozenset({"text", "level"}),
}
"""What each block may have beside its type and id; the others' are still growing."""


_VIEW_PROPERTIES: Mapping[Surface, frozenset[str]] = {
    "home": frozenset({"type", "blocks", "private_metadata", "callback_id", "external_id"}),
    "modal": frozenset(
        """type title blocks close submit private_metadata callback_id clear_on_close
        notify_on_close external_id submit_disabled""".split()
    ),
}


def view_problems(view: object, kinds: frozenset[str]) -> list[str]:
    """Everything Slack would refuse in a view that must be one of ``kinds`` ("modal", "home")."""
    if not isinstance(view, dict):
        return ["[ERROR] must be an object [json-pointer:/view]"]
    return [f"[ERROR] {problem}" for problem in _view(view, kinds)]


def _view(view: Json, kinds: frozenset[str]) -> Iterator[str]:
    kind = kind_of(view)
    if kind not in kinds:
        yield f"unsupported type: {kind} [json-pointer:/view/type]"
        return
    surface: Surface = "modal" if kind == "modal" else "home"
    if surface == "modal" and view.get("title") is None:
        yield "missing required field: title [json-pointer:/view]"
    yield from property_problems(view, _VIEW_PROPERTIES[surface], "/view")
    for key in ("title", "submit", "close"):
        if view.get(key) is not None:
            yield from text_problems(view[key], f"/view/{key}", 24, composed=True, plain=True)
    blocks = view.get("blocks")
    if not isinstance(blocks, list):
        yield "missing required field: blocks [json-pointer:/view]"
        return
    yield from (
        p.replace("pointer:/blocks", "pointer:/view/blocks") for p in _all_problems(blocks, surface)
    )
    inputs = any(isinstance(block, dict) and block.get("type") == "input" for block in blocks)
    if surface == "modal" and inputs and view.get("submit") is None:
        yield "missing required field: submit, which a modal with inputs needs [json-pointer:/view]"
    for key, most in (("private_metadata", 3000), ("callback_id", 255), ("external_id", 255)):
        if view.get(key):
            yield from text_problems(view[key], f"/view/{key}", most)
