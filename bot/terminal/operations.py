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


_COLUMNS = ("asked", "answered", "unknown", "asked back", "social", "useful", "useless")
_KINDS = {"answer": "answered", "unknown": "unknown", "clarification": "asked back"}
_NAME_WIDTH = 12
_COLUMN_WIDTH = 12
_MOST = 15  # names listed of each


def counts_text(counts: Sequence[Count]) -> str:
    """A table with a row a day and one a surface, then the totals by language, reason and entry."""
    if not counts:
        return "nothing was asked"
    replies = [each for each in counts if each.what == "reply"]
    unknown = [each for each in replies if each.kind == "unknown"]
    answers = [each for each in replies if each.kind == "answer"]
    lines = _table("day", ((each.day, each) for each in counts))
    lines += ["", *_table("surface", ((each.surface, each) for each in replies))]
    lines += _totals("language", ((each.language, each.count) for each in replies))
    lines += _totals("unknown because", ((each.detail, each.count) for each in unknown))
    lines += _totals("answered with", ((each.detail, each.count) for each in answers))
    return "\n".join(lines)


def _table(title: str, named: Iterable[tuple[str, Count]]) -> list[str]:
    """Rows of counts under a header, and their sums where there are several rows."""
    rows: dict[str, Counter[str]] = {}
    for name, each in named:
        row = rows.setdefault(name or "–", Counter())
        if each.what == "vote":
            row[each.kind] += each.count
        else:
            row["asked"] += each.count
            row[_KINDS.get(each.kind, each.kind)] += each.count
    if len(rows) > 1:
        rows["all"] = sum(rows.values(), Counter[str]())
    heads = "".join(f"{column:>{_COLUMN_WIDTH}}" for column in _COLUMNS)
    return [
        f"{title:<{_NAME_WIDTH}}{heads}",
        *(
            f"{name:<{_NAME_WIDTH}}"
            + "".join(f"{row[column]:>{_COLUMN_WIDTH}}" for column in _COLUMNS)
            for name, row in sorted(rows.items(), key=lambda item: (item[0] == "all", item[0]))
        ),
    ]


def counts_json(counts: Iterable[Count]) -> str:
    """The counts for programs."""
    return json.dumps([asdict(each) for each in counts], indent=2)


def _totals(name: str, counted: Iterable[tuple[str, int]]) -> list[str]:
    sums = Counter[str]()
    for key, count in counted:
        sums[key or "–"] += count
    if not sums:
        return []
    return ["", f"{name}:", *(f"  {count:6}  {key}" for key, count in sums.most_common(_MOST))]


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")
