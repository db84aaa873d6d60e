"""The curators' page says what is: its commands run, in order, on the files that it shows."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "curation.md"
BLOCKS = re.findall(
    r"^```(\w*) ?(\S*)\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A checkout without packs."""
    home = tmp_path / "home"
    shutil.copytree(ROOT / "intents" / "common", home / "intents" / "common")
    (home / "knowledge").mkdir()
    return home


def commands(console: str) -> list[tuple[str, list[str]]]:
    """The commands of a block, each with the lines that it is said to print."""
    found: list[tuple[str, list[str]]] = []
    for line in console.splitlines():
        if line.startswith("$ "):
            found.append((line.removeprefix("$ "), []))
        else:
            found[-1][1].append(line)
    return found


def run(command: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of the page in ``home`` with this Python."""
    python = shlex.quote(sys.executable)
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        ["bash", "-c", command.replace(".venv/bin/python", python)],
        cwd=home,
        env={**kept, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "PORT": "0"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_its_commands_lead_from_the_text_to_a_bot_that_answers(home: Path) -> None:
    ran = 0
    for kind, file, text in BLOCKS:
        if file:
            path = home / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif kind == "console":
            for command, expected in commands(text):
                outcome = run(command, home)
                said = outcome.stdout + outcome.stderr
                assert outcome.returncode == 0, (command, said)
                assert [line for line in expected if line not in said] == [], (command, said)
                if "--coverage" in command:
                    assert "/ness-point/" not in said  # not even a warning in its files
                ran += 1
    assert ran > 10


def test_every_linked_file_exists() -> None:
    linked = re.findall(r"\]\((?!https?:)([^)#]+)", PAGE.read_text(encoding="utf-8"))

    assert linked
    assert [path for path in linked if not (PAGE.parent / path).exists()] == []


def test_the_schemas_of_the_editors_settings_are_those_that_are_written() -> None:
    (settings,) = [json.loads(text) for kind, _, text in BLOCKS if kind == "json"]
    written = next(text for kind, _, text in BLOCKS if kind == "console" and " schema " in text)

    names = re.findall(r"\w+", written.partition(" in ")[2].partition(";")[0])
    assert sorted(settings["yaml.schemas"]) == sorted(f"{name}.schema.json" for name in names)
