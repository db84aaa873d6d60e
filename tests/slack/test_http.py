"""The door: what Slack did not sign, or cannot be read, is refused and not written down."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import logging
import time
from urllib.parse import urlencode

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant import Assistant
from bot.service.web import listening, web_application
from bot.slack.http import MAX_BODY, is_signed
from bot.workspace import Workspace

from .conftest import Slack, started

SECRET_WORDS = "the-words-of-a-message"
NOW = 1_700_000_000


def signature(secret: str, timestamp: str, body: bytes) -> str:
    signed = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


@pytest.mark.parametrize(
    ("timestamp", "given_signature", "taken"),
    [
        pytest.param(str(NOW), None, True, id="as Slack does it"),
        pytest.param(str(NOW - 299), None, True, id="just in time"),
        pytest.param(str(NOW - 301), None, False, id="too old"),
        pytest.param(str(NOW + 301), None, False, id="from the future"),
        pytest.param("abc", None, False, id="not a number"),
        pytest.param("", None, False, id="no timestamp"),
        pytest.param("٣", None, False, id="digits of another script"),
        pytest.param(f"{NOW}.5", None, False, id="a fraction"),
        pytest.param("1" * 5_000, None, False, id="a number too long to read"),
        pytest.param(str(NOW), "v0=abc", False, id="another signature"),
        pytest.param(str(NOW), "", False, id="no signature"),
        pytest.param(str(NOW), "é", False, id="a signature that is none"),
    ],
)
def test_only_what_slack_signed_lately_counts(
    timestamp: str, given_signature: str | None, taken: bool
) -> None:
    body = b"{}"
    shown = signature("s3cret", timestamp, body) if given_signature is None else given_signature

    assert is_signed("s3cret", timestamp=timestamp, signature=shown, body=body, now=NOW) is taken


def test_without_a_secret_nothing_is_signed() -> None:
    shown = signature("", str(NOW), b"")

    assert not is_signed("", timestamp=str(NOW), signature=shown, body=b"", now=NOW)


@given(st.text(), st.text(), st.binary())
def test_no_header_is_too_odd_to_be_refused(timestamp: str, shown: str, body: bytes) -> None:
    assert not is_signed("s3cret", timestamp=timestamp, signature=shown, body=body, now=NOW)


async def send(
    slack: Slack, body: bytes, *, secret: str | None = None, **headers: str
) -> tuple[int, str]:
    """A request to the bot, signed unless ``secret`` is another."""
    timestamp = str(int(time.time()))
    known = secret if secret is not None else slack.workspace.signing_secret
    sent = {
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": signature(known, timestamp, body),
        "Content-Type": "application/json",
    } | headers
    async with (
        aiohttp.ClientSession() as session,
        session.post(slack.url, data=body, headers=sent) as answer,
    ):
        return answer.status, await answer.text()


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"X-Slack-Signature": "v0=0"}, id="bad signature"),
        pytest.param({"X-Slack-Request-Timestamp": "soon"}, id="timestamp in words"),
        pytest.param({"X-Slack-Request-Timestamp": "1"}, id="old timestamp"),
        pytest.param({"X-Slack-Signature": ""}, id="no signature"),
    ],
)
async def test_what_slack_did_not_sign_is_refused_and_not_logged(
    over_http: Slack, caplog: pytest.LogCaptureFixture, headers: dict[str, str]
) -> None:
    caplog.set_level(logging.DEBUG)
    body = json.dumps({"type": "event_callback", "event": {"text": SECRET_WORDS}}).encode()

    status, text = await send(over_http, body, **headers)

    assert status == 401
    assert SECRET_WORDS not in caplog.text + text
    assert "did not sign" in caplog.text


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param(b"{", "application/json", id="half of JSON"),
        pytest.param(b"\xff\xfe", "application/json", id="not UTF-8"),
        pytest.param(b"[" * 100_000, "application/json", id="nested without end"),
        pytest.param(b"[]", "application/json", id="a list"),
        pytest.param(b'"x"', "application/json", id="a string"),
        pytest.param(b"payload=%7B", "application/x-www-form-urlencoded", id="half a form"),
        pytest.param(b"payload=3", "application/x-www-form-urlencoded", id="a number in a form"),
        pytest.param(b'{"team": 3, "user": []}', "application/json", id="ids of other kinds"),
        pytest.param(b'{"authorizations": [3]}', "application/json", id="odd authorizations"),
        pytest.param(b'{"event": "x"}', "application/json", id="an event that is a string"),
        pytest.param(b'{"event": null}', "application/json", id="an event that is nothing"),
        pytest.param(b'{"n": ' + b"9" * 5_000 + b"}", "application/json", id="a huge number"),
        pytest.param(b"", "application/json", id="nothing"),
        pytest.param(b"a=b", "text/plain", id="another content type"),
    ],
)
async def test_what_is_signed_and_makes_no_sense_is_refused_quietly(
    over_http: Slack, body: bytes, content_type: str
) -> None:
    status, text = await send(over_http, body, **{"Content-Type": content_type})

    assert 400 <= status < 500
    assert "Traceback" not in text


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param({"type": "event_callback", "event": {"type": "app_mention"}}, id="bare event"),
        pytest.param(
            {
                "type": "event_callback",
                "event": {"type": "message", "channel_type": "im", "user": 3},
            },
            id="numbers for ids",
        ),
        pytest.param({"type": "block_actions", "actions": []}, id="no actions"),
        pytest.param({"type": "block_actions", "actions": [{"action_id": 3}]}, id="odd action"),
        pytest.param({"type": "view_submission", "view": {}}, id="empty view"),
        pytest.param(
            {"type": "view_submission", "view": {"callback_id": "ask_about", "state": 3}},
            id="odd state",
        ),
        pytest.param({"type": "message_action", "callback_id": "check_claim"}, id="no message"),
        pytest.param({"type": "something_new"}, id="a new type"),
    ],
)
async def test_odd_payloads_do_not_stop_the_bot(
    over_http: Slack, payload: dict, caplog: pytest.LogCaptureFixture
) -> None:
    payload = payload | {"team": {"id": over_http.workspace.team.id}, "trigger_id": "1.2"}
    is_event = payload["type"] == "event_callback"
    body = json.dumps(payload) if is_event else urlencode({"payload": json.dumps(payload)})
    kind = "application/json" if is_event else "application/x-www-form-urlencoded"

    await send(over_http, body.encode(), **{"Content-Type": kind})
    reply = await over_http.workspace.mention("how many readers hold a card?")

    assert "12,400" in reply.plain


async def test_a_body_too_large_is_refused(over_http: Slack) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(over_http.url, data=io.BytesIO(b"x" * (MAX_BODY + 1))) as answer,
    ):
        assert answer.status == 413


async def test_slack_finds_its_request_url(over_http: Slack) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "abc"}).encode()

    status, text = await send(over_http, body)

    assert status == 200
    assert "abc" in text


async def test_nothing_anybody_wrote_is_logged(
    slack: Slack, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("aiohttp", "asyncio"):
        logging.getLogger(name).setLevel(logging.WARNING)

    await slack.workspace.mention(SECRET_WORDS)
    await slack.workspace.dm(SECRET_WORDS)
    await slack.workspace.command("/ask", SECRET_WORDS)
    await slack.workspace.idle()

    ours = [record for record in caplog.records if record.name.startswith(("bot", "slack"))]
    assert SECRET_WORDS not in "".join(record.getMessage() for record in ours)
    assert slack.workspace.bot_token not in caplog.text


async def test_bolts_own_variables_change_nothing(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bolt looks for these in the environment, and would then ignore the bot's token."""
    for name in ("CLIENT_ID", "CLIENT_SECRET", "BOT_TOKEN", "SIGNING_SECRET"):
        monkeypatch.setenv(f"SLACK_{name}", "another")

    async with Workspace() as workspace, started(workspace, assistant, "http") as slack:
        reply = await slack.workspace.mention("how many readers hold a card?")

    assert "12,400" in reply.plain


@pytest.mark.parametrize(
    ("path", "ready", "status"),
    [
        pytest.param("/healthz", True, 200, id="well"),
        pytest.param("/readyz", True, 200, id="ready"),
        pytest.param("/healthz", False, 200, id="well while something is missing"),
        pytest.param("/readyz", False, 503, id="not ready while something is missing"),
    ],
)
async def test_how_it_is(path: str, ready: bool, status: int) -> None:
    async def check() -> bool:
        return ready

    routes = web_application(None, {"pack": check})
    async with (
        listening(routes, "127.0.0.1", 0) as port,
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}{path}") as answer,
    ):
        assert answer.status == status
