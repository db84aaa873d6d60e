"""What becomes of a text between a person's keyboard and the app: escapes, links, rich text."""

from __future__ import annotations

import re
from collections.abc import Container

from bot.workspace.model import Json

_TOKEN = re.compile(r"<[@#]([A-Z0-9]+)(?:\|[^<>]*)?>")
_LINK = re.compile(r"(?<![\w<])(https?://[^\s<>]+[^\s<>.,;:!?)\]»\"'])")


def as_sent(text: str, known: Container[str]) -> str:
    """Typed text as Slack hands it to apps: ``& < >`` escaped, links in angle brackets.

    Args:
        text: as typed; ``<@U…>`` and ``<#C…>`` stand for names picked from a list.
        known: the ids of people and channels there are; other tokens are just characters.
    """
    parts: list[str] = []
    end = 0
    for token in _TOKEN.finditer(text):
        if token[1] in known:
            parts += [_words(text[end : token.start()]), token[0]]
            end = token.end()
    return "".join([*parts, _words(text[end:])])


def _words(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _LINK.sub(r"<\1>", text)


def as_rich_text(sent: str) -> Json:
    """The ``rich_text`` block Slack adds to what people write."""
    elements: list[Json] = []
    end = 0
    for token in _TOKEN.finditer(sent):
        if sent[end : token.start()]:
            elements.append({"type": "text", "text": _unescaped(sent[end : token.start()])})
        kind = "user" if sent[token.start() + 1] == "@" else "channel"
        elements.append({"type": kind, f"{kind}_id": token[1]})
        end = token.end()
    if sent[end:]:
        elements.append({"type": "text", "text": _unescaped(sent[end:])})
    section = {"type": "rich_text_section", "elements": elements}
    return {"type": "rich_text", "elements": [section]}


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
