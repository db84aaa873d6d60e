"""``verbatim run`` without Slack: the real bot in a workspace on this machine, in a browser."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import SettingsError, StorageError
from bot.service.browsing import is_piped, open_browser, remark, say, while_wanted
from bot.settings import Settings
from bot.workspace import Message, WorkspaceError
from bot.workspace.page import Face, Offers, offers_in_manifest

if TYPE_CHECKING:
    from bot.service.keeping import Kept
    from bot.service.serving_packs import ServingPacks

CURATOR = "alex"
"""Who of the people there is a curator, beside those of the settings; the other is anybody."""
REPLY_WITHIN = 60.0
"""Seconds a reply may take before the terminal says that none came."""
PATIENT_RETRIES = (0.0, 1.0, 2.0, 4.0, 8.0)
"""Seconds before an event is delivered again: what is said while the bot starts must reach it."""


def run(settings: Settings) -> None:
    """Serve the page until Ctrl-C; what is piped in is answered in the terminal, to its end.

    The page is there at once, before the bot: loading the pack takes longer.

    Raises:
        SettingsError: no port is free, or there is no pack.
        PackError: the pack is refused.
    """
    asyncio.run(while_wanted(converse_in_workspace(settings, piped=is_piped())))


async def converse_in_workspace(
    settings: Settings, *, piped: bool, lines: Iterable[str] | None = None
) -> None:
    """Start a workspace with its page and the bot in it.

    Args:
        settings: the pack, and the port of the page.
        piped: whether to answer ``lines`` in the terminal and then end; else it goes on for ever.
        lines: what is typed, each a direct message in one thread; standard input by default.
    """
    try:
        face = Face(
            shipped_offers(settings.home),
            port=settings.port,
            timeout=REPLY_WITHIN,
            retry_intervals=PATIENT_RETRIES,
        )
        await face.start()
    except WorkspaceError as error:
        raise SettingsError(f"PORT: {error}") from None
    try:
        if piped:
            remark(f"The workspace is at {face.base_url} until the input ends.")
        else:
            _welcome(face)
        await _with_bot(settings, face, (lines or sys.stdin) if piped else None)
    finally:
        await face.stop()


def _welcome(face: Face) -> None:
    say(
        f"\n  Verbatim is at {face.base_url}\n\n"
        "  A small Slack on this machine with the bot in it; nothing leaves it.\n"
        "  Alex is a curator there: what goes unanswered is on Alex’s Home tab, to be taught.\n"
        "  To connect to Slack, put the tokens in .env. Ctrl-C stops everything.\n"
    )
    open_browser(face.base_url)


async def _with_bot(settings: Settings, face: Face, lines: Iterable[str] | None) -> None:
    """Load the pack, connect the bot, and talk; the page can be used meanwhile."""
    packs = await asyncio.to_thread(_loaded, settings)
    from bot.service.examples import examples_of
    from bot.service.parts import assembled
    from bot.slack.socket_mode import connected

    examples = [
        example
        for name, live in packs.live.items()
        for example in examples_of(live, name, settings.home)
    ]
    face.offer(replace(face.offers, examples=tuple(examples)))
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(packs.watched(_Unobserved()))
        # What is piped in asks and goes: nobody is there to teach, and no trace is left.
        kept = None if lines is not None else await _kept(stack, settings, packs, face)
        bot = await stack.enter_async_context(
            assembled(
                packs,
                token=face.bot_token,
                api_url=face.url,
                retention_days=settings.retention_days,
                journal=kept.journal if kept else None,
                workbench=kept.workbench if kept else None,
                keepers=[kept.taught] if kept else [],
            )
        )
        await stack.enter_async_context(connected(bot.app, face.app_token))
        await face.wait_connected()
        if lines is None:
            await asyncio.Event().wait()
        else:
            await _answer(face, lines)


async def _kept(
    stack: AsyncExitStack, settings: Settings, packs: ServingPacks, face: Face
) -> Kept | None:
    """What the workspace keeps; None, and why, where the database cannot be used."""
    from bot.service.keeping import keeping

    curators = settings.curators | {face.person(CURATOR).id}
    try:
        return await stack.enter_async_context(keeping(settings, packs, curators))
    except StorageError as error:
        remark(f"Nothing is kept, and there is no workbench for curators: {error}")
        return None


def _loaded(settings: Settings) -> ServingPacks:
    """The packs; in a thread of its own, because the libraries behind them take a while."""
    from bot.service.serving_packs import ServingPacks

    return ServingPacks.of(settings)


class _Unobserved:
    """Nobody counts which pack serves here."""

    def serves(self, pack: str, version: str) -> None:
        """Nothing to do."""

    def reloaded(self, pack: str, *, is_good: bool) -> None:
        """Nothing to do."""


def shipped_offers(home: Path) -> Offers:
    """The commands and shortcuts of the app manifest, where there is one."""
    beside = Path(__file__).resolve().parents[2]
    found = (folder / "manifest.json" for folder in (home, beside))
    path = next((path for path in found if path.is_file()), None)
    return offers_in_manifest(json.loads(path.read_text(encoding="utf-8"))) if path else Offers()


async def _answer(face: Face, lines: Iterable[str]) -> None:
    thread: Message | None = None
    async for line in _read(lines):
        question = line.strip()
        if not question:
            continue
        try:
            reply = await face.dm(question, thread=thread)
        except WorkspaceError as error:
            say(f"{error}\n")
            continue
        thread = thread or reply
        say(f"{reply.plain}\n")


async def _read(lines: Iterable[str]) -> AsyncIterator[str]:
    """``lines`` one by one; the next is read only when it is wanted.

    In a daemon thread: one that waits for its input must not hold up the end of the process.
    """
    loop = asyncio.get_running_loop()
    iterator = iter(lines)

    def read_into(answer: asyncio.Future[str | None]) -> None:
        line = next(iterator, None)
        loop.call_soon_threadsafe(_settle, answer, line)

    while True:
        answer: asyncio.Future[str | None] = loop.create_future()
        threading.Thread(target=read_into, args=(answer,), daemon=True).start()
        line = await answer
        if line is None:
            return
        yield line


def _settle(answer: asyncio.Future[str | None], line: str | None) -> None:
    if not answer.done():
        answer.set_result(line)
