"""What was asked lately, as counts, for curators: numbers, bars and names, never words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from babel.dates import format_date

from bot.knowledge.model import Language
from bot.slack.elements import Block, bullets, divider, header, line, rich_text, section, span
from bot.slack.wording.curators import curator_words

DAYS_SHOWN = 14
"""Days with questions that get a bar, the latest."""
LONGEST_BAR = 24
"""Letters of the longest bar: it fits on a phone beside the day and the numbers."""
NAMES_SHOWN = 5
ANSWERED, UNANSWERED = "▇", "░"


@dataclass(frozen=True)
class Day:
    """Questions of one day."""

    day: date
    answered: int
    unanswered: int

    @property
    def all(self) -> int:
        """All of them."""
        return self.answered + self.unanswered


@dataclass(frozen=True)
class Statistics:
    """What was asked. Names are of surfaces, of reasons and of entries, each with how often."""

    days: Sequence[Day] = ()
    useful: int = 0
    useless: int = 0
    surfaces: Mapping[str, int] = field(default_factory=dict)
    reasons: Mapping[str, int] = field(default_factory=dict)
    entries: Mapping[str, int] = field(default_factory=dict)


def report_blocks(statistics: Statistics, language: Language) -> list[Block]:
    """The counts, a bar a day, and what was asked most.

    Slack's chart block is for messages only: on a Home tab the bars are letters.
    """
    w = curator_words(language)
    blocks = [divider(), header(w.report_title)]
    days = [day for day in statistics.days if day.all]
    if not days:
        return [*blocks, section(w.report_none)]
    answered, unanswered = sum(d.answered for d in days), sum(d.unanswered for d in days)
    counts = [
        w.report_total.of(answered + unanswered, language),
        w.report_answered.format(n=answered),
        w.report_unanswered.format(n=unanswered),
        w.report_useful.format(n=statistics.useful),
        w.report_useless.format(n=statistics.useless),
    ]
    shown = days[-DAYS_SHOWN:]
    most = max(day.all for day in shown)
    bars = [_bar(day, most, language) for day in shown]
    named = [
        (w.report_reasons, {w.whys.get(k, k): n for k, n in statistics.reasons.items()}),
        (w.report_surfaces, statistics.surfaces),
        (w.report_entries, statistics.entries),
    ]
    listed = [[span(title, bold=True), span(_most(counted))] for title, counted in named if counted]
    return [
        *blocks,
        section(" · ".join(counts)),
        rich_text(*bars),
        rich_text(bullets(listed)),
    ]


def _bar(day: Day, most: int, language: Language) -> Block:
    """A day as a bar: its answered questions dark, the others light."""
    w = curator_words(language)
    name = format_date(day.day, "d MMM", locale=language)
    length = max(1, round(LONGEST_BAR * day.all / most))
    light = min(length, round(length * day.unanswered / day.all))
    bar = ANSWERED * (length - light) + UNANSWERED * light
    said = w.report_day.format(all=day.all, unanswered=day.unanswered)
    return line(span(f"{name:>8} ", code=True), span(f" {bar} {said}"))


def _most(counted: Mapping[str, int]) -> str:
    ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{name} {count}" for name, count in ranked[:NAMES_SHOWN])
