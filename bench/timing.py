"""How long things take on a machine that others use too: several passes, side by side."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import psutil
from numpy.typing import NDArray

T = TypeVar("T")
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Times:
    """Milliseconds of each question (columns) in each pass (rows)."""

    milliseconds: NDArray[np.float64]

    def __getitem__(self, some: Sequence[int]) -> Times:
        return Times(self.milliseconds[:, list(some)])

    @property
    def best(self) -> NDArray[np.float64]:
        """Each question's shortest time: what it takes when nothing else runs."""
        found: NDArray[np.float64] = self.milliseconds.min(axis=0)
        return found

    @property
    def p50(self) -> float:
        """The median question."""
        return float(np.median(self.best))

    @property
    def p99(self) -> float:
        """The question slower than 99 of 100."""
        return float(np.quantile(self.best, 0.99))

    @property
    def noise(self) -> float:
        """How much longer a question usually takes than at its best: 1 on a silent machine."""
        return float(np.median(np.median(self.milliseconds, axis=0) / self.best))


def timed(
    ask: Callable[[T], object], questions: Sequence[T], *, passes: int = 5, seconds: float = 60.0
) -> Times:
    """Asks every question in each of ``passes``; fewer passes or questions after ``seconds``."""
    rows: list[list[float]] = []
    end = time.perf_counter() + seconds
    for _ in range(passes):
        row: list[float] = []
        for question in questions[: len(rows[0]) if rows else None]:
            before = time.perf_counter()
            ask(question)
            after = time.perf_counter()
            row.append(1e3 * (after - before))
            if after > end and not rows:
                break
        if rows and len(row) < len(rows[0]):
            break
        rows.append(row)
        if time.perf_counter() > end:
            break
    return Times(np.array(rows))


def resident() -> float:
    """The memory this process has now, in MB."""
    return float(psutil.Process().memory_info().rss / MEGABYTE)


def proportional() -> float:
    """The memory this process has, each shared page divided by those who share it, in MB."""
    try:
        lines = Path("/proc/self/smaps_rollup").read_text(encoding="utf-8").splitlines()
    except OSError:
        return float("nan")  # only Linux tells
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:"))


def machine() -> str:
    """What the figures were measured on, and how busy it was."""
    load = psutil.getloadavg()[0]
    return (
        f"{psutil.cpu_count()} processors, {psutil.virtual_memory().total / 1e9:.0f} GB, "
        f"{platform.system()}, Python {platform.python_version()}; "
        f"load {load:.1f} when this was measured"
    )
