"""Every Web API method the workspace knows, with the token and the scope it takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.workspace.methods import assistant, conversations, messages, teams, views
from bot.workspace.methods.request import Request
from bot.workspace.model import Json


@dataclass(frozen=True)
class Method:
    """A method: what it does, which scope it takes, and whose token (None: it takes none)."""

    handle: Callable[[Request], Json]
    scope: str | None = None
    caller: Literal["bot", "app", "any"] | None = "bot"


METHODS: Mapping[str, Method] = {
    "api.test": Method(teams.api_test, caller=None),
    "apps.connections.open": Method(teams.open_connection, "connections:write", caller="app"),
    "assistant.threads.setStatus": Method(assistant.set_status, "assistant:write"),
    "assistant.threads.setSuggestedPrompts": Method(assistant.set_prompts, "assistant:write"),
    "assistant.threads.setTitle": Method(assistant.set_title, "assistant:write"),
    "auth.revoke": Method(teams.revoke, caller="any"),
    "auth.test": Method(teams.auth_test, caller="any"),
    "chat.delete": Method(messages.delete, "chat:write"),
    "chat.getPermalink": Method(messages.permalink),
    "chat.postEphemeral": Method(messages.post_ephemeral, "chat:write"),
    "chat.postMessage": Method(messages.post, "chat:write"),
    "chat.update": Method(messages.update, "chat:write"),
    "conversations.history": Method(conversations.history),
    "conversations.info": Method(conversations.info),
    "conversations.open": Method(conversations.open_dm, "im:write"),
    "conversations.replies": Method(conversations.replies),
    "oauth.v2.access": Method(teams.oauth_access, caller=None),
    "reactions.add": Method(messages.add_reaction, "reactions:write"),
    "team.info": Method(teams.info, "team:read"),
    "users.info": Method(teams.user_info, "users:read"),
    "views.open": Method(views.open_view),
    "views.publish": Method(views.publish),
    "views.push": Method(views.push),
    "views.update": Method(views.update),
}
