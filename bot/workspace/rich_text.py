"""What Slack takes inside a ``rich_text`` block."""

from __future__ import annotations

from collections.abc import Mapping

from bot.workspace.elements import Problems, items_of, kind_of, property_problems, text_problems
from bot.workspace.model import Json

MAX_TEXT = 40_000
"""No limit is documented; a message's is its own."""

_NEEDS: Mapping[str, str] = {
    "text": "text",
    "link": "url",
    "user": "user_id",
    "usergroup": "usergroup_id",
    "channel": "channel_id",
    "team": "team_id",
    "emoji": "name",
    "broadcast": "range",
    "color": "value",
}
"""The property without which each run is nothing."""
_OTHERS = frozenset(
    """attachment_mention canvas canvas_message_unfurl canvas_user_mention citation date file
    list_record message_mention salesforce_data_field tag work_object_mention
    workflow_mention""".split()
)
_STYLES = frozenset(
    {"bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"}
)
_LISTS = ("bullet", "ordered")


def rich_text_problems(block: Json, at: str) -> Problems:
    """What is wrong with a ``rich_text`` block.

    https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
    """
    if not isinstance(block.get("elements"), list):
        yield f"missing required field: elements [json-pointer:{at}]"
    for number, part in enumerate(items_of(block.get("elements"))):
        yield from _part_problems(part, f"{at}/elements/{number}")


def _part_problems(part: object, at: str) -> Problems:
    kind = kind_of(part)
    if not isinstance(part, dict) or kind not in {
        "rich_text_section",
        "rich_text_list",
        "rich_text_quote",
        "rich_text_preformatted",
    }:
        yield f"unsupported type: {kind} [json-pointer:{at}/type]"
        return
    if not isinstance(part.get("elements"), list):
        yield f"missing required field: elements [json-pointer:{at}]"
    if kind == "rich_text_list" and part.get("style") not in _LISTS:
        yield f"must be one of {list(_LISTS)} [json-pointer:{at}/style]"
    for number, element in enumerate(items_of(part.get("elements"))):
        place = f"{at}/elements/{number}"
        if kind != "rich_text_list":
            yield from _run_problems(element, place)
        elif kind_of(element) == "rich_text_section":
            yield from _part_problems(element, place)
        else:
            yield f"must be a rich_text_section [json-pointer:{place}/type]"


def _run_problems(run: object, at: str) -> Problems:
    kind = kind_of(run)
    if not isinstance(run, dict) or (kind not in _NEEDS and kind not in _OTHERS):
        yield f"unsupported type: {kind} [json-pointer:{at}/type]"
        return
    if kind in _NEEDS:
        yield from text_problems(run.get(_NEEDS[kind]), f"{at}/{_NEEDS[kind]}", MAX_TEXT)
    style = run.get("style", {})
    if not isinstance(style, dict):
        yield f"must be an object [json-pointer:{at}/style]"
        return
    yield from property_problems(style, _STYLES, f"{at}/style")
    for name, value in style.items():
        if not isinstance(value, bool):
            yield f"must be a boolean [json-pointer:{at}/style/{name}]"
