"""``verbatim workspace``: the local workspace with its page, for an app that is not ours."""

from __future__ import annotations

import asyncio
import json
import shlex
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from bot.errors import InputError
from bot.service.browsing import open_browser, remark, say, while_wanted
from bot.service.local import PATIENT_RETRIES
from bot.settings import environment_with
from bot.workspace import WorkspaceError
from bot.workspace.backend import SUBSCRIPTIONS
from bot.workspace.members import BOT_NAME
from bot.workspace.model import Grant, Json
from bot.workspace.page import Face, offers_in_manifest
from bot.workspace.page.offers import (
    bot_name_in_manifest,
    scopes_in_manifest,
    subscriptions_in_manifest,
)

ASK_AGAIN_AFTER = 1.0
"""Seconds between looks whether the app's address answers."""
STOP_WITHIN = 5.0
"""Seconds in which a started app may end by itself."""


@dataclass(frozen=True)
class Guest:
    """The app, and how it is reached.

    Attributes:
        command: starts it, with its tokens in the environment; empty where it runs already.
        url: its request URL; None for Socket Mode.
        manifest: its manifest.json, where there is one.
        signing_secret, bot_token, app_token: those it has already.
    """

    command: tuple[str, ...] = ()
    url: str | None = None
    manifest: Path | None = None
    signing_secret: str | None = None
    bot_token: str | None = None
    app_token: str | None = None


def host(guest: Guest, port: int) -> None:
    """Serve the workspace until Ctrl-C, or until the app that was started ends.

    Raises:
        InputError: the manifest, the address or the command cannot be used, or no port is free.
    """
    if guest.url is not None and urlsplit(guest.url).scheme not in {"http", "https"}:
        raise InputError(f"--app-url {guest.url}: this is no http address")
    manifest = read_manifest(guest.manifest) if guest.manifest else {}
    asyncio.run(while_wanted(_host(guest, manifest, port)))


def read_manifest(path: Path) -> Json:
    """An app manifest.

    Raises:
        InputError: it cannot be read, or is no JSON object.
    """
    try:
        manifest = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise InputError(f"{path}: this is no JSON: {error}") from None
    if not isinstance(manifest, dict):
        raise InputError(f"{path}: a manifest is a JSON object")
    return manifest


async def _host(guest: Guest, manifest: Json, port: int) -> None:
    face = Face(
        offers_in_manifest(manifest),
        bot_name=bot_name_in_manifest(manifest) or BOT_NAME,
        port=port,
        signing_secret=guest.signing_secret,
        scopes=scopes_in_manifest(manifest),
        subscriptions=subscriptions_in_manifest(manifest) or SUBSCRIPTIONS,
        retry_intervals=PATIENT_RETRIES,
    )
    _accept(face, guest)
    try:
        await face.start()
    except WorkspaceError as error:
        raise InputError(f"--port {port}: {error}") from None
    try:
        environment = guest_environment(face, guest)
        say(_welcome(face, guest, environment))
        open_browser(face.base_url)
        if guest.url is not None:
            face.spawn(_reach(face, guest.url))
        if not guest.command:
            await asyncio.Event().wait()
        async with _started(guest.command, environment) as process:
            status = await process.wait()
        remark(f"{shlex.join(guest.command)} ended with status {status}")
    finally:
        await face.stop()


def _accept(face: Face, guest: Guest) -> None:
    """Take the tokens the app has already."""
    team = face.team.id
    if guest.bot_token:
        grant = Grant(guest.bot_token, "bot", team, face.oauth.bot_scopes)
        face.state.grants[guest.bot_token] = grant
    if guest.app_token:
        scopes = frozenset({"connections:write"})
        face.state.grants[guest.app_token] = Grant(guest.app_token, "app", team, scopes)


def guest_environment(face: Face, guest: Guest) -> dict[str, str]:
    """What the app has to know, under the names that Slack's templates use."""
    return {
        "SLACK_API_URL": face.url,
        "SLACK_BOT_TOKEN": guest.bot_token or face.bot_token,
        "SLACK_APP_TOKEN": guest.app_token or face.app_token,
        "SLACK_SIGNING_SECRET": face.signing_secret,
    }


def _welcome(face: Face, guest: Guest, environment: dict[str, str]) -> str:
    lines = ["", f"  The workspace is at {face.base_url}", ""]
    if guest.command:
        lines.append(f"  Starting {shlex.join(guest.command)} with its tokens. Ctrl-C stops both.")
    else:
        lines.append("  Start the app with these, and give its client base_url=SLACK_API_URL:")
        lines += ["", *(f"export {name}={text}" for name, text in environment.items()), ""]
        way = f"sends everything to {guest.url}" if guest.url else "waits for it by Socket Mode"
        lines.append(f"  The workspace {way}. Ctrl-C stops it.")
    return "\n".join([*lines, ""])


async def _reach(face: Face, url: str) -> None:
    """Send everything to ``url`` once it answers Slack's challenge."""
    told = False
    while not await face.verify_url(url):
        if not told:
            remark(f"{url} does not answer Slack's challenge yet; trying again")
            told = True
        await asyncio.sleep(ASK_AGAIN_AFTER)
    face.connect_http(url)
    face.log.record("connection", detail={"opened": url, "open": 1})
    remark(f"{url} answers")


@asynccontextmanager
async def _started(
    command: tuple[str, ...], environment: dict[str, str]
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A program that ends with us.

    Raises:
        InputError: it cannot be started.
    """
    try:
        process = await asyncio.create_subprocess_exec(*command, env=environment_with(environment))
    except OSError as error:
        raise InputError(f"{command[0]}: cannot be started: {error.strerror}") from None
    try:
        yield process
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(process.wait(), STOP_WITHIN)
            except TimeoutError:
                process.kill()
