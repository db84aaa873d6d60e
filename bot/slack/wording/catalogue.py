"""What fixed texts the Slack surface has, in every language.

What is said about the pack's text stands in the pack and in ``bot.answering``;
here are the names of buttons, the titles of modals, the Home and the help.
``Words`` has a field a text, so that a text missing in one language does not
type-check.
"""

from __future__ import annotations

from dataclasses import dataclass

from babel import Locale
from babel.numbers import format_decimal

from bot.answering.model import Verdict
from bot.knowledge.model import Language


@dataclass(frozen=True)
class Counted:
    """A text whose wording depends on a number; ``{n}`` is that number, written out by Babel."""

    one: str
    other: str

    def of(self, n: int, language: Language, **rest: str) -> str:
        """The text for ``n``; plural rules are the CLDR's (French: 0 and 1 are singular)."""
        form = Locale.parse(language).plural_form(n)
        number = format_decimal(n, locale=language)
        return (self.one if form == "one" else self.other).format(n=number, **rest)


@dataclass(frozen=True)
class Words:
    """The texts of one language. Braces are places to fill with ``str.format``."""

    # Around a reply
    quoted: str
    labelled: str
    asked_by: str  # after somebody's name
    shared_by: str
    checked_by: str
    you_asked: str
    asked: str
    shared_question: str
    said_by: str
    translation: str
    working: str
    in_figures: str
    chart: str
    according_to: str
    estimated: str
    hoped: str
    verdicts: dict[Verdict, str]
    more_passages: Counted
    more_statements: Counted
    more_rows: Counted

    # Buttons, and what a screen reader says of them
    show_source: str
    show_source_says: str
    share: str
    share_says: str
    ask_says: str
    choose_says: str
    what_to_ask: str  # a question that is answered with what can be asked
    useful: str
    useful_says: str
    useless: str
    useless_says: str

    # Short answers to a click or a command
    thanks_useful: str
    thanks_useless: str
    stale: str
    already_answered: str
    trouble: str
    not_in_channel: str
    sharing: str
    shared: str
    language_kept: str
    language_auto: str
    language_usage: str
    check_usage: str

    # Greeting and help
    greeting: str
    greeting_direct: str
    try_these: str
    help_title: str
    help_ask: str  # in the ways to use it, what is typed stands in backticks
    help_topics: str
    help_sources: str
    help_check: str
    help_language: str
    help_elsewhere: str

    # The source
    source_title: str
    cited: str
    before: str
    after: str
    nothing_cited: str
    found: str
    only_excerpts: str
    about: str
    title: str
    rubric: str
    author: str
    publisher: str
    date: str
    address: str
    not_given: str

    # Modals
    close: str
    cancel: str
    answer_title: str
    ask_title: str
    ask_label: str
    ask_hint: str
    ask_submit: str
    check_title: str
    checking: str
    nothing_to_check: str
    checked: Counted
    tally: dict[Verdict, Counted]
    sentences_left: Counted
    share_in_thread: str
    notice_title: str

    # Home
    home_title: str
    home_intro: str
    topics_title: str
    topics_hint: str
    sources_title: str
    how_title: str
    how: str
    never: str
    language_title: str
    language_label: str
    languages: dict[str, str]  # fr, en, auto
    privacy_title: str
    privacy: str
    kept_for: Counted  # in it
    prompts_title: str

    # For curators
    pack_refused: Counted
