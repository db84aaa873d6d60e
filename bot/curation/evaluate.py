"""Asks an assistant every question of the tables and judges what it replies."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.answering.model import Kind, Reply, Thread, Verdict
from bot.assistant import Assistant
from bot.curation.judging import Judgement, Outcome, judge, judge_swap
from bot.curation.mutating import Mutation, Naming, mutants, namings_of
from bot.curation.tables import Case, foreign_places, read_tables
from bot.errors import InputError
from bot.knowledge.loading import load_pack
from bot.knowledge.validation import Located


@dataclass(frozen=True)
class Result:
    """A conversation that was held, the last reply and its judgement.

    ``seconds`` are how long each turn took. ``mutation`` says how the last turn
    was changed; None for the table's own words.
    """

    case: Located[Case]
    turns: tuple[str, ...]
    reply: Reply
    judgement: Judgement
    seconds: tuple[float, ...]
    mutation: Mutation | None = None


def run_eval(
    packs: Sequence[str],
    root: Path,
    tables: Sequence[Path] = (),
    *,
    cache: Path | None = None,
    category: str | None = None,
    mutate: int | None = None,
) -> tuple[Result, ...]:
    """Evaluate packs on their tables of questions.

    Args:
        packs: their ids; a pack is asked the tables in ``tests/questions/<pack>/``.
        root: the folder that holds ``knowledge/`` and ``intents/``.
        tables: files, or folders of files, to ask instead; there is one pack then.
        cache: where fitted weights are kept.
        category: the only category to ask.
        mutate: the seed with which to ask each question in mutated form as well.

    Returns:
        A result a question, in the order of the tables; mutations behind their question.

    Raises:
        PackError: if a pack cannot be loaded.
        InputError: if a table cannot be read, or there is nothing to ask.
    """
    if tables and len(packs) > 1:
        raise InputError("say which pack the tables are for: --pack PACK")
    results: list[Result] = []
    categories: set[str] = set()
    for name in packs:
        files = _files(tables) if tables else table_files(name, root)
        if not files:
            continue
        cases = read_tables(files, root)
        categories.update(case.item.category for case in cases)
        asked = [case for case in cases if category in (None, case.item.category)]
        pack = load_pack(name, root)
        if problems := foreign_places(cases, pack):
            raise InputError("\n".join(map(str, problems)))
        results += evaluate(Assistant(pack, cache=cache), asked, mutate=mutate)
    if not results:
        raise InputError(_nothing_to_ask(packs, tables, category, categories))
    return tuple(results)


def table_files(pack: str, root: Path) -> tuple[Path, ...]:
    """The tables of questions of a pack."""
    return _in_folder(root / "tests" / "questions" / pack)


def evaluate(
    assistant: Assistant, cases: Iterable[Located[Case]], *, mutate: int | None = None
) -> Iterator[Result]:
    """Ask every case, and its mutations if ``mutate`` gives a seed."""
    namings = namings_of(assistant.pack) if mutate is not None else ()
    for case in cases:
        result = _ask(assistant, case)
        yield result
        if mutate is not None:
            yield from _mutated(assistant, result, namings, mutate)


def converse(assistant: Assistant, turns: Sequence[str]) -> tuple[Reply, tuple[float, ...]]:
    """The reply to the last turn of a conversation, and how many seconds each turn took."""
    thread = Thread()
    seconds = []
    reply: Reply | None = None
    for turn in turns:
        start = time.perf_counter()
        reply = assistant.reply(turn, thread)
        seconds.append(time.perf_counter() - start)
        thread = reply.thread
    assert reply is not None, "a case has at least one turn"
    return reply, tuple(seconds)


def _ask(assistant: Assistant, case: Located[Case]) -> Result:
    reply, seconds = converse(assistant, case.item.turns)
    return Result(case, case.item.turns, reply, judge(case.item, reply), seconds)


def _mutated(
    assistant: Assistant, result: Result, namings: tuple[Naming, ...], seed: int
) -> Iterator[Result]:
    case = result.case
    *before, last = case.item.turns
    for mutant in mutants(last, case.item.language, namings, seed):
        is_swap = mutant.mutation == "entity"
        if is_swap and not _must_change(result):
            continue
        turns = (*before, mutant.text)
        reply, seconds = converse(assistant, turns)
        judgement = judge_swap(result.reply, reply) if is_swap else judge(case.item, reply)
        yield Result(case, turns, reply, judgement, seconds, mutant.mutation)


def _must_change(result: Result) -> bool:
    """Whether another entity makes the reply untrue: a false claim stays false of anything else."""
    reply = result.reply
    is_sound = reply.kind is Kind.ANSWER and result.judgement.outcome is Outcome.RIGHT
    return is_sound and reply.verdict is not Verdict.CONTRADICTED


def _files(tables: Sequence[Path]) -> tuple[Path, ...]:
    return tuple(
        file for path in tables for file in (_in_folder(path) if path.is_dir() else (path,))
    )


def _in_folder(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(folder.glob("*.yaml")))


def _nothing_to_ask(
    packs: Sequence[str], tables: Sequence[Path], category: str | None, known: set[str]
) -> str:
    if known:
        return f"no question is of the category `{category}`; there is: {', '.join(sorted(known))}"
    if tables:
        return f"no question to ask: there is none in {', '.join(map(str, tables))}"
    folders = ", ".join(f"tests/questions/{pack}/" for pack in packs)
    return f"no question to ask: there is no table in {folders} and none was given"
