"""When and how the Web API fails on purpose."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace

ANY_METHOD = "*"
RESPONSE_URL = "response_url"
"""The method name under which posts to a response_url are called and fail."""


@dataclass(frozen=True)
class Fault:
    """What happens instead of, or after, an answer.

    Attributes:
        status: the HTTP status sent, where not 200.
        error: Slack's error name, in an answer with status 200 or 429.
        retry_after: seconds in the Retry-After header.
        delay: seconds before the answer; endless for a time-out.
        drop: close the connection without an answer.
        applied: carry the call out first, so that only its answer is lost.
    """

    status: int = 200
    error: str | None = None
    retry_after: int | None = None
    delay: float = 0.0
    drop: bool = False
    applied: bool = False

    @property
    def spoils(self) -> bool:
        """Whether the caller gets something other than the true answer."""
        return self.status != 200 or self.error is not None or self.drop


ENDLESS = 3600.0


@dataclass
class _Rule:
    method: str
    fault: Fault
    times: int | None
    probability: float
    channel: str | None
    struck: int = field(default=0)

    def applies(self, method: str, channel: str | None) -> bool:
        return (
            self.method in (method, ANY_METHOD)
            and (self.channel is None or self.channel == channel)
            and (self.times is None or self.struck < self.times)
        )


class FaultPlan:
    """The rules in force: the first that strikes decides; delays of rules before it add up.

    Each rule is for one method (or ``ANY_METHOD``), strikes ``times`` times (None: without end)
    with a ``probability``, in one ``channel`` only if that is given. ``seed`` makes chance
    repeatable.
    """

    def __init__(self, seed: int = 0) -> None:
        self._random = random.Random(seed)  # noqa: S311  # chance, not secrecy
        self._rules: list[_Rule] = []

    def add(
        self,
        method: str,
        fault: Fault,
        *,
        times: int | None = 1,
        probability: float = 1.0,
        channel: str | None = None,
    ) -> None:
        """Put a rule into force."""
        self._rules.append(_Rule(method, fault, times, probability, channel))

    def rate_limit(
        self,
        method: str,
        *,
        retry_after: int = 1,
        times: int | None = 1,
        probability: float = 1.0,
        channel: str | None = None,
    ) -> None:
        """429 with Retry-After."""
        fault = Fault(status=429, error="ratelimited", retry_after=retry_after)
        self.add(method, fault, times=times, probability=probability, channel=channel)

    def server_error(
        self,
        method: str,
        *,
        status: int = 500,
        times: int | None = 1,
        probability: float = 1.0,
        applied: bool = False,
    ) -> None:
        """A 5xx; with ``applied`` the call was carried out all the same."""
        fault = Fault(status=status, applied=applied)
        self.add(method, fault, times=times, probability=probability)

    def refuse(
        self, method: str, error: str, *, times: int | None = 1, channel: str | None = None
    ) -> None:
        """``{"ok": false, "error": error}``."""
        self.add(method, Fault(error=error), times=times, channel=channel)

    def time_out(
        self,
        method: str,
        *,
        times: int | None = 1,
        probability: float = 1.0,
        applied: bool = False,
    ) -> None:
        """No answer before the caller gives up."""
        fault = Fault(delay=ENDLESS, drop=True, applied=applied)
        self.add(method, fault, times=times, probability=probability)

    def drop(
        self,
        method: str,
        *,
        times: int | None = 1,
        probability: float = 1.0,
        applied: bool = False,
    ) -> None:
        """The connection closes without an answer."""
        fault = Fault(drop=True, applied=applied)
        self.add(method, fault, times=times, probability=probability)

    def latency(
        self, method: str, seconds: float, *, times: int | None = None, probability: float = 1.0
    ) -> None:
        """The true answer, late."""
        self.add(method, Fault(delay=seconds), times=times, probability=probability)

    def clear(self) -> None:
        """Back to health."""
        self._rules.clear()

    def strike(self, method: str, channel: str | None = None) -> Fault:
        """What befalls this call; ``Fault()`` for nothing."""
        delay = 0.0
        for rule in self._rules:
            if not rule.applies(method, channel) or self._random.random() >= rule.probability:
                continue
            rule.struck += 1
            delay += rule.fault.delay
            if rule.fault.spoils:
                return replace(rule.fault, delay=delay)
        return Fault(delay=delay)
