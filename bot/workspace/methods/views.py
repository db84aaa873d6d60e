"""views.*: opening, pushing, updating and publishing."""

from __future__ import annotations

import json

from bot.workspace.methods.request import ApiError, Request
from bot.workspace.model import Json, View
from bot.workspace.state import Trigger
from bot.workspace.validation import MAX_VIEW_BYTES, view_problems
from bot.workspace.views import STACK_LIMIT


def open_view(request: Request) -> Json:
    """views.open."""
    spec = _spec(request, "modal")
    _fresh_external_id(request, spec)
    trigger = _exchange(request)
    view = request.tables.views.open(request.team, trigger.user, spec, causes=[trigger.id])
    return {"view": view.payload()}


def push(request: Request) -> Json:
    """views.push."""
    spec = _spec(request, "modal")
    _fresh_external_id(request, spec)
    trigger = _exchange(request)
    views = request.tables.views
    if not views.depth(trigger.user):
        raise ApiError("not_found")
    if views.depth(trigger.user) >= STACK_LIMIT:
        raise ApiError("push_limit_reached")
    view = views.push(request.team, trigger.user, spec, causes=[trigger.id])
    return {"view": view.payload()}


def update(request: Request) -> Json:
    """views.update, by ``view_id`` or ``external_id``, with ``hash`` against races."""
    views = request.tables.views
    if request.arguments.get("view_id"):
        view = views.get(request.text("view_id"))
    else:
        view = views.by_external_id(request.team.id, request.text("external_id"))
    if view is None or view.team != request.team.id or not view.is_open:
        raise ApiError("not_found")
    spec = _spec(request, view.type)
    _same_hash(request, view)
    return {"view": views.update(view, spec).payload()}


def publish(request: Request) -> Json:
    """views.publish."""
    spec = _spec(request, "home")
    person = request.state.people.get(request.text("user_id"))
    if person is None or person.team != request.team.id or person.is_bot:
        raise ApiError("user_not_found")
    current = request.tables.views.home(person.id)
    if current is not None:
        _same_hash(request, current)
    return {"view": request.tables.views.publish(request.team, person.id, spec).payload()}


def checked_view(view: object, kind: str) -> Json:
    """A view within Slack's limits.

    Raises:
        ApiError: invalid_arguments or view_too_large.
    """
    problems = view_problems(view, frozenset({kind}))
    if problems or not isinstance(view, dict):
        raise ApiError("invalid_arguments", problems)
    if len(json.dumps(view)) > MAX_VIEW_BYTES:
        raise ApiError("view_too_large")
    return view


def _spec(request: Request, kind: str) -> Json:
    return checked_view(request.structure("view"), kind)


def _exchange(request: Request) -> Trigger:
    trigger = request.state.triggers.get(request.text("trigger_id"))
    if trigger is None or trigger.team != request.team.id:
        raise ApiError("invalid_trigger_id")
    if trigger.exchanged:
        raise ApiError("exchanged_trigger_id")
    if request.state.clock.now() > trigger.expires:
        raise ApiError("expired_trigger_id")
    trigger.exchanged = True
    return trigger


def _fresh_external_id(request: Request, spec: Json) -> None:
    external_id = spec.get("external_id")
    if external_id and request.tables.views.by_external_id(request.team.id, external_id):
        raise ApiError("duplicate_external_id")


def _same_hash(request: Request, view: View) -> None:
    expected = request.text("hash", default="")
    if expected and expected != view.hash:
        raise ApiError("hash_conflict")
