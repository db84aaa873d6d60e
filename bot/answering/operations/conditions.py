"""Thresholds: which figures are above, below, between or equal to the numbers a question sets."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.answering import figures as arithmetic
from bot.answering.entries import Index
from bot.answering.figures import Result
from bot.answering.naming import Naming
from bot.answering.operations.computation import Computation
from bot.answering.scopes import Scope
from bot.answering.wording import amount
from bot.understanding.forms import CIRCUMSTANCES, Form
from bot.understanding.reading import Reading


@dataclass(frozen=True)
class Condition:
    """A threshold (``key`` says on which side of it) or the two ends of a range."""

    key: str
    low: Decimal
    high: Decimal | None = None

    def holds(self, value: Decimal) -> bool:
        """Whether a value meets it."""
        if self.key == "between":
            return self.low <= value <= (self.high or self.low)
        return {
            "above": value > self.low,
            "below": value < self.low,
            "at-least": value >= self.low,
            "at-most": value <= self.low,
            "equals": value == self.low,
        }[self.key]


_BY_HEDGE = {"over": "above", "under": "below", "at_least": "at-least", "at_most": "at-most"}


def condition(reading: Reading) -> Condition | None:
    """The threshold a question sets, from its numbers and comparing words."""
    counts = [n for n in reading.numbers if n.kind == "number" and n.value >= SMALLEST_THRESHOLD]
    if not counts:
        return None
    if len(counts) >= 2 and (reading.names("op.between") or counts[0].bound in ("low", "from")):
        low, high = sorted((counts[0].value, counts[1].value))
        return Condition("between", low, high)
    first = counts[0]
    key = _BY_HEDGE.get(first.hedge or "")
    if key is None:
        if reading.names("op.above", "op.more"):
            key = "above"
        elif reading.names("op.below", "op.fewer"):
            key = "below"
        else:
            key = "equals"
    if reading.negated and key in _NEGATED:
        key = _NEGATED[key]
    return Condition(key, first.value)


_NEGATED = {"above": "at-most", "below": "at-least", "at-least": "below", "at-most": "above"}

SMALLEST_THRESHOLD = 20
"""Smaller numbers beside figures count subjects ("the top 3") and are no thresholds."""


def count(reading: Reading, scope: Scope, naming: Naming) -> Computation | None:
    """How many and which figures meet the condition set, if one is."""
    limit = condition(reading)
    if limit is None or scope.named or len(scope.pairs) < 2 or reading.names(*_REDUCING):
        return None
    if reading.names("discourse.who-said"):
        return None
    if reading.form in CIRCUMSTANCES:
        return None
    if limit.key == "equals" and reading.form not in (
        Form.WHO,
        Form.WHICH,
        Form.WHAT,
        Form.HOW_MANY,
    ):
        return None
    if limit.key == "below" and _is_bound(limit.low, scope, naming.index):
        return None
    met = [pair for pair in scope.pairs if limit.holds(pair[0].value)]
    unit = naming.index.lexicon.terms.get(scope.pairs[0][0].unit)
    words = {"n": amount(limit.low, unit, naming.language)}
    if limit.high is not None:
        words = {
            "n": amount(limit.low, None, naming.language),
            "m": amount(limit.high, unit, naming.language),
        }
    shown = naming.say(limit.key, **words).removesuffix(".")
    ranked = arithmetic.ranked([f for f, _ in met])
    if not met:
        every = naming.amounts(arithmetic.ranked([f for f, _ in scope.pairs]))
        text = naming.say("count.none", condition=shown, list=every)
    else:
        text = naming.say(
            "count",
            n=str(len(met)),
            count=str(len(scope.pairs)),
            condition=shown,
            list=naming.amounts(ranked),
        )
    counted = Result(Decimal(len(met)), "count", tuple(ranked))
    operands = tuple(met) or scope.pairs
    return Computation("count", text, operands, counted, charted=ranked, shown=ranked)


def _is_bound(value: Decimal, scope: Scope, index: Index) -> bool:
    """Whether the text itself gives this bound, so that it answers better than a filter."""
    return any(
        f.value == value for f, _ in index.of_measure(scope.measure) if f.hedge in arithmetic.BOUNDS
    )


_REDUCING = (
    "op.missing",
    "op.sum",
    "op.average",
    "op.median",
    "op.share",
    "op.difference",
    "op.ratio",
    "op.range",
)
