"""What only curators see on their Home tab: a refused pack, the queue, what they taught."""

from __future__ import annotations

from collections.abc import Sequence

from bot.curation.review import Group, TaughtPhrase
from bot.knowledge.model import Language
from bot.slack.elements import (
    Block,
    actions,
    bullets,
    button,
    context,
    divider,
    header,
    line,
    quotation,
    rich_text,
    section,
    span,
)
from bot.slack.text import clip
from bot.slack.wording import words
from bot.slack.wording.curators import curator_words

TEACH = "teach"
DISMISS = "dismiss"
TAKE_BACK = "take_back"
"""Action ids; the value of each is the number of a question, or of a taught phrase."""

MAX_PROBLEMS = 8
MAX_PROBLEM = 250
MAX_GROUPS = 8
MAX_ALIKE = 3
"""Questions shown of a group."""
MAX_TAUGHT = 8
MAX_QUESTION = 300


def pack_problems(problems: Sequence[str], language: Language) -> list[Block]:
    """That an edited pack is refused, and why."""
    told = words(language).pack_refused.of(len(problems), language)
    listed = [[span(clip(problem, MAX_PROBLEM), code=True)] for problem in problems[:MAX_PROBLEMS]]
    return [divider(), rich_text(line(span(f"⚠️ {told}", bold=True)), bullets(listed))]


def queue_blocks(groups: Sequence[Group], language: Language) -> list[Block]:
    """The questions that went unanswered, those asked most often first."""
    w = curator_words(language)
    blocks = [divider(), header(w.queue_title)]
    if not groups:
        return [*blocks, section(w.queue_empty)]
    for group in groups[:MAX_GROUPS]:
        blocks += _group_blocks(group, language)
    if left := len(groups) - MAX_GROUPS:
        blocks += context([w.queue_rest.of(left, language)] if left > 0 else [])
    return blocks


def question_block(group: Group) -> Block:
    """The questions of a group, in the askers' words."""
    shown = [clip(question.phrase, MAX_QUESTION) for question in group.questions[:MAX_ALIKE]]
    return rich_text(*(quotation(span(question)) for question in shown))


def why_line(group: Group, language: Language) -> str:
    """How often a group was asked, and why it is in the queue."""
    w = curator_words(language)
    whys = dict.fromkeys(w.whys.get(q.why, q.why) for q in group.questions)
    now = [w.answered_now] if group.is_answered else []
    return " · ".join([w.asked.of(group.asked, language), *whys, *now])


def _group_blocks(group: Group, language: Language) -> list[Block]:
    w = curator_words(language)
    first = group.questions[0]
    buttons = [
        button(name, action, str(first.number), says=says.format(question=first.phrase))
        for name, action, says in (
            (w.teach, TEACH, w.teach_says),
            (w.dismiss, DISMISS, w.dismiss_says),
        )
    ]
    return [question_block(group), *context([why_line(group, language)]), *actions(buttons)]


def taught_blocks(taught: Sequence[TaughtPhrase], language: Language) -> list[Block]:
    """What was taught in this workspace, the latest first; nothing where nothing was."""
    if not taught:
        return []
    w = curator_words(language)
    blocks = [divider(), header(w.taught_title)]
    for each in taught[:MAX_TAUGHT]:
        told = w.taught.format(phrase=clip(each.phrase, MAX_QUESTION), intent=each.intent)
        says = w.take_back_says.format(intent=each.intent, phrase=each.phrase)
        blocks.append(section(told, button(w.take_back, TAKE_BACK, str(each.number), says=says)))
    if (left := len(taught) - MAX_TAUGHT) > 0:
        blocks += context([w.taught_rest.of(left, language)])
    return blocks
