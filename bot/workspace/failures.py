"""What the workspace says when something did not go as a test or a person expected.

WorkspaceError           root; a VerbatimError
├── NothingHappenedError      waited in vain: says for what, and what happened instead
├── NotAcknowledgedError      the app did not take an event, command or click
└── NotPossibleError          a person could not do that in Slack either
"""

from __future__ import annotations

from bot.errors import VerbatimError


class WorkspaceError(VerbatimError):
    """Root of the workspace's errors."""


class NothingHappenedError(WorkspaceError):
    """The awaited thing did not come in time."""


class NotAcknowledgedError(WorkspaceError):
    """The app refused, failed or ignored a delivery, to its last retry."""


class NotPossibleError(WorkspaceError):
    """The person cannot do this: no such button, channel, view or value."""
