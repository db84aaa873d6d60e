"""The Home tab: what can be asked, where answers come from, how, and the viewer's language."""

from __future__ import annotations

from collections.abc import Sequence

from bot.federation import titles_in
from bot.knowledge.model import Language, Source
from bot.slack.elements import Block, context, divider, header, option, plain, section
from bot.slack.guide import Topic, source_blocks, topic_blocks
from bot.slack.wording import words

LANGUAGE = "language"
"""Action id of the menu of languages; its values are ``fr``, ``en`` and ``auto``."""
AUTO = "auto"

QUESTIONS_EACH = 5
MAX_BLOCKS = 100


def home_view(
    sources: Sequence[Source],
    topics: Sequence[Topic],
    language: Language,
    *,
    chosen: Language | None,
    retention_days: int,
    workbench: Sequence[Block] = (),
) -> Block:
    """The view to publish.

    Args:
        sources: the texts answers come from.
        topics: what can be asked.
        language: the language of the tab.
        chosen: the viewer's preference; None where every question decides.
        retention_days: how long unanswered questions are kept.
        workbench: what curators see; it goes first, as far as there is room.
    """
    w = words(language)
    blocks = [
        header(w.home_title),
        section(w.home_intro.format(title=titles_in(language, sources))),
        section(w.language_title, _language_menu(language, chosen)),
        divider(),
        header(w.topics_title),
        *context([w.topics_hint]),
        *topic_blocks(topics, language, each=QUESTIONS_EACH),
        divider(),
        header(w.sources_title),
        *source_blocks(sources, language),
        header(w.how_title),
        section(w.how),
        section(w.never),
        header(w.privacy_title),
        section(w.privacy.format(time=w.kept_for.of(retention_days, language))),
    ]
    room = MAX_BLOCKS - len(blocks)
    return {"type": "home", "blocks": [*workbench[:room], *blocks]}


def _language_menu(language: Language, chosen: Language | None) -> Block:
    w = words(language)
    options = {key: option(name, key) for key, name in w.languages.items()}
    return {
        "type": "static_select",
        "action_id": LANGUAGE,
        "placeholder": plain(w.language_label, 150),
        "options": list(options.values()),
        "initial_option": options[chosen or AUTO],
    }
