"""What a question is about, worked out once for all the candidates held against it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from bot.answering.attribution import sources
from bot.answering.entries import Index
from bot.knowledge.model import Term
from bot.understanding.forms import CIRCUMSTANCES, Form
from bot.understanding.reading import Reading
from bot.understanding.terms import Span

UNITS = {
    "percent": "percent",
    "percentage_points": "percentage-points",
    "USD": "usd",
    "EUR": "eur",
    "GBP": "gbp",
}
"""Units of the number reader, as ids of the common unit terms."""


@dataclass(frozen=True)
class Question:
    """A reading, with what every candidate is held against worked out once."""

    reading: Reading
    index: Index
    likeliest: str | None  # the intent the matcher puts first

    @cached_property
    def phrase_of(self) -> str | None:
        """The intent of which it is a phrase, word for word."""
        return self.index.asks(self.reading)

    @cached_property
    def of_another(self) -> bool:
        """See ``_of_another``."""
        return _of_another(self.reading, self.index)

    @cached_property
    def subjects(self) -> frozenset[str]:
        """The names in it, the text's own subject apart."""
        return frozenset(t.id for t in self.reading.terms("entity")) - self.index.about

    @cached_property
    def periods(self) -> frozenset[str]:
        """The times in it."""
        return frozenset(t.id for t in self.reading.terms("period"))

    @cached_property
    def units(self) -> frozenset[str | None]:
        """The units of its numbers that tell a measure."""
        units = {UNITS.get(n.unit) for n in self.reading.numbers if n.unit is not None}
        return frozenset(units - _SHARED_UNITS)

    @cached_property
    def amounts(self) -> frozenset[tuple[str, Decimal]]:
        """The amounts it asks about, with their units: "the sentence on the 9 %".

        What is claimed of an amount may be another measure's, so that it tells none.
        """
        asking = self.reading.form in (Form.WHAT, Form.WHICH, Form.WHO, Form.HOW_MANY)
        numbers = self.reading.numbers if asking and not self.reading.confirms else ()
        return frozenset((u, n.value) for n in numbers if (u := UNITS.get(n.unit or "")))

    @cached_property
    def of_no_voice(self) -> bool:
        """Whether it asks for the words of somebody whom the text does not let speak."""
        about = self.index.about
        return any(s not in about | self.index.voices for s in _speakers(self.reading))

    @cached_property
    def by_nobody(self) -> bool:
        """Whether it asks what there is according to somebody whom the text does not let speak."""
        # A claim's source is judged, and so is what a reason or a manner takes for granted.
        if self.reading.claims or self.reading.form in CIRCUMSTANCES:
            return False
        return not sources(self.reading) <= self.index.about | self.index.voices

    @cached_property
    def names_measure(self) -> bool:
        """Whether a measure that has figures is named in it."""
        return any(self.index.of_measure(t.id) for t in self.reading.terms("measure"))

    @cached_property
    def states_number(self) -> bool:
        """Whether a plain number stands in it."""
        return any(n.kind == "number" for n in self.reading.numbers)


def names_measure(measure: str, question: Question) -> bool:
    """Whether a question names a measure: by a term, by what a term implies, by a figure of it,
    by a number's unit, or, asking for a count, by a subject or a time that has a figure of it.
    """
    if question.reading.names(measure):
        return True
    told = question.index.told_of.get(measure)
    if told is None:
        return False
    if not (question.units.isdisjoint(told.units) and question.amounts.isdisjoint(told.amounts)):
        return True
    if question.states_number and not question.periods.isdisjoint(told.expected):
        return True
    reading = question.reading
    amount = reading.form is Form.HOW_MANY or reading.names("filler.quantity")
    counting = amount or reading.form is Form.KEYWORDS
    if counting and not question.subjects.isdisjoint(told.subjects):
        return True
    return amount and not question.names_measure and not question.periods.isdisjoint(told.dated)


_SHARED_UNITS = {"percent", None}
"""Units that many measures are counted in: a number of them names none."""


def asks_words(measure: str, question: Question) -> bool:
    """Whether it asks for the words, and not for the figure, of somebody who has one."""
    reading, index = question.reading, question.index
    subjects = {f.of for f, _ in index.of_measure(measure)}
    return not (_speakers(reading) - index.about).isdisjoint(subjects) and not reading.names(
        measure
    )


_OF = frozenset({"from", "of", "by", "de", "d", "par"})
"""Little words between what is said and who says it."""


def _speakers(reading: Reading) -> set[str]:
    """Who a question asks the words of: beside a verb of saying, or a quote "from" them."""
    if reading.form not in (Form.WHAT, Form.WHICH, Form.KEYWORDS):
        return set()
    spans = [s for s in reading.spans if s.text.lower() not in _OF]
    speaking = [at for at, span in enumerate(spans) if span.names("filler.speech")]
    # "What does the article say Dell did" asks for the words of the article.
    beside = [
        next((s for s in (*spans[max(0, at - 1) : at], *spans[at + 1 : at + 2]) if _named(s)), None)
        for at in speaking
    ]
    return {t.id for span in beside if span is not None for t in _named(span)}


def _named(span: Span) -> tuple[Term, ...]:
    return span.of_kind("entity")


def _of_another(reading: Reading, index: Index) -> bool:
    """Whether a measure is asked of a name that has no figure of it: somebody else's revenue.

    Asking what somebody says of a measure is another matter.
    """
    if reading.names("filler.speech", "form.who", "quotation", "discourse.who-said"):
        return False
    measured = [
        (f, e)
        for t in reading.terms("measure")
        for f, e in index.of_measure(t.id)
        if not f.counted  # a list names whom it counts
    ]
    if not measured or any(f.of not in index.about for f, _ in measured):
        return False
    known = {part for f, _ in measured for part in (f.of, f.by)} | index.about
    carried = set[str]().union(*(e.item.about for _, e in measured))
    return any(t.id not in known | carried for t in reading.terms("entity"))
