"""What holding a claim against the text comes to, and what all who do so share."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answering.entries import Entry
from bot.answering.model import Verdict
from bot.answering.operations.computation import Computation
from bot.answering.selection import Candidate


@dataclass(frozen=True)
class Judgement:
    """What the text says of a claim, the entries that show it, a computation if one was needed."""

    verdict: Verdict
    entries: tuple[Entry, ...]
    candidate: Candidate | None = None
    computation: Computation | None = None
    contrary: bool = False  # words that the entry declares contrary were used


def says_something(candidate: Candidate, about: frozenset[str]) -> bool:
    """Whether more is explained than one name: a name alone claims nothing of it."""
    said = [s for s in candidate.explained if any(t.id not in about for t in s.terms)]
    return len(said) > 1 or any(t.kind != "entity" for span in said for t in span.terms)
