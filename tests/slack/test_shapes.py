"""What Slack sends is taken, what it would not send is told without its words."""

from __future__ import annotations

import pytest

from bot.slack.shapes import flaw

EVENT = {"type": "event_callback", "event": {"type": "message", "attachments": [{"id": 1}]}}
CLICK = {"type": "block_actions", "actions": [{"action_id": "source", "value": "x"}]}
SECRET_WORDS = "the-words-of-a-message"


@pytest.mark.parametrize(
    ("payload", "found"),
    [
        pytest.param(EVENT, None, id="an event"),
        pytest.param(CLICK | {"enterprise": None}, None, id="a click"),
        pytest.param({"type": "something_new", "thing": [3]}, None, id="a kind of its own"),
        pytest.param(EVENT | {"event": None}, "event: it is not what Slack sends there", id="null"),
        pytest.param(EVENT | {"event": {}}, "event.type: it is missing", id="no type"),
        pytest.param(CLICK | {"actions": []}, "actions: it is not what", id="no action"),
        pytest.param(
            {"type": "view_submission", "view": {"id": "V", "type": "modal", "callback_id": "c"}},
            "view.state: it is missing",
            id="no state",
        ),
        pytest.param(
            {
                "type": "view_submission",
                "view": {
                    "id": "V",
                    "type": "modal",
                    "callback_id": "c",
                    "state": {"values": {SECRET_WORDS: SECRET_WORDS}},
                },
            },
            "view.state: it is not what",
            id="odd values",
        ),
        pytest.param({"command": "/ask"}, "channel_id: it is missing", id="half a command"),
    ],
)
def test_the_first_flaw_is_told_by_its_place(payload: dict, found: str | None) -> None:
    told = flaw(payload)

    assert (told is None) == (found is None)
    assert (found or "") in (told or "")
    assert SECRET_WORDS not in (told or "")
