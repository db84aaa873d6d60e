"""On paper, past these machines: what is served a day, what breaks first, what an operator does.

    python -m bench capacity

Computed from the figures that the other benchmarks left in bench/figures.json and from Slack's own
limits; nothing is measured here.
"""

from __future__ import annotations

from bench.results import recorded, table, write

SECONDS_A_DAY = 86_400

EVENTS_A_WORKSPACE_HOUR = 30_000
"""Slack sends an app at most so many events an hour and workspace
(https://docs.slack.dev/apis/events-api/, "Rate limiting")."""

POSTS_A_CHANNEL_SECOND = 1
"""Slack takes about one message a second and channel (https://docs.slack.dev/apis/web-api/rate-limits).
"""

PEAK = 8
"""How much busier the busiest second is than the day's average: a working day of eight hours has
three times the average, and its busiest minutes two to three times that."""

SPARE = 0.5
"""Share of what was measured that is planned with: the rest is for bursts and for failures."""

QUESTIONS_A_WORKSPACE_DAY = 50
"""A lively workspace: a hundred people who ask every other day."""

REPLICAS = 10

SERVED = {
    "one process, SQLite": ("sqlite", 1),
    "one process, PostgreSQL": ("postgresql", 1),
    "two replicas, PostgreSQL": ("postgresql-two", 1),
}

OPERATIONS = (
    (
        "one busy channel",
        f"Slack takes {POSTS_A_CHANNEL_SECOND} message a second",
        "nothing: replies wait in the inbox; in direct messages each person has a channel",
    ),
    (
        "one workspace",
        f"Slack sends {EVENTS_A_WORKSPACE_HOUR:,} events an hour and says when it drops more",
        "keep the subscriptions to mentions and direct messages, for all others count too",
    ),
    (
        "one process",
        "a core, which works out, posts and writes down one turn at a time",
        "start `web` on a second core or machine, with PostgreSQL",
    ),
    (
        "SQLite",
        "one writer at a time, so that a second process gains nothing",
        "set `DATABASE_URL` to PostgreSQL and run `release`",
    ),
    (
        "one PostgreSQL",
        "commits that wait for its disk",
        "a faster disk; then a database for each group of workspaces, which share nothing",
    ),
    (
        "a slow Web API",
        "turns that wait for it: a process takes up a limited number at once",
        "more replicas, whose processors are idle meanwhile",
    ),
)


def served() -> list[tuple[str, str, str, str]]:
    """What each arrangement serves: events a second, questions a day, workspaces."""
    figures = recorded().get("service", {})
    rows = []
    for name, (key, copies) in SERVED.items():
        measured = figures.get(key)
        if isinstance(measured, float | int):
            rows.append(_row(name, float(measured) * copies))
    one, two = figures.get("postgresql"), figures.get("postgresql-two")
    if isinstance(one, float | int) and isinstance(two, float | int) and two > one:
        rows.append(
            _row(f"{REPLICAS} replicas, one PostgreSQL (if it keeps up)", _scaled(one, two))
        )
    return rows


def _scaled(one: float, two: float) -> float:
    """What ten replicas would do, by Amdahl's law fitted to one and two of them."""
    parallel = min(max(2 * (1 - one / two), 0.0), 1.0)
    return one / (1 - parallel + parallel / REPLICAS)


def _row(name: str, a_second: float) -> tuple[str, str, str, str]:
    questions = a_second * SPARE / PEAK * SECONDS_A_DAY
    return (
        name,
        f"{a_second:.0f}",
        f"{questions:,.0f}",
        f"{questions / QUESTIONS_A_WORKSPACE_DAY:,.0f}",
    )


def main(*, quick: bool = False, save: bool = True) -> None:
    """Compute, print, and write the section `capacity`."""
    del quick  # computing takes no time
    question = recorded().get("question", {})
    parts = []
    if rows := served():
        header = ("arrangement", "events a second", "questions a day", "workspaces")
        parts.append(table(header, rows))
        if len(rows) == len(SERVED):
            parts.append(
                "Ten replicas are not computed: two of them, the workspace and PostgreSQL shared "
                "the processors here, so that the second replica could not show what it adds."
            )
        parts.append(
            f"Questions a day: {SPARE:.0%} of the measured rate, {PEAK} times the average in the "
            f"busiest seconds. Workspaces: at {QUESTIONS_A_WORKSPACE_DAY} questions a day each."
        )
    if "p50" in question:
        rate = 1e3 / float(question["p50"])
        parts.append(
            f"A reply is worked out in {float(question['p50']):.2f} ms (median): {rate:,.0f} a "
            "second and core if nothing else had to be done. The inbox, Slack's signature and the "
            "posting take the rest."
        )
    parts.append(table(("what breaks first", "why", "what an operator does"), OPERATIONS))
    text = "\n\n".join(parts)
    print(text)
    if save:
        write("capacity", text)
