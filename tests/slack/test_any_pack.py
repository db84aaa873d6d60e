"""Whatever a pack says, what is asked of it reaches Slack within Slack's limits."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from bot.answering.model import Kind
from bot.assistant import Assistant
from bot.knowledge.model import (
    LANGUAGES,
    Evidence,
    Fact,
    Figure,
    Intent,
    Pack,
    Phrases,
    Place,
    Quote,
    Source,
    Term,
    Text,
    Topic,
)
from bot.slack.asked import Asked, Shareable
from bot.slack.blocks import Lead, Surface, reply_message
from bot.slack.checks import check_message
from bot.slack.guide import sources_message, topics_message
from bot.slack.home_tab import home_view
from bot.slack.legend import Legend
from bot.slack.modals import answer_view, check_view, source_view

from .test_limits import problems_of, view_faults

MOST_LETTERS = 3_000
"""Of any line in a pack."""
SUBJECTS = 60
SCRIPTS = (
    "un nom très long ",
    "👩🏽\u200d🚀🇫🇷 ",
    "مرحبا بالعالم ",
    "שלום עולם ",
    "中文名字 ",
    "<!channel> & *gras* ",
    "e\u0301\u0323\u202e ",
)


class Packs(random.Random):
    """Packs by a seed: sixty figures, names and statements of any script and length."""

    def line(self, most: int) -> str:
        pieces = self.choices(SCRIPTS, k=self.randint(1, 4))
        return ("x" + "".join(pieces) * self.choice((1, 3, 400)))[:most].strip()

    def text(self, most: int) -> Text:
        return Text(fr=self.line(most), en=self.line(most))

    def term(self, kind: str, name: str, **more: object) -> Term:
        said = self.text(self.choice((20, 300)))
        return Term(id=name, kind=kind, name=said, also=(name.replace("-", " "),), **more)

    def fact(self, number: int) -> Fact:
        said = {language: f"{{figure}} {self.line(MOST_LETTERS - 20)}" for language in LANGUAGES}
        figure = Figure(
            measure="widgets",
            of=f"maker-{number}",
            value=Decimal(self.randint(1, 10**9)),
            unit="pieces",
            hedge=self.choice((None, "about", "barely")),
            status=self.choice(("reported", "estimated", "hoped")),
            by=self.choice((None, "speaker")),
        )
        return Fact(
            id=f"fact.n{number}",
            says=Text(**said),
            figures=(figure,),
            evidence=(Evidence(place="P1", excerpt=self.line(MOST_LETTERS)),),
            note=self.text(MOST_LETTERS),
        )

    def pack(self, common: Pack) -> Pack:
        terms = (
            self.term("measure", "widgets", unit="pieces"),
            self.term("unit", "pieces"),
            self.term("entity", "speaker", type="person"),
            *(self.term("entity", f"maker-{n}", type="company") for n in range(SUBJECTS)),
        )
        facts = tuple(self.fact(n) for n in range(SUBJECTS))
        quote = Quote(
            id="said",
            speaker="speaker",
            words=self.line(MOST_LETTERS),
            translation=self.line(MOST_LETTERS),
            place="P1",
            sic=self.text(MOST_LETTERS),
        )
        places = tuple(Place(id=name, name=self.text(300)) for name in ("P1", "P2"))
        return Pack(
            id="any",
            source=Source(
                id="any",
                title=self.line(MOST_LETTERS),
                language=self.choice(LANGUAGES),
                author=self.line(MOST_LETTERS),
                places=places,
                notes=tuple(self.text(MOST_LETTERS) for _ in range(3)),
            ),
            terms=tuple(t for t in common.terms if t.id in common.common) + terms,
            facts=facts,
            quotes=(quote,),
            intents=tuple(self.intents()),
            topics=(Topic(id="makers", name=self.text(300)),),
            common=common.common,
        )

    def intents(self) -> list[Intent]:
        everything = tuple(f"fact.n{n}" for n in range(SUBJECTS))
        asked = {
            "one": {"measure": "widgets", "ask": "how many widgets for {entity}?"},
            "quoted": {"answers": ("said",), "ask": "what does the speaker say?"},
            "everything": {"answers": everything, "ask": "tell me all about it"},
        }
        return [
            Intent(
                id=name,
                topic="makers",
                ask=Phrases(**dict.fromkeys(LANGUAGES, (about.pop("ask"), f"{name} please"))),
                **about,
            )
            for name, about in asked.items()
        ]


QUESTIONS = (
    "how many widgets for maker 7?",
    "who has the most widgets?",
    "all widgets",
    "maker 1 minus maker 2 widgets",
    "compare maker 1 and maker 2 widgets",
    "widgets in a table",
    "what does the speaker say?",
    "tell me all about it",
    "maker 3 has 12 widgets, right?",
    "xyzzy",
)


@pytest.fixture(scope="module", params=range(3))
def any_assistant(request: pytest.FixtureRequest, article: Assistant) -> Assistant:
    """Of an arbitrary pack, with the common words that ship."""
    return Assistant(Packs(request.param).pack(article.pack))


def test_what_any_pack_answers_is_what_slack_takes(any_assistant: Assistant) -> None:
    assistant = any_assistant
    legend = Legend.of(assistant.pack)
    kinds, found = set(), []
    for question in QUESTIONS:
        for language in LANGUAGES:
            reply = assistant.reply(question, language=language)
            kinds.add(reply.kind)
            shareable = Shareable(Asked(question), "C012AB3CD", "1700000000.000100")
            for surface in (Surface.THREAD, Surface.EPHEMERAL):
                message = reply_message(
                    reply,
                    legend=legend,
                    asked=shareable.asked,
                    surface=surface,
                    lead=Lead(question),
                )
                found += problems_of(message)
            found += view_faults(answer_view(reply, legend, shareable), "modal")
            found += view_faults(source_view(reply, legend), "modal")

    assert found == []
    assert Kind.ANSWER in kinds


def test_what_any_pack_says_of_itself_is_what_slack_takes(any_assistant: Assistant) -> None:
    assistant = any_assistant
    source, legend = assistant.pack.source, Legend.of(assistant.pack)
    found = []
    for language in LANGUAGES:
        topics = assistant.topics(language)
        home = home_view([source], topics, language, chosen=None, retention_days=30)
        found += view_faults(home, "home")
        found += problems_of(topics_message(topics, language))
        found += problems_of(sources_message([source], language))
        checked = assistant.check(f"{'Maker 3 has 12 widgets. ' * 40}", language=language)
        asked = Asked("?", "check")
        found += problems_of(
            check_message(
                checked, legend=legend, asked=asked, language=language, surface=Surface.THREAD
            )
        )
        shareable = Shareable(asked, "C012AB3CD", "1700000000.000100")
        found += view_faults(check_view(checked, legend, language, shareable), "modal")

    assert found == []
