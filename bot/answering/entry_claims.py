"""Holds claims without figures against what the entries of an intent say."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.attribution import said_by_others, told_by
from bot.answering.claims import Judgement, says_something
from bot.answering.contraries import denies_by_itself, uses_contrary
from bot.answering.denial import SPOKEN_OF, share_spoken_of
from bot.answering.entries import Entry
from bot.answering.model import Verdict
from bot.answering.selection import LIMIT, Candidate
from bot.answering.stating import stated
from bot.knowledge.model import Term
from bot.understanding.reading import Reading

_LIKELY = 0.75
"""Certainty from which a name that a list lacks contradicts it: the claim is about that list."""


def judge_entry(reading: Reading, candidate: Candidate, about: frozenset[str]) -> Judgement:
    """Hold a clause without figures against the entries of an intent, the first that decides."""
    partly = denying = False
    for entry in candidate.entries:
        contrary = uses_contrary(entry, reading)
        share = share_spoken_of(reading, entry.denied, about)
        opposed = reading.negated != (share >= SPOKEN_OF)
        if not opposed and _names_another(reading, candidate, entry, about):
            return Judgement(Verdict.CONTRADICTED, candidate.entries, candidate)
        denying = contrary and reading.negated and not denies_by_itself(reading, entry)
        if denying:  # what contradicts this entry is denied: it decides
            break
        if contrary or (opposed and candidate.weight <= LIMIT):
            return Judgement(Verdict.CONTRADICTED, candidate.entries, candidate, contrary=contrary)
        partly = partly or 0 < share < SPOKEN_OF
    unsaid = (
        partly
        or stated(reading)
        or candidate.weight > LIMIT
        or not says_something(candidate, about)
        or _compares_others(reading, about)
        or said_by_others(reading, candidate.entries, about)
    )
    verdict = Verdict.UNSUPPORTED if unsaid else Verdict.SUPPORTED
    return Judgement(verdict, candidate.entries, candidate, contrary=denying and not unsaid)


def adds_to_list(reading: Reading, candidate: Candidate) -> bool:
    """Whether a question names others beside those of a closed list: "the deal with A and X"."""
    told = {name for entry in candidate.entries for name in entry.item.about}
    types = {kind for entry in candidate.entries for kind in told_by(entry, reading)}
    return any(t.type in types for t in candidate.vetoes) and any(
        t.id in told and t.type in types for t in reading.terms("entity")
    )


def _names_another(
    reading: Reading, candidate: Candidate, entry: Entry, about: frozenset[str]
) -> bool:
    """Whether a clause puts another name where the entry gives all of its type."""
    told = told_by(entry, reading)
    names = [t for t in candidate.vetoes if t.type in told and t.id not in about]
    if not names or reading.names("filler.also"):
        return False
    meant = candidate.keyed or (not candidate.intent.needs and says_something(candidate, about))
    return (
        meant
        and candidate.certainty >= _LIKELY
        and candidate.weight - len(names) <= LIMIT
        and not _of_another(reading, names, about)
    )


def _compares_others(reading: Reading, about: frozenset[str]) -> bool:
    """Whether a clause compares two names: no entry says that, only figures could."""
    names = [t for t in reading.terms("entity") if t.id not in about]
    return len(names) > 1 and reading.names("op.equal", "op.more", "op.fewer")


def _of_another(reading: Reading, names: Sequence[Term], about: frozenset[str]) -> bool:
    """Whether a clause is about something else: a name the entry lacks comes first, and the text's
    own subject is not named.
    """
    entities = reading.terms("entity")
    if any(t.id in about for t in entities) or len(entities) < 2:
        return False
    return entities[0] in names
