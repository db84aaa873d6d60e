"""What a Web API method works on: the call's arguments, who calls, and the tables."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.workspace.model import Channel, Grant, Json, Message, Team
from bot.workspace.state import State
from bot.workspace.validation import MAX_MESSAGE_CHARACTERS, blocks_problems, characters
from bot.workspace.views import Views


class ApiError(Exception):
    """A call Slack refuses.

    Args:
        name: Slack's error name.
        messages: the explanations in ``response_metadata``.
        extra: further keys of the answer.
    """

    def __init__(self, name: str, messages: list[str] | None = None, **extra: object) -> None:
        super().__init__(name)
        self.name = name
        self.messages = messages or []
        self.extra = extra


@dataclass
class OAuthApp:
    """The app as OAuth knows it, and the codes people have been given for it.

    ``redirect_uri`` is where people are sent back to when the app's link names no place.
    """

    client_id: str
    client_secret: str
    bot_scopes: frozenset[str] | None = None
    redirect_uri: str = ""
    codes: dict[str, str] = field(default_factory=dict)  # code -> team


@dataclass
class Tables:
    """All that methods read and change."""

    state: State
    views: Views
    oauth: OAuthApp
    socket_url: Callable[[], str]


@dataclass(frozen=True)
class Request:
    """One call. ``grant`` is None only for methods that take no token."""

    tables: Tables
    method: str
    arguments: Json
    grant: Grant | None

    @property
    def state(self) -> State:
        """The tables of teams, people, channels and messages."""
        return self.tables.state

    @property
    def team(self) -> Team:
        """The caller's team."""
        if self.grant is None:
            raise ApiError("not_authed")
        return self.state.teams[self.grant.team]

    def text(self, name: str, *, default: str | None = None) -> str:
        """A string argument.

        Raises:
            ApiError: invalid_arguments where it is missing and has no default.
        """
        value = self.arguments.get(name)
        if value is None or value == "":
            if default is not None:
                return default
            message = f"[ERROR] missing required field: {name}"
            raise ApiError("invalid_arguments", [message])
        return str(value)

    def flag(self, name: str) -> bool | None:
        """A boolean argument; None where it was not given."""
        value = self.arguments.get(name)
        if value is None:
            return None
        return value is True or str(value).lower() in {"1", "true"}

    def number(self, name: str, default: int) -> int:
        """A whole number."""
        try:
            return int(self.arguments.get(name, default))
        except (TypeError, ValueError):
            raise ApiError("invalid_arguments", [f"[ERROR] {name} must be an integer"]) from None

    def structure(self, name: str, error: str = "invalid_arguments") -> object:
        """An argument that is JSON, either as such or as a string in a form; None if missing."""
        value = self.arguments.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            parsed: object = json.loads(value)
        except (ValueError, RecursionError):
            raise ApiError(error, [f"[ERROR] {name} is not valid JSON"]) from None
        return parsed

    def channel(self, *, member: bool = True) -> Channel:
        """The conversation named by ``channel``: its id, ``#name``, or a person's id.

        Raises:
            ApiError: channel_not_found, is_archived, or not_in_channel where the bot must be
                a member.
        """
        name = self.text("channel")
        state, team = self.state, self.team
        person = state.people.get(name)
        if person is not None and person.team == team.id and not person.is_bot:
            return state.dm_of(person.id)
        channel = state.channels.get(name) or next(
            (c for c in state.channels.values() if c.team == team.id and "#" + c.name == name), None
        )
        if channel is None or channel.team != team.id:
            raise ApiError("channel_not_found")
        if member and team.bot_user not in channel.members:
            raise ApiError("channel_not_found" if channel.kind == "im" else "not_in_channel")
        if member and channel.archived:
            raise ApiError("is_archived")
        return channel

    def blocks(self) -> tuple[Json, ...]:
        """The ``blocks`` of a message, within Slack's limits.

        Raises:
            ApiError: invalid_blocks_format, invalid_blocks or msg_blocks_too_long.
        """
        return checked_blocks(self.structure("blocks", "invalid_blocks_format"))

    def own_message(self, channel: Channel, stamp: str, refusal: str) -> Message:
        """The bot's message at ``stamp``.

        Raises:
            ApiError: message_not_found, or ``refusal`` where somebody else wrote it.
        """
        message = self.state.message(channel.id, stamp)
        if message is None or message.ephemeral:
            raise ApiError("message_not_found")
        if message.bot_id != self.team.bot_id:
            raise ApiError(refusal)
        return message


def checked_blocks(blocks: object) -> tuple[Json, ...]:
    """Blocks of a message, or Slack's refusal of them.

    Raises:
        ApiError: invalid_blocks_format, invalid_blocks or msg_blocks_too_long.
    """
    if blocks is None:
        return ()
    if not isinstance(blocks, list):
        raise ApiError("invalid_blocks_format")
    problems = blocks_problems(blocks, "message")
    if problems:
        raise ApiError("invalid_blocks", problems, errors=problems)
    if characters(blocks) > MAX_MESSAGE_CHARACTERS:
        raise ApiError("msg_blocks_too_long")
    return tuple(blocks)
