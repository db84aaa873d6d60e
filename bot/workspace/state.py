"""What the workspace holds at this moment: teams, people, channels, messages, tokens, triggers."""

from __future__ import annotations

import itertools
import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.workspace.clock import Clock
from bot.workspace.journal import Journal
from bot.workspace.model import Channel, Grant, Json, Message, Person, Team

RESPONSE_URL_USES = 5
RESPONSE_URL_LIFETIME = 30 * 60.0
"""Seconds. Both from Slack's "Handling user interaction" page."""


@dataclass
class Trigger:
    """A ``trigger_id``: opens one view, for some seconds, for the person who acted."""

    id: str
    team: str
    user: str
    expires: float
    exchanged: bool = False


@dataclass
class ResponseUrl:
    """A ``response_url``: posts five times within half an hour to where the person acted."""

    id: str
    team: str
    user: str
    channel: str
    expires: float
    message: Message | None = None
    thread_ts: str | None = None
    uses_left: int = RESPONSE_URL_USES


class State:
    """The tables. Changes to messages go through here, so that each is in the journal."""

    def __init__(self, clock: Clock, journal: Journal, *, trigger_lifetime: float) -> None:
        self.clock = clock
        self.journal = journal
        self.app_id = "A0VERBATIM"
        self.teams: dict[str, Team] = {}
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.grants: dict[str, Grant] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.prompts: dict[str, Json] = {}
        self.statuses: dict[tuple[str, str], str] = {}
        self.titles: dict[tuple[str, str], str] = {}
        self._messages: dict[tuple[str, str], Message] = {}
        self._timelines: defaultdict[str, list[str]] = defaultdict(list)
        self._threads: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        self._trigger_lifetime = trigger_lifetime
        self._numbers = itertools.count(1)

    def new_id(self, prefix: str) -> str:
        """An id in Slack's manner, the same in every run: "U000000003"."""
        return f"{prefix}{next(self._numbers):09X}"

    # Teams, people, channels

    def add_team(self, name: str, domain: str, bot_name: str) -> Team:
        """A team with the app's bot user in it, but no token yet."""
        team_id = self.new_id("T")
        shown = bot_name.title() if bot_name.islower() else bot_name
        bot_user = self.add_person(team_id, bot_name.lower(), shown, "en-US", is_bot=True)
        team = Team(team_id, name, domain, bot_user.id, self.new_id("B"))
        self.teams[team.id] = team
        return team

    def add_person(
        self, team: str, name: str, real_name: str, locale: str, *, is_bot: bool = False
    ) -> Person:
        """A member of ``team``."""
        person = Person(self.new_id("U"), team, name, real_name, locale, is_bot=is_bot)
        self.people[person.id] = person
        return person

    def add_channel(self, team: str, name: str, members: Iterable[str]) -> Channel:
        """A public channel."""
        channel = Channel(self.new_id("C"), team, name, "channel", frozenset(members))
        self.channels[channel.id] = channel
        return channel

    def dm_of(self, user: str) -> Channel:
        """The direct messages of ``user`` with the bot, made when first asked for."""
        person = self.people[user]
        bot_user = self.teams[person.team].bot_user
        for channel in self.channels.values():
            if channel.kind == "im" and user in channel.members:
                return channel
        members = frozenset({user, bot_user})
        channel = Channel(self.new_id("D"), person.team, "directmessage", "im", members)
        self.channels[channel.id] = channel
        return channel

    # Tokens

    def grant(
        self, kind: Literal["bot", "app"], team: str, scopes: Iterable[str] | None = None
    ) -> Grant:
        """A new token."""
        prefix = {"bot": "xoxb", "app": "xapp"}[kind]
        allowed = None if scopes is None else frozenset(scopes)
        grant = Grant(f"{prefix}-{secrets.token_hex(16)}", kind, team, allowed)
        self.grants[grant.token] = grant
        return grant

    def revoke(self, token: str, error: str) -> None:
        """Make ``token`` worthless: calls with it get ``error`` from now on."""
        self.grants[token] = replace(self.grants[token], revoked=error)

    def bot_grants(self, team: str) -> list[Grant]:
        """The team's valid bot tokens, oldest first."""
        bots = (grant for grant in self.grants.values() if grant.kind == "bot")
        return [grant for grant in bots if grant.team == team and not grant.revoked]

    # Triggers and response_urls

    def new_trigger(self, user: str) -> Trigger:
        """A trigger that expires in the workspace's ``trigger_lifetime``."""
        expires = self.clock.now() + self._trigger_lifetime
        number = next(self._numbers)
        trigger_id = f"{number}.{secrets.randbelow(10**10)}.{secrets.token_hex(16)}"
        trigger = Trigger(trigger_id, self.people[user].team, user, expires)
        self.triggers[trigger.id] = trigger
        return trigger

    def new_response_url(
        self, user: str, channel: str, message: Message | None = None, thread_ts: str | None = None
    ) -> ResponseUrl:
        """A response_url for what ``user`` did in ``channel``, on ``message`` if any."""
        expires = self.clock.now() + RESPONSE_URL_LIFETIME
        team = self.people[user].team
        url = ResponseUrl(secrets.token_hex(12), team, user, channel, expires, message, thread_ts)
        self.response_urls[url.id] = url
        return url

    # Messages

    def post(self, message: Message, *, causes: Iterable[str] = ()) -> Message:
        """Keep a new message; blocks without a ``block_id`` get one, as in Slack."""
        message = replace(message, blocks=with_block_ids(message.blocks))
        self._messages[message.channel, message.ts] = message
        self._timelines[message.channel].append(message.ts)
        self._threads[message.channel, message.root].append(message.ts)
        self.journal.record("message", message, causes=causes)
        return message

    def change(self, message: Message, *, causes: Iterable[str] = ()) -> Message:
        """Replace the message that has this channel and ``ts``."""
        message = replace(message, blocks=with_block_ids(message.blocks), edited_ts=self.clock.ts())
        self._messages[message.channel, message.ts] = message
        self.journal.record("update", message, causes=causes)
        return message

    def react(self, message: Message, name: str) -> None:
        """Add the bot's emoji ``name`` to a message."""
        changed = replace(message, reactions=(*message.reactions, name))
        self._messages[message.channel, message.ts] = changed
        self.journal.record("reaction", changed, {"reaction": name})

    def delete(self, message: Message, *, causes: Iterable[str] = ()) -> Message:
        """Take a message away; it stays known as deleted."""
        gone = replace(message, deleted=True)
        self._messages[message.channel, message.ts] = gone
        self.journal.record("delete", gone, causes=causes)
        return gone

    def message(self, channel: str, ts: str) -> Message | None:
        """The message as it is now; None where there is none or it was deleted."""
        message = self._messages.get((channel, ts))
        return None if message is None or message.deleted else message

    def messages(self, channel: str) -> list[Message]:
        """All messages of a channel, threads and ephemeral ones too, oldest first."""
        return self._present(channel, self._timelines[channel])

    def thread(self, channel: str, root: str) -> list[Message]:
        """The messages of a thread, its first included where known, oldest first."""
        return self._present(channel, self._threads[channel, root])

    def _present(self, channel: str, stamps: Sequence[str]) -> list[Message]:
        found = (self.message(channel, ts) for ts in stamps)
        return [message for message in found if message is not None]


UNNAMED = "auto-1"
"""The action_id an element gets where the app gave it none."""


def with_block_ids(blocks: Sequence[Json]) -> tuple[Json, ...]:
    """The blocks, each with a ``block_id``, and interactive elements each with an ``action_id``."""
    return tuple(
        {"block_id": f"auto-{number}"} | _with_action_ids(block)
        for number, block in enumerate(blocks, start=1)
    )


def _with_action_ids(block: Json) -> Json:
    elements = block.get("elements")
    if block.get("type") not in {"actions", "context_actions"} or not isinstance(elements, list):
        return block
    numbered = [{"action_id": f"auto-{n}"} | element for n, element in enumerate(elements, start=1)]
    return block | {"elements": numbered}
