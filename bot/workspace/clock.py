"""The workspace's time, which tests may move forward instead of waiting."""

from __future__ import annotations

import time


class Clock:
    """The machine's clock plus what it was advanced by."""

    def __init__(self) -> None:
        self._ahead = 0.0
        self._last_ts = 0

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        """Let ``seconds`` pass: triggers and response_urls grow old, messages to come are later."""
        self._ahead += seconds

    def ts(self) -> str:
        """A new Slack timestamp, later than every one before: "1763884800.000100"."""
        self._last_ts = max(self._last_ts + 1, int(self.now() * 1_000_000))
        seconds, micros = divmod(self._last_ts, 1_000_000)
        return f"{seconds}.{micros:06d}"
