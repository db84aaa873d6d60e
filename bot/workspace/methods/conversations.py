"""conversations.*: finding conversations and reading them back."""

from __future__ import annotations

from bot.workspace.methods.request import ApiError, Request
from bot.workspace.model import Channel, Json, Message

DEFAULT_PAGE, MAX_PAGE = 100, 999


def open_dm(request: Request) -> Json:
    """conversations.open with one person."""
    users = request.text("users").split(",")
    person = request.state.people.get(users[0])
    if len(users) > 1:
        raise ApiError("invalid_arguments", ["[ERROR] this workspace has no group messages"])
    if person is None or person.team != request.team.id:
        raise ApiError("user_not_found")
    if person.is_bot:
        raise ApiError("cannot_dm_bot")
    channel = request.state.dm_of(person.id)
    body: Json = {"id": channel.id}
    if request.flag("return_im"):
        body = channel_payload(request, channel)
    return {"channel": body}


def info(request: Request) -> Json:
    """conversations.info."""
    channel = request.channel(member=False)
    need_history_scope(request, channel, "read")
    return {"channel": channel_payload(request, channel)}


def history(request: Request) -> Json:
    """conversations.history: the messages outside threads, newest first."""
    channel = request.channel()
    need_history_scope(request, channel, "history")
    messages = [
        m
        for m in request.state.messages(channel.id)
        if not m.ephemeral and m.thread_ts in (None, m.ts)
    ]
    return _page(request, messages[::-1])


def replies(request: Request) -> Json:
    """conversations.replies: a thread, its first message included, oldest first."""
    channel = request.channel()
    need_history_scope(request, channel, "history")
    start = request.state.message(channel.id, request.text("ts"))
    if start is None:
        raise ApiError("thread_not_found")
    thread = request.state.thread(channel.id, start.root)
    return _page(request, [m for m in thread if not m.ephemeral])


def need_history_scope(request: Request, channel: Channel, right: str) -> None:
    """Refuse a token that may not read this kind of conversation.

    Raises:
        ApiError: missing_scope.
    """
    kind = "im" if channel.kind == "im" else "channels"
    scopes = request.grant.scopes if request.grant else None
    if scopes is not None and f"{kind}:{right}" not in scopes:
        provided = ",".join(sorted(scopes))
        raise ApiError("missing_scope", needed=f"{kind}:{right}", provided=provided)


def channel_payload(request: Request, channel: Channel) -> Json:
    """Slack's conversation object."""
    body: Json = {
        "id": channel.id,
        "is_im": channel.kind == "im",
        "is_channel": channel.kind == "channel",
        "is_private": False,
        "is_archived": channel.archived,
        "context_team_id": channel.team,
    }
    if channel.kind == "im":
        person = next(user for user in channel.members if user != request.team.bot_user)
        return body | {"user": person}
    is_member = request.team.bot_user in channel.members
    return body | {"name": channel.name, "is_member": is_member}


def _moment(request: Request, name: str, default: str) -> float:
    try:
        return float(request.text(name, default=default))
    except ValueError:
        raise ApiError(f"invalid_ts_{name}") from None


def _page(request: Request, messages: list[Message]) -> Json:
    oldest, latest = _moment(request, "oldest", "0"), _moment(request, "latest", "inf")
    inclusive = bool(request.flag("inclusive"))
    wanted = [
        m
        for m in messages
        if oldest < float(m.ts) < latest or (inclusive and float(m.ts) in (oldest, latest))
    ]
    size = min(max(request.number("limit", DEFAULT_PAGE), 1), MAX_PAGE)
    cursor = request.text("cursor", default="0")
    if not cursor.isdecimal():
        raise ApiError("invalid_cursor")
    start = int(cursor)
    page, rest = wanted[start : start + size], wanted[start + size :]
    with_metadata = bool(request.flag("include_all_metadata"))
    body: Json = {
        "messages": [m.payload(with_metadata=with_metadata) for m in page],
        "has_more": bool(rest),
    }
    if rest:
        body["response_metadata"] = {"next_cursor": str(start + size)}
    return body
