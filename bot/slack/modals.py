"""The modals: the source of a reply, a question to fill in, an answer, a checked message."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from bot.answering.model import Citation, Reply
from bot.knowledge.model import Language
from bot.slack.asked import Shareable
from bot.slack.blocks import Surface, is_telling, reply_blocks
from bot.slack.checks import Checked, check_blocks
from bot.slack.citing import by_place, distinct
from bot.slack.elements import (
    MAX_INPUT,
    Block,
    context,
    header,
    line,
    modal,
    plain,
    quotation,
    rich_text,
    section,
    span,
)
from bot.slack.legend import Legend
from bot.slack.text import clip
from bot.slack.wording import words

ASK_ABOUT = "ask_about"
"""Callback of the message shortcut and of the modal it opens."""
CHECK_CLAIM = "check_claim"
SHARE_IN_THREAD = "share_in_thread"

QUESTION_BLOCK = "question"
QUESTION_INPUT = "question_text"

MAX_CITED = 20
MAX_NEIGHBOURS = 2
MAX_NEIGHBOUR = 150
MAX_REASONS = 20


def source_view(reply: Reply, legend: Legend) -> Block:
    """Every passage of a reply with what stands around it, and how the reply was found."""
    w = words(reply.language)
    blocks: list[Block] = []
    shown = distinct(reply.citations)[:MAX_CITED]
    for source in dict.fromkeys(citation.source for citation in shown):
        own = legend.of_source(source)
        blocks += [section(own.source.title), header(w.cited)]
        for passages in by_place([each for each in shown if each.source == source]):
            blocks += _place_blocks(passages, own, reply.language)
    reasons = reply.explanation.summary[:MAX_REASONS]
    if reasons:
        blocks += [header(w.found), rich_text(*(line(span(said)) for said in reasons))]
    blocks += context([w.only_excerpts])
    return modal(w.source_title, blocks, close=w.close)


def _place_blocks(passages: Sequence[Citation], legend: Legend, language: Language) -> list[Block]:
    """The passages of one place, and what stands before and after it."""
    w, cited = words(language), passages[0]
    name = legend.place(cited.place, language)
    where = " · ".join(dict.fromkeys(filter(None, [cited.place, name, cited.section])))
    quoted = words(legend.source.language).quoted
    excerpts = [quotation(span(quoted.format(words=each.excerpt))) for each in passages]
    before, after = legend.around(cited.place)
    around = [
        wording.format(place=_named(place, legend, language), words=_words(place, legend, language))
        for wording, place in ((w.before, before), (w.after, after))
        if place is not None
    ]
    shown = rich_text(line(span(where, bold=True)), *excerpts)
    return [shown, *context(around, each=2 * MAX_NEIGHBOUR * MAX_NEIGHBOURS)]


def _named(place: str, legend: Legend, language: Language) -> str:
    return clip(legend.place(place, language), MAX_NEIGHBOUR)


def _words(place: str, legend: Legend, language: Language) -> str:
    """What the pack cites of a place."""
    quoted = words(language).quoted
    known = islice(legend.excerpts.get(place, ()), MAX_NEIGHBOURS)
    shown = [quoted.format(words=clip(excerpt, MAX_NEIGHBOUR)) for excerpt in known]
    return ", ".join(shown) or words(language).nothing_cited


def ask_view(text: str, language: Language, metadata: str) -> Block:
    """A question to fill in, which begins as ``text``."""
    w = words(language)
    field: Block = {
        "type": "input",
        "block_id": QUESTION_BLOCK,
        "label": plain(w.ask_label, 200),
        "hint": plain(w.ask_hint, 200),
        "element": {
            "type": "plain_text_input",
            "action_id": QUESTION_INPUT,
            "multiline": True,
            "max_length": MAX_INPUT,
            "initial_value": clip(text, MAX_INPUT),
            "focus_on_load": True,
        },
    }
    return modal(
        w.ask_title,
        [field],
        close=w.cancel,
        submit=w.ask_submit,
        callback_id=ASK_ABOUT,
        private_metadata=metadata,
    )


def answer_view(reply: Reply, legend: Legend, shareable: Shareable) -> Block:
    """A reply in a modal, to be shared in the thread it came from."""
    blocks = reply_blocks(reply, legend=legend, asked=shareable.asked)
    metadata = shareable.metadata()
    title = words(reply.language).answer_title
    return _shared_view(title, blocks, metadata, reply.language, is_shared=is_telling(reply))


def check_view(checked: Checked, legend: Legend, language: Language, shareable: Shareable) -> Block:
    """The verdicts on a message, to be shared in its thread."""
    blocks = check_blocks(checked, legend, language, Surface.MODAL)
    metadata = shareable.metadata()
    title = words(language).check_title
    return _shared_view(title, blocks, metadata, language, is_shared=bool(checked))


def _shared_view(
    title: str, blocks: list[Block], metadata: str, language: Language, *, is_shared: bool
) -> Block:
    """A view that can be shared; it knows its thread even where there is nothing to share yet."""
    w = words(language)
    return modal(
        title,
        blocks,
        close=w.close,
        submit=w.share_in_thread if metadata and is_shared else "",
        callback_id=SHARE_IN_THREAD,
        private_metadata=metadata,
    )


def waiting_view(language: Language) -> Block:
    """What is there while a message is being checked: a trigger does not wait."""
    w = words(language)
    return modal(w.check_title, [section(w.checking)], close=w.close)


def notice_view(text: str, language: Language) -> Block:
    """A few words, where there is no message to say them in."""
    w = words(language)
    return modal(w.notice_title, [section(text)], close=w.close)
