"""The modal in which a curator teaches: a question, the intents, and what choosing one would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.curation.review import Group
from bot.curation.trying import Effect
from bot.knowledge.model import Language
from bot.slack.curators import question_block, why_line
from bot.slack.elements import (
    MAX_OPTION,
    Block,
    bullets,
    context,
    line,
    modal,
    option,
    plain,
    quotation,
    rich_text,
    section,
    span,
)
from bot.slack.text import clip
from bot.slack.wording import words
from bot.slack.wording.curators import curator_words

TEACH_MODAL = "teach"
"""Callback of the modal; its metadata is the number of the question."""
INTENT_BLOCK = "intent"
INTENT = "teach_intent"

MAX_GROUPS = 100
MAX_OPTIONS = 100
MAX_WEIGHED = 300
MAX_REPLY = 1_500
MAX_LISTED = 5
MAX_TURN = 150


@dataclass(frozen=True)
class IntentChoice:
    """An intent that can be chosen: where it is, and how it is asked."""

    pack: str
    intent: str
    asked: str

    @property
    def value(self) -> str:
        """The option's value."""
        return f"{self.pack}:{self.intent}"


@dataclass(frozen=True)
class Topic:
    """The intents of a topic."""

    name: str
    intents: tuple[IntentChoice, ...]


def teach_view(
    group: Group,
    topics: Sequence[Topic],
    language: Language,
    *,
    chosen: str = "",
    effect: Effect | Literal["trying", "failed"] | None = None,
) -> Block:
    """The modal.

    Args:
        group: the questions; the first is the one to be taught.
        topics: what can be chosen.
        language: of the modal.
        chosen: the value of what is chosen.
        effect: what that would do, or that it is being found out.
    """
    w = curator_words(language)
    blocks = [question_block(group), *context([why_line(group, language)])]
    weighed = [
        [span(near.intent, bold=True), span(f" {clip(near.weighed, MAX_WEIGHED)}")]
        for near in group.nearest
    ]
    if weighed:
        blocks.append(rich_text(line(span(w.nearest, italic=True)), bullets(weighed)))
    else:
        blocks += context([w.nothing_near])
    blocks.append(_select(topics, language, chosen))
    if effect == "trying":
        blocks += context([w.trying])
    elif effect == "failed":
        blocks += context([w.not_taught])
    elif effect is not None:
        blocks += _effect_blocks(effect, language)
    return modal(
        w.modal_title,
        blocks,
        close=words(language).cancel,
        submit=w.modal_submit,
        callback_id=TEACH_MODAL,
        private_metadata=str(group.questions[0].number),
    )


def _select(topics: Sequence[Topic], language: Language, chosen: str) -> Block:
    w = curator_words(language)
    element: Block = {
        "type": "static_select",
        "action_id": INTENT,
        "placeholder": plain(w.choose, 150),
        "option_groups": [
            {
                "label": plain(topic.name, MAX_OPTION),
                "options": [option(c.asked, c.value) for c in topic.intents[:MAX_OPTIONS]],
            }
            for topic in topics[:MAX_GROUPS]
        ],
    }
    initial = [c for topic in topics for c in topic.intents if c.value == chosen]
    if initial:
        element["initial_option"] = option(initial[0].asked, chosen)
    return {
        "type": "input",
        "block_id": INTENT_BLOCK,
        "dispatch_action": True,
        "label": plain(w.choose, 200),
        "hint": plain(w.choose_hint, 200),
        "element": element,
    }


def _effect_blocks(effect: Effect, language: Language) -> list[Block]:
    """What the question would get, and which questions of the tables change."""
    w = curator_words(language)
    then = [line(span(w.replies_then, bold=True)), quotation(span(clip(effect.reply, MAX_REPLY)))]
    blocks = [rich_text(*then)]
    if not effect.is_answer:
        blocks.append(section(f"⚠️ {w.replies_nothing}"))
    if not effect.asked:
        return [*blocks, *context([w.no_tables])]
    counts = {"before": str(effect.before), "after": str(effect.after)}
    lines = [line(span(w.tables.of(effect.asked, language, **counts), bold=True))]
    for told, turns in ((w.broke, effect.broke), (w.better, effect.better)):
        if turns:
            listed = [[span(clip(turn, MAX_TURN))] for turn in turns[:MAX_LISTED]]
            lines += [line(span(told.of(len(turns), language))), bullets(listed)]
    if not effect.broke and not effect.better:
        lines.append(line(span(w.unchanged)))
    return [*blocks, rich_text(*lines)]
