"""One case and the reply to it: what the reply lacks, and how bad that is."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from bot.answering.model import Kind, Reply, Verdict
from bot.curation.tables import Case
from bot.understanding.numbers import read_fractions, read_numbers

ROUNDING = 0.006
"""How far a shown number may be from the expected one, as a share of it: "about 5.1" is 5.09."""

_ASCII = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "−": "-"})
_OPPOSITES = {("supported", Verdict.CONTRADICTED), ("contradicted", Verdict.SUPPORTED)}


class Outcome(StrEnum):
    """How a reply did, from best to worst."""

    RIGHT = "right"
    OFF = "off"  # of the right kind, and lacks a detail: language, citation, wording
    MISSED = "missed"  # no answer where the text has one
    WRONG = "wrong"  # told something false, or answered what the text does not say


@dataclass(frozen=True)
class Judgement:
    """The outcome of one case, with everything the reply lacks in words."""

    outcome: Outcome
    faults: tuple[str, ...] = ()


def judge(case: Case, reply: Reply) -> Judgement:
    """Hold a reply against what its case expects.

    An answer is wrong where none was to be given, where it says the opposite
    of the right verdict, where it has none of the expected values or cites none
    of the expected places, and where it says what must never be said.
    """
    values = _absent_values(case, reply)
    cited = {citation.place for citation in reply.citations}
    places = [place for place in case.places if place not in cited]
    forbidden = [words for words in case.never if _stands(words, plain(reply.text))]
    faults = (
        *_mismatches(case, reply),
        *(f"the value {value} is missing" for value in values),
        *(f"{place} is not cited, but {_some(cited)}" for place in places),
        *(f"does not say “{words}”" for words in case.says if not _stands(words, _shown(reply))),
        *(f"says “{words}”" for words in forbidden),
    )
    if not faults:
        return Judgement(Outcome.RIGHT)
    if reply.kind is Kind.ANSWER:
        is_false = (
            "answer" not in case.kind
            or (case.verdict, reply.verdict) in _OPPOSITES
            or bool(forbidden)
            or len(values) == len(case.values) > 0
            or len(places) == len(case.places) > 0
        )
        return Judgement(Outcome.WRONG if is_false else Outcome.OFF, faults)
    is_missed = "answer" in case.kind and reply.kind.value not in case.kind
    return Judgement(Outcome.MISSED if is_missed else Outcome.OFF, faults)


def judge_swap(before: Reply, after: Reply) -> Judgement:
    """Whether an answer noticed that its question now names another entity.

    ``before`` is the right answer to the question as it was. Another verdict,
    other figures or other entries will do, and so will falling silent.
    """
    if after.kind is not Kind.ANSWER or _substance(after) != _substance(before):
        return Judgement(Outcome.RIGHT)
    return Judgement(Outcome.WRONG, ("the same answer, though another entity is named",))


def _substance(reply: Reply) -> tuple[object, ...]:
    return reply.verdict, reply.figures, reply.entries


def plain(text: str) -> str:
    """A text as comparisons see it: ASCII quotes, one space for any spaces, no case."""
    composed = unicodedata.normalize("NFKC", text).translate(_ASCII)
    return " ".join(composed.split()).casefold()


def shown_numbers(reply: Reply) -> frozenset[float]:
    """Every number a reply gives, in base units: its figures, and what its words and sums say."""
    numbers = {float(figure.value) for figure in reply.figures}
    for text in (reply.text, reply.working or ""):
        composed = unicodedata.normalize("NFKC", text)
        numbers.update(float(n.value) for n in read_numbers(composed, reply.language))
        numbers.update(float(r.value) for r in read_fractions(composed, reply.language))
    return frozenset(numbers)


def _mismatches(case: Case, reply: Reply) -> list[str]:
    """What the reply is that it should not be."""
    faults = []
    verdict = reply.verdict.value if reply.verdict else None
    reason = reply.reason.value if reply.reason else None
    if reply.kind.value not in case.kind:
        faults.append(f"the kind is {reply.kind.value}, not {' or '.join(case.kind)}")
    if case.language is not None and reply.language != case.language:
        faults.append(f"the language is {reply.language}, not {case.language}")
    if case.checks_verdict and verdict != case.verdict:
        faults.append(f"the verdict is {verdict or 'none'}, not {case.verdict or 'none'}")
    explains = reply.kind is Kind.UNKNOWN and "unknown" in case.kind
    if explains and case.reason and reason not in case.reason:
        faults.append(f"the reason is {reason or 'none'}, not {' or '.join(case.reason)}")
    return faults


def _absent_values(case: Case, reply: Reply) -> list[str]:
    if not case.values:
        return []
    shown = shown_numbers(reply)
    return [
        f"{value:,f}"
        for value in case.values
        if not any(abs(float(value) - number) <= ROUNDING * abs(number) for number in shown)
    ]


def _shown(reply: Reply) -> str:
    return plain(f"{reply.text} {reply.working or ''}")


def _stands(words: str, text: str) -> bool:
    return any(plain(way) in text for way in words.split("|"))


def _some(places: set[str]) -> str:
    return ", ".join(sorted(places)) or "nothing"
