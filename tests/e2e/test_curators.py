"""A curator of the workspace on this machine, as ``make run`` starts it: asked, taught, kept."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import ANSWERED_WITHIN, ROOT, Opened, Slack

pytestmark = pytest.mark.e2e

PACK = "fennmoor-library"
QUESTION = "may I take the herbal out for a walk?"
PRICE = "250"
INTENT = "which is the oldest book"  # how the intent of the herbal is asked
TABLE = """
- turns: ["can I borrow the herbal?"]
  kind: answer
- turns: ["how many readers hold a card?"]
  kind: answer
  values: [12400]
"""
PATIENT = 3 * ANSWERED_WITHIN  # a pack is fitted in a process that has to start first

Run = Callable[..., str]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Of a process with a pack, a table of questions and a database of its own, and no Slack."""
    home = shutil.copytree(ROOT / "tests" / "packs" / "mini", tmp_path / "home")
    tables = home / "tests" / "questions" / PACK
    tables.mkdir(parents=True)
    (tables / "herbal.yaml").write_text(TABLE, encoding="utf-8")
    kept = {name: text for name, text in os.environ.items() if not name.startswith("SLACK_")}
    return kept | {
        "PYTHONPATH": str(ROOT),
        "VERBATIM_HOME": str(home),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'verbatim.db'}",
        "PORT": "0",
    }


@pytest.fixture
def run(environment: dict[str, str], tmp_path: Path) -> Iterator[Run]:
    """Starts the bot, instead of the one that runs; gives the page's address."""
    started: list[subprocess.Popen[str]] = []

    def stop() -> None:
        while started:
            process = started.pop()
            process.terminate()
            process.communicate(timeout=60)

    def start() -> str:
        stop()
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        lines = iter(process.stdout)
        return next(
            found[1] for line in lines if (found := re.search(r"Verbatim is at (\S+)", line))
        )

    yield start
    stop()


def as_alex(slack: Slack, place: str) -> Slack:
    """The page at a place, as the curator sees it."""
    slack.page.get_by_role("radio", name="Alex").check(force=True)
    return slack.open(place)


def test_what_is_taught_in_the_browser_serves_at_once_and_after_a_restart(
    run: Run, opened: Opened, environment: dict[str, str]
) -> None:
    slack = as_alex(opened("dm", address=run(), locale="en-US"), "dm")
    expect(slack.ask(QUESTION)).to_contain_text("The nearest thing it says")
    home = as_alex(slack, "home").page.locator(".home")
    expect(home).to_contain_text(QUESTION)

    home.get_by_role("button", name="Teach").click()
    slack.modal.locator("select").select_option(label=INTENT)
    expect(slack.modal).to_contain_text("2 questions of the tables", timeout=PATIENT)
    expect(slack.modal).to_contain_text(PRICE)
    slack.shot("teach")
    slack.modal.locator("footer button.primary").click()
    expect(slack.modal).to_contain_text("from now on", timeout=PATIENT)
    slack.page.keyboard.press("Escape")
    expect(home).to_contain_text("leads to herbal")
    expect(as_alex(slack, "dm").ask(QUESTION)).to_contain_text(PRICE)
    slack.page.goto("about:blank")  # before the page's own server goes

    again = as_alex(opened("dm", address=run(), locale="en-US"), "home")
    expect(again.page.locator(".home")).to_contain_text("leads to herbal")
    expect(as_alex(again, "dm").ask(QUESTION)).to_contain_text(PRICE)

    exported = subprocess.run(
        [sys.executable, "-m", "bot", "review", "--export"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "intent: herbal" in exported
    assert QUESTION in exported


def test_who_is_no_curator_sees_no_queue(run: Run, opened: Opened) -> None:
    slack = opened("dm", address=run())  # Camille
    slack.ask(QUESTION)
    slack.open("home")

    expect(slack.page.locator(".home select")).to_be_visible()
    expect(slack.page.locator(".home")).not_to_contain_text(QUESTION)
