"""What operators see: health, metrics, logs, checks, packs that change, and the commands."""

from __future__ import annotations

import asyncio
import json
import logging
import shutil
from pathlib import Path

import pytest

from bot.service.checking import check_service
from bot.service.logs import JsonFormatter
from bot.service.serving_packs import ServingPacks
from bot.settings import read_settings
from bot.slack.tracing import request_id
from bot.workspace import Workspace

from .conftest import PACK, PACKS, Running, Start

QUESTION = "how many readers hold a card?"
UNKNOWN = "who won the football world cup in 1998?"


async def test_a_service_that_is_well_says_so(running: Running) -> None:
    assert json.loads((await running.get("/readyz"))[1]) == {"database": True, "pack": True}
    assert (await running.get("/healthz"))[0] == 200


async def test_a_database_without_tables_is_waited_for(start: Start, postgres_url: str) -> None:
    from bot.storage.database import Database
    from bot.storage.migrating import migrate

    async with start() as other:
        assert (await other.get("/healthz"))[0] == 200
    fresh = Database(read_settings({"DATABASE_URL": postgres_url}).database_url)
    from bot.service.upkeep import Upkeep

    upkeep = Upkeep(fresh, 30)
    before = await upkeep.is_ready()
    waiting = asyncio.create_task(upkeep.wait_ready())
    await migrate(fresh)
    await asyncio.wait_for(waiting, 20)

    assert (before, await upkeep.is_ready()) == (False, True)
    await fresh.close()


async def test_the_metrics_tell_numbers_and_kinds_only(
    running: Running, workspace: Workspace
) -> None:
    await workspace.mention(QUESTION, copies=3)
    await workspace.dm(UNKNOWN)
    await workspace.idle()

    _, page = await running.get("/metrics")

    for line in (
        'verbatim_events_total{came="mention",known="false"} 1.0',
        'verbatim_events_total{came="mention",known="true"} 2.0',
        'verbatim_replies_total{kind="answer",surface="mention"} 1.0',
        'verbatim_replies_total{kind="unknown",surface="direct"} 1.0',
        'verbatim_turns_total{state="done"} 2.0',
        "verbatim_inbox_waiting 0.0",
        "verbatim_database_up 1.0",
        f'verbatim_pack_info{{pack="{PACK}"',
    ):
        assert line in page
    person = workspace.people[0]
    assert not [
        x for x in (person.id, workspace.team.id, workspace.bot_token, "football") if x in page
    ]


async def test_the_log_tells_no_words_people_or_tokens(
    running: Running, workspace: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="bot")
    workspace.faults.server_error("chat.postMessage")
    workspace.faults.refuse("users.info", "missing_scope")
    await workspace.mention(QUESTION)
    await workspace.dm(UNKNOWN)
    await workspace.command("/ask", QUESTION)
    await workspace.open_home()
    await workspace.idle()

    lines = [JsonFormatter().format(record) for record in caplog.records]
    written = "\n".join(lines)

    assert lines
    assert all(json.loads(line)["message"] for line in lines)
    people = [person.id for person in workspace.people]
    secrets = [workspace.bot_token, workspace.signing_secret, "readers", "football", *people]
    assert [secret for secret in secrets if secret in written] == []


def test_a_line_of_the_log_names_its_request_and_hides_tokens() -> None:
    request_id.set("abc")
    record = logging.makeLogRecord({"msg": "with %s", "args": ("xoxb-12-secret",), "name": "bot"})

    line = json.loads(JsonFormatter().format(record))

    assert line["request"] == "abc"
    assert line["message"] == "with [token]"


def test_an_exception_in_the_log_does_not_quote_what_it_was_about() -> None:
    try:
        raise ValueError("the words of a message")
    except ValueError as error:
        record = logging.makeLogRecord(
            {"msg": "failed", "exc_info": (ValueError, error, error.__traceback__)}
        )

    line = JsonFormatter().format(record)

    assert "ValueError at" in line
    assert "words" not in line


async def test_requests_are_named(running: Running) -> None:
    import aiohttp

    async with aiohttp.ClientSession() as session:
        async with session.get(running.url + "/healthz", headers={"X-Request-Id": "lb-7"}) as kept:
            pass
        async with session.get(running.url + "/healthz", headers={"X-Request-Id": "<b>"}) as new:
            pass

    assert kept.headers["X-Request-Id"] == "lb-7"
    assert new.headers["X-Request-Id"] not in ("", "<b>")


# Packs that change


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKS, tmp_path / "packs"))


class Told:
    """A ``PackObserver`` that keeps what it is told."""

    def __init__(self) -> None:
        self.versions: list[str] = []
        self.outcomes: asyncio.Queue[bool] = asyncio.Queue()

    def serves(self, pack: str, version: str) -> None:
        self.versions.append(version)

    def reloaded(self, pack: str, *, is_good: bool) -> None:
        self.outcomes.put_nowait(is_good)


def edit(home: Path, old: str, new: str) -> None:
    facts = home / "knowledge" / PACK / "facts.yaml"
    facts.write_text(facts.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


async def test_an_edit_serves_a_broken_one_does_not_and_its_mend_does(
    home: Path, cache: Path
) -> None:
    live, told = ServingPacks([PACK], home, cache), Told()
    before = live.everything.reply(QUESTION).text
    async with live.watched(told), asyncio.timeout(60):
        edit(home, "hold a card", "own a card")
        edited = await told.outcomes.get()
        changed = live.everything.reply(QUESTION).text
        edit(home, "- id:", "- ib:")
        broken = await told.outcomes.get()
        kept, problems = live.everything.reply(QUESTION).text, live.problems
        edit(home, "- ib:", "- id:")
        mended = await told.outcomes.get()

    assert (edited, broken, mended) == (True, False, True)
    assert "hold a card" in before
    assert "own a card" in changed == kept or changed == kept != before
    assert "facts.yaml" in " ".join(problems)
    assert live.problems == ()


async def test_an_edit_made_while_the_service_starts_serves(home: Path, cache: Path) -> None:
    live, told = ServingPacks([PACK], home, cache), Told()
    edit(home, "hold a card", "own a card")

    async with live.watched(told), asyncio.timeout(60):
        taken = await told.outcomes.get()

    assert taken
    assert "own a card" in live.everything.reply(QUESTION).text


async def test_curators_see_that_their_edit_is_refused(
    home: Path, cache: Path, start: Start, workspace: Workspace
) -> None:
    live = ServingPacks([PACK], home, cache)
    alex, camille = workspace.person("alex"), workspace.person("camille")
    async with start(packs=live, CURATORS=alex.id) as running:
        edit(home, "- id:", "- ib:")
        await live.reload(running.service.metrics)
        curators = await workspace.open_home(alex)
        others = await workspace.open_home(camille)
        _, page = await running.get("/metrics")

    assert "is refused" in curators.plain
    assert ".yaml:" in curators.plain
    assert ".yaml:" not in others.plain
    assert f'verbatim_pack_broken{{pack="{PACK}"}} 1.0' in page


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("- id: " + "[" * 100_000, id="deeply nested"),
        pytest.param(
            "a: &a [x,x]\n"
            + "\n".join(
                f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)},*{chr(97 + n)}]" for n in range(20)
            ),
            id="aliases that multiply",
        ),
        pytest.param("- id: !!python/object/apply:os.system ['true']\n", id="an object"),
        pytest.param("- id: x\n" * 2_000_000, id="huge"),
    ],
)
async def test_yaml_meant_to_harm_is_refused_and_the_pack_goes_on(
    home: Path, cache: Path, written: str
) -> None:
    live, told = ServingPacks([PACK], home, cache), Told()
    (home / "knowledge" / PACK / "facts.yaml").write_text(written, encoding="utf-8")

    taken = await live.reload(told)

    assert not taken
    assert live.problems
    assert "12,400" in live.everything.reply(QUESTION).text


# Checking


async def checked(environment: dict[str, str], tmp_path: Path, **changes: str) -> dict[str, str]:
    settings = read_settings(environment | changes, tmp_path)
    return {look.what: str(look) for look in await asyncio.to_thread(check_service, settings)}


async def test_what_would_run_is_all_ok(environment: dict[str, str], tmp_path: Path) -> None:
    looks = await checked(environment, tmp_path)

    assert all(line.startswith("ok") for line in looks.values())


async def test_a_missing_scope_is_named(environment: dict[str, str], tmp_path: Path) -> None:
    async with Workspace(scopes=["chat:write", "commands"]) as poor:
        looks = await checked(
            environment, tmp_path, SLACK_API_URL=poor.url, SLACK_BOT_TOKEN=poor.bot_token
        )

    assert looks["scopes"].startswith("NOT OK")
    assert "im:history" in looks["scopes"]


@pytest.mark.parametrize(
    ("changes", "what", "says"),
    [
        pytest.param({"SLACK_BOT_TOKEN": "xoxb-no"}, "SLACK_BOT_TOKEN", "invalid_auth", id="token"),
        pytest.param({"SLACK_SIGNING_SECRET": ""}, "settings", "SIGNING_SECRET", id="secret"),
        pytest.param({"PACKS": "none"}, "pack", "check", id="pack"),
        pytest.param(
            {"DATABASE_URL": "postgresql://u:pw@127.0.0.1:9/x"}, "database", "cannot", id="database"
        ),
    ],
)
async def test_what_would_not_run_is_told(
    environment: dict[str, str], tmp_path: Path, changes: dict[str, str], what: str, says: str
) -> None:
    looks = await checked(environment, tmp_path, **changes)

    assert looks[what].startswith("NOT OK")
    assert says in looks[what]


def test_the_scopes_are_those_of_the_manifest() -> None:
    from bot.slack.scopes import OPTIONAL, REQUIRED

    manifest = json.loads((PACKS.parents[2] / "manifest.json").read_text(encoding="utf-8"))
    scopes = manifest["oauth_config"]["scopes"]
    assert set(scopes["bot"]) == REQUIRED | OPTIONAL
    assert set(scopes["bot_optional"]) == OPTIONAL
