"""A made-up pack that each test may break in its own copy."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

MINI = Path(__file__).parents[1] / "packs" / "mini"
NAME = "fennmoor-library"
SOURCE, TERMS, FACTS, QUOTES = (
    f"knowledge/{NAME}/{name}.yaml" for name in ("source", "terms", "facts", "quotes")
)
LOCK = f"knowledge/{NAME}/source.lock"
OPENING, COLLECTION = f"intents/{NAME}/opening.yaml", f"intents/{NAME}/collection.yaml"
LEXICON, TALK = "intents/common/lexicon.yaml", "intents/common/talk.yaml"

Breaks = Callable[[str, str, str], int]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A copy of the made-up pack's folders."""
    return Path(shutil.copytree(MINI, tmp_path / "home"))


@pytest.fixture
def rewrite(home: Path) -> Breaks:
    """Replaces words of a file; the line of the § in the new words (which goes) is returned."""

    def replace(file: str, old: str, new: str) -> int:
        path = home / file
        before = path.read_text(encoding="utf-8")
        assert before.count(old) >= 1, f"{file} has no {old!r}"
        after = before.replace(old, new, 1)
        line = after[: after.index("§")].count("\n") + 1
        path.write_text(after.replace("§", "", 1), encoding="utf-8")
        return line

    return replace
