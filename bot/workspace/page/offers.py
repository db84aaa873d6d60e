"""What the page offers of an app beyond talking: commands, shortcuts, conversations to try."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.workspace.model import Json

How = Literal["mention", "message", "command", "shortcut"]


@dataclass(frozen=True)
class Command:
    """A slash command, as the list under the composer shows it.

    Attributes:
        command: with its slash.
        words: sub-commands to complete: ``("help", "topics")``.
    """

    command: str
    description: str = ""
    usage_hint: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shortcut:
    """A message shortcut."""

    callback_id: str
    name: str
    description: str = ""


@dataclass(frozen=True)
class Step:
    """One thing said in an example.

    Attributes:
        text: what is written, by language; after a command, what follows it.
        how: a mention in #general, a direct message, the first command, or a message on which
            the shortcut named ``uses`` is then used.
        uses: the command or the shortcut's callback_id; the first there is unless given.
    """

    text: Mapping[str, str]
    how: How = "message"
    uses: str = ""


@dataclass(frozen=True)
class Example:
    """A conversation to run: its first step opens a thread, later messages go into it."""

    id: str
    title: Mapping[str, str]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Offers:
    """Everything of one app. Without a ``command``, whatever follows a slash is sent as one."""

    commands: tuple[Command, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    examples: tuple[Example, ...] = ()


def offers_in_manifest(manifest: Json) -> Offers:
    """The commands and message shortcuts of an app manifest; examples from its prompts.

    Parts that are not as in Slack's schema are passed over.
    """
    features = _mapping(manifest.get("features"))
    commands = tuple(
        Command(
            command["command"],
            str(command.get("description") or ""),
            str(command.get("usage_hint") or ""),
            _words(str(command.get("usage_hint") or "")),
        )
        for command in _mappings(features.get("slash_commands"))
        if isinstance(command.get("command"), str)
    )
    shortcuts = tuple(
        Shortcut(
            shortcut["callback_id"],
            str(shortcut.get("name") or shortcut["callback_id"]),
            str(shortcut.get("description") or ""),
        )
        for shortcut in _mappings(features.get("shortcuts"))
        if shortcut.get("type") == "message" and isinstance(shortcut.get("callback_id"), str)
    )
    agent = _mapping(features.get("agent_view") or features.get("assistant_view"))
    prompts = _mappings(agent.get("suggested_prompts"))
    examples = tuple(
        Example(
            f"prompt-{number}",
            {"en": str(prompt.get("title"))},
            (Step({"en": str(prompt.get("message") or prompt.get("title"))}),),
        )
        for number, prompt in enumerate(prompts, start=1)
        if prompt.get("title")
    )
    return Offers(commands, shortcuts, examples)


def bot_name_in_manifest(manifest: Json) -> str | None:
    """What the app's bot is called; None where the manifest does not say."""
    bot_user = _mapping(_mapping(manifest.get("features")).get("bot_user"))
    name = bot_user.get("display_name") or _mapping(manifest.get("display_information")).get("name")
    return name if isinstance(name, str) and name else None


def subscriptions_in_manifest(manifest: Json) -> frozenset[str] | None:
    """The bot events the app asks for; None where the manifest does not say."""
    settings = _mapping(manifest.get("settings"))
    events = _mapping(settings.get("event_subscriptions")).get("bot_events")
    return frozenset(map(str, events)) if isinstance(events, list) else None


def scopes_in_manifest(manifest: Json) -> frozenset[str] | None:
    """The bot token's scopes; None where the manifest does not say."""
    scopes = _mapping(_mapping(manifest.get("oauth_config")).get("scopes")).get("bot")
    return frozenset(map(str, scopes)) if isinstance(scopes, list) else None


def _words(hint: str) -> tuple[str, ...]:
    """Sub-commands in a usage hint such as "your question, or help, topics, sources"."""
    parts = [part.strip().removeprefix("or ").strip() for part in hint.split(",")]
    return tuple(part for part in parts if part.isalpha() and part.islower())


def _mapping(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def _mappings(value: object) -> list[Json]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
