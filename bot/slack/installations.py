"""What an installation of the bot in a workspace is, and what keeps them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Installation:
    """The bot in one workspace; the token is left out of ``repr``."""

    token: str = field(repr=False)
    bot_user: str
    bot_id: str
    team: str | None = None
    enterprise: str | None = None


class Installations(Protocol):
    """Where the bot is installed."""

    async def find(self, enterprise: str | None, team: str | None) -> Installation | None:
        """The installation for a workspace or an organisation; None where there is none.

        Raises:
            DeliveryError: Slack had to be asked and did not answer.
        """
        ...

    async def forget(self, team: str) -> None:
        """Delete the installation of ``team``."""
        ...
