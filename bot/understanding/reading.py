"""Puts together what one clause says: spans, numbers, form, negation, what is asserted."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from bot.knowledge.model import Language, Term
from bot.understanding.asides import ADDRESSED, asides_of, is_personal
from bot.understanding.forms import (
    CIRCUMSTANCES,
    CONTENT,
    VERB_INVERTED,
    Form,
    asks_yes_no,
    confirms_in,
    form_of,
)
from bot.understanding.negation import NEGATIVE_QUESTION, is_negated
from bot.understanding.numbers import (
    Number,
    Ordinal,
    Ratio,
    read_fractions,
    read_numbers,
    read_ordinals,
)
from bot.understanding.terms import Lexicon, Span
from bot.understanding.text import Token, tokenise


@dataclass(frozen=True, eq=False)  # only ever equal to itself: a cache may be keyed by it
class Reading:
    """One clause, read. ``spans`` cover every token once; those of numbers are in ``counted``."""

    text: str
    language: Language
    tokens: tuple[Token, ...]
    spans: tuple[Span, ...]
    numbers: tuple[Number, ...]
    ordinals: tuple[Ordinal, ...]
    fractions: tuple[Ratio, ...]
    form: Form
    confirms: bool  # asks to confirm what it says: "is it true that", "right?"
    negated: bool
    asides: frozenset[int]  # indexes of the tokens in which the asker speaks of themselves
    counted: frozenset[int]  # indexes of the tokens that numbers, their hedges, ordinals and
    # fractions cover
    goes_on: bool = False  # it inherits from a turn that was answered

    @property
    def claims(self) -> bool:
        """Whether it says something that can be held against the text."""
        return self.confirms or self.form in (Form.YES_NO, Form.STATEMENT)

    @cached_property
    def _named(self) -> dict[str, Term]:
        return {t.id: t for span in self.spans for t in span.terms}

    @property
    def ids(self) -> Set[str]:
        """The ids of all terms it names."""
        return self._named.keys()

    def terms(self, *kinds: str) -> tuple[Term, ...]:
        """The terms of the given kinds it names, in order, each once."""
        found = self._by_kinds.get(kinds)
        if found is None:
            found = tuple([t for t in self._named.values() if not kinds or t.kind in kinds])
            self._by_kinds[kinds] = found
        return found

    @cached_property
    def _by_kinds(self) -> dict[tuple[str, ...], tuple[Term, ...]]:
        """What ``terms`` has returned: every candidate asks it for the same kinds."""
        return {}

    def names(self, *ids: str) -> bool:
        """Whether it names one of these terms."""
        return not self._named.keys().isdisjoint(ids)

    @property
    def opens_yes_no(self) -> bool:
        """Whether it asks for yes or no by its words, and not only by its question mark."""
        return self.confirms or asks_yes_no(self.spans) or bool(VERB_INVERTED.search(self.text))

    @property
    def is_personal(self) -> bool:
        """Whether the asker speaks of themselves in it."""
        return is_personal(self.tokens)

    @property
    def addresses(self) -> bool:
        """Whether it speaks to somebody: "what can you do?"."""
        return any(t.norm in ADDRESSED for t in self.tokens)

    @cached_property
    def content(self) -> tuple[Span, ...]:
        """The spans that say what it is about: content terms and unknown words, numbers aside."""
        return tuple(span for span in self.spans if self._says(span))

    def _says(self, span: Span) -> bool:
        if span.terms and not any(t.kind in CONTENT for t in span.terms):
            return False
        counted = all(i in self.counted for i in range(span.first, span.stop))
        named = span.of_kind("entity", "measure", "period", "concept", "unit")
        return bool(named) or not span.text or not counted


def read(text: str, language: Language, lexicon: Lexicon) -> Reading:
    """Read one cleaned clause in one language."""
    tokens = tokenise(text)
    found = lexicon.find(tokens, language)
    ordinals = read_ordinals(text, language)
    fractions = read_fractions(text, language)
    everything = read_numbers(text, language)
    spans = _uncut(found, tokens, everything)
    spans = _subtracted(text, spans, tokens, lexicon.terms.get(_MINUS))
    spans = _completed(spans, tokens, ordinals, lexicon, language)
    numbers = tuple(n for n in everything if not n.weak or _is_count(n, tokens, spans))
    read_parts = [(n.start, n.end) for n in numbers]
    read_parts += [n.hedged for n in numbers if n.hedged is not None]
    read_parts += [(o.start, o.end) for o in ordinals]
    read_parts += [(r.start, r.end) for r in fractions]
    read_parts += [r.hedged for r in fractions if r.hedged is not None]
    covered = {at for start, end in read_parts for at in range(start, end)}
    counted = frozenset(
        index
        for index, token in enumerate(tokens)
        if not covered.isdisjoint(range(token.start, token.end))
    )
    confirms = confirms_in(spans)
    asides = asides_of(text, tokens, spans)
    asking = tuple(s for s in spans if s.first not in asides) or spans
    form = form_of(text, asking, tokens, confirms, lexicon.words_of, language)
    return Reading(
        text=text,
        language=language,
        tokens=tokens,
        spans=spans,
        numbers=numbers,
        ordinals=ordinals,
        fractions=fractions,
        form=form,
        confirms=confirms and form in (Form.YES_NO, Form.WHICH, Form.WHAT, Form.STATEMENT),
        negated=is_negated(text, spans[:-1] if confirms else spans, tokens)
        and not (form not in CIRCUMSTANCES and NEGATIVE_QUESTION.search(text)),
        asides=asides,
        counted=counted,
    )


def _uncut(
    spans: tuple[Span, ...], tokens: tuple[Token, ...], numbers: tuple[Number, ...]
) -> tuple[Span, ...]:
    """The spans, without the names they have only by an edge in a number ("over 50" million)."""
    inside = {at for number in numbers for at in range(number.start + 1, number.end)}
    if not inside:
        return spans
    return tuple(
        replace(span, terms=span.of_kind("operation", "filler"))
        if tokens[span.first].start in inside or tokens[span.stop - 1].end in inside
        else span
        for span in spans
    )


_MINUS = "op.minus"
_MINUS_SIGN = re.compile(r"\s[-−–]\s|\s?−\s?")


def _subtracted(
    text: str, spans: tuple[Span, ...], tokens: tuple[Token, ...], minus: Term | None
) -> tuple[Span, ...]:
    """The spans, the first of two names or periods with a minus sign between them as a minuend."""
    if minus is None or not _MINUS_SIGN.search(text):
        return spans
    marked = list(spans)
    for at, (a, b) in enumerate(pairwise(spans)):
        gap = text[tokens[a.stop - 1].end : tokens[b.first].start]
        alike = any(a.of_kind(kind) and b.of_kind(kind) for kind in ("entity", "period"))
        if alike and _MINUS_SIGN.fullmatch(gap):
            marked[at] = replace(a, terms=(*a.terms, minus))
    return tuple(marked)


def _completed(
    spans: tuple[Span, ...],
    tokens: tuple[Token, ...],
    ordinals: tuple[Ordinal, ...],
    lexicon: Lexicon,
    language: Language,
) -> tuple[Span, ...]:
    """The spans, an ordinal beside a whole period read as its like: "the third quarter and the
    fourth", "third and fourth quarters".
    """

    def counting(span: Span) -> set[int]:
        edges = [(o.start, o.end) for o in ordinals]
        inside = range(span.first, span.stop)
        return {i for i in inside if any(a <= tokens[i].start < b for a, b in edges)}

    if len(ordinals) < 2:
        return spans
    whole = next((s for s in spans if s.of_kind("period") and counting(s)), None)
    if whole is None:
        return spans
    noun = [tokens[i] for i in range(max(counting(whole)) + 1, whole.stop)]
    completed = []
    for span in spans:
        full = [tokens[span.first], *noun] if counting(span) and not span.of_kind("period") else []
        found = lexicon.find(full, language) if full else ()
        period = len(found) == 1 and found[0].of_kind("period")
        completed.append(replace(span, terms=period) if period else span)
    return tuple(completed)


def _is_count(number: Number, tokens: tuple[Token, ...], spans: tuple[Span, ...]) -> bool:
    """Whether "one", "un" and the like count something: only right before a unit or measure."""
    for span in spans:
        if tokens[span.first].start >= number.end:
            return bool(span.of_kind("unit", "measure"))
    return False
