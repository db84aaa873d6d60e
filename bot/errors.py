"""Every error Verbatim raises on purpose, as one tree.

VerbatimError
├── PackError        a pack that cannot be loaded, with every problem found
├── SettingsError    a setting that is missing or cannot be read
├── InputError       something a person typed or piped in that cannot be taken
├── StorageError     the database cannot be reached, or is not as it must be
└── DeliveryError    Slack did not take a message, or may not have

Their messages are for people: what is wrong, where, what to do. The command
line prints them without a traceback; exit statuses are in ``bot.cli``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class VerbatimError(Exception):
    """Root of the tree: its message can be shown to a person as it is."""


@dataclass(frozen=True, order=True)
class Problem:
    """One fault in a pack: where it stands and how to mend it."""

    file: str
    line: int
    entry: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.entry}: {self.reason}"


class PackError(VerbatimError):
    """A pack was refused; ``problems`` lists everything that is wrong with it, in file order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class SettingsError(VerbatimError):
    """A setting is missing or cannot be read."""


class InputError(VerbatimError):
    """Something typed or piped in cannot be taken."""


class StorageError(VerbatimError):
    """The database cannot be reached, or its tables are not those of this version."""


class DeliveryError(VerbatimError):
    """Slack did not take what was sent to it.

    ``reason`` is Slack's error name, or ours for the connection. ``is_final``
    means that trying again is useless (the channel is gone). ``is_uncertain``
    means that Slack may have taken it: the answer was lost, not the request.
    ``is_unreachable`` means that Slack was not there at all. ``retry_after``
    are the seconds for which Slack wants nothing more in that channel.
    """

    def __init__(
        self,
        reason: str,
        *,
        is_final: bool,
        is_uncertain: bool = False,
        is_unreachable: bool = False,
        retry_after: float | None = None,
    ) -> None:
        self.reason = reason
        self.is_final = is_final
        self.is_uncertain = is_uncertain
        self.is_unreachable = is_unreachable
        self.retry_after = retry_after
        super().__init__(f"Slack did not take a message: {reason}")
