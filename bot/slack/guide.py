"""What the bot says of itself: greeting, help, topics, sources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.federation import titles_in
from bot.knowledge.model import Language, Source
from bot.slack.blocks import ASK, Message, present, question_button, said
from bot.slack.elements import Block, actions, bullets, context, header, line, rich_text, span
from bot.slack.text import clip
from bot.slack.wording import Words, words

MAX_TOPICS = 20
MAX_SUGGESTIONS = 4
MAX_NOTES = 5
MAX_NAME = 150
MAX_FACT = 500

TYPED = "`"
"""Stands around what is to be typed, in the catalogue."""


class Topic(Protocol):
    """A subject and questions about it that the bot answers."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    @property
    def questions(self) -> Sequence[str]:
        """Questions to offer, the most telling first."""
        ...


def notice(text: str) -> Message:
    """A few words."""
    return said(text)


def greeting(
    sources: Sequence[Source], suggestions: Sequence[str], language: Language, *, direct: bool
) -> Message:
    """The answer to being addressed without a question."""
    w = words(language)
    title = titles_in(language, sources)
    hello = (w.greeting_direct if direct else w.greeting).format(title=title)
    offered = suggestions[:MAX_SUGGESTIONS]
    blocks = [rich_text(line(span(hello)))]
    if offered:
        blocks += [*context([w.try_these]), *actions(_buttons(offered, w))]
    text = "\n".join([hello, *([w.try_these] if offered else []), *(f"• {q}" for q in offered)])
    return said(text, blocks)


def help_message(command: str, language: Language) -> Message:
    """What can be typed after the slash command."""
    w = words(language)
    told = [
        way.format(command=command)
        for way in (w.help_ask, w.help_topics, w.help_sources, w.help_check, w.help_language)
    ]
    blocks = (
        header(w.help_title),
        rich_text(bullets([_way(way) for way in told])),
        rich_text(line(span(w.help_elsewhere))),
        rich_text(line(span(w.never))),
    )
    plain = (f"• {way}".replace(TYPED, "") for way in told)
    text = "\n".join([w.help_title, *plain, w.help_elsewhere, w.never])
    return said(text, blocks)


def _way(way: str) -> list[Block]:
    """A way to use the command, what is to be typed set apart."""
    pieces = enumerate(way.split(TYPED))
    return [span(piece, code=n % 2 == 1) for n, piece in pieces if piece]


def topics_message(topics: Sequence[Topic], language: Language) -> Message:
    """What can be asked, by topic, a click away."""
    w = words(language)
    blocks = (header(w.topics_title), *topic_blocks(topics, language, each=3))
    lines = [w.topics_title]
    for topic in topics[:MAX_TOPICS]:
        lines += [topic.name, *(f"• {question}" for question in topic.questions[:3])]
    return said("\n".join(lines), blocks)


def topic_blocks(topics: Sequence[Topic], language: Language, *, each: int) -> list[Block]:
    """Each topic with ``each`` of its questions as buttons: two blocks a topic."""
    blocks = []
    for topic in topics[:MAX_TOPICS]:
        if buttons := _buttons(topic.questions[:each], words(language)):
            blocks += [
                rich_text(line(span(clip(topic.name, MAX_NAME), bold=True))),
                *actions(buttons),
            ]
    return blocks


def _buttons(questions: Sequence[str], w: Words) -> list[Block]:
    offered = enumerate(questions)
    return present(question_button(f"{ASK}:{n}", q, q, w.ask_says) for n, q in offered)


def sources_message(sources: Sequence[Source], language: Language) -> Message:
    """What is known of the texts, and what they do not say of themselves."""
    w = words(language)
    blocks = (header(w.sources_title), *source_blocks(sources, language))
    lines = [w.sources_title]
    for source in sources:
        lines += [w.labelled.format(name=name, said=known) for name, known in facts_of(source, w)]
        lines += [note.in_(language) for note in source.notes]
    return said("\n".join(lines), blocks)


def source_blocks(sources: Sequence[Source], language: Language) -> list[Block]:
    """The same as blocks, without the heading."""
    told = [block for source in sources for block in _source_blocks(source, language)]
    return [*told, *context([words(language).only_excerpts], each=1_000)]


def _source_blocks(source: Source, language: Language) -> list[Block]:
    w = words(language)
    items = []
    for name, known in facts_of(source, w):
        label = w.labelled.format(name=name, said="")
        items.append([span(label, bold=True), span(clip(known, MAX_FACT))])
    notes = [note.in_(language) for note in source.notes[:MAX_NOTES]]
    return [rich_text(bullets(items)), *context(notes, each=1_000)]


def facts_of(source: Source, w: Words) -> list[tuple[str, str]]:
    """What a reader wants to know of a text; what it does not say is said to be missing."""
    return [
        (w.title, source.title),
        (w.rubric, source.rubric or w.not_given),
        (w.author, source.author or w.not_given),
        (w.publisher, source.publisher or w.not_given),
        (w.date, source.date or w.not_given),
        (w.address, source.address or w.not_given),
    ]
