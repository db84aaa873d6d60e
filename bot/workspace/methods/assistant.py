"""assistant.threads.*: suggested prompts, status and title."""

from __future__ import annotations

from bot.workspace.methods.request import ApiError, Request
from bot.workspace.model import Channel, Json

MAX_PROMPTS = 4


def set_prompts(request: Request) -> Json:
    """assistant.threads.setSuggestedPrompts.

    Under ``agent_view`` a call with a ``thread_ts`` succeeds and shows nothing, as in Slack.
    """
    channel = _dm(request)
    prompts = request.structure("prompts")
    if not isinstance(prompts, list) or not 0 < len(prompts) <= MAX_PROMPTS:
        message = f"[ERROR] prompts: between 1 and {MAX_PROMPTS} items [json-pointer:/prompts]"
        raise ApiError("invalid_arguments", [message])
    for number, prompt in enumerate(prompts):
        if not isinstance(prompt, dict) or not prompt.get("title") or not prompt.get("message"):
            message = f"[ERROR] needs title and message [json-pointer:/prompts/{number}]"
            raise ApiError("invalid_arguments", [message])
    thread_ts = request.text("thread_ts", default="") or None
    shown: Json = {
        "channel": channel.id,
        "title": request.text("title", default=""),
        "prompts": prompts,
        "thread_ts": thread_ts,
        "shown": thread_ts is None,
    }
    if thread_ts is None:
        request.state.prompts[channel.id] = shown
    request.state.journal.record("prompts", detail=shown)
    return {}


def set_status(request: Request) -> Json:
    """assistant.threads.setStatus; an empty status takes it away."""
    channel, thread_ts = _dm(request, any_kind=True), request.text("thread_ts")
    status = request.text("status", default="")
    request.state.statuses[channel.id, thread_ts] = status
    detail = {"channel": channel.id, "thread_ts": thread_ts, "status": status}
    request.state.journal.record("status", detail=detail)
    return {}


def set_title(request: Request) -> Json:
    """assistant.threads.setTitle."""
    channel, thread_ts, title = _dm(request), request.text("thread_ts"), request.text("title")
    request.state.titles[channel.id, thread_ts] = title
    detail = {"channel": channel.id, "thread_ts": thread_ts, "title": title}
    request.state.journal.record("title", detail=detail)
    return {}


def _dm(request: Request, *, any_kind: bool = False) -> Channel:
    request.text("channel_id")
    arguments = request.arguments | {"channel": request.arguments["channel_id"]}
    channel = Request(request.tables, request.method, arguments, request.grant).channel()
    if channel.kind != "im" and not any_kind:
        raise ApiError("channel_not_supported")
    return channel
