"""What a person can click and fill in, and the payload parts that come of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.workspace.failures import NotPossibleError
from bot.workspace.model import Json, View
from bot.workspace.plain import text_of
from bot.workspace.state import UNNAMED
from bot.workspace.views import stateful_elements

FormValue = str | bool | Sequence[str] | None
"""What a person types or chooses; a choice by its value or its label; None empties an input."""

_CHOICES = {"static_select", "overflow", "radio_buttons"}
_MANY = {"checkboxes", "multi_static_select"}
_PRESSED = {"button", "icon_button", "workflow_button"}
_SELECTED_KEYS = {
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
}


@dataclass(frozen=True)
class Clickable:
    """Something that sends ``block_actions``: what it is called, and its action."""

    names: tuple[str, ...]
    action: Json = field(default_factory=dict)


@dataclass(frozen=True)
class Target:
    """Exactly one clickable thing, where labels might be said of several.

    ``value`` is what was chosen or typed; for feedback buttons, the value of the one clicked.
    """

    block_id: str
    action_id: str
    value: FormValue = None


def clickables(blocks: Iterable[Json]) -> list[Clickable]:
    """Everything clickable in ``blocks``, each choice of a menu separately."""
    return [
        clickable
        for block in blocks
        for element in _interactive(block)
        for clickable in _of_element(element, block["block_id"])
    ]


def find_clickable(blocks: Iterable[Json], what: str | Target) -> Clickable:
    """The one thing in ``blocks`` that ``what`` names by label, action_id or value, or exactly.

    Raises:
        NotPossibleError: nothing is called so, or several things are.
    """
    if isinstance(what, Target):
        return _targeted(blocks, what)
    there = clickables(blocks)
    for rank in range(4):  # action_id, label, value, accessibility label, in this order
        found = [c for c in there if len(c.names) > rank and c.names[rank] == what]
        if len(found) == 1:
            return found[0]
        if found:
            raise NotPossibleError(
                f"{len(found)} things are called {what!r}: name one by its value"
            )
    labels = ", ".join(repr(c.names[1]) for c in there) or "nothing"
    raise NotPossibleError(f"there is no {what!r} to click; there is {labels}")


def _targeted(blocks: Iterable[Json], target: Target) -> Clickable:
    for block in blocks:
        for element in _interactive(block) if block["block_id"] == target.block_id else ():
            action_id = element.get("action_id", UNNAMED)
            if action_id != target.action_id:
                continue
            if element["type"] in _PRESSED:
                return next(_of_element(element, target.block_id))
            if element["type"] == "feedback_buttons":
                thumbs = list(_of_element(element, target.block_id))
                return next(t for t in thumbs if t.action["value"] == target.value)
            base: Json = {"action_id": action_id, "block_id": target.block_id}
            return Clickable((), base | _entered(element, target.value))
    raise NotPossibleError("that is not there any more")


def _interactive(block: Json) -> Iterator[Json]:
    if block["type"] in {"actions", "context_actions"}:
        yield from block["elements"]
    elif block["type"] == "section" and block.get("accessory", {}).get("type") != "image":
        if "accessory" in block:
            yield block["accessory"]
    elif block["type"] == "input" and block.get("dispatch_action"):
        yield block["element"]
    elif block["type"] == "card":
        yield from block.get("actions", ())
    elif block["type"] == "carousel":
        for card in block["elements"]:
            yield from card.get("actions", ())


def _of_element(element: Json, block_id: str) -> Iterator[Clickable]:
    kind, action_id = element["type"], element.get("action_id", UNNAMED)
    base: Json = {"type": kind, "action_id": action_id, "block_id": block_id}
    if kind == "feedback_buttons":
        for name in ("positive_button", "negative_button"):
            button = element[name]
            label = text_of(button["text"])
            action = base | {"text": button["text"], "value": button["value"]}
            names = ("", label, button["value"], button.get("accessibility_label", ""))
            yield Clickable(names, action)
    elif kind in _CHOICES:
        for option in _options(element):
            label = text_of(option["text"])
            yield Clickable(("", label, option["value"]), base | {"selected_option": option})
    else:
        label = text_of(element.get("text")) or text_of(element.get("placeholder"))
        kept = {k: element[k] for k in ("text", "value", "style", "url") if k in element}
        names = (action_id, label, element.get("value", ""), element.get("accessibility_label", ""))
        yield Clickable(names, base | kept)


def _options(element: Json) -> list[Json]:
    groups = [element, *element.get("option_groups", ())]
    return [option for group in groups for option in group.get("options", ())]


def filled(view: View, values: Mapping[str, FormValue], *, whole: bool = True) -> Json:
    """``state.values`` of a modal once the person has filled in ``values``.

    Args:
        view: the modal.
        values: by "block_id/action_id", action_id, block_id or label of the input; what is left
            out stays as it is.
        whole: whether required inputs must be filled in.

    Raises:
        NotPossibleError: no such input or choice, a text over its length, a required input empty.
    """
    state = {block_id: dict(actions) for block_id, actions in view.values.items()}
    unused = dict(values)
    for block in view.blocks:
        for element in stateful_elements(block):
            action_id = element.get("action_id", UNNAMED)
            label = text_of(block.get("label"))
            exact = f"{block['block_id']}/{action_id}"
            names = (exact, action_id, block["block_id"], label)
            name = next((n for n in names if n in unused), None)
            if name is not None:
                state[block["block_id"]][action_id] = _entered(element, unused.pop(name))
            if whole and block["type"] == "input" and not block.get("optional"):
                _required(state[block["block_id"]][action_id], label)
    if unused:
        raise NotPossibleError(f"the view has no input called {sorted(unused)}")
    return state


def _entered(element: Json, value: FormValue) -> Json:
    kind = element["type"]
    state: Json = {"type": kind}
    if value is None or value == "":
        return state | {_state_key(kind): [] if kind in _MANY else None}
    if kind in _CHOICES:
        return state | {"selected_option": _choice(element, value)}
    if kind in _MANY:
        chosen = [value] if isinstance(value, (str, bool)) else value
        return state | {"selected_options": [_choice(element, each) for each in chosen]}
    if kind in _SELECTED_KEYS:
        return state | {_SELECTED_KEYS[kind]: value}
    length, most = len(str(value)), element.get("max_length", 3000)
    if not element.get("min_length", 0) <= length <= most:
        raise NotPossibleError(f"the text has {length} characters; the input takes up to {most}")
    return state | {"value": value}


def _state_key(kind: str) -> str:
    """Under which key an element's state stands."""
    if kind in _MANY:
        return "selected_options"
    return "selected_option" if kind in _CHOICES else _SELECTED_KEYS.get(kind, "value")


def _choice(element: Json, value: object) -> Json:
    options = _options(element)
    for option in options:
        if value in (option["value"], text_of(option["text"])):
            return option
    offered = [text_of(option["text"]) for option in options]
    raise NotPossibleError(f"{value!r} is not among the choices {offered}")


def _required(state: Json, label: str) -> None:
    given = [value for key, value in state.items() if key != "type"]
    if not any(given):
        raise NotPossibleError(f"{label!r} must be filled in")
