"""The commands that answer questions."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.common import (
    JsonOption,
    LanguageOption,
    PackOption,
    answering_from,
    app,
    current_settings,
    new_console,
    open_lines,
)

if TYPE_CHECKING:
    from bot.knowledge.model import Language


@app.command()
def ask(
    question: Annotated[
        list[str] | None, typer.Argument(metavar="QUESTION", help="In French or English.")
    ] = None,
    *,
    pack: PackOption = None,
    language: LanguageOption = None,
    why: Annotated[bool, typer.Option("--why", help="Add what matched, and why.")] = False,
    json: JsonOption = False,
    jsonl: Annotated[
        Path | None,
        typer.Option(
            help="Answer conversations from a file, or - for standard input: "
            'one {"id": …, "turns": ["…"]} a line.',
            metavar="FILE",
        ),
    ] = None,
) -> None:
    """Answer a question."""
    if jsonl is not None:
        if question or why:
            raise typer.BadParameter("--jsonl takes neither a question nor --why")
        _answer_lines(jsonl, pack, language)
        return
    if question is None:
        raise typer.BadParameter("what is the question? Give it, or --jsonl -")
    from bot.terminal.conversations import as_json, checked_turn

    text = checked_turn(" ".join(question))
    assistant = answering_from(pack)
    reply = assistant.reply(text, language=language)
    if json:
        typer.echo(as_json({"id": None, **reply.to_json()}))
        return
    from bot.terminal.rendering import explanation_text, reply_text

    shown = reply_text(reply, [pack.source for pack in assistant.packs])
    if why:
        shown.append_text(explanation_text(reply))
    new_console().print(shown)


def _answer_lines(file: Path, pack: str | None, language: Language | None) -> None:
    from bot.terminal.conversations import answer_lines

    assistant = answering_from(pack)
    refused = False
    with open_lines(file) as lines:
        for answered in answer_lines(lines, assistant, language=language):
            typer.echo(answered.line.encode())  # flushed line by line: others wait for them
            refused = refused or not answered.taken
    if refused:
        raise typer.Exit(1)


@app.command()
def chat(pack: PackOption = None) -> None:
    """Talk in the terminal; from a pipe, answer each line."""
    from bot.terminal.chat import converse, typed_lines

    settings = current_settings()
    assistant = answering_from(pack, settings)
    console = new_console()
    interactive = sys.stdin.isatty()
    if interactive:
        sources = [pack.source for pack in assistant.packs]
        suggestions = assistant.suggestions(sources[0].language)
        titles = (source.title for source in sources)
        console.print("\n".join([*titles, *(f"  {text}" for text in suggestions), ""]))
        lines = typed_lines(settings.cache / "history")
    else:
        lines = (line.decode(errors="replace") for line in sys.stdin.buffer)
    converse(lines, assistant, console, related=interactive)
