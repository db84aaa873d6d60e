"""The real app, with a small real pack, in a workspace of its own, over either transport."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from bot.assistant import Assistant
from bot.knowledge.loading import load_pack
from bot.service.web import EVENTS_PATH, listening, web_application
from bot.slack.app import App, build_app
from bot.slack.authorizing import OneWorkspace
from bot.slack.desk import Everywhere
from bot.slack.http import endpoint
from bot.slack.legend import Legend
from bot.slack.memory import (
    MemoryHeld,
    MemoryInbox,
    MemoryJournal,
    MemoryPreferences,
    MemoryThreads,
)
from bot.slack.posting import new_client
from bot.slack.socket_mode import connected
from bot.workspace import Message, Workspace
from bot.workspace.model import Call

PACK = "fennmoor-library"
ROOT = Path(__file__).parent.parent.parent
PACKS = ROOT / "tests" / "packs" / "mini"
SHIPPED = "twitter-france"
LANGUAGES = ("fr", "en")

CARDS = {"fr": "combien de lecteurs ont une carte ?", "en": "how many readers hold a card?"}
CARDS_FIGURE = {"fr": "12\u202f400", "en": "12,400"}


@dataclass(frozen=True)
class Slack:
    """A workspace with the bot in it, and what the bot remembers."""

    workspace: Workspace
    app: App
    inbox: MemoryInbox
    threads: MemoryThreads
    preferences: MemoryPreferences
    journal: MemoryJournal
    url: str = ""  # of the bot, over HTTP

    @property
    def messages(self) -> list[Message]:
        """What the bot posted, oldest first."""
        changes = (c for c in self.workspace.log.since() if c.kind == "message")
        posted = (c.subject for c in changes if isinstance(c.subject, Message))
        return [message for message in posted if message.bot_id]


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The assistant; fitted once for all processes of a test run."""
    cache = tmp_path_factory.getbasetemp().parent / "verbatim-slack-cache"
    return Assistant(load_pack(PACK, PACKS), cache=cache)


@pytest.fixture(scope="session")
def article(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The assistant of the pack that ships, for what the small one has not."""
    cache = tmp_path_factory.getbasetemp().parent / "verbatim-slack-cache"
    return Assistant(load_pack(SHIPPED, ROOT), cache=cache)


@pytest.fixture
def legend(assistant: Assistant) -> Legend:
    return Legend.of(assistant.pack)


Start = Callable[[Workspace], AbstractAsyncContextManager[Slack]]


def installed() -> Workspace:
    """A workspace where the app has been granted what its manifest asks for, and hears no more."""
    manifest = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
    return Workspace(
        scopes=manifest["oauth_config"]["scopes"]["bot"],
        subscriptions=manifest["settings"]["event_subscriptions"]["bot_events"],
    )


@contextlib.asynccontextmanager
async def started(
    workspace: Workspace, assistant: Assistant, transport: str
) -> AsyncIterator[Slack]:
    """The bot connected to ``workspace`` by ``transport``."""
    async with contextlib.AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())
        inbox = MemoryInbox(retry_after=(0.01, 0.01, 0.01))
        threads, preferences, journal = MemoryThreads(), MemoryPreferences(), MemoryJournal()
        app = build_app(
            Everywhere(assistant),
            installations=OneWorkspace(
                new_client(workspace.url, token=workspace.bot_token, session=session)
            ),
            inbox=inbox,
            threads=threads,
            held=MemoryHeld(workspace.clock.now),
            preferences=preferences,
            journal=journal,
            api_url=workspace.url,
            session=session,
        )
        url = ""
        if transport == "socket":
            await stack.enter_async_context(connected(app, workspace.app_token))
            await workspace.wait_connected()
        else:
            routes = web_application(endpoint(app, workspace.signing_secret), {})
            port = await stack.enter_async_context(listening(routes, "127.0.0.1", 0))
            url = f"http://127.0.0.1:{port}{EVENTS_PATH}"
            workspace.connect_http(url)
        workspace.quiescence.append(inbox.drained)
        yield Slack(workspace, app, inbox, threads, preferences, journal, url)
        await inbox.close(5)
        assert [call for call in workspace.calls if is_the_bots_fault(call)] == []


def objects_in(part: object) -> Iterator[dict]:
    """Every object in a payload, however deep."""
    if isinstance(part, dict):
        yield part
        part = list(part.values())
    if isinstance(part, (list, tuple)):
        for inner in part:
            yield from objects_in(inner)


def is_the_bots_fault(call: Call) -> bool:
    """Whether Slack would have refused what the bot sent, or it may not do that at all.

    A refusal that a test plans gives no reason.
    """
    over = {"invalid_blocks", "invalid_arguments", "msg_blocks_too_long", "view_too_large"}
    return (call.error in over and "response_metadata" in call.response) or (
        call.error == "missing_scope" and "needed" in call.response
    )


@pytest.fixture(params=["http", "socket"])
def transport(request: pytest.FixtureRequest) -> str:
    """Every test that uses this, directly or not, runs over both transports."""
    return str(request.param)


@pytest.fixture
async def slack(assistant: Assistant, transport: str) -> AsyncIterator[Slack]:
    """The bot in a workspace, over each transport."""
    async with installed() as workspace, started(workspace, assistant, transport) as slack:
        yield slack


@pytest.fixture
async def with_article(article: Assistant, transport: str) -> AsyncIterator[Slack]:
    """The same with the pack that ships."""
    async with installed() as workspace, started(workspace, article, transport) as slack:
        yield slack


@pytest.fixture
async def over_http(assistant: Assistant) -> AsyncIterator[Slack]:
    """The bot in a workspace, over HTTP, where the transport makes no difference."""
    async with installed() as workspace, started(workspace, assistant, "http") as slack:
        yield slack


@pytest.fixture
def workspace(slack: Slack) -> Workspace:
    """The workspace alone."""
    return slack.workspace
