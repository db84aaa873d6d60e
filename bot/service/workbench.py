"""What curators see on their Home tab of the service: whether their last edit serves."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from bot.knowledge.model import Language
from bot.service.serving_packs import ServingPacks
from bot.slack.curators import pack_problems
from bot.slack.elements import Block


class PackWorkbench:
    """The ``Workbench`` of ``bot.slack.stores``.

    Args:
        packs: that may be refused.
        curators: Slack ids of who sees it.
    """

    def __init__(self, packs: ServingPacks, curators: AbstractSet[str]) -> None:
        self._packs = packs
        self._curators = curators

    async def blocks(self, team: str, user: str, language: Language) -> list[Block]:  # noqa: ARG002 - the protocol's
        """See ``Workbench``."""
        if user not in self._curators or not self._packs.problems:
            return []
        return pack_problems(self._packs.problems, language)
