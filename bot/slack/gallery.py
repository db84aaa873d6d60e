"""Every kind of reply and view as Block Kit JSON, for Slack's Block Kit Builder.

The words are the pack's: replies to its own questions, and the same replies with
another outcome where no question of the pack leads to one.
https://app.slack.com/block-kit-builder
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bot.answering.model import (
    Chart,
    Choice,
    Kind,
    Point,
    Reply,
    ShownFigure,
    Table,
    Verdict,
)
from bot.federation import Answering
from bot.knowledge.model import LANGUAGES, Language
from bot.slack import guide
from bot.slack.asked import Asked, Shareable
from bot.slack.blocks import Lead, Message, Surface, headline, reply_message
from bot.slack.checks import check_message
from bot.slack.elements import Block
from bot.slack.home_tab import home_view
from bot.slack.legend import Legend
from bot.slack.modals import (
    answer_view,
    ask_view,
    check_view,
    notice_view,
    source_view,
    waiting_view,
)
from bot.slack.wording import words

COMMAND = "/ask"
SOMEBODY = "U012AB3CD"
RETENTION_DAYS = 30
UNANSWERABLE = "xyzzy plugh"
MAX_POINTS = 6

Specimen = tuple[str, Block]
"""A name, and the payload: a message's ``blocks``, or a view."""


def write_gallery(assistant: Answering, folder: Path) -> list[Path]:
    """Write the gallery, a file a specimen and language; gives the files.

    Args:
        assistant: whose pack gives the words.
        folder: where to write; it is made if it is not there.

    Raises:
        OSError: the folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for language in LANGUAGES:
        for name, payload in specimens(assistant, language):
            path = folder / f"{name}.{language}.json"
            text = json.dumps(payload, ensure_ascii=False, indent=2)
            path.write_text(f"{text}\n", encoding="utf-8")
            written.append(path)
    return written


def specimens(assistant: Answering, language: Language) -> Iterator[Specimen]:
    """Every kind of message and view in one language."""
    questions = [q for topic in assistant.topics(language) for q in topic.questions]
    asked = [(q, assistant.reply(q, language=language)) for q in questions]
    answers = [(q, reply) for q, reply in asked if reply.kind is Kind.ANSWER]
    legend = Legend.of(*assistant.packs)
    plain = next(((q, r) for q, r in answers if headline(r)), answers[0])
    yield from _replies(assistant, plain, answers, legend, language)
    yield from _guide(assistant, language)
    yield from _views(assistant, plain, legend, language)


def _replies(
    assistant: Answering,
    plain: tuple[str, Reply],
    answers: Sequence[tuple[str, Reply]],
    legend: Legend,
    language: Language,
) -> Iterator[Specimen]:
    question, fact = plain
    unlike = {
        "fact": fact,
        "quotation": next((r for _, r in answers if any(p.quote for p in r.parts)), None),
        "several": next((r for _, r in answers if len(r.parts) > 1), None),
        **{verdict.value: replace(fact, verdict=verdict) for verdict in Verdict},
        "clarification": replace(
            fact,
            kind=Kind.CLARIFICATION,
            choices=tuple(Choice(q, q) for q in assistant.suggestions(language)),
            related=(),
        ),
        "unknown": assistant.reply(UNANSWERABLE, language=language),
        "hello": assistant.reply("", language=language),
        **_pictured(fact, [reply for _, reply in answers]),
    }
    asked = Asked(question)
    for name, reply in unlike.items():
        if reply is not None:
            message = reply_message(reply, legend=legend, asked=asked, surface=Surface.THREAD)
            yield f"reply-{name}", _payload(message)
    private, shared = Lead(question), Lead(question, SOMEBODY, shared=True)
    for name, surface, lead in (
        ("private", Surface.EPHEMERAL, private),
        ("shared", Surface.THREAD, shared),
    ):
        message = reply_message(fact, legend=legend, asked=asked, surface=surface, lead=lead)
        yield f"reply-{name}", _payload(message)


def _pictured(fact: Reply, answers: Sequence[Reply]) -> dict[str, Reply]:
    """The fact with a chart and with a table of the pack's figures of one measure."""
    figures = _comparable([figure for reply in answers for figure in reply.figures])
    if not figures:
        return {}
    points = tuple(Point(f.label, f.value, f.display) for f in figures)
    rows = tuple((figure.label, figure.display) for figure in figures)
    title = fact.text
    return {
        "chart": replace(fact, chart=Chart(title, figures[0].measure, points)),
        "moments": replace(fact, chart=Chart(title, figures[0].measure, points, over_time=True)),
        "table": replace(fact, table=Table(title, ("", ""), rows)),
        "working": replace(fact, working=" + ".join(figure.display for figure in figures)),
    }


def _comparable(figures: Sequence[ShownFigure]) -> list[ShownFigure]:
    """The figures of the measure that has most of them, each once."""
    by_measure: dict[str, dict[str, ShownFigure]] = {}
    for figure in figures:
        by_measure.setdefault(figure.measure, {})[figure.label] = figure
    largest = max(by_measure.values(), key=len, default={})
    return list(largest.values())[:MAX_POINTS]


def _guide(assistant: Answering, language: Language) -> Iterator[Specimen]:
    sources = [pack.source for pack in assistant.packs]
    topics = assistant.topics(language)
    suggestions = assistant.suggestions(language)
    yield "greeting", _payload(guide.greeting(sources, suggestions, language, direct=False))
    yield "help", _payload(guide.help_message(COMMAND, language))
    yield "topics", _payload(guide.topics_message(topics, language))
    yield "sources", _payload(guide.sources_message(sources, language))
    home = home_view(sources, topics, language, chosen=None, retention_days=RETENTION_DAYS)
    yield "home", home


def _views(
    assistant: Answering, plain: tuple[str, Reply], legend: Legend, language: Language
) -> Iterator[Specimen]:
    question, fact = plain
    shareable = Shareable(Asked(question), "C012AB3CD", "1700000000.000100")
    checked = assistant.check(f"{fact.text} {question}", language=language)
    message = check_message(
        checked,
        legend=legend,
        asked=Asked(question, "check"),
        language=language,
        surface=Surface.EPHEMERAL,
    )
    yield "check", _payload(message)
    yield "modal-source", source_view(fact, legend)
    yield "modal-question", ask_view(question, language, "")
    yield "modal-answer", answer_view(fact, legend, shareable)
    yield "modal-check", check_view(checked, legend, language, shareable)
    yield "modal-waiting", waiting_view(language)
    yield "modal-notice", notice_view(words(language).stale, language)


def _payload(message: Message) -> Block:
    return {"blocks": list(message.blocks)}
