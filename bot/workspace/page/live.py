"""The stream of changes that the page follows, as server-sent events."""

from __future__ import annotations

import asyncio
import json

from aiohttp import web

from bot.workspace.journal import Change, Journal
from bot.workspace.model import Json

HEARTBEAT = 15.0
"""Seconds without news after which a comment is sent, so that dead connections are noticed."""


async def follow(request: web.Request, journal: Journal, session: str) -> web.StreamResponse:
    """Every change after ``?since=`` (or the last one the browser saw), for ever.

    A browser that followed another run of the workspace is told to start again: ``restart``.
    """
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
    )
    await response.prepare(request)
    if request.query.get("session") != session:
        await response.write(b"event: restart\ndata: {}\n\n")
        return response
    seen = _number(request.headers.get("Last-Event-ID") or request.query.get("since", ""))
    await response.write(b": following\n\n")
    changes = journal.follow(seen)
    coming: asyncio.Task[Change] = asyncio.ensure_future(anext(changes))
    try:
        while True:
            done, _ = await asyncio.wait([coming], timeout=HEARTBEAT)
            if not done:
                await response.write(b": still here\n\n")
                continue
            change = coming.result()
            await response.write(as_event(change.number, change.to_json()))
            coming = asyncio.ensure_future(anext(changes))
    except ConnectionResetError:
        return response
    finally:
        coming.cancel()


def as_event(number: int, data: Json) -> bytes:
    """One server-sent event."""
    return f"id: {number}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
