"""How a pack is broken, and where its fault must be told."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.errors import PackError
from bot.knowledge.loading import load_pack

from .conftest import NAME, Breaks


@dataclass(frozen=True)
class Broken:
    """A file with ``old`` replaced; § is at the line where ``entry`` is told what it ``says``."""

    file: str
    old: str
    new: str
    entry: str
    says: str


def fault(file: str, old: str, new: str, entry: str, says: str, name: str):
    """A case of ``Broken``."""
    return pytest.param(Broken(file, old, new, entry, says), id=name)


def assert_told(home: Path, rewrite: Breaks, broken: Broken) -> None:
    """The pack is refused then, at that line of that file, of that entry, in those words."""
    line = rewrite(broken.file, broken.old, broken.new)

    with pytest.raises(PackError) as refused:
        load_pack(NAME, home)

    found = [
        problem
        for problem in refused.value.problems
        if (problem.file, problem.line, problem.entry) == (broken.file, line, broken.entry)
    ]
    assert any(broken.says in problem.reason for problem in found), str(refused.value)
