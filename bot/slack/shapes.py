"""What Slack's requests look like, as far as Bolt and the listeners trust them to.

Bolt reads payloads before it calls a listener, and fails at what stands in the wrong place; so
they are held against these first. What nobody here reads may be anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

Text = str | None
_Object = dict[str, Any]

MISSING = "it is missing"
MISPLACED = "it is not what Slack sends there"
FIELDS_TOLD = 2
"""Names of a place that are told, all of them ours; further down they may be somebody's."""


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")


class _Envelope(_Part):
    """Any payload."""

    type: Text = None
    text: Text = None
    callback_id: Text = None
    trigger_id: Text = None
    event: _Object = {}


class _Event(_Part):
    type: str
    subtype: Text = None
    tokens: _Object | None = None


class _EventCallback(_Part):
    """https://docs.slack.dev/apis/events-api/#event-type-structure."""

    event: _Event


class _Command(_Part):
    """https://docs.slack.dev/interactivity/implementing-slash-commands/#app_command_handling."""

    command: str
    channel_id: str
    response_url: str


class _Option(_Part):
    value: Text = None


class _Input(_Part):
    value: Text = None
    selected_option: _Option | None = None


class _Action(_Input):
    action_id: str
    action_ts: Text = None


class _Container(_Part):
    type: Text = None
    channel_id: Text = None
    message_ts: Text = None
    thread_ts: Text = None


class _Message(_Part):
    thread_ts: Text = None


class _ViewClickedIn(_Part):
    id: str
    type: str
    private_metadata: Text = None


class _BlockActions(_Part):
    """https://docs.slack.dev/reference/interaction-payloads/block_actions-payload."""

    actions: Annotated[list[_Action], Field(min_length=1)]
    container: _Container | None = None
    message: _Message | None = None
    view: _ViewClickedIn | None = None


class _InteractiveMessage(_Part):
    """https://docs.slack.dev/legacy/legacy-messaging/legacy-making-messages-interactive/."""

    actions: Annotated[list[_Object], Field(min_length=1)]


class _State(_Part):
    values: dict[str, dict[str, _Input]]


class _View(_Part):
    id: str
    type: Literal["modal", "home"]
    callback_id: str
    private_metadata: Text = None
    state: _State


class _ViewEnded(_Part):
    """https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload."""

    view: _View


class _Channel(_Part):
    id: str


class _MessageOfShortcut(_Message):
    ts: str


class _MessageAction(_Part):
    """https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload."""

    callback_id: str
    trigger_id: str
    channel: _Channel
    message: _MessageOfShortcut


class _StepEdit(_Part):
    """Of workflow steps, which Slack has retired and Bolt still reads."""

    workflow_step: _Object


_KINDS: Final[Mapping[str | None, type[_Part]]] = {
    "event_callback": _EventCallback,
    "block_actions": _BlockActions,
    "interactive_message": _InteractiveMessage,
    "view_submission": _ViewEnded,
    "view_closed": _ViewEnded,
    "message_action": _MessageAction,
    "workflow_step_edit": _StepEdit,
}


def flaw(body: Mapping[str, Any]) -> str | None:
    """What in a payload is not as Slack sends it, without anything that stands in it.

    Args:
        body: a payload, or the fields of a form.

    Returns:
        ``event.type: it is missing``, for instance; None where nothing is wrong.
    """
    try:
        kind = _KINDS.get(_Envelope.model_validate(body).type)
        if kind is not None:
            kind.model_validate(body)
        if "command" in body:
            _Command.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(name) for name in first["loc"][:FIELDS_TOLD])
        return f"{place}: {MISSING if first['type'] == 'missing' else MISPLACED}"
    return None
