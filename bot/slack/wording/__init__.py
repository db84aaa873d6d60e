"""The fixed texts of the Slack surface: ``words(language).show_source``."""

from __future__ import annotations

from bot.knowledge.model import Language
from bot.slack.wording.catalogue import Counted, Words
from bot.slack.wording.english import ENGLISH
from bot.slack.wording.french import FRENCH

__all__ = ["NOT_INSTALLED", "Counted", "Words", "words"]

NOT_INSTALLED = (
    "Je ne suis plus installé correctement dans cet espace ; un administrateur peut me "
    "réinstaller. I am no longer installed correctly in this workspace; an administrator can "
    "reinstall me."
)
"""For a workspace whose token is gone: nothing is known of its language."""


def words(language: Language) -> Words:
    """The texts in ``language``."""
    return FRENCH if language == "fr" else ENGLISH
