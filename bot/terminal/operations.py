"""The inbox and the counts as an operator reads them, or as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.storage.inbox import Stuck
    from bot.storage.journal import Count


def stuck_text(stuck: Sequence[Stuck]) -> str:
    """A line for each turn that is not answered."""
    if not stuck:
        return "nothing is put aside"
    return "\n".join(
        f"{_time(each.accepted_at)}  #{each.number}  {each.state:7}  {each.came:7}  "
        f"{each.team} {each.channel}  {each.tries} tries  {each.reason}"
        for each in stuck
    )


def stuck_json(stuck: Iterable[Stuck]) -> str:
    """The same for programs."""
    return json.dumps([asdict(each) for each in stuck], indent=2)


def counts_text(counts: Sequence[Count]) -> str:
    """A line a day, then the totals by kind, surface, reason and vote."""
    replies = [each for each in counts if each.what == "reply"]
    votes = [each for each in counts if each.what == "vote"]
    if not counts:
        return "nothing was asked"
    days = Counter[tuple[str, str]]()
    for each in replies:
        days[each.day, each.kind] += each.count
    lines = [
        f"{day}  " + "  ".join(f"{kind} {n}" for (of, kind), n in sorted(days.items()) if of == day)
        for day in sorted({each.day for each in replies})
    ]
    lines += _totals("surface", ((each.surface, each.count) for each in replies))
    lines += _totals("language", ((each.language, each.count) for each in replies))
    unknown = [each for each in replies if each.kind == "unknown"]
    lines += _totals("unknown because", ((each.detail, each.count) for each in unknown))
    answers = [each for each in replies if each.kind == "answer"]
    lines += _totals("answered with", ((each.detail, each.count) for each in answers))
    lines += _totals("said to be", ((each.kind, each.count) for each in votes))
    return "\n".join(lines)


def counts_json(counts: Iterable[Count]) -> str:
    """The counts for programs."""
    return json.dumps([asdict(each) for each in counts], indent=2)


def _totals(name: str, counted: Iterable[tuple[str, int]]) -> list[str]:
    sums = Counter[str]()
    for key, count in counted:
        sums[key or "–"] += count
    if not sums:
        return []
    return ["", f"{name}:", *(f"  {count:6}  {key}" for key, count in sums.most_common(15))]


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")
