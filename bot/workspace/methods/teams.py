"""Who is who: auth.*, users.*, team.info, apps.connections.open and OAuth."""

from __future__ import annotations

import secrets

from bot.workspace.methods.request import ApiError, Request
from bot.workspace.model import Json, Person


def api_test(request: Request) -> Json:
    """api.test: gives the arguments back; ``error`` makes it fail with that name."""
    if request.arguments.get("error"):
        raise ApiError(request.text("error"))
    return {"args": {k: v for k, v in request.arguments.items() if k != "token"}}


def auth_test(request: Request) -> Json:
    """auth.test."""
    team = request.team
    identity: Json = {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "team_id": team.id,
        "is_enterprise_install": False,
    }
    if request.grant is not None and request.grant.kind == "app":
        return identity | {"app_id": request.state.app_id}
    bot = request.state.people[team.bot_user]
    return identity | {"user": bot.name, "user_id": bot.id, "bot_id": team.bot_id}


def revoke(request: Request) -> Json:
    """auth.revoke."""
    if request.flag("test"):
        return {"revoked": False}
    if request.grant is not None:
        request.state.revoke(request.grant.token, "token_revoked")
    return {"revoked": True}


def info(request: Request) -> Json:
    """team.info."""
    team = request.team
    return {"team": {"id": team.id, "name": team.name, "domain": team.domain}}


def user_info(request: Request) -> Json:
    """users.info."""
    person = request.state.people.get(request.text("user"))
    if person is None or person.team != request.team.id:
        raise ApiError("user_not_found")
    return {"user": user_payload(person, locale=bool(request.flag("include_locale")))}


def user_payload(person: Person, *, locale: bool) -> Json:
    """Slack's user object."""
    body: Json = {
        "id": person.id,
        "team_id": person.team,
        "name": person.name,
        "real_name": person.real_name,
        "deleted": False,
        "tz": person.tz,
        "is_bot": person.is_bot,
        "profile": {"real_name": person.real_name, "display_name": person.name},
    }
    return body | {"locale": person.locale} if locale else body


def open_connection(request: Request) -> Json:
    """apps.connections.open: an address good for one websocket."""
    return {"url": request.tables.socket_url()}


def oauth_access(request: Request) -> Json:
    """oauth.v2.access: exchanges a code for the team's bot token."""
    app, state = request.tables.oauth, request.state
    client_id, client_secret = _client(request)
    if client_id != app.client_id:
        raise ApiError("invalid_client_id")
    if not secrets.compare_digest(client_secret.encode(), app.client_secret.encode()):
        raise ApiError("bad_client_secret")
    team_id = app.codes.pop(request.text("code"), None)
    if team_id is None:
        raise ApiError("invalid_code")
    team = state.teams[team_id]
    grant = state.grant("bot", team.id, app.bot_scopes)
    installer = next(p for p in state.people.values() if p.team == team.id and not p.is_bot)
    return {
        "access_token": grant.token,
        "token_type": "bot",
        "scope": ",".join(sorted(app.bot_scopes or ())),
        "bot_user_id": team.bot_user,
        "app_id": state.app_id,
        "team": {"id": team.id, "name": team.name},
        "enterprise": None,
        "is_enterprise_install": False,
        "authed_user": {"id": installer.id},
    }


def _client(request: Request) -> tuple[str, str]:
    return request.text("client_id", default=""), request.text("client_secret", default="")
