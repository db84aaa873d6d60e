"""What a reply looks like: what comes first, what is set apart, what is left out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.answering.model import (
    Chart,
    Choice,
    Citation,
    Kind,
    Part,
    Point,
    Reply,
    ShownFigure,
    ShownQuote,
    Table,
    Verdict,
)
from bot.knowledge.model import Place, Source, Text
from bot.slack.asked import Asked, read_value
from bot.slack.blocks import Lead, Message, Surface, emphasised, reply_message
from bot.slack.elements import Block
from bot.slack.legend import Legend
from bot.workspace.plain import visible_text

NAME = Text(fr="paragraphe 3", en="paragraph 3")
LEGEND = Legend(
    Source(id="text", title="A text", language="fr", places=(Place(id="P3", name=NAME),)),
    {"ida": Text(fr="Ida Marsh", en="Ida Marsh"), "y2031": Text(fr="2031", en="2031")},
    {"P3": NAME},
    {},
)
FIGURE = ShownFigure(
    value=Decimal(86_000),
    unit="books",
    measure="loans",
    of="library",
    display="86,000 books",
    label="library",
)
SENTENCE = "The library lends 86,000 books."
FACT = Reply(
    kind=Kind.ANSWER,
    language="en",
    text=SENTENCE,
    parts=(Part(SENTENCE, (FIGURE,)),),
    figures=(FIGURE,),
    citations=(Citation("text", "P3", "prête 86 000 livres", "Une collection"),),
    entries=("collection.size",),
    related=("one?", "two?", "three?", "four?"),
)
CHART = Chart(
    "Books lent",
    "books",
    (Point("Here", Decimal(86_000), "86,000"), Point("There", Decimal("1.5"), "1.5")),
)


def message(
    reply: Reply,
    surface: Surface = Surface.THREAD,
    *,
    lead: Lead | None = None,
    asked: Asked | None = None,
) -> Message:
    asked = asked or Asked("how many books?")
    return reply_message(reply, legend=LEGEND, asked=asked, surface=surface, lead=lead)


def kinds(blocks: tuple[Block, ...]) -> list[str]:
    return [block["type"] for block in blocks]


def buttons(blocks: tuple[Block, ...]) -> dict[str, Block]:
    rows = (block["elements"] for block in blocks if block["type"] == "actions")
    return {element["action_id"]: element for row in rows for element in row}


def test_a_fact_is_its_figure_then_its_sentence_then_its_place() -> None:
    shown = message(FACT).blocks

    assert kinds(shown) == ["header", "rich_text", "context", "actions", "context_actions"]
    assert visible_text(shown).splitlines()[:3] == [
        "Library · 86,000 books",
        SENTENCE,
        "📍 P3 · paragraph 3 · Une collection “prête 86 000 livres”",
    ]


def test_the_figure_in_the_sentence_is_bold() -> None:
    spans = message(FACT).blocks[1]["elements"][0]["elements"]

    assert [span["text"] for span in spans if span.get("style", {}).get("bold")] == ["86,000 books"]


@pytest.mark.parametrize(
    ("text", "bold"),
    [
        pytest.param("12.8 million", [], id="not inside another number"),
        pytest.param("2.8 million and 2.8 million", ["2.8 million"] * 2, id="each time"),
        pytest.param("2.8 millionths", [], id="not the beginning of a word"),
    ],
)
def test_only_the_figure_is_bold(text: str, bold: list[str]) -> None:
    spans = emphasised(text, ["2.8 million"])

    assert "".join(span["text"] for span in spans) == text
    assert [span["text"] for span in spans if "style" in span] == bold


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param({"period": "y2031"}, "2031", id="period"),
        pytest.param({"status": "estimated"}, "estimated", id="estimated"),
        pytest.param({"status": "hoped"}, "a hope, not a fact", id="hoped"),
        pytest.param({"by": "ida"}, "according to Ida Marsh", id="who says so"),
    ],
)
def test_what_a_figure_rests_on_is_said_beside_it(change: dict[str, str], said: str) -> None:
    figure = replace(FIGURE, **change)
    reply = replace(FACT, figures=(figure,), parts=(Part(SENTENCE, (figure,)),))

    assert said in visible_text(message(reply).blocks)


def test_several_figures_have_no_headline() -> None:
    assert "header" not in kinds(message(replace(FACT, figures=(FIGURE, FIGURE))).blocks)


def test_a_verdict_comes_first_and_once() -> None:
    parts = (Part("No, the text says otherwise.", verdict=Verdict.CONTRADICTED), *FACT.parts)
    reply = replace(FACT, verdict=Verdict.CONTRADICTED, parts=parts)

    lines = visible_text(message(reply).blocks).splitlines()

    assert lines[:2] == ["❌ No, the text says otherwise.", SENTENCE]


def test_a_verdict_that_the_reply_does_not_word_is_worded_here() -> None:
    reply = replace(FACT, verdict=Verdict.SUPPORTED)

    assert visible_text(message(reply).blocks).startswith("✅ The text says so")


@pytest.mark.parametrize(
    ("translation", "shown"),
    [
        pytest.param("Nous voulons", "Our translation: “Nous voulons”", id="in another language"),
        pytest.param(None, None, id="in the reply's own"),
    ],
)
def test_a_quotation_is_set_as_one_and_its_translation_is_ours(
    translation: str | None, shown: str | None
) -> None:
    quote = ShownQuote("Ida Marsh", "On veut", "fr", translation, sic="printed so")
    reply = replace(FACT, figures=(), parts=(Part("", quote=quote, note="careful"),))

    blocks = message(reply).blocks

    assert blocks[0]["elements"][0]["type"] == "rich_text_quote"
    text = visible_text(blocks)
    assert "«\u202fOn veut\u202f»" in text
    assert "— Ida Marsh" in text
    assert "printed so" in text
    assert "careful" in text
    assert (shown in text) if shown else ("Our translation" not in text)


def test_the_working_is_shown() -> None:
    reply = replace(FACT, working="86,000 − 6,000 = 80,000")

    assert "Working: 86,000 − 6,000 = 80,000" in visible_text(message(reply).blocks)


@pytest.mark.parametrize(
    ("display", "first"),
    [
        pytest.param("80,000 books", "80,000 books", id="an amount"),
        pytest.param("40%", "40%", id="a share"),
        pytest.param("2", SENTENCE, id="a bare number says nothing"),
    ],
)
def test_the_result_of_a_computation_comes_first(display: str, first: str) -> None:
    result = replace(FACT.figures[0], label="", display=display)
    figures = (FACT.figures[0], FACT.figures[0], result)

    shown = message(replace(FACT, figures=figures, working="a − b = c")).blocks

    assert visible_text(shown).splitlines()[0] == first


def test_a_chart_has_its_numbers_in_words() -> None:
    shown = message(replace(FACT, chart=CHART))

    chart = next(block for block in shown.blocks if block["type"] == "data_visualization")
    assert chart["chart"]["series"][0]["data"] == [
        {"label": "Here", "value": 86_000},
        {"label": "There", "value": 1.5},
    ]
    assert "Here 86,000 · There 1.5" in visible_text(shown.blocks)
    assert "Here 86,000 · There 1.5" in shown.text
    assert "data_visualization" not in kinds(shown.plainer)
    assert "Here 86,000 · There 1.5" in visible_text(shown.plainer)


def test_labels_cut_alike_are_told_apart() -> None:
    points = tuple(Point("The same long label " + tail, Decimal(1), "1") for tail in "abc")

    chart = message(replace(FACT, chart=replace(CHART, points=points))).blocks[2]["chart"]

    labels = chart["axis_config"]["categories"]
    assert len(set(labels)) == 3
    assert max(map(len, labels)) <= 20


@pytest.mark.parametrize(
    ("over_time", "points", "kind"),
    [
        pytest.param(True, 5, "line", id="many moments"),
        pytest.param(True, 2, "bar", id="two moments"),
        pytest.param(False, 5, "bar", id="many things"),
    ],
)
def test_what_changes_over_time_is_a_line(over_time: bool, points: int, kind: str) -> None:
    many = tuple(Point(str(n), Decimal(n), str(n)) for n in range(points))
    chart = replace(CHART, over_time=over_time, points=many)

    assert message(replace(FACT, chart=chart)).blocks[2]["chart"]["type"] == kind


def test_a_table_is_a_table_and_a_list_where_it_cannot_be() -> None:
    table = Table("All figures", ("what", "how many"), (("books", "86,000"), ("rooms", "3")))
    shown = message(replace(FACT, table=table))

    assert "table" in kinds(shown.blocks)
    assert "table" not in kinds(shown.plainer)
    for words in ("Books", "86,000", "Rooms"):
        assert words in visible_text(shown.plainer)
    assert "rooms · 3" in shown.text


def test_rows_that_do_not_fit_are_counted() -> None:
    table = Table("All", ("n",), tuple((str(n),) for n in range(150)))

    shown = visible_text(message(replace(FACT, table=table)).blocks)

    assert "… and 51 more rows" in shown


def test_passages_that_do_not_fit_are_counted() -> None:
    many = tuple(Citation("text", "P3", f"excerpt {n}") for n in range(5))

    assert "and 3 more passages" in visible_text(message(replace(FACT, citations=many)).blocks)


def test_passages_of_one_place_stand_together() -> None:
    two = (Citation("text", "P3", "one"), Citation("text", "P3", "other"))

    shown = visible_text(message(replace(FACT, citations=two)).blocks)

    assert "📍 P3 · paragraph 3 “one”, “other”" in shown


def test_words_quoted_above_are_not_quoted_again() -> None:
    quote = ShownQuote("Ida Marsh", "On veut qu’ils restent", "fr")
    citations = (Citation("text", "P3", "On veut qu’ils restent"),)
    reply = replace(FACT, figures=(), parts=(Part("", quote=quote),), citations=citations)

    shown = visible_text(message(reply).blocks)

    assert shown.count("On veut") == 1
    assert "📍 P3 · paragraph 3" in shown


def test_a_passage_cited_twice_is_shown_once() -> None:
    shown = visible_text(message(replace(FACT, citations=FACT.citations * 2)).blocks)

    assert shown.count("📍") == 1


def test_the_question_just_asked_is_not_offered_again() -> None:
    asked = Asked("One?")

    shown = buttons(message(replace(FACT, related=("one?", "two?")), asked=asked).blocks)

    assert [b["value"] for key, b in shown.items() if key.startswith("ask:")] == ["two?"]


def test_at_most_three_related_questions_are_offered() -> None:
    assert [key for key in buttons(message(FACT).blocks) if key.startswith("ask:")] == [
        "ask:0",
        "ask:1",
        "ask:2",
    ]


@pytest.mark.parametrize(
    ("surface", "action", "there"),
    [
        pytest.param(Surface.EPHEMERAL, "share", True, id="for one person: can be shared"),
        pytest.param(Surface.THREAD, "share", False, id="for all: is shared already"),
        pytest.param(Surface.MODAL, "share", False, id="modals have their own button"),
        pytest.param(Surface.MODAL, "source", True, id="modals show the source"),
    ],
)
def test_what_can_be_clicked_depends_on_where(surface: Surface, action: str, there: bool) -> None:
    assert (action in buttons(message(FACT, surface).blocks)) == there


def test_modals_have_no_blocks_that_only_messages_take() -> None:
    shown = message(replace(FACT, chart=CHART), Surface.MODAL).blocks

    assert not {"data_visualization", "table", "context_actions"} & set(kinds(shown))


@pytest.mark.parametrize(
    ("kind", "votable"),
    [(Kind.ANSWER, True), (Kind.UNKNOWN, True), (Kind.SOCIAL, False), (Kind.CLARIFICATION, False)],
)
def test_only_answers_are_voted_on(kind: Kind, votable: bool) -> None:
    assert ("context_actions" in kinds(message(replace(FACT, kind=kind)).blocks)) == votable


def test_choices_are_buttons_in_order() -> None:
    choices = (Choice("Books", "how many books?"), Choice("Rooms", "how many rooms?"))
    reply = replace(FACT, kind=Kind.CLARIFICATION, choices=choices, citations=(), related=())

    shown = message(reply)

    offered = buttons(shown.blocks)
    assert [(key, b["text"]["text"], b["value"]) for key, b in offered.items()] == [
        ("choose:0", "Books", "how many books?"),
        ("choose:1", "Rooms", "how many rooms?"),
    ]
    assert "• Books\n• Rooms" in shown.text
    assert message(replace(reply, text="Which? • Books • Rooms")).text.count("Books") == 1


def test_a_button_carries_what_it_takes_to_answer_again() -> None:
    asked = Asked("et Dell ?", language="fr", state={"terms": ["followers"]})

    value = buttons(message(FACT, asked=asked).blocks)["source"]["value"]

    carried = read_value(value)
    assert carried is not None
    assert carried.asked == asked
    assert carried.is_still(FACT)
    assert not carried.is_still(replace(FACT, entries=("another",)))


def test_a_question_too_long_for_a_button_costs_only_the_button() -> None:
    shown = message(FACT, Surface.EPHEMERAL, asked=Asked("é" * 3_000)).blocks

    assert set(buttons(shown)) == {"ask:0", "ask:1", "ask:2"}
    assert SENTENCE in visible_text(shown)


@pytest.mark.parametrize(
    ("lead", "line"),
    [
        pytest.param(Lead("how many?"), "You asked: “how many?”", id="oneself"),
        pytest.param(Lead("how many?", "U1"), " asks: “how many?”", id="somebody"),
        pytest.param(Lead("how many?", "U1", shared=True), " shares: “how many?”", id="shared"),
    ],
)
def test_whose_question_it_was(lead: Lead, line: str) -> None:
    assert line in visible_text(message(FACT, lead=lead).blocks).splitlines()[0]


def test_the_text_for_screen_readers_is_escaped_and_whole() -> None:
    reply = replace(FACT, text="a < b & <!channel>", citations=FACT.citations)

    text = message(reply).text

    assert text.startswith("a &lt; b &amp; &lt;!channel&gt;")
    assert "prête 86 000 livres" in text
