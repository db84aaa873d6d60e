"""The commands of curators."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bot.cli.common import (
    JsonOption,
    PackOption,
    answering_from,
    app,
    chosen_packs,
    current_settings,
    new_console,
    read_raw,
    read_source,
)
from bot.errors import InputError, PackError

if TYPE_CHECKING:
    from bot.curation.review import Decision, TaughtPhrase
    from bot.federation import Answering
    from bot.settings import Settings


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

    settings = current_settings()
    packs = (pack,) if pack else chosen_packs(settings)
    text = None if coverage is None else read_source(coverage)
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
        new_console().print(findings_text(findings, packs))
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

    settings = current_settings()
    thresholds = read_thresholds(settings.home / "pyproject.toml")
    previous = None if against is None else read_previous(against)
    results = run_eval(
        (pack,) if pack else chosen_packs(settings),
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
        new_console().print(shown)
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
    settings = current_settings()
    assistant = answering_from(pack, settings)
    if apply is not None:
        _carry_out(read_sheet(read_raw(apply), apply.name), assistant, settings)
        return
    groups = grouped(running.unanswered(settings), assistant)
    if decide:
        intents = {
            name
            for each in assistant.packs
            for intent in each.intents
            for name in (intent.id, f"{each.id}:{intent.id}")
        }
        decisions = tuple(asked_about(groups, intents, sys.stdin, new_console()))
        _carry_out(decisions, assistant, settings)
    elif any(given.values()):
        _carry_out(read_flags(given, groups), assistant, settings)
    elif export:
        typer.echo(write_sheet(groups, _taught(assistant, settings)), nl=False)
    elif json:
        taught = [asdict(phrase) for phrase in _taught(assistant, settings)]
        typer.echo(as_json({"groups": to_json(groups), "taught": taught}))
    else:
        new_console().print(groups_text(groups, limit))


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

    settings = current_settings()
    source = read_source(text)
    name = pack or chosen_packs(settings)[0]
    path = lock_pack(name, settings.home, source.places, source.name)
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

    drafted = draft_of(pack, read_raw(text), text.name, current_settings().home)
    typer.echo(as_json(dict(drafted.files)) if json else as_yaml(drafted), nl=json)


@app.command()
def new(
    pack: Annotated[str, typer.Argument(metavar="PACK", help="The new pack's id.")],
    text: Annotated[Path, typer.Argument(metavar="TEXT", help="Plain text, Markdown or HTML.")],
) -> None:
    """Write a new pack from a text: its draft, its lock and its first intents."""
    from bot.curation.draft_files import draft_of, new_pack

    home = current_settings().home
    for file in new_pack(draft_of(pack, read_raw(text), text.name, home), home):
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
