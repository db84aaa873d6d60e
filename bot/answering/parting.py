"""What a message asks: the clauses of its sentences, without the asker's own story."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from itertools import repeat
from typing import Final

from bot.answering.entries import Index
from bot.answering.inheriting import inherit
from bot.answering.memory import Memory, remembered
from bot.answering.relevance import own_content
from bot.answering.stating import stated
from bot.answering.turns import turn_of
from bot.knowledge.model import Language, Term
from bot.understanding.asides import is_personal
from bot.understanding.clauses import conjoined
from bot.understanding.forms import CONTENT, ELIDED, Form
from bot.understanding.reading import Reading, read
from bot.understanding.terms import Span
from bot.understanding.text import asked_part, sentences, tokenise

PARTS: Final = 6
"""Questions answered of one message; what follows is left."""

_READINGS = 16
"""Readings kept: more than the clauses a sentence may be parted into are rarely read twice."""

_BREAK = re.compile(
    r"[,;:–—)]\s+|\s-\s|\s(?:et|and|mais|but|so)\s(?=(?:je|j'|il me|on|ma|mon|i|we|my|our)\b)",
    re.IGNORECASE,
)
"""Where a story may end and a question begin."""


_PLACES = frozenset({"country", "city"})
"""Types of the names of places: they narrow a question as no other name does."""

_POINTING = frozenset(
    "it its they them their he she him his her our us there il elle ils elles lui leur leurs nous "
    "notre nos eux".split()
)
"""Words of French and English that point at what was named before, in normal form."""


class Parting:
    """Parts messages into the clauses that are answered each by itself."""

    def __init__(self, index: Index) -> None:
        self._index = index
        # A clause may be read as a part of its sentence and by itself; no more is kept.
        self.read = lru_cache(maxsize=_READINGS)(partial(read, lexicon=index.lexicon))

    def clauses(self, text: str, spoken: Language) -> list[Reading]:
        """The readings of a message's sentences; those that say nothing go where others do.

        Beside a question, what neither asks nor claims is left. No more is read than is answered.
        """
        readings: list[Reading] = []
        telling: list[Reading] = []
        worth: list[Reading] = []
        asked = False
        for sentence in sentences(text):
            found = self._parted(self._asked(sentence, spoken), spoken)
            says = [r for r in found if tells(r)]
            readings += found
            telling += says
            worth += [r for r in says if _is_question(r) or _claims_something(r)]
            asked = asked or any(map(_is_question, says))
            if asked and len(worth) >= PARTS:
                break
        if len(readings) < 2:
            return readings
        told = [r for r in telling if r not in worth]
        telling = worth if asked else self._asked_of(telling, readings)
        telling = [self._pointed(r, told) for r in telling]
        if not telling:
            return [self.read(text.replace("\n", " "), spoken)]
        confirming = any(r.confirms for r in readings if not tells(r))
        if confirming:
            telling = [replace(r, confirms=True, form=_claimed(r.form)) for r in telling]
        return telling

    def _pointed(self, asking: Reading, told: Sequence[Reading]) -> Reading:
        """A question with whom it points at in a story that is left out: "I adore X. What does she
        sell?".
        """
        others = [r for r in told if self._is_of_others(r, asking)]
        if not others or not any(t.norm in _POINTING for t in asking.tokens):
            return asking
        named = [t for t in others[-1].terms("entity") if t.id not in self._index.about]
        return replace(asking, spans=(*(Span(0, 0, "", (t,)) for t in named), *asking.spans))

    def _asked_of(self, telling: list[Reading], readings: Sequence[Reading]) -> list[Reading]:
        """What a message states, or what another sentence asks of the last of it: "The firm gave
        some advice. Which?", "Somebody named Smith called. Who is he?".
        """
        asking = [r for r in readings if r not in telling and _is_question(r) and not r.confirms]
        if not (telling and asking) or stated(telling[-1]) or turn_of(asking[-1]) is not None:
            return telling
        before = Memory(terms=remembered(telling[-1], self._index, computed=False))
        asked = inherit(asking[-1], before, self._index) if asking[-1].form is Form.WHO else None
        return [asked or replace(telling[-1], form=Form.WHAT, confirms=False)]

    def _asked(self, sentence: str, spoken: Language) -> str:
        """What a sentence asks behind its colon or the asker's own story, unless it is about what
        stands before it.
        """
        label, colon, listed = sentence.partition(": ")
        if colon and self._announces(self.read(label, spoken)):
            sentence = listed
        asked = asked_part(sentence)
        if asked != sentence:
            told, asking = self.read(sentence[: -len(asked)], spoken), self.read(asked, spoken)
            alone = self._stands_alone(asked, spoken) and not self._is_of_others(told, asking)
            return asked if alone else sentence
        head, comma, tail = sentence.partition(", ")
        if not comma or not is_personal(tokenise(head)):
            return sentence
        told, asking = (self.read(part, spoken) for part in (head, tail))
        narrowing = any(t.kind == "concept" and t.type for t in told.terms())  # "I have a blog"
        wishing = told.names("filler.wrapper") and bool(told.terms("measure"))  # "I need the …"
        narrowing = narrowing or wishing or self._is_of_others(told, asking)
        story = not (told.numbers or told.confirms or narrowing or _asks(told))
        return tail if story and _asks(asking) and self._stands_alone(tail, spoken) else sentence

    def _is_of_others(self, told: Reading, asking: Reading) -> bool:
        """Whether a story names somebody, or a place, that the question may be about, as it names
        nobody, or no place, itself.
        """
        own = {t.type in _PLACES for t in asking.terms("entity")}
        others = [t for t in told.terms("entity") if t.id not in asking.ids | self._index.about]
        return any((t.type in _PLACES) not in own for t in others)

    def _announces(self, label: Reading) -> bool:
        """Whether what stands before a colon only says that questions follow: "two things:"."""
        return label.names("filler.thing", "filler.quantity") and not label.terms(*CONTENT)

    def _stands_alone(self, text: str, spoken: Language) -> bool:
        """Whether a text names something to be asked of."""
        reading = self.read(text, spoken)
        return bool(reading.numbers) or any(s.terms for s in own_content(reading, self._index))

    def _parted(self, sentence: str, spoken: Language) -> list[Reading]:
        """The clauses of a sentence that asks or states several things, else the sentence.

        What a later claim leaves out is taken from the one before.
        """
        whole = self.read(sentence, spoken)
        if self._index.asks(whole) is not None:
            return [whole]  # a curator wrote it as one question
        pieces = conjoined(sentence)
        joined = whole.confirms or stated(whole) or whole.names("op.between")  # "between A and B"
        if len(pieces) > 1 and not joined:
            first = self.read(pieces[0], spoken)
            later = map(self.read, pieces[1:], repeat(spoken))  # read until one asks nothing
            opens = (_asks(first) or first.opens_yes_no) and tells(first)
            if opens and all(_asks(r) and tells(r) for r in later):
                return [self.read(p, spoken) for p in pieces]
        if not whole.claims or len(stated(whole)) < 2:
            return [whole]
        readings = [r for p in pieces if stated(r := self.read(p, spoken))]
        if len(readings) < 2 or not all(stated(r) and tells(r) for r in readings):
            return [whole]
        return self.filled_up(readings, whole)

    def filled_up(self, claims: Sequence[Reading], whole: Reading) -> list[Reading]:
        """The claims of a sentence; what a later one leaves out is taken from the one before."""
        filled = [replace(claims[0], form=whole.form, confirms=whole.confirms)]
        for reading in claims[1:]:
            counts = bool(stated(reading) or reading.ordinals)
            told = filled[-1] if counts else _subject(filled[-1])
            before = Memory(terms=remembered(told, self._index, computed=counts))
            full = inherit(reading, before, self._index) or reading
            filled.append(replace(full, form=whole.form, confirms=whole.confirms))
        return filled

    def behind_story(self, whole: Reading) -> Iterator[Reading]:
        """What may be asked between the asker's own story and a request that says nothing ("could
        you tell me?"), the longest first.

        The story is left out only if it names nothing that the question could be narrowed by.
        """
        if stated(whole) or whole.confirms:
            return
        breaks = list(_BREAK.finditer(whole.text))
        starts = [0, *(mark.end() for mark in breaks)]
        ends = [*(mark.start() for mark in breaks), len(whole.text)]
        parts = [
            self.read(whole.text[i:j], whole.language) for i, j in zip(starts, ends, strict=True)
        ]
        while len(parts) > 1 and self._says_nothing(parts[-1]):
            parts.pop()
        requested = len(parts) < len(starts)
        for at, start in enumerate(starts[: len(parts)]):
            asking = self.read(whole.text[start : ends[len(parts) - 1]], whole.language)
            if any(self._narrows(told, asking) for told in parts[:at]):
                return
            if at == 0 and not requested:
                continue
            if asking.form not in (Form.STATEMENT, Form.KEYWORDS, Form.YES_NO):
                yield asking
            elif requested and not asking.opens_yes_no:
                yield replace(asking, form=Form.WHAT)

    def _says_nothing(self, part: Reading) -> bool:
        """Whether the end of a message only asks for what stands before it."""
        about = [t for t in part.terms(*CONTENT) if t.type != "text" and not _is_little(t, part)]
        about = [t for t in about if t.id not in self._index.about]
        return not (about or part.numbers)

    def _narrows(self, told: Reading, asking: Reading) -> bool:
        """Whether a piece of a story names what the question behind it could be narrowed by."""
        if told.numbers or not (told.is_personal or self._says_nothing(told)):
            return True
        # What the question names of a kind it does not take from the story.
        own = {t.kind for t in asking.terms("entity", "measure") if t.id not in self._index.about}
        return any(
            t.kind not in own and (t.kind in ("entity", "measure", "unit") or t.type)
            for t in told.terms("entity", "measure", "unit", "concept")
            if t.id not in asking.ids | self._index.about and not _is_little(t, told)
        )


def _is_question(reading: Reading) -> bool:
    """Whether a sentence asks, by its mark or its form."""
    asking = reading.form not in (Form.STATEMENT, Form.KEYWORDS)
    return reading.text.rstrip().endswith("?") or (asking and not reading.confirms)


def _claims_something(reading: Reading) -> bool:
    """Whether a sentence beside a question states a number, and not in the asker's own name."""
    return bool(stated(reading)) and not reading.is_personal


def _asks(reading: Reading) -> bool:
    """Whether a piece of a sentence asks by itself, with an asking word of its own."""
    return reading.form in (
        Form.HOW_MANY,
        Form.WHO,
        Form.WHICH,
        Form.WHEN,
        Form.WHERE,
        Form.WHY,
    ) or (
        reading.form is Form.WHAT
        and (reading.names("form.what", "form.list") or reading.tokens[0].norm in ELIDED)
    )


def _subject(reading: Reading) -> Reading:
    """A clause up to its verb: what the next one is about if it names nothing itself."""
    verb = next((i for i, s in enumerate(reading.spans) if s.names("form.verb")), None)
    return replace(reading, spans=reading.spans[:verb])


def asserts(reading: Reading) -> bool:
    """Whether a piece of a sentence claims something by itself: a sentence, an amount or a rank."""
    return (
        reading.form in (Form.STATEMENT, Form.YES_NO)
        or bool(stated(reading) or reading.ordinals)
        or reading.names("op.most", "op.least")
    )


def tells(reading: Reading) -> bool:
    """Whether a sentence asks or says something by itself; "is my source right?" does not."""
    if reading.confirms and all(t.type == "text" for t in reading.terms(*CONTENT)):
        return bool(reading.numbers) or any(not s.terms for s in reading.content)
    # "What does the article say of it?" asks of what stands before it.
    pointing = reading.names("discourse.pronoun")
    return bool(reading.numbers or reading.names("op.most", "op.least")) or any(
        not s.terms
        or any(not (t.kind == "filler" or (pointing and t.type == "text")) for t in s.terms)
        for s in reading.content
    )


def _claimed(form: Form) -> Form:
    return Form.YES_NO if form in (Form.STATEMENT, Form.KEYWORDS) else form


def _is_little(term: Term, reading: Reading) -> bool:
    """Whether the word that names a term may as well be a little one ("sur", reliable or on)."""
    return any(term in s.terms and s.of_kind("filler", "discourse") for s in reading.spans)
