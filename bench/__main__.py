"""Runs the benchmarks: ``python -m bench [TARGET…] [--quick] [--no-write]``; see ``--help``."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence

from bench import capacity, intents, profile, question, scale, service
from bench.timing import machine

TARGETS: dict[str, tuple[str, Callable[..., object]]] = {
    "question": ("one question in process, beside simpler ways", question.main),
    "profile": ("where the time of a reply goes", profile.main),
    "scale": ("a thousand to a million phrases, beside other indexes", scale.main),
    "service": ("events a second, acknowledgement, bursts, replicas", service.measured),
    "intents": ("CLINC150, beside other methods", intents.measured),
    "capacity": ("on paper, from the figures of the others", capacity.main),
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run what was asked for, in the order of the page."""
    told = "\n".join(f"  {name:10} {about}" for name, (about, _) in TARGETS.items())
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description=f"Measures, prints, and writes bench/RESULTS.md. Targets:\n{told}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("target", nargs="*", help="what to measure; everything if left out")
    parser.add_argument("--quick", action="store_true", help="less of each, in three minutes")
    parser.add_argument("--no-write", action="store_true", help="print only")
    given = parser.parse_args(arguments)
    if unknown := [name for name in given.target if name not in TARGETS]:
        parser.error(f"no such target: {', '.join(unknown)}; there are {', '.join(TARGETS)}")
    for name, (about, run) in TARGETS.items():
        if given.target and name not in given.target:
            continue
        print(f"\n## {name}: {about}\n   {machine()}\n", file=sys.stderr)
        began = time.perf_counter()
        run(quick=given.quick, save=not (given.no_write or given.quick))
        print(f"\n   {name}: {time.perf_counter() - began:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
