"""What a phrase would do before it is kept: to its own question, and to the tables of questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.answering.model import Kind
from bot.assistant import Assistant
from bot.curation.changes import Change, with_changes
from bot.curation.evaluate import Result, evaluate, table_files
from bot.curation.judging import Outcome
from bot.curation.report import SEVERITY
from bot.curation.tables import read_tables
from bot.knowledge.model import Pack


@dataclass(frozen=True)
class Effect:
    """What changes with a phrase.

    Attributes:
        reply: what its question gets then.
        is_answer: whether that is an answer.
        asked: questions of the tables; 0 where the pack has none.
        before, after: how many of them are right without the phrase, and with it.
        better, broke: the questions whose outcome changed, the last turn of each.
    """

    reply: str
    is_answer: bool
    asked: int
    before: int
    after: int
    better: tuple[str, ...]
    broke: tuple[str, ...]


def try_change(
    pack: Pack, taught: Sequence[Change], change: Change, root: Path, cache: Path
) -> Effect:
    """Fit a pack with one phrase more, and ask it everything.

    Args:
        pack: the pack that serves.
        taught: what it has been taught already.
        change: the phrase.
        root: the folder that holds the tables of questions.
        cache: where the fitted weights are kept; what is tried serves at once when it is taught.

    Raises:
        InputError: a table cannot be read.
    """
    without = Assistant(with_changes(pack, taught), cache=cache)
    having = Assistant(with_changes(pack, [*taught, change]), cache=cache)
    cases = read_tables(table_files(pack.id, root), root)
    pairs = list(zip(evaluate(without, cases), evaluate(having, cases), strict=True))
    reply = having.reply(change.phrase, language=change.language)
    return Effect(
        reply.text,
        reply.kind is Kind.ANSWER,
        len(pairs),
        sum(before.judgement.outcome is Outcome.RIGHT for before, _ in pairs),
        sum(after.judgement.outcome is Outcome.RIGHT for _, after in pairs),
        _changed([(after, before) for before, after in pairs]),
        _changed(pairs),
    )


def fit(pack: Pack, cache: Path) -> None:
    """Put the fitted weights of a pack into the cache."""
    Assistant(pack, cache=cache)


def _changed(pairs: Sequence[tuple[Result, Result]]) -> tuple[str, ...]:
    """The last turns of what is worse in the second of two runs."""
    return tuple(
        second.turns[-1]
        for first, second in pairs
        if SEVERITY.index(second.judgement.outcome) < SEVERITY.index(first.judgement.outcome)
    )
