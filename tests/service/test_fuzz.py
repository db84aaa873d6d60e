"""Requests that Slack would not send: none is answered with 5xx, and none leaves a traceback.

What is sent are Slack's own payloads, as the local workspace makes them, with parts replaced or
taken away; most of them are signed, as nothing else gets further than the door.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from cryptography.fernet import Fernet
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.slack.installations import Installation, NewInstallation
from bot.slack.oauth import CALLBACK_PATH, INSTALL_PATH
from bot.storage.encryption import Cipher
from bot.storage.installations import StoredInstallations
from bot.workspace import Workspace

from .conftest import Start
from .fuzzing import (
    FIGURE,
    GONE,
    QUESTION,
    Attack,
    Recipe,
    attackers_session,
    bare,
    payloads_of,
    places_in,
)

# slack_sdk's, on the way to oauth.v2.access.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")

A_BATCH = 25
BATCHES = 800
MISPLACED = (GONE, None, [], 10**30, "\x00", {"id": 3})
"""What stands nowhere in Slack's payloads, or elsewhere."""

ODD = (
    GONE,
    "",
    "\x00",
    "half a pair \ud83d",
    "'; DROP TABLE inbox; --",
    "%s %(x)s :name ? $1 {0}",
    "<!channel> <@U1> &amp;",
    "x" * 300,
    10**30,
    -1,
    1.5,
    float("nan"),
    True,
    None,
    [],
    {},
    [[[[]]]],
    {"type": "message", "text": {"type": "mrkdwn"}},
)
HEADERS = (
    ("Content-Type", "application/json; charset=utf-16"),
    ("Content-Type", "multipart/form-data; boundary=x"),
    ("Content-Type", "text/plain"),
    ("Content-Type", ";;;"),
    ("Content-Type", ""),
    ("Content-Encoding", "gzip"),
    ("Content-Encoding", "br, deflate"),
    ("X-Slack-Signature", "v0="),
    ("X-Slack-Signature", "é"),
    ("X-Slack-Request-Timestamp", "9" * 300),
    ("X-Slack-Request-Timestamp", "٣"),
    ("X-Slack-Retry-Num", "many"),
    ("X-Slack-Retry-Reason", "'; DROP TABLE inbox; --"),
    ("X-Request-Id", "<script>"),
    ("Accept-Language", "fr;q=x, ;;, *" * 20),
    ("Cookie", 'slack-app-oauth-state="; =; \\'),
    ("Range", "bytes=9-1"),
    ("Expect", "100-continue"),
    ("Upgrade", "websocket"),
)
PATHS = (INSTALL_PATH, CALLBACK_PATH, "/healthz", "/readyz", "/metrics", "/", "/slack", "/%00/..")
METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "PROPFIND")

junk = st.one_of(st.sampled_from(ODD), st.text(max_size=10), st.integers(), st.floats())


payload_requests = st.builds(
    Recipe,
    payload=st.integers(0, 10_000),
    changes=st.lists(st.tuples(st.integers(0, 10_000), junk), max_size=3),
    header=st.none() | st.sampled_from(HEADERS),
    cut=st.sampled_from([0, 0, 0, 0, 0, 1, 40]),
    is_other_form=st.sampled_from([False, False, False, True]),
    is_signed=st.sampled_from([True, True, True, True, False]),
)
other_requests = st.tuples(
    st.sampled_from(METHODS),
    st.sampled_from(PATHS),
    st.dictionaries(
        st.sampled_from(["code", "state", "error", "team"]) | st.text(max_size=3), junk
    ),
    st.sampled_from(HEADERS),
    st.binary(max_size=20),
)
requests = st.one_of(payload_requests, payload_requests, payload_requests, other_requests)


@pytest.fixture
async def attack(start: Start, workspace: Workspace) -> AsyncIterator[Attack]:
    key = Fernet.generate_key().decode()
    by_oauth = {
        "SLACK_BOT_TOKEN": "",
        "SLACK_CLIENT_ID": workspace.oauth.client_id,
        "SLACK_CLIENT_SECRET": workspace.oauth.client_secret,
        "ENCRYPTION_KEYS": key,
    }
    async with start(**by_oauth) as running, attackers_session() as session:
        team = workspace.team
        installed = Installation(workspace.bot_token, team.bot_user, team.bot_id, team.id)
        await StoredInstallations(running.database, Cipher([key])).save(NewInstallation(installed))
        yield Attack(running, workspace, session, await payloads_of(workspace))
        assert FIGURE in (await workspace.dm(QUESTION)).plain  # after all that it still answers


async def assert_taken_or_refused(
    attack: Attack, caplog: pytest.LogCaptureFixture, batch: list[Recipe | tuple]
) -> None:
    """Send a batch at once: every request is answered, by more than a failure."""
    answers = await asyncio.gather(*map(attack.send, batch))
    for request, (status, body) in zip(batch, answers, strict=True):
        assert status < 500, (status, body, attack.told(request))
        assert "Traceback" not in body, (body, attack.told(request))
    assert [record.exc_text for record in caplog.records if record.exc_info] == []
    ours = [each for each in caplog.records if each.name.startswith("bot.")]
    assert [each.getMessage() for each in ours if each.levelno > logging.WARNING] == []
    caplog.clear()


def kind_of(payload: dict[str, Any]) -> tuple[object, ...]:
    event, container = payload.get("event", {}), payload.get("container", {})
    return payload.get("type"), payload.get("callback_id"), event.get("type"), container.get("type")


async def test_whatever_stands_in_a_wrong_place_is_no_failure(
    attack: Attack, caplog: pytest.LogCaptureFixture
) -> None:
    one_of_each = {kind_of(payload): (how, bare(payload)) for how, payload in attack.payloads}
    attack = replace(attack, payloads=list(one_of_each.values()))
    every = [
        Recipe(number, [(place, value)])
        for number, (_, payload) in enumerate(attack.payloads)
        for place in range(len(places_in(payload)))
        for value in MISPLACED
    ]

    for first in range(0, len(every), A_BATCH):
        await assert_taken_or_refused(attack, caplog, every[first : first + A_BATCH])


@pytest.mark.chaos
@settings(
    max_examples=BATCHES,
    derandomize=True,
    phases=[Phase.generate],  # what fails is told as it is sent, and shrinking takes long
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(st.lists(requests, min_size=A_BATCH, max_size=A_BATCH))
async def test_no_request_is_too_odd_to_be_answered(
    attack: Attack, caplog: pytest.LogCaptureFixture, batch: list[Recipe | tuple]
) -> None:
    """Twenty thousand of them."""
    await assert_taken_or_refused(attack, caplog, batch)
