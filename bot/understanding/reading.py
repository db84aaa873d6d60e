"""Puts together what one clause says: spans, numbers, form, negation, what is asserted."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from operator import attrgetter

from bot.knowledge.model import Language, Term
from bot.understanding.numbers import (
    Number,
    Ordinal,
    Ratio,
    read_fractions,
    read_numbers,
    read_ordinals,
)
from bot.understanding.terms import Lexicon, Span
from bot.understanding.text import Token, fold, tokenise
from bot.understanding.verbs import looks_finite


class Form(StrEnum):
    """How a clause asks, if it asks."""

    HOW_MANY = "how-many"
    WHO = "who"
    WHAT = "what"
    WHICH = "which"
    WHY = "why"
    WHEN = "when"
    WHERE = "where"
    HOW = "how"
    YES_NO = "yes-no"
    STATEMENT = "statement"  # a sentence that asserts
    KEYWORDS = "keywords"  # words without a sentence


CIRCUMSTANCES = (Form.WHY, Form.WHEN, Form.WHERE, Form.HOW)
CONTENT = ("entity", "measure", "period", "unit", "concept", "attribute")
"""Kinds of terms that say what a question is about."""


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
        return self.confirms or _asks_yes_no(self.spans) or bool(_VERB_INVERTED.search(self.text))

    @property
    def is_personal(self) -> bool:
        """Whether the asker speaks of themselves in it."""
        return is_personal(self.tokens)

    @property
    def addresses(self) -> bool:
        """Whether it speaks to somebody: "what can you do?"."""
        return any(t.norm in _ADDRESSED for t in self.tokens)

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


def is_personal(tokens: Iterable[Token]) -> bool:
    """Whether the asker speaks of themselves in some words."""
    return any(token.norm in _SPEAKER for token in tokens)


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
    confirms = _confirms(spans)
    asides = _asides(text, tokens, spans)
    asking = tuple(s for s in spans if s.first not in asides) or spans
    form = _form(text, asking, tokens, confirms, lexicon.words_of, language)
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
        negated=_is_negated(text, spans[:-1] if confirms else spans, tokens)
        and not (form not in CIRCUMSTANCES and _NEGATIVE_QUESTION.search(text)),
        asides=asides,
        counted=counted,
    )


_BREAK = re.compile(r"[,;:!.–—]|\s-\s")
_JOINING = frozenset({"et", "and", "so", "donc", "mais", "but", "because", "car"})
_SPEAKER = frozenset("je j jsuis mon ma mes moi nous notre nos i im ive my me we our mine".split())
"""First persons of French and English, in normal form."""


def _asides(text: str, tokens: tuple[Token, ...], spans: tuple[Span, ...]) -> frozenset[int]:
    """Tokens of the segments in which the asker speaks of themselves, the one that asks apart.

    Segments end at punctuation and conjunctions. The one that asks names most
    measures and names, or has the asking word; the last one of equals.
    """
    segments: list[list[int]] = [[]]
    for index, token in enumerate(tokens):
        gap = text[tokens[index - 1].end : token.start] if index else ""
        if _BREAK.search(gap) or token.norm in _JOINING:
            segments.append([])
        segments[-1].append(index)
    if not tokens:
        return frozenset()
    core = max(segments, key=lambda s: (_asking(s, spans), s[0] if s else -1))
    outside = [s for s in segments if s is not core] if len(segments) > 1 else []
    head = _before_asking(core, spans)
    return frozenset(
        index
        for segment in (*outside, *([head] if head else []))
        if _is_aside(segment, tokens, spans)
        for index in segment
    )


def _before_asking(core: list[int], spans: tuple[Span, ...]) -> list[int]:
    """What stands before the asking word of the segment that asks."""
    asks = [
        s.first
        for index, s in enumerate(spans)
        if core[0] <= s.first <= core[-1]
        and not s.ids.isdisjoint(_ASKING)
        and not _joins(index, spans)
    ]
    return [i for i in core if i < asks[0]] if asks else []


_ADDRESSED = frozenset("tu te t toi ton ta tes vous votre vos you your yours u ur ya".split())
"""Second persons of French and English, in normal form."""

_LONG_ASIDE = 3
_RESTRICTING = frozenset(
    "among amongst in for with by of on at from within across during since until dans chez "
    "parmi pour sur en au aux "
    "avec par selon depuis pendant entre between".split()
)
"""Prepositions of French and English: what follows them may narrow the question."""


def _is_aside(segment: list[int], tokens: tuple[Token, ...], spans: tuple[Span, ...]) -> bool:
    """Whether a segment only leads to the question: the asker speaks of themselves, or it names
    nothing and no preposition in it can narrow what is asked.
    """
    if not segment:
        return False
    norms = {tokens[i].norm for i in segment}
    if norms & _SPEAKER:
        return True
    inside = _inside(segment, spans)
    if inside and inside[0].names("filler.polite"):
        return True
    named = any(any(t.kind in CONTENT for t in s.terms) for s in inside)
    if inside and inside[0].first == 0 and not inside[0].ids.isdisjoint(_ASKING):
        return False  # "who is ahead, A or B?"
    return not named and len(segment) >= _LONG_ASIDE and not norms & _RESTRICTING


def _inside(segment: list[int], spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """The spans that start in a segment."""
    if not segment:
        return ()
    start = bisect_left(spans, segment[0], key=_FIRST)
    return spans[start : bisect_right(spans, segment[-1], key=_FIRST)]


_FIRST = attrgetter("first")


def _asking(segment: list[int], spans: tuple[Span, ...]) -> int:
    inside = _inside(segment, spans)
    asks = not all(s.ids.isdisjoint(_ASKING) for s in inside)
    named = sum(not s.kinds.isdisjoint(("measure", "entity", "concept")) for s in inside)
    return named + 2 * asks


def _confirms(spans: tuple[Span, ...]) -> bool:
    """Whether a clause asks to confirm; a word that also denies ("non") does so only at the end."""
    last = len(spans) - 1
    return any(
        span.names("form.confirm")
        and (
            index == last
            or not (span.of_kind("negation", "discourse", "filler") or span.names(_SHORT_CONFIRM))
        )
        and not (index and spans[index - 1].text.lower() in _ARTICLES)  # "is it a fake?"
        for index, span in enumerate(spans)
    )


_ARTICLES = frozenset({"a", "an", "un", "une"})
_SHORT_CONFIRM = "form.confirm.short"
"""Words that ask to confirm only at the very end: "exact ?", "non ?", "yes?"."""


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


_ANYWHERE = {
    "form.how-many": Form.HOW_MANY,
    "form.why": Form.WHY,
    "form.which": Form.WHICH,
}
"""Words that ask wherever they stand."""

_OPENINGS = {"form.what": Form.WHAT, "form.who": Form.WHO, "form.which": Form.WHICH}

_LEADING = {
    "form.who": Form.WHO,
    "form.what": Form.WHAT,
    "form.when": Form.WHEN,
    "form.where": Form.WHERE,
    "form.how": Form.HOW,
}
"""Words that ask only at the head or the end: inside a clause they join ("qui", "that", "when")."""


_JOINED = frozenset({"form.where", "form.when"})
"""Words that join more often than they ask unless they stand first."""

_ASKING = frozenset({*_ANYWHERE, *_LEADING})


def _leading(text: str, spans: tuple[Span, ...], tokens: tuple[Token, ...]) -> Form | None:
    """What a word asks that stands where it asks: at the head, the end or after a break."""
    for index, span in enumerate(spans):
        found = next((_LEADING[t.id] for t in span.terms if t.id in _LEADING), None)
        if found is None:
            continue
        inside = span.first > 0 and span.stop < len(tokens)
        counts = inside and tokens[span.first - 1].is_number  # "9% who know it", "8 ou 9"
        if not counts and (_may_ask(index, spans) or _opens(span, text, tokens)):
            ranked = found is Form.WHERE and any(s.names("op.rank") for s in spans)
            return (
                Form.WHAT if ranked or (found is Form.HOW and _of_degree(index, spans)) else found
            )
    return None


def _form(
    text: str,
    spans: tuple[Span, ...],
    tokens: tuple[Token, ...],
    confirms: bool,
    words_of: Callable[[str], frozenset[str]],
    language: Language,
) -> Form:
    asked = text.rstrip().endswith("?")
    if spans and spans[0].names("form.yes-no") and not spans[0].of_kind("filler") and asked:
        counted = _first(spans, _ANYWHERE)
        return counted if counted is Form.HOW_MANY else Form.YES_NO
    anywhere = _first(spans, _ANYWHERE) or _within(spans, tokens, words_of)
    if anywhere is None and spans and not confirms:
        opening = _opening(spans, tokens, words_of, asked=asked)
        if opening is not None:
            return opening
    leading = _leading(text, spans, tokens)
    if leading in (Form.WHO, Form.WHEN, Form.WHERE) and anywhere is not Form.HOW_MANY:
        return leading
    if confirms and anywhere in (None, Form.WHICH):
        return Form.YES_NO
    if anywhere is not None:
        return anywhere
    if leading is not None:
        return leading
    if any(span.names("form.list") for span in spans[:_HEAD]):
        return Form.WHAT
    if _asks_yes_no(spans) or _VERB_INVERTED.search(text):
        return Form.YES_NO
    if asked and not confirms and any(span.names("form.what") for span in spans):
        return Form.WHAT  # asked at its place: "it belongs to what genre?"
    pictured = bool(spans) and any(spans[-1].names(picture) for picture in _PICTURES)
    if pictured or not _is_sentence(spans, tokens, words_of("form.verb"), language):
        return Form.KEYWORDS
    return Form.YES_NO if asked else Form.STATEMENT


_PICTURES = ("discourse.chart", "discourse.table")
"""What ends in these is a wish and no claim: "revenue as a chart"."""

_HEAD = 4
"""Spans among which a clause's asking word stands, after a greeting and the like."""


def _first(spans: Iterable[Span], forms: dict[str, Form]) -> Form | None:
    return next((forms[t.id] for span in spans for t in span.terms if t.id in forms), None)


ELIDED = frozenset({"que", "qu"})
"""French "que" asks only as the very first word of a question: "qu'apporte…", "que dit…"."""


def _opening(
    spans: tuple[Span, ...],
    tokens: tuple[Token, ...],
    words_of: Callable[[str], frozenset[str]],
    *,
    asked: bool,
) -> Form | None:
    """What the first word of a clause asks, or the second after a little one, though it is part
    of a longer name: "what does the article say about", "whose quotes", "under what heading".
    """
    first = spans[0]
    head = tokens[first.first].norm
    if asked and head in ELIDED:
        return Form.WHAT
    if first.of_kind("discourse"):
        return Form.WHO if first.names("discourse.who-said") else None
    if _is_long(first) and first.of_kind("filler", *CONTENT):
        words = [tokens[i].norm for i in range(first.first, first.first + 2)]
    elif first.of_kind("filler") and len(spans) > 1 and asked:
        words = [tokens[spans[1].first].norm]
    else:
        return None
    return next((f for word in words for t, f in _OPENINGS.items() if word in words_of(t)), None)


def _is_long(span: Span) -> bool:
    return span.stop - span.first > 1


def _within(
    spans: Iterable[Span], tokens: tuple[Token, ...], words_of: Callable[[str], frozenset[str]]
) -> Form | None:
    """What a word of a longer name asks: "quel type de site" which, "connu de combien" how many."""
    names = [s for s in spans if _is_long(s) and s.of_kind(*CONTENT)]
    counting = words_of("form.how-many")
    if any(tokens[i].norm in counting for s in names for i in range(s.first, s.stop)):
        return Form.HOW_MANY
    heads = [tokens[s.first].norm for s in names]
    return next((f for head in heads for t, f in _ANYWHERE.items() if head in words_of(t)), None)


def _opens(span: Span, text: str, tokens: tuple[Token, ...]) -> bool:
    """Whether a span opens a segment: "given that …, what should they do?"."""
    if span.first == 0 or " " not in span.text:
        return span.first == 0
    return bool(_BREAK.search(text[tokens[span.first - 1].end : tokens[span.first].start]))


def _of_degree(index: int, spans: tuple[Span, ...]) -> bool:
    """Whether "how" asks a degree ("how well known") and not a manner ("how does it")."""
    if any(
        s.names("filler.speech") or s.names("filler.source") for s in spans[index + 1 : index + 4]
    ):
        return True
    if spans[index].text.lower() != "how":
        return False
    following = spans[index + 1 : index + 2]
    return any(
        not span.terms or any(t.kind in CONTENT or t.id == "filler.vague" for t in span.terms)
        for span in following
        if not (span.names("form.yes-no") or span.names("filler.function"))
    )


def _may_ask(index: int, spans: tuple[Span, ...]) -> bool:
    """Whether an asking word stands where it asks: before all content, or last but for little
    words ("… when exactly").
    """
    if all(span.of_kind("filler") and not span.of_kind("form") for span in spans[index + 1 :]):
        return True
    if _joins(index, spans):
        return False
    return not any(
        t.kind in (*CONTENT, "operation") and not any(o.kind == "filler" for o in s.terms)
        for s in spans[:index]
        for t in s.terms
    )


def _joins(index: int, spans: tuple[Span, ...]) -> bool:
    """Whether a word joins a clause to a noun: "the place where", "l'extrait où"."""
    joined = not spans[index].ids.isdisjoint(_JOINED)
    return joined and not all(span.of_kind("filler") for span in spans[:index])


_INVERTED = frozenset({"il", "elle", "ils", "elles", "on", "que", "qu"})


_VERB_INVERTED = re.compile(r"\b\w{2,}[-‑](?:t[-‑])?(?:il|elle|on|ils|elles)\b", re.IGNORECASE)
"""A French verb before its subject ("emploie-t-il"), which asks whatever the verb."""


def _asks_yes_no(spans: tuple[Span, ...]) -> bool:
    """Whether a clause opens with a word that asks for yes or no, or inverts verb and subject."""
    opening = True
    for span in spans:
        if span.names("form.yes-no"):
            words = fold(span.text).replace("-", " ").split()
            if opening or (len(words) > 1 and words[-1] in _INVERTED):
                return True
        if any(t.kind in CONTENT for t in span.terms) or not span.terms:
            opening = False
        if fold(span.text) in _SUBJECTS:
            opening = False  # "that was", "I have": what follows its subject asks nothing
    return False


_SUBJECTS = frozenset("i we you he she it they that this je j tu il elle on nous vous".split())
"""Pronouns of French and English that are subjects, in normal form."""


def _is_sentence(
    spans: tuple[Span, ...],
    tokens: tuple[Token, ...],
    verbs: frozenset[str],
    language: Language,
) -> bool:
    """Whether the words make a sentence: a finite verb among them, and something said.

    The verb of a request ("tell me about") makes none of what is asked for.
    """
    saying = {i for s in spans if not s.names("filler.wrapper") for i in range(s.first, s.stop)}
    content = sum(any(t.kind in CONTENT for t in span.terms) for span in spans)
    behind = {span.stop for span in spans if span.of_kind("entity")}
    return content >= 1 and (
        any(span.names("form.verb") and not _requests(at, spans) for at, span in enumerate(spans))
        or any(
            t.norm in verbs and not (language == "en" and t.norm == "a")  # French "a": has
            for at, t in enumerate(tokens)
            if at in saying
        )
        or any(looks_finite(at, tokens, language, named=at in behind) for at in saying)
    )


def _requests(index: int, spans: tuple[Span, ...]) -> bool:
    """Whether a verb of requests stands behind little words only: "get me the takings of May"."""
    before = all(span.of_kind("filler", "discourse", "form") for span in spans[:index])
    return spans[index].names("filler.wrapper") and before


HALF_NEGATIONS = frozenset({"ne", "n", "n '", "non plus"})
"""Words that deny only together with another one: "ne … que" restricts, it does not deny."""


_NEGATIVE_QUESTION = re.compile(
    r"\b(?!n'?est[- ]ce pas\W*$)n['e]?\s*\w+[- ](?:t[- ])?(?:il|elle|on|ils|elles|ce)\s+pas\b"
    r"|^\W*(?:ce n'?\s?est|c'?\s?est|c|ce serait) pas\b",
    re.IGNORECASE,
)
"""French negative questions ("n'a-t-il pas signé ?") ask to confirm, they do not deny; a mere
"n'est-ce pas ?" at the end leaves what stands before it denied or not."""


def _is_negated(text: str, spans: tuple[Span, ...], tokens: tuple[Token, ...]) -> bool:
    return any(
        span.of_kind("negation")
        and not (index == 0 and span.names("form.yes-no"))
        and not (span.names("op.except") and _names_next(index, spans))
        and (not _answers(span) or _denies_next(index, text, spans, tokens))
        and span.text.lower() not in HALF_NEGATIONS
        for index, span in enumerate(spans)
    )


def _names_next(index: int, spans: tuple[Span, ...]) -> bool:
    """Whether a name follows: "without May" leaves one out and denies nothing."""
    return bool(spans[index + 1 : index + 2] and spans[index + 1].of_kind("entity"))


def _answers(span: Span) -> bool:
    """Whether a word that denies may as well answer or ask to confirm: "no", "non"."""
    return bool(span.of_kind("discourse")) or span.names("form.confirm")


def _denies_next(index: int, text: str, spans: tuple[Span, ...], tokens: tuple[Token, ...]) -> bool:
    """Whether a "no" inside a segment denies the content word right behind it: "lends no money"."""
    if not 0 < index < len(spans) - 1:
        return False
    span, following = spans[index], spans[index + 1]
    before = text[tokens[spans[index - 1].stop - 1].end : tokens[span.first].start]
    after = text[tokens[span.stop - 1].end : tokens[following.first].start]
    content = not following.terms or any(t.kind in CONTENT for t in following.terms)
    return content and not (before.strip() or after.strip())
