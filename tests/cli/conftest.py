"""The commands, called as a shell calls them, on the made-up pack."""

import io
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.cli import main

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
