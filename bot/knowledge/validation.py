"""One plain value to one model of a pack, with what is wrong said in a curator's words."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.knowledge.documents import Fault, Lines, Value

_M = TypeVar("_M", bound=BaseModel)
_M_co = TypeVar("_M_co", bound=BaseModel, covariant=True)


@dataclass(frozen=True)
class Located(Generic[_M_co]):
    """A model with the file it was read from and the lines of its keys."""

    item: _M_co
    file: str
    lines: Lines


def validate(model: type[_M], value: Value, lines: Lines) -> _M | tuple[Fault, ...]:
    """The model that ``value`` makes, or everything that keeps it from making one."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=True)
        return tuple(_fault(model, detail, lines) for detail in details if not _echo(detail))


def suggestion(word: str, known: Iterable[str]) -> str:
    """`; did you mean `x`?` where one of ``known`` is close to ``word``, else nothing."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.75)
    return f"; did you mean `{close[0]}`?" if close else ""


def dotted(path: Iterable[str | int]) -> str:
    """How a path is written in a report: ``figures[1].measure``, items counted from one."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step + 1}]"
        else:
            text += f".{step}" if text else step
    return text


def keys_of(model: type[BaseModel]) -> tuple[str, ...]:
    """The keys a mapping of this kind may have, as they are written in YAML."""
    return tuple(field.alias or name for name, field in model.model_fields.items())


def _echo(detail: ErrorDetails) -> bool:
    """Whether a list is too short only because its items were refused, which is said already."""
    return detail["type"] == "too_short" and bool(detail["input"])


def _fault(model: type[BaseModel], detail: ErrorDetails, lines: Lines) -> Fault:
    path = tuple(step for step in detail["loc"] if step != _OF_A_KEY)
    kind = detail["type"]
    line = lines.at(*path)
    *around, last = path or ("",)
    if kind == "missing":
        return Fault(line, f"`{dotted(path)}` is missing")
    if kind == "extra_forbidden":
        known = keys_of(_model_at(model, around))
        hint = suggestion(str(last), known) or f"; the keys here are {', '.join(known)}"
        return Fault(line, f"unknown key `{dotted(path)}`{hint}")
    reason = _reason(detail)
    return Fault(line, f"`{dotted(path)}` {reason}" if path else f"this {reason}")


def _model_at(model: type[BaseModel], path: Iterable[str | int]) -> type[BaseModel]:
    """The model that stands at a path inside another."""
    here = model
    for step in path:
        if isinstance(step, int):
            continue
        for name, field in here.model_fields.items():
            if step in (name, field.alias):
                here = _model_in(field.annotation) or here
                break
    return here


def _model_in(annotation: object) -> type[BaseModel] | None:
    """The model that an annotation such as ``tuple[Figure, ...]`` or ``Text | None`` speaks of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(argument) for argument in get_args(annotation))
    return next((model for model in found if model is not None), None)


_OF_A_KEY = "[key]"  # what Pydantic puts behind a key that is itself refused

_PATTERNS = {
    "id": "is not an id: small letters and digits, joined by . _ or -",
    "place": "is not the id of a place: capital letters and digits, as in P3",
}


def _reason(detail: ErrorDetails) -> str:
    """Why a value is refused, to follow its path."""
    value = detail["input"]
    context = detail.get("ctx", {})
    match detail["type"]:
        case "string_type":
            return _unlike("words", value)
        case "tuple_type" | "list_type":
            return _unlike("a list", value)
        case "model_type" | "dict_type" | "model_attributes_type":
            return _unlike("a mapping of keys", value)
        case "string_too_short" | "too_short":
            return "is empty"
        case "string_too_long":
            return f"is longer than {context['max_length']} characters"
        case "string_pattern_mismatch":
            return f"(`{value}`) {_PATTERNS['place' if 'A-Z' in context['pattern'] else 'id']}"
        case "literal_error":
            expected = str(context["expected"]).replace("'", "")
            return f"(`{value}`) must be one of {expected}"
        case "decimal_parsing" | "decimal_type" | "finite_number":
            return f"(`{value}`) is not a number; write 2800000 or 2.8"
        case "int_parsing":
            return f"(`{value}`) is not a whole number"
        case "bool_parsing" | "bool_type":
            return f"(`{value}`) must be true or false"
        case _:
            message = detail["msg"]
            return f"is wrong: {message[:1].lower()}{message[1:]}"


def _unlike(wanted: str, value: object) -> str:
    """``must be a list, not words``."""
    if value is None:
        return f"is empty; it must be {wanted}"
    given = (
        "words" if isinstance(value, str) else "a list" if isinstance(value, list) else "a mapping"
    )
    return f"must be {wanted}, not {given}"
