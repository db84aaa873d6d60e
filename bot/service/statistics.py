"""The journal's counts as the report on a curator's Home tab has them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from bot.answering.model import Kind
from bot.slack.statistics import Day, Statistics
from bot.storage.journal import Count

_ASKED = (Kind.ANSWER, Kind.UNKNOWN)


def statistics_of(counts: Iterable[Count]) -> Statistics:
    """Answers and unknowns by day, surface, reason and entry, and the votes."""
    days: dict[str, Counter[str]] = {}
    votes: Counter[str] = Counter()
    surfaces: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    entries: Counter[str] = Counter()
    for count in counts:
        if count.what == "vote":
            votes[count.kind] += count.count
        elif count.kind in _ASKED:
            days.setdefault(count.day, Counter())[count.kind] += count.count
            surfaces[count.surface] += count.count
            named = entries if count.kind == Kind.ANSWER else reasons
            named[count.detail] += count.count
    return Statistics(
        [
            Day(date.fromisoformat(day), kinds[Kind.ANSWER], kinds[Kind.UNKNOWN])
            for day, kinds in sorted(days.items())
        ],
        useful=votes["useful"],
        useless=votes["useless"],
        surfaces=surfaces,
        reasons=reasons,
        entries=entries,
    )
