"""Teaching in Slack: the queue on a curator's Home, the modal, and what the bot answers then."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from bot.service.serving_packs import ServingPacks
from bot.storage.taught import StoredTaught
from bot.workspace import Person, View, Workspace
from tests.waiting import eventually

from .conftest import PACK, PACKS, Running, Start

QUESTION = "may I take the herbal out for a walk?"
PRICE = "250"
UNKNOWN = "The nearest thing it says"  # and that has the price in it too
INTENT = "which is the oldest book"  # how the intent is asked in English
TABLE = """
- turns: ["can I borrow the herbal?"]
  kind: answer
- turns: ["how many readers hold a card?"]
  kind: answer
  values: [12400]
- turns: ["may I take the herbal out?"]
  kind: unknown
"""


@pytest.fixture
async def workspace() -> AsyncIterator[Workspace]:
    """A patient one: a pack is fitted in a process that has to start first."""
    async with Workspace(timeout=60.0) as workspace:
        yield workspace


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A copy of the pack with a table of questions."""
    home = Path(shutil.copytree(PACKS, tmp_path / "packs"))
    tables = home / "tests" / "questions" / PACK
    tables.mkdir(parents=True)
    (tables / "herbal.yaml").write_text(TABLE, encoding="utf-8")
    return home


@pytest.fixture
def packs(home: Path, cache: Path) -> ServingPacks:
    return ServingPacks([PACK], home, cache)


@pytest.fixture
def alex(workspace: Workspace) -> Person:
    """The curator."""
    return workspace.person("alex")


@pytest.fixture
async def running(
    start: Start, packs: ServingPacks, alex: Person, home: Path
) -> AsyncIterator[Running]:
    async with start(packs=packs, CURATORS=alex.id, VERBATIM_HOME=str(home)) as running:
        yield running


async def modal_for(workspace: Workspace, curator: Person) -> View:
    """The modal that *Teach* opens for the first question of the queue."""
    view = await workspace.click(await workspace.open_home(curator), "Teach", expect=View)
    assert view.type == "modal"
    return view


async def teach(workspace: Workspace, curator: Person) -> View:
    """Teach the first question of the queue the intent of the herbal; gives the last view."""
    home = await workspace.open_home(curator)
    modal = await workspace.click(home, "Teach", expect=View)
    submission = await workspace.submit(modal, {"intent": INTENT})
    assert not submission.errors
    told = await workspace.view_showing(modal, "from now on")
    await workspace.view_showing(home, "leads to herbal")
    return told


async def test_the_queue_is_on_the_home_of_curators_only(
    running: Running, workspace: Workspace, alex: Person
) -> None:
    for _ in range(2):
        await workspace.dm(QUESTION)
    await workspace.idle()

    curators = await workspace.open_home(alex)
    others = await workspace.open_home(workspace.person("camille"))

    assert QUESTION in curators.plain
    assert "asked 2 times · the text says nothing about it" in curators.plain
    assert QUESTION not in others.plain


async def test_a_taught_question_is_answered_and_leaves_the_queue(
    running: Running, workspace: Workspace, alex: Person
) -> None:
    before = await workspace.dm(QUESTION)
    await workspace.idle()

    await teach(workspace, alex)

    after = await workspace.dm(QUESTION)
    home = await workspace.open_home(alex)
    assert UNKNOWN in before.plain
    assert UNKNOWN not in after.plain
    assert PRICE in after.plain
    assert "No question is waiting." in home.plain
    assert f"“{QUESTION}” leads to herbal" in home.plain


async def test_choosing_an_intent_shows_what_it_would_do(
    running: Running, workspace: Workspace, alex: Person
) -> None:
    await workspace.dm(QUESTION)
    await workspace.idle()
    modal = await modal_for(workspace, alex)

    await workspace.press(modal, INTENT)
    tried = await workspace.view_showing(modal, "questions of the tables")

    assert "herbal" in modal.plain
    assert PRICE in tried.plain  # what the question would get
    assert UNKNOWN not in tried.plain
    assert "3 questions of the tables: " in tried.plain
    answered = await workspace.dm(QUESTION)
    assert UNKNOWN in answered.plain  # nothing is taught yet


async def test_it_is_taught_to_one_workspace(
    running: Running, workspace: Workspace, alex: Person, packs: ServingPacks
) -> None:
    await workspace.dm(QUESTION)
    await workspace.idle()

    await teach(workspace, alex)

    assert UNKNOWN not in packs.at(workspace.team.id).reply(QUESTION).text
    assert UNKNOWN in packs.at("T0ANOTHER").reply(QUESTION).text


async def until_taught(packs: ServingPacks, team: str) -> None:
    """Wait until a workspace answers as it is taught; a process looks every few seconds."""
    await eventually(lambda: UNKNOWN not in packs.at(team).reply(QUESTION).text)


async def test_it_survives_a_restart_and_reaches_replicas(
    start: Start, workspace: Workspace, alex: Person, home: Path, cache: Path
) -> None:
    first, replica, second = (ServingPacks([PACK], home, cache) for _ in range(3))
    settings = {"CURATORS": alex.id, "VERBATIM_HOME": str(home)}
    async with start(packs=replica, **settings), start(packs=first, **settings):
        await workspace.dm(QUESTION)
        await workspace.idle()
        await teach(workspace, alex)
        await until_taught(replica, workspace.team.id)
    async with start(packs=second, **settings):
        await until_taught(second, workspace.team.id)

        assert UNKNOWN not in (await workspace.dm(QUESTION)).plain


async def test_it_stays_when_the_pack_is_loaded_anew(
    running: Running, workspace: Workspace, alex: Person, packs: ServingPacks, home: Path
) -> None:
    await workspace.dm(QUESTION)
    await workspace.idle()
    await teach(workspace, alex)
    facts = home / "knowledge" / PACK / "facts.yaml"
    edited = facts.read_text(encoding="utf-8").replace("hold a card", "own a card")
    facts.write_text(edited, encoding="utf-8")

    def told() -> str:
        return packs.at(workspace.team.id).reply("how many readers?").text

    await eventually(lambda: "own a card" in told())

    assert UNKNOWN not in packs.at(workspace.team.id).reply(QUESTION).text


async def test_what_was_taught_can_be_taken_back(
    running: Running, workspace: Workspace, alex: Person
) -> None:
    await workspace.dm(QUESTION)
    await workspace.idle()
    await teach(workspace, alex)

    home = await workspace.click(await workspace.open_home(alex), "Take back", expect=View)

    assert QUESTION not in home.plain
    assert UNKNOWN in (await workspace.dm(QUESTION)).plain


async def test_a_dismissed_question_leaves_and_its_modal_says_so(
    running: Running, workspace: Workspace, alex: Person
) -> None:
    await workspace.dm(QUESTION)
    await workspace.idle()
    home = await workspace.open_home(alex)
    modal = await modal_for(workspace, alex)

    changed = await workspace.click(home, "Dismiss", expect=View)
    submission = await workspace.submit(modal, {"intent": INTENT})

    assert QUESTION not in changed.plain
    assert submission.view is not None
    assert "has been dealt with already" in submission.view.plain


async def test_who_is_no_curator_any_more_does_nothing(
    start: Start, packs: ServingPacks, workspace: Workspace, alex: Person, home: Path
) -> None:
    async with start(packs=packs, CURATORS=alex.id, VERBATIM_HOME=str(home)):
        await workspace.dm(QUESTION)
        await workspace.idle()
        shown = await workspace.open_home(alex)
    camille = workspace.person("camille").id
    async with start(packs=packs, CURATORS=camille, VERBATIM_HOME=str(home)):
        for name in ("Teach", "Dismiss"):
            await workspace.press(shown, name)
        await workspace.idle()
        queue = await workspace.open_home(workspace.person("camille"))

    assert workspace.views.top(alex.id) is None
    assert QUESTION in queue.plain


async def test_the_report_counts_what_was_asked(
    running: Running, workspace: Workspace, alex: Person
) -> None:
    answer = await workspace.dm("how many readers hold a card?")
    await workspace.click(answer, "Useful")
    await workspace.dm(QUESTION)
    await workspace.idle()

    home = await workspace.open_home(alex)

    assert "2 questions · answered: 1 · unanswered: 1 · useful: 1 · not useful: 0" in home.plain
    assert "2, 1 of them unanswered" in home.plain
    assert "Asked most: readers.number 1" in home.plain


async def test_a_service_that_stops_leaves_no_process_behind(
    start: Start, packs: ServingPacks, workspace: Workspace, alex: Person, home: Path
) -> None:
    async with start(packs=packs, CURATORS=alex.id, VERBATIM_HOME=str(home)):
        await workspace.dm(QUESTION)
        await workspace.idle()
        modal = await modal_for(workspace, alex)
        await workspace.press(modal, INTENT)
        await workspace.view_showing(modal, "Trying this phrase")

    children = psutil.Process().children(recursive=True)
    assert [child for child in children if "spawn_main" in " ".join(child.cmdline())] == []


async def test_an_uninstalled_workspace_leaves_nothing_taught(
    running: Running, workspace: Workspace, alex: Person
) -> None:
    await workspace.dm(QUESTION)
    await workspace.idle()
    await teach(workspace, alex)

    await workspace.uninstall()

    assert await StoredTaught(running.database).all() == []
