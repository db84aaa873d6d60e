"""A conversation in the terminal with the real bot, through a workspace on this machine."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import AsyncIterator, Iterable, Iterator

from bot.service.parts import assembled
from bot.slack.desk import Answering
from bot.slack.socket_mode import connected
from bot.workspace import Message, Workspace, WorkspaceError

PROMPT = "› "
RETENTION_DAYS = 30
REPLY_WITHIN = 60.0
"""Seconds a reply may take before the terminal says that none came."""


async def converse_in_workspace(assistant: Answering, lines: Iterable[str] | None = None) -> None:
    """Start a workspace with the bot in it and pass on what is typed, until the end of input.

    Each line is a direct message to the bot, in one thread, over Socket Mode.

    Args:
        assistant: answers questions.
        lines: what is typed; standard input by default.
    """
    interactive = lines is None and sys.stdin.isatty()
    async with (
        Workspace(timeout=REPLY_WITHIN) as workspace,
        assembled(
            assistant,
            token=workspace.bot_token,
            api_url=workspace.url,
            retention_days=RETENTION_DAYS,
        ) as bot,
        connected(bot.app, workspace.app_token),
    ):
        await workspace.wait_connected()
        if interactive:
            _say(_welcome(assistant))
        thread: Message | None = None
        async for line in _read(typed(PROMPT if interactive else "") if lines is None else lines):
            question = line.strip()
            if not question:
                continue
            try:
                reply = await workspace.dm(question, thread=thread)
            except WorkspaceError as error:
                _say(f"{error}\n")
                continue
            thread = thread or reply
            _say(f"{reply.plain}\n")


def typed(prompt: str) -> Iterator[str]:
    """Lines of standard input, each asked for with ``prompt``."""
    while True:
        sys.stdout.write(prompt)
        sys.stdout.flush()
        line = sys.stdin.readline()
        if not line:
            return
        yield line


async def _read(lines: Iterable[str]) -> AsyncIterator[str]:
    """``lines`` one by one; the next is read only when it is wanted.

    In a daemon thread: one that waits for a keyboard must not hold up the end of the process.
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


def _welcome(assistant: Answering) -> str:
    source = assistant.pack.source
    suggestions = assistant.suggestions(source.language)
    examples = "\n".join(f"  {question}" for question in suggestions)
    return (
        "This is a workspace on this machine with the bot in it; nothing leaves it.\n"
        "To connect to Slack, put the tokens in .env. Ctrl-D ends.\n\n"
        f"{source.title}\n{examples}\n"
    )


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
