"""Names figures and their subjects in one language, as replies write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.answering.entries import Entry, Index
from bot.answering.figures import Result
from bot.answering.wording import (
    NARROW_SPACE,
    amount,
    capital,
    figure_amount,
    headed,
    is_rounded,
    listing,
    number,
    sentence,
    typeset,
)
from bot.knowledge.model import Fact, Figure, Language, Quote, Source, Term, Text

_PLACEHOLDER = re.compile(r"\{figure(\d*)\}")
_FALLBACK_TEXT = {"fr": "le texte", "en": "the text"}


def name_of_text(source: Source, terms: Mapping[str, Term], language: Language) -> str:
    """What a pack calls its text: "l’article". ``terms`` are the pack's by id."""
    for name in source.about:
        term = terms.get(name)
        if term is not None and term.type == "text":
            return term.name.in_(language)
    return _FALLBACK_TEXT[language]


@dataclass(frozen=True)
class Naming:
    """Writes figures, subjects and sentences for one pack in one language."""

    index: Index
    language: Language

    @property
    def terms(self) -> Mapping[str, Term]:
        """The terms by id."""
        return self.index.lexicon.terms

    def term(self, term: str) -> str:
        """A term's name, its id if there is no such term."""
        found = self.terms.get(term)
        return found.name.in_(self.language) if found else term

    @property
    def text(self) -> str:
        """What the pack calls its text: "l’article"."""
        return name_of_text(self.index.pack.source, self.terms, self.language)

    def say(self, key: str, **values: str) -> str:
        """One of the fixed sentences."""
        return sentence(
            key,
            self.language,
            **{"text": self.text, "Text": capital(self.text)} | values,
        )

    def apart(self, parts: Iterable[str]) -> str:
        """Several things on a line, told apart."""
        return self.say("apart").join(parts)

    def amount(self, figure: Figure) -> str:
        """The amount of a figure: "à peine 9 %"."""
        return figure_amount(figure, self.terms, self.language)

    def subject(self, figure: Figure) -> str:
        """Whose figure it is: its period where the text's subject has several, else its subject."""
        siblings = [f for f, _ in self.index.of_measure(figure.measure)]
        if figure.period is not None and len({f.of for f in siblings}) == 1:
            return self.term(figure.period)
        if len(siblings) == 1 or figure.of in self.index.about:
            return self.term(figure.measure)
        return self.term(figure.of)

    def measure(self, figure: Figure) -> str:
        """The name of what it counts."""
        return self.term(figure.measure)

    def one(self, figure: Figure) -> dict[str, str]:
        """Blanks for a sentence about one figure."""
        return {
            "a": self.subject(figure),
            "va": self.amount(figure),
            "measure": self.measure(figure),
        }

    def pair(self, a: Figure, b: Figure) -> dict[str, str]:
        """Blanks for a sentence about two figures."""
        return {
            "a": self.subject(a),
            "A": capital(self.subject(a)),
            "va": self.amount(a),
            "b": self.subject(b),
            "vb": self.amount(b),
        }

    def listed(self, figures: Sequence[Figure]) -> str:
        """The subjects one after another."""
        return listing([self.subject(f) for f in figures], self.language)

    def amounts(self, figures: Sequence[Figure]) -> str:
        """The subjects with their figures."""
        parts = [f"{self.subject(f)} ({self.amount(f)})" for f in figures]
        return listing(parts, self.language)

    def number(self, value: Decimal) -> str:
        """A plain number, saying so if it is rounded."""
        return self._maybe_rounded(number(value, self.language), value)

    def percent(self, value: Decimal) -> str:
        """A percentage, saying so if it is rounded."""
        space = NARROW_SPACE if self.language == "fr" else ""
        return self._maybe_rounded(f"{number(value, self.language)}{space}%", value)

    def result(self, result: Result) -> str:
        """A computed number with its unit, saying so if it is rounded."""
        if result.unit == "percentage-points":
            points = "points" if self.language == "fr" else "percentage points"
            return f"{number(result.value, self.language)} {points}"
        unit = self.terms.get(result.unit)
        return self._maybe_rounded(amount(result.value, unit, self.language), result.value)

    def _maybe_rounded(self, shown: str, value: Decimal) -> str:
        return f"{shown} ({sentence('rounded', self.language)})" if is_rounded(value) else shown

    def statement(self, entry: Entry) -> str:
        """What a fact says, its figures filled in; a quote as a quotation with its speaker."""
        if isinstance(entry.item, Quote):
            return self.quotation(entry.item)
        return self.says(entry.item)

    def says(self, fact: Fact) -> str:
        """A fact's statement with its figures filled in."""

        def fill(found: re.Match[str]) -> str:
            return self.amount(fact.figures[int(found[1] or 1) - 1])

        said = _PLACEHOLDER.sub(fill, fact.says.in_(self.language))
        return headed(typeset(said, self.language))

    def note(self, note: Text) -> str:
        """A curator's remark, set in the language's typography."""
        return typeset(note.in_(self.language), self.language)

    def quotation(self, quote: Quote) -> str:
        """Somebody's words, with our translation when the reply is in another language."""
        who = self.term(quote.speaker)
        words = self.say("quote", who=who, words=quote.words)
        if self.language == self.index.pack.source.language:
            return words
        ours = sentence("translation", self.language)
        space = NARROW_SPACE if self.language == "fr" else ""
        return f"{words} ({ours}{space}: “{quote.translation}”)"
