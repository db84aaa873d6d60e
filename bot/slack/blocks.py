"""A reply as Block Kit: pure builders, and the ids of everything that can be clicked.

From the top: who asked (where that is not plain from the conversation), the
verdict, the figure, the statements with their quotations, the working, the chart
or table, the citation line, then the buttons. What does not fit goes in this
order: further statements, rows of a table, further passages (the modal behind
*Show the source* has them all), buttons whose value would be too long.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.answering.model import Kind, Part, Reason, Reply, ShownQuote, Verdict
from bot.answering.wording import headed
from bot.knowledge.model import Language
from bot.slack import charts
from bot.slack.asked import Asked, fingerprint
from bot.slack.citing import by_place, distinct, place_line
from bot.slack.elements import (
    Block,
    actions,
    button,
    context,
    fits_value,
    header,
    letters,
    line,
    person,
    quotation,
    rich_text,
    span,
)
from bot.slack.legend import Legend
from bot.slack.text import clip, escape, length, readable
from bot.slack.wording import words

ASK = "ask"
"""Prefix of the buttons whose value is a question to answer."""
CHOOSE = "choose"
"""The same, where the answer takes the place of the message with the button."""
FEEDBACK = "feedback"
SHARE = "share"
SOURCE = "source"

USEFUL, USELESS = "+", "-"

VERDICT_ICONS = {
    Verdict.SUPPORTED: "✅",
    Verdict.CONTRADICTED: "❌",
    Verdict.UNSUPPORTED: "➖",
}

LOST = frozenset({Reason.NOT_UNDERSTOOD, Reason.LANGUAGE})
"""Reasons that say nothing of the text."""

MAX_STATEMENTS = 12
MAX_STATEMENT = 3_000
MAX_QUOTED = 2_000
MAX_STATED = 6_000
"""Letters in all statements together, unless the first alone has more."""
MAX_MESSAGE = 12_500
"""Letters in a whole message. Slack takes some 13,000; a table gets what the rest leaves."""
MAX_CAUTIONS = 3
MAX_CAUTION = 300
MAX_WORKING = 500
MAX_IN_FIGURES = 800
MAX_PLACES = 2
MAX_PASSAGES = 2
"""Of one place."""
MAX_PLACE_LINE = 500
MAX_NAME = 120
MAX_CHOICES = 4
MAX_RELATED = 3
MAX_TEXT = 8_000
"""Letters of a message's ``text``; escaped, they are at most five times as many: 40,000."""
MAX_LEAD = 300
MAX_HEADLINE = 60
"""A longer figure reads better inside its sentence."""


class Surface(StrEnum):
    """Where a reply is seen, which decides what may stand in it."""

    THREAD = "thread"
    EPHEMERAL = "ephemeral"
    MODAL = "modal"


@dataclass(frozen=True)
class Lead:
    """Whose question a reply answers, where nothing above it says so.

    ``user`` None addresses the reader; ``shared`` tells sharing from asking.
    """

    question: str
    user: str | None = None
    shared: bool = False


@dataclass(frozen=True)
class Message:
    """What is posted: ``plainer`` goes out where Slack refuses ``blocks``, ``text`` after that.

    ``text`` is complete: notifications, screen readers and old clients have nothing else.
    It is escaped: Slack parses it.
    """

    text: str
    blocks: tuple[Block, ...] = ()
    plainer: tuple[Block, ...] = ()


def said(
    text: str, blocks: Sequence[Block] = (), plainer: Sequence[Block] | None = None
) -> Message:
    """The message that says ``text``; ``plainer`` only where ``blocks`` have more than words."""
    shown = tuple(blocks)
    return Message(
        escape(clip(text, MAX_TEXT)), shown, shown if plainer is None else tuple(plainer)
    )


def reply_message(
    reply: Reply, *, legend: Legend, asked: Asked, surface: Surface, lead: Lead | None = None
) -> Message:
    """The message that gives ``reply`` on ``surface``."""
    top = [] if lead is None else lead_blocks(lead, reply.language)
    tail = [
        *context(_cautions(reply), each=MAX_CAUTION),
        *_citation_blocks(reply, legend),
        *_controls(reply, asked, surface),
    ]
    stated = _statement_blocks(reply)
    room = MAX_MESSAGE - letters([*top, *stated, *_chart_in_words(reply), *tail])
    pictured = [*top, *stated, *_picture_blocks(reply, room), *tail]
    plainer = [*top, *stated, *_picture_in_words(reply, room), *tail]
    text = _text(reply, legend, lead)
    return said(text, plainer if surface is Surface.MODAL else pictured, plainer)


def reply_blocks(reply: Reply, *, legend: Legend, asked: Asked) -> list[Block]:
    """``reply`` as it stands in a modal."""
    return list(reply_message(reply, legend=legend, asked=asked, surface=Surface.MODAL).blocks)


# What is said


def lead_blocks(lead: Lead, language: Language) -> list[Block]:
    """Whose question it was."""
    w = words(language)
    question = clip(lead.question, MAX_LEAD)
    if lead.user is None:
        return context([w.you_asked.format(question=question)], each=MAX_LEAD + 100)
    did = (w.shared_by if lead.shared else w.asked_by).format(question=question)
    return [rich_text(line(person(lead.user), span(did)))]


def lead_text(lead: Lead, language: Language) -> str:
    """The same for a message's ``text``."""
    w = words(language)
    template = w.shared_question if lead.shared else w.you_asked if lead.user is None else w.asked
    return template.format(question=clip(lead.question, MAX_LEAD))


def _statement_blocks(reply: Reply) -> list[Block]:
    """The verdict, the figure, the statements and the working."""
    figure = headline(reply)
    blocks = [header(figure)] if figure else []
    parts, left = _parts_that_fit(reply)
    paragraphs = []
    if reply.verdict is not None and not any(part.verdict for part in parts):
        paragraphs.append(verdict_line(reply.verdict, reply.language))
    for part in parts:
        paragraphs += [] if _is_tabled(part, reply) else _part_paragraphs(part, reply)
    if left:
        paragraphs.append(
            line(span(words(reply.language).more_statements.of(left, reply.language)))
        )
    if reply.working:
        paragraphs.append(_working_line(reply.working, reply.language))
    if paragraphs:
        blocks.append(rich_text(*paragraphs))
    return blocks


def _is_tabled(part: Part, reply: Reply) -> bool:
    """Whether the reply's table gives all figures of a statement: it is not said twice."""
    if reply.table is None or not part.figures or part.quote is not None:
        return False
    cells = {cell for row in reply.table.rows for cell in row}
    return part.verdict is None and all(figure.display in cells for figure in part.figures)


def _parts_that_fit(reply: Reply) -> tuple[tuple[Part, ...], int]:
    """The statements that fit, at least one, and how many do not."""
    parts = reply.parts or (Part(text=reply.text),)
    room, kept = MAX_STATED, 0
    for part in parts[:MAX_STATEMENTS]:
        room -= min(MAX_STATEMENT, length(part.text)) + _quoted_length(part.quote)
        if room < 0 and kept:
            break
        kept += 1
    return parts[:kept], len(parts) - kept


def _quoted_length(quote: ShownQuote | None) -> int:
    if quote is None:
        return 0
    return sum(min(MAX_QUOTED, length(said or "")) for said in (quote.words, quote.translation))


def verdict_line(verdict: Verdict, language: Language) -> Block:
    """What the text says of a claim, on a line."""
    return line(span(f"{VERDICT_ICONS[verdict]} {words(language).verdicts[verdict]}", bold=True))


def _working_line(working: str, language: Language) -> Block:
    return line(span(words(language).working), span(clip(working, MAX_WORKING), code=True))


def _part_paragraphs(part: Part, reply: Reply) -> list[Block]:
    paragraphs = []
    text = clip(part.text, MAX_STATEMENT)
    if part.verdict is not None:
        paragraphs.append(line(span(f"{VERDICT_ICONS[part.verdict]} {text}", bold=True)))
    elif text:
        shown = {figure.display for figure in (*part.figures, *reply.figures)}
        paragraphs.append(line(*emphasised(text, shown)))
    if part.quote is not None:
        paragraphs += _quote_paragraphs(part.quote, reply.language)
    return paragraphs


def _quote_paragraphs(quote: ShownQuote, language: Language) -> list[Block]:
    w = words(language)
    original = words(quote.words_language).quoted.format(words=quote.words)
    by = w.said_by.format(speaker=clip(quote.speaker, MAX_NAME))
    paragraphs = [quotation(span(clip(original, MAX_QUOTED)), span(f"\n{by}"))]
    if quote.translation:
        ours = w.translation.format(words=w.quoted.format(words=quote.translation))
        paragraphs.append(line(span(clip(ours, MAX_QUOTED), italic=True)))
    return paragraphs


def emphasised(text: str, figures: Iterable[str]) -> list[Block]:
    """``text`` as rich text, with each of ``figures`` that stands in it in bold."""
    found = sorted({f for f in figures if f}, key=len, reverse=True)
    if not found:
        return [span(text)]
    pieces = re.split(rf"(?<!\d)({'|'.join(map(re.escape, found))})(?!\w)", text)
    return [span(piece, bold=n % 2 == 1) for n, piece in enumerate(pieces) if piece]


def headline(reply: Reply) -> str | None:
    """The one figure that is the answer, and of what; None where there is no single one.

    Of a computation it is the result, which is the one figure of nothing in the text.
    """
    is_plain = reply.kind is Kind.ANSWER and reply.verdict is None and len(reply.parts) == 1
    results = [figure for figure in reply.figures if reply.working and not figure.label]
    figures = results or reply.figures
    if not is_plain or len(figures) != 1:
        return None
    figure = figures[0]
    named = " · ".join(filter(None, [figure.label, figure.display]))
    return next((headed(shown) for shown in (named, figure.display) if _is_heading(shown)), None)


def _is_heading(shown: str) -> bool:
    """Whether it is short enough, and no bare number, which says nothing by itself."""
    says = any(letter.isalpha() or letter == "%" for letter in shown)
    return says and length(shown) <= MAX_HEADLINE


def _cautions(reply: Reply) -> list[str]:
    """Notes and ``sic`` remarks of what is shown, each once."""
    parts, _ = _parts_that_fit(reply)
    notes = [note for part in parts for note in (part.note, part.quote and part.quote.sic) if note]
    return list(dict.fromkeys(notes))[:MAX_CAUTIONS]


# Pictures


def _picture_blocks(reply: Reply, room: int) -> list[Block]:
    blocks = []
    if reply.chart is not None and reply.chart.points:
        blocks += [charts.chart_block(reply.chart), *_chart_in_words(reply)]
    if reply.table is not None:
        blocks += charts.table_blocks(reply.table, reply.language, room)
    return blocks


def _picture_in_words(reply: Reply, room: int) -> list[Block]:
    blocks = _chart_in_words(reply)
    if reply.table is not None:
        blocks += charts.listed_table(reply.table, reply.language, room)
    return blocks


def _chart_in_words(reply: Reply) -> list[Block]:
    """The chart's numbers, unless the statements already give every one of them."""
    if reply.chart is None or not reply.chart.points:
        return []
    said = (" ".join(part.text for part in reply.parts) or reply.text).casefold()
    points = [(point.label.casefold(), point.display.casefold()) for point in reply.chart.points]
    if all(label in said and display in said for label, display in points):
        return []
    told = words(reply.language).in_figures + charts.chart_in_words(reply.chart)
    return context([told], each=MAX_IN_FIGURES)


# Where it stands


def _citation_blocks(reply: Reply, legend: Legend) -> list[Block]:
    """One grey line: what kind of figure it is, then the places with their excerpts."""
    w = words(reply.language)
    places = by_place(reply.citations)
    quoted = " ".join(part.quote.words for part in reply.parts if part.quote)
    shown = [
        place_line(passages[:MAX_PASSAGES], legend, reply.language, quoted=quoted)
        for passages in places[:MAX_PLACES]
    ]
    left = len(distinct(reply.citations)) - sum(
        len(passages[:MAX_PASSAGES]) for passages in places[:MAX_PLACES]
    )
    if left:
        shown.append(w.more_passages.of(left, reply.language))
    return context([*_qualifiers(reply, legend), *shown], each=MAX_PLACE_LINE)


def _qualifiers(reply: Reply, legend: Legend) -> list[str]:
    """Period, status and who says so, of a reply that rests on one figure and does not say it."""
    shown = headline(reply)
    if shown is None or len(reply.figures) != 1:
        return []
    figure, w = reply.figures[0], words(reply.language)
    told = f"{shown} {reply.text}".casefold()
    period = legend.term(figure.period, reply.language) if figure.period else ""
    status = {"estimated": w.estimated, "hoped": w.hoped}.get(figure.status, "")
    who = legend.term(figure.by, reply.language) if figure.by else ""
    # Of a name the last word is enough: a text may print the first one in two ways.
    is_named = not who or who.split()[-1].casefold() in told
    said = [part for part in (period, status) if part.casefold() not in told]
    said += [] if is_named else [w.according_to.format(who=who)]
    return [" · ".join(clip(part, MAX_NAME) for part in said)]


# What can be clicked


def _controls(reply: Reply, asked: Asked, surface: Surface) -> list[Block]:
    w = words(reply.language)
    choices = [
        question_button(f"{CHOOSE}:{n}", choice.label, choice.question, w.choose_says)
        for n, choice in enumerate(reply.choices[:MAX_CHOICES])
    ]
    own = [
        _source_button(reply, asked),
        share_button(asked, reply.language)
        if is_telling(reply) and surface is Surface.EPHEMERAL
        else None,
    ]
    related = [
        question_button(f"{ASK}:{n}", question, question, w.ask_says)
        for n, question in enumerate(_ways_on(reply, asked))
    ]
    blocks = [*actions(present(choices)), *actions(present([*own, *related]))]
    if not is_telling(reply) or surface is Surface.MODAL:
        return blocks
    return [*blocks, *_feedback_blocks(asked, reply.language)]


def is_telling(reply: Reply) -> bool:
    """Whether a reply says something of the text: then it can be shared, and be useful or not."""
    return reply.kind in {Kind.ANSWER, Kind.UNKNOWN} and reply.reason not in LOST


def _ways_on(reply: Reply, asked: Asked) -> list[str]:
    """The questions offered: related ones, but not the same again; help where none was read."""
    if reply.reason in LOST:
        return [words(reply.language).what_to_ask]
    put = readable(asked.question).casefold()
    return [question for question in reply.related[:MAX_RELATED] if question.casefold() != put]


def present(buttons: Iterable[Block | None]) -> list[Block]:
    """The buttons that there are."""
    return [button for button in buttons if button is not None]


def question_button(action_id: str, label: str, question: str, says: str) -> Block | None:
    """A button that asks ``question``; ``says`` is its wording for screen readers."""
    if not label or not fits_value(question):
        return None
    return button(label, action_id, question, says=says.format(question=question))


def _source_button(reply: Reply, asked: Asked) -> Block | None:
    w = words(reply.language)
    value = asked.value(e=fingerprint(reply.entries)) if reply.citations else None
    if value is None:
        return None
    return button(w.show_source, SOURCE, value, says=w.show_source_says)


def share_button(asked: Asked, language: Language) -> Block | None:
    """*Share in channel*; None where the question is too long for a button."""
    w, value = words(language), asked.value()
    return button(w.share, SHARE, value, says=w.share_says) if value else None


def _feedback_blocks(asked: Asked, language: Language) -> list[Block]:
    """Slack's own thumbs up and down."""
    w = words(language)
    up, down = asked.value(v=USEFUL), asked.value(v=USELESS)
    if up is None or down is None:
        return []
    element = {
        "type": "feedback_buttons",
        "action_id": FEEDBACK,
        "positive_button": _thumb(w.useful, w.useful_says, up),
        "negative_button": _thumb(w.useless, w.useless_says, down),
    }
    return [{"type": "context_actions", "elements": [element]}]


def _thumb(label: str, says: str, value: str) -> Block:
    thumb = button(label, FEEDBACK, value, says=says)
    return {key: thumb[key] for key in ("text", "value", "accessibility_label")}


# For notifications and screen readers


def _text(reply: Reply, legend: Legend, lead: Lead | None) -> str:
    """Everything the blocks say, in plain text."""
    lines = [] if lead is None else [lead_text(lead, reply.language)]
    if reply.verdict is not None and not any(part.verdict for part in reply.parts):
        lines.append(words(reply.language).verdicts[reply.verdict])
    lines.append(reply.text)
    if reply.working and reply.working not in reply.text:
        lines.append(words(reply.language).working + reply.working)
    if reply.chart is not None and reply.chart.points:
        title = words(reply.language).chart.format(title=reply.chart.title)
        lines += [title, charts.chart_in_words(reply.chart)]
    if reply.table is not None and not all(_is_tabled(part, reply) for part in reply.parts):
        lines.append(charts.table_in_words(reply.table))
    choices = [f"• {choice.label}" for choice in reply.choices[:MAX_CHOICES]]
    lines += [choice for choice in choices if choice not in reply.text]
    lines += [place_line(each, legend, reply.language) for each in by_place(reply.citations)]
    return "\n".join(filter(None, lines))
