"""JSON Schemas of a pack's files, so that editors complete and underline YAML as it is written."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, TypeAdapter

from bot.knowledge.model import Fact, Intent, Quote, Source, Term, Text

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _IntentFile(BaseModel, extra="forbid"):
    """A file of intents: its topic, its intents, words of its own."""

    topic: Text | None = None
    intents: list[Intent] = []
    terms: list[Term] = []


def file_schemas() -> dict[str, dict[str, Any]]:
    """The schema of each kind of file: source, terms, facts, quotes and intents."""
    models: dict[str, Any] = {
        "source": Source,
        "terms": list[Term],
        "facts": list[Fact],
        "quotes": list[Quote],
        "intents": _IntentFile,
    }
    return {name: _schema(name, model) for name, model in models.items()}


def _schema(name: str, model: Any) -> dict[str, Any]:  # noqa: ANN401 - any type pydantic takes
    schema = TypeAdapter(model).json_schema(by_alias=True)
    intent = schema.get("$defs", {}).get("Intent")
    if intent is not None:
        del intent["properties"]["topic"]  # written by loading, never by curators
    return {"$schema": DIALECT, "title": f"{name}.yaml of a Verbatim pack", **schema}
