"""What a message says, wherever Slack keeps its words: its text, its blocks, what it passes on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.slack.text import readable, without_mention

CLICKED = frozenset({"actions", "context_actions", "button", "feedback_buttons"})
PARAGRAPHS = frozenset({"rich_text_section", "rich_text_quote", "rich_text_preformatted"})
"""Their elements are runs of one text."""
ATTACHED = ("pretext", "title", "text")
"""Where an attachment has its words, in order; those of a forwarded message are its text.

https://docs.slack.dev/legacy/legacy-messaging/legacy-secondary-message-attachments
"""


def words_of(message: Mapping[str, Any], bot_user: str = "") -> str:
    """The words of a message: of its text, else of its blocks, else of what is attached to it.

    Apps often give a message no text of its own, and whoever forwards one adds none.

    Args:
        message: as Slack sends it; its text is mrkdwn.
        bot_user: the bot's user, whose mentions only address it.
    """
    text = without_mention(str(message.get("text") or ""), bot_user)
    if readable(text):
        return text
    for part in (_in_blocks(message.get("blocks")), _in_attachments(message.get("attachments"))):
        words = "\n".join(part)
        if words.strip():
            return words
    return text


def _in_blocks(part: object) -> Iterator[str]:
    """Every string under a ``text`` key, however deep, but for what can be clicked."""
    if isinstance(part, dict) and part.get("type") in PARAGRAPHS:
        yield "".join(_in_blocks(part.get("elements")))
    elif isinstance(part, dict) and part.get("type") not in CLICKED:
        if isinstance(part.get("text"), str):
            yield part["text"]
        for value in part.values():
            yield from _in_blocks(value)
    elif isinstance(part, list):
        for each in part:
            yield from _in_blocks(each)


def _in_attachments(attachments: object) -> Iterator[str]:
    for attached in attachments if isinstance(attachments, list) else ():
        if not isinstance(attached, dict):
            continue
        own = [attached[key] for key in ATTACHED if isinstance(attached.get(key), str)]
        yield from own or _in_blocks(attached.get("blocks"))
