"""The commands of ``verbatim``, and what each exits with.

0  done. ``check`` and ``eval``: nothing to mend
1  something was not right: findings, a line of ``ask --jsonl`` that is no conversation
2  nothing could be done: the command was called wrongly, a pack was refused, a setting is
   missing; what and where is on standard error
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bot.errors import InputError, PackError, VerbatimError

if TYPE_CHECKING:
    from rich.console import Console

    from bot.assistant import Assistant
    from bot.curation.coverage import SourceText
    from bot.curation.review import Decision, TaughtPhrase
    from bot.federation import Answering
    from bot.knowledge.model import Language
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
    assistant = _answering(pack)
    reply = assistant.reply(text, language=language)
    if json:
        typer.echo(as_json({"id": None, **reply.to_json()}))
        return
    from bot.terminal.rendering import explanation_text, reply_text

    shown = reply_text(reply, [pack.source for pack in assistant.packs])
    if why:
        shown.append_text(explanation_text(reply))
    _console().print(shown)


def _answer_lines(file: Path, pack: str | None, language: Language | None) -> None:
    from bot.terminal.conversations import answer_lines

    assistant = _answering(pack)
    refused = False
    with _open_lines(file) as lines:
        for answered in answer_lines(lines, assistant, language=language):
            typer.echo(answered.line.encode())  # flushed line by line: others wait for them
            refused = refused or not answered.taken
    if refused:
        raise typer.Exit(1)


@app.command()
def chat(pack: PackOption = None) -> None:
    """Talk in the terminal; from a pipe, answer each line."""
    from bot.terminal.chat import converse, typed_lines

    settings = _settings()
    assistant = _answering(pack, settings)
    console = _console()
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


@app.command()
def check(
    *,
    pack: PackOption = None,
    coverage: Annotated[
        Path | None,
        typer.Option(metavar="TEXT", help="List what of the text no fact, quote or figure covers."),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 for warnings too, not for errors only.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """List everything to mend in the packs; errors end it with 1."""
    from bot.curation.linting import lint_packs
    from bot.terminal.reports import findings_text, report_json

    settings = _settings()
    packs = (pack,) if pack else _packs(settings)
    text = None if coverage is None else _source_text(coverage)
    if text is not None and len(packs) > 1:
        raise InputError("say which pack the text is of: --coverage TEXT --pack PACK")
    try:
        findings = lint_packs(packs, settings.home, coverage=text, cache=settings.cache)
    except PackError as error:
        if json:
            typer.echo(report_json((), error.problems))
        raise
    if json:
        typer.echo(report_json(findings))
    else:
        _console().print(findings_text(findings, packs))
    if any(strict or finding.severity == "error" for finding in findings):
        raise typer.Exit(1)


@app.command("eval")
def evaluate(
    tables: Annotated[
        list[Path] | None,
        typer.Argument(metavar="TABLES", help="Files or folders; the pack's own by default."),
    ] = None,
    *,
    pack: PackOption = None,
    category: Annotated[
        str | None, typer.Option(metavar="NAME", help="Ask only what is of this category.")
    ] = None,
    only: Annotated[
        Literal["wrong", "missed", "off"] | None, typer.Option(help="List only these questions.")
    ] = None,
    limit: Annotated[int, typer.Option(min=0, help="List at most so many questions.")] = 25,
    counts: Annotated[
        bool, typer.Option("--counts", help="Print no question and no reply.")
    ] = False,
    why: Annotated[
        bool, typer.Option("--why", help="Say of every listed reply what matched, and why.")
    ] = False,
    against: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="List what changed since this report of eval --json."),
    ] = None,
    mutate: Annotated[
        bool,
        typer.Option("--mutate", help="Ask again with typos, other orders and other names."),
    ] = False,
    seed: Annotated[int, typer.Option(help="Of the mutations.")] = 0,
    json: JsonOption = False,
) -> None:
    """Ask the questions of the tables and count what is right and what is wrong."""
    from bot.curation.evaluate import run_eval
    from bot.curation.judging import Outcome
    from bot.curation.report import read_previous, read_thresholds, report_of
    from bot.terminal.conversations import as_json
    from bot.terminal.evaluations import evaluation_text

    settings = _settings()
    thresholds = read_thresholds(settings.home / "pyproject.toml")
    previous = None if against is None else read_previous(against)
    results = run_eval(
        (pack,) if pack else _packs(settings),
        settings.home,
        tables or (),
        cache=settings.cache,
        category=category,
        mutate=seed if mutate else None,
    )
    report = report_of(results, thresholds, previous)
    if json:
        typer.echo(as_json(report.to_json(counts=counts)))
    else:
        listed = Outcome(only) if only else None
        shown = evaluation_text(report, only=listed, limit=limit, counts=counts, why=why)
        _console().print(shown)
    if not report.passed:
        raise typer.Exit(1)


@app.command()
def review(
    *,
    pack: PackOption = None,
    phrase: Annotated[
        list[str] | None,
        typer.Option(metavar="N,N=INTENT", help="These questions become phrases of the intent."),
    ] = None,
    near_miss: Annotated[
        list[str] | None,
        typer.Option(metavar="N,N=INTENT", help="The intent must not answer these questions."),
    ] = None,
    dismiss: Annotated[
        list[str] | None,
        typer.Option(metavar="N,N", help="These leave the queue; `answered`: all answered by now."),
    ] = None,
    decide: Annotated[
        bool, typer.Option("--decide", help="Go through the queue and ask about each group.")
    ] = False,
    export: Annotated[
        bool, typer.Option("--export", help="Print the queue as YAML to write decisions in.")
    ] = False,
    apply: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Carry out what such a YAML decides.")
    ] = None,
    limit: Annotated[int, typer.Option(min=0, help="List at most so many groups.")] = 25,
    json: JsonOption = False,
) -> None:
    """List what went unanswered, and make it phrases or near misses of intents."""
    from dataclasses import asdict

    from bot.curation.review import DecisionKind, grouped, to_json
    from bot.curation.review_sheet import read_sheet, write_sheet
    from bot.service import running
    from bot.terminal.conversations import as_json
    from bot.terminal.reviewing import decide as asked_about
    from bot.terminal.reviewing import groups_text, read_flags

    given: dict[DecisionKind, list[str]] = {
        "phrase": phrase or [],
        "near-miss": near_miss or [],
        "dismiss": dismiss or [],
    }
    if sum((any(given.values()), decide, export, apply is not None)) > 1:
        raise typer.BadParameter("take one of --decide, --export, --apply, or flags that decide")
    settings = _settings()
    assistant = _answering(pack, settings)
    if apply is not None:
        _carry_out(read_sheet(_read_raw(apply), apply.name), assistant, settings)
        return
    groups = grouped(running.unanswered(settings), assistant)
    if decide:
        intents = {
            name
            for each in assistant.packs
            for intent in each.intents
            for name in (intent.id, f"{each.id}:{intent.id}")
        }
        decisions = tuple(asked_about(groups, intents, sys.stdin, _console()))
        _carry_out(decisions, assistant, settings)
    elif any(given.values()):
        _carry_out(read_flags(given, groups), assistant, settings)
    elif export:
        typer.echo(write_sheet(groups, _taught(assistant, settings)), nl=False)
    elif json:
        taught = [asdict(phrase) for phrase in _taught(assistant, settings)]
        typer.echo(as_json({"groups": to_json(groups), "taught": taught}))
    else:
        _console().print(groups_text(groups, limit))


def _taught(assistant: Answering, settings: Settings) -> Sequence[TaughtPhrase]:
    """What was taught in Slack; with several packs, each intent with its pack."""
    from dataclasses import replace

    from bot.service import running

    names = [pack.id for pack in assistant.packs]
    return [
        replace(phrase, intent=f"{name}:{phrase.intent}") if len(names) > 1 else phrase
        for name in names
        for phrase in running.taught_phrases(settings, name)
    ]


def _carry_out(decisions: Sequence[Decision], assistant: Answering, settings: Settings) -> None:
    """Write what was decided, then let the questions go: a refused pack keeps them."""
    from bot.curation.review import by_pack
    from bot.curation.review_writing import apply_changes, changes_of
    from bot.service import running

    for pack, decided in by_pack(decisions, assistant.packs).items():
        for file in apply_changes(changes_of(decided), pack, settings.home):
            typer.echo(f"wrote {file}")
    rows = {number: mark for decision in decisions for number, mark in decision.rows.items()}
    left = running.leave_queue(settings, rows)
    typer.echo(f"{left} of {len(rows)} questions left the queue", err=True)
    taught = {number: mark for decision in decisions for number, mark in decision.taught.items()}
    if taught:
        dropped = running.drop_taught(settings, taught)
        typer.echo(f"{dropped} of {len(taught)} taught phrases are in the pack now", err=True)


@app.command()
def lock(
    text: Annotated[Path, typer.Argument(metavar="TEXT", help="Plain text, Markdown or HTML.")],
    *,
    pack: PackOption = None,
) -> None:
    """Write the pack's source.lock, the fingerprint of its text."""
    from bot.knowledge.locking import lock_pack

    settings = _settings()
    path = lock_pack(pack or _packs(settings)[0], settings.home, _read_text(text), text.name)
    typer.echo(f"wrote {path}", err=True)


@app.command()
def draft(
    text: Annotated[Path, typer.Argument(metavar="TEXT", help="Plain text, Markdown or HTML.")],
    *,
    pack: Annotated[
        str, typer.Option("--pack", "-p", metavar="PACK", help="The id to draft it under.")
    ] = "draft",
    json: JsonOption = False,
) -> None:
    """Print what a text would be as a pack, with every guess marked todo:."""
    from bot.curation.draft_files import as_yaml, draft_of
    from bot.terminal.conversations import as_json

    drafted = draft_of(pack, _read_raw(text), text.name, _settings().home)
    typer.echo(as_json(dict(drafted.files)) if json else as_yaml(drafted), nl=json)


@app.command()
def new(
    pack: Annotated[str, typer.Argument(metavar="PACK", help="The new pack's id.")],
    text: Annotated[Path, typer.Argument(metavar="TEXT", help="Plain text, Markdown or HTML.")],
) -> None:
    """Write a new pack from a text: its draft, its lock and its first intents."""
    from bot.curation.draft_files import draft_of, new_pack

    home = _settings().home
    for file in new_pack(draft_of(pack, _read_raw(text), text.name, home), home):
        typer.echo(f"wrote {file}")
    typer.echo(f"what is left to do: verbatim check --pack {pack}", err=True)


@app.command()
def schema(
    file: Annotated[
        str | None,
        typer.Argument(metavar="FILE", help="source, terms, facts, quotes or intents; else all."),
    ] = None,
) -> None:
    """Print the JSON Schemas of the YAML files, for editors."""
    from json import dumps

    from bot.knowledge.schemas import file_schemas

    schemas = file_schemas()
    if file is not None and file not in schemas:
        raise typer.BadParameter(f"there is no schema `{file}`; there is: {', '.join(schemas)}")
    typer.echo(dumps(schemas if file is None else schemas[file], indent=2, ensure_ascii=False))


@app.command()
def run(
    *,
    socket: Annotated[bool, typer.Option("--socket", help="Connect by Socket Mode.")] = False,
    http: Annotated[bool, typer.Option("--http", help="Serve Slack's requests by HTTP.")] = False,
    check_only: Annotated[
        bool, typer.Option("--check", help="Only say whether it would run.")
    ] = False,
) -> None:
    """Run the bot: in Slack as the settings say, else in a workspace on this machine."""
    if socket and http:
        raise typer.BadParameter("--socket and --http exclude each other")
    mode: Literal["socket", "http"] | None = "socket" if socket else "http" if http else None
    if check_only:
        from bot.service.checking import check_service

        looks = check_service(_settings(), mode)
        typer.echo("\n".join(map(str, looks)))
        if any(look.is_fatal and not look.is_good for look in looks):
            raise typer.Exit(1)
        return
    from bot.service.ways import choose_way

    settings = _settings()
    way = choose_way(settings, mode)
    if way is None:
        from bot.service import local  # without Slack's libraries: the page is there at once

        local.run(settings)
        return
    from bot.service import running

    running.run(settings, way)


@app.command(context_settings={"allow_interspersed_args": False})
def workspace(
    command: Annotated[
        list[str] | None,
        typer.Argument(metavar="COMMAND", help="An app to start with the tokens in SLACK_…"),
    ] = None,
    *,
    app_url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Where the app takes requests, if not by Socket Mode."),
    ] = None,
    manifest: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The app's manifest.json: its commands and shortcuts."),
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Of the page; or the next.")] = 3000,
    signing_secret: Annotated[
        str | None, typer.Option(help="What requests are signed with; a new one by default.")
    ] = None,
    bot_token: Annotated[str | None, typer.Option(help="One more bot token to accept.")] = None,
    app_token: Annotated[str | None, typer.Option(help="One more app token to accept.")] = None,
) -> None:
    """Run a small Slack in the browser for any Bolt app, on this machine."""
    from bot.service import hosting

    hosting.host(
        hosting.Guest(
            command=tuple(command or ()),
            url=app_url,
            manifest=manifest,
            signing_secret=signing_secret,
            bot_token=bot_token,
            app_token=app_token,
        ),
        port,
    )


@app.command()
def migrate() -> None:
    """Bring the database's tables to this version."""
    from bot.service import running

    typer.echo(f"the database has the tables of version {running.migrate(_settings())}")


@app.command()
def inbox(
    *,
    retry: Annotated[
        bool, typer.Option("--retry", help="Have what was put aside tried again.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """List the questions that could not be answered, and why; without their words."""
    from bot.service import running
    from bot.terminal.operations import stuck_json, stuck_text

    settings = _settings()
    if retry:
        typer.echo(f"{running.retry_turns(settings)} are tried again")
        return
    stuck = running.stuck_turns(settings)
    typer.echo(stuck_json(stuck) if json else stuck_text(stuck))


@app.command()
def stats(
    *,
    days: Annotated[int, typer.Option(min=1, max=3650, help="How many days back.")] = 30,
    json: JsonOption = False,
) -> None:
    """Count what was asked and answered, by day, surface and kind."""
    from datetime import UTC, datetime, timedelta

    from bot.service import running
    from bot.terminal.operations import counts_json, counts_text

    since = (datetime.now(UTC) - timedelta(days=days - 1)).date().isoformat()
    counted = running.counts(_settings(), since)
    typer.echo(counts_json(counted) if json else counts_text(counted))


@app.command(name="rotate-keys")
def rotate_keys() -> None:
    """Encrypt the kept tokens anew with the first of ENCRYPTION_KEYS."""
    from bot.service import running

    typer.echo(f"{running.rotate_keys(_settings())} tokens are encrypted with the first key")


@app.command()
def gallery(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Made if it is not there.")],
    *,
    pack: PackOption = None,
) -> None:
    """Write the Block Kit JSON of every kind of reply and view, for Slack's Block Kit Builder."""
    from bot.slack.gallery import write_gallery

    assistant = _assistant(pack)
    try:
        written = write_gallery(assistant, folder)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written to: {error.strerror}") from None
    typer.echo(f"wrote {len(written)} files to {folder}", err=True)


def _settings() -> Settings:
    from bot.settings import read_settings

    return read_settings()


def _packs(settings: Settings) -> tuple[str, ...]:
    """The packs to use: those of the settings, else all there are."""
    from bot.knowledge.loading import pack_names

    packs = settings.packs or pack_names(settings.home)
    if not packs:
        raise InputError(f"{settings.home}/knowledge holds no pack; VERBATIM_HOME says where it is")
    return packs


def _answering(pack: str | None, settings: Settings | None = None) -> Answering:
    """What answers: one pack if it is named, else all of the settings'."""
    from bot.federation import Federation

    settings = settings or _settings()
    names = (pack,) if pack else _packs(settings)
    members = [_assistant(name, settings) for name in names]
    return members[0] if len(members) == 1 else Federation(members)


def _assistant(pack: str | None, settings: Settings | None = None) -> Assistant:
    from bot.assistant import Assistant
    from bot.knowledge.loading import load_pack

    settings = settings or _settings()
    name = pack or _packs(settings)[0]
    return Assistant(load_pack(name, settings.home), cache=settings.cache)


def _console() -> Console:
    """Standard output, coloured in a terminal; lines are as long as they are."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=True, markup=False, emoji=False)


def _open_lines(file: Path) -> AbstractContextManager[Iterable[bytes]]:
    """A file to read line by line; - is standard input."""
    if str(file) == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        return file.open("rb")
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from None


def _read_text(path: Path) -> str:
    """A text with one place a line, whatever it is written in."""
    from bot.curation.draft_text import one_place_a_line

    return one_place_a_line(_read_raw(path), path.name)


def _source_text(path: Path) -> SourceText:
    from bot.curation.coverage import SourceText

    return SourceText(path.name, _read_text(path), _read_raw(path))


def _read_raw(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path}: this is not UTF-8; save the file as UTF-8") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
