"""What Prometheus is told: numbers and kinds, never words, people or workspaces."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

from bot.errors import StorageError
from bot.storage.inbox import Depth

ACKNOWLEDGEMENT_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)
"""Seconds; Slack waits for three."""
ANSWER_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)
MAX_REASONS = 50
"""Reasons told apart; whatever comes then is ``other``."""


class Metrics:
    """The ``Observer`` that counts, and the page that shows what it counted.

    Args:
        depth: how full the inbox is.
    """

    def __init__(self, depth: Callable[[], Awaitable[Depth]]) -> None:
        self._depth = depth
        self._reasons: set[str] = set()
        self._versions: dict[str, str] = {}  # of the packs that serve
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        self._events = Counter(
            "verbatim_events",
            "Messages and clicks taken in, and those that had come before.",
            ["came", "known"],
            registry=registry,
        )
        self._replies = Counter(
            "verbatim_replies", "Replies made.", ["kind", "surface"], registry=registry
        )
        self._ended = Counter(
            "verbatim_turns",
            "Turns done with: done, failed for good, or put aside.",
            ["state"],
            registry=registry,
        )
        self._answer_time = Histogram(
            "verbatim_answer_seconds",
            "From accepting a turn to being done with it.",
            buckets=ANSWER_BUCKETS,
            registry=registry,
        )
        self.acknowledgement_time = Histogram(
            "verbatim_acknowledgement_seconds",
            "From a request of Slack's to our acknowledgement.",
            buckets=ACKNOWLEDGEMENT_BUCKETS,
            registry=registry,
        )
        self._refused = Counter(
            "verbatim_slack_errors", "What Slack did not take.", ["reason"], registry=registry
        )
        self._uncertain = Counter(
            "verbatim_uncertain_replies",
            "Replies that may have been posted before: found there, or posted again.",
            ["what"],
            registry=registry,
        )
        self._waiting = Gauge(
            "verbatim_inbox_waiting", "Turns not yet done with.", registry=registry
        )
        self._age = Gauge(
            "verbatim_inbox_oldest_seconds", "Age of the oldest of them.", registry=registry
        )
        self._aside = Gauge("verbatim_inbox_aside", "Turns put aside.", registry=registry)
        self._database_up = Gauge(
            "verbatim_database_up", "Whether the database answers.", registry=registry
        )
        self._pack = Gauge(
            "verbatim_pack_info", "The packs that serve.", ["pack", "version"], registry=registry
        )
        self._reloads = Counter(
            "verbatim_pack_reloads", "Changes of the pack.", ["outcome"], registry=registry
        )
        self._pack_broken = Gauge(
            "verbatim_pack_broken",
            "Whether the pack on disk is refused and the one before it serves.",
            ["pack"],
            registry=registry,
        )

    # As an observer

    def accepted(self, came: str, *, is_new: bool) -> None:
        """See ``Observer``."""
        self._events.labels(came, "false" if is_new else "true").inc()

    def replied(self, kind: str, surface: str) -> None:
        """See ``Observer``."""
        self._replies.labels(kind, surface).inc()

    def ended(self, state: str, seconds: float) -> None:
        """See ``Observer``."""
        self._ended.labels(state).inc()
        self._answer_time.observe(seconds)

    def refused(self, reason: str) -> None:
        """See ``Observer``."""
        if reason not in self._reasons and len(self._reasons) >= MAX_REASONS:
            reason = "other"
        self._reasons.add(reason)
        self._refused.labels(reason).inc()

    def uncertain(self, what: str) -> None:
        """See ``Observer``."""
        self._uncertain.labels(what).inc()

    # Of the pack

    def serves(self, pack: str, version: str) -> None:
        """This pack answers from now on."""
        before = self._versions.get(pack)
        if before is not None:
            self._pack.remove(pack, before)
        self._versions[pack] = version
        self._pack.labels(pack, version).set(1)
        self._pack_broken.labels(pack).set(0)

    def reloaded(self, pack: str, *, is_good: bool) -> None:
        """The pack on disk changed: it was taken, or refused."""
        self._reloads.labels("taken" if is_good else "refused").inc()
        self._pack_broken.labels(pack).set(0 if is_good else 1)

    # The page

    async def page(self) -> bytes:
        """All of it, in Prometheus' text format."""
        try:
            depth = await self._depth()
        except StorageError:
            self._database_up.set(0)
        else:
            self._database_up.set(1)
            self._waiting.set(depth.waiting)
            self._age.set(depth.age)
            self._aside.set(depth.aside)
        return generate_latest(self.registry)
