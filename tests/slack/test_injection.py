"""Nothing that somebody typed becomes markup, a link or a ping, wherever it is shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from bot.workspace import Message, Person, View, Workspace

from .conftest import Slack, objects_in

TYPED = (
    "<!channel> <!here> <@U012AB3CD> <#C012AB3CD|general> <https://evil.example|CNN> "
    "*bold* _it_ ~no~ `code` &lt;!everyone&gt; :tada: the library lends 90,000 books"
)
Showing = Callable[[Workspace, Person], Awaitable[Message | View]]


async def in_a_thread(workspace: Workspace, alex: Person) -> Message | View:
    return await workspace.mention(TYPED, user=alex)


async def in_private(workspace: Workspace, alex: Person) -> Message | View:
    return await workspace.command("/ask", TYPED, user=alex)


async def checked_in_private(workspace: Workspace, alex: Person) -> Message | View:
    return await workspace.command("/ask", f"check {TYPED}", user=alex)


async def in_a_form(workspace: Workspace, alex: Person) -> Message | View:
    return await workspace.shortcut("ask_about", written(workspace, alex), user=alex)


async def answered_in_a_modal(workspace: Workspace, alex: Person) -> Message | View:
    form = await workspace.shortcut("ask_about", written(workspace, alex), user=alex)
    assert isinstance(form, View)
    answer = (await workspace.submit(form, {"question_text": TYPED}, user=alex)).view
    assert answer is not None
    return answer


async def checked_in_a_modal(workspace: Workspace, alex: Person) -> Message | View:
    opened = await workspace.shortcut("check_claim", written(workspace, alex), user=alex)
    assert isinstance(opened, View)
    return await workspace.view_showing(opened, "86,000")


def written(workspace: Workspace, alex: Person) -> Message:
    return workspace.say(TYPED, user=alex, channel=workspace.channel("general")).message


def assert_only_letters(shown: Message | View, besides: str = "") -> None:
    kinds = [(part.get("type"), part.get("user_id")) for part in objects_in(shown.blocks)]
    parsed = {"mrkdwn", "markdown", "link", "broadcast", "channel", "usergroup", "emoji"}
    assert not {kind for kind, _ in kinds} & parsed
    assert {user for kind, user in kinds if kind == "user"} <= {besides}
    if isinstance(shown, Message):
        assert "<" not in shown.text


@pytest.mark.parametrize(
    "show",
    [
        in_a_thread,
        in_private,
        checked_in_private,
        in_a_form,
        answered_in_a_modal,
        checked_in_a_modal,
    ],
)
async def test_what_somebody_typed_is_shown_as_letters(slack: Slack, show: Showing) -> None:
    shown = await show(slack.workspace, slack.workspace.person("alex"))

    assert_only_letters(shown)


@pytest.mark.parametrize("show", [in_private, checked_in_private, checked_in_a_modal])
async def test_what_is_shared_names_nobody_but_who_shares_it(slack: Slack, show: Showing) -> None:
    workspace = slack.workspace
    alex = workspace.person("alex")
    shown = await show(workspace, alex)
    if isinstance(shown, View):
        await workspace.submit(shown, user=alex)
    else:
        await workspace.click(shown, "share", user=alex)
    await workspace.idle()

    shared = next(message for message in slack.messages if not message.ephemeral)

    assert_only_letters(shared, besides=alex.id)
