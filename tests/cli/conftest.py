"""The commands, called as a shell calls them, on the made-up pack."""

import asyncio
import io
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.cli import main
from bot.service.serving import serving
from bot.service.serving_packs import ServingPacks
from bot.service.ways import choose_way
from bot.service.web import EVENTS_PATH
from bot.settings import read_settings
from bot.storage.database import Database
from bot.storage.migrating import migrate
from bot.workspace import View, Workspace

MINI = Path(__file__).parents[1] / "packs" / "mini"
NAME = "fennmoor-library"


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    status: int
    output: str
    complaint: str

    @property
    def lines(self) -> list[str]:
        return self.output.splitlines()

    @property
    def json(self) -> dict:
        return json.loads(self.output)


Verbatim = Callable[..., Outcome]
Ask = Callable[..., None]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fitted weights, kept from one test to the next."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A copy of the made-up pack's folders."""
    return Path(shutil.copytree(MINI, tmp_path / "home"))


@pytest.fixture
def verbatim(
    home: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture
) -> Verbatim:
    """Calls ``verbatim`` with arguments and bytes on standard input."""
    for name in ("PACKS", "LOG_LEVEL", "PORT", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("VERBATIM_HOME", str(home))
    monkeypatch.setenv("VERBATIM_CACHE", str(cache))
    monkeypatch.chdir(home)

    def call(*arguments: str, stdin: bytes = b"") -> Outcome:
        monkeypatch.setattr(sys, "argv", ["verbatim", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        status = 0
        try:
            main()
        except SystemExit as end:
            status = int(end.code or 0)
        written = capfdbinary.readouterr()
        return Outcome(status, written.out.decode(), written.err.decode())

    return call


@pytest.fixture
def ask(home: Path, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Asks the real service, over HTTP, what goes into its database."""

    async def asked(url: str, *questions: str, complain_of: str = "", teach: str = "") -> None:
        async with Workspace(timeout=60.0) as workspace:
            alex = workspace.person("alex")
            environment = {
                "SLACK_API_URL": workspace.url,
                "SLACK_BOT_TOKEN": workspace.bot_token,
                "SLACK_SIGNING_SECRET": workspace.signing_secret,
                "DATABASE_URL": url,
                "VERBATIM_HOME": str(home),
                "VERBATIM_CACHE": str(cache),
                "CURATORS": alex.id,
                "PORT": "0",
            }
            settings = read_settings(environment, tmp_path)
            database = Database(settings.database_url)
            await migrate(database)
            await database.close()
            way = choose_way(settings)
            assert way is not None
            async with serving(settings, way, ServingPacks([NAME], home, cache)) as service:
                workspace.connect_http(f"http://127.0.0.1:{service.port}{EVENTS_PATH}")
                workspace.quiescence.append(service.inbox.drained)
                for question in questions:
                    await workspace.dm(question)
                if complain_of:
                    reply = await workspace.dm(complain_of)
                    await workspace.click(reply, "Not useful")
                await workspace.idle()
                if teach:
                    tab = await workspace.open_home(alex)
                    modal = await workspace.click(tab, "Teach", expect=View)
                    await workspace.submit(modal, {"intent": teach})
                    await workspace.view_showing(tab, "leads to")

    def ask(url: str, *questions: str, **more: str) -> None:
        monkeypatch.setenv("DATABASE_URL", url)
        asyncio.run(asked(url, *questions, **more))

    return ask
