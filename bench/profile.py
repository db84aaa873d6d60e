"""Where the time of a reply, and of the service, goes: tables and flame graphs, by py-spy.

python -m bench profile [--quick]
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench.results import HERE, table, write
from bench.service import ARRANGEMENTS, USUAL, serving
from bench.timing import machine

ROOT = HERE.parent
PY_SPY = str(Path(sys.executable).parent / "py-spy")
GRAPH, SERVICE_GRAPH = HERE / "reply.svg", HERE / "service.svg"
RATE = 400
"""Samples a second: more would slow what is sampled."""
PASSES, QUICK_PASSES = 6, 1

EVENTS, QUICK_EVENTS = 2_000, 200
SECONDS, QUICK_SECONDS = 5, 1
"""Events sent to the service while it is sampled, and for how long it is."""

_TITLE = "Replies to the turns of the question tables"
_SERVICE_TITLE = "One process, HTTP and SQLite, a Web API of 100 ms"

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

SERVICE_STAGES = (
    ("the event loop at work", "BaseEventLoop._run_once"),
    ("taking events in: the request, its signature, what is asked", "Application._handle"),
    ("taking turns up and seeing to them", "DurableInbox._work", "DurableInbox._take"),
    ("· of that, the reply, its blocks and posting it", "Desk.answer"),
    ("· · of that, posting it", "post"),
    ("the database, on the event loop", "Database._at_once"),
)
"""The same of the service. The few hundred questions it is sent are asked again and again, as in
Slack, so that almost all replies are those of before.
"""

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
            _entitle(graph, _TITLE)
        stacks = list(_stacks(raw))
    return [
        (names[names.index("ask") :], count)
        for names, count in stacks
        if "ask" in names and "Assistant.reply" in names
    ]


async def sampled_service(graph: Path | None, *, quick: bool) -> list[tuple[list[str], int]]:
    """The stacks of a service's event loop while it answers events.

    Raises RuntimeError if py-spy may not look at processes here.
    """
    events, seconds = (QUICK_EVENTS, QUICK_SECONDS) if quick else (EVENTS, SECONDS)
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "stacks.txt"
        async with serving(ARRANGEMENTS[0], "") as service:
            service.slow_down(USUAL)
            for output, form in ((raw, "raw"), *([(graph, "flamegraph")] if graph else [])):
                looking = asyncio.create_task(_look(service.pids[0], output, form, seconds))
                await service.measure(events)
                await looking
        if graph is not None:
            _entitle(graph, _SERVICE_TITLE)
        stacks = list(_stacks(raw))
    return [(names, count) for names, count in stacks if "BaseEventLoop._run_once" in names]


async def _look(pid: int, output: Path, form: str, seconds: int) -> None:
    process = await asyncio.create_subprocess_exec(
        PY_SPY, "record", "--rate", str(RATE), "--duration", str(seconds), "--format", form,
        "--output", str(output), "--pid", str(pid),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    told, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"py-spy: {told.decode().strip().splitlines()[-1]}")


def _stacks(raw: Path) -> Iterable[tuple[list[str], int]]:
    """Stacks of function names from the outermost in, and how often each was seen."""
    for line in raw.read_text(encoding="utf-8").splitlines():
        frames, _, count = line.rpartition(" ")
        yield [frame.split(" (")[0] for frame in frames.split(";")], int(count)


def _entitle(graph: Path, title: str) -> None:
    """Give a flame graph a title; its own is the command, paths and all."""
    svg = graph.read_text(encoding="utf-8")
    svg = re.sub(r"py-spy record[^<]*|/[^ <]*py-spy record[^<]*", title, svg)
    graph.write_text(svg, encoding="utf-8")


def _record(script: Path, output: Path, form: str, passes: int) -> None:
    command = [
        PY_SPY, "record", "--rate", str(RATE),
        "--format", form, "--output", str(output), "--", sys.executable, str(script), str(passes),
    ]  # fmt: skip
    run = subprocess.run(
        command, check=False, cwd=ROOT, capture_output=True, text=True,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    if run.returncode or not output.is_file():
        raise RuntimeError(f"py-spy: {(run.stderr or run.stdout).strip().splitlines()[-1]}")


def shares(
    stacks: Iterable[tuple[list[str], int]], stages: Sequence[tuple[str, ...]] = STAGES
) -> list[tuple[str, str]]:
    """For each of the stages, the share of the samples that it or what it calls is in."""
    seen: Counter[str] = Counter()
    total = 0
    for names, count in stacks:
        total += count
        inside = set(names)
        for stage, *functions in stages:
            if not inside.isdisjoint(functions):
                seen[stage] += count
    return [(stage, f"{100 * seen[stage] / total:.0f} %") for stage, *_ in stages]


def main(*, quick: bool = False, save: bool = True) -> None:
    """Measure, print, and write the sections and the flame graphs of a reply and of the service."""
    try:
        reply = sampled(QUICK_PASSES if quick else PASSES, GRAPH if save else None)
        graph = SERVICE_GRAPH if save else None
        service = asyncio.run(sampled_service(graph, quick=quick))
    except (OSError, RuntimeError) as error:
        print(f"bench profile: left out ({error})", file=sys.stderr)
        return
    for section, stacks, stages in (
        ("profile", reply, STAGES),
        ("service-profile", service, SERVICE_STAGES),
    ):
        text = f"{table(('time spent', 'share'), shares(stacks, stages))}"
        text += f"\n\nMeasured on {machine()}."
        print(text)
        if save:
            write(section, text)
