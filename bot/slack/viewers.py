"""The language of the person looking, where no question tells it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import DeliveryError
from bot.knowledge.model import LANGUAGES, Language
from bot.slack.memory import Bounded
from bot.slack.posting import locale_of
from bot.slack.stores import Preferences

REMEMBERED_FOR = 3_600.0
"""Seconds after which Slack is asked again for a locale, unless the person opens the app before."""

TOLD_WITHIN = 1.0
"""Seconds for Slack to tell a locale: what opens a modal has three in all."""

NO_SCOPE = "missing_scope"


class Viewers:
    """Finds the language to show somebody: their choice, else Slack's, else the fallback.

    Args:
        preferences: what people chose.
        now: a clock in seconds.
    """

    def __init__(
        self, preferences: Preferences, *, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._preferences = preferences
        self._now = now
        self._locales: Bounded[tuple[str, str], tuple[float, Language | None]] = Bounded()
        self._without_scope: dict[str, float] = {}

    async def language(
        self,
        client: AsyncWebClient,
        team: str,
        user: str,
        *,
        fallback: Language,
        anew: bool = False,
    ) -> Language:
        """The language to show ``user``; with ``anew`` Slack is asked whatever is remembered.

        Slack tells nobody that a person's language has changed, but its window opens anew then:
        who publishes something lasting, on an opening, asks anew.
        """
        chosen = await self._preferences.language(team, user)
        return chosen or await self._of_slack(client, team, user, anew=anew) or fallback

    async def _of_slack(
        self, client: AsyncWebClient, team: str, user: str, *, anew: bool
    ) -> Language | None:
        """The language of their Slack, if the bot may know and it is one of ours."""
        now = self._now()
        if now < self._without_scope.get(team, now):
            return None
        known = self._locales.get((team, user))
        if known is not None and now < known[0] and not anew:
            return known[1]
        before = known[1] if known is not None else None
        try:
            locale = await asyncio.wait_for(locale_of(client, user), TOLD_WITHIN)
        except TimeoutError:
            return before
        except DeliveryError as error:
            if error.reason == NO_SCOPE:
                self._without_scope[team] = now + REMEMBERED_FOR
            return before
        found = next((language for language in LANGUAGES if locale.startswith(language)), None)
        self._locales.keep((team, user), (now + REMEMBERED_FOR, found))
        return found
