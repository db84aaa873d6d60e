"""Which way to Slack the settings allow."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from bot.errors import SettingsError
from bot.settings import Settings

Mode = Literal["http", "socket"]

_NAMES: dict[Mode, str] = {"http": "HTTP", "socket": "Socket Mode"}


@dataclass(frozen=True)
class Way:
    """How requests come from Slack, with what that takes. Secrets are left out of ``repr``.

    Without a ``bot_token`` workspaces install the bot by OAuth.
    """

    mode: Mode
    bot_token: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)

    @property
    def is_oauth(self) -> bool:
        """Whether many workspaces install the bot."""
        return not self.bot_token


def choose_way(settings: Settings, mode: Mode | None = None) -> Way | None:
    """The way to Slack; None where no setting asks for one.

    Args:
        settings: the tokens there are.
        mode: what the operator asked for; else an app token means Socket Mode.

    Raises:
        SettingsError: something is missing, in one line that says what and where it is found.
    """
    bot_token = settings.slack_bot_token or ""
    app_token = settings.slack_app_token or ""
    secret = settings.slack_signing_secret or ""
    by_oauth = bool(settings.slack_client_id)
    if mode is None and not (bot_token or app_token or secret or by_oauth):
        return None
    chosen = mode or ("socket" if app_token else "http")
    missing = []
    if by_oauth:
        bot_token = ""
        if not settings.encryption_keys:
            missing.append("ENCRYPTION_KEYS (see .env.example)")
    elif not bot_token:
        missing.append("SLACK_BOT_TOKEN (OAuth & Permissions)")
    if chosen == "socket" and not app_token:
        missing.append("SLACK_APP_TOKEN (Basic Information, App-Level Tokens)")
    if chosen == "http" and not secret:
        missing.append("SLACK_SIGNING_SECRET (Basic Information)")
    if missing:
        raise SettingsError(
            f"missing for {_NAMES[chosen]}: {' and '.join(missing)}; "
            "find it at https://api.slack.com/apps and put it in .env"
        )
    return Way(chosen, bot_token, app_token, secret)
