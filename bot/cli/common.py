"""What the commands have in common: the app they register with, options, settings, files."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bot.errors import InputError

if TYPE_CHECKING:
    from rich.console import Console

    from bot.assistant import Assistant
    from bot.curation.coverage import SourceText
    from bot.federation import Answering
    from bot.settings import Settings

app = typer.Typer(
    name="verbatim",
    help="Answers questions about a text, and shows where every word and figure comes from.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

PackOption = Annotated[
    str | None,
    typer.Option("--pack", "-p", metavar="PACK", help="The pack to use; see the setting PACKS."),
]
LanguageOption = Annotated[
    Literal["fr", "en"] | None,
    typer.Option("--language", "-l", help="Of the replies; the question's own by default."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def current_settings() -> Settings:
    """The settings of the environment."""
    from bot.settings import read_settings

    return read_settings()


def chosen_packs(settings: Settings) -> tuple[str, ...]:
    """The packs to use: those of the settings, else all there are."""
    from bot.knowledge.loading import pack_names

    packs = settings.packs or pack_names(settings.home)
    if not packs:
        raise InputError(f"{settings.home}/knowledge holds no pack; VERBATIM_HOME says where it is")
    return packs


def answering_from(pack: str | None, settings: Settings | None = None) -> Answering:
    """What answers: one pack if it is named, else all of the settings'."""
    from bot.federation import Federation

    settings = settings or current_settings()
    names = (pack,) if pack else chosen_packs(settings)
    members = [assistant_from(name, settings) for name in names]
    return members[0] if len(members) == 1 else Federation(members)


def assistant_from(pack: str | None, settings: Settings | None = None) -> Assistant:
    """What answers from one pack, the first of the settings' unless it is named."""
    from bot.assistant import Assistant
    from bot.knowledge.loading import load_pack

    settings = settings or current_settings()
    name = pack or chosen_packs(settings)[0]
    return Assistant(load_pack(name, settings.home), cache=settings.cache)


def new_console() -> Console:
    """Standard output, coloured in a terminal; lines are as long as they are."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=True, markup=False, emoji=False)


def open_lines(file: Path) -> AbstractContextManager[Iterable[bytes]]:
    """A file to read line by line; - is standard input."""
    if str(file) == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        return file.open("rb")
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from None


def read_source(path: Path) -> SourceText:
    """A text, whatever it is written in: by its places and by the lines of its file."""
    from bot.curation.coverage import SourceText
    from bot.curation.draft_text import one_place_a_line

    raw = read_raw(path)
    return SourceText(path.name, one_place_a_line(raw, path.name), raw)


def read_raw(path: Path) -> str:
    """What a file holds, which must be UTF-8."""
    from bot.knowledge.documents import line_of

    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        reason = "this is not UTF-8; save the file as UTF-8"
        raise InputError(f"{path}:{line_of(error)}: {reason}") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
