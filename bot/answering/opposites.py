"""Whether a question asks who or what does *not*, where entries tell who or what does."""

from __future__ import annotations

from bot.answering.denial import SPOKEN_OF, share_spoken_of
from bot.answering.entries import Index
from bot.answering.selection import Candidate
from bot.understanding.forms import Form
from bot.understanding.negation import HALF_NEGATIONS
from bot.understanding.reading import Reading
from bot.understanding.text import stem, tokenise


def asks_the_opposite(reading: Reading, candidate: Candidate, index: Index) -> bool:
    """Whether a candidate would name those of whom a question asks the contrary: "who did not
    sign?". Not where entries deny it themselves, or the nearest phrase has that very denial.
    """
    if not reading.negated or reading.form not in (Form.WHO, Form.WHICH):
        return False
    if any(share_spoken_of(reading, e.denied, index.about) >= SPOKEN_OF for e in candidate.entries):
        return False
    asked = {stem(t.norm, reading.language) for t in tokenise(candidate.phrase)}
    return not any(words <= asked for words in _denials(reading))


def _denials(reading: Reading) -> list[set[str]]:
    """The stems of what denies in a question, span by span."""
    return [
        {stem(t.norm, reading.language) for t in reading.tokens[span.first : span.stop]}
        for span in reading.spans
        if span.of_kind("negation") and span.text.lower() not in HALF_NEGATIONS
    ]
