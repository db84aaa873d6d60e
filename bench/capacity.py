"""On paper, past these machines: what is served a day, what breaks first, what an operator does.

    python -m bench capacity

Computed from the figures that the other benchmarks left in bench/figures.json and from Slack's own
limits; nothing is measured here.
"""

from __future__ import annotations

from collections.abc import Mapping

from bench.results import recorded, table, write
from bot.slack.worker import CONCURRENCY

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
SLOW_POST = 0.5
"""Seconds of the slowest Web API that the service is measured with."""

SERVED = {
    "one process, SQLite": "sqlite",
    "one process, PostgreSQL": "postgresql",
    "two replicas on the same two processors, PostgreSQL": "postgresql-two",
}

OPERATIONS = (
    (
        "one busy channel",
        f"Slack takes {POSTS_A_CHANNEL_SECOND} message a second: 86,400 a day",
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
        "Socket Mode",
        "one process, and at most 10 connections an app",
        "HTTP (`web`) behind a load balancer; the events are the same",
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
        f"turns that wait for it: a process has at most {CONCURRENCY} in hand",
        "more replicas, whose processors are idle meanwhile",
    ),
)


def served(figures: Mapping[str, float | str]) -> list[tuple[str, str, str, str]]:
    """What each arrangement serves: events a second, questions a day, workspaces."""
    rows = [_row(name, float(figures[key])) for name, key in SERVED.items() if key in figures]
    if "postgresql" in figures:
        name = f"{REPLICAS} replicas with a core each, one PostgreSQL (on paper)"
        rows.append(_row(name, REPLICAS * float(figures["postgresql"])))
    return rows


def _database(figures: Mapping[str, float | str]) -> str:
    """What ten replicas ask of their database; nothing if that was not counted."""
    if "postgresql-commits" not in figures:
        return ""
    one, commits = float(figures["postgresql"]), float(figures["postgresql-commits"])
    return (
        f"{REPLICAS} replicas are reckoned as {REPLICAS} times one, for they share nothing but the "
        f"database: two of them shared two processors here with PostgreSQL and the workspace that "
        f"asks, so that the second could not show what it adds. A question takes {commits:.1f} "
        f"commits, so that one PostgreSQL has to make {REPLICAS * one * commits:,.0f} a second; "
        "where it makes fewer, it breaks first."
    )


def _row(name: str, a_second: float) -> tuple[str, str, str, str]:
    questions = a_second * SPARE / PEAK * SECONDS_A_DAY
    return (
        name,
        f"{a_second:.0f}",
        f"{round(questions, -4):,.0f}",
        f"{round(questions / QUESTIONS_A_WORKSPACE_DAY, -2):,.0f}",
    )


def main(*, quick: bool = False, save: bool = True) -> None:
    """Compute, print, and write the section `capacity`."""
    del quick  # computing takes no time
    question, service = recorded().get("question", {}), recorded().get("service", {})
    parts = []
    if rows := served(service):
        header = ("arrangement", "events a second", "questions a day", "workspaces")
        parts += [table(header, rows), _database(service)]
        parts.append(
            f"Questions a day: {SPARE:.0%} of the events a second, {PEAK} times the average in the "
            f"busiest seconds. Workspaces: at {QUESTIONS_A_WORKSPACE_DAY} questions a day each. "
            f"Events a second with a Web API that takes a tenth of a second, as Slack's does; with "
            f"{SLOW_POST:g} s a process posts {CONCURRENCY / SLOW_POST:.0f} a second at most, for "
            f"it has {CONCURRENCY} turns in hand. A workspace that gets all that Slack sends it "
            f"({EVENTS_A_WORKSPACE_HOUR:,} events an hour) takes "
            f"{EVENTS_A_WORKSPACE_HOUR / 3600:.1f} a second."
        )
    if "p50" in question:
        rate = 1e3 / float(question["p50"])
        parts.append(
            f"A reply is worked out in {float(question['p50']):.2f} ms (median): {rate:,.0f} a "
            "second and core if nothing else had to be done. The inbox, Slack's signature and the "
            "posting take the rest."
        )
    parts.append(table(("what breaks first", "why", "what an operator does"), OPERATIONS))
    text = "\n\n".join(filter(None, parts))
    print(text)
    if save:
        write("capacity", text)
