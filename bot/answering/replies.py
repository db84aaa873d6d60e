"""The rules that turn one reading into a reply: answer, clarification or unknown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from bot.answering import claims
from bot.answering.claims import Judgement
from bot.answering.computing import (
    COMPUTING,
    Computation,
    Scope,
    compute,
    condition,
    rank_ordinals,
    scope,
)
from bot.answering.entries import Entry, Index
from bot.answering.model import (
    Chart,
    Choice,
    Citation,
    Explanation,
    Kind,
    Part,
    Point,
    Reason,
    Reply,
    ShownFigure,
    ShownQuote,
    Verdict,
)
from bot.answering.naming import Naming
from bot.answering.selection import LIMIT, Candidate, candidates
from bot.knowledge.model import Fact, Figure, Intent, Language, Quote
from bot.understanding.matching import Match, Matcher
from bot.understanding.reading import CIRCUMSTANCES, Form, Reading
from bot.understanding.terms import Span

_MARGIN = 0.12
"""Clear candidates closer than this in score, with different answers, are offered as a choice."""

_CHOICES = 4
_RELATED = 3
_CHARTED = 2
"""From this many figures on a chart says more than a sentence."""


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

        With ``check`` it is a claim, whatever its form.
        """
        naming = naming or Naming(self._index, reading.language)
        inherited = (s.terms[0].name.in_(reading.language) for s in reading.spans if not s.text)
        asked = " ".join((*inherited, reading.text))
        matches = self.rank(asked)
        found = candidates(reading, self._index, matches)
        scopes = self._scopes(reading, found)
        outcome = (
            self._metadata(reading, naming)
            or self._claim(reading, found, scopes, naming, check=check)
            or (None if self._index.asks(reading) else self._computed(reading, scopes, naming))
            or self._units(reading, naming)
            or self._entries(reading, found, naming)
            or self._unknown(reading, found, naming)
        )
        return replace(outcome, reply=self._explained(outcome.reply, reading, found, scopes))

    # --- what the source says of itself ---------------------------------------------------------

    def _metadata(self, reading: Reading, naming: Naming) -> Outcome | None:
        """The text's author, date, publisher and address: given, or said not to be given."""
        source = self._index.pack.source
        asked = [k for k in _METADATA if reading.names(f"attribute.{k}")]
        others = {t.id for t in reading.terms("entity", "measure", "concept")} - self._index.about
        if (
            not asked
            or others
            or not (reading.names(*self._index.about) or len(reading.content) == 1)
        ):
            return None
        known = {k: getattr(source, k) for k in asked}
        if any(known.values()):
            text = " ; ".join(str(v) for v in known.values() if v)
            citation = Citation(source.id, source.places[0].id, source.title)
            return Outcome(
                Reply(
                    Kind.ANSWER,
                    naming.language,
                    text,
                    (Part(text),),
                    citations=(citation,),
                    confidence=1.0,
                )
            )
        said = [naming.say("unknown-metadata"), *(n.in_(naming.language) for n in source.notes[:1])]
        return Outcome(self._silent(said, Reason.NOT_IN_SOURCE, (), naming, verdict=None))

    # --- claims ---------------------------------------------------------------------------------

    def _claim(
        self,
        reading: Reading,
        found: Sequence[Candidate],
        scopes: Sequence[Scope],
        naming: Naming,
        *,
        check: bool,
    ) -> Outcome | None:
        claiming = reading.claims or check
        large = any(n.unit is not None or n.value >= _COUNTS for n in claims.stated(reading))
        computing = reading.names(*COMPUTING) and not large and not reading.confirms
        if claiming and computing and not any(r.value > 1 for r in reading.fractions):
            return None
        relevant = [c for c in found[:_CONSIDERED] if self._relevant(c, reading)]
        plain = [claims.judge_figures(reading, c, self._index) for c in relevant[:1]]
        held = any(j is not None and j.verdict is Verdict.SUPPORTED for j in plain)
        if (claiming or reading.form in CIRCUMSTANCES) and not held:
            for area in scopes:
                judgement = self._compared(reading, area, naming)
                if judgement is not None and (
                    claiming or judgement.verdict is Verdict.CONTRADICTED
                ):
                    return self._judged(judgement, reading, naming, area.measure)
        if not claiming:
            held_against = claims.stated(reading)
            stating = [c for c in relevant if c.named and c.intent.measure] if held_against else []
            for candidate in (*relevant[:1], *(c for c in stating if c is not relevant[0])):
                judgement = claims.judge_premise(reading, candidate, self._index)
                if judgement is not None and not self._filters(reading, scopes):
                    return self._judged(judgement, reading, naming, candidate.intent.measure)
            return None
        if not (check or reading.opens_yes_no):
            # A bare name asserts nothing of its bearer, whatever its mark.
            relevant = [c for c in relevant if claims.says_something(c, self._index.about)]
        judged = [
            (
                claims.judge_figures(reading, c, self._index)
                or claims.judge_entry(reading, c, self._index.about),
                c,
            )
            for c in relevant
        ]
        if not judged:
            return None
        near = [(j, c) for j, c in judged if c.score >= judged[0][1].score - _NEAR_SCORE]
        decisive = [
            *((j, c) for j, c in near if j.contrary),
            *((j, c) for j, c in judged if j.verdict is not Verdict.UNSUPPORTED),
            judged[0],
        ]
        judgement, candidate = decisive[0]
        return self._judged(judgement, reading, naming, candidate.intent.measure)

    @staticmethod
    def _filters(reading: Reading, scopes: Sequence[Scope]) -> bool:
        """Whether numbers set a threshold over several figures: they claim nothing then."""
        return (
            any(len(s.pairs) > 2 and not s.named for s in scopes)
            and reading.form not in CIRCUMSTANCES
            and condition(reading) is not None
        )

    def _compared(self, reading: Reading, area: Scope, naming: Naming) -> Judgement | None:
        if area.coverage.weight > LIMIT:
            return None
        return (
            claims.judge_computed(reading, area, naming)
            or claims.judge_comparison(reading, area, self._index, naming)
            or claims.judge_change(reading, area, naming)
            or (
                None
                if claims.numbers_of(claims.stated(reading), area.pairs)
                else claims.judge_rank(reading, area, rank_ordinals(reading), naming)
            )
        )

    def _relevant(self, candidate: Candidate, reading: Reading) -> bool:
        """Whether a candidate is about the same thing, even if something stands against it."""
        if not candidate.entries:
            return False
        if candidate.intent.needs:
            return candidate.keyed
        if candidate.intent.measure is not None:
            implied = any(not s.of_kind("entity", "period") for s in candidate.explained)
            measured = any(self._index.of_measure(t.id) for t in reading.terms("measure"))
            sure = candidate.confidence >= max(self._matcher.threshold, _SURE)
            return candidate.keyed or (sure and implied and not measured)
        if not list(self._own_content(reading)) and candidate.confidence < _SURE:
            return False
        return candidate.confidence >= self._matcher.threshold or (
            bool(candidate.explained)
            and candidate.weight <= LIMIT
            and candidate.confidence > _FAINT
        )

    def _judged(
        self, judgement: Judgement, reading: Reading, naming: Naming, measure: str | None
    ) -> Outcome:
        verdict = judgement.verdict
        entries = judgement.entries
        computation = judgement.computation
        if verdict is Verdict.UNSUPPORTED:
            said = [naming.say("unsupported"), *self._nearest(entries, naming)]
            reply = self._silent(said, Reason.NOT_IN_SOURCE, entries, naming, verdict=verdict)
            return Outcome(reply, measure=measure)
        key = verdict.value if reading.claims or verdict is Verdict.SUPPORTED else "premise"
        opening = naming.say(key)
        if computation is not None:
            outcome = self._from_computation(computation, naming, measure)
            text = f"{opening} {outcome.reply.text}"
            parts = (Part(text, verdict=verdict), *outcome.reply.parts[1:])
            reply = replace(outcome.reply, text=text, verdict=verdict, parts=parts)
            return replace(outcome, reply=reply)
        reply = self._answer(entries, naming, opening=opening, verdict=verdict)
        return Outcome(reply, intent=self._intent(judgement.candidate), measure=measure)

    @staticmethod
    def _intent(candidate: Candidate | None) -> str | None:
        return candidate.intent.id if candidate else None

    # --- computations ---------------------------------------------------------------------------

    def _scopes(self, reading: Reading, found: Sequence[Candidate]) -> tuple[Scope, ...]:
        """The figures a computation could be over: of the measures named, else of those implied."""
        named = [t.id for t in reading.terms("measure") if self._index.of_measure(t.id)]
        if not named:
            subjects = {t.id for t in reading.terms("entity", "period")} - self._index.about
            named = [f.measure for f, _ in self._index.owners if subjects & {f.of, f.period}]
        if not named:
            classes = {t.id for t in reading.terms("concept")}
            named = [
                f.measure
                for f, _ in self._index.owners
                if (term := self._index.lexicon.terms.get(f.of)) and classes & set(term.implies)
            ]
        if not named:
            named = [f.measure for c in found[:2] if c.keyed for e in c.entries for f in e.figures]
        if not named and not list(self._own_content(reading)) and reading.names(*_RANKING):
            counts = Counter(f.measure for f, _ in self._index.owners)
            named = [measure for measure, _ in counts.most_common(1)]
        if not named:
            named = [
                c.intent.measure
                for c in found[:2]
                if c.intent.measure and c.confidence >= self._matcher.threshold
            ]
        both = self._together(reading)
        if both is not None:
            return (both,)
        found_scopes = [scope(reading, self._index, m) for m in dict.fromkeys(named)]
        areas = [s for s in found_scopes if s is not None]
        return tuple(sorted(areas, key=lambda s: (s.coverage.weight, -len(s.named), -len(s.pairs))))

    def _own_content(self, reading: Reading) -> Iterable[Span]:
        """Content beyond the text's own subject."""
        return (
            s
            for s in reading.content
            if not any(t.id in self._index.about or t.kind == "filler" for t in s.terms)
        )

    def _together(self, reading: Reading) -> Scope | None:
        """Two measures named that have one figure each of one unit, as one scope: 60 % and 9 %."""
        measures = [t.id for t in reading.terms("measure") if self._index.of_measure(t.id)]
        pairs = [p for m in measures for p in self._index.of_measure(m)]
        if len(measures) != 2 or len(pairs) != 2 or pairs[0][0].unit != pairs[1][0].unit:
            return None
        areas = [scope(reading, self._index, m, beside=measures) for m in measures]
        if None in areas:
            return None
        first = next(a for a in areas if a is not None)
        return replace(first, pairs=tuple(pairs), named=tuple(pairs))

    def _computed(
        self, reading: Reading, scopes: Sequence[Scope], naming: Naming
    ) -> Outcome | None:
        for area in scopes:
            if area.coverage.weight > LIMIT:
                continue
            computation = compute(reading, area, naming)
            if computation is not None:
                return self._from_computation(computation, naming, area.measure)
        return None

    def _from_computation(
        self, computation: Computation, naming: Naming, measure: str | None
    ) -> Outcome:
        entries = tuple({e.id: e for _, e in computation.operands}.values())
        notes = tuple(dict.fromkeys(self._notes(entries, naming)))
        text = " ".join((computation.text, *notes))
        figures = [self._shown(f, naming) for f, _ in computation.operands]
        result = computation.result
        if result is not None:
            figures.append(
                ShownFigure(
                    value=result.value,
                    unit=result.unit,
                    measure=measure or "",
                    of=computation.operation,
                    status="reported",
                    display=naming.result(result),
                    label="",
                )
            )
        citations = self._cited(entries)
        part = Part(
            computation.text, tuple(figures), note=" ".join(notes) or None, citations=citations
        )
        reply = Reply(
            kind=Kind.UNKNOWN if computation.failed else Kind.ANSWER,
            language=naming.language,
            text=text,
            parts=(part,),
            figures=() if computation.failed else tuple(figures),
            working=computation.working,
            citations=citations,
            entries=tuple(e.id for e in entries),
            reason=Reason.NO_FIGURE if computation.failed else None,
            confidence=1.0,
            chart=self._chart(computation.charted, naming),
            related=self.related(entries, naming),
        )
        return Outcome(reply, measure=measure, operation=computation.operation)

    def _chart(self, figures: Sequence[Figure], naming: Naming) -> Chart | None:
        if len(figures) < _CHARTED or len({f.unit for f in figures}) > 1:
            return None
        measure = naming.measure(figures[0])
        points = tuple(Point(naming.subject(f), f.value, naming.amount(f)) for f in figures)
        over_time = all(f.period is not None for f in figures)
        return Chart(measure, measure, points, over_time)

    # --- entries --------------------------------------------------------------------------------

    def _entries(
        self, reading: Reading, found: Sequence[Candidate], naming: Naming
    ) -> Outcome | None:
        clear = [c for c in found[:_CONSIDERED] if c.clear and self._relevant(c, reading)]
        if not clear:
            return None
        best = clear[0]
        rivals = [c for c in clear if best.score - c.score < _MARGIN and _differ(c, best)]
        if rivals and not best.keyed:
            return Outcome(self._choose([best, *rivals], naming))
        figures = [f for e in best.entries for f in e.figures]
        measures = {f.measure for f in figures}
        reply = self._answer(
            best.entries,
            naming,
            chart=self._chart(figures, naming) if len(measures) == 1 else None,
            confidence=_confidence(best),
        )
        measure = measures.pop() if len(measures) == 1 else best.intent.measure
        return Outcome(reply, intent=best.intent.id, measure=measure)

    def _answer(
        self,
        entries: Sequence[Entry],
        naming: Naming,
        *,
        opening: str = "",
        verdict: Verdict | None = None,
        chart: Chart | None = None,
        confidence: float = 1.0,
    ) -> Reply:
        parts = [self._part(entry, naming) for entry in entries]
        if opening:
            parts = [Part(opening, verdict=verdict), *parts]
        said = [naming.statement(e) for e in entries]
        notes = dict.fromkeys(self._notes(entries, naming))
        text = " ".join(filter(None, (opening, *said, *notes)))
        silent = all(isinstance(e.item, Fact) and e.item.silent for e in entries)
        return Reply(
            kind=Kind.UNKNOWN if silent else Kind.ANSWER,
            reason=Reason.NOT_IN_SOURCE if silent else None,
            language=naming.language,
            text=text,
            parts=tuple(parts),
            verdict=verdict,
            figures=tuple(self._shown(f, naming) for e in entries for f in e.figures),
            citations=self._cited(entries),
            entries=tuple(e.id for e in entries),
            confidence=confidence,
            chart=chart,
            related=self.related(entries, naming),
        )

    def _part(self, entry: Entry, naming: Naming) -> Part:
        item = entry.item
        note = item.note.in_(naming.language) if item.note else None
        figures = tuple(self._shown(f, naming) for f in item.figures)
        citations = self._cited([entry])
        if isinstance(item, Quote):
            source_language = self._index.pack.source.language
            quote = ShownQuote(
                speaker=naming.term(item.speaker),
                words=item.words,
                words_language=source_language,
                translation=item.translation if naming.language != source_language else None,
                sic=item.sic.in_(naming.language) if item.sic else None,
            )
            return Part("", figures, quote, note, citations=citations)
        return Part(naming.says(item), figures, None, note, citations=citations)

    def _shown(self, figure: Figure, naming: Naming) -> ShownFigure:
        return ShownFigure(
            value=figure.value,
            unit=figure.unit,
            measure=figure.measure,
            of=figure.of,
            period=figure.period,
            hedge=figure.hedge,
            status=figure.status,
            by=figure.by,
            display=naming.amount(figure),
            label=naming.subject(figure),
        )

    def _cited(self, entries: Iterable[Entry]) -> tuple[Citation, ...]:
        source = self._index.pack.source
        under = {place.id: place.under for place in source.places}
        headings = {heading.id: heading.text for heading in source.headings}
        return tuple(
            dict.fromkeys(
                Citation(source.id, ev.place, ev.excerpt, headings.get(under.get(ev.place) or ""))
                for entry in entries
                for ev in entry.evidence
            )
        )

    def _notes(self, entries: Iterable[Entry], naming: Naming) -> Iterable[str]:
        for entry in entries:
            if entry.item.note is not None:
                yield entry.item.note.in_(naming.language)
            if isinstance(entry.item, Quote) and entry.item.sic is not None:
                yield entry.item.sic.in_(naming.language)

    def show(self, entries: Sequence[Entry], naming: Naming) -> Reply:
        """The entries once more, in the language of ``naming``."""
        return self._answer(entries, naming)

    def related(self, entries: Sequence[Entry], naming: Naming) -> tuple[str, ...]:
        """Canonical questions of the same topics whose answers are not shown yet."""
        shown = {e.id for e in entries}
        answers = self._index.answers
        topics = {i.topic for i in self._index.intents.values() if shown & answers[i.id]}
        questions = (
            self.canonical(i.id, naming.language, besides=shown)
            for i in self._index.intents.values()
            if i.topic in topics and not answers[i.id] <= shown
        )
        return tuple(islice((q for q in questions if q), _RELATED))

    def canonical(self, intent: str, language: Language, besides: Iterable[str] = ()) -> str | None:
        """How an intent is offered: its first phrase, a subject not shown in its slot."""
        found = self._index.intents[intent]
        phrases = found.ask.in_(language)
        if not phrases:
            return None
        if "{" not in phrases[0]:
            return phrases[0]
        skip = set(besides)
        for figure, entry in self._index.of_measure(found.measure or ""):
            if entry.id not in skip:
                head, _, tail = phrases[0].partition("{")
                name = Naming(self._index, language).term(figure.of)
                return head + name + tail.partition("}")[2]
        return None

    # --- what is not there ----------------------------------------------------------------------

    def _choose(self, found: Sequence[Candidate], naming: Naming) -> Reply:
        return self._offer([c.intent for c in found], naming)

    def _offer(self, intents: Sequence[Intent], naming: Naming) -> Reply:
        """A clarification that offers intents as questions."""
        questions = dict.fromkeys(
            q for i in intents[:_CHOICES] if (q := self.canonical(i.id, naming.language))
        )
        choices = tuple(Choice(label=q, question=q) for q in questions)
        text = " ".join([naming.say("which"), *(f"• {c.label}" for c in choices)])
        return Reply(
            kind=Kind.CLARIFICATION,
            language=naming.language,
            text=text,
            parts=(Part(naming.say("which")),),
            choices=choices,
        )

    def _units(self, reading: Reading, naming: Naming) -> Outcome | None:
        """A unit named alone ("the percentage?") offers the measures counted in it."""
        content = reading.content
        if not content and (reading.form is Form.HOW_MANY or reading.names("filler.quantity")):
            asking = [i for i in self._index.intents.values() if i.measure is not None]
            return Outcome(self._offer(asking, naming))
        units = {t.id for span in content for t in span.of_kind("unit")}
        if not units or not all(
            span.of_kind("unit") or any(t.id in self._index.about for t in span.terms)
            for span in content
        ):
            return None
        measures = dict.fromkeys(f.measure for f, _ in self._index.owners if f.unit in units)
        asking = [i for m in measures for i in self._index.intents.values() if i.measure == m]
        return Outcome(self._offer(asking, naming)) if len(asking) > 1 else None

    def _unknown(self, reading: Reading, found: Sequence[Candidate], naming: Naming) -> Outcome:
        near = [c for c in found if c.explained and c.entries][:1]
        named = [
            t
            for t in reading.terms("entity", "attribute", "period")
            if t.id not in self._index.about
        ]
        content = reading.content
        if not content or not (near or named or any(s.terms for s in content)):
            reply = Reply(
                Kind.UNKNOWN,
                naming.language,
                naming.say("lost"),
                (Part(naming.say("lost")),),
                reason=Reason.NOT_UNDERSTOOD,
            )
            return Outcome(reply)
        best = near[0] if near else None
        strange = [s for s in (best.unexplained if best else content) if s.text]
        said, reason = self._why_not(best, strange, naming)
        entries = best.entries if best else ()
        verdict = Verdict.UNSUPPORTED if reading.claims else None
        text = [said, *self._nearest(entries, naming)]
        reply = self._silent(text, reason, entries, naming, verdict=verdict)
        measure = best.intent.measure if best else None
        return Outcome(reply, measure=measure)

    def _why_not(
        self, best: Candidate | None, strange: Sequence[Span], naming: Naming
    ) -> tuple[str, Reason]:
        what = ", ".join(dict.fromkeys(self._called(s, naming) for s in strange))
        if best is not None and best.intent.measure is not None and best.keyed and what:
            measure = naming.term(best.intent.measure)
            return naming.say("no-figure", measure=measure, what=what), Reason.NOT_IN_SOURCE
        if what:
            return naming.say("silent.of", what=what), Reason.NOT_IN_SOURCE
        if best is not None and best.demand is Form.HOW_MANY:
            return naming.say("silent.how-many"), Reason.NO_FIGURE
        if best is not None and best.demand in CIRCUMSTANCES and best.demand is not None:
            return naming.say(f"silent.{best.demand.value}"), Reason.NOT_IN_SOURCE
        return naming.say("silent"), Reason.NOT_IN_SOURCE

    def _called(self, span: Span, naming: Naming) -> str:
        """What a span is called in a reply: its term's name, else the asker's word in quotes."""
        named = [
            t
            for t in span.terms
            if t.kind in ("entity", "attribute", "period", "measure", "concept", "unit")
        ]
        if named:
            return named[0].name.in_(naming.language)
        return f"« {span.text} »" if naming.language == "fr" else f"“{span.text}”"

    def _nearest(self, entries: Sequence[Entry], naming: Naming) -> Iterable[str]:
        if entries:
            yield naming.say("nearest", said=naming.statement(entries[0]))

    def _silent(
        self,
        said: Sequence[str],
        reason: Reason,
        entries: Sequence[Entry],
        naming: Naming,
        *,
        verdict: Verdict | None,
    ) -> Reply:
        near = entries[:1]
        return Reply(
            kind=Kind.UNKNOWN,
            language=naming.language,
            text=" ".join(said),
            parts=(Part(said[0], verdict=verdict), *(Part(s) for s in said[1:])),
            verdict=verdict,
            citations=self._cited(near),
            entries=tuple(e.id for e in near),
            reason=reason,
            related=self.related(near, naming),
        )

    def _summary(self, reply: Reply, best: Candidate | None, naming: Naming) -> Iterable[str]:
        """How the reply was found, in plain words."""
        if best is not None:
            read = dict.fromkeys(self._called(s, naming) for s in best.explained if s.terms)
            if read:
                yield naming.say("why.read", what=", ".join(read))
            unread = dict.fromkeys(self._called(s, naming) for s in best.unexplained if s.text)
            if unread and reply.kind is Kind.UNKNOWN:
                yield naming.say("why.unread", what=", ".join(unread))
            if best.phrase:
                yield naming.say("why.phrase", phrase=best.phrase)
        if reply.working:
            yield naming.say("why.working", working=reply.working)

    # --- how it was found -----------------------------------------------------------------------

    def _explained(
        self,
        reply: Reply,
        reading: Reading,
        found: Sequence[Candidate],
        scopes: Sequence[Scope],
    ) -> Reply:
        best = found[0] if found else None
        second = found[1] if len(found) > 1 else None
        lines = [
            (
                "form",
                reading.form.value
                + (" · confirms" if reading.confirms else "")
                + (" · negated" if reading.negated else ""),
            ),
            ("read", " | ".join(_told(span) for span in reading.spans)),
            (
                "numbers",
                ", ".join(
                    " ".join(filter(None, (f"{n.text} = {n.value}", n.unit, n.hedge)))
                    for n in reading.numbers
                ),
            ),
        ]
        for area in scopes:
            loose = ", ".join(s.text for s in area.coverage.unexplained)
            named = ", ".join(f"{f.of} {f.period or ''}".strip() for f, _ in area.named)
            lines.append(
                ("scope", f"{area.measure}: names {named}; {area.coverage.weight:.2f} ({loose})")
            )
        for c in found[:3]:
            loose = ", ".join(s.text for s in c.unexplained)
            lines.append(
                (
                    c.intent.id,
                    f"score {c.score:.2f}, matcher {c.confidence:.2f} (“{c.phrase}”), "
                    f"{'keyed' if c.keyed else 'not keyed'}, unexplained {c.weight:.2f} ({loose})"
                    + (f", does not tell {c.demand.value}" if c.demand else ""),
                )
            )
        return replace(
            reply,
            runner_up=(second.intent.id, round(second.confidence, 3)) if second else None,
            unexplained=tuple(s.text for s in best.unexplained) if best else (),
            explanation=Explanation(
                tuple((k, v) for k, v in lines if v),
                tuple(self._summary(reply, best, Naming(self._index, reply.language))),
            ),
        )


_RANKING = ("op.most", "op.least", "op.rank", "op.top")
_COUNTS = 20
"""Smaller bare numbers in a computed question count its subjects: "the two quarters"."""

_RANKED = 8
"""Intents the matcher is asked for: those further down never answer."""

_METADATA = ("author", "publisher", "date", "address")
_CONSIDERED = 6
_NEAR_SCORE = 1.0
"""Within this of the best score an entry whose contrary words are used decides a claim."""

_SURE = 0.6
"""Confidence from which the matcher alone may tell a measure that is not named."""

_FAINT = 0.2
"""Confidence below which the matcher is taken to have no opinion at all."""


_KEYED_CONFIDENCE = 0.97
"""Share of answers right where all that is asked for is named (question tables, November 2026)."""


def _confidence(candidate: Candidate) -> float:
    """How sure an answer from a candidate is.

    The matcher's confidence, or what naming everything is worth less what stays unexplained.
    """
    named = _KEYED_CONFIDENCE - 0.5 * candidate.weight if candidate.keyed else 0.0
    return max(candidate.confidence, named)


def _told(span: Span) -> str:
    ids = "/".join(t.id for t in span.terms) or "?"
    corrected = f" → {span.corrected}" if span.corrected else ""
    return f"{span.text}{corrected} [{ids}]"


def _differ(a: Candidate, b: Candidate) -> bool:
    one, other = {e.id for e in a.entries}, {e.id for e in b.entries}
    return not (one <= other or other <= one)
