"""Who may use the page's routes: the page itself, and nothing else a browser has open."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

# Apps may show images from anywhere, as in Slack; everything else is the page's own.
POLICY = """
default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';
img-src 'self' data: https: http://127.0.0.1:* http://localhost:*;
base-uri 'none'; form-action 'none'; frame-ancestors 'none';
require-trusted-types-for 'script'; trusted-types 'none'
""".replace("\n", " ").strip()
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}


def only_the_page(handler: Handler) -> Handler:
    """``handler``, refusing what another site's page sends, and reading nothing out to it.

    An act (anything but GET) must name the page's own origin; browsers always do, and forms
    of other sites cannot send JSON without asking first.
    """

    async def guarded(request: web.Request) -> web.StreamResponse:
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
            return web.Response(status=403, text="only for the workspace's own page")
        if request.method != "GET":
            if urlsplit(request.headers.get("Origin", "")).netloc != request.host:
                return web.Response(status=403, text="only from the workspace's own page")
            if request.content_type != "application/json":
                return web.Response(status=415, text="JSON only")
        return await handler(request)

    return guarded
