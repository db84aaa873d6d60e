"""Whether a clause denies what it says."""

from __future__ import annotations

import re

from bot.understanding.forms import CONTENT
from bot.understanding.terms import Span
from bot.understanding.text import Token

HALF_NEGATIONS = frozenset({"ne", "n", "n '", "non plus"})
"""Words that deny only together with another one: "ne … que" restricts, it does not deny."""


NEGATIVE_QUESTION = re.compile(
    r"\b(?!n'?est[- ]ce pas\W*$)n['e]?\s*\w+[- ](?:t[- ])?(?:il|elle|on|ils|elles|ce)\s+pas\b"
    r"|^\W*(?:ce n'?\s?est|c'?\s?est|c|ce serait) pas\b",
    re.IGNORECASE,
)
"""French negative questions ("n'a-t-il pas signé ?") ask to confirm, they do not deny; a mere
"n'est-ce pas ?" at the end leaves what stands before it denied or not."""


def is_negated(text: str, spans: tuple[Span, ...], tokens: tuple[Token, ...]) -> bool:
    """Whether a word in it denies what the clause says."""
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
