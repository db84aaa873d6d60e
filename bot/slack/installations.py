"""Which workspace the bot is in, with which token; and Bolt's question for it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Protocol

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_sdk.web.async_client import AsyncWebClient


@dataclass(frozen=True)
class Installation:
    """The bot in one workspace."""

    token: str
    bot_user: str
    bot_id: str
    team: str | None = None
    enterprise: str | None = None

    def __repr__(self) -> str:
        """Without the token."""
        return f"Installation(bot_user={self.bot_user!r}, team={self.team!r})"


class Installations(Protocol):
    """Where the bot is installed."""

    async def find(self, enterprise: str | None, team: str | None) -> Installation | None:
        """The installation for a workspace or an organisation; None where there is none."""
        ...

    async def forget(self, team: str) -> None:
        """Delete the installation of ``team``."""
        ...


class OneWorkspace:
    """``Installations`` of a bot with one token: Slack is asked once who that is.

    Args:
        client: with the bot's token.
    """

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._found: Installation | None = None
        self._asking = asyncio.Lock()

    async def find(self, enterprise: str | None, team: str | None) -> Installation | None:  # noqa: ARG002  # the protocol's; one token is for one workspace
        """See ``Installations``.

        Raises:
            SlackApiError: Slack does not take the token.
            aiohttp.ClientError: Slack cannot be reached.
        """
        async with self._asking:
            if self._found is None:
                who = await self._client.auth_test()
                self._found = Installation(
                    token=self._client.token or "",
                    bot_user=str(who["user_id"]),
                    bot_id=str(who["bot_id"]),
                    team=who.get("team_id"),
                    enterprise=who.get("enterprise_id"),
                )
            return self._found

    async def forget(self, team: str) -> None:
        """See ``Installations``: the operator's token is not ours to delete."""


class Authorize(AsyncAuthorize):
    """Answers Bolt's question for the token of a request, without asking Slack each time."""

    def __init__(self, installations: Installations) -> None:
        self._installations = installations

    async def __call__(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None, **_: object
    ) -> AuthorizeResult | None:
        """The bot in the request's workspace; None where it is not installed."""
        found = await self._installations.find(enterprise_id, team_id)
        if found is None:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            user_id=user_id,
            bot_user_id=found.bot_user,
            bot_id=found.bot_id,
            bot_token=found.token,
        )
