"""What curators see on their Home tab of the service: whether their last edit serves."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from bot.knowledge.model import Language
from bot.service.packs import LiveAssistant
from bot.slack.curators import pack_problems
from bot.slack.elements import Block


class PackWorkbench:
    """The ``Workbench`` of ``bot.slack.stores``.

    Args:
        assistant: whose pack may be refused.
        curators: Slack ids of who sees it.
    """

    def __init__(self, assistant: LiveAssistant, curators: AbstractSet[str]) -> None:
        self._assistant = assistant
        self._curators = curators

    async def blocks(self, team: str, user: str, language: Language) -> list[Block]:  # noqa: ARG002 - the protocol's
        """See ``Workbench``."""
        if user not in self._curators or not self._assistant.problems:
            return []
        return pack_problems(self._assistant.problems, language)
