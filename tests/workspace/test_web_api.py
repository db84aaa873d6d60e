"""The Web API as slack_sdk's own client and plain HTTP meet it."""

from __future__ import annotations

import json

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace import Workspace
from bot.workspace.methods import METHODS


async def error_of(call) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response["error"]


@pytest.fixture
def general(workspace) -> str:
    return workspace.channel("general").id


async def test_arguments_come_as_form_json_or_query(workspace, general):
    arguments = {"channel": general, "text": "hello", "token": workspace.bot_token}
    blocks = [{"type": "divider"}]
    url = workspace.url + "chat.postMessage"
    async with aiohttp.ClientSession() as session:
        sent = [
            session.post(url, data=arguments | {"blocks": json.dumps(blocks)}),
            session.post(url, params=arguments | {"blocks": json.dumps(blocks)}),
            session.post(
                url,
                json={"channel": general, "text": "hello", "blocks": blocks},
                headers={"Authorization": f"Bearer {workspace.bot_token}"},
            ),
        ]
        answers = [await (await request).json() for request in sent]

    assert [answer["ok"] for answer in answers] == [True] * 3
    posted = workspace.state.messages(general)
    assert [(m.text, m.blocks) for m in posted] == [
        ("hello", ({"block_id": "auto-1", "type": "divider"},))
    ] * 3
    assert [call.arguments["blocks"] for call in workspace.calls] == [blocks] * 3
    assert not any("token" in call.arguments for call in workspace.calls)


async def test_tokens_are_checked(workspace, client, general):
    nobody = AsyncWebClient(base_url=workspace.url)
    stranger = AsyncWebClient(token="xoxb-unknown", base_url=workspace.url)
    app_level = AsyncWebClient(token=workspace.app_token, base_url=workspace.url)
    errors = [
        await error_of(nobody.auth_test()),
        await error_of(stranger.auth_test()),
        await error_of(app_level.chat_postMessage(channel=general, text="hi")),
        await error_of(client.apps_connections_open(app_token=workspace.bot_token)),
        await error_of(client.api_call("chat.shout")),
    ]
    await client.auth_revoke()
    errors.append(await error_of(client.auth_test()))

    assert errors == [
        "not_authed",
        "invalid_auth",
        "not_allowed_token_type",
        "not_allowed_token_type",
        "unknown_method",
        "token_revoked",
    ]


async def test_auth_test_says_who_and_with_which_scopes():
    async with Workspace(scopes=["chat:write", "commands"]) as workspace:
        client = AsyncWebClient(token=workspace.bot_token, base_url=workspace.url)
        answer = await client.auth_test()

    assert (answer["team_id"], answer["bot_id"]) == (workspace.team.id, workspace.team.bot_id)
    assert answer.headers["x-oauth-scopes"] == "chat:write,commands"


async def test_a_method_outside_the_scopes_is_refused_with_the_one_it_needs():
    async with Workspace(scopes=["chat:write"]) as workspace:
        client = AsyncWebClient(token=workspace.bot_token, base_url=workspace.url)
        camille = workspace.people[0].id
        dm = workspace.dm_channel().id
        calls = (client.users_info(user=camille), client.conversations_history(channel=dm))
        needed = []
        for call in calls:
            with pytest.raises(SlackApiError) as caught:
                await call
            needed.append((caught.value.response["error"], caught.value.response["needed"]))

    assert needed == [("missing_scope", "users:read"), ("missing_scope", "im:history")]


async def test_messages_that_slack_refuses(workspace, client, general):
    random = workspace.channel("random").id
    own = await client.chat_postMessage(channel=general, text="mine")
    theirs = workspace.say("theirs", channel=workspace.channel("general")).message
    post, update = client.chat_postMessage, client.chat_update
    calls = {
        "channel_not_found": post(channel="C404", text="hi"),
        "not_in_channel": post(channel=random, text="hi"),
        "no_text": client.api_call("chat.postMessage", params={"channel": general, "text": " "}),
        "invalid_blocks_format": post(channel=general, text="hi", blocks="[{"),
        "invalid_blocks": post(channel=general, text="hi", blocks=[{"type": "banner"}]),
        "invalid_metadata_schema": post(channel=general, text="hi", metadata={"a": 1}),
        "msg_too_long": update(channel=general, ts=own["ts"], text="x" * 40_001),
        "cant_update_message": update(channel=general, ts=theirs.ts, text="x"),
        "message_not_found": update(channel=general, ts="1.2", text="x"),
        "user_not_in_channel": client.chat_postEphemeral(
            channel=general, user=workspace.team.bot_id, text="hi"
        ),
    }
    assert [await error_of(call) for call in calls.values()] == list(calls)


async def test_a_long_text_is_cut(workspace, client, general):
    answer = await client.chat_postMessage(channel=general, text="é" * 50_000)

    assert len(answer["message"]["text"]) == 40_000
    assert answer["response_metadata"]["warnings"] == ["message_truncated"]


async def test_what_a_post_says_is_kept(workspace, client):
    person = workspace.people[0]
    metadata = {"event_type": "reply", "event_payload": {"event_id": "Ev1"}}
    first = await client.chat_postMessage(
        channel=person.id, text="one", unfurl_links=False, unfurl_media=False, metadata=metadata
    )
    await client.chat_postMessage(channel=person.id, text="two", thread_ts=first["ts"])
    await client.reactions_add(channel=first["channel"], timestamp=first["ts"], name="eyes")
    await client.chat_update(channel=first["channel"], ts=first["ts"], text="one!")

    message = workspace.state.message(first["channel"], first["ts"])
    assert (message.text, message.unfurl_links, message.unfurl_media) == ("one!", False, False)
    assert (message.reactions, message.metadata) == (("eyes",), metadata)
    plain = await client.conversations_replies(channel=first["channel"], ts=first["ts"])
    full = await client.conversations_replies(
        channel=first["channel"], ts=first["ts"], include_all_metadata=True
    )
    assert [m["text"] for m in plain["messages"]] == ["one!", "two"]
    assert "metadata" not in plain["messages"][0]
    assert full["messages"][0]["metadata"] == metadata


async def test_history_comes_in_pages_without_threads(workspace, client):
    person = workspace.people[0]
    sent = [await client.chat_postMessage(channel=person.id, text=str(n)) for n in range(5)]
    channel = sent[0]["channel"]
    await client.chat_postMessage(channel=channel, text="inside", thread_ts=sent[0]["ts"])
    pages = [
        [message["text"] for message in page["messages"]]
        async for page in await client.conversations_history(channel=channel, limit=2)
    ]
    recent = await client.conversations_history(
        channel=channel, oldest=sent[3]["ts"], inclusive=True
    )

    assert pages == [["4", "3"], ["2", "1"], ["0"]]
    assert [message["text"] for message in recent["messages"]] == ["4", "3"]


async def test_people_and_places_are_described(workspace, client, general):
    camille = workspace.person("camille")
    user = await client.users_info(user=camille.id, include_locale=True)
    without = await client.users_info(user=camille.id)
    opened = await client.conversations_open(users=camille.id)
    channel = await client.conversations_info(channel=general)
    posted = await client.chat_postMessage(channel=general, text="hi")
    link = await client.chat_getPermalink(channel=general, message_ts=posted["ts"])
    team = await client.team_info()

    assert user["user"]["locale"] == "fr-FR"
    assert "locale" not in without["user"]
    assert opened["channel"]["id"] == workspace.dm_channel(camille).id
    assert (channel["channel"]["name"], channel["channel"]["is_member"]) == ("general", True)
    digits = posted["ts"].replace(".", "")
    assert link["permalink"] == f"https://atelier.slack.com/archives/{general}/p{digits}"
    assert team["team"]["name"] == "Atelier"


async def test_prompts_in_a_thread_are_accepted_and_not_shown(workspace, client):
    channel = workspace.dm_channel().id
    prompts = [{"title": "t", "message": "m"}]
    set_prompts = client.assistant_threads_setSuggestedPrompts
    await set_prompts(channel_id=channel, prompts=prompts, thread_ts="1.2")
    assert channel not in workspace.state.prompts
    await set_prompts(channel_id=channel, prompts=prompts, thread_ts=None)
    await client.assistant_threads_setStatus(channel_id=channel, thread_ts="1.2", status="reads")
    await client.assistant_threads_setTitle(channel_id=channel, thread_ts="1.2", title="CNN")

    assert workspace.state.prompts[channel]["prompts"] == prompts
    assert workspace.state.statuses == {(channel, "1.2"): "reads"}
    assert workspace.state.titles == {(channel, "1.2"): "CNN"}
    five = [prompts[0]] * 5
    assert await error_of(set_prompts(channel_id=channel, prompts=five)) == "invalid_arguments"


# slack_sdk's client uses it with aiohttp 3.14.
@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
async def test_installing_by_oauth_and_uninstalling(workspace):
    team = workspace.add_team("Autre")
    query = {
        "client_id": workspace.oauth.client_id,
        "state": "s1",
        "redirect_uri": "http://127.0.0.1:9/oauth",
        "team": team.id,
    }
    async with (
        aiohttp.ClientSession() as session,
        session.get(workspace.authorization_url, params=query, allow_redirects=False) as response,
    ):
        target = response.headers["Location"]
    code = target.partition("code=")[2].partition("&")[0]
    anybody = AsyncWebClient(base_url=workspace.url)
    secret = workspace.oauth.client_secret
    arguments = {"client_id": workspace.oauth.client_id, "code": code}
    wrong = await error_of(anybody.oauth_v2_access(**arguments, client_secret="guess"))
    access = await anybody.oauth_v2_access(**arguments, client_secret=secret)
    again = await error_of(anybody.oauth_v2_access(**arguments, client_secret=secret))
    client = AsyncWebClient(token=access["access_token"], base_url=workspace.url)
    who = await client.auth_test()
    elsewhere = client.chat_postMessage(channel=workspace.channel("general").id, text="hi")

    assert target.endswith("&state=s1")
    assert (wrong, again) == ("bad_client_secret", "invalid_code")
    assert (access["team"]["id"], who["team_id"]) == (team.id, team.id)
    assert await error_of(elsewhere) == "channel_not_found"
    workspace.courier.timeout = 0.01  # nobody is connected to hear of it
    await workspace.uninstall(team)
    assert await error_of(client.auth_test()) == "account_inactive"
    assert not any(code in json.dumps(call.to_json()) for call in workspace.calls)


@pytest.mark.parametrize("host", ["slack.example", "127.0.0.1.example:80", "0.0.0.0"])
async def test_other_hosts_requests_are_refused(workspace, host):
    async with (
        aiohttp.ClientSession() as session,
        session.post(workspace.url + "api.test", headers={"Host": host}) as response,
    ):
        assert response.status == 403


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
NAMES = """channel text blocks attachments metadata thread_ts ts user users limit cursor oldest view
view_id trigger_id user_id hash prompts channel_id status title timestamp name message_ts code
client_id client_secret markdown_text external_id inclusive""".split()


@settings(max_examples=300, deadline=None)
@given(method=st.sampled_from(sorted(METHODS)), data=st.data())
async def test_any_arguments_get_an_answer_and_never_an_exception(method, data):
    workspace = Workspace()
    dm = workspace.dm_channel()
    message = workspace.say("hello", channel=workspace.channel("random")).message
    real = [dm.id, message.channel, message.ts, message.user, "1.5"]
    values = json_values | st.sampled_from(real)
    arguments = data.draw(st.dictionaries(st.sampled_from(NAMES), values))
    grant = workspace.state.grants[
        workspace.app_token if METHODS[method].caller == "app" else workspace.bot_token
    ]
    answer = workspace.web_api.call(method, arguments, grant, grant.token)

    assert answer.status == 200
    assert answer.body["ok"] or isinstance(answer.body["error"], str)
    json.dumps(answer.body)


async def test_bodies_that_are_no_arguments(workspace):
    url = workspace.url + "api.test"
    as_json = {"Content-Type": "application/json"}
    errors = []
    async with aiohttp.ClientSession() as session:
        for body in ("{", "[1]", "[" * 100_000):
            async with session.post(url, data=body, headers=as_json) as response:
                errors.append((await response.json())["error"])

    assert errors == ["invalid_json", "json_not_object", "invalid_json"]
