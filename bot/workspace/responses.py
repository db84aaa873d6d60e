"""What the app sends back to where a person acted, through a response_url."""

from __future__ import annotations

import json
from dataclasses import replace

from aiohttp import web

from bot.workspace.faults import RESPONSE_URL, FaultPlan
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
        body: Json = {}
        self.in_flight += 1
        try:
            text = await request.text()
            status, error, body = self._answer(request.match_info["id"], text)
        finally:
            self.in_flight -= 1
        url = self._state.response_urls.get(request.match_info["id"])
        answer = {"ok": error is None} | ({"error": error} if error else {})
        team, now = url.team if url else None, self._state.clock.now()
        call = Call(RESPONSE_URL, body, team, status, error, answer, now)
        self._state.journal.record("call", call)
        return web.json_response(answer, status=status)

    def _answer(self, url_id: str, text: str) -> tuple[int, str | None, Json]:
        fault = self._faults.strike(RESPONSE_URL)
        if fault.spoils:
            return fault.status, fault.error or "server_error", {}
        try:
            body = json.loads(text)
        except ValueError:
            return 400, "invalid_payload", {}
        if not isinstance(body, dict):
            return 400, "invalid_payload", {}
        url = self._state.response_urls.get(url_id)
        if url is None or self._state.clock.now() > url.expires:
            return 404, "expired_url", body
        if url.uses_left == 0:
            return 404, "used_url", body
        try:
            self.respond(url, body)
        except ApiError as error:
            return 400 if error.name == "invalid_blocks" else 404, error.name, body
        url.uses_left -= 1
        return 200, None, body

    def respond(self, url: ResponseUrl, body: Json) -> Message | None:
        """Post, replace or delete as ``body`` says.

        Raises:
            ApiError: no_text, invalid_blocks and the like.
        """
        if _true(body, "delete_original"):
            return self._state.delete(url.message, causes=[url.id]) if url.message else None
        blocks = checked_blocks(body.get("blocks"))
        text = str(body.get("text") or "")
        if not text.strip() and not blocks and not body.get("attachments"):
            raise ApiError("no_text")
        if url.message is not None and _true(body, "replace_original"):
            # An ephemeral message can be changed in no other way.
            url.message = replace(url.message, text=text, blocks=blocks)
            return self._state.change(url.message, causes=[url.id])
        return self._post(url, body, text, blocks)

    def _post(self, url: ResponseUrl, body: Json, text: str, blocks: tuple[Json, ...]) -> Message:
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
        return self._state.post(message, causes=[url.id])


def _true(body: Json, key: str) -> bool:
    return body.get(key) in (True, "true", 1)
