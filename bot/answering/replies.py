"""In which order the rules turn one reading into a reply: answer, clarification or unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.answering.alternatives import offers_alternatives
from bot.answering.claims import Judgement
from bot.answering.composing import (
    chart_of,
    compose_answer,
    compose_computation,
    compose_silence,
    table_of,
)
from bot.answering.computing import compute
from bot.answering.coverage import LIMIT
from bot.answering.entries import Index
from bot.answering.explaining import explained
from bot.answering.metadata import metadata
from bot.answering.model import Part, Reason, Reply, Table, Verdict
from bot.answering.naming import Naming
from bot.answering.opposites import asks_the_opposite
from bot.answering.relevance import CONSIDERED, answers
from bot.answering.scopes import Scope, scopes_of
from bot.answering.selection import Candidate, candidates
from bot.answering.silence import nearest, unknown
from bot.answering.stating import stated
from bot.answering.suggesting import offer
from bot.answering.verdicts import judge
from bot.understanding.forms import Form
from bot.understanding.matching import Match, Matcher
from bot.understanding.reading import Reading

_MARGIN = 0.12
"""Clear candidates closer than this in score, with different answers, are offered as a choice."""

_RANKED = 8
"""Intents the matcher is asked for: those further down never answer."""


@dataclass(frozen=True)
class Outcome:
    """A reply to one clause, with what a follow-up may inherit from it."""

    reply: Reply
    intent: str | None = None
    measure: str | None = None
    operation: str | None = None


class Responder:
    """Answers readings from one pack. Pure: the same reading always gets the same reply."""

    def __init__(self, index: Index, matcher: Matcher) -> None:
        self._index = index
        self._matcher = matcher
        # Social turns and entries rank the same text one after the other; no more is kept.
        self.rank = lru_cache(maxsize=1)(self._rank)

    @property
    def index(self) -> Index:
        """The entries it answers from."""
        return self._index

    @property
    def threshold(self) -> float:
        """The confidence under which the matcher alone is not believed."""
        return self._matcher.threshold

    def _rank(self, text: str) -> tuple[Match, ...]:
        """The intents nearest to a text."""
        return tuple(self._matcher.rank(text, limit=_RANKED))

    def respond(
        self, reading: Reading, naming: Naming | None = None, *, check: bool = False
    ) -> Outcome:
        """The reply to a reading, worded by ``naming`` (in the reading's language by default).

        With ``check`` it is a claim, whatever its form: it gets a verdict and nothing else.
        """
        naming = naming or Naming(self._index, reading.language)
        found = self.candidates(reading)
        scopes = scopes_of(reading, self._index, found, self.threshold)
        outcome = (
            self._claim(reading, found, scopes, naming, check=True)
            if check
            else (
                _of_source(reading, naming)
                or _of_unlike_numbers(reading, naming)
                or self._claim(reading, found, scopes, naming, check=False)
                or (None if self._index.asks(reading) else _computed(reading, scopes, naming))
                or _units(reading, naming)
                or self._entries(reading, found, naming)
            )
        )
        outcome = outcome or _silent(reading, found, naming, check=check)
        return replace(outcome, reply=explained(outcome.reply, reading, found, scopes, naming))

    def candidates(self, reading: Reading) -> tuple[Candidate, ...]:
        """What could answer a reading, best first."""
        inherited = (s.terms[0].name.in_(reading.language) for s in reading.spans if not s.text)
        asked = " ".join((*inherited, reading.text))
        return candidates(reading, self._index, self.rank(asked))

    def _claim(
        self,
        reading: Reading,
        found: Sequence[Candidate],
        scopes: Sequence[Scope],
        naming: Naming,
        *,
        check: bool,
    ) -> Outcome | None:
        judged = judge(reading, found, scopes, naming, self.threshold, check=check)
        if judged is None:
            return None
        judgement, measure = judged
        if check or not offers_alternatives(reading):
            return _judged(judgement, measure, reading, naming)
        if judgement.verdict is not Verdict.CONTRADICTED or stated(reading):
            return None  # of "60% or 9%?" neither is claimed
        if _names_one(reading, judgement, self._index):
            return Outcome(compose_answer(judgement.entries, naming), measure=measure)
        return _judged(judgement, measure, reading, naming)

    def _entries(
        self, reading: Reading, found: Sequence[Candidate], naming: Naming
    ) -> Outcome | None:
        clear = [
            c
            for c in found[:CONSIDERED]
            if answers(c, reading, self._index, self.threshold)
            and not asks_the_opposite(reading, c, self._index)
        ]
        if not clear:
            return None
        best = clear[0]
        rivals = [c for c in clear if best.score - c.score < _MARGIN and _differ(c, best)]
        if rivals and not best.keyed:
            return Outcome(offer([c.intent for c in (best, *rivals)], naming))
        figures = [f for e in best.entries for f in e.figures]
        measures = {f.measure for f in figures}
        reply = compose_answer(
            best.entries,
            naming,
            chart=chart_of(figures, naming) if len(measures) == 1 else None,
            table=_table(reading, best, naming),
            confidence=best.certainty,
        )
        measure = measures.pop() if len(measures) == 1 else best.intent.measure
        return Outcome(reply, intent=best.intent.id, measure=measure)


def _names_one(reading: Reading, judgement: Judgement, index: Index) -> bool:
    """Whether one of the names a question offers is the text's: "is it A or somebody else?"."""
    told = {i for entry in judgement.entries for i in entry.item.about} - index.about
    return any(t.id in told for t in reading.terms("entity"))


def _table(reading: Reading, best: Candidate, naming: Naming) -> Table | None:
    """The figures of an answer as a table, where one is asked for or they are of many things."""
    if reading.names("discourse.table"):
        return table_of(best.entries, naming, least=1)
    measures = {f.measure for e in best.entries for f in e.figures}
    return table_of(best.entries, naming) if len(measures) > 1 else None


def _of_source(reading: Reading, naming: Naming) -> Outcome | None:
    reply = metadata(reading, naming)
    return Outcome(reply) if reply else None


def _of_unlike_numbers(reading: Reading, naming: Naming) -> Outcome | None:
    """A refusal to add up or subtract amounts of the asker's own in unlike units: 60 % and $5."""
    units = {n.unit for n in stated(reading)}
    if len(units) < 2 or not reading.names(*_ADDING) or reading.claims:
        return None
    said = [naming.say("unlike-units")]
    return Outcome(compose_silence(said, Reason.NO_FIGURE, (), naming, verdict=None))


_ADDING = ("op.minus", "op.sum", "op.plus", "op.sum.sign", "op.difference")
"""Operations of one unit."""


def _judged(judgement: Judgement, measure: str | None, reading: Reading, naming: Naming) -> Outcome:
    """A judgement as a reply: what it comes to, and what the text says."""
    verdict, entries, computation = judgement.verdict, judgement.entries, judgement.computation
    if verdict is Verdict.UNSUPPORTED:
        said = [naming.say("unsupported"), *nearest(entries, naming)]
        reply = compose_silence(said, Reason.NOT_IN_SOURCE, entries, naming, verdict=verdict)
        return Outcome(reply, measure=measure)
    key = verdict.value if reading.claims or verdict is Verdict.SUPPORTED else "premise"
    opening = naming.say(key)
    if computation is not None:
        computed = compose_computation(computation, naming, measure)
        text = f"{opening} {computed.text}"
        parts = (Part(text, verdict=verdict), *computed.parts[1:])
        reply = replace(computed, text=text, verdict=verdict, parts=parts)
        return Outcome(reply, measure=measure, operation=computation.operation)
    reply = compose_answer(entries, naming, opening=opening, verdict=verdict)
    intent = judgement.candidate.intent.id if judgement.candidate else None
    return Outcome(reply, intent=intent, measure=measure)


def _computed(reading: Reading, scopes: Sequence[Scope], naming: Naming) -> Outcome | None:
    for area in scopes:
        if area.coverage.weight > LIMIT:
            continue
        computation = compute(reading, area, naming)
        if computation is not None:
            reply = compose_computation(computation, naming, area.measure)
            return Outcome(reply, measure=area.measure, operation=computation.operation)
    return None


def _units(reading: Reading, naming: Naming) -> Outcome | None:
    """A unit named alone ("the percentage?") offers the measures counted in it."""
    index = naming.index
    content = reading.content
    if not content and (reading.form is Form.HOW_MANY or reading.names("filler.quantity")):
        asking = [i for i in index.intents.values() if i.measure is not None]
        return Outcome(offer(asking, naming))
    units = {t.id for span in content for t in span.of_kind("unit")}
    if not units or not all(
        span.of_kind("unit") or any(t.id in index.about for t in span.terms) for span in content
    ):
        return None
    measures = dict.fromkeys(f.measure for f, _ in index.owners if f.unit in units)
    asking = [i for m in measures for i in index.intents.values() if i.measure == m]
    return Outcome(offer(asking, naming)) if len(asking) > 1 else None


def _silent(
    reading: Reading, found: Sequence[Candidate], naming: Naming, *, check: bool
) -> Outcome:
    reply, measure = unknown(reading, found, naming)
    if check:
        reply = replace(reply, verdict=Verdict.UNSUPPORTED)
    return Outcome(reply, measure=measure)


def _differ(a: Candidate, b: Candidate) -> bool:
    one, other = {e.id for e in a.entries}, {e.id for e in b.entries}
    return not (one <= other or other <= one)
