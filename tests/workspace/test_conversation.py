"""People and a small Bolt app in the workspace: every surface, over both transports."""

from __future__ import annotations

from bot.workspace import Message, View


def button(label: str, action_id: str, value: str = "1") -> dict:
    text = {"type": "plain_text", "text": label}
    return {"type": "button", "text": text, "action_id": action_id, "value": value}


def section(text: str) -> dict:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def modal(*blocks: dict, title: str = "Sources", **more) -> dict:
    view = {"type": "modal", "title": {"type": "plain_text", "text": title}, "blocks": list(blocks)}
    return view | more


ASK = {
    "type": "input",
    "block_id": "claim",
    "label": {"type": "plain_text", "text": "Claim"},
    "element": {"type": "plain_text_input", "action_id": "words", "initial_value": "as it was"},
}
SUBMIT = {"type": "plain_text", "text": "Check"}


async def test_a_mention_is_answered_in_its_thread(workspace, app, connect):
    @app.event("app_mention")
    async def on_mention(event, say):
        await say(text=f"you said: {event['text']}", thread_ts=event.get("thread_ts", event["ts"]))

    async with connect(workspace, app):
        reply = await workspace.mention("how many?")
        again = await workspace.mention("and Dell?", thread=reply)

    assert reply.plain == f"you said: <@{workspace.team.bot_user}> how many?"
    assert again.thread_ts == reply.thread_ts
    assert [m.ts for m in workspace.replies_to(reply)] == [reply.ts, again.ts]


async def test_a_direct_message_is_answered_and_typed_signs_arrive_escaped(workspace, app, connect):
    @app.event("message")
    async def on_message(event, say):
        if "bot_id" not in event:
            await say(
                text=event["text"],
                thread_ts=event["ts"],
                metadata={"event_type": "reply", "event_payload": {"to": event["ts"]}},
            )

    async with connect(workspace, app):
        reply = await workspace.dm("is 1 < 2 & <!here>?", user=workspace.person("alex"))
        await workspace.idle()

    assert reply.text == "is 1 &lt; 2 &amp; &lt;!here&gt;?"
    assert reply.plain == "is 1 < 2 & <!here>?"
    assert reply.metadata == {"event_type": "reply", "event_payload": {"to": reply.thread_ts}}
    assert len(workspace.replies_to(reply)) == 1


async def test_a_command_is_answered_by_its_acknowledgement(workspace, app, connect):
    @app.command("/ask")
    async def on_ask(ack, command):
        await ack(f"{command['user_name']} asks {command['text']}")

    async with connect(workspace, app):
        answer = await workspace.command("/ask", "CNN")

    assert (answer.plain, answer.ephemeral) == ("camille asks CNN", True)


async def test_a_command_is_answered_through_its_response_url(workspace, app, connect):
    @app.command("/ask")
    async def on_ask(ack, respond):
        await ack()
        await respond(text="for all", response_type="in_channel")

    async with connect(workspace, app):
        answer = await workspace.command("/ask", "CNN")

    assert (answer.plain, answer.ephemeral) == ("for all", False)
    assert answer.channel == workspace.channel("general").id


async def test_a_command_can_open_a_modal(workspace, app, connect):
    @app.command("/ask")
    async def on_ask(ack, command, client):
        await ack()
        await client.views_open(trigger_id=command["trigger_id"], view=modal(section("*Loading*")))

    async with connect(workspace, app):
        view = await workspace.command("/ask", "check", expect=View)

    assert view.plain == "Sources\nLoading"


async def test_a_button_in_a_message_changes_it(workspace, app, connect):
    @app.event("app_mention")
    async def on_mention(event, say):
        blocks = [section("Which?"), {"type": "actions", "elements": [button("CNN", "choose")]}]
        await say(text="Which?", blocks=blocks, thread_ts=event["ts"])

    @app.action("choose")
    async def on_choose(ack, body, client):
        await ack()
        place = {"channel": body["channel"]["id"], "ts": body["message"]["ts"]}
        await client.chat_update(**place, text="CNN it is")

    async with connect(workspace, app):
        question = await workspace.mention("followers")
        answer = await workspace.click(question, "CNN", expect=Message)

    assert question.plain == "Which?\n[CNN]"
    assert (answer.plain, answer.ts) == ("CNN it is", question.ts)
    assert workspace.current(question).plain == "CNN it is"


async def test_an_ephemeral_message_is_shared_and_taken_away(workspace, app, connect):
    @app.command("/ask")
    async def on_ask(ack):
        share = {"type": "actions", "elements": [button("Share", "share", "opaque")]}
        await ack(text="2.8", blocks=[section("2.8"), share])

    @app.action("share")
    async def on_share(ack, body, respond, client):
        await ack()
        assert "message" not in body
        await respond(delete_original=True)
        await client.chat_postMessage(channel=body["channel"]["id"], text="Alex shared: 2.8")

    alex = workspace.person("alex")
    async with connect(workspace, app):
        answer = await workspace.command("/ask", "CNN", user=alex)
        gone = await workspace.click(answer, "Share")
        await workspace.idle()

    assert gone.deleted
    assert [m.plain for m in workspace.state.messages(answer.channel)] == ["Alex shared: 2.8"]


async def test_a_modal_is_opened_refused_and_then_closed(workspace, app, connect):
    @app.shortcut("check")
    async def on_check(ack, shortcut, client):
        await ack()
        assert shortcut["message"]["text"] == "CNN has 3 million"
        view = modal(ASK, submit=SUBMIT, callback_id="checked")
        await client.views_open(trigger_id=shortcut["trigger_id"], view=view)

    @app.view("checked")
    async def on_checked(ack, view):
        words = view["state"]["values"]["claim"]["words"]["value"]
        if words == "as it was":
            await ack(response_action="errors", errors={"claim": "say something else"})
        elif words == "more":
            await ack(response_action="update", view=modal(section("verdict")))
        else:
            await ack()

    message = workspace.say("CNN has 3 million", channel=workspace.channel("random")).message
    async with connect(workspace, app):
        view = await workspace.shortcut("check", message)
        refused = await workspace.submit(view)
        verdict = await workspace.submit(view, {"Claim": "more"})
        view = await workspace.shortcut("check", message)
        done = await workspace.submit(view, {"words": "else"})

    assert refused.errors == {"claim": "say something else"}
    assert verdict.view.plain == "Sources\nverdict"
    assert done.view is None


async def test_home_is_published_and_its_button_answers_in_the_messages_tab(
    workspace, app, connect
):
    @app.event("app_home_opened")
    async def on_home(event, client):
        if event["tab"] == "home":
            topics = {"type": "actions", "elements": [button("Revenue", "topic")]}
            view = {"type": "home", "blocks": [section("Topics"), topics]}
            await client.views_publish(user_id=event["user"], view=view)
        else:
            prompts = [{"title": "CNN", "message": "How many followers has CNN?"}]
            await client.assistant_threads_setSuggestedPrompts(
                channel_id=event["channel"], prompts=prompts, thread_ts=None
            )

    @app.action("topic")
    async def on_topic(ack, body, client):
        await ack()
        await client.chat_postMessage(channel=body["user"]["id"], text="Revenue grew")

    camille = workspace.person("camille")
    async with connect(workspace, app):
        home = await workspace.open_home(camille)
        prompts = await workspace.open_messages_tab(camille)
        answer = await workspace.click(home, "Revenue")

    assert home.plain == "Topics\n[Revenue]"
    assert [prompt["title"] for prompt in prompts] == ["CNN"]
    assert (answer.plain, answer.channel) == ("Revenue grew", workspace.dm_channel(camille).id)


async def test_a_reply_may_stand_outside_the_thread_or_be_ephemeral(workspace, app, connect):
    workspace.mentions_in_dms = True

    @app.event("app_mention")
    async def on_mention(event, client):
        if event["channel"].startswith("C"):
            await client.chat_postEphemeral(
                channel=event["channel"],
                user=event["user"],
                text="only you",
                thread_ts=event["ts"],
            )

    @app.event("message")
    async def on_message(event, say):
        if "bot_id" not in event:
            await say("at the top")

    async with connect(workspace, app):
        hidden = await workspace.mention("psst")
        direct = await workspace.dm(f"<@{workspace.team.bot_user}> hi")
        await workspace.idle()

    assert (hidden.ephemeral, hidden.text) == (True, "only you")
    assert (direct.thread_ts, direct.text) == (None, "at the top")
    events = [each.payload["event"]["type"] for each in workspace.deliveries]
    assert sorted(events) == ["app_mention", "app_mention", "message", "message"]
