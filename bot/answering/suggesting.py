"""Which questions are offered: as ways out of an ambiguity, and as what else can be asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from bot.answering.entries import Entry
from bot.answering.figures import amounts
from bot.answering.model import Choice, Kind, Part, Reply
from bot.answering.naming import Naming
from bot.answering.wording import typeset
from bot.knowledge.model import Intent

_CHOICES = 4
_RELATED = 3


def related(entries: Sequence[Entry], naming: Naming) -> tuple[str, ...]:
    """Canonical questions of the same topics whose answers are not shown yet, the nearest first.

    A topic that speaks of an entry by itself is nearer than one that lists it among others.
    """
    shown = {e.id for e in entries}
    answers = naming.index.answers
    topics: dict[str, int] = {}
    for entry in shown:
        for topic, size in naming.index.topics[entry].items():
            topics[topic] = min(size, topics.get(topic, size))
    near = [
        i for i in naming.index.intents.values() if i.topic in topics and not answers[i.id] <= shown
    ]
    near.sort(key=lambda i: topics[i.topic])
    questions = (canonical(i.id, naming, besides=shown) for i in near)
    return tuple(islice((q for q in questions if q), _RELATED))


def canonical(intent: str, naming: Naming, besides: Iterable[str] = ()) -> str | None:
    """How an intent is offered: its first phrase, a subject not shown in its slot."""
    found = naming.index.intents[intent]
    phrases = found.ask.in_(naming.language)
    if not phrases:
        return None
    if "{" not in phrases[0]:
        return typeset(phrases[0], naming.language)
    skip = set(besides)
    for figure, entry in naming.index.of_measure(found.measure or ""):
        if entry.id not in skip and amounts([figure]):
            head, _, tail = phrases[0].partition("{")
            named = head + naming.term(figure.of) + tail.partition("}")[2]
            return typeset(named, naming.language)
    return None


def offer(intents: Sequence[Intent], naming: Naming) -> Reply:
    """A clarification that offers intents as questions."""
    questions = dict.fromkeys(q for i in intents[:_CHOICES] if (q := canonical(i.id, naming)))
    choices = tuple(Choice(label=q, question=q) for q in questions)
    text = " ".join([naming.say("which"), *(f"• {c.label}" for c in choices)])
    return Reply(
        kind=Kind.CLARIFICATION,
        language=naming.language,
        text=text,
        parts=(Part(naming.say("which")),),
        choices=choices,
    )
