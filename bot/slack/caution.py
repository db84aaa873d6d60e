"""How slowly a process posts in channels that may have come after one that was killed.

What Slack has been sent and has not answered when a process dies is posted again, and in channels,
which the bot may not read, it may then stand twice. Whatever killed one process may kill the next.
"""

from __future__ import annotations

import time
from collections.abc import Callable

CAREFUL_FOR = 10.0
"""Seconds from its start in which a process is careful, if it has reason to."""
PACE = 1.0
"""Seconds between turns of channels that are begun while it is; direct messages do not wait."""
LATE, OUTDATED = 2.0, 3_600.0
"""Seconds between which an event that comes is one that came before, when nobody was there.

Slack delivers again for five minutes, with delayed events for hours, of which an hour tells enough:
https://docs.slack.dev/apis/events-api/#retries
"""


class Caution:
    """Whether a process is careful, and whose turn it is then.

    Args:
        now: a clock in seconds.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._until = self._next = self._born = now()

    def warn(self) -> None:
        """Something was left lying: be careful, unless the process has lived for a while."""
        self._until = self._born + CAREFUL_FOR

    @property
    def is_on(self) -> bool:
        """Whether the process is careful."""
        return self._now() < self._until

    def may_begin(self) -> bool:
        """Whether a turn of a channel may be begun; the next one then waits."""
        now = self._now()
        if now < self._until and now < self._next:
            return False
        self._next = now + PACE
        return True


def is_late(ts: str, now: float) -> bool:
    """Whether a message was written too long ago for its event to come for the first time.

    Args:
        ts: Slack's timestamp of the message.
        now: seconds since 1970.
    """
    seconds = ts.partition(".")[0]
    return seconds.isdecimal() and LATE < now - int(seconds) < OUTDATED
