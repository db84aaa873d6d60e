"""What the app sends back to where a person acted, through a response_url."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

from aiohttp import web

from bot.workspace.faults import RESPONSE_URL, Fault, FaultPlan
from bot.workspace.methods.request import ApiError, checked_blocks
from bot.workspace.model import Call, Json, Message
from bot.workspace.state import ResponseUrl, State


class Responses:
    """Answers ``/response/<id>``."""

    def __init__(self, state: State, faults: FaultPlan) -> None:
        self._state = state
        self._faults = faults
        self.in_flight = 0

    async def handle(self, request: web.Request) -> web.Response:
        """One POST of the app to a response_url."""
        url_id = request.match_info["id"]
        body: Json = {}
        status, error = 500, "server_error"
        problems: list[str] = []
        self.in_flight += 1
        try:
            body = _parsed(await request.text())
            fault = self._faults.strike(RESPONSE_URL)
            if fault.spoils and not fault.applied:
                await asyncio.sleep(fault.delay)
                status, error = _spoilt(fault)
            else:
                status, error, problems = self._answer(url_id, body)
                await asyncio.sleep(fault.delay)
            if fault.spoils:
                status, error = _spoilt(fault)
            if fault.drop and request.transport is not None:
                request.transport.close()
        finally:
            self.in_flight -= 1
            answer = self._record(url_id, body, status, error, problems)
        headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
        return web.json_response(answer, status=status, headers=headers)

    def _record(
        self, url_id: str, body: Json, status: int, error: str, problems: list[str]
    ) -> Json:
        url = self._state.response_urls.get(url_id)
        answer: Json = {"ok": False, "error": error} if error else {"ok": True}
        if problems:
            answer["response_metadata"] = {"messages": problems}
        team, now = url.team if url else None, self._state.clock.now()
        call = Call(RESPONSE_URL, body, team, status, error or None, answer, now)
        self._state.journal.record("call", call)
        return answer

    def _answer(self, url_id: str, body: Json) -> tuple[int, str, list[str]]:
        if not body:
            return 400, "invalid_payload", []
        url = self._state.response_urls.get(url_id)
        if url is None or self._state.clock.now() > url.expires:
            return 404, "expired_url", []
        if url.uses_left == 0:
            return 404, "used_url", []
        try:
            self.respond(url, body)
        except ApiError as error:
            return 400, error.name, error.messages
        url.uses_left -= 1
        return 200, "", []

    def respond(self, url: ResponseUrl, body: Json) -> None:
        """Post, replace or delete as ``body`` says.

        Raises:
            ApiError: no_text, invalid_blocks, or message_not_found where it is gone already.
        """
        if _true(body, "delete_original"):
            self._state.delete(self._original(url), causes=[url.id])
            return
        blocks = checked_blocks(body.get("blocks"))
        text = str(body.get("text") or "")
        if not text.strip() and not blocks and not body.get("attachments"):
            raise ApiError("no_text")
        if _true(body, "replace_original") and url.message is not None:
            changed = replace(self._original(url), text=text, blocks=blocks)
            self._state.change(changed, causes=[url.id])
        else:
            self._post(url, body, text, blocks)

    def _original(self, url: ResponseUrl) -> Message:
        message = url.message and self._state.message(url.channel, url.message.ts)
        if message is None:
            raise ApiError("message_not_found")
        return message

    def _post(self, url: ResponseUrl, body: Json, text: str, blocks: tuple[Json, ...]) -> None:
        team = self._state.teams[url.team]
        public = body.get("response_type") == "in_channel"
        message = Message(
            channel=url.channel,
            ts=self._state.clock.ts(),
            team=team.id,
            user=team.bot_user,
            text=text,
            blocks=blocks,
            thread_ts=body.get("thread_ts") or url.thread_ts,
            ephemeral_to=None if public else url.user,
            bot_id=team.bot_id,
            unfurl_links=body.get("unfurl_links"),
            unfurl_media=body.get("unfurl_media"),
        )
        self._state.post(message, causes=[url.id])


def _spoilt(fault: Fault) -> tuple[int, str]:
    """The answer a fault makes of any other; what is refused here has no status 200."""
    refused = fault.error and fault.status == 200
    return 400 if refused else fault.status, fault.error or "server_error"


def _parsed(text: str) -> Json:
    """The JSON object sent; empty where it is none."""
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _true(body: Json, key: str) -> bool:
    return body.get(key) in (True, "true", 1)
