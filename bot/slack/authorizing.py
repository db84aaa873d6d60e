"""Bolt's question whose token a request is for, answered without asking Slack each time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack import posting
from bot.slack.installations import Installation, Installations


class OneWorkspace:
    """``Installations`` of a bot with one token: Slack is asked once who that is.

    Args:
        client: with the bot's token.
    """

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._found: Installation | None = None
        self._asking = asyncio.Lock()

    async def find(
        self,
        enterprise: str | None,  # noqa: ARG002 - the protocol's; a token is for one workspace
        team: str | None,  # noqa: ARG002 - the same
    ) -> Installation | None:
        """See ``Installations``.

        Raises:
            DeliveryError: Slack does not take the token, or does not answer.
        """
        async with self._asking:
            if self._found is None:
                self._found = await posting.identity(self._client)
            return self._found

    async def workspaces(
        self,
        organisation: str,  # noqa: ARG002 - the protocol's
    ) -> Sequence[str]:
        """See ``Installations``: a token is for one workspace."""
        return ()

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
