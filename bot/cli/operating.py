"""The commands that run the bot, and those of its operators."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from bot.cli.common import JsonOption, PackOption, app, assistant_from, current_settings
from bot.errors import InputError


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

        looks = check_service(current_settings(), mode)
        typer.echo("\n".join(map(str, looks)))
        if any(look.is_fatal and not look.is_good for look in looks):
            raise typer.Exit(1)
        return
    from bot.service.ways import choose_way

    settings = current_settings()
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

    typer.echo(f"the database has the tables of version {running.migrate(current_settings())}")


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

    settings = current_settings()
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
    counted = running.counts(current_settings(), since)
    typer.echo(counts_json(counted) if json else counts_text(counted))


@app.command(name="rotate-keys")
def rotate_keys() -> None:
    """Encrypt the kept tokens anew with the first of ENCRYPTION_KEYS."""
    from bot.service import running

    typer.echo(f"{running.rotate_keys(current_settings())} tokens are encrypted with the first key")


@app.command()
def gallery(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Made if it is not there.")],
    *,
    pack: PackOption = None,
) -> None:
    """Write the Block Kit JSON of every kind of reply and view, for Slack's Block Kit Builder."""
    from bot.slack.gallery import write_gallery

    assistant = assistant_from(pack)
    try:
        written = write_gallery(assistant, folder)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written to: {error.strerror}") from None
    typer.echo(f"wrote {len(written)} files to {folder}", err=True)
