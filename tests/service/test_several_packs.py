"""A service with several packs: citations name their text, and places have packs of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.service.serving_packs import ServingPacks, names_of
from bot.settings import read_settings
from bot.workspace import Workspace
from tests.two_packs import BEFORE, FERRY, NOW, TITLE_BEFORE, TITLE_NOW, beside, overlapping

from .conftest import Start

CARDS = "how many readers hold a card?"
PUFFIN = "how many passengers for the Puffin?"


@pytest.fixture(scope="module")
def unlike(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return beside(tmp_path_factory.mktemp("unlike") / "home")


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return overlapping(tmp_path_factory.mktemp("years") / "home")


async def test_what_two_packs_answer_says_which_in_slack(
    start: Start, workspace: Workspace, years: Path, cache: Path
) -> None:
    async with start(packs=ServingPacks([NOW, BEFORE], years, cache)):
        reply = await workspace.mention(CARDS)
        modal = await workspace.click(reply, "Show the source")

    for title, figure in ((TITLE_NOW, "12,400"), (TITLE_BEFORE, "11,900")):
        assert f"“{title}”: " in reply.plain
        assert f"📍 {title} · P1" in reply.plain
        assert figure in reply.plain
        assert title in modal.plain


async def test_one_pack_alone_is_not_named_in_every_citation(
    start: Start, workspace: Workspace
) -> None:
    async with start():
        reply = await workspace.mention(CARDS)

    assert "📍 P1" in reply.plain


async def test_home_greeting_and_sources_speak_of_all_texts(
    start: Start, workspace: Workspace, years: Path, cache: Path
) -> None:
    async with start(packs=ServingPacks([NOW, BEFORE], years, cache)):
        seen = [
            await workspace.open_home(),
            await workspace.mention(""),
            await workspace.command("/ask", "sources"),
        ]

    assert [view.plain for view in seen if TITLE_NOW not in view.plain] == []
    assert [view.plain for view in seen if TITLE_BEFORE not in view.plain] == []


async def test_a_channel_has_the_packs_it_is_bound_to(
    start: Start, workspace: Workspace, unlike: Path, cache: Path
) -> None:
    general = workspace.channel("general")
    random = workspace.invite_bot(workspace.channel("random"))
    packs = ServingPacks([NOW, FERRY], unlike, cache, {random.id: [FERRY]})
    async with start(packs=packs):
        everywhere = [await workspace.mention(q, channel=general) for q in (CARDS, PUFFIN)]
        there = [await workspace.mention(q, channel=random) for q in (CARDS, PUFFIN)]
        command = await workspace.command("/ask", CARDS, channel=random)

    assert ["12,400" in everywhere[0].plain, "320,000" in everywhere[1].plain] == [True, True]
    assert ["12,400" in there[0].plain, "320,000" in there[1].plain] == [False, True]
    assert "12,400" not in command.plain


async def test_a_workspace_has_the_packs_it_is_bound_to(
    start: Start, workspace: Workspace, unlike: Path, cache: Path
) -> None:
    packs = ServingPacks([NOW, FERRY], unlike, cache, {workspace.team.id: [FERRY]})
    async with start(packs=packs):
        asked = [await workspace.dm(question) for question in (CARDS, PUFFIN)]
        home = await workspace.open_home()

    assert ["12,400" in asked[0].plain, "320,000" in asked[1].plain] == [False, True]
    assert "ferries" in home.plain
    assert TITLE_NOW not in home.plain


async def test_each_pack_is_loaded_anew_by_itself(years: Path, cache: Path, tmp_path: Path) -> None:
    home = overlapping(tmp_path / "home")
    packs = ServingPacks([NOW, BEFORE], home, cache)
    told: list[tuple[str, bool]] = []

    class Told:
        def serves(self, pack: str, version: str) -> None:
            pass

        def reloaded(self, pack: str, *, is_good: bool) -> None:
            told.append((pack, is_good))

    facts = home / "knowledge" / BEFORE / "facts.yaml"
    facts.write_text(facts.read_text(encoding="utf-8").replace("- id:", "- ib:"), encoding="utf-8")
    taken = await packs.reload(Told())

    assert (taken, told) == (False, [(BEFORE, False)])
    assert "11,900" in packs.everything.reply(CARDS).text
    assert all(BEFORE in problem for problem in packs.problems)


def served(home: Path, **given: str) -> tuple[str, ...]:
    return names_of(read_settings({"VERBATIM_HOME": str(home), **given}, home))


def test_all_packs_serve_unless_some_are_named(years: Path) -> None:
    assert served(years) == (BEFORE, NOW)
    assert served(years, PACKS=NOW) == (NOW,)


def test_a_place_is_not_bound_to_a_pack_that_does_not_serve(years: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        served(years, PACKS=NOW, PACKS_IN=f"C0123ABCD={BEFORE}")

    assert str(refused.value) == f"PACKS_IN binds C0123ABCD to {BEFORE}, which is not in PACKS"
