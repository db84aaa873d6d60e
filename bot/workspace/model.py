"""The things a workspace holds, as frozen values that can be written as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from bot.workspace.plain import readable_mrkdwn, visible_text

Json = dict[str, Any]
"""A JSON object."""


@dataclass(frozen=True)
class Team:
    """A Slack workspace ("team") with the app's bot user in it."""

    id: str
    name: str
    domain: str
    bot_user: str
    bot_id: str


@dataclass(frozen=True)
class Person:
    """A member of a team; the bot's own user is one too."""

    id: str
    team: str
    name: str
    real_name: str
    locale: str
    tz: str = "Europe/Paris"
    is_bot: bool = False


@dataclass(frozen=True)
class Channel:
    """A public channel ("channel") or the conversation of one person with the bot ("im")."""

    id: str
    team: str
    name: str
    kind: Literal["channel", "im"]
    members: frozenset[str] = frozenset()
    archived: bool = False

    def to_json(self) -> Json:
        """For the page and the inspector."""
        return asdict(self) | {"members": sorted(self.members)}


@dataclass(frozen=True)
class Grant:
    """What a token allows: everything where ``scopes`` is None.

    ``revoked`` is the error it meets with once it is worthless.
    """

    token: str
    kind: Literal["bot", "app"]
    team: str
    scopes: frozenset[str] | None = None
    revoked: str | None = None


@dataclass(frozen=True)
class Message:
    """A message at one moment; an edit makes a new value with the same ``ts``.

    Attributes:
        ephemeral_to: the one person who sees it, or None where everybody does.
        bot_id: set where the app wrote it.
        metadata: ``{"event_type", "event_payload"}`` as posted.
        unfurl_links, unfurl_media: as the app asked; None where it did not say.
    """

    channel: str
    ts: str
    team: str
    user: str
    text: str
    blocks: tuple[Json, ...] = ()
    attachments: tuple[Json, ...] = ()
    thread_ts: str | None = None
    ephemeral_to: str | None = None
    bot_id: str | None = None
    metadata: Json | None = None
    unfurl_links: bool | None = None
    unfurl_media: bool | None = None
    edited_ts: str | None = None
    deleted: bool = False
    reactions: tuple[str, ...] = ()
    client_msg_id: str | None = None

    @property
    def ephemeral(self) -> bool:
        """Whether only one person sees it."""
        return self.ephemeral_to is not None

    @property
    def root(self) -> str:
        """The ``ts`` of the thread it stands in, or would start."""
        return self.thread_ts or self.ts

    @property
    def plain(self) -> str:
        """All the text a person sees: that of the blocks, or ``text`` where there are none."""
        return visible_text(self.blocks) if self.blocks else readable_mrkdwn(self.text)

    def payload(self, *, with_metadata: bool = False) -> Json:
        """Slack's message object."""
        body: Json = {
            "type": "message",
            "user": self.user,
            "ts": self.ts,
            "team": self.team,
            "text": self.text,
        }
        if self.client_msg_id:
            body["client_msg_id"] = self.client_msg_id
        if self.bot_id:
            body["bot_id"] = self.bot_id
        if self.blocks:
            body["blocks"] = list(self.blocks)
        if self.attachments:
            body["attachments"] = list(self.attachments)
        if self.thread_ts:
            body["thread_ts"] = self.thread_ts
        if self.edited_ts:
            body["edited"] = {"user": self.user, "ts": self.edited_ts}
        if self.reactions:
            body["reactions"] = [{"name": name, "count": 1} for name in self.reactions]
        if self.metadata and with_metadata:
            body["metadata"] = self.metadata
        return body

    def to_json(self) -> Json:
        """For the page and the inspector."""
        return asdict(self) | {"ephemeral": self.ephemeral, "plain": self.plain}


@dataclass(frozen=True)
class View:
    """A modal or a Home tab at one moment.

    Attributes:
        values: what the person has filled in: ``{block_id: {action_id: element state}}``.
        is_open: whether the person still has it before them.
    """

    id: str
    team: str
    user: str
    type: Literal["modal", "home"]
    blocks: tuple[Json, ...]
    callback_id: str = ""
    title: Json | None = None
    submit: Json | None = None
    close: Json | None = None
    private_metadata: str = ""
    external_id: str = ""
    hash: str = ""
    root_view_id: str = ""
    previous_view_id: str | None = None
    notify_on_close: bool = False
    clear_on_close: bool = False
    app_id: str = ""
    bot_id: str = ""
    values: Json = field(default_factory=dict)
    is_open: bool = True

    @property
    def plain(self) -> str:
        """All the text a person sees, with the title and the names of the lower buttons."""
        parts = [self.title["text"]] if self.title else []
        parts.append(visible_text(self.blocks))
        parts += [f"[{button['text']}]" for button in (self.submit, self.close) if button]
        return "\n".join(part for part in parts if part)

    def payload(self) -> Json:
        """Slack's view object."""
        return {
            "id": self.id,
            "team_id": self.team,
            "type": self.type,
            "blocks": list(self.blocks),
            "private_metadata": self.private_metadata,
            "callback_id": self.callback_id,
            "state": {"values": self.values},
            "hash": self.hash,
            "title": self.title,
            "clear_on_close": self.clear_on_close,
            "notify_on_close": self.notify_on_close,
            "close": self.close,
            "submit": self.submit,
            "previous_view_id": self.previous_view_id,
            "root_view_id": self.root_view_id,
            "app_id": self.app_id,
            "external_id": self.external_id,
            "app_installed_team_id": self.team,
            "bot_id": self.bot_id,
        }

    def to_json(self) -> Json:
        """For the page and the inspector."""
        return asdict(self) | {"plain": self.plain}


@dataclass(frozen=True)
class Call:
    """One call of the Web API, or of a ``response_url`` (its method is then "response_url").

    ``arguments`` are without the token; ``error`` is None where the call succeeded.
    """

    method: str
    arguments: Json
    team: str | None
    status: int
    error: str | None
    response: Json
    at: float

    def to_json(self) -> Json:
        """For the page and the inspector."""
        return asdict(self)


@dataclass(frozen=True)
class Attempt:
    """One try at handing something to the app.

    Attributes:
        retry: Slack's retry number; 0 for the first delivery.
        target: the request URL, or the connection's name.
        status: the HTTP status; 200 for an acknowledged envelope; None where no answer came.
        reason: why it counts as failed ("" where it does not), in Slack's retry reasons.
        body: what the app answered: a JSON value, text, or None.
    """

    retry: int
    transport: Literal["http", "socket"]
    target: str
    status: int | None
    reason: str
    body: object = None

    @property
    def acknowledged(self) -> bool:
        """Whether the app took it."""
        return self.reason == ""


@dataclass(frozen=True)
class Delivery:
    """What became of one event, interaction or command. ``id`` is the event's, where it has one."""

    id: str
    kind: Literal["events_api", "interactive", "slash_commands"]
    payload: Json
    attempts: tuple[Attempt, ...] = ()

    @property
    def acknowledged(self) -> bool:
        """Whether the app took it in at least one attempt."""
        return any(attempt.acknowledged for attempt in self.attempts)

    @property
    def status(self) -> int | None:
        """The HTTP status of the last attempt."""
        return self.attempts[-1].status if self.attempts else None

    @property
    def body(self) -> object:
        """What the app answered when it acknowledged."""
        return next((a.body for a in self.attempts if a.acknowledged), None)

    def summary(self) -> str:
        """One line for an error message."""
        tried = ", ".join(f"{a.status or 'no answer'} {a.reason}".strip() for a in self.attempts)
        return f"{describe(self.payload)}: {tried or 'not sent'}"

    def to_json(self) -> Json:
        """For the page and the inspector."""
        return asdict(self) | {"acknowledged": self.acknowledged}


def describe(payload: Json) -> str:
    """What a delivered payload is, in a word: ``app_mention``, ``/ask``, ``block_actions``."""
    event = payload.get("event")
    if isinstance(event, dict):
        return ".".join(str(event[key]) for key in ("type", "subtype") if event.get(key))
    return str(payload.get("command") or payload.get("type") or "payload")
