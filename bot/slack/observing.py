"""What the Slack side tells of its work: numbers and kinds, never words or people."""

from __future__ import annotations

from typing import Protocol


class Observer(Protocol):
    """Is told what happens, as it happens."""

    def accepted(self, came: str, *, is_new: bool) -> None:
        """A turn came in; not new where it had come before."""
        ...

    def replied(self, kind: str, surface: str) -> None:
        """A reply of this kind was made for somebody."""
        ...

    def ended(self, state: str, seconds: float) -> None:
        """A turn was done with, so many seconds after it was accepted."""
        ...

    def refused(self, reason: str) -> None:
        """Slack did not take something."""
        ...

    def uncertain(self, what: str) -> None:
        """A reply that may have been posted was ``found``, or was ``posted_again``."""
        ...


class Unobserved:
    """An ``Observer`` that does not care."""

    def accepted(self, came: str, *, is_new: bool) -> None:
        """See ``Observer``."""

    def replied(self, kind: str, surface: str) -> None:
        """See ``Observer``."""

    def ended(self, state: str, seconds: float) -> None:
        """See ``Observer``."""

    def refused(self, reason: str) -> None:
        """See ``Observer``."""

    def uncertain(self, what: str) -> None:
        """See ``Observer``."""
