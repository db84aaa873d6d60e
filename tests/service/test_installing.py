"""Many workspaces: installed by OAuth, told apart, and gone without a trace."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from sqlalchemy import func, select

from bot.slack.installations import Installation, NewInstallation
from bot.storage.encryption import Cipher
from bot.storage.installations import StoredInstallations
from bot.storage.tables import metadata
from bot.workspace import Workspace
from bot.workspace.envelopes import Envelope, event_envelope
from bot.workspace.model import Json, Team

from .conftest import KEY, Running, Start

# slack_sdk's, on the way to oauth.v2.access.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")

QUESTION = "how many readers hold a card?"
ORGANISATION = "E0LIBRARIES"


@pytest.fixture
def by_oauth(workspace: Workspace) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": "",
        "SLACK_CLIENT_ID": workspace.oauth.client_id,
        "SLACK_CLIENT_SECRET": workspace.oauth.client_secret,
        "ENCRYPTION_KEYS": KEY,
    }


@pytest.fixture
async def service(start: Start, by_oauth: dict[str, str]) -> AsyncIterator[Running]:
    async with start(**by_oauth) as running:
        yield running


class Browser:
    """Somebody who installs the app; cookies are marked secure, so they are carried by hand."""

    def __init__(self, session: aiohttp.ClientSession, running: Running, workspace: Workspace):
        self._session, self._running, self._workspace = session, running, workspace
        self.cookies = ""

    async def get(self, url: str, **headers: str) -> tuple[int, str]:
        given = {"Cookie": self.cookies, **headers}
        async with self._session.get(url, headers=given, allow_redirects=False) as response:
            if response.cookies:
                self.cookies = "; ".join(f"{n}={m.value}" for n, m in response.cookies.items())
            return response.status, response.headers.get("Location") or await response.text()

    async def begin(self, team: Team) -> str:
        """To the consent page and back; gives the address Slack sends the browser to."""
        await self.get(f"{self._running.url}/slack/install?team={team.id}")
        state = self.cookies.partition("=")[2]
        callback = f"{self._running.url}/slack/oauth_redirect"
        consent = (
            f"{self._workspace.authorization_url}?client_id={self._workspace.oauth.client_id}"
            f"&state={state}&team={team.id}&redirect_uri={callback}"
        )
        _, location = await self.get(consent)
        return location


@pytest.fixture
async def browser(service: Running, workspace: Workspace) -> AsyncIterator[Browser]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield Browser(session, service, workspace)


async def rows(running: Running) -> dict[str, int]:
    return {
        table.name: (await running.database.one(select(func.count()).select_from(table)))[0]
        for table in metadata.sorted_tables
    }


async def test_the_install_page_leads_to_slack(browser: Browser, service: Running) -> None:
    status, page = await browser.get(f"{service.url}/slack/install", **{"Accept-Language": "fr"})

    assert status == 200
    assert "Ajouter à Slack" in page
    assert "/oauth/v2/authorize?state=" in page.replace("&amp;", "&")


async def test_an_installed_workspace_is_answered_and_another_is_not(
    browser: Browser, service: Running, workspace: Workspace
) -> None:
    other = workspace.add_team("Elsewhere")
    status, page = await browser.get(await browser.begin(other))
    reply = await workspace.dm(QUESTION, user=workspace.people_of(other)[0])

    workspace.timeout = 0.5
    said = workspace.say(QUESTION)
    for delivery in said.deliveries:
        await delivery
    await workspace.idle()

    assert status == 200
    assert "Installed in Elsewhere" in page
    assert "/ask help" in page
    assert "12,400" in reply.plain
    assert workspace.replies_to(said.message) == []


async def test_auth_test_is_not_asked_for_every_event(
    browser: Browser, workspace: Workspace
) -> None:
    await browser.get(await browser.begin(workspace.team))
    for _ in range(5):
        await workspace.dm(QUESTION)

    assert sum(call.method == "auth.test" for call in workspace.calls) == 1


@pytest.mark.parametrize(
    ("tampered", "status"),
    [
        pytest.param({"state": "guessed"}, 400, id="another state"),
        pytest.param({"code": "guessed"}, 401, id="another code"),
        pytest.param({"error": "access_denied"}, 200, id="cancelled"),
        pytest.param({"code": ""}, 401, id="no code"),
    ],
)
async def test_an_installation_that_is_not_right_leaves_nothing(
    browser: Browser, service: Running, workspace: Workspace, tampered: dict, status: int
) -> None:
    location = urlsplit(await browser.begin(workspace.team))
    query = {name: values[0] for name, values in parse_qs(location.query).items()} | tampered
    address = location._replace(query="&".join(f"{n}={v}" for n, v in query.items() if v))

    answered, page = await browser.get(address.geturl())

    assert answered == status
    assert "did not go through" in page
    assert (await rows(service))["installations"] == 0


async def test_a_state_is_good_once_and_in_its_browser(
    browser: Browser, service: Running, workspace: Workspace
) -> None:
    location = await browser.begin(workspace.team)
    mine, browser.cookies = browser.cookies, ""
    elsewhere, _ = await browser.get(location)
    browser.cookies = mine
    first, _ = await browser.get(location)
    browser.cookies = mine
    second, _ = await browser.get(location)

    assert (elsewhere, first, second) == (400, 200, 401)


async def test_after_uninstalling_no_row_is_left(
    browser: Browser, service: Running, workspace: Workspace
) -> None:
    await browser.get(await browser.begin(workspace.team))
    await workspace.dm(QUESTION)
    await workspace.dm("who won the football world cup in 1998?")
    await workspace.command("/ask", "language fr")
    await workspace.idle()
    before = await rows(service)

    deliveries = await workspace.uninstall()
    await workspace.idle()

    assert all(delivery.acknowledged for delivery in deliveries)
    assert {name for name, count in before.items() if count} == {
        "inbox",
        "threads",
        "preferences",
        "questions",
        "counts",
        "installations",
    }
    assert await rows_left(service) == {}


async def rows_left(running: Running) -> dict[str, int]:
    return {name: count for name, count in (await rows(running)).items() if count}


def of_organisation(workspace: Workspace, team: Team, event: Json) -> Envelope:
    """An event of a workspace for which its organisation installed the app."""
    envelope = event_envelope(workspace.state, team, event)
    where = {"enterprise_id": ORGANISATION, "is_enterprise_install": True}
    authorization = envelope.payload["authorizations"][0] | where
    return replace(envelope, payload=envelope.payload | where | {"authorizations": [authorization]})


async def test_after_an_organisation_uninstalls_no_row_of_its_workspaces_is_left(
    service: Running, workspace: Workspace
) -> None:
    bot = Installation(
        workspace.bot_token, workspace.team.bot_user, workspace.team.bot_id, None, ORGANISATION
    )
    installations = StoredInstallations(service.database, Cipher([KEY]))
    await installations.save(NewInstallation(bot))
    person = workspace.people[0]
    asked = {"type": "message", "channel_type": "im", "user": person.id, "ts": workspace.clock.ts()}
    asked |= {"channel": workspace.dm_channel(person).id, "text": "who won the cup in 1998?"}
    await workspace.courier.deliver(of_organisation(workspace, workspace.team, asked))
    await workspace.idle()
    before = set(await rows_left(service))

    gone = of_organisation(workspace, workspace.team, {"type": "app_uninstalled"})
    delivery = await workspace.courier.deliver(gone)
    await workspace.idle()

    assert before == {"inbox", "threads", "questions", "counts", "installations", "workspaces"}
    assert delivery.acknowledged
    assert await rows_left(service) == {}
