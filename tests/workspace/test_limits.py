"""What Slack refuses in blocks and views is refused here, with its error names."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.errors import SlackApiError

from bot.workspace.elements import element_problems
from bot.workspace.validation import blocks_problems, view_problems


def plain(text: str) -> dict:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict:
    return {"type": "mrkdwn", "text": text}


def section(text: str = "x", **more) -> dict:
    return {"type": "section", "text": mrkdwn(text)} | more


def button(**more) -> dict:
    return {"type": "button", "text": plain("Go"), "action_id": "go"} | more


def actions(*elements: dict) -> dict:
    return {"type": "actions", "elements": list(elements)}


def feedback(**more) -> dict:
    good, bad = ({"text": plain(t), "value": t} for t in ("Good", "Bad"))
    return {
        "type": "feedback_buttons",
        "action_id": "feedback",
        "positive_button": good | more,
        "negative_button": bad,
    }


def context_actions(*elements: dict) -> dict:
    return {"type": "context_actions", "elements": list(elements)}


def cell(text: str) -> dict:
    return {"type": "raw_text", "text": text}


def table(rows: int = 2, columns: int = 2, text: str = "x") -> dict:
    return {"type": "table", "rows": [[cell(text)] * columns] * rows}


def chart(kind: str = "bar", points: int = 2, series: int = 1, **more) -> dict:
    labels = [f"c{n}" for n in range(points)]
    data = [{"label": label, "value": n} for n, label in enumerate(labels)]
    body = {
        "type": kind,
        "series": [{"name": f"s{n}", "data": data} for n in range(series)],
        "axis_config": {"categories": labels},
    }
    return {"type": "data_visualization", "title": "Followers", "chart": body} | more


def pie(segments: int = 2) -> dict:
    shares = [{"label": f"s{n}", "value": n + 1} for n in range(segments)]
    return chart(chart={"type": "pie", "segments": shares})


def image(**more) -> dict:
    return {"type": "image", "image_url": "https://example.org/i.png"} | more


def menu(kind: str, options: int) -> dict:
    option = [{"text": plain(str(n)), "value": str(n)} for n in range(options)]
    return {"type": kind, "action_id": "m", "options": option}


def rich(*runs: dict) -> dict:
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": list(runs)}],
    }


def changed(block: dict, *path, value) -> dict:
    """A copy of ``block`` with one thing in it replaced."""
    key, *rest = path
    copy = dict(block) if isinstance(block, dict) else list(block)
    copy[key] = changed(copy[key], *rest, value=value) if rest else value
    return copy


GOOD = [
    pytest.param([section("x" * 3000)], id="section at its limit"),
    pytest.param([{"type": "section", "fields": [mrkdwn("x" * 2000)] * 10}], id="ten fields"),
    pytest.param([{"type": "header", "text": plain("x" * 150)}], id="header at its limit"),
    pytest.param([{"type": "divider"}] * 50, id="fifty blocks"),
    pytest.param([actions(*(button(action_id=str(n)) for n in range(25)))], id="25 buttons"),
    pytest.param([actions(button()), actions(button())], id="one action_id in two blocks"),
    pytest.param([context_actions(feedback())], id="feedback buttons"),
    pytest.param([table(100, 20)], id="table at its limit"),
    pytest.param([chart(points=20, series=6), pie(6)], id="two charts at their limits"),
    pytest.param([chart("line"), chart("area")], id="line and area"),
    pytest.param([image(alt_text="a bar chart")], id="image"),
    pytest.param([section(accessory=menu("static_select", 100))], id="menu at its limit"),
    pytest.param([{"type": "markdown", "text": "x" * 12_000}], id="markdown at its limit"),
    pytest.param([{"type": "rich_text", "elements": []}], id="rich text"),
    pytest.param(
        [
            rich(
                {"type": "text", "text": "x", "style": {"bold": True}},
                {"type": "user", "user_id": "U1"},
                {"type": "link", "url": "https://example.org"},
                {"type": "emoji", "name": "wave"},
            )
        ],
        id="runs of rich text",
    ),
]

BAD = [
    pytest.param([section("x" * 3001)], "less than 3001", "/blocks/0/text/text", id="section"),
    pytest.param([section("")], "more than 0", "/blocks/0/text/text", id="empty section"),
    pytest.param([{"type": "section"}], "missing", "/blocks/0", id="section of nothing"),
    pytest.param(
        [{"type": "section", "fields": [mrkdwn("x")] * 11}], "10", "/blocks/0/fields", id="fields"
    ),
    pytest.param(
        [{"type": "section", "fields": [mrkdwn("x" * 2001)]}],
        "less than 2001",
        "/blocks/0/fields/0/text",
        id="field",
    ),
    pytest.param(
        [{"type": "header", "text": plain("x" * 151)}],
        "less than 151",
        "/blocks/0/text/text",
        id="header",
    ),
    pytest.param(
        [{"type": "header", "text": mrkdwn("x")}],
        "plain_text",
        "/blocks/0/text/type",
        id="header in mrkdwn",
    ),
    pytest.param([{"type": "divider"}] * 51, "50 items", "/blocks", id="51 blocks"),
    pytest.param(
        [{"type": "context", "elements": [mrkdwn("x")] * 11}],
        "10 items",
        "/blocks/0/elements",
        id="context",
    ),
    pytest.param(
        [actions(*(button(action_id=str(n)) for n in range(26)))],
        "25 items",
        "/blocks/0/elements",
        id="26 buttons",
    ),
    pytest.param(
        [actions(button(), button())],
        "already exists",
        "/blocks/0/elements/1/action_id",
        id="action_id twice in a block",
    ),
    pytest.param(
        [section(block_id="a"), section(block_id="a")],
        "already exists",
        "/blocks/1/block_id",
        id="block_id twice",
    ),
    pytest.param(
        [section(block_id="b" * 256)], "less than 256", "/blocks/0/block_id", id="block_id"
    ),
    pytest.param(
        [actions(button(action_id="a" * 256))],
        "less than 256",
        "/blocks/0/elements/0/action_id",
        id="action_id",
    ),
    pytest.param(
        [actions(button(text=plain("x" * 76)))],
        "less than 76",
        "/blocks/0/elements/0/text/text",
        id="button text",
    ),
    pytest.param(
        [actions(button(value="x" * 2001))],
        "less than 2001",
        "/blocks/0/elements/0/value",
        id="button value",
    ),
    pytest.param(
        [actions(button(accessibility_label="x" * 76))],
        "less than 76",
        "/blocks/0/elements/0/accessibility_label",
        id="accessibility label",
    ),
    pytest.param([image()], "alt_text", "/blocks/0", id="image without alt_text"),
    pytest.param([image(alt_text="")], "more than 0", "/blocks/0/alt_text", id="empty alt_text"),
    pytest.param(
        [{"type": "markdown", "text": "x" * 6001}] * 2,
        "less than 12001 characters together",
        "",
        id="markdown",
    ),
    pytest.param([table(101)], "100 items", "/blocks/0/rows", id="rows"),
    pytest.param([table(1, 21)], "20 items", "/blocks/0/rows/0", id="columns"),
    pytest.param([table(100, 20, "xxxxxx")], "10001", "/blocks/0/rows", id="table characters"),
    pytest.param([table(), table()], "only_one_table_allowed", "/blocks", id="two tables"),
    pytest.param(
        [changed(table(), "rows", 1, 1, value=cell(""))],
        "more than 0",
        "/blocks/0/rows/1/1/text",
        id="empty cell",
    ),
    pytest.param([chart()] * 3, "2 data_visualization", "/blocks", id="three charts"),
    pytest.param([chart(title="x" * 51)], "less than 51", "/blocks/0/title", id="chart title"),
    pytest.param([chart(points=21)], "20 items", "/axis_config/categories", id="points"),
    pytest.param([chart(series=7)], "6 items", "/blocks/0/chart/series", id="series"),
    pytest.param([pie(7)], "6 items", "/blocks/0/chart/segments", id="segments"),
    pytest.param([chart("radar")], "radar", "/blocks/0/chart/type", id="chart type"),
    pytest.param(
        [changed(chart(series=2), "chart", "series", 1, "name", value="s0")],
        "unique",
        "/blocks/0/chart/series/1/name",
        id="series of one name",
    ),
    pytest.param(
        [changed(chart(), "chart", "series", 0, "data", 1, "label", value="other")],
        "categories",
        "/blocks/0/chart/series/0/data",
        id="label that is no category",
    ),
    pytest.param(
        [changed(chart(), "chart", "series", 0, "data", 1, "value", value="2")],
        "number",
        "/blocks/0/chart/series/0/data/1/value",
        id="value in words",
    ),
    pytest.param(
        [changed(chart(), "chart", "axis_config", "categories", 0, value="c" * 21)],
        "less than 21",
        "/categories/0",
        id="category",
    ),
    pytest.param(
        [
            changed(
                chart(),
                "chart",
                "axis_config",
                value={"categories": ["c0", "c1"], "x_label": "x" * 51},
            )
        ],
        "less than 51",
        "/axis_config/x_label",
        id="axis label",
    ),
    pytest.param([context_actions(*[feedback()] * 6)], "5 items", "/elements", id="six feedbacks"),
    pytest.param([context_actions(button())], "unsupported", "/elements/0/type", id="button there"),
    pytest.param(
        [context_actions(feedback(text=plain("x" * 76)))],
        "less than 76",
        "/positive_button/text/text",
        id="feedback text",
    ),
    pytest.param(
        [section(accessory=menu("overflow", 6))], "5 items", "/accessory/options", id="overflow"
    ),
    pytest.param([{"type": "alert", "text": plain("x")}], "not allowed", "/type", id="alert"),
    pytest.param(
        [{"type": "divider", "color": "red"}],
        "invalid additional property: color",
        "/blocks/0",
        id="a property that a block has not",
    ),
    pytest.param(
        [{"type": "section", "text": mrkdwn("x") | {"emoji": True}}],
        "invalid additional property: emoji",
        "/blocks/0/text",
        id="a property that a text has not",
    ),
    pytest.param([{"type": "banner"}], "unsupported type: banner", "/type", id="unknown block"),
    pytest.param(
        [actions(image(alt_text="x"))], "unsupported type: image", "/0/type", id="image as control"
    ),
    pytest.param(
        [section(accessory={"type": "plain_text_input", "action_id": "a"})],
        "unsupported type: plain_text_input",
        "/accessory/type",
        id="field beside a text",
    ),
    pytest.param(
        [{"type": "input", "label": plain("x"), "element": button()}],
        "unsupported type: button",
        "/element/type",
        id="button as a field",
    ),
    pytest.param(
        [
            section(
                accessory=menu("static_select", 2)
                | {"initial_option": {"text": plain("other"), "value": "9"}}
            )
        ],
        "one of the options",
        "/accessory/initial_option",
        id="a choice that is not offered",
    ),
    pytest.param(
        [rich({"type": "text", "text": ""})],
        "more than 0",
        "/elements/0/elements/0/text",
        id="an empty run",
    ),
    pytest.param(
        [rich({"type": "text", "text": "x", "style": {"loud": True}})],
        "invalid additional property: loud",
        "/elements/0/style",
        id="a style that there is not",
    ),
    pytest.param(
        [rich({"type": "text", "text": "x", "style": {"bold": "yes"}})],
        "boolean",
        "/style/bold",
        id="a style in words",
    ),
    pytest.param([rich({"type": "user"})], "string", "/user_id", id="nobody's name"),
    pytest.param([rich({"type": "mrkdwn"})], "unsupported", "/type", id="mrkdwn in rich text"),
    pytest.param(
        [{"type": "rich_text", "elements": [{"type": "rich_text_list", "elements": []}]}],
        "bullet",
        "/elements/0/style",
        id="a list of no style",
    ),
    pytest.param(
        [
            {
                "type": "rich_text",
                "elements": [
                    {
                        "type": "rich_text_list",
                        "style": "bullet",
                        "elements": [{"type": "text", "text": "x"}],
                    }
                ],
            }
        ],
        "rich_text_section",
        "/elements/0/elements/0/type",
        id="a list of bare words",
    ),
]


@pytest.mark.parametrize("blocks", GOOD)
def test_blocks_within_the_limits_pass(blocks):
    assert blocks_problems(blocks, "message") == []


@pytest.mark.parametrize(("blocks", "words", "place"), BAD)
async def test_blocks_over_the_limits_are_refused_with_the_place(
    workspace, client, blocks, words, place
):
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=workspace.people[0].id, text="x", blocks=blocks)

    answer = caught.value.response
    assert answer["error"] == "invalid_blocks"
    messages = answer["response_metadata"]["messages"]
    assert any(words in each and each.rstrip("]").endswith(place) for each in messages), messages


async def test_too_many_characters_in_all_blocks(workspace, client):
    blocks = [section("x" * 2700)] * 5
    with pytest.raises(SlackApiError, match="msg_blocks_too_long"):
        await client.chat_postMessage(channel=workspace.people[0].id, text="x", blocks=blocks)


MODAL = {"type": "modal", "title": plain("T"), "blocks": [section()]}
INPUT = {
    "type": "input",
    "label": plain("Claim"),
    "element": {"type": "plain_text_input", "action_id": "a"},
}

BAD_VIEWS = [
    pytest.param(MODAL | {"title": plain("x" * 25)}, "/view/title/text", id="title"),
    pytest.param(MODAL | {"close": plain("x" * 25)}, "/view/close/text", id="close"),
    pytest.param(MODAL | {"private_metadata": "x" * 3001}, "/view/private_metadata", id="metadata"),
    pytest.param(MODAL | {"callback_id": "x" * 256}, "/view/callback_id", id="callback_id"),
    pytest.param(MODAL | {"blocks": [{"type": "divider"}] * 101}, "/view/blocks", id="101 blocks"),
    pytest.param(MODAL | {"blocks": [table()]}, "/view/blocks/0/type", id="table in a modal"),
    pytest.param(MODAL | {"blocks": [chart()]}, "/view/blocks/0/type", id="chart in a modal"),
    pytest.param(MODAL | {"blocks": [INPUT]}, "/view", id="input without submit"),
    pytest.param({"type": "modal", "blocks": []}, "/view", id="no title"),
    pytest.param(MODAL | {"size": "large"}, "/view", id="a property that a modal has not"),
    pytest.param({"type": "popup", "blocks": []}, "/view/type", id="unknown type"),
]


@pytest.mark.parametrize(("view", "place"), BAD_VIEWS)
def test_views_over_the_limits_are_refused_with_the_place(view, place):
    problems = view_problems(view, frozenset({"modal"}))
    assert any(problem.rstrip("]").endswith(place) for problem in problems), problems


def test_views_within_the_limits_pass():
    view = MODAL | {"blocks": [INPUT, *[{"type": "divider"}] * 99], "submit": plain("Check")}
    assert view_problems(view, frozenset({"modal"})) == []
    assert view_problems({"type": "home", "blocks": [section()]}, frozenset({"home"})) == []


KEYS = """type text elements rows chart title fields options blocks accessory block_id action_id
series data axis_config label categories segments positive_button confirm element actions
option_groups column_settings name value max_length initial_value""".split()
KINDS = """section actions context table data_visualization bar pie modal home input rich_text
raw_text static_select card plain_text mrkdwn carousel context_actions feedback_buttons button image
checkboxes overflow plain_text_input markdown header""".split()

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS), inner | st.sampled_from(KINDS), max_size=5)
    ),
    max_leaves=25,
)


@settings(max_examples=200, deadline=None)
@given(json_values)
def test_any_json_is_judged_without_an_exception(value):
    assert isinstance(blocks_problems(value, "message"), list)
    assert isinstance(blocks_problems([value], "home"), list)
    assert isinstance(view_problems(value, frozenset({"modal", "home"})), list)
    assert isinstance(list(element_problems(value, "")), list)
