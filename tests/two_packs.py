"""A folder with two packs that overlap: the made-up library, and its report of the year before."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MINI = ROOT / "tests" / "packs" / "mini"
FERRIES = ROOT / "tests" / "packs" / "ferries"

NOW, BEFORE, FERRY = "fennmoor-library", "fennmoor-before", "skerrow-ferries"
TITLE_NOW = "The library of Fennmoor opens on Sundays"
TITLE_BEFORE = "The library of Fennmoor in the year before"


def overlapping(folder: Path) -> Path:
    """The library twice: each tells how many readers hold a card, and not the same number."""
    home = Path(shutil.copytree(MINI, folder))
    for part in ("knowledge", "intents"):
        shutil.copytree(home / part / NOW, home / part / BEFORE)
    knowledge = home / "knowledge" / BEFORE
    for file, old, new in (
        ("source.yaml", f"id: {NOW}", f"id: {BEFORE}"),
        ("source.yaml", TITLE_NOW, TITLE_BEFORE),
        ("facts.yaml", "12400", "11900"),
    ):
        text = (knowledge / file).read_text(encoding="utf-8")
        assert old in text, (file, old)
        (knowledge / file).write_text(text.replace(old, new), encoding="utf-8")
    (home / "intents" / BEFORE / "opening.yaml").unlink()
    return home


def beside(folder: Path) -> Path:
    """The library and the ferries, which have nothing in common, with the words that ship."""
    home = Path(shutil.copytree(MINI, folder))
    for part in ("knowledge", "intents"):
        shutil.copytree(FERRIES / part / FERRY, home / part / FERRY)
    shutil.rmtree(home / "intents" / "common")
    shutil.copytree(ROOT / "intents" / "common", home / "intents" / "common")
    return home
