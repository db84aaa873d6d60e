"""How many events one process answers a second, how soon it acknowledges, what memory it takes.

    python -m bench.service [--events 3000] [--memory-events 50000] [--database URL]

The bot runs in a process of its own, over HTTP, against the local workspace, whose Web API
takes 100 ms for every post. Half of the events are direct messages, half mentions; the
questions are a few hundred different ones, asked again and again, as in Slack.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from bot.service.web import EVENTS_PATH
from bot.workspace import Workspace
from bot.workspace.envelopes import event_envelope
from tests.processes import Replica, command, environment

LATENCY = 0.1
"""Seconds the Web API takes."""
SENDERS = 64
DIFFERENT = 300
PEOPLE = 200
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Measured:
    events: int
    seconds: float
    acknowledged: Sequence[float]  # seconds each
    memory: Sequence[int]  # bytes, at the start, half way and the end

    def told(self) -> str:
        quantiles = statistics.quantiles(self.acknowledged, n=100)
        memory = ", ".join(f"{each / MEGABYTE:.0f}" for each in self.memory)
        return (
            f"{self.events} events answered in {self.seconds:.1f} s: "
            f"{self.events / self.seconds:.0f} a second; acknowledged in "
            f"{quantiles[49] * 1000:.0f} ms (median), {quantiles[98] * 1000:.0f} ms (p99); "
            f"memory at the start, half way and the end: {memory} MB"
        )


async def measure(workspace: Workspace, replica: Replica, events: int) -> Measured:
    team, state = workspace.team, workspace.state
    people = [
        state.add_person(team.id, f"p{time.monotonic_ns()}{n}", "P", "en-US") for n in range(PEOPLE)
    ]
    room = workspace.channel("general")
    process = psutil.Process(replica.pid)
    memory, acknowledged = [process.memory_info().rss], []
    numbers = iter(range(events))
    done_before = await answered(replica)

    async def send() -> None:
        for number in numbers:
            person = people[number % PEOPLE]
            text = f"how many readers hold a card number {number % DIFFERENT}?"
            direct = bool(number % 2)
            event = {
                "type": "message" if direct else "app_mention",
                "user": person.id,
                "text": text if direct else f"<@{team.bot_user}> {text}",
                "channel": workspace.dm_channel(person).id if direct else room.id,
                "ts": workspace.clock.ts(),
                **({"channel_type": "im"} if direct else {}),
            }
            envelope = event_envelope(state, team, event)
            sent = time.perf_counter()
            attempt = await workspace.courier.post(replica.url + EVENTS_PATH, envelope)
            acknowledged.append(time.perf_counter() - sent)
            assert attempt.acknowledged, attempt
            if number == events // 2:
                memory.append(process.memory_info().rss)

    started = time.perf_counter()
    await asyncio.gather(*(send() for _ in range(SENDERS)))
    while await answered(replica) - done_before < events:  # noqa: ASYNC110 - another process
        await asyncio.sleep(0.05)
    seconds = time.perf_counter() - started
    memory.append(process.memory_info().rss)
    return Measured(events, seconds, acknowledged, memory)


async def answered(replica: Replica) -> float:
    """The turns the process has done with."""
    for line in (await replica.text("/metrics")).splitlines():
        if line.startswith('verbatim_turns_total{state="done"}'):
            return float(line.split()[-1])
    return 0.0


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=3_000)
    parser.add_argument("--memory-events", type=int, default=0)
    parser.add_argument("--database", default="")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with Workspace(echo=False, log_limit=1_000) as workspace:
            workspace.faults.latency("chat.postMessage", LATENCY)
            url = given.database or f"sqlite:///{folder / 'verbatim.db'}"
            env = environment(workspace, url, folder / "cache")
            assert (await command("migrate", env=env))[0] == 0
            replica = Replica(env, folder / "log", "--http")
            await replica.start()
            try:
                await measure(workspace, replica, DIFFERENT)  # fits caches, opens connections
                print((await measure(workspace, replica, given.events)).told())
                if given.memory_events:
                    print((await measure(workspace, replica, given.memory_events)).told())
            finally:
                await replica.kill()


if __name__ == "__main__":
    asyncio.run(main())
