"""chat.* and reactions.*: posting, changing and deleting messages."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.workspace.methods.request import ApiError, Request, checked_blocks
from bot.workspace.model import Channel, Json, Message

MAX_TEXT = 40_000
"""chat.postMessage cuts longer texts; chat.update and chat.postEphemeral refuse them."""

_TIMESTAMP = re.compile(r"\d{1,10}\.\d{1,6}")


def post(request: Request) -> Json:
    """chat.postMessage."""
    message = _compose(request, request.channel())
    text, warnings = message.text, []
    if len(text) > MAX_TEXT:
        message, warnings = replace(message, text=text[:MAX_TEXT]), ["message_truncated"]
    message = request.state.post(message)
    body: Json = {
        "channel": message.channel,
        "ts": message.ts,
        "message": message.payload(with_metadata=True),
    }
    if warnings:
        body["response_metadata"] = {"warnings": warnings}
    return body


def post_ephemeral(request: Request) -> Json:
    """chat.postEphemeral."""
    channel = request.channel()
    user = request.text("user")
    if user not in channel.members:
        raise ApiError("user_not_in_channel")
    message = _compose(request, channel)
    if len(message.text) > MAX_TEXT:
        raise ApiError("msg_too_long")
    message = request.state.post(replace(message, ephemeral_to=user))
    return {"message_ts": message.ts}


def update(request: Request) -> Json:
    """chat.update: what is not given stays, but blocks go if only a text comes."""
    channel = request.channel()
    message = request.own_message(channel, request.text("ts"), "cant_update_message")
    given = request.arguments
    if not any(given.get(key) for key in ("text", "blocks", "attachments", "metadata")):
        raise ApiError("no_text")
    if len(request.text("text", default="")) > MAX_TEXT:
        raise ApiError("msg_too_long")
    fresh = _compose(request, channel, allow_empty=True)
    touched = any(given.get(key) is not None for key in ("text", "blocks", "attachments"))
    if touched:
        message = replace(
            message,
            text=fresh.text if given.get("text") is not None else message.text,
            blocks=fresh.blocks,
            attachments=fresh.attachments,
        )
    message = request.state.change(replace(message, metadata=fresh.metadata or message.metadata))
    return {
        "channel": channel.id,
        "ts": message.ts,
        "text": message.text,
        "message": message.payload(with_metadata=True),
    }


def delete(request: Request) -> Json:
    """chat.delete."""
    channel = request.channel()
    message = request.own_message(channel, request.text("ts"), "cant_delete_message")
    request.state.delete(message)
    return {"channel": channel.id, "ts": message.ts}


def permalink(request: Request) -> Json:
    """chat.getPermalink."""
    channel = request.channel(member=False)
    message = request.state.message(channel.id, request.text("message_ts"))
    if message is None:
        raise ApiError("message_not_found")
    address = f"https://{request.team.domain}.slack.com/archives/{channel.id}"
    link = f"{address}/p{message.ts.replace('.', '')}"
    if message.thread_ts:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def add_reaction(request: Request) -> Json:
    """reactions.add."""
    channel = request.channel()
    message = request.state.message(channel.id, request.text("timestamp"))
    if message is None:
        raise ApiError("message_not_found")
    name = request.text("name").strip(":")
    if name in message.reactions:
        raise ApiError("already_reacted")
    request.state.react(message, name)
    return {}


def _compose(request: Request, channel: Channel, *, allow_empty: bool = False) -> Message:
    """The message the arguments describe, not posted yet."""
    text = request.text("text", default="")
    blocks = request.blocks()
    markdown = request.text("markdown_text", default="")
    if markdown and (text or blocks):
        raise ApiError("markdown_text_conflict")
    if markdown:
        blocks = checked_blocks([{"type": "markdown", "text": markdown}])
    attachments = request.structure("attachments")
    if not text.strip() and not blocks and not attachments and not allow_empty:
        raise ApiError("no_text")
    thread_ts = request.text("thread_ts", default="") or None
    if thread_ts and not _TIMESTAMP.fullmatch(thread_ts):
        raise ApiError("invalid_thread_ts")
    team = request.team
    return Message(
        channel=channel.id,
        ts=request.state.clock.ts(),
        team=team.id,
        user=team.bot_user,
        text=text,
        blocks=blocks,
        attachments=tuple(attachments) if isinstance(attachments, list) else (),
        thread_ts=thread_ts,
        bot_id=team.bot_id,
        metadata=_metadata(request),
        unfurl_links=request.flag("unfurl_links"),
        unfurl_media=request.flag("unfurl_media"),
    )


def _metadata(request: Request) -> Json | None:
    metadata = request.structure("metadata", "invalid_metadata_format")
    if metadata is None:
        return None
    if (
        not isinstance(metadata, dict)
        or not isinstance(metadata.get("event_type"), str)
        or not isinstance(metadata.get("event_payload"), dict)
    ):
        raise ApiError("invalid_metadata_schema")
    return metadata
