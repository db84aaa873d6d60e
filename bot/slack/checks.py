"""A text checked against the source, sentence by sentence, as Block Kit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.answering.model import Kind, Reply, Verdict
from bot.knowledge.model import Language
from bot.slack.asked import Asked
from bot.slack.blocks import (
    LOST,
    Lead,
    Message,
    Surface,
    emphasised,
    present,
    said,
    share_button,
    verdict_line,
)
from bot.slack.citing import by_place, place_line
from bot.slack.elements import Block, actions, context, line, person, quotation, rich_text, span
from bot.slack.legend import Legend
from bot.slack.text import clip, readable
from bot.slack.wording import words

Checked = Sequence[tuple[str, Reply]]
"""Sentences, each with what the text says of it."""

MAX_SENTENCES = {Surface.THREAD: 8, Surface.EPHEMERAL: 8, Surface.MODAL: 30}
MAX_SENTENCE = 200
MAX_SAID = 500
"""Eight sentences with all that is said of them stay under Slack's 13,000 letters a message."""
MAX_PLACES = 1
MAX_PASSAGES = 2
"""Of that place: a sentence with two claims rests on two."""
MAX_PLACE_LINE = 450


def check_message(
    checked: Checked,
    *,
    legend: Legend,
    asked: Asked,
    language: Language,
    surface: Surface,
    lead: Lead | None = None,
) -> Message:
    """The message with the verdicts. ``language`` is that of what is not a verdict."""
    top = [] if lead is None or lead.user is None else [_checked_by(lead.user, language)]
    tail = [share_button(asked, language)] if surface is Surface.EPHEMERAL else []
    blocks = (*top, *check_blocks(checked, legend, language, surface), *actions(present(tail)))
    sentences = (_in_words(sentence, reply, legend) for sentence, reply in checked)
    return said("\n".join(filter(None, [tally(checked, language), *sentences])), blocks)


def _checked_by(user: str, language: Language) -> Block:
    """Who had the check made; the sentences stand below, each with its verdict."""
    return rich_text(line(person(user), span(words(language).checked_by)))


def check_blocks(
    checked: Checked, legend: Legend, language: Language, surface: Surface
) -> list[Block]:
    """The tally, then each sentence with its verdict, its correction and the passages.

    Of a long text, the sentences that the source speaks of come before the others.
    """
    counted = tally(checked, language)
    blocks = [rich_text(line(span(counted, bold=True)))] if counted else []
    shown = most_telling(checked, surface)
    for sentence, reply in shown:
        blocks += _sentence_blocks(sentence, reply, legend)
    if left := len(checked) - len(shown):
        blocks += context([words(language).sentences_left.of(left, language)])
    return blocks


def most_telling(checked: Checked, surface: Surface) -> Checked:
    """The sentences shown: all in order, or of too many those first that the source speaks of."""
    most = MAX_SENTENCES[surface]
    if len(checked) <= most:
        return checked
    return sorted(checked, key=lambda each: _verdict(each[1]) is Verdict.UNSUPPORTED)[:most]


def tally(checked: Checked, language: Language) -> str:
    """How many sentences were compared, and with what outcome; of one the verdict says it."""
    w = words(language)
    if not checked:
        return w.nothing_to_check
    if len(checked) == 1:
        return ""
    counts = Counter(_verdict(reply) for _, reply in checked)
    outcomes = [w.tally[v].of(counts[v], language) for v in Verdict if counts[v]]
    return " · ".join([w.checked.of(len(checked), language), *outcomes])


def _verdict(reply: Reply) -> Verdict:
    return reply.verdict or Verdict.UNSUPPORTED


def _sentence_blocks(sentence: str, reply: Reply, legend: Legend) -> list[Block]:
    figures = [figure.display for figure in reply.figures]
    what = _said(reply)
    shown = rich_text(
        quotation(span(clip(readable(sentence), MAX_SENTENCE))),
        verdict_line(_verdict(reply), reply.language),
        *([line(*emphasised(clip(what, MAX_SAID), figures))] if what else []),
    )
    return [shown, *context(_cited(reply, legend), each=MAX_PLACE_LINE)]


def _cited(reply: Reply, legend: Legend) -> list[str]:
    places = by_place(reply.citations)[:MAX_PLACES]
    return [place_line(each[:MAX_PASSAGES], legend, reply.language) for each in places]


def _in_words(sentence: str, reply: Reply, legend: Legend) -> str:
    w = words(reply.language)
    quoted = w.quoted.format(words=clip(readable(sentence), MAX_SENTENCE))
    lines = [quoted, w.verdicts[_verdict(reply)], _said(reply), *_cited(reply, legend)]
    return "\n".join(filter(None, lines))


def _said(reply: Reply) -> str:
    """What the text says, without the words that announce the verdict."""
    silent = reply.kind is Kind.UNKNOWN and reply.reason not in LOST
    parts = [
        part.text if part.quote is None else f"{part.text} {part.quote.words}".strip()
        for number, part in enumerate(reply.parts)
        # A silence begins with what the verdict says already.
        if part.verdict is None and not (silent and number == 0)
    ]
    return " ".join(parts)
