"""What the page draws: every block there is, for everybody, on every screen."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from slack_sdk.web.async_client import AsyncWebClient

from bot.assistant import Assistant
from bot.slack.gallery import specimens
from bot.workspace import Person
from bot.workspace.page import Face
from tests.e2e.conftest import Beside, Opened, Slack

pytestmark = pytest.mark.e2e

PICTURE = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 4 4'%3E"
    "%3Crect width='4' height='4' fill='teal'/%3E%3C/svg%3E"
)
SERIES = [
    {"name": name, "data": [{"label": label, "value": value * factor} for label, value in points]}
    for points in [[("T1", 3), ("T2", 5.5), ("T3", -1), ("T4", 8)]]
    for name, factor in [("un", 1), ("deux", 2)]
]
AXES = {"categories": ["T1", "T2", "T3", "T4"], "x_label": "Trimestres", "y_label": "Euros"}


def plain(text: str) -> dict:
    return {"type": "plain_text", "text": text}


def option(text: str) -> dict:
    return {"text": plain(text), "value": text}


EVERY_BLOCK = [
    {"type": "header", "text": plain("Every block")},
    {
        "type": "section",
        "text": {
            "type": "mrkdwn",
            "text": "*bold* _italic_ ~gone~ `code` &lt;b&gt; <https://example.org|a link> "
            "<javascript:alert(1)|no link> <!here> :tada: :no_such_emoji:\n&gt; quoted\n```raw```",
        },
        "fields": [plain("field one"), {"type": "mrkdwn", "text": "*field* two"}],
        "accessory": {"type": "image", "image_url": PICTURE, "alt_text": "a teal square"},
    },
    {"type": "divider"},
    {"type": "context", "elements": [plain("small print"), {"type": "mrkdwn", "text": "_more_"}]},
    {
        "type": "actions",
        "elements": [
            {"type": "button", "text": plain("Go"), "style": "primary", "value": "go"},
            {"type": "button", "text": plain("Drop"), "style": "danger", "value": "drop"},
            {"type": "static_select", "placeholder": plain("Which"), "options": [option("A")]},
            {"type": "overflow", "options": [option("first"), option("second")]},
            {"type": "datepicker", "placeholder": plain("When")},
            {"type": "radio_buttons", "options": [option("r1"), option("r2")]},
            {"type": "checkboxes", "options": [option("c1"), option("c2")]},
            {"type": "users_select", "placeholder": plain("Who")},
        ],
    },
    {"type": "image", "image_url": PICTURE, "alt_text": "teal", "title": plain("A picture")},
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [
                    {"type": "text", "text": "bold", "style": {"bold": True, "italic": True}},
                    {"type": "emoji", "name": "wave"},
                    {"type": "link", "url": "https://example.org", "text": "linked"},
                    {"type": "broadcast", "range": "channel"},
                ],
            },
            {
                "type": "rich_text_list",
                "style": "ordered",
                "elements": [
                    {"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}
                ],
            },
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "said"}]},
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "kept"}]},
        ],
    },
    {
        "type": "markdown",
        "text": "# Title\n**bold** *it* ~~gone~~ `x` [link](https://example.org) <b>\n\n"
        "- a\n- b\n\n1. c\n\n> quote\n\n| h1 | h2 |\n|----|----|\n| v1 | v2 |\n\n```\nraw\n```",
    },
    {
        "type": "table",
        "column_settings": [{"align": "left"}, {"align": "right"}],
        "rows": [
            [{"type": "raw_text", "text": "name"}, {"type": "raw_text", "text": "count"}],
            [{"type": "raw_text", "text": "CNN"}, {"type": "raw_number", "value": 3}],
        ],
    },
    {
        "type": "card",
        "title": plain("A card"),
        "body": plain("its body"),
        "actions": [{"type": "button", "text": plain("Press"), "value": "card"}],
    },
    {
        "type": "context_actions",
        "elements": [{"type": "icon_button", "icon": "trash", "text": plain("Bin")}],
    },
]
CHARTS = [
    *(
        {
            "type": "data_visualization",
            "title": kind,
            "chart": {"type": kind, "series": SERIES, "axis_config": AXES},
        }
        for kind in ("bar", "line", "area")
    ),
    {
        "type": "data_visualization",
        "title": "pie",
        "chart": {
            "type": "pie",
            "segments": [{"label": "a", "value": 3}, {"label": "b", "value": 1}],
        },
    },
]


def client(face: Face) -> AsyncWebClient:
    return AsyncWebClient(token=face.bot_token, base_url=face.url)


async def posted(face: Face, *blocks: dict) -> None:
    """The bot posts ``blocks`` in #general."""
    general = face.channel("general").id
    await client(face).chat_postMessage(channel=general, text="t", blocks=list(blocks))


async def published(face: Face, person: Person, view: dict) -> None:
    await client(face).views_publish(user_id=person.id, view=view)


def test_every_block_is_drawn(slack: Slack, beside: Beside, face: Face) -> None:
    beside.run(posted(face, *EVERY_BLOCK))
    beside.run(posted(face, *CHARTS[:2]))
    beside.run(posted(face, *CHARTS[2:]))

    expect(slack.page.locator("article.message")).to_have_count(3)
    expect(slack.page.locator(".chart svg")).to_have_count(4)
    expect(slack.page.locator(".unknown")).to_have_count(0)
    first = slack.page.locator("article.message").first
    for words in ("bold", "<b>", "field two", "A picture", "v2", "quoted", "its body", "Bin"):
        expect(first).to_contain_text(words)
    expect(first.get_by_role("link", name="a link")).to_have_attribute(
        "href", "https://example.org"
    )
    expect(first.get_by_role("link", name="no link")).to_have_count(0)
    expect(first.locator("img")).to_have_count(2)
    slack.page.locator(".chart").first.scroll_into_view_if_needed()
    slack.shot("charts")


def test_a_block_that_is_not_known_is_said_to_be(slack: Slack, beside: Beside, face: Face) -> None:
    async def post() -> None:
        said = face.say("hello", channel=face.channel("general"))
        odd = {"type": "hologram", "block_id": "x", "depth": 3}
        face.state.change(replace(said.message, blocks=(odd,)))

    beside.run(post())

    expect(slack.page.locator(".unknown")).to_contain_text("hologram")
    slack.page.locator(".unknown summary").click()
    expect(slack.page.locator(".unknown pre")).to_contain_text('"depth": 3')


@pytest.mark.parametrize("language", ["fr", "en"])
def test_everything_the_bot_sends_is_drawn(
    slack: Slack, beside: Beside, face: Face, assistant: Assistant, language: str
) -> None:
    shown = list(specimens(assistant, language))
    for _, payload in shown:
        if payload.get("type") not in {"modal", "home"}:
            beside.run(posted(face, *payload["blocks"]))
    camille = face.person("camille")
    for name, payload in shown:
        if payload.get("type") == "modal":
            view = face.views.open(face.team, camille.id, payload)  # no click, so no trigger
            expect(slack.modal.locator("h2")).to_have_text(payload["title"]["text"])
            assert slack.modal.locator(".unknown").count() == 0, name
            face.views.close(view)
        elif payload.get("type") == "home":
            beside.run(published(face, camille, payload))
    messages = sum(payload.get("type") not in {"modal", "home"} for _, payload in shown)

    expect(slack.page.locator("article.message")).to_have_count(messages)
    expect(slack.page.locator(".unknown")).to_have_count(0)


WIDE, PHONE = {"width": 1360, "height": 820}, {"width": 390, "height": 780}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing(
    opened: Opened, beside: Beside, face: Face, size: dict, scheme: str
) -> None:
    slack = opened(viewport=size, color_scheme=scheme)
    beside.run(posted(face, *EVERY_BLOCK))
    beside.run(posted(face, *CHARTS[:2]))
    findings = {"blocks": violations(slack)}
    slack.ask("@Verbatim Combien de followers compte CNN ?")
    slack.shot(f"thread-{'phone' if size is PHONE else 'wide'}-{scheme}")
    findings["thread"] = violations(slack)
    slack.answer.get_by_text("Voir la source").click()
    expect(slack.modal).to_be_visible()
    findings["modal"] = violations(slack)
    slack.shot(f"modal-{'phone' if size is PHONE else 'wide'}-{scheme}")
    slack.page.keyboard.press("Escape")
    expect(slack.modal).to_have_count(0)
    slack.answer.hover()
    slack.answer.locator(".toolbar [aria-haspopup=menu]").click()
    expect(slack.page.get_by_role("menuitem").first).to_be_focused()
    findings["menu"] = violations(slack)
    slack.page.keyboard.press("Escape")
    slack.open("home")
    expect(slack.page.locator(".home select")).to_be_visible()
    findings["home"] = violations(slack)
    slack.shot(f"home-{'phone' if size is PHONE else 'wide'}-{scheme}")
    slack.open("dm")
    slack.composer.press_sequentially("/")
    expect(slack.page.get_by_role("option")).to_be_visible()
    findings["suggestions"] = violations(slack)
    if size is PHONE:
        slack.composer.fill("")
        slack.page.get_by_role("button", name="Canaux et personnes").click()
    slack.page.get_by_role("button", name="Inspecteur").click()
    slack.page.locator(".entry").first.dispatch_event("click")
    findings["inspector"] = violations(slack)
    slack.shot(f"inspector-{'phone' if size is PHONE else 'wide'}-{scheme}")
    slack.page.goto(f"{slack.address}/?again#/general")
    slack.page.wait_for_selector("html[data-ready]")
    slack.composer.fill("/ask sujets")
    slack.composer.press("Enter")
    expect(slack.page.locator(".message.ephemeral")).to_be_visible()
    findings["ephemeral"] = violations(slack)
    if size is PHONE:
        slack.page.get_by_role("button", name="Canaux et personnes").click()
    slack.page.get_by_role("button", name="Conversations d’exemple").click()
    expect(slack.modal.locator("h2")).to_be_visible()
    findings["examples"] = violations(slack)

    assert {state: found for state, found in findings.items() if found} == {}


def violations(slack: Slack) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA and its own best practices."""
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(slack.page, options={"runOnly": tags}).response["violations"]
    return [
        f"{each['impact']}: {each['id']}: {node['target']} {node['failureSummary']}"
        for each in found
        for node in each["nodes"][:3]
    ]


def test_nothing_is_cut_off_on_a_phone(opened: Opened) -> None:
    slack = opened(viewport=PHONE)
    slack.ask("@Verbatim Quels sont les profils les plus suivis ?")
    wide = "document.documentElement.scrollWidth"
    assert slack.page.evaluate(wide) <= PHONE["width"]

    slack.thread.get_by_role("button", name="Fermer").click()
    expect(slack.composer).to_be_visible()
    slack.page.get_by_role("button", name="Canaux et personnes").click()
    slack.page.get_by_role("link", name="random").click()

    expect(slack.page.locator("h1")).to_have_text("random")


def test_dialogs_stay_on_the_screen(opened: Opened) -> None:
    slack = opened(viewport=PHONE)
    slack.composer.fill("CNN compte 3 millions de followers. " * 20)
    slack.composer.press("Enter")
    expect(slack.last).to_contain_text("3 millions")
    slack.menu(slack.last, "Check this claim")
    expect(slack.modal).to_contain_text("20 phrases")
    slack.shot("long-modal")
    assert_on_screen(slack)
    slack.page.keyboard.press("Escape")
    expect(slack.modal).to_have_count(0)

    slack.page.get_by_role("button", name="Canaux et personnes").click()
    slack.page.get_by_role("button", name="Conversations d’exemple").click()
    expect(slack.modal.locator("h2")).to_be_visible()
    assert_on_screen(slack)


def assert_on_screen(slack: Slack) -> None:
    """The dialog's heading and its buttons can be seen whole."""
    for part in ("h2", "footer button >> nth=0"):
        box = slack.modal.locator(part).bounding_box()
        assert box is not None
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= PHONE["height"]


def test_the_inspector_shows_itself_on_a_phone(opened: Opened) -> None:
    slack = opened(viewport=PHONE)
    slack.page.get_by_role("button", name="Canaux et personnes").click()
    slack.page.get_by_role("button", name="Inspecteur").click()

    expect(slack.page.locator(".sidebar")).to_be_hidden()
    expect(slack.page.locator(".inspector h2")).to_be_in_viewport()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_letters_of_a_chart_can_be_read(opened: Opened, size: dict) -> None:
    slack = opened(viewport=size)
    answer = slack.ask("@Verbatim Quels sont les profils les plus suivis ?")
    drawing = answer.locator(".chart svg")
    expect(drawing.get_by_text("3,9 M")).to_be_visible()

    for number in drawing.locator(".value").all():
        box = number.bounding_box()
        assert box is not None
        assert box["height"] >= SMALLEST_LETTERS


SMALLEST_LETTERS = 11  # CSS pixels


def test_no_other_site_is_asked_for_anything(slack: Slack) -> None:
    asked: list[str] = []
    slack.page.on("request", lambda request: asked.append(request.url))
    slack.open("home")
    slack.open("dm")

    strangers = [url for url in asked if not re.match(re.escape(slack.address), url)]
    assert strangers == []
