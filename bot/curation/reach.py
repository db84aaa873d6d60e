"""Whether intents answer when asked in their own words, and stay silent where they must."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bot.answering.model import Kind, Reason, Reply
from bot.assistant import Assistant
from bot.knowledge.checking import Finding, finding_at, is_todo
from bot.knowledge.loading import PackFiles
from bot.knowledge.model import (
    LANGUAGES,
    Fact,
    Figure,
    Intent,
    Language,
    Pack,
    Phrases,
    Quote,
    Term,
)
from bot.knowledge.references import NUMBER_SLOT, PLACEHOLDER

_Path = tuple[str | int, ...]


def phrases_of(phrases: Phrases, key: str) -> Iterator[tuple[_Path, str]]:
    """Every phrase with its path below ``key``."""
    for language in LANGUAGES:
        for index, phrase in enumerate(phrases.in_(language)):
            yield (key, language, index), phrase


def without_near_misses(pack: Pack) -> Pack:
    """A pack whose intents may answer anything, as if no curator had barred a question."""
    intents = tuple(i.model_copy(update={"not_": Phrases()}) for i in pack.intents)
    return pack.model_copy(update={"intents": intents})


def reach_findings(
    files: PackFiles, assistant: Assistant, unbarred: Assistant
) -> Iterator[Finding]:
    """Phrases that lead elsewhere than their intent, and near misses that only their own line bars.

    A near miss that is answered without that line is answered with it too, in other words.

    Intents that compute or talk (``does``) depend on the conversation: of those it is only
    asked that their phrases are understood.

    Args:
        files: the pack.
        assistant: answers from it.
        unbarred: the same, ``without_near_misses``.
    """
    entries = _Entries(files)
    intents = files.contents.intents.located
    leads = {located.item.id: entries.entries_of(located.item) for located in intents}
    ways = Counter(entry for led_to in leads.values() for entry in led_to)
    for located in intents:
        intent = located.item
        own = {entry for entry in leads[intent.id] if ways[entry] == 1}
        for language in LANGUAGES:
            for index, phrase in enumerate(intent.ask.in_(language)):
                if is_todo(phrase):
                    continue
                question = entries.filled(phrase, intent, language)
                reply = assistant.reply(question, language=language)
                if not _reached(reply, intent, entries):
                    reason = f"asked “{question}”, this does not answer: {_outcome(reply)}"
                    mend = "see `verbatim ask --why`; reword the phrase or mend what stops it"
                    yield finding_at(located, ("ask", language, index), reason, mend)
            for index, phrase in enumerate(intent.not_.in_(language)):
                question = entries.filled(phrase, intent, language)
                reply = unbarred.reply(question, language=language)
                if reply.kind is Kind.ANSWER and not own.isdisjoint(reply.entries):
                    reason = (
                        f"the near miss “{question}” is kept out by this line alone: in other "
                        f"words it is answered, by {_outcome(reply)}"
                    )
                    mend = "give the intent `needs`, or drop the phrase that is too wide"
                    yield finding_at(located, ("not", language, index), reason, mend, "warning")


def _reached(reply: Reply, intent: Intent, entries: _Entries) -> bool:
    if intent.answers:
        given = set(intent.answers) & set(reply.entries)
        # An unknown names the nearest entry without answering; with a silent one it does answer.
        return bool(given if reply.kind is Kind.ANSWER else given & entries.silent)
    if intent.measure is not None:
        shown = {figure.measure for figure in reply.figures}
        told = not entries.entries_of(intent).isdisjoint(reply.entries)
        return told or intent.measure in shown or reply.kind is Kind.CLARIFICATION
    return reply.reason is not Reason.NOT_UNDERSTOOD


def _outcome(reply: Reply) -> str:
    """What came instead, in a few words."""
    if reply.choices:
        return f"it asks back, “{reply.choices[0].label}” first"
    given = ", ".join(f"`{entry}`" for entry in reply.entries)
    if reply.kind is Kind.ANSWER and given:
        return given
    outcome = f"{reply.kind.value} ({reply.reason.value})" if reply.reason else reply.kind.value
    return f"{outcome}, near {given}" if given else outcome


class _Entries:
    """A pack's entries: which of them an intent leads to, and what names go into its slots."""

    def __init__(self, files: PackFiles) -> None:
        contents = files.contents
        self._terms = {term.id: term for term in contents.terms.items() if not term.nearby}
        entries: tuple[Fact | Quote, ...] = (*contents.facts.items(), *contents.quotes.items())
        self._entries = {entry.id: entry for entry in entries}
        self.silent = frozenset(fact.id for fact in contents.facts.items() if fact.silent)

    def measures(self, entry: str) -> set[str]:
        """The measures of an entry's figures."""
        found = self._entries.get(entry)
        return {figure.measure for figure in found.figures} if found else set()

    def entries_of(self, intent: Intent) -> set[str]:
        """The entries an intent can answer with."""
        if intent.measure is None:
            return set(intent.answers)
        return {entry for entry in self._entries if intent.measure in self.measures(entry)}

    def filled(self, phrase: str, intent: Intent, language: Language) -> str:
        """The phrase with names in its slots: of what the intent's entries are about, if it can."""
        near = [self._terms[name] for name in self._near(intent) if name in self._terms]
        used: set[str] = set()
        parts = PLACEHOLDER.split(phrase)  # words and slots by turns
        for position in range(1, len(parts), 2):
            parts[position] = self._name(parts[position], near, used, language)
        return "".join(parts)

    def _name(self, slot: str, near: list[Term], used: set[str], language: Language) -> str:
        if slot == NUMBER_SLOT:
            return "2"
        for term in (*near, *self._terms.values()):
            if slot in (term.kind, term.type) and term.id not in used:
                used.add(term.id)
                return term.name.in_(language)
        return slot

    def _near(self, intent: Intent) -> Iterator[str]:
        """Ids of the terms that an intent's entries, or the figures of its measure, are about."""
        for entry in self._entries.values():
            if entry.id in intent.answers:
                yield from self._terms_of(entry, entry.figures)
            elif intent.measure is not None:
                figures = [f for f in entry.figures if f.measure == intent.measure]
                yield from self._terms_of(entry, figures) if figures else ()

    def _terms_of(
        self, entry: Fact | Quote, figures: list[Figure] | tuple[Figure, ...]
    ) -> Iterator[str]:
        for figure in figures:
            yield from (figure.of, figure.period or "", figure.by or "", figure.measure)
        if isinstance(entry, Quote):
            yield entry.speaker
        yield from entry.about
