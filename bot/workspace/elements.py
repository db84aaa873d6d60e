"""Block Kit's limits for text objects and for the elements inside blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from bot.workspace.model import Json

Problems = Iterator[str]


def kind_of(thing: object) -> str:
    """The ``type`` of a block or element; "" where it has none."""
    kind = thing.get("type") if isinstance(thing, dict) else None
    return kind if isinstance(kind, str) else ""


def items_of(things: object) -> list[object]:
    """The items of an array; none where it is something else."""
    return things if isinstance(things, list) else []


def count_problems(items: object, at: str, least: int, most: int) -> Problems:
    """What is wrong with an array that must have between ``least`` and ``most`` items."""
    if not isinstance(items, list):
        yield f"must be an array [json-pointer:{at}]"
    elif len(items) > most:
        yield f"no more than {most} items allowed [json-pointer:{at}]"
    elif len(items) < least:
        yield f"no fewer than {least} items allowed [json-pointer:{at}]"


def property_problems(thing: Json, known: frozenset[str], at: str) -> Problems:
    """The properties that Slack does not know, which it refuses."""
    for name in sorted(thing.keys() - known):
        yield f"invalid additional property: {name} [json-pointer:{at}]"


_TEXT_PROPERTIES: Mapping[str, frozenset[str]] = {
    "plain_text": frozenset({"type", "text", "emoji"}),
    "mrkdwn": frozenset({"type", "text", "verbatim"}),
}


def text_problems(
    words: object,
    at: str,
    most: int,
    *,
    composed: bool = False,
    plain: bool = False,
    least: int = 1,
) -> Problems:
    """What is wrong with a text of at most ``most`` characters at the JSON pointer ``at``.

    Args:
        words: a string, or with ``composed`` a text object.
        at: a JSON pointer, for the wording of the problem.
        most: the longest it may be, in characters.
        composed: whether Slack wants a text object here.
        plain: whether that object must be ``plain_text``.
        least: the shortest it may be.
    """
    if composed:
        if not isinstance(words, dict):
            yield f"missing required field: text object [json-pointer:{at}]"
            return
        allowed = {"plain_text"} if plain else {"plain_text", "mrkdwn"}
        if kind_of(words) not in allowed:
            yield f"must be one of {sorted(allowed)} [json-pointer:{at}/type]"
        else:
            yield from property_problems(words, _TEXT_PROPERTIES[kind_of(words)], at)
        words, at = words.get("text"), f"{at}/text"
    if not isinstance(words, str):
        yield f"must be a string [json-pointer:{at}]"
    elif len(words) > most:
        yield f"must be less than {most + 1} characters [json-pointer:{at}]"
    elif len(words) < least:
        yield f"must be more than {least - 1} characters [json-pointer:{at}]"


def element_problems(element: object, at: str) -> Problems:
    """What is wrong with an interactive element or an image at ``at``."""
    if not isinstance(element, dict):
        yield f"must be an object [json-pointer:{at}]"
        return
    kind = kind_of(element)
    problems = _ELEMENTS.get(kind)
    if problems is None:
        yield f"unsupported type: {kind} [json-pointer:{at}/type]"
        return
    if "action_id" in element:
        yield from text_problems(element["action_id"], f"{at}/action_id", 255)
    if "confirm" in element:
        yield from _confirm(element["confirm"], f"{at}/confirm")
    if "placeholder" in element:
        place = f"{at}/placeholder"
        yield from text_problems(element["placeholder"], place, 150, composed=True, plain=True)
    yield from problems(element, at)


def _button(button: Json, at: str) -> Problems:
    yield from text_problems(button.get("text"), f"{at}/text", 75, composed=True, plain=True)
    for key, most in (("value", 2000), ("url", 3000), ("accessibility_label", 75)):
        if key in button:
            yield from text_problems(button[key], f"{at}/{key}", most)
    if button.get("style", "primary") not in ("primary", "danger"):
        yield f"must be one of ['danger', 'primary'] [json-pointer:{at}/style]"


def _image(image: Json, at: str) -> Problems:
    if "alt_text" not in image:
        yield f"missing required field: alt_text [json-pointer:{at}]"
    else:
        yield from text_problems(image["alt_text"], f"{at}/alt_text", 2000)
    if "slack_file" not in image:
        yield from text_problems(image.get("image_url"), f"{at}/image_url", 3000)


def _feedback(element: Json, at: str) -> Problems:
    for name in ("positive_button", "negative_button"):
        button, place = element.get(name), f"{at}/{name}"
        if not isinstance(button, dict):
            yield f"missing required field: {name} [json-pointer:{at}]"
            continue
        yield from text_problems(button.get("text"), f"{place}/text", 75, composed=True, plain=True)
        yield from text_problems(button.get("value"), f"{place}/value", 2000)
        if "accessibility_label" in button:
            label = button["accessibility_label"]
            yield from text_problems(label, f"{place}/accessibility_label", 75)


def _icon_button(element: Json, at: str) -> Problems:
    if element.get("icon") != "trash":
        yield f"must be one of ['trash'] [json-pointer:{at}/icon]"
    yield from text_problems(element.get("text"), f"{at}/text", 75, composed=True, plain=True)
    if "value" in element:
        yield from text_problems(element["value"], f"{at}/value", 2000)


def _initial_problems(element: Json, at: str) -> Problems:
    """What is chosen at first must be one of what can be chosen."""
    offered = items_of(element.get("options"))
    for group in items_of(element.get("option_groups")):
        offered = [*offered, *items_of(group.get("options") if isinstance(group, dict) else None)]
    for key, chosen in (
        ("initial_option", [element["initial_option"]] if "initial_option" in element else []),
        ("initial_options", items_of(element.get("initial_options"))),
    ):
        if any(option not in offered for option in chosen):
            yield f"must be one of the options [json-pointer:{at}/{key}]"


def _options(most: int, value: int = 150) -> Callable[[Json, str], Problems]:
    def problems(element: Json, at: str) -> Problems:
        yield from _initial_problems(element, at)
        groups = element.get("option_groups")
        if groups is None:
            yield from _option_list(element.get("options"), f"{at}/options", most, value)
            return
        yield from count_problems(groups, f"{at}/option_groups", 1, 100)
        for number, group in enumerate(items_of(groups)):
            place = f"{at}/option_groups/{number}"
            if not isinstance(group, dict):
                yield f"must be an object [json-pointer:{place}]"
                continue
            yield from text_problems(group.get("label"), f"{place}/label", 75, composed=True)
            yield from _option_list(group.get("options"), f"{place}/options", most, value)

    return problems


def _option_list(options: object, at: str, most: int, value: int) -> Problems:
    yield from count_problems(options, at, 1, most)
    for number, option in enumerate(items_of(options)):
        if not isinstance(option, dict):
            yield f"must be an object [json-pointer:{at}/{number}]"
            continue
        yield from text_problems(option.get("text"), f"{at}/{number}/text", 75, composed=True)
        yield from text_problems(option.get("value"), f"{at}/{number}/value", value)
        if "description" in option:
            place = f"{at}/{number}/description"
            yield from text_problems(option["description"], place, 75, composed=True)


def _text_input(element: Json, at: str) -> Problems:
    most = element.get("max_length", 3000)
    if not isinstance(most, int) or not 1 <= most <= 3000:
        yield f"must be between 1 and 3000 [json-pointer:{at}/max_length]"
    elif "initial_value" in element:
        yield from text_problems(element["initial_value"], f"{at}/initial_value", most, least=0)


def _confirm(confirm: object, at: str) -> Problems:
    if not isinstance(confirm, dict):
        yield f"must be an object [json-pointer:{at}]"
        return
    for key, most in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
        plain = key != "text"
        yield from text_problems(confirm.get(key), f"{at}/{key}", most, composed=True, plain=plain)


def _nothing(_element: Json, _at: str) -> Problems:
    return iter(())


_ELEMENTS: Mapping[str, Callable[[Json, str], Problems]] = {
    "button": _button,
    "image": _image,
    "feedback_buttons": _feedback,
    "icon_button": _icon_button,
    "overflow": _options(5),
    "radio_buttons": _options(10),
    "checkboxes": _options(10),
    "static_select": _options(100),
    "multi_static_select": _options(100),
    "plain_text_input": _text_input,
} | dict.fromkeys(
    [
        "channels_select",
        "conversations_select",
        "datepicker",
        "datetimepicker",
        "email_text_input",
        "external_select",
        "file_input",
        "multi_channels_select",
        "multi_conversations_select",
        "multi_external_select",
        "multi_users_select",
        "number_input",
        "rich_text_input",
        "timepicker",
        "url_text_input",
        "users_select",
        "workflow_button",
    ],
    _nothing,
)

_ELSEWHERE = frozenset({"image", "feedback_buttons", "icon_button"})
_TYPED = frozenset(kind for kind in _ELEMENTS if kind.endswith("_input"))
ACCESSORIES = frozenset(_ELEMENTS) - _TYPED - _ELSEWHERE | {"image"}
"""What may stand beside a section's text."""
CONTROLS = frozenset(_ELEMENTS) - _TYPED - _ELSEWHERE | {"rich_text_input"}
"""What may stand in an ``actions`` block."""
FIELDS = frozenset(_ELEMENTS) - _ELSEWHERE - {"button", "workflow_button", "overflow"}
"""What may be filled in in an ``input`` block."""
