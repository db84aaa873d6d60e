"""The rights the bot asks Slack for: those of manifest.json, as a test holds."""

from __future__ import annotations

REQUIRED = frozenset(
    {"app_mentions:read", "assistant:write", "chat:write", "commands", "im:history"}
)
OPTIONAL = frozenset({"users:read"})
"""Without it the viewer's language is taken from the question."""
