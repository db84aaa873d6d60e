"""Modals and Home tabs: triggers, the stack, hashes, what is filled in."""

from __future__ import annotations

import pytest
from slack_sdk.errors import SlackApiError

from bot.workspace import NotAcknowledgedError, NotPossibleError, View


def plain(text: str) -> dict:
    return {"type": "plain_text", "text": text}


def modal(*blocks: dict, title: str = "Modal", **more) -> dict:
    blocks = blocks or ({"type": "divider"},)
    return {"type": "modal", "title": plain(title), "blocks": list(blocks)} | more


def field(action_id: str, *, optional: bool = False, **element) -> dict:
    element = {"type": "plain_text_input", "action_id": action_id} | element
    label = plain(action_id.title())
    block = {"type": "input", "block_id": f"{action_id}_block", "label": label, "element": element}
    return block | {"optional": optional}


def option(value: str) -> dict:
    return {"text": plain(value.upper()), "value": value}


def trigger(workspace) -> str:
    return workspace.state.new_trigger(workspace.people[0].id).id


async def error_of(call) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response["error"]


async def test_a_trigger_opens_one_view_within_three_seconds(workspace, client):
    first, late = trigger(workspace), trigger(workspace)
    await client.views_open(trigger_id=first, view=modal())
    errors = [await error_of(client.views_open(trigger_id=first, view=modal()))]
    workspace.clock.advance(4)
    errors.append(await error_of(client.views_open(trigger_id=late, view=modal())))
    errors.append(await error_of(client.views_open(trigger_id="1.2.x", view=modal())))
    invalid = modal(title="x" * 25)
    errors.append(await error_of(client.views_open(trigger_id=trigger(workspace), view=invalid)))

    assert errors == [
        "exchanged_trigger_id",
        "expired_trigger_id",
        "invalid_trigger_id",
        "invalid_arguments",
    ]


async def test_a_refused_view_leaves_its_trigger_good(workspace, client):
    good = trigger(workspace)
    await error_of(client.views_open(trigger_id=good, view=modal(title="")))
    assert (await client.views_open(trigger_id=good, view=modal()))["ok"]


async def test_views_are_stacked_three_high(workspace, client):
    person = workspace.people[0]
    assert await error_of(client.views_push(trigger_id=trigger(workspace), view=modal())) == (
        "not_found"
    )
    opened = await client.views_open(trigger_id=trigger(workspace), view=modal(title="1"))
    for title in "23":
        await client.views_push(trigger_id=trigger(workspace), view=modal(title=title))
    push = client.views_push(trigger_id=trigger(workspace), view=modal(title="4"))

    assert await error_of(push) == "push_limit_reached"
    top = workspace.views.top(person.id)
    assert (top.plain, top.root_view_id) == ("3", opened["view"]["id"])
    below = await workspace.close(top)
    assert below.plain == "2"
    with pytest.raises(NotPossibleError, match="not the one on top"):
        await workspace.close(top)


async def test_a_view_is_changed_by_id_or_external_id_unless_the_hash_is_old(workspace, client):
    view = modal(field("words"), submit=plain("Go"), external_id="mine")
    opened = (await client.views_open(trigger_id=trigger(workspace), view=view))["view"]
    again = modal(external_id="mine")
    changed = modal(field("words"), title="Changed", submit=plain("Go"))
    update = client.views_update
    duplicate = await error_of(client.views_open(trigger_id=trigger(workspace), view=again))
    first = await update(view_id=opened["id"], hash=opened["hash"], view=changed)
    conflict = await error_of(update(view_id=opened["id"], hash=opened["hash"], view=changed))
    await update(external_id="mine", view=modal(title="By name"))
    unknown = await error_of(update(view_id="V404", view=changed))

    assert (duplicate, conflict, unknown) == ("duplicate_external_id", "hash_conflict", "not_found")
    assert first["view"]["hash"] != opened["hash"]
    assert workspace.views.top(workspace.people[0].id).plain == "By name"


async def test_what_is_filled_in_reaches_the_app_and_survives_an_update(workspace, app, connect):
    seen = []

    @app.view("form")
    async def on_form(ack, view):
        seen.append(view["state"]["values"])
        await ack(response_action="update", view=form)

    choices = [option("fr"), option("en")]
    form = modal(
        field("words", max_length=5),
        field("note", optional=True),
        field("language", type="static_select", options=choices, initial_option=choices[0]),
        field("topics", type="checkboxes", options=choices, optional=True),
        submit=plain("Go"),
        callback_id="form",
    )
    async with connect(workspace, app):
        opened = await app.client.views_open(trigger_id=trigger(workspace), view=form)
        view = workspace.views.get(opened["view"]["id"])
        with pytest.raises(NotPossibleError, match="'Words' must be filled in"):
            await workspace.submit(view)
        with pytest.raises(NotPossibleError, match="no input called"):
            await workspace.submit(view, {"words": "CNN", "colour": "red"})
        with pytest.raises(NotPossibleError, match="has 7 characters"):
            await workspace.submit(view, {"words": "CNN CNN"})
        with pytest.raises(NotPossibleError, match="'de' is not among the choices"):
            await workspace.submit(view, {"words": "CNN", "language": "de"})
        await workspace.submit(view, {"Words": "CNN", "language": "EN", "topics_block": ["fr"]})
        await workspace.submit(view)

    text = {"type": "plain_text_input", "value": "CNN"}
    assert seen[0] == {
        "words_block": {"words": text},
        "note_block": {"note": {"type": "plain_text_input", "value": None}},
        "language_block": {"language": {"type": "static_select", "selected_option": choices[1]}},
        "topics_block": {"topics": {"type": "checkboxes", "selected_options": [choices[0]]}},
    }
    assert seen[1] == seen[0]


async def test_an_invalid_answer_to_a_submission_is_reported(workspace, app, connect):
    answers = iter(
        [
            {"response_action": "errors", "errors": {"nowhere": "wrong"}},
            {"response_action": "update", "view": modal(title="x" * 25)},
            {"response_action": "explode"},
        ]
    )

    @app.view("form")
    async def on_form(ack):
        await ack(next(answers))

    form = modal(field("words"), submit=plain("Go"), callback_id="form")
    async with connect(workspace, app):
        opened = await app.client.views_open(trigger_id=trigger(workspace), view=form)
        view = workspace.views.get(opened["view"]["id"])
        for _ in range(3):
            with pytest.raises(NotAcknowledgedError, match="invalid_arguments"):
                await workspace.submit(view, {"words": "x"})


async def test_a_submission_pushes_and_clears(workspace, app, connect):
    @app.view("first")
    async def on_first(ack):
        await ack(response_action="push", view=second)

    @app.view("second")
    async def on_second(ack):
        await ack(response_action="clear")

    first = modal(submit=plain("Go"), callback_id="first", title="1")
    second = modal(submit=plain("Go"), callback_id="second", title="2")
    async with connect(workspace, app):
        opened = await app.client.views_open(trigger_id=trigger(workspace), view=first)
        pushed = await workspace.submit(workspace.views.get(opened["view"]["id"]))
        done = await workspace.submit(pushed.view)

    assert pushed.view.title["text"] == "2"
    assert done.view is None
    assert not workspace.views.get(opened["view"]["id"]).is_open


async def test_closing_is_told_to_the_app_that_asked(workspace, app, connect):
    closed = []

    @app.view_closed("quiet")
    async def on_closed(ack, view):
        closed.append(view["id"])
        await ack()

    async with connect(workspace, app):
        for notify in (False, True):
            view = modal(callback_id="quiet", notify_on_close=notify)
            opened = await app.client.views_open(trigger_id=trigger(workspace), view=view)
            await workspace.close(workspace.views.get(opened["view"]["id"]))

    assert closed == [opened["view"]["id"]]


async def test_a_modal_opened_first_is_filled_after(workspace, app, connect):
    @app.shortcut("check")
    async def on_check(ack, shortcut, client):
        await ack()
        view = modal(title="Loading")
        opened = await client.views_open(trigger_id=shortcut["trigger_id"], view=view)
        fresh = opened["view"]
        await client.views_update(view_id=fresh["id"], hash=fresh["hash"], view=modal(title="Done"))

    message = workspace.say("a claim").message
    async with connect(workspace, app):
        loading = await workspace.shortcut("check", message)
        done = await workspace.view_showing(loading, "Done")

    assert (loading.plain, done.plain) == ("Loading", "Done")


async def test_a_button_in_a_modal_pushes_another(workspace, app, connect):
    button = {"type": "button", "text": plain("More"), "action_id": "more", "value": "v"}

    @app.action("more")
    async def on_more(ack, body, client):
        await ack()
        assert body["container"]["view_id"] == body["view"]["id"]
        await client.views_push(trigger_id=body["trigger_id"], view=modal(title="More"))

    async with connect(workspace, app):
        first = modal({"type": "actions", "elements": [button]})
        opened = await app.client.views_open(trigger_id=trigger(workspace), view=first)
        pushed = await workspace.click(
            workspace.views.get(opened["view"]["id"]), "More", expect=View
        )

    assert pushed.previous_view_id == opened["view"]["id"]


async def test_home_is_published_for_each_person(workspace, client):
    camille, alex = workspace.people
    home = {"type": "home", "blocks": [{"type": "header", "text": plain("Bonjour")}]}
    published = await client.views_publish(user_id=camille.id, view=home)
    stale = published["view"]["hash"]
    await client.views_publish(user_id=camille.id, view=home, hash=stale)
    errors = [
        await error_of(client.views_publish(user_id=camille.id, view=home, hash=stale)),
        await error_of(client.views_publish(user_id="U404", view=home)),
        await error_of(client.views_publish(user_id=camille.id, view=modal())),
    ]

    assert workspace.views.home(camille.id).plain == "Bonjour"
    assert workspace.views.home(alex.id) is None
    assert errors == ["hash_conflict", "user_not_found", "invalid_arguments"]
