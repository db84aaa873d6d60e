"""The made-up pack in English goes through what the shipped one does: nothing depends on the first.

``tests/packs/kelp/tests/pending`` has what the engine does not answer yet, with the right
replies; a question that is answered goes over to the tables.
"""

from functools import cache
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.curation.coverage import SourceText, coverage_findings
from bot.curation.evaluate import Result, evaluate, table_files
from bot.curation.judging import Outcome
from bot.curation.reach import reach_findings, without_near_misses
from bot.curation.report import read_thresholds, report_of
from bot.curation.tables import read_tables
from bot.knowledge.checking import check_pack
from bot.knowledge.loading import load_pack, read_pack

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "tests" / "packs" / "kelp"
NAME = "marrow-bay-kelp"
PENDING = read_tables(sorted((HOME / "tests" / "pending").glob("*.yaml")), HOME)


@pytest.fixture(scope="module")
def assistant(request: pytest.FixtureRequest) -> Assistant:
    weights = request.config.cache.mkdir("verbatim") if request.config.cache else None
    return Assistant(load_pack(NAME, HOME), cache=weights)


@cache
def results(assistant: Assistant) -> tuple[Result, ...]:
    return tuple(evaluate(assistant, read_tables(table_files(NAME, HOME), HOME)))


def test_enough_is_asked_in_both_languages(assistant: Assistant) -> None:
    languages = [result.case.item.language for result in results(assistant)]

    assert len(languages) >= 150
    assert min(languages.count("fr"), languages.count("en")) >= 60


def test_enough_is_right_and_hardly_anything_wrong(assistant: Assistant) -> None:
    report = report_of(results(assistant), read_thresholds(ROOT / "pyproject.toml"))

    failures = "\n".join(
        f"{result.judgement.outcome} {result.turns}: {result.reply.text}"
        for result in report.failures()
    )
    assert report.passed, f"{report.total}\n{failures}"


def test_the_lint_finds_nothing(assistant: Assistant) -> None:
    files = read_pack(NAME, HOME)
    lock = (HOME / "knowledge" / NAME / "source.lock").read_text(encoding="utf-8")
    unbarred = Assistant(without_near_misses(files.pack()))
    text = (HOME / "kelp.txt").read_text(encoding="utf-8")
    found = [
        *check_pack(files, lock),
        *reach_findings(files, assistant, unbarred),
        *coverage_findings(files.pack(), SourceText("kelp.txt", text, text)),
    ]

    assert [finding for finding in found if "intents/common" not in finding.file] == []


@pytest.mark.xfail(strict=False, reason="the engine does not answer this yet")
@pytest.mark.parametrize("index", range(len(PENDING)))
def test_what_is_pending(assistant: Assistant, index: int) -> None:
    [result] = evaluate(assistant, [PENDING[index]])

    assert result.judgement.outcome is Outcome.RIGHT, result.judgement.faults
