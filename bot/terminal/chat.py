"""A conversation in the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.answering.model import Choice, Thread
from bot.errors import VerbatimError
from bot.federation import Answering
from bot.terminal.conversations import checked_turn
from bot.terminal.rendering import printable, reply_text

PROMPT = "› "
_HISTORY_LINES = 1000


def converse(
    lines: Iterable[str], assistant: Answering, console: Console, *, related: bool
) -> None:
    """Answer line after line as one thread.

    A number picks one of the choices of the reply before. Blank lines are passed over.
    """
    sources = [pack.source for pack in assistant.packs]
    thread = Thread()
    choices: tuple[Choice, ...] = ()
    for line in lines:
        typed = line.strip()
        if not typed:
            continue
        try:
            reply = assistant.reply(checked_turn(_picked(typed, choices)), thread)
        except VerbatimError as error:
            console.print(Text(printable(str(error)), style="red"))
            continue
        thread, choices = reply.thread, reply.choices
        console.print(reply_text(reply, sources, related=related))
        console.print()


def typed_lines(history: Path) -> Iterator[str]:
    """What a person types, line by line, until Ctrl-D; remembered in ``history``."""
    try:
        import readline
    except ImportError:  # Windows has none; its console edits lines itself
        pass
    else:
        with suppress(OSError):  # none yet, or not ours to read
            readline.read_history_file(history)
        readline.set_history_length(_HISTORY_LINES)
    try:
        while True:
            try:
                line = input(PROMPT)
            except EOFError:
                return
            yield line
    finally:
        _remember(history)


def _remember(history: Path) -> None:
    """Write the history, if the folder can be written to: a conversation does not fail over it."""
    try:
        import readline

        history.parent.mkdir(parents=True, exist_ok=True)
        readline.write_history_file(history)
    except (ImportError, OSError):
        return


def _picked(typed: str, choices: tuple[Choice, ...]) -> str:
    if typed.isdecimal() and 1 <= int(typed) <= len(choices):
        return choices[int(typed) - 1].question
    return typed
