"""Who and what there is in the workspace: teams with the app in them, people, channels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from typing import TypedDict, Unpack

from bot.workspace.backend import Backend
from bot.workspace.failures import NotPossibleError
from bot.workspace.model import Channel, Delivery, Json, Person, Team

BOT_NAME = "verbatim"


class Options(TypedDict, total=False):
    """What ``Backend`` takes."""

    port: int
    signing_secret: str | None
    scopes: Iterable[str] | None
    subscriptions: Iterable[str]
    echo: bool
    retry_intervals: Sequence[float]
    acknowledgement_time: float
    trigger_lifetime: float
    timeout: float
    seed: int
    log_limit: int


class Members(Backend):
    """A workspace with one team, two people and two channels in it.

    People: Camille reads French, Alex English. The bot is in #general and not in #random.
    Arguments are those of ``Backend``, and ``bot_name``: what the app's bot is called.
    """

    def __init__(self, *, bot_name: str = BOT_NAME, **options: Unpack[Options]) -> None:
        super().__init__(**options)
        self.bot_name = bot_name
        self.team = self.add_team("Atelier")
        self.bot_token = self.install(self.team)
        self.app_token = self.state.grant("app", self.team.id, ["connections:write"]).token

    def add_team(self, name: str) -> Team:
        """Another team with its own two people and channels; the app is not installed there."""
        team = self.state.add_team(name, name.lower(), self.bot_name)
        camille = self.state.add_person(team.id, "camille", "Camille Martin", "fr-FR")
        alex = self.state.add_person(team.id, "alex", "Alex Taylor", "en-US")
        both = {camille.id, alex.id}
        self.state.add_channel(team.id, "general", both | {team.bot_user})
        self.state.add_channel(team.id, "random", both)
        return team

    def install(self, team: Team) -> str:
        """Install the app in ``team``: its new bot token."""
        return self.state.grant("bot", team.id, self.oauth.bot_scopes).token

    @property
    def people(self) -> list[Person]:
        """The people of the first team."""
        return self.people_of(self.team)

    def people_of(self, team: Team) -> list[Person]:
        """The people of ``team``, without the bot."""
        everybody = self.state.people.values()
        return [person for person in everybody if person.team == team.id and not person.is_bot]

    def person(self, name: str, team: Team | None = None) -> Person:
        """The person with this name: ``workspace.person("camille")``."""
        return next(p for p in self.people_of(team or self.team) if p.name == name)

    def channel(self, name: str, team: Team | None = None) -> Channel:
        """The channel with this name."""
        team = team or self.team
        found = (c for c in self.state.channels.values() if (c.team, c.name) == (team.id, name))
        channel = next(found, None)
        if channel is None:
            raise NotPossibleError(f"there is no channel #{name} in {team.name}")
        return channel

    def dm_channel(self, user: Person | None = None) -> Channel:
        """The direct messages of ``user`` with the bot."""
        return self.state.dm_of((user or self.people[0]).id)

    def invite_bot(self, channel: Channel) -> Channel:
        """Make the bot a member of ``channel``."""
        bot_user = self.state.teams[channel.team].bot_user
        invited = replace(channel, members=channel.members | {bot_user})
        self.state.channels[channel.id] = invited
        self.log.record("channel", detail=invited.to_json())
        return invited

    def choose_locale(self, person: Person, locale: str) -> Person:
        """Set the language of somebody's Slack: "fr-FR"."""
        changed = replace(self.state.people[person.id], locale=locale)
        self.state.people[person.id] = changed
        self.log.record("person", detail=asdict(changed))
        return changed

    async def uninstall(self, team: Team | None = None) -> list[Delivery]:
        """Remove the app from ``team``: its tokens end, the two events are delivered."""
        team = team or self.team
        for grant in self.state.bot_grants(team.id):
            self.state.revoke(grant.token, "account_inactive")
        revoked = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [team.bot_user]}}
        events = (revoked, {"type": "app_uninstalled"})
        wanted = [event for event in events if event["type"] in self.subscriptions]
        return [await self.deliver(event, team=team) for event in wanted]

    def snapshot(self) -> Json:
        """All that is there at this moment, as JSON, for a page: see also ``log.follow``."""
        state = self.state
        return {
            "teams": [asdict(team) for team in state.teams.values()],
            "people": [asdict(person) for person in state.people.values()],
            "channels": [channel.to_json() for channel in state.channels.values()],
            "messages": [
                message.to_json()
                for channel in state.channels
                for message in state.messages(channel)
            ],
            "views": [view.to_json() for view in self.views.all() if view.is_open],
            "prompts": list(state.prompts.values()),
            "statuses": [
                {"channel": channel, "thread_ts": thread_ts, "status": status}
                for (channel, thread_ts), status in state.statuses.items()
            ],
            "log": self.log.last,
        }
