"""What a pack is made of: source, terms, facts, figures, quotes and intents, as validated values.

Every model is frozen and forbids unknown keys. Cross-references (an intent's
entries, a figure's measure) are checked by ``bot.knowledge.loading``, which can
say at which line they stand.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[._-][a-z0-9]+)*$", max_length=80)]
PlaceId = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]{0,7}$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=3000, strip_whitespace=True)]

Hedge = Literal["about", "barely", "under", "over"]
Status = Literal["reported", "estimated", "hoped"]
TermKind = Literal[
    "entity",  # a person, company, site, country: ``type`` says which
    "measure",  # what a figure counts: readers, takings
    "period",  # when: 2013, Q3, today
    "unit",  # what a figure is counted in: dollars, per cent
    "concept",  # anything else the text speaks of
    "attribute",  # something people ask about that texts often leave out: price, age, boss
    "operation",  # a computation the asker names: difference, total, rank
    "discourse",  # a turn about the conversation: source?, are you sure?, in English
    "form",  # how a question is built: how many, who, why, is it true that, right?
    "negation",
    "filler",  # words that carry no content of their own
]


Circumstance = Literal["why", "when", "where", "how"]
"""What a question may ask about a statement, and only some statements tell."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(_Model):
    """The same words in every language of the house."""

    fr: Line
    en: Line

    def in_(self, language: Language) -> str:
        """The words in one language."""
        return self.fr if language == "fr" else self.en


class Phrases(_Model):
    """Ways of saying one thing, language by language."""

    fr: tuple[Line, ...] = ()
    en: tuple[Line, ...] = ()

    def in_(self, language: Language) -> tuple[str, ...]:
        """The phrases in one language."""
        return self.fr if language == "fr" else self.en


class Heading(_Model):
    """A heading of the text, itself a place that can be cited."""

    id: PlaceId
    text: Line


class Place(_Model):
    """A citable part of the text, in reading order. ``under`` is the heading it stands below."""

    id: PlaceId
    name: Text
    under: PlaceId | None = None


class Source(_Model):
    """What is known of the text. ``None`` means the text itself does not say."""

    id: Id
    title: Line
    rubric: Line | None = None
    language: Language
    author: Line | None = None
    publisher: Line | None = None
    date: Line | None = None
    address: Line | None = None
    headings: tuple[Heading, ...] = ()
    places: tuple[Place, ...]
    about: tuple[Id, ...] = ()  # what the whole text is about: naming it never narrows a question
    notes: tuple[Text, ...] = ()  # what a reader should know about the text (no date given, …)


class Term(_Model):
    """A thing or a word a question can name.

    ``name`` is how replies write it. ``nearby`` marks what the text does not
    give the asked thing for, so that a near miss gets a precise answer.
    ``implies`` are terms that are named along with it (the "Puffin" is a "ferry");
    ``shares`` those it has names in common with on purpose, as people mean either.
    ``gender`` is a person's, so that "she" is not taken for him.
    """

    id: Id
    kind: TermKind
    name: Text
    type: Id | None = None
    aliases: Phrases = Phrases()
    also: tuple[Line, ...] = ()  # aliases in both languages
    nearby: bool = False
    implies: tuple[Id, ...] = ()
    shares: tuple[Id, ...] = ()
    unit: Id | None = None  # of a measure
    gender: Literal["female", "male"] | None = None
    opposite: Id | None = None  # naming one instead of the other contradicts
    note: Text | None = None


class Figure(_Model):
    """A typed number. ``value`` is in base units: 2800000, or 60 for 60 %."""

    measure: Id
    of: Id
    value: Decimal
    unit: Id
    hedge: Hedge | None = None
    period: Id | None = None
    status: Status = "reported"
    by: Id | None = None  # who says so, when it is not the text itself
    counted: bool = False  # the text lists what it counts and gives no number


class Evidence(_Model):
    """A short excerpt, verbatim, and the place it stands in."""

    place: PlaceId
    excerpt: Line


class Fact(_Model):
    """A statement of the text in our words, with its figures and its evidence.

    ``says`` writes figures only through placeholders: ``{figure}`` for the
    first, ``{figure2}``, ``{figure3}`` … for the next ones.
    ``about`` are the terms the fact carries beyond those its words name;
    ``only`` are entity or concept types of which the fact's own terms are the
    complete list: naming another of that type contradicts it;
    ``contrary`` are words which, said of the same thing, contradict the fact;
    ``tells`` are the circumstances it gives: a why-question is answered only
    by entries that tell why; ``ahead`` marks what has not happened yet, so that
    "not yet" agrees with it.
    """

    id: Id
    says: Text
    figures: tuple[Figure, ...] = ()
    evidence: tuple[Evidence, ...] = Field(min_length=1)
    about: tuple[Id, ...] = ()
    only: tuple[Id, ...] = ()
    contrary: Phrases = Phrases()
    tells: tuple[Circumstance, ...] = ()
    ahead: bool = False
    silent: bool = False  # states what the text leaves out: shown as "the text does not say"
    note: Text | None = None  # a caution that goes with the fact whenever it is shown


class Quote(_Model):
    """Somebody's own words, verbatim, with a translation that is ours."""

    id: Id
    speaker: Id
    words: Line
    translation: Line
    place: PlaceId
    about: tuple[Id, ...] = ()
    only: tuple[Id, ...] = ()
    contrary: Phrases = Phrases()
    tells: tuple[Circumstance, ...] = ()
    ahead: bool = False
    figures: tuple[Figure, ...] = ()
    note: Text | None = None
    sic: Text | None = None


class Intent(_Model):
    """Something people ask, how they ask it, and what answers it.

    Exactly one of: ``answers`` (entries, all shown), ``measure`` (the figures
    of that measure which the question's terms select), ``reply`` (a social
    turn, with ``does`` naming it).
    ``needs`` are groups of terms: the question must name one of each group.
    The first phrase of ``ask`` is how the intent is offered as a choice.
    """

    id: Id
    answers: tuple[Id, ...] = ()
    measure: Id | None = None
    does: Id | None = None
    reply: Text | None = None
    needs: tuple[tuple[Id, ...], ...] = ()
    ask: Phrases
    not_: Phrases = Field(default=Phrases(), alias="not")
    topic: Id = ""  # the file the intent stands in; written by loading


class Topic(_Model):
    """A subject the pack can answer about: one file of intents."""

    id: Id
    name: Text


class Pack(_Model):
    """Everything one text gives: the unit that is loaded, checked and served.

    ``terms`` and ``intents`` include the common ones, which ``common`` tells apart by id.
    """

    id: Id
    source: Source
    terms: tuple[Term, ...]
    facts: tuple[Fact, ...]
    quotes: tuple[Quote, ...]
    intents: tuple[Intent, ...]
    topics: tuple[Topic, ...]
    common: frozenset[str] = frozenset()
