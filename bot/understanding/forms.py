"""How a clause asks, if it asks: by its asking word, its word order, its mark."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from enum import StrEnum

from bot.knowledge.model import Language
from bot.understanding.terms import Span
from bot.understanding.text import Token, fold
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

BREAK = re.compile(r"[,;:!.–—]|\s-\s")
"""What parts a sentence into segments."""


def confirms_in(spans: tuple[Span, ...]) -> bool:
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

ASKING = frozenset({*_ANYWHERE, *_LEADING})


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


def form_of(
    text: str,
    spans: tuple[Span, ...],
    tokens: tuple[Token, ...],
    confirms: bool,
    words_of: Callable[[str], frozenset[str]],
    language: Language,
) -> Form:
    """How a clause asks.

    ``words_of`` gives the one-word aliases of a form's term; ``confirms`` says that
    it asks to confirm.
    """
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
    if asks_yes_no(spans) or VERB_INVERTED.search(text):
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
    return bool(BREAK.search(text[tokens[span.first - 1].end : tokens[span.first].start]))


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
    if joins(index, spans):
        return False
    return not any(
        t.kind in (*CONTENT, "operation") and not any(o.kind == "filler" for o in s.terms)
        for s in spans[:index]
        for t in s.terms
    )


def joins(index: int, spans: tuple[Span, ...]) -> bool:
    """Whether a word joins a clause to a noun: "the place where", "l'extrait où"."""
    joined = not spans[index].ids.isdisjoint(_JOINED)
    return joined and not all(span.of_kind("filler") for span in spans[:index])


_INVERTED = frozenset({"il", "elle", "ils", "elles", "on", "que", "qu"})


VERB_INVERTED = re.compile(r"\b\w{2,}[-‑](?:t[-‑])?(?:il|elle|on|ils|elles)\b", re.IGNORECASE)
"""A French verb before its subject ("emploie-t-il"), which asks whatever the verb."""


def asks_yes_no(spans: tuple[Span, ...]) -> bool:
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
