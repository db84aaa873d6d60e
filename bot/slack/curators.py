"""What only curators see in Slack."""

from __future__ import annotations

from collections.abc import Sequence

from bot.knowledge.model import Language
from bot.slack.elements import Block, bullets, divider, line, rich_text, span
from bot.slack.text import clip
from bot.slack.wording import words

MAX_PROBLEMS = 8
MAX_PROBLEM = 250


def pack_problems(problems: Sequence[str], language: Language) -> list[Block]:
    """That an edited pack is refused, and why."""
    told = words(language).pack_refused.of(len(problems), language)
    listed = [[span(clip(problem, MAX_PROBLEM), code=True)] for problem in problems[:MAX_PROBLEMS]]
    return [divider(), rich_text(line(span(f"⚠️ {told}", bold=True)), bullets(listed))]
