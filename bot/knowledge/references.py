"""What the entries of a pack say of one another: ids, placeholders and slots that must be there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar, get_args

from pydantic import BaseModel

from bot.errors import Problem
from bot.knowledge.model import (
    LANGUAGES,
    Fact,
    Figure,
    Intent,
    Phrases,
    Place,
    Quote,
    Source,
    Term,
    TermKind,
    Topic,
)
from bot.knowledge.validation import Located, dotted, suggestion

_M = TypeVar("_M", bound=BaseModel)
_Path = tuple[str | int, ...]

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
NUMBER_SLOT = "number"
_UNITS: tuple[TermKind, ...] = ("unit", "measure")  # what is counted is its own unit


@dataclass
class Listing(Generic[_M]):
    """The entries of one kind, as far as they could be read.

    ``declared`` has every id that is written, with its file and line, whether
    or not its entry is valid: a fault in an entry is not reported again
    wherever the entry is named. ``complete`` is false when a file could not be
    read, so that nothing can be said to be missing.
    """

    located: list[Located[_M]] = field(default_factory=list)
    declared: dict[str, tuple[str, int]] = field(default_factory=dict)
    complete: bool = True

    def items(self) -> tuple[_M, ...]:
        """The entries without their lines."""
        return tuple(located.item for located in self.located)


@dataclass
class Contents:
    """Everything that the files of a pack hold."""

    source: Located[Source] | None = None
    terms: Listing[Term] = field(default_factory=Listing)
    facts: Listing[Fact] = field(default_factory=Listing)
    quotes: Listing[Quote] = field(default_factory=Listing)
    intents: Listing[Intent] = field(default_factory=Listing)
    topics: Listing[Topic] = field(default_factory=Listing)
    common: frozenset[str] = frozenset()  # ids of terms and intents of intents/common
    common_files: frozenset[str] = frozenset()


def reference_problems(contents: Contents) -> Iterator[Problem]:
    """Every id that names nothing, figure without its placeholder, slot without terms and so on."""
    checker = _Checker(contents)
    if contents.source is not None:
        yield from checker.source(contents.source)
    for term in contents.terms.located:
        yield from checker.term(term)
    for fact in contents.facts.located:
        yield from checker.fact(fact)
    for quote in contents.quotes.located:
        yield from checker.quote(quote)
    for intent in contents.intents.located:
        yield from checker.intent(intent)


def slot_names(phrase: str) -> list[str]:
    """The slots of a phrase, or the placeholders of a statement, in order."""
    return PLACEHOLDER.findall(phrase)


def figure_placeholders(count: int) -> tuple[str, ...]:
    """The placeholders of that many figures: ``figure``, ``figure2``, ``figure3`` and so on."""
    return tuple("figure" if n == 1 else f"figure{n}" for n in range(1, count + 1))


class _Checker:
    """Looks things up in one pack."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._terms = {located.item.id: located.item for located in contents.terms.located}
        self._types = {term.type for term in self._terms.values() if term.type}
        self._kinds = {term.kind for term in self._terms.values()}
        self._common_terms = frozenset(contents.terms.declared) & contents.common

    # one kind of entry after the other

    def source(self, located: Located[Source]) -> Iterator[Problem]:
        source = located.item
        headings = {heading.id for heading in source.headings}
        yield from self._repeated(located, "headings", [heading.id for heading in source.headings])
        yield from self._repeated(located, "places", [place.id for place in source.places])
        if not source.places:
            yield self._problem(located, ("places",), "a text has at least one place")
        places = {place.id for place in source.places}
        for index, heading in enumerate(source.headings):
            if heading.id not in places:
                reason = (
                    f"the heading `{heading.id}` is not among `places`, which lists all in order"
                )
                yield self._problem(located, ("headings", index, "id"), reason)
        for index, place in enumerate(source.places):
            yield from self._place_under(located, index, place, headings)
        yield from self._term_list(located, ("about",), source.about)

    def term(self, located: Located[Term]) -> Iterator[Problem]:
        term = located.item
        yield from self._term_list(located, ("implies",), term.implies)
        yield from self._term_list(located, ("shares",), term.shares)
        if term.id in term.implies:
            yield self._problem(located, ("implies",), "a term does not imply itself")
        if term.unit is not None:
            if term.kind != "measure":
                yield self._problem(
                    located, ("unit",), f"only a measure has a unit; this is a {term.kind}"
                )
            yield from self._term(located, ("unit",), term.unit, *_UNITS)
        if term.opposite is not None:
            yield from self._term(located, ("opposite",), term.opposite)
            if term.opposite == term.id:
                yield self._problem(located, ("opposite",), "a term is not its own opposite")

    def fact(self, located: Located[Fact]) -> Iterator[Problem]:
        fact = located.item
        yield from self._figures(located, fact.figures)
        for language in LANGUAGES:
            yield from self._placeholders(
                located, ("says", language), fact.says.in_(language), fact.figures
            )
        for index, evidence in enumerate(fact.evidence):
            yield from self._place(located, ("evidence", index, "place"), evidence.place)
        yield from self._about_and_only(located, fact.about, fact.only)

    def quote(self, located: Located[Quote]) -> Iterator[Problem]:
        quote = located.item
        yield from self._term(located, ("speaker",), quote.speaker, "entity")
        yield from self._place(located, ("place",), quote.place)
        yield from self._figures(located, quote.figures)
        yield from self._about_and_only(located, quote.about, quote.only)

    def intent(self, located: Located[Intent]) -> Iterator[Problem]:
        intent = located.item
        yield from self._outcome(located)
        for index, entry in enumerate(intent.answers):
            yield from self._entry(located, ("answers", index), entry)
        if intent.measure is not None:
            yield from self._term(located, ("measure",), intent.measure, "measure")
        for index, group in enumerate(intent.needs):
            if not group:
                yield self._problem(
                    located, ("needs", index), "this group is empty; name its terms or delete it"
                )
            yield from self._term_list(located, ("needs", index), group)
        for language in LANGUAGES:
            if not intent.ask.in_(language):
                reason = f"there is no phrase for `{language}`: write how people ask this"
                yield self._problem(located, ("ask", language), reason)
        yield from self._slots(located, "ask", intent.ask)
        yield from self._slots(located, "not", intent.not_)

    # what several kinds have

    def _outcome(self, located: Located[Intent]) -> Iterator[Problem]:
        intent = located.item
        outcomes = [
            key
            for key, value in (("answers", intent.answers), ("measure", intent.measure))
            if value
        ]
        if intent.does is not None or intent.reply is not None:
            outcomes.append("does")
        if not outcomes:
            yield self._problem(
                located, (), "nothing answers this: write `answers`, `measure` or `does`"
            )
        elif len(outcomes) > 1:
            reason = f"`{'` and `'.join(outcomes)}` exclude each other: an intent has one of them"
            yield self._problem(located, (outcomes[1],), reason)
        if intent.reply is not None and intent.does is None:
            yield self._problem(
                located, ("reply",), "a reply goes with `does`, the name of the turn"
            )

    def _place_under(
        self, located: Located[Source], index: int, place: Place, headings: set[str]
    ) -> Iterator[Problem]:
        if place.under is not None and place.under not in headings:
            reason = f"there is no heading `{place.under}`{suggestion(place.under, headings)}"
            yield self._problem(located, ("places", index, "under"), reason)

    def _figures(self, located: Located[BaseModel], figures: Iterable[Figure]) -> Iterator[Problem]:
        for index, figure in enumerate(figures):
            at: _Path = ("figures", index)
            yield from self._term(located, (*at, "measure"), figure.measure, "measure")
            yield from self._term(located, (*at, "of"), figure.of)
            yield from self._term(located, (*at, "unit"), figure.unit, *_UNITS)
            if figure.period is not None:
                yield from self._term(located, (*at, "period"), figure.period, "period")
            if figure.by is not None:
                yield from self._term(located, (*at, "by"), figure.by, "entity")

    def _placeholders(
        self, located: Located[BaseModel], path: _Path, words: str, figures: tuple[Figure, ...]
    ) -> Iterator[Problem]:
        expected = figure_placeholders(len(figures))
        found = slot_names(words)
        if _stray_brace(words):
            yield self._problem(
                located, path, "a brace stands alone; placeholders are written {figure}"
            )
        for name in dict.fromkeys(found):
            if name not in expected:
                has = (
                    f"the figures here are {{{'}, {'.join(expected)}}}"
                    if expected
                    else "there is no figure"
                )
                yield self._problem(
                    located, path, f"the placeholder {{{name}}} has no figure; {has}"
                )
        for number, (name, figure) in enumerate(zip(expected, figures, strict=True), start=1):
            if name not in found and not figure.counted:
                reason = (
                    f"figure {number} is not in these words: write it as {{{name}}}, or mark it "
                    "`counted: true` if the text lists what it counts and gives no number"
                )
                yield self._problem(located, path, reason)

    def _slots(self, located: Located[Intent], key: str, phrases: Phrases) -> Iterator[Problem]:
        kinds: frozenset[str] = frozenset(get_args(TermKind))
        common = located.file in self._contents.common_files
        filled = (kinds if common else self._kinds) | self._types | {NUMBER_SLOT}
        for language in LANGUAGES:
            for index, phrase in enumerate(phrases.in_(language)):
                path = (key, language, index)
                if _stray_brace(phrase):
                    yield self._problem(
                        located, path, "a brace stands alone; slots are written {entity}"
                    )
                for slot in slot_names(phrase):
                    if slot not in filled and self._contents.terms.complete:
                        hint = suggestion(slot, {*filled, *kinds} - {slot})
                        yield self._problem(
                            located, path, f"no term can fill the slot {{{slot}}}{hint}"
                        )

    def _about_and_only(
        self, located: Located[BaseModel], about: tuple[str, ...], only: tuple[str, ...]
    ) -> Iterator[Problem]:
        yield from self._term_list(located, ("about",), about)
        for index, name in enumerate(only):
            if name not in self._types and self._contents.terms.complete:
                reason = f"no term has the type `{name}`{suggestion(name, self._types)}"
                yield self._problem(located, ("only", index), reason)

    # one id

    def _term_list(
        self, located: Located[BaseModel], path: _Path, ids: tuple[str, ...]
    ) -> Iterator[Problem]:
        for index, name in enumerate(ids):
            yield from self._term(located, (*path, index), name)
            if name in ids[:index]:
                yield self._problem(located, (*path, index), f"`{name}` stands twice in this list")

    def _term(
        self, located: Located[BaseModel], path: _Path, name: str, *kinds: TermKind
    ) -> Iterator[Problem]:
        declared = self._contents.terms.declared
        if name not in declared:
            if self._contents.terms.complete:
                likely = [t.id for t in self._terms.values() if not kinds or t.kind in kinds]
                reason = (
                    f"there is no {' or '.join(kinds) or 'term'} `{name}`{suggestion(name, likely)}"
                )
                yield self._problem(located, path, reason)
            return
        term = self._terms.get(name)
        if term is not None and kinds and term.kind not in kinds:
            reason = f"`{name}` is of kind {term.kind}; one of kind {' or '.join(kinds)} is wanted"
            yield self._problem(located, path, reason)
        if located.file in self._contents.common_files and name not in self._common_terms:
            reason = f"`{name}` is a term of one pack; a common file names common terms only"
            yield self._problem(located, path, reason)

    def _entry(self, located: Located[Intent], path: _Path, name: str) -> Iterator[Problem]:
        if located.file in self._contents.common_files:
            yield self._problem(
                located, path, "a common intent cannot be answered by the entries of one pack"
            )
            return
        facts, quotes = self._contents.facts, self._contents.quotes
        if (
            name in facts.declared
            or name in quotes.declared
            or not (facts.complete and quotes.complete)
        ):
            return
        hint = suggestion(name, (*facts.declared, *quotes.declared))
        yield self._problem(located, path, f"there is no fact or quote `{name}`{hint}")

    def _place(self, located: Located[BaseModel], path: _Path, place: str) -> Iterator[Problem]:
        if self._contents.source is None:
            return
        source = self._contents.source.item
        known = [known.id for known in source.places]
        if place not in known:
            reason = f"the source has no place `{place}`; its places are {', '.join(known)}"
            yield self._problem(located, path, reason)

    def _repeated(self, located: Located[Source], key: str, ids: list[str]) -> Iterator[Problem]:
        for index, name in enumerate(ids):
            if name in ids[:index]:
                yield self._problem(located, (key, index, "id"), f"the id `{name}` stands twice")

    def _problem(self, located: Located[BaseModel], path: _Path, reason: str) -> Problem:
        entry = getattr(located.item, "id", "")
        where = f"{dotted(path)}: " if path else ""
        return Problem(located.file, located.lines.at(*path), entry, f"{where}{reason}")


def _stray_brace(words: str) -> bool:
    rest = PLACEHOLDER.sub("", words)
    return "{" in rest or "}" in rest
