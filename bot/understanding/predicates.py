"""What the verb of a clause tells: its predicate ("is the revenue *high*?"), and its time."""

from __future__ import annotations

import re

from bot.understanding.forms import CONTENT
from bot.understanding.reading import Reading
from bot.understanding.terms import Span

_BEING = frozenset(
    "is are was were be est sont etait etaient sera seront serait isn aren wasn weren".split()
)
_ADVERBS = frozenset(
    "very really so too quite rather not actually tres si trop vraiment plutot assez pas".split()
)
_INDEFINITE = frozenset({"a", "an", "un", "une", "des"})
"""All in normal form, for both languages."""


def predicate(reading: Reading) -> Span | None:
    """The word at the end of a clause that says what its subject is; None if none of the sort
    stands there, or if a name, theme, number or operation does, which are looked at by themselves.
    """
    spans = [s for s in reading.spans if s.text and not _confirms(s, reading)]
    if len(spans) < 3 or not _may_be_said(spans[-1], reading):
        return None
    before = spans[:-1]
    while before and _words(before[-1], reading) <= _ADVERBS | _INDEFINITE:
        before.pop()
    if not before:
        return None
    follows_being = bool(_words(before[-1], reading) & _BEING)
    opens = any(_words(s, reading) & _BEING for s in spans[:1])
    follows_subject = opens and bool(before[-1].of_kind(*CONTENT))
    return spans[-1] if follows_being or follows_subject else None


def is_of_being(reading: Reading) -> bool:
    """Whether a clause has no other verb than "is" and its like."""
    verbs = [s for s in reading.spans if s.names("form.verb") or s.names("form.yes-no")]
    return bool(verbs) and all(_words(s, reading) & _BEING for s in verbs)


_PAST = re.compile(r"\bdid\b|\b(?:a-t-(?:il|elle|on)|ont-(?:ils|elles))\b", re.IGNORECASE)
_INTENDING = frozenset(
    "plan plans planned intend hope hoped want wanted say said prevu compte espere annonce".split()
)
"""Behind a past verb these leave open whether what they plan or say came about."""


def is_past(reading: Reading) -> bool:
    """Whether a question asks of something done: "when did it start", "a-t-il atteint"."""
    intends = any(t.norm in _INTENDING for t in reading.tokens)
    return bool(_PAST.search(reading.text)) and not intends


_AHEAD = re.compile(
    r"\b(?:will|won't|shall|'ll|going|gonna|may|might|could|should|must|plan\w*|inten\w*|hop\w*|want\w*|aim\w*"
    r"|expect\w*|soon|next|coming|upcoming|future|later|yet|target\w*|goal\w*|ambition\w*|by|wish\w*"
    r"|consider\w*|perhaps|maybe|prepar\w*|look\w*|advis\w*|recommend\w*|need\w*|has to|have to"
    r"|va|vont|vas|compt\w*|esp[eè]r\w*|veu\w*|voul\w*|voudr\w*|pourr\w*|peut|peuvent|doi\w*|dev\w*|faut"
    r"|projet\w*|pr[eé]v\w*|bient[oô]t|prochain\w*|futur\w*|objectif\w*|vis\w*|ambition\w*|encore"
    r"|envisag\w*|pr[eé]par\w*|conseill\w*|pr[eé]conis\w*|recommand\w*|songe\w*|r[eé]fl[eé]ch\w*"
    r"|aura|auront|sera|seront|arriv\w*|meant|intended|destin\w*"
    r"|\w+(?:era|eront|ira|iront|dra|dront|sera|seront|aura|auront|erait|eraient|irait|iraient))\b",
    re.IGNORECASE,
)
"""Words of English and French by which something is said to be ahead, wanted or advised."""


def is_of_now(reading: Reading) -> bool:
    """Whether a clause says that something is so, and not that it is to come."""
    return not reading.negated and _AHEAD.search(reading.text) is None


def _may_be_said(span: Span, reading: Reading) -> bool:
    kinds = (*CONTENT, "operation", "negation", "discourse")
    return not (
        span.first in reading.counted
        or span.of_kind(*kinds)
        or any(t.kind == "form" and t.id != "form.confirm" for t in span.terms)
        or any(t.id in ("filler.function", "filler.source", "filler.wrapper") for t in span.terms)
    )


def _confirms(span: Span, reading: Reading) -> bool:
    return reading.confirms and span.names("form.confirm")


def _words(span: Span, reading: Reading) -> set[str]:
    return {t.norm for t in reading.tokens[span.first : span.stop]}
