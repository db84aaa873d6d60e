"""The running service: events a second, acknowledgements, duplicates, a burst, memory.

    python -m bench service [--quick]
    python -m bench.service [--events 3000] [--memory-events 50000] [--database URL]

The bot runs in processes of its own against the local workspace, whose Web API takes a while for
every post. Half of the events are direct messages, half mentions; the questions are those of the
shipped pack's tables, a few hundred different ones, asked again and again as in Slack. Workspace,
bot and database share this machine, so that a machine that has only the bot serves more.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import psutil

from bench.question import PACK, ROOT
from bench.results import record, table, write
from bench.timing import MEGABYTE, machine
from bot.curation.evaluate import table_files
from bot.curation.tables import read_tables
from bot.service.web import EVENTS_PATH
from bot.workspace import Workspace
from bot.workspace.envelopes import Envelope, event_envelope
from tests.databases import _pgserver
from tests.processes import Replica, command, environment

LATENCIES = (0.0, 0.1, 0.5)
"""Seconds the Web API takes for a post; Slack's takes about a tenth."""

USUAL = 0.1
SENDERS = 64
"""Events on their way at once, but in a burst, when as many as are left are sent."""

DIFFERENT = 300
PEOPLE = 200
EVENTS, QUICK_EVENTS = 1_000, 100
BURST, QUICK_BURST = 5_000, 300
BURST_SENDERS = 500
DUPLICATES, QUICK_DUPLICATES = 1_000, 100
RETRIES = 20
LONGEST, SLOWEST = 240.0, 25
"""Seconds after which a run is given up, and events for each of which it may take one more."""


@dataclass(frozen=True)
class Arrangement:
    """Some processes of the bot and their database."""

    name: str
    key: str
    option: str  # of `verbatim run`
    database: str
    replicas: int = 1


ARRANGEMENTS = (
    Arrangement("HTTP, SQLite", "sqlite", "--http", "sqlite"),
    Arrangement("Socket Mode, SQLite", "socket", "--socket", "sqlite"),
    Arrangement("HTTP, PostgreSQL", "postgresql", "--http", "postgresql"),
    Arrangement("HTTP, PostgreSQL, two replicas", "postgresql-two", "--http", "postgresql", 2),
)


@dataclass(frozen=True)
class Measured:
    """A run: how many events, until the last was answered, and how soon each was acknowledged."""

    events: int
    seconds: float
    acknowledged: Sequence[float]  # seconds each
    memory: Sequence[int]  # bytes of all processes, at the start, half way and the end
    processor: float  # seconds of the bot's processes

    @property
    def rate(self) -> float:
        """Events answered a second."""
        return self.events / self.seconds

    @property
    def acknowledgements(self) -> tuple[float, float]:
        """Median and 99th percentile, in milliseconds."""
        quantiles = statistics.quantiles(self.acknowledged, n=100)
        return 1e3 * quantiles[49], 1e3 * quantiles[98]

    def told(self) -> str:
        """The run in a line."""
        median, slowest = self.acknowledgements
        memory = ", ".join(f"{each / MEGABYTE:.0f}" for each in self.memory)
        return (
            f"{self.events} events answered in {self.seconds:.1f} s: {self.rate:.0f} a second; "
            f"{1e3 * self.processor / self.events:.1f} ms of processor time each; "
            f"acknowledged in {median:.0f} ms (median), {slowest:.0f} ms (p99); "
            f"memory at the start, half way and the end: {memory} MB"
        )


class Service:
    """Processes of the bot that serve a workspace."""

    def __init__(self, workspace: Workspace, replicas: Sequence[Replica], option: str) -> None:
        self._workspace = workspace
        self._replicas = replicas
        self._option = option
        cases = read_tables(table_files(PACK, ROOT), ROOT)
        self._questions = [case.item.turns[0] for case in cases][:DIFFERENT]
        state = workspace.state
        self._people = [
            state.add_person(workspace.team.id, f"p{n}", "P", "en-US") for n in range(PEOPLE)
        ]
        self._urls = cycle(replica.url + EVENTS_PATH for replica in replicas)

    @property
    def pids(self) -> list[int]:
        """The processes' numbers."""
        return [replica.pid for replica in self._replicas]

    def slow_down(self, latency: float) -> None:
        """Let every post take so many seconds from now on."""
        self._workspace.faults.clear()
        if latency:
            self._workspace.faults.latency("chat.postMessage", latency)

    async def measure(self, events: int, senders: int = SENDERS) -> Measured:
        """Send so many events, and wait until all are answered."""
        acknowledged: list[float] = []
        memory, processor = [self._memory()], self._processor()
        numbers = iter(range(events))
        before = await self.answered()

        async def send() -> None:
            for number in numbers:
                acknowledged.append(await self.send(self.envelope(number)))
                if number == events // 2:
                    memory.append(self._memory())

        async with asyncio.timeout(LONGEST + events / SLOWEST):
            started = time.perf_counter()
            await asyncio.gather(*(send() for _ in range(senders)))
            while await self.answered() - before < events:  # noqa: ASYNC110 - other processes
                await asyncio.sleep(0.05)
            seconds = time.perf_counter() - started
        memory.append(self._memory())
        return Measured(events, seconds, acknowledged, memory, self._processor() - processor)

    async def duplicates(self, events: int) -> Sequence[float]:
        """Send one event that was answered again and again; the seconds of each acknowledgement."""
        envelope = self.envelope(0)
        before = await self.answered()
        await self.send(envelope)
        while await self.answered() == before:  # noqa: ASYNC110 - other processes
            await asyncio.sleep(0.01)
        took = [await self.send(envelope) for _ in range(events)]
        assert await self.answered() == before + 1, "a duplicate was answered"
        return took

    def envelope(self, number: int) -> Envelope:
        """A new event: a direct message or a mention, in turn."""
        workspace, team = self._workspace, self._workspace.team
        person = self._people[number % PEOPLE]
        text = self._questions[number % len(self._questions)]
        direct = bool(number % 2)
        room = workspace.dm_channel(person) if direct else workspace.channel("general")
        event = {
            "type": "message" if direct else "app_mention",
            "user": person.id,
            "text": text if direct else f"<@{team.bot_user}> {text}",
            "channel": room.id,
            "ts": workspace.clock.ts(),
            **({"channel_type": "im"} if direct else {}),
        }
        return event_envelope(workspace.state, team, event)

    async def send(self, envelope: Envelope) -> float:
        """Deliver an event; the seconds until it was acknowledged."""
        courier = self._workspace.courier
        sent = time.perf_counter()
        for retry in range(RETRIES + 1):  # like Slack, after three seconds without an answer
            if self._option == "--socket":
                attempt = await courier.sockets.send(
                    envelope, retry=retry, reason="", within=courier.timeout
                )
            else:
                attempt = await courier.post(next(self._urls), envelope, retry)
            if attempt.acknowledged:
                return time.perf_counter() - sent
        raise RuntimeError(f"never acknowledged: {attempt}")

    async def answered(self) -> float:
        """The turns the processes have done with."""
        found = 0.0
        for replica in self._replicas:
            for line in (await replica.text("/metrics")).splitlines():
                if line.startswith('verbatim_turns_total{state="done"}'):
                    found += float(line.split()[-1])
        return found

    def _processor(self) -> float:
        """Seconds of processor time that the processes have taken."""
        times = [psutil.Process(replica.pid).cpu_times() for replica in self._replicas]
        return sum(each.user + each.system for each in times)

    def _memory(self) -> int:
        return sum(psutil.Process(replica.pid).memory_info().rss for replica in self._replicas)


@asynccontextmanager
async def serving(arrangement: Arrangement, database: str) -> AsyncIterator[Service]:
    """The bot as arranged, ready, with its caches filled and its connections open."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with Workspace(echo=False, log_limit=1_000) as workspace:
            url = database or f"sqlite:///{folder / 'verbatim.db'}"
            more = {"VERBATIM_HOME": str(ROOT)}
            if arrangement.option == "--socket":
                more["SLACK_APP_TOKEN"] = workspace.app_token
            cache = ROOT / ".verbatim" / "cache"
            env = environment(workspace, url, cache, **more)
            for task in (("migrate",), ("ask", "hello")):  # the second fits and caches the matcher
                status, output = await command(*task, env=env)
                assert status == 0, output
            replicas = [
                Replica(env, folder / f"log{n}", arrangement.option)
                for n in range(arrangement.replicas)
            ]
            try:
                for replica in replicas:
                    await replica.start()
                service = Service(workspace, replicas, arrangement.option)
                await service.measure(DIFFERENT)
                yield service
            finally:
                for replica in replicas:
                    await replica.kill()


@contextmanager
def databases() -> Iterator[Callable[[str], str]]:
    """Makes the address of a new database of the kind asked for."""
    import psycopg

    with ExitStack() as stack:
        servers: list[str] = []

        def new(kind: str) -> str:
            if kind == "sqlite":
                return ""
            if not servers:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
                folder.chmod(0o755)  # where this runs as root, the server has its own account
                servers.append(stack.enter_context(contextmanager(_pgserver)(folder)))
            name = f"bench_{time.monotonic_ns()}"
            with psycopg.connect(servers[0], autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}")
            return servers[0].replace("/postgres?", f"/{name}?")

        yield new


def commits(database: str) -> int:
    """How many transactions a PostgreSQL database has committed, as it tells; 0 for SQLite."""
    import psycopg

    if not database:
        return 0
    with psycopg.connect(database, autocommit=True) as connection:
        told = connection.execute(
            "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"
        ).fetchone()
    return int(told[0]) if told else 0


async def all_arrangements(*, quick: bool) -> tuple[str, dict[str, float]]:
    """Every arrangement with every latency, duplicates and the burst."""
    events = QUICK_EVENTS if quick else EVENTS
    rows, bursts, figures = [], [], {}
    with databases() as new:
        for arrangement in ARRANGEMENTS[:1] if quick else ARRANGEMENTS:
            print(f"  {arrangement.name} …", file=sys.stderr)
            database = new(arrangement.database)
            async with serving(arrangement, database) as service:
                for latency in LATENCIES:
                    service.slow_down(latency)
                    before = commits(database)
                    run = await service.measure(events)
                    median, slowest = run.acknowledgements
                    rows.append((
                        arrangement.name, f"{1e3 * latency:.0f}", f"{run.rate:.0f}",
                        f"{median:.0f}", f"{slowest:.0f}", f"{run.memory[-1] / MEGABYTE:.0f}",
                    ))  # fmt: skip
                    if latency == USUAL:
                        figures[arrangement.key] = run.rate
                        if database:
                            made = commits(database) - before
                            figures[f"{arrangement.key}-commits"] = made / events
                service.slow_down(USUAL)
                bursts.append(await _burst(arrangement, service, quick=quick))
    header = (
        "arrangement", "Web API ms", "events a second", "acknowledged p50 ms", "p99 ms", "MB",
    )  # fmt: skip
    burst_header = (
        "arrangement", "burst of", "acknowledged p50 ms", "p99 ms", "answered after s",
        "a duplicate, p50 ms", "p99 ms",
    )  # fmt: skip
    return "\n\n".join([table(header, rows), table(burst_header, bursts)]), figures


async def _burst(arrangement: Arrangement, service: Service, *, quick: bool) -> tuple[str, ...]:
    took = await service.duplicates(QUICK_DUPLICATES if quick else DUPLICATES)
    again = statistics.quantiles(took, n=100)
    size = QUICK_BURST if quick else BURST
    burst = await service.measure(size, BURST_SENDERS)
    median, slowest = burst.acknowledgements
    return (
        arrangement.name, f"{size:,}", f"{median:.0f}", f"{slowest:.0f}", f"{burst.seconds:.0f}",
        f"{1e3 * again[49]:.1f}", f"{1e3 * again[98]:.1f}",
    )  # fmt: skip


def measured(*, quick: bool = False, save: bool = True) -> None:
    """Measure, print, and write the section `service`."""
    text, figures = asyncio.run(all_arrangements(quick=quick))
    text = f"{text}\n\nMeasured on {machine()}."
    print(text)
    if save:
        write("service", text)
        record("service", figures)


async def main() -> None:
    """One arrangement, as the options say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=3_000)
    parser.add_argument("--memory-events", type=int, default=0)
    parser.add_argument("--database", default="")
    given = parser.parse_args()
    async with serving(ARRANGEMENTS[0], given.database) as service:
        service.slow_down(USUAL)
        print((await service.measure(given.events)).told())
        if given.memory_events:
            print((await service.measure(given.memory_events)).told())


if __name__ == "__main__":
    asyncio.run(main())
