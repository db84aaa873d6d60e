"""How a pack is broken, and where its fault must be told."""

from pathlib import Path

import pytest

from bot.errors import PackError
from bot.knowledge.loading import load_pack

from .conftest import NAME


def fault(file: str, old: str, new: str, entry: str, says: str, name: str):
    """A file with ``old`` replaced; § is at the line where ``entry`` is told what it ``says``."""
    return pytest.param(file, old, new, entry, says, id=name)


def assert_refused(home: Path, file: str, line: int, entry: str, says: str) -> None:
    """The pack is refused, and at that line of that file, of that entry, it ``says`` why."""
    with pytest.raises(PackError) as refused:
        load_pack(NAME, home)

    found = [
        problem
        for problem in refused.value.problems
        if (problem.file, problem.line, problem.entry) == (file, line, entry)
    ]
    assert any(says in problem.reason for problem in found), str(refused.value)
