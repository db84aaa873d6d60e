"""Where figures go: sections of RESULTS.md between their marks, and figures.json besides."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE / "RESULTS.md"
FIGURES = HERE / "figures.json"


def write(section: str, text: str, page: Path = PAGE) -> None:
    """Puts a text between the marks of a section, and leaves the rest of the page as it is.

    Raises ValueError if the page has no such section.
    """
    opening, closing = f"<!-- {section}: begin -->", f"<!-- {section}: end -->"
    whole = page.read_text(encoding="utf-8")
    head, found, rest = whole.partition(opening)
    _, ended, tail = rest.partition(closing)
    if not (found and ended):
        raise ValueError(f"{page.name} has no section `{section}`")
    page.write_text(f"{head}{opening}\n{text.strip()}\n{closing}{tail}", encoding="utf-8")


def record(section: str, figures: Mapping[str, float | str]) -> None:
    """Keeps the figures of a section for whoever computes with them."""
    every = recorded()
    every[section] = dict(figures)
    FIGURES.write_text(json.dumps(every, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def recorded() -> dict[str, dict[str, float | str]]:
    """All figures kept, by section."""
    if not FIGURES.is_file():
        return {}
    found: dict[str, dict[str, float | str]] = json.loads(FIGURES.read_text(encoding="utf-8"))
    return found


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [f"| {' | '.join(header)} |", "|---" * len(header) + "|"]
    return "\n".join([*lines, *(f"| {' | '.join(map(str, row))} |" for row in rows)])
