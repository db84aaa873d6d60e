"""Whatever a pack says, what goes to Slack is within Slack's limits."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.model import (
    Chart,
    Choice,
    Citation,
    Explanation,
    Kind,
    Part,
    Point,
    Reason,
    Reply,
    ShownFigure,
    ShownQuote,
    Table,
    Thread,
    Verdict,
)
from bot.knowledge.model import Language, Place, Source, Text
from bot.slack.asked import Asked, Shareable
from bot.slack.blocks import Lead, Message, Surface, reply_message
from bot.slack.checks import check_message
from bot.slack.elements import Block
from bot.slack.guide import greeting, help_message, sources_message, topics_message
from bot.slack.home_tab import home_view
from bot.slack.legend import Legend
from bot.slack.modals import answer_view, ask_view, check_view, source_view
from bot.workspace.validation import (
    MAX_MESSAGE_CHARACTERS,
    blocks_problems,
    characters,
    view_problems,
)

T = TypeVar("T")

ODDITIES = (
    "👩🏽\u200d🚀",
    "e\u0301\u0323",
    "مرحبا",
    "שלום",
    "🇫🇷🇩🇪",
    "\u202e",
    "\x00",
    "<!channel>",
    "*b* & <https://x.example|y>",
    "a" * 80,
    "\ud800",
    "un mot ",
    "\n",
)
PLACES = ("T", "P1", "P2", "gone")


class Anything(random.Random):
    """Replies from arbitrary packs, by a seed: what hypothesis draws stays small."""

    def text(self, most: int = 4_000) -> str:
        """Nothing, a few words, or very many of them, of any script and direction."""
        pieces = self.choices(ODDITIES, k=self.randint(0, 4))
        letters = [chr(self.choice((0x20, 0x7E, 0xE9, 0x5D0, 0x4E2D, 0x1F600))) for _ in range(3)]
        return ("".join(pieces + letters) * self.choice((1, 1, 2, 10, 300)))[:most]

    def said(self, most: int = 4_000) -> str:
        """The same, with at least a letter in it."""
        return ("x" + self.text(most))[:most]

    def some(self, make: Callable[[], T], most: int) -> tuple[T, ...]:
        return tuple(make() for _ in range(self.choice((0, 1, 2, most))))

    def maybe(self, make: Callable[[], T]) -> T | None:
        return make() if self.random() < 0.5 else None

    @property
    def language(self) -> Language:
        return self.choice(("fr", "en"))

    def value(self) -> Decimal:
        return Decimal(self.randint(-(10**14), 10**14)) / 100

    def citation(self) -> Citation:
        return Citation("text", self.choice(PLACES), self.said(), self.maybe(self.said))

    def figure(self) -> ShownFigure:
        return ShownFigure(
            value=self.value(),
            unit="u",
            measure="m",
            of="o",
            period=self.choice((None, *PLACES)),
            hedge=self.choice((None, "about", "barely")),
            status=self.choice(("reported", "estimated", "hoped")),
            by=self.choice((None, *PLACES)),
            display=self.text(200),
            label=self.text(200),
        )

    def quote(self) -> ShownQuote:
        return ShownQuote(
            self.said(), self.said(), self.language, self.maybe(self.said), self.maybe(self.said)
        )

    def part(self) -> Part:
        return Part(
            text=self.text(),
            figures=self.some(self.figure, 3),
            quote=self.maybe(self.quote),
            note=self.maybe(self.said),
            verdict=self.choice((None, None, *Verdict)),
        )

    def chart(self) -> Chart:
        def point() -> Point:
            return Point(self.text(60), self.value(), self.text(60))

        points = self.some(point, 60)
        return Chart(self.text(200), self.text(200), points, self.random() < 0.5)

    def table(self) -> Table:
        columns = self.randint(1, 25)

        def row() -> tuple[str, ...]:
            return tuple(self.text(300) for _ in range(columns))

        return Table(self.text(300), row(), self.some(row, 130))

    def choice_offered(self) -> Choice:
        return Choice(self.said(300), self.said())

    def reply(self) -> Reply:
        return Reply(
            kind=self.choice(tuple(Kind)),
            language=self.language,
            text=self.said(),
            parts=self.some(self.part, 20),
            verdict=self.choice((None, *Verdict)),
            figures=self.some(self.figure, 60),
            working=self.maybe(self.said),
            citations=self.some(self.citation, 30),
            entries=("an.entry",) * self.choice((0, 1, 60)),
            choices=self.some(self.choice_offered, 5),
            related=self.some(self.said, 5),
            reason=self.choice((None, *Reason)),
            chart=self.maybe(self.chart),
            table=self.maybe(self.table),
            explanation=Explanation(self.some(lambda: (self.text(100), self.text()), 40)),
        )

    def asked(self) -> Asked:
        state = {"entries": list(self.some(lambda: self.text(50), 5))}
        return Asked(self.said(), language=self.maybe(lambda: self.language), state=state)

    def name(self) -> Text:
        return Text.model_construct(fr=self.said(300), en=self.said(300))

    def source(self) -> Source:
        places = [Place.model_construct(id=i, name=self.name(), under=None) for i in PLACES[:3]]
        return Source.model_construct(
            id="text",
            title=self.said(),
            rubric=None,
            language=self.language,
            author=self.said(),
            publisher=None,
            date=None,
            address=None,
            headings=(),
            places=tuple(places),
            about=(),
            notes=self.some(self.name, 8),
        )

    def legend(self) -> Legend:
        source = self.source()
        places = {place.id: place.name for place in source.places}
        return Legend(source, {"P1": self.name()}, places, {"P1": self.some(self.said, 4)})

    def lead(self) -> Lead | None:
        return self.choice((None, Lead(self.said()), Lead(self.said(), "U012AB3CD", shared=True)))

    def topic(self) -> Topic:
        return Topic(self.said(300), self.some(self.said, 30))


@dataclass(frozen=True)
class Topic:
    name: str
    questions: tuple[str, ...]


within_reason = settings(deadline=None, max_examples=60)
ANYTHING = st.integers(0, 2**32).map(Anything)


def problems_of(message: Message) -> list[str]:
    """What Slack would refuse in a message, in either of its forms."""
    found = []
    for blocks in (message.blocks, message.plainer):
        found += blocks_problems(list(blocks), "message")
        found += empty_runs(list(blocks))
        if characters(list(blocks)) > MAX_MESSAGE_CHARACTERS:
            found.append("msg_blocks_too_long")
    return found if len(message.text) <= 40_000 else [*found, "the text is too long"]


def empty_runs(part: object) -> list[str]:
    """Rich text of Slack's has no empty run of letters and no empty paragraph."""
    if isinstance(part, dict):
        inner = [problem for value in part.values() for problem in empty_runs(value)]
        is_empty = part.get("text") == "" or part.get("elements") == []
        return [f"empty {part.get('type')}", *inner] if is_empty else inner
    if isinstance(part, list):
        return [problem for value in part for problem in empty_runs(value)]
    return []


def view_faults(view: Block, kind: str) -> list[str]:
    return view_problems(view, frozenset({kind})) + empty_runs(view["blocks"])


@within_reason
@given(ANYTHING, st.sampled_from([Surface.THREAD, Surface.EPHEMERAL]))
def test_any_reply_is_a_message_slack_takes(any_: Anything, surface: Surface) -> None:
    message = reply_message(
        any_.reply(), legend=any_.legend(), asked=any_.asked(), surface=surface, lead=any_.lead()
    )

    assert problems_of(message) == []


@within_reason
@given(ANYTHING)
def test_any_reply_is_a_modal_slack_takes(any_: Anything) -> None:
    reply, legend = any_.reply(), any_.legend()
    shareable = Shareable(any_.asked(), "C012AB3CD", "1700000000.000100")

    assert view_faults(answer_view(reply, legend, shareable), "modal") == []
    assert view_faults(source_view(reply, legend), "modal") == []


@within_reason
@given(ANYTHING)
def test_any_checked_text_is_a_message_and_a_modal_slack_takes(any_: Anything) -> None:
    checked = any_.some(lambda: (any_.said(), any_.reply()), 40)
    legend, asked, language = any_.legend(), any_.asked(), any_.language

    message = check_message(
        checked,
        legend=legend,
        asked=asked,
        language=language,
        surface=Surface.EPHEMERAL,
        lead=any_.lead(),
    )
    view = check_view(checked, legend, language, Shareable(asked, "C1", "1.1"))

    assert problems_of(message) == []
    assert view_faults(view, "modal") == []


@within_reason
@given(ANYTHING)
def test_any_pack_is_a_home_and_a_guide_slack_takes(any_: Anything) -> None:
    source, topics, language = any_.source(), any_.some(any_.topic, 40), any_.language
    questions = [question for topic in topics for question in topic.questions]

    home = home_view([source], topics, language, chosen=None, retention_days=30)

    assert view_faults(home, "home") == []
    for message in (
        topics_message(topics, language),
        sources_message([source], language),
        help_message("/ask", language),
        greeting([source], questions, language, direct=True),
    ):
        assert problems_of(message) == []


@within_reason
@given(ANYTHING)
def test_any_text_begins_a_question(any_: Anything) -> None:
    assert view_faults(ask_view(any_.text(50_000), any_.language, ""), "modal") == []


def test_a_plain_fact_fits_in_five_lines_on_a_phone() -> None:
    """Forty characters to a line, as Slack shows them on a small phone."""
    figure = ShownFigure(
        value=Decimal(2_800_000),
        unit="followers",
        measure="followers",
        of="cnn",
        display="2,8 millions de followers",
        label="CNN",
    )
    sentence = "Le profil de CNN compte 2,8 millions de followers."
    reply = Reply(
        kind=Kind.ANSWER,
        language="fr",
        text=sentence,
        parts=(Part(sentence, (figure,)),),
        figures=(figure,),
        citations=(Citation("article", "P3", "CNN (2,8 millions)"),),
        thread=Thread(),
    )
    name = Text(fr="troisième paragraphe", en="third paragraph")
    source = Source(id="article", title="T", language="fr", places=(Place(id="P3", name=name),))
    legend = Legend(source, {}, {"P3": name}, {})

    message = reply_message(
        reply, legend=legend, asked=Asked("?"), surface=Surface.THREAD, lead=None
    )

    words = [
        block for block in message.blocks if block["type"] not in {"actions", "context_actions"}
    ]
    lines = [line for block in words for line in strings(block)]
    assert sum(-(-len(line) // 40) for line in lines) <= 5


def strings(part: object) -> list[str]:
    """The paragraphs of blocks."""
    if isinstance(part, dict):
        if part.get("type") == "rich_text_section":
            return ["".join(element["text"] for element in part["elements"])]
        if isinstance(part.get("text"), str):
            return [part["text"]]
        return [line for value in part.values() for line in strings(value)]
    if isinstance(part, list):
        return [line for value in part for line in strings(value)]
    return []
