"""The commands of ``verbatim``, and what each exits with.

0  done. ``check`` and ``eval``: nothing to mend
1  something was not right: findings, a line of ``ask --jsonl`` that is no conversation
2  nothing could be done: the command was called wrongly, a pack was refused, a setting is
   missing; what and where is on standard error
"""

from __future__ import annotations

import sys

import typer

from bot.cli import asking, curating, operating
from bot.cli.common import app
from bot.errors import VerbatimError

__all__ = ["app", "asking", "curating", "main", "operating"]


def main() -> None:
    """Run the command line. Errors meant for people are printed without a traceback."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that lacks a character shows a question mark instead of failing.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        app()
    except VerbatimError as error:
        typer.echo(str(error), err=True)
        sys.exit(2)
