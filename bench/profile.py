"""Where the time of a reply goes: a table and a flame graph, sampled by py-spy.

python -m bench profile [--quick]
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from bench.results import HERE, table, write
from bench.timing import machine

ROOT = HERE.parent
GRAPH = HERE / "reply.svg"
RATE = 400
"""Samples a second: more would slow what is sampled."""
PASSES, QUICK_PASSES = 6, 1

_TITLE = "Replies to the turns of the question tables"

STAGES = (
    ("the whole reply", "Assistant.reply"),
    ("the question's markup, sentences and language", "clean", "detect", "is_foreign", "tokenise"),
    ("reading it: numbers, terms, form", "read"),
    ("ranking the intents", "Matcher.rank"),
    ("· of that, the features of its words", "Vocabulary.encode"),
    ("· of that, its nearness to phrases", "LinearModel._nearest"),
    ("holding candidates against it", "candidates"),
    ("judging claims", "Responder._claim"),
    ("computing", "Responder._computed", "scopes_of"),
    ("wording the answer", "compose_answer", "compose_computation", "unknown"),
    ("saying how it was found", "explained"),
)
"""What to call the time spent in some functions and in what they call."""

_ASK = """
import sys
from pathlib import Path
from bench.question import PACK, ROOT, turns_of
from bot.assistant import Assistant
from bot.curation.evaluate import table_files
from bot.curation.tables import read_tables
from bot.knowledge.loading import load_pack
assistant = Assistant(load_pack(PACK, ROOT), cache=ROOT / ".verbatim" / "cache")
cases = [case.item for case in read_tables(table_files(PACK, ROOT), ROOT)]
turns = [turn for turn in turns_of(assistant, cases) if "noise" not in turn.kind]
def ask():
    for _ in range(int(sys.argv[1])):
        for turn in turns:
            assistant.reply(turn.text, turn.thread)
ask()
"""


def sampled(passes: int, graph: Path | None) -> list[tuple[list[str], int]]:
    """Stacks of function names from the outermost in, and how often each was seen.

    Raises RuntimeError if py-spy may not look at processes here.
    """
    with tempfile.TemporaryDirectory() as folder:
        script, raw = Path(folder) / "ask.py", Path(folder) / "stacks.txt"
        script.write_text(_ASK, encoding="utf-8")
        _record(script, raw, "raw", passes)
        if graph is not None:
            _record(script, graph, "flamegraph", 1)
            svg = graph.read_text(encoding="utf-8")  # its title is the command, paths and all
            graph.write_text(
                re.sub(r"py-spy record[^<]*|/[^ <]*py-spy record[^<]*", _TITLE, svg),
                encoding="utf-8",
            )
        lines = raw.read_text(encoding="utf-8").splitlines()
    stacks = []
    for line in lines:
        frames, _, count = line.rpartition(" ")
        names = [frame.split(" (")[0] for frame in frames.split(";")]
        if "ask" in names and "Assistant.reply" in names:
            stacks.append((names[names.index("ask") :], int(count)))
    return stacks


def _record(script: Path, output: Path, form: str, passes: int) -> None:
    command = [
        str(Path(sys.executable).parent / "py-spy"), "record", "--rate", str(RATE),
        "--format", form, "--output", str(output), "--", sys.executable, str(script), str(passes),
    ]  # fmt: skip
    run = subprocess.run(
        command, check=False, cwd=ROOT, capture_output=True, text=True,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    if run.returncode or not output.is_file():
        raise RuntimeError(f"py-spy: {(run.stderr or run.stdout).strip().splitlines()[-1]}")


def shares(stacks: Iterable[tuple[list[str], int]]) -> list[tuple[str, str]]:
    """For each of the stages, the share of the samples that it or what it calls is in."""
    seen: Counter[str] = Counter()
    total = 0
    for names, count in stacks:
        total += count
        inside = set(names)
        for stage, *functions in STAGES:
            if not inside.isdisjoint(functions):
                seen[stage] += count
    return [(stage, f"{100 * seen[stage] / total:.0f} %") for stage, *_ in STAGES]


def main(*, quick: bool = False, save: bool = True) -> None:
    """Measure, print, and write the section `profile` and the flame graph."""
    try:
        stacks = sampled(QUICK_PASSES if quick else PASSES, GRAPH if save else None)
    except (OSError, RuntimeError) as error:
        print(f"bench profile: left out ({error})", file=sys.stderr)
        return
    text = f"{table(('time spent', 'share'), shares(stacks))}\n\nMeasured on {machine()}."
    print(text)
    if save:
        write("profile", text)
