"""What each fact and quote carries: the terms, words and figures a question about it may name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import get_args

from bot.answering.denial import Denied, denied_by
from bot.knowledge.model import (
    LANGUAGES,
    Circumstance,
    Evidence,
    Fact,
    Figure,
    Intent,
    Language,
    Pack,
    Quote,
    Text,
)
from bot.understanding.reading import Reading, read
from bot.understanding.terms import Lexicon
from bot.understanding.text import clean, fold, stem, tokenise

_PLACEHOLDER = re.compile(r"\{[^}]*\}")

_SPOKEN = ("period", "unit", "attribute")
"""Kinds of terms an entry carries if its words name them. Measures it carries by its figures only;
names too, where they are the subject of its figures."""

Stems = tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """A fact or a quote with all that a question about it may name.

    ``carries`` are ids of terms, ``vocabulary`` stems by language,
    ``contrary`` runs of stems that contradict it.
    """

    item: Fact | Quote
    carries: frozenset[str]
    vocabulary: Mapping[Language, frozenset[str]]
    contrary: Mapping[Language, tuple[Stems, ...]]
    denied: Mapping[Language, tuple[Denied, ...]]  # what its own words deny

    @property
    def id(self) -> str:
        """The entry's id."""
        return self.item.id

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Its typed figures."""
        return self.item.figures

    @cached_property
    def only_counts(self) -> bool:
        """Whether it has no figure but those of lists."""
        return all(figure.counted for figure in self.figures)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Where it stands."""
        if isinstance(self.item, Quote):
            return (Evidence(place=self.item.place, excerpt=self.item.words),)
        return self.item.evidence

    @property
    def is_silent(self) -> bool:
        """Whether it states what the text leaves out."""
        return isinstance(self.item, Fact) and self.item.silent

    @property
    def is_ahead(self) -> bool:
        """Whether it tells what is planned, hoped for or still to be done."""
        return self.item.ahead or any(f.status == "hoped" for f in self.figures)

    @property
    def tells(self) -> frozenset[Circumstance]:
        """The circumstances it gives; a figure with a period tells when."""
        dated = any(figure.period is not None for figure in self.figures)
        return frozenset(self.item.tells) | (frozenset({"when"}) if dated else frozenset())


@dataclass(frozen=True)
class Told:
    """What the figures of one measure are of, how much they are, and of what times."""

    subjects: frozenset[str]
    units: frozenset[str]
    amounts: frozenset[tuple[str, Decimal]]  # with their units
    expected: frozenset[str | None]  # times of those that are estimated or hoped for
    dated: frozenset[str | None]  # times of those that are not only hoped for


@dataclass(frozen=True)
class Index:
    """The entries of a pack, by id and by what they carry."""

    pack: Pack
    lexicon: Lexicon
    entries: Mapping[str, Entry]
    owners: tuple[tuple[Figure, Entry], ...]  # every figure with the entry that states it
    intents: Mapping[str, Intent]
    phrases: Mapping[str, Mapping[Language, frozenset[str]]]  # stems of each intent's phrases
    circumstances: Mapping[str, frozenset[str]]  # "why", "how" … that each intent's phrases ask
    phrasing: Mapping[
        tuple[str, ...], str
    ]  # the intent of each phrase, word by word in normal form
    near_misses: Mapping[Stems, frozenset[str]]  # the intents that must not take what says so
    measured: Mapping[str, tuple[tuple[Figure, Entry], ...]]  # the figures of each measure
    answers: Mapping[str, frozenset[str]]  # ids of the entries that could answer each intent

    @cached_property
    def about(self) -> frozenset[str]:
        """Terms the whole text is about: naming them never narrows a question."""
        return frozenset(self.pack.source.about)

    def asks(self, reading: Reading) -> str | None:
        """The intent of which a reading is a phrase, word for word."""
        return self.phrasing.get(tuple(t.norm for t in reading.tokens))

    def barred(self, reading: Reading) -> frozenset[str]:
        """The intents of which a curator wrote that they must not answer a reading.

        It need not be said word for word: little words and endings may differ.
        """
        return self.near_misses.get(_gist(reading), frozenset())

    @cached_property
    def asked(self) -> tuple[Intent, ...]:
        """The intents that entries answer."""
        return tuple(i for i in self.intents.values() if i.reply is None)

    @cached_property
    def topics(self) -> Mapping[str, Mapping[str, int]]:
        """By an entry's id: the topics that could answer with it, and among how few entries."""
        found: dict[str, dict[str, int]] = {entry: {} for entry in self.entries}
        for intent in self.intents.values():
            size = len(self.answers[intent.id])
            for entry in self.answers[intent.id]:
                found[entry][intent.topic] = min(size, found[entry].get(intent.topic, size))
        return found

    @cached_property
    def told_of(self) -> Mapping[str, Told]:
        """By measure: what its figures tell."""
        return {
            measure: Told(
                frozenset(f.of for f, _ in pairs),
                frozenset(f.unit for f, _ in pairs),
                frozenset((f.unit, f.value) for f, _ in pairs),
                frozenset(f.period for f, _ in pairs if f.status != "reported"),
                frozenset(f.period for f, _ in pairs if f.status != "hoped"),
            )
            for measure, pairs in self.measured.items()
        }

    @cached_property
    def voices(self) -> frozenset[str]:
        """Those whom the text lets speak, their firms, and the text itself."""
        quotes = [e for e in self.entries.values() if isinstance(e.item, Quote)]
        speakers = {f.by for f, _ in self.owners if f.by is not None}
        texts = (t.id for t in self.pack.terms if t.type == "text")
        return frozenset(speakers).union(texts, *(e.carries for e in quotes))

    @cached_property
    def headings(self) -> Mapping[str, str]:
        """The heading over each place that stands under one, by the place's id."""
        source = self.pack.source
        texts = {heading.id: heading.text for heading in source.headings}
        return {p.id: texts[p.under] for p in source.places if p.under in texts}

    def of_measure(self, measure: str) -> tuple[tuple[Figure, Entry], ...]:
        """The figures of one measure, in the pack's order, with their entries."""
        return self.measured.get(measure, ())


def build_index(pack: Pack, lexicon: Lexicon) -> Index:
    """Work out what every entry of a pack carries."""
    phrases: dict[str, dict[Language, frozenset[str]]] = {
        intent.id: {language: _stems(intent.ask.in_(language), language) for language in LANGUAGES}
        for intent in pack.intents
    }
    items: list[Fact | Quote] = [*pack.facts, *pack.quotes]
    entries = {item.id: _entry(item, pack, lexicon, phrases) for item in items}
    owners = tuple((f, e) for e in entries.values() for f in e.figures)
    measured = {
        measure: tuple((f, e) for f, e in owners if f.measure == measure)
        for measure in dict.fromkeys(f.measure for f, _ in owners)
    }
    return Index(
        pack=pack,
        lexicon=lexicon,
        entries=entries,
        owners=owners,
        phrasing={
            tuple(t.norm for t in tokenise(phrase)): intent.id
            for intent in pack.intents
            if intent.answers or intent.measure
            for language in LANGUAGES
            for phrase in intent.ask.in_(language)
            if "{" not in phrase
        },
        near_misses=_near_misses(pack, lexicon),
        measured=measured,
        answers={
            i.id: frozenset(i.answers) | {e.id for _, e in measured.get(i.measure or "", ())}
            for i in pack.intents
        },
        intents={intent.id: intent for intent in pack.intents},
        phrases=phrases,
        circumstances={i.id: _circumstances(i, lexicon) for i in pack.intents},
    )


def _near_misses(pack: Pack, lexicon: Lexicon) -> dict[Stems, frozenset[str]]:
    """By its gist, the intents that each near miss is one of."""
    found: dict[Stems, frozenset[str]] = {}
    for intent in pack.intents:
        for language in LANGUAGES:
            for phrase in intent.not_.in_(language):
                if "{" not in phrase:
                    gist = _gist(read(clean(phrase), language, lexicon))
                    found[gist] = found.get(gist, frozenset()) | {intent.id}
    return found


def _gist(reading: Reading) -> Stems:
    """The stems of a reading's words, in order, without the little ones that ask for nothing."""
    said = [
        stem(token.norm, reading.language)
        for span in reading.spans
        if not (span.terms and all(term.kind == "filler" for term in span.terms))
        for token in reading.tokens[span.first : span.stop]
    ]
    return tuple(said) or tuple(token.norm for token in reading.tokens)


def _circumstances(intent: Intent, lexicon: Lexicon) -> frozenset[str]:
    """The circumstances that an intent's phrases ask for, by their asking words."""
    found = set()
    for circumstance in get_args(Circumstance):
        term = lexicon.terms.get(f"form.{circumstance}")
        if term is None:
            continue
        for language in LANGUAGES:
            words = {fold(alias) for alias in term.aliases.in_(language) if " " not in alias}
            asked = {t.norm for p in intent.ask.in_(language) for t in tokenise(p)}
            if words & asked:
                found.add(circumstance)
    return frozenset(found)


def _entry(
    item: Fact | Quote,
    pack: Pack,
    lexicon: Lexicon,
    phrases: Mapping[str, Mapping[Language, frozenset[str]]],
) -> Entry:
    words = _words(item, pack.source.language)
    named = {
        term.id
        for language in LANGUAGES
        for text in words[language]
        for span in lexicon.find(tokenise(text), language)
        for term in span.terms
        if term.kind in _SPOKEN or (term.kind == "entity" and item.about)
    }
    typed = {
        part
        for f in item.figures
        for part in (f.measure, f.of, f.unit, f.period, f.by)
        if part is not None
    }
    if isinstance(item, Quote):
        typed.add(item.speaker)
    subjects = {f.of for f in item.figures}
    # What gives all names of a type is not about the text's own subject unless it says so.
    closed = item.only if isinstance(item, Fact) else ()
    context = {i for i in pack.source.about if lexicon.terms[i].type not in closed}
    carried = _closed({*item.about, *context, *subjects}, lexicon) | named | typed
    if isinstance(item, Quote):
        carried |= _closed({item.speaker}, lexicon)
    asked = [phrases[i.id] for i in pack.intents if item.id in i.answers and len(i.answers) == 1]
    vocabulary = {
        language: _stems(words[language], language).union(*(p[language] for p in asked))
        for language in LANGUAGES
    }
    contrary = {
        language: tuple(
            tuple(stem(t.norm, language) for t in tokenise(run))
            for run in item.contrary.in_(language)
        )
        for language in LANGUAGES
    }
    denied = {
        language: tuple(d for text in words[language] for d in denied_by(text, language, lexicon))
        for language in LANGUAGES
    }
    return Entry(item, frozenset(carried), vocabulary, contrary, denied)


def _words(item: Fact | Quote, source_language: Language) -> dict[Language, tuple[str, ...]]:
    """Everything an entry says, by language, without its placeholders."""
    if isinstance(item, Quote):
        said = {source_language: (item.words,), _other(source_language): (item.translation,)}
        return {language: said[language] for language in LANGUAGES}
    texts = {language: [_bare(item.says, language)] for language in LANGUAGES}
    texts[source_language] += [evidence.excerpt for evidence in item.evidence]
    return {language: tuple(texts[language]) for language in LANGUAGES}


def _bare(text: Text, language: Language) -> str:
    return _PLACEHOLDER.sub(" ", text.in_(language))


def _other(language: Language) -> Language:
    return "en" if language == "fr" else "fr"


def _closed(ids: Iterable[str], lexicon: Lexicon) -> set[str]:
    """Ids with everything they imply."""
    closed: set[str] = set()
    waiting = list(ids)
    while waiting:
        term = waiting.pop()
        if term not in closed:
            closed.add(term)
            found = lexicon.terms.get(term)
            waiting += found.implies if found else ()
    return closed


def _stems(texts: Iterable[str], language: Language) -> frozenset[str]:
    return frozenset(stem(t.norm, language) for text in texts for t in tokenise(text))
