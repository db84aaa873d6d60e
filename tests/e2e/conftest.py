"""`verbatim run` in a process of its own, and a real Chromium that looks at its page."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
ARTEFACTS = ROOT / "build" / "e2e"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()
ANSWERED_WITHIN = 15_000  # milliseconds
STARTED_WITHIN = 180.0  # seconds; the first time, the matcher is fitted

expect.set_options(timeout=ANSWERED_WITHIN)


def environment() -> dict[str, str]:
    """Of a process that knows no Slack."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("SLACK_")}
    return kept | {
        "VERBATIM_HOME": str(ROOT),
        "PYTHONPATH": str(ROOT),
        "PYTHONIOENCODING": "utf-8",
        "PORT": "0",
    }


def address_in(process: subprocess.Popen[str]) -> str:
    """The first address that the process prints."""
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            return found[0]
    raise AssertionError("it ended without saying where the page is")


def wait_connected(address: str) -> None:
    """Wait until the app behind the page takes what is said."""
    end = time.monotonic() + STARTED_WITHIN
    while time.monotonic() < end:
        with urllib.request.urlopen(f"{address}/page/state") as answer:
            if json.load(answer)["connected"]:
                return
        time.sleep(0.1)
    raise AssertionError("the app did not connect in time")


@pytest.fixture(scope="session")
def verbatim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the page, with the real bot behind it."""
    folder = tmp_path_factory.mktemp("verbatim")
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        address = address_in(process)
        wait_connected(address)
        yield address
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()


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
        expect(self.page.locator(".presence.live")).to_be_visible()
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
def opened(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Opened]:
    """Opens pages; afterwards keeps a picture of each, and minds what their consoles say."""
    pages: list[Slack] = []

    def heard(slack: Slack, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            slack.complaints.append(f"{message.type}: {message.text}")

    def open_page(address: str, place: str = "general", **options) -> Slack:
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
def slack(opened: Opened, verbatim: str) -> Slack:
    """Camille in #general, in French."""
    return opened(verbatim)


@pytest.fixture
def english(opened: Opened, verbatim: str) -> Slack:
    """Alex in #general, in English."""
    return opened(verbatim, locale="en-US")
