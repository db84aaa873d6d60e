"""How many of a number of people a percentage comes to: "out of 200, how many know it?"."""

from __future__ import annotations

from decimal import Decimal

from bot.answering.figures import Result
from bot.answering.naming import Naming
from bot.answering.operations.computation import Computation
from bot.answering.scopes import Scope
from bot.understanding.forms import Form
from bot.understanding.reading import Reading

_WHOLE = Decimal(100)
_SMALLEST = 2
"""A sample has at least two people; "one" is seldom a number."""


def sample(reading: Reading, scope: Scope, naming: Naming) -> Computation | None:
    """What a percentage, or what it leaves of a hundred if it is denied, comes to in a sample."""
    percents = [p for p in scope.subset if p[0].unit == "percent"]
    sizes = [n for n in reading.numbers if n.kind == "number" and n.unit is None]
    if reading.form is not Form.HOW_MANY or len(percents) != 1 or len(sizes) != 1:
        return None
    size = sizes[0]
    if size.value < _SMALLEST or size.hedge is not None or len(reading.numbers) != 1:
        return None
    figure, entry = percents[0]
    denied = reading.negated or reading.names("op.complement")
    share = _WHOLE - figure.value if denied else figure.value
    result = Result(size.value * share / _WHOLE, "people", (figure,))
    shown, whole = naming.number(result.value), naming.number(size.value)
    text = naming.say("sample", statement=naming.statement(entry), n=whole, result=shown)
    working = f"{whole} × {naming.percent(share)} = {shown}"
    return Computation("sample", text, ((figure, entry),), result, working)
