"""Holds claims without figures against what the entries of an intent say."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.attribution import said_by_others, told_by
from bot.answering.claims import Judgement, says_something
from bot.answering.contraries import contrary_words, denies_as_yet, denies_by_itself, stems
from bot.answering.coverage import LIMIT
from bot.answering.denial import SPOKEN_OF, share_spoken_of
from bot.answering.entries import Entry, Index
from bot.answering.exclusivity import joins_list, leaves_out
from bot.answering.model import Verdict
from bot.answering.selection import Candidate
from bot.answering.stating import stated
from bot.knowledge.model import Fact, Quote, Term
from bot.understanding.forms import Form
from bot.understanding.predicates import is_of_being, is_of_now, is_past, predicate
from bot.understanding.reading import Reading
from bot.understanding.terms import Span

_LIKELY = 0.75
"""Certainty from which a name that a list lacks contradicts it: the claim is about that list."""


def judge_entry(reading: Reading, candidate: Candidate, index: Index) -> Judgement:
    """Hold a clause without figures against the entries of an intent.

    A name that an entry lacks decides first, then its contrary words, then what it denies.
    """
    entries, about = candidate.entries, index.about
    if _says_one_thing(reading, candidate, index):
        return Judgement(Verdict.UNSUPPORTED, entries, candidate)
    shares = [share_spoken_of(reading, entry.denied, about) for entry in entries]
    opposed = [
        reading.negated != (share >= SPOKEN_OF) and not (entry.is_ahead and denies_as_yet(reading))
        for entry, share in zip(entries, shares, strict=True)
    ]
    if any(
        not against and _names_another(reading, candidate, entry, index)
        for entry, against in zip(entries, opposed, strict=True)
    ):
        return Judgement(Verdict.CONTRADICTED, entries, candidate)
    if any(
        leaves_out(reading, entry, index)
        and candidate.weight - len(_lacking(candidate, entry, reading, about)) <= LIMIT
        for entry in entries
    ):
        verdict = Verdict.SUPPORTED if reading.negated else Verdict.CONTRADICTED
        return Judgement(verdict, entries, candidate)
    contrary = next((e for e in entries if _is_contrary(e, reading, candidate, about)), None)
    # What denies the contrary of what an entry says, says what the entry says.
    denying = contrary is not None and reading.negated and not denies_by_itself(reading, contrary)
    if contrary is not None and not denying:
        return Judgement(Verdict.CONTRADICTED, entries, candidate, contrary=True)
    if any(opposed) and not denying and candidate.weight <= LIMIT:
        return Judgement(Verdict.CONTRADICTED, entries, candidate)
    unsaid = (
        any(0 < share < SPOKEN_OF for share in shares)
        or stated(reading)
        or candidate.weight > LIMIT
        or not says_something(candidate, about)
        or _compares_others(reading, about)
        or said_by_others(reading, entries, about)
        or _says_more(reading, candidate)
        or _says_now(reading, candidate)
    )
    verdict = Verdict.UNSUPPORTED if unsaid else Verdict.SUPPORTED
    return Judgement(verdict, entries, candidate, contrary=denying and not unsaid)


def adds_to_list(reading: Reading, candidate: Candidate) -> bool:
    """Whether a question names others beside those of a closed list: "the deal with A and X"."""
    told = {name for entry in candidate.entries for name in entry.item.about}
    types = {kind for entry in candidate.entries for kind in told_by(entry, reading)}
    return any(t.type in types for t in candidate.vetoes) and any(
        t.id in told and t.type in types for t in reading.terms("entity")
    )


def _names_another(reading: Reading, candidate: Candidate, entry: Entry, index: Index) -> bool:
    """Whether a clause puts another name where the entry gives all of its type."""
    about = index.about
    names = _lacking(candidate, entry, reading, about)
    beside = [s for s in candidate.unexplained if joins_list(s, reading, entry, index)]
    if not (names or beside) or reading.names("filler.also"):
        return False
    meant = candidate.keyed or (not candidate.intent.needs and says_something(candidate, about))
    return (
        meant
        and candidate.certainty >= _LIKELY
        and candidate.weight - len(names) - len(beside) <= LIMIT
        and not _of_another(reading, names, entry, about)
    )


def _says_now(reading: Reading, candidate: Candidate) -> bool:
    """Whether a clause says to be so what all the facts tell only as ahead: "does it show ads?"."""
    facts = [e for e in candidate.entries if isinstance(e.item, Fact)]
    return bool(facts) and all(e.is_ahead for e in facts) and is_of_now(reading)


def takes_as_done(reading: Reading, candidate: Candidate, about: frozenset[str]) -> bool:
    """Whether a question asks when or how something came about that is still ahead in the text."""
    facts = [e for e in candidate.entries if e.is_ahead and isinstance(e.item, Fact)]
    return (
        reading.form in (Form.WHEN, Form.HOW)
        and bool(facts)
        and len(facts) == len(candidate.entries)
        and candidate.weight <= LIMIT
        and says_something(candidate, about)
        and is_past(reading)
    )


def _is_contrary(
    entry: Entry, reading: Reading, candidate: Candidate, about: frozenset[str]
) -> bool:
    """Whether a clause uses contrary words of an entry and names nobody that it lacks."""
    words = contrary_words(entry, reading, about)
    if not words:
        return False
    spans = [(s, set(stems(reading, reading.tokens[s.first : s.stop]))) for s in reading.spans]
    lacks = [said for s, said in spans if s in candidate.unexplained and _is_narrow(s)]
    return all(words & said for said in lacks)


def _is_narrow(span: Span) -> bool:
    """Whether it names somebody, or those of whom alone something is said: "bloggers"."""
    return any(t.kind == "entity" or (t.kind == "concept" and t.type) for t in span.terms)


def _lacking(
    candidate: Candidate, entry: Entry, reading: Reading, about: frozenset[str]
) -> list[Term]:
    """The names in a clause that an entry lacks, of the types of which it gives all."""
    told = told_by(entry, reading)
    return [t for t in candidate.vetoes if t.type in told and t.id not in about]


def _says_more(reading: Reading, candidate: Candidate) -> bool:
    """Whether a clause says its subject to be something of which no entry has the word."""
    said = predicate(reading)
    if said is None:
        return False
    words = set(stems(reading, reading.tokens[said.first : said.stop]))
    return not any(words <= e.vocabulary[reading.language] for e in candidate.entries)


def _says_one_thing(reading: Reading, candidate: Candidate, index: Index) -> bool:
    """Whether a clause only says that the text's subject is such or such ("is X fast?"), while what
    the entry says is somebody else's, or about more than that.
    """
    said = [s for s in reading.content if not s.ids & index.about]
    people = [i for i in candidate.entries[0].item.about if index.lexicon.terms[i].kind == "entity"]
    told = isinstance(candidate.entries[0].item, Quote) or bool(set(people) - index.about)
    if not reading.claims or not told or len(said) != 1 or said[0].of_kind("entity"):
        return False
    return said[0].stop == len(reading.tokens) and is_of_being(reading)


def _compares_others(reading: Reading, about: frozenset[str]) -> bool:
    """Whether a clause compares names or measures, or one with another: no entry says that, figures
    could.
    """
    names = [t for t in reading.terms("entity") if t.id not in about]
    alone = 1 if reading.names("op.equal") else 2
    measuring = [s for s in reading.spans if s.of_kind("measure")]
    compared = len(names) >= alone or len(measuring) > 1
    return compared and reading.names("op.equal", "op.more", "op.fewer")


def _of_another(
    reading: Reading, names: Sequence[Term], entry: Entry, about: frozenset[str]
) -> bool:
    """Whether a clause is about something else: a name the entry lacks comes first, one of the same
    sort that it has comes later, and the text's own subject is not named.
    """
    entities = reading.terms("entity")
    if any(t.id in about for t in entities) or entities[0] not in names:
        return False
    carried = [t for t in entities if t.id in entry.carries]
    person = entities[0].type == "person"
    return any((t.type == "person") == person for t in carried)
