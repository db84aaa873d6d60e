"""Which judgement stands for a clause that claims something or takes something for granted."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.claims import Judgement, says_something
from bot.answering.comparing_claims import judge_comparison
from bot.answering.computed_claims import judge_change, judge_computed, judge_rank
from bot.answering.coverage import LIMIT
from bot.answering.entries import Index
from bot.answering.entry_claims import adds_to_list, judge_entry, takes_as_done
from bot.answering.figure_claims import judge_figures, judge_quantity
from bot.answering.model import Verdict
from bot.answering.naming import Naming
from bot.answering.operations.conditions import SMALLEST_THRESHOLD, condition
from bot.answering.relevance import CONSIDERED, is_relevant
from bot.answering.scopes import COMPUTING, Scope
from bot.answering.selection import Candidate
from bot.answering.stating import agrees, multiple_of, stated
from bot.understanding.forms import CIRCUMSTANCES, Form
from bot.understanding.numbers import Number
from bot.understanding.reading import Reading

_NEAR_SCORE = 1.0
"""Within this of the best score an entry whose contrary words are used decides a claim."""


def judge(
    reading: Reading,
    found: Sequence[Candidate],
    scopes: Sequence[Scope],
    naming: Naming,
    threshold: float,
    *,
    check: bool,
) -> tuple[Judgement, str | None] | None:
    """The judgement that stands for a clause, with the measure it is about; None if none does.

    With ``check`` the clause is a claim, whatever its form.
    """
    claiming = reading.claims or check or _supposes(reading)
    index = naming.index
    relevant = [c for c in found[:CONSIDERED] if is_relevant(c, reading, index, threshold)]
    plain = [judge_figures(reading, c, index) for c in relevant[:1]]
    held = any(j is not None and j.verdict is Verdict.SUPPORTED for j in plain)
    if claiming or reading.form in CIRCUMSTANCES:
        for area in scopes:
            judgement = _compared(reading, area, naming)
            if judgement is None:
                continue
            if judgement.verdict is Verdict.CONTRADICTED or (claiming and not held):
                return judgement, area.measure
    if not claiming:
        further = [c for c in found[CONSIDERED:] if c.keyed and stated(reading)]
        return _premise(reading, [*relevant, *further], scopes, index)
    computable = any(area.coverage.weight <= LIMIT for area in scopes)
    if not check and computable and _only_computes(reading):
        return None
    if not (check or reading.opens_yes_no):
        # A bare name asserts nothing of its bearer, whatever its mark.
        relevant = [c for c in relevant if says_something(c, index.about)]
    return _claim(reading, relevant, index)


def _premise(
    reading: Reading, relevant: Sequence[Candidate], scopes: Sequence[Scope], index: Index
) -> tuple[Judgement, str | None] | None:
    """What a question takes for granted and the text contradicts."""
    if _computes_with(reading, scopes, index):
        return None
    if index.asks(reading) is not None:
        return None  # a curator wrote this very question, and what answers it
    best = relevant[0].score if relevant else 0.0
    beside = [
        c
        for c in relevant[1:]
        if (stated(reading) and c.named and c.intent.measure)
        or (c.score >= best - _NEAR_SCORE and _is_denied(reading, c, index))
    ]
    for candidate in (*relevant[:1], *beside):
        if _counts_with_givens(reading, candidate, index) or _filters(reading, scopes):
            continue
        judgement = _judge_premise(reading, candidate, index)
        if judgement is not None:
            return judgement, candidate.intent.measure
    return None


def _computes_with(reading: Reading, scopes: Sequence[Scope], index: Index) -> bool:
    """Whether a question asks for a computation with figures of the text, or with so many of them
    ("the five farms"): it claims none then.
    """
    values = {figure.value for figure, _ in index.owners} | {len(area.pairs) for area in scopes}
    computing = reading.names(*COMPUTING, "op.minus", "op.plus")
    return computing and all(number.value in values for number in stated(reading))


def _is_denied(reading: Reading, candidate: Candidate, index: Index) -> bool:
    """Whether a question uses the contrary words of a candidate's one entry."""
    entries = candidate.entries
    return len(entries) == 1 and judge_entry(reading, candidate, index).contrary


def _counts_with_givens(reading: Reading, candidate: Candidate, index: Index) -> bool:
    """Whether a question of how many states only what the text gives: "what share of the goal
    of a billion is reached?".
    """
    measures = {f.measure for e in candidate.entries for f in e.figures}
    given = [
        f
        for measure in measures
        for f, _ in index.of_measure(measure)
        if f.of in index.about or reading.names(f.of)
    ]
    return reading.form is Form.HOW_MANY and all(
        any(agrees(n, f) for f in given) for n in stated(reading)
    )


def _judge_premise(reading: Reading, candidate: Candidate, index: Index) -> Judgement | None:
    """What a question takes for granted of one candidate and the text contradicts."""
    asserting = bool(stated(reading)) or reading.form in CIRCUMSTANCES
    figures = judge_figures(reading, candidate, index) if asserting else None
    if figures is not None and figures.verdict is Verdict.CONTRADICTED:
        return figures
    if reading.form not in CIRCUMSTANCES and not adds_to_list(reading, candidate):
        return None
    if takes_as_done(reading, candidate, index.about):
        return Judgement(Verdict.CONTRADICTED, candidate.entries, candidate)
    found = judge_entry(reading, candidate, index)
    return found if found.verdict is Verdict.CONTRADICTED else None


def _claim(
    reading: Reading, relevant: Sequence[Candidate], index: Index
) -> tuple[Judgement, str | None] | None:
    """What the text says of a claim: the candidate that contradicts it by its own words decides,
    then the first that confirms or contradicts it, then the first.
    """
    phrase = index.asks(reading)
    judged = [
        (
            judge_figures(reading, c, index)
            or judge_quantity(reading, c)
            or judge_entry(reading, c, index),
            c,
        )
        for c in relevant
        if phrase is None or c.intent.id == phrase
    ]
    if not judged:
        return None
    best = judged[0][1]
    near = [(j, c) for j, c in judged if c.score >= best.score - _NEAR_SCORE]
    decisive = [
        *((j, c) for j, c in near if j.contrary and (len(c.entries) == 1 or c is best)),
        *((j, c) for j, c in judged if j.verdict is not Verdict.UNSUPPORTED),
        judged[0],
    ]
    judgement, candidate = decisive[0]
    if judgement.verdict is Verdict.UNSUPPORTED and phrase is not None:
        return None  # a curator wrote this very question, and what answers it
    return judgement, candidate.intent.measure


def _supposes(reading: Reading) -> bool:
    """Whether words that make no sentence put an amount to the question: "A, 2 million?"."""
    return (
        reading.form is Form.KEYWORDS
        and reading.text.rstrip().endswith("?")
        and not reading.names(*COMPUTING)
        and any(_is_amount(n) and n.hedge not in ("over", "under") for n in stated(reading))
    )


def _is_amount(number: Number) -> bool:
    return number.unit is not None or number.value >= SMALLEST_THRESHOLD


def _only_computes(reading: Reading) -> bool:
    """Whether a sentence asks for a computation and states no amount of its own."""
    large = any(_is_amount(n) for n in stated(reading))
    return reading.names(*COMPUTING) and not (large or reading.confirms or multiple_of(reading))


def _filters(reading: Reading, scopes: Sequence[Scope]) -> bool:
    """Whether numbers set a threshold over several figures: they claim nothing then."""
    return (
        any(len(s.pairs) > 2 and not s.named for s in scopes)
        and reading.form not in CIRCUMSTANCES
        and condition(reading) is not None
    )


def _compared(reading: Reading, area: Scope, naming: Naming) -> Judgement | None:
    if area.coverage.weight > LIMIT:
        return None
    return (
        judge_computed(reading, area, naming)
        or judge_change(reading, area, naming)
        or judge_comparison(reading, area, naming)
        or judge_rank(reading, area, naming)
    )
