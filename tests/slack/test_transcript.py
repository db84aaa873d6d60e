"""The README's transcript is what the real app says in the local workspace.

Each line with a person's name is done again, and the whole is written anew: a line that
begins with a mention is said in #general, the next ones in its thread; `/ask` is the command;
a line behind "Check this claim:" is written by somebody and checked from its menu.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.workspace import Message, View, Workspace
from bot.workspace.journal import Change

from .conftest import ROOT, Slack

NAME = "Verbatim"
CHECK = "Check this claim: "
MARGIN = 10
"""Letters before what is said: the longest name and two spaces."""

BLOCKS = re.findall(r"```text\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
TRANSCRIPT = next(block for block in BLOCKS if f"\n{NAME:<{MARGIN}}" in block)


async def test_the_readmes_transcript_is_what_the_app_says(with_article: Slack) -> None:
    workspace = with_article.workspace
    lines: list[str] = []
    thread: Message | None = None
    for person, said in acts(TRANSCRIPT):
        reply = await done(workspace, person, said, thread)
        if isinstance(reply, Message) and not reply.ephemeral_to:
            thread = thread or reply
        lines += written(person, said) + written(NAME, reply.plain)

    assert "\n".join(lines) == TRANSCRIPT.strip()


def acts(transcript: str) -> Iterator[tuple[str, str]]:
    """Who did what, in order; what the bot said is left out."""
    for line in transcript.splitlines():
        person, said = line[:MARGIN].strip(), line[MARGIN:]
        if person and person != NAME:
            yield person, said


async def done(
    workspace: Workspace, person: str, said: str, thread: Message | None
) -> Message | View:
    """What comes of an act."""
    user = workspace.person(person.lower())
    if said.startswith("/"):
        command, _, text = said.partition(" ")
        return await workspace.command(command, text, user=user)
    if said.startswith(CHECK):
        claim = workspace.say(
            said.removeprefix(CHECK), user=user, channel=workspace.channel("general")
        )
        waiting = await workspace.shortcut("check_claim", claim.message, user=user)
        return await filled(workspace, waiting)
    question = said.removeprefix(f"@{NAME} ")
    return await workspace.mention(question, user=user, thread=thread)


async def filled(workspace: Workspace, waiting: View) -> View:
    """The view once it shows something else."""

    def wanted(change: Change) -> View | None:
        view = change.subject
        is_same = isinstance(view, View) and view.id == waiting.id
        return view if is_same and view.plain != waiting.plain else None

    return await workspace.log.first(wanted, what="the view", since=0, within=workspace.timeout)


def written(name: str, said: str) -> list[str]:
    first, *rest = said.splitlines()
    return [f"{name:<{MARGIN}}{first}", *(f"{'':<{MARGIN}}{line}" for line in rest)]
