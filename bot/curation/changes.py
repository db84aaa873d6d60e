"""Phrases to add to intents, and a pack as it would be with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from bot.knowledge.model import Intent, Language, Pack, Phrases

Key = Literal["ask", "not"]


@dataclass(frozen=True)
class Change:
    """A phrase to add to an intent."""

    intent: str
    key: Key
    language: Language
    phrase: str


def with_changes(pack: Pack, changes: Iterable[Change]) -> Pack:
    """The pack with phrases more; those of intents that it does not have are passed over."""
    added: dict[str, list[Change]] = {}
    for change in changes:
        added.setdefault(change.intent, []).append(change)
    intents = tuple(
        _with(intent, added[intent.id]) if intent.id in added else intent for intent in pack.intents
    )
    return pack.model_copy(update={"intents": intents})


def _with(intent: Intent, changes: Iterable[Change]) -> Intent:
    ask, not_ = intent.ask, intent.not_
    for change in changes:
        if change.key == "ask":
            ask = _longer(ask, change)
        else:
            not_ = _longer(not_, change)
    return intent.model_copy(update={"ask": ask, "not_": not_})


def _longer(phrases: Phrases, change: Change) -> Phrases:
    said = phrases.in_(change.language)
    if change.phrase in said:
        return phrases
    return phrases.model_copy(update={change.language: (*said, change.phrase)})
