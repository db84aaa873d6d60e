"""Installing the bot in many workspaces: Bolt's OAuth flow, our pages, our stores."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.oauth.async_callback_options import (
    AsyncCallbackOptions,
    AsyncFailureArgs,
    AsyncSuccessArgs,
)
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store import Installation as SlackInstallation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import DeliveryError, StorageError
from bot.knowledge.model import Language
from bot.slack import oauth_pages as pages
from bot.slack.http import Handler
from bot.slack.installations import Installation, Marks, NewInstallation, Register
from bot.slack.posting import delivering
from bot.slack.scopes import OPTIONAL, REQUIRED

INSTALL_PATH = "/slack/install"
CALLBACK_PATH = "/slack/oauth_redirect"
PAGE_HEADERS: Final = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class OAuthApp:
    """What Slack knows the app by, and where the consent page is."""

    client_id: str
    client_secret: str
    authorization_url: str


def install_routes(
    app: OAuthApp, client: AsyncWebClient, register: Register, marks: Marks
) -> Mapping[str, Handler]:
    """The pages of an installation, by path.

    Args:
        app: as registered with Slack.
        client: without a token.
        register: takes note of installations.
        marks: for browsers.
    """
    # Bolt's warnings quote codes and states.
    quiet = logging.getLogger("bot.slack.bolt.oauth")
    quiet.setLevel(logging.ERROR)
    settings = AsyncOAuthSettings(
        client_id=app.client_id,
        client_secret=app.client_secret,
        scopes=sorted(REQUIRED | OPTIONAL),
        user_scopes=[],
        install_path=INSTALL_PATH,
        redirect_uri_path=CALLBACK_PATH,
        authorization_url=app.authorization_url,
        installation_store=_Installed(register),
        state_store=_States(marks),
        callback_options=AsyncCallbackOptions(_succeed, _fail),
        logger=quiet,
    )
    flow = _Flow(client=client, logger=quiet, settings=settings)

    async def install(request: web.Request) -> web.Response:
        return await _answered(request, flow, is_callback=False)

    async def callback(request: web.Request) -> web.Response:
        return await _answered(request, flow, is_callback=True)

    return {INSTALL_PATH: install, CALLBACK_PATH: callback}


async def _answered(
    request: web.Request, flow: AsyncOAuthFlow, *, is_callback: bool
) -> web.Response:
    language = pages.language_of(request.headers.get("Accept-Language", ""))
    bolt_request = AsyncBoltRequest(
        body="",
        query=request.query_string,
        headers={name: request.headers.getall(name) for name in request.headers},
    )
    try:
        async with delivering():
            if is_callback:
                response = await flow.handle_callback(bolt_request)
            else:
                response = await flow.handle_installation(bolt_request)
    except (DeliveryError, StorageError) as error:
        logger.warning("an installation could not be finished: %s", error)
        page = pages.failed("unavailable", language)
        return web.Response(status=503, text=page, headers=PAGE_HEADERS)
    return await to_aiohttp_response(response)


class _Flow(AsyncOAuthFlow):
    """Bolt's flow with our page."""

    async def build_install_page_html(self, url: str, request: AsyncBoltRequest) -> str:
        return pages.install(url, _language(request))

    async def append_set_cookie_headers(
        self, headers: dict[str, Any], set_cookie_value: str | None
    ) -> dict[str, Any]:
        cookies = {"Set-Cookie": [set_cookie_value]} if set_cookie_value else {}
        return {**headers, **PAGE_HEADERS, **cookies}


async def _succeed(args: AsyncSuccessArgs) -> BoltResponse:
    name = args.installation.team_name or args.installation.enterprise_name or ""
    page = pages.succeeded(name, args.installation.app_id or "", _language(args.request))
    return BoltResponse(status=200, body=page, headers={**PAGE_HEADERS})


async def _fail(args: AsyncFailureArgs) -> BoltResponse:
    logger.warning("an installation was refused: %s", pages.known(args.reason))
    page = pages.failed(args.reason, _language(args.request))
    return BoltResponse(status=args.suggested_status_code, body=page, headers={**PAGE_HEADERS})


def _language(request: AsyncBoltRequest) -> Language:
    return pages.language_of(",".join(request.headers.get("accept-language", [])))


class _Installed(AsyncInstallationStore):
    """Where Bolt's flow puts what it got; reading is ``Installations``' business."""

    def __init__(self, register: Register) -> None:
        self._register = register

    async def async_save(self, installation: SlackInstallation) -> None:
        is_org = installation.is_enterprise_install
        await self._register.save(
            NewInstallation(
                Installation(
                    token=installation.bot_token or "",
                    bot_user=installation.bot_user_id or "",
                    bot_id=installation.bot_id or "",
                    team=None if is_org else installation.team_id,
                    enterprise=installation.enterprise_id,
                ),
                team_name=installation.team_name or installation.enterprise_name or "",
                app_id=installation.app_id or "",
                scopes=",".join(installation.bot_scopes or ()),
            )
        )


class _States(AsyncOAuthStateStore):
    """The marks of browsers, as Bolt's flow wants them."""

    def __init__(self, marks: Marks) -> None:
        self._marks = marks

    async def async_issue(self, *_args: object, **_kwargs: object) -> str:
        return await self._marks.issue()

    async def async_consume(self, state: str) -> bool:
        return await self._marks.consume(state)
