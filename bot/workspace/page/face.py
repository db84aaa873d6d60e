"""The workspace with its page: the files, the state, the changes, and what is done there."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict
from importlib import resources
from typing import Unpack

from aiohttp import web

from bot.workspace.failures import NotAcknowledgedError, WorkspaceError
from bot.workspace.members import BOT_NAME, Options
from bot.workspace.model import Json
from bot.workspace.page.acts import ACTS, BadRequestError, Deed
from bot.workspace.page.guard import HEADERS, only_the_page
from bot.workspace.page.live import follow
from bot.workspace.page.offers import Offers
from bot.workspace.workspace import Workspace

STATIC = resources.files("bot.workspace.page") / "static"
TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
PORTS_TRIED = 20


class Face(Workspace):
    """A workspace that people use in a browser, at ``base_url``.

    Args:
        offers: the app's commands and shortcuts, and conversations to try; may be set later.
        bot_name: what the app's bot is called.
        options: those of ``Backend``; a busy port gives way to the next one.
    """

    def __init__(
        self,
        offers: Offers | None = None,
        *,
        bot_name: str = BOT_NAME,
        **options: Unpack[Options],
    ) -> None:
        super().__init__(bot_name=bot_name, **options)
        self.offers = offers or Offers()
        self._session = secrets.token_hex(8)
        for person in self.people:
            self.dm_channel(person)  # the page lists it before anything is said there

    async def start(self) -> None:
        """Listen on the port, or on the next one that is free.

        Raises:
            WorkspaceError: twenty ports in a row are taken.
        """
        wanted = self._port
        for port in range(wanted, wanted + PORTS_TRIED):
            self._port = port
            try:
                return await super().start()
            except WorkspaceError:
                if port in (0, wanted + PORTS_TRIED - 1):
                    raise
        return None

    def web_app(self) -> web.Application:
        """Slack's routes, and the page's."""
        app = super().web_app()
        app.router.add_get("/", _file)
        app.router.add_get("/static/{name}", _file)
        app.router.add_get("/page/state", only_the_page(self._state))
        app.router.add_get("/page/changes", only_the_page(self._changes))
        app.router.add_post("/page/{act}", only_the_page(self._act))
        return app

    def offer(self, offers: Offers) -> None:
        """Show other commands, shortcuts and examples, on pages that are open too."""
        self.offers = offers
        self.log.record("offers", detail=asdict(offers))

    async def _state(self, _request: web.Request) -> web.Response:
        return _answer(
            self.snapshot()
            | {
                "session": self._session,
                "connected": bool(self.courier.urls) or self.sockets.connections > 0,
                "offers": asdict(self.offers),
            }
        )

    async def _changes(self, request: web.Request) -> web.StreamResponse:
        return await follow(request, self.log, self._session)

    async def _act(self, request: web.Request) -> web.Response:
        act = ACTS.get(request.match_info["act"])
        if act is None:
            return _answer({"error": "there is no such act"}, 404)
        try:
            body = await request.json()
            if not isinstance(body, dict):
                raise BadRequestError("an object is wanted")
            return _answer(await act(Deed(self, body)))
        except NotAcknowledgedError as error:
            return _answer({"error": str(error), "refused": True}, 502)
        except WorkspaceError as error:
            return _answer({"error": str(error)}, 409)
        except (BadRequestError, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
            return _answer({"error": f"not understood: {error}"}, 400)


async def _file(request: web.Request) -> web.Response:
    """A file of the page; there are no folders, so a name is only compared."""
    name = request.match_info.get("name", "index.html")
    file = next((each for each in STATIC.iterdir() if each.name == name), None)
    if file is None:
        return web.Response(status=404, text="no such file")
    kind = TYPES.get(f".{name.rpartition('.')[2]}", "application/octet-stream")
    return web.Response(body=file.read_bytes(), content_type=kind, charset="utf-8", headers=HEADERS)


def _answer(body: Json, status: int = 200) -> web.Response:
    return web.json_response(body, status=status, headers={"Cache-Control": "no-store"})
