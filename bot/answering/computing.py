"""Which computation a reading asks for over a scope: the first kind that recognises it."""

from __future__ import annotations

from collections.abc import Callable

from bot.answering.figures import CannotComputeError
from bot.answering.naming import Naming
from bot.answering.operations.comparisons import comparison, difference, growth, ratio
from bot.answering.operations.computation import Computation
from bot.answering.operations.conditions import count
from bot.answering.operations.ranks import rank
from bot.answering.operations.reductions import complement, reduction, share
from bot.answering.operations.samples import sample
from bot.answering.scopes import Scope
from bot.understanding.forms import Form
from bot.understanding.reading import Reading


def compute(reading: Reading, scope: Scope, naming: Naming) -> Computation | None:
    """The computation a question asks for over a scope, or None if it asks for none."""
    try:
        explaining = reading.form in (Form.WHY, Form.HOW, Form.WHERE)
        if explaining and not reading.names("op.compare", "op.difference"):
            return None
        for attempt in _ATTEMPTS:
            found = attempt(reading, scope, naming)
            if found is not None:
                return found
    except CannotComputeError as error:
        return Computation("refused", naming.say(error.reason), scope.subset, failed=True)
    return None


_ATTEMPTS: tuple[Callable[[Reading, Scope, Naming], Computation | None], ...] = (
    sample,
    complement,
    count,
    growth,
    share,
    ratio,
    difference,
    reduction,
    comparison,
    rank,
)
"""In this order: what sets a condition or names two figures comes before what ranks all."""
