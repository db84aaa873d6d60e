"""A fresh workspace with the real bot for every test, and a real Chromium that looks at it."""

from __future__ import annotations

import asyncio
import contextlib
import re
import shutil
import threading
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect, sync_playwright

from bot.assistant import Assistant
from bot.knowledge.loading import load_pack
from bot.service.examples import examples_of
from bot.service.local import shipped_offers
from bot.service.parts import assembled
from bot.slack.desk import Everywhere
from bot.slack.socket_mode import connected
from bot.workspace.page import Face

T = TypeVar("T")

PACK = "twitter-france"
ROOT = Path(__file__).parents[2]
ARTEFACTS = ROOT / "build" / "e2e"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()
ANSWERED_WITHIN = 30_000  # milliseconds
BESIDE_WITHIN = 60.0  # seconds

expect.set_options(timeout=ANSWERED_WITHIN)


@dataclass(frozen=True)
class Beside:
    """An event loop in a thread of its own: Playwright's synchronous side needs this one."""

    loop: asyncio.AbstractEventLoop

    def run(self, work: Coroutine[object, object, T]) -> T:
        """What ``work`` gives, done there."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(BESIDE_WITHIN)


@pytest.fixture(scope="session")
def beside() -> Iterator[Beside]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield Beside(loop)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture(scope="session")
def assistant() -> Assistant:
    """The shipped pack, loaded once."""
    return Assistant(load_pack(PACK, ROOT), cache=ROOT / ".verbatim" / "cache")


@pytest.fixture
def face(beside: Beside, assistant: Assistant) -> Iterator[Face]:
    """A fresh workspace with the real bot in it."""
    stack = contextlib.AsyncExitStack()

    async def start() -> Face:
        face = await stack.enter_async_context(
            Face(replace(shipped_offers(ROOT), examples=examples_of(assistant, PACK, ROOT)))
        )
        bot = await stack.enter_async_context(
            assembled(
                Everywhere(assistant), token=face.bot_token, api_url=face.url, retention_days=30
            )
        )
        await stack.enter_async_context(connected(bot.app, face.app_token))
        await face.wait_connected()
        return face

    yield beside.run(start())
    beside.run(stack.aclose())


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("google-chrome")
    assert path, "these tests need chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Slack:
    """The page as a person uses it."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def open(self, place: str = "general") -> Slack:
        self.page.goto(f"{self.address}/#/{place}")
        self.page.wait_for_selector("html[data-ready]")
        expect(self.page.locator(".presence.live")).to_be_attached()
        return self

    @property
    def composer(self) -> Locator:
        return self.page.locator("main .composer textarea")

    @property
    def thread(self) -> Locator:
        return self.page.locator("aside.thread")

    @property
    def last(self) -> Locator:
        """The newest message of the conversation, outside threads."""
        return self.page.locator("main article.message").last

    @property
    def answer(self) -> Locator:
        """The bot's newest message in the thread that is open."""
        return self.thread.locator("article.message", has=self.page.locator(".badge")).last

    @property
    def modal(self) -> Locator:
        return self.page.locator("dialog[open]")

    def ask(self, text: str) -> Locator:
        """Write in the conversation; gives the bot's answer in the thread that opens."""
        self.composer.fill(text)
        self.composer.press("Enter")
        expect(self.last).to_contain_text(text.removeprefix("@Verbatim").strip())
        expect(self.answer).to_be_visible()
        return self.answer

    def follow_up(self, text: str) -> Locator:
        """Write in the thread; gives the bot's next answer."""
        answers = self.thread.locator("article.message", has=self.page.locator(".badge"))
        count = answers.count()
        self.thread.locator("textarea").fill(text)
        self.thread.locator("textarea").press("Enter")
        expect(answers).to_have_count(count + 1)
        return self.answer

    def menu(self, message: Locator, label: str | re.Pattern[str]) -> None:
        """Choose from a message's menu."""
        message.hover()
        message.locator(".toolbar [aria-haspopup=menu]").click()
        self.page.get_by_role("menuitem", name=label).click()

    def shot(self, name: str) -> None:
        self.page.screenshot(path=ARTEFACTS / f"{name}.png")


Opened = Callable[..., Slack]


@pytest.fixture
def opened(browser: Browser, face: Face, request: pytest.FixtureRequest) -> Iterator[Opened]:
    """Opens pages; afterwards keeps a picture of each, and minds what their consoles say."""
    pages: list[Slack] = []

    def heard(slack: Slack, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            slack.complaints.append(f"{message.type}: {message.text}")

    def open_page(place: str = "general", *, address: str = face.base_url, **options) -> Slack:
        context = browser.new_context(
            **{"viewport": {"width": 1360, "height": 820}, "locale": "fr-FR", **options}
        )
        slack = Slack(context.new_page(), address)
        slack.page.on("console", lambda message: heard(slack, message))
        slack.page.on("pageerror", lambda error: slack.complaints.append(str(error)))
        pages.append(slack)
        return slack.open(place)

    yield open_page
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    for number, slack in enumerate(pages):
        name = re.sub(r"\W+", "-", request.node.name).strip("-")
        slack.shot(f"{name}{number or ''}")
        slack.page.context.close()
    assert [complaint for slack in pages for complaint in slack.complaints] == []


@pytest.fixture
def slack(opened: Opened) -> Slack:
    """Camille in #general, in French."""
    return opened()


@pytest.fixture
def english(opened: Opened) -> Slack:
    """Alex in #general, in English."""
    return opened(locale="en-US")
