"""What an installation of the bot in a workspace is, and what keeps them."""

from __future__ import annotations

from collections.abc import Sequence
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


@dataclass(frozen=True)
class NewInstallation:
    """What Slack says of an installation just made; without a ``team`` for an organisation."""

    installation: Installation
    team_name: str = ""
    app_id: str = ""
    scopes: str = ""


class Installations(Protocol):
    """Where the bot is installed."""

    async def find(self, enterprise: str | None, team: str | None) -> Installation | None:
        """The installation for a workspace or an organisation; None where there is none.

        Raises:
            DeliveryError: Slack had to be asked and did not answer.
        """
        ...

    async def workspaces(self, organisation: str) -> Sequence[str]:
        """The workspaces in which an organisation's own installation was used."""
        ...

    async def forget(self, team: str) -> None:
        """Delete the installation of ``team``, which may be an organisation."""
        ...


class Register(Protocol):
    """Takes note of installations made by OAuth."""

    async def save(self, new: NewInstallation) -> None:
        """Keep an installation in the place of an earlier one."""
        ...


class Marks(Protocol):
    """Marks for browsers that begin an installation (OAuth's ``state``)."""

    async def issue(self) -> str:
        """A mark for a browser that begins an installation, which nobody can guess."""
        ...

    async def consume(self, state: str) -> bool:
        """Whether ``state`` was issued, not long ago, and not consumed before."""
        ...
