"""The curators' workbench of the service: the queue, what is taught, the report."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, timedelta
from itertools import chain

from bot.curation.changes import Change
from bot.curation.review import Asked, Group, TaughtPhrase, grouped
from bot.curation.trying import Effect
from bot.errors import InputError
from bot.knowledge.model import LANGUAGES, Intent, Language, Pack
from bot.service.serving_packs import ServingPacks
from bot.service.statistics import statistics_of
from bot.service.teaching import Teaching
from bot.slack.curators import pack_problems, queue_blocks, taught_blocks
from bot.slack.elements import MAX_OPTION_VALUE, Block
from bot.slack.statistics import report_blocks
from bot.slack.teach_modal import IntentChoice, Topic
from bot.slack.wording.curators import curator_words
from bot.storage.journal import StoredJournal, Unanswered
from bot.storage.taught import Taught

QUEUE = 100
"""Questions that are gathered into groups; a Home tab shows a few."""
REPORT_DAYS = 30


class PackWorkbench:
    """The ``Workbench`` of ``bot.slack.stores``.

    Args:
        packs: what serves.
        curators: Slack ids of who may teach.
        journal: keeps what went unanswered, and the counts.
        teaching: keeps what is taught and has it serve.
    """

    def __init__(
        self,
        packs: ServingPacks,
        curators: AbstractSet[str],
        journal: StoredJournal,
        teaching: Teaching,
    ) -> None:
        self._packs, self._curators = packs, curators
        self._journal, self._teaching = journal, teaching

    def is_curator(self, user: str) -> bool:
        """See ``Workbench``."""
        return user in self._curators

    async def blocks(self, team: str, user: str, language: Language) -> list[Block]:
        """See ``Workbench``."""
        if not self.is_curator(user):
            return []
        problems = self._packs.problems
        taught = list(map(as_taught_phrase, reversed(await self._teaching.taught(team))))
        since = (datetime.now(UTC) - timedelta(days=REPORT_DAYS - 1)).date().isoformat()
        counts = await self._journal.counted(team, since=since)
        return [
            *(pack_problems(problems, language) if problems else []),
            *queue_blocks(await self._groups(team), language),
            *taught_blocks(taught, language),
            *report_blocks(statistics_of(counts), language),
        ]

    async def group(self, team: str, number: int) -> Group | None:
        """See ``Workbench``."""
        for group in await self._groups(team):
            if any(question.number == number for question in group.questions):
                return group
        return None

    def topics(self, team: str, group: Group, language: Language) -> Sequence[Topic]:
        """See ``Workbench``."""
        packs = self._packs.at(team).packs
        near = {nearest.intent for nearest in group.nearest}
        nearest = [
            choice for pack in packs for choice in _choices(pack, language) if choice.intent in near
        ]
        others = [
            Topic(topic.name.in_(language), tuple(choices))
            for pack in packs
            for topic in pack.topics
            if (choices := [c for c in _choices(pack, language, topic.id) if c not in nearest])
        ]
        first = [Topic(curator_words(language).nearest, tuple(nearest))] if nearest else []
        return [*first, *others]

    async def try_out(self, team: str, group: Group, choice: str) -> Effect:
        """See ``Workbench``."""
        pack, change = self._change(team, group, choice)
        return await self._teaching.try_out(team, pack, change)

    async def teach(self, team: str, group: Group, choice: str) -> None:
        """See ``Workbench``."""
        pack, change = self._change(team, group, choice)
        await self._teaching.teach(team, pack, change)
        await self._journal.dismiss([group.questions[0].number])

    async def dismiss(self, team: str, number: int) -> None:
        """See ``Workbench``."""
        group = await self.group(team, number)
        if group is not None:
            await self._journal.dismiss([question.number for question in group.questions])

    async def take_back(self, team: str, number: int) -> None:
        """See ``Workbench``."""
        await self._teaching.take_back(team, number)

    async def _groups(self, team: str) -> Sequence[Group]:
        kept = await self._journal.unanswered(team)
        questions = [as_asked(each) for each in kept[:QUEUE]]
        return await asyncio.to_thread(grouped, questions, self._packs.at(team))

    def _change(self, team: str, group: Group, choice: str) -> tuple[str, Change]:
        """What choosing an intent for a question adds, and to which pack.

        Raises:
            InputError: there is no such intent in this workspace.
        """
        question = group.questions[0]
        packs = self._packs.at(team).packs
        for each in chain.from_iterable(_choices(pack, question.language) for pack in packs):
            if each.value == choice:
                phrase = question.phrase.replace("{", " ").replace("}", " ")
                return each.pack, Change(each.intent, "ask", question.language, phrase)
        raise InputError(f"there is no such intent: {choice}")


def as_asked(kept: Unanswered) -> Asked:
    """A question of the journal, as a review has it."""
    language = next((known for known in LANGUAGES if known == kept.language), LANGUAGES[0])
    return Asked(kept.number, kept.question, language, kept.why, kept.asked, kept.packs)


def as_taught_phrase(row: Taught) -> TaughtPhrase:
    """A taught phrase of the database, as a review has it."""
    return TaughtPhrase(row.number, row.intent, row.language, row.phrase)


def _choices(pack: Pack, language: Language, topic: str | None = None) -> Iterable[IntentChoice]:
    """The intents of a pack, or of one of its topics, that lead to something the text says."""
    return (
        IntentChoice(pack.id, intent.id, _asked(intent, language))
        for intent in pack.intents
        if topic in (None, intent.topic) and (intent.answers or intent.measure)
        if len(f"{pack.id}:{intent.id}") <= MAX_OPTION_VALUE
    )


def _asked(intent: Intent, language: Language) -> str:
    return intent.ask.in_(language)[0]
