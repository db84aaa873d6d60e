"""What the results of an evaluation add up to, as numbers and as JSON."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from bot.answering.model import Kind
from bot.curation.evaluate import Result
from bot.curation.judging import Outcome
from bot.errors import InputError

SEVERITY = (Outcome.WRONG, Outcome.MISSED, Outcome.OFF, Outcome.RIGHT)
"""Outcomes from worst to best."""

_BUCKETS = 10  # of confidence, from 0 to 1
_SLOWEST = 5


@dataclass(frozen=True)
class Thresholds:
    """Shares from 0 to 1: at least ``accuracy`` right, at most ``wrong`` wrong."""

    accuracy: float = 0.95
    wrong: float = 0.01


@dataclass(frozen=True)
class Tally:
    """How many questions had each outcome."""

    right: int = 0
    off: int = 0
    missed: int = 0
    wrong: int = 0

    @staticmethod
    def of(results: Iterable[Result]) -> Tally:
        """Count outcomes."""
        counted = Counter(result.judgement.outcome.value for result in results)
        return Tally(**counted)

    @property
    def total(self) -> int:
        """All of them."""
        return self.right + self.off + self.missed + self.wrong

    def share(self, outcome: Outcome) -> float:
        """The share of an outcome, from 0 to 1; 0 of nothing."""
        count: int = getattr(self, outcome.value)
        return count / self.total if self.total else 0.0

    def meets(self, thresholds: Thresholds) -> bool:
        """Whether enough is right and little enough wrong."""
        return (
            self.share(Outcome.RIGHT) >= thresholds.accuracy
            and self.share(Outcome.WRONG) <= thresholds.wrong
        )

    def to_json(self) -> dict[str, Any]:
        """Counts, and the shares that have thresholds."""
        return {
            "total": self.total,
            "right": self.right,
            "wrong": self.wrong,
            "missed": self.missed,
            "off": self.off,
            "accuracy": round(self.share(Outcome.RIGHT), 4),
            "wrong_share": round(self.share(Outcome.WRONG), 4),
        }


@dataclass(frozen=True)
class Bucket:
    """Answers whose confidence lies between ``low`` and ``high``, and how many were right."""

    low: float
    high: float
    answers: int
    confidence: float  # the mean
    right: float  # the share


@dataclass(frozen=True)
class Speed:
    """Milliseconds a turn, and the slowest of them with their words."""

    p50: float
    p99: float
    slowest: tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class Comparison:
    """What differs from an earlier run: results with the outcome they had then, the worst first."""

    better: tuple[tuple[Outcome, Result], ...]
    broke: tuple[tuple[Outcome, Result], ...]


@dataclass(frozen=True)
class Report:
    """An evaluation, counted. Totals and thresholds are of the tables' own words.

    ``mutated`` are the results of mutations; they are counted apart.
    """

    results: tuple[Result, ...]
    mutated: tuple[Result, ...]
    thresholds: Thresholds
    comparison: Comparison | None = None

    @cached_property
    def total(self) -> Tally:
        """Of all questions."""
        return Tally.of(self.results)

    @property
    def passed(self) -> bool:
        """Whether the thresholds are met."""
        return self.total.meets(self.thresholds)

    @cached_property
    def by_category(self) -> dict[str, Tally]:
        """A tally a category, in the order of the tables."""
        return _tallies(self.results, lambda result: result.case.item.category)

    @cached_property
    def by_language(self) -> dict[str, Tally]:
        """A tally an expected language; "any" where the case leaves it open."""
        return _tallies(self.results, lambda result: result.case.item.language or "any")

    @cached_property
    def by_mutation(self) -> dict[str, Tally]:
        """A tally a mutation."""
        return _tallies(self.mutated, lambda result: result.mutation or "none")

    @cached_property
    def confusions(self) -> tuple[tuple[str, str, int], ...]:
        """Expected kind and verdict, what came instead, and how often; the most frequent first."""
        pairs = Counter(map(_kinds, self.results)).most_common()
        return tuple((expected, got, n) for (expected, got), n in pairs if expected != got)

    @cached_property
    def calibration(self) -> tuple[Bucket, ...]:
        """Confidence against truth: of the answers given with 0.9, nine in ten should be right."""
        answers = [result for result in self.results if result.reply.kind is Kind.ANSWER]
        buckets: dict[int, list[Result]] = {}
        for result in answers:
            index = min(int(result.reply.confidence * _BUCKETS), _BUCKETS - 1)
            buckets.setdefault(index, []).append(result)
        return tuple(_bucket(index, buckets[index]) for index in sorted(buckets))

    @cached_property
    def speed(self) -> Speed:
        """How long the turns took."""
        turns = sorted(
            (1000 * seconds, turn)
            for result in self.results
            for seconds, turn in zip(result.seconds, result.turns, strict=True)
        )
        times = [milliseconds for milliseconds, _ in turns]
        return Speed(
            percentile(times, 0.50), percentile(times, 0.99), tuple(turns[: -_SLOWEST - 1 : -1])
        )

    def failures(self, only: Outcome | None = None) -> tuple[Result, ...]:
        """What is not right, mutations included: the wrong answers first."""
        outcomes = SEVERITY[:-1] if only is None else (only,)
        return tuple(
            result
            for outcome in outcomes
            for result in (*self.results, *self.mutated)
            if result.judgement.outcome is outcome
        )

    def to_json(self, *, counts: bool = False) -> dict[str, Any]:
        """The report as plain values; with ``counts``, without a word of any question."""
        report: dict[str, Any] = {
            "passed": self.passed,
            "thresholds": {"accuracy": self.thresholds.accuracy, "wrong": self.thresholds.wrong},
            "total": self.total.to_json(),
            "categories": _jsons(self.by_category),
            "languages": _jsons(self.by_language),
            "mutations": _jsons(self.by_mutation),
            "confusions": [
                {"expected": expected, "got": got, "count": n}
                for expected, got, n in self.confusions
            ],
            "calibration": [
                {
                    "from": bucket.low,
                    "to": bucket.high,
                    "answers": bucket.answers,
                    "confidence": round(bucket.confidence, 3),
                    "right": round(bucket.right, 3),
                }
                for bucket in self.calibration
            ],
            "speed": {"p50_ms": round(self.speed.p50, 2), "p99_ms": round(self.speed.p99, 2)},
        }
        if self.comparison is not None:
            report["against"] = _comparison_json(self.comparison, counts=counts)
        if not counts:
            report["speed"]["slowest"] = [
                {"ms": round(milliseconds, 2), "turn": turn}
                for milliseconds, turn in self.speed.slowest
            ]
            report["cases"] = [_case_json(result) for result in (*self.results, *self.mutated)]
        return report


def report_of(
    results: Iterable[Result],
    thresholds: Thresholds = Thresholds(),
    previous: Mapping[tuple[str, ...], Outcome] | None = None,
) -> Report:
    """Count results, and compare them with an earlier run's outcomes if there are any."""
    asked = tuple(results)
    comparison = None if previous is None else _compared(asked, previous)
    return Report(
        tuple(result for result in asked if result.mutation is None),
        tuple(result for result in asked if result.mutation is not None),
        thresholds,
        comparison,
    )


def read_thresholds(path: Path) -> Thresholds:
    """The thresholds of ``[tool.verbatim.eval]`` in a ``pyproject.toml``; the default ones if none.

    Raises:
        InputError: if a threshold is no share, or is unknown.
    """
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Thresholds()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from None
    given = settings.get("tool", {}).get("verbatim", {}).get("eval", {})
    for name, value in given.items():
        if name not in ("accuracy", "wrong"):
            raise InputError(f"{path}: [tool.verbatim.eval] knows accuracy and wrong, not {name}")
        if not isinstance(value, int | float) or not 0 <= value <= 1:
            raise InputError(f"{path}: {name} is a share from 0 to 1, not {value!r}")
    return Thresholds(**given)


def read_previous(path: Path) -> dict[tuple[str, ...], Outcome]:
    """The outcomes of an earlier run, from what ``eval --json`` printed.

    Raises:
        InputError: if the file is no such report.
    """
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
        return {
            _key(case["turns"], case["mutation"]): Outcome(case["outcome"])
            for case in report["cases"]
        }
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except (KeyError, TypeError, ValueError, RecursionError):
        raise InputError(
            f"{path}: this is no report; make one with `eval --json` (without --counts)"
        ) from None


def percentile(ordered: Sequence[float], share: float) -> float:
    """The value below which a share of sorted values lies (nearest rank); 0 of nothing."""
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


def _tallies(results: Iterable[Result], group: Callable[[Result], str]) -> dict[str, Tally]:
    groups: dict[str, list[Result]] = {}
    for result in results:
        groups.setdefault(group(result), []).append(result)
    return {name: Tally.of(grouped) for name, grouped in groups.items()}


def _jsons(tallies: Mapping[str, Tally]) -> dict[str, Any]:
    return {name: tally.to_json() for name, tally in tallies.items()}


def _kinds(result: Result) -> tuple[str, str]:
    """Expected and given kind; with the verdict where the case expects one."""
    case, reply = result.case.item, result.reply
    # A kind that was allowed stands for all that were.
    kind = reply.kind.value if reply.kind.value in case.kind else "|".join(case.kind)
    expected, got = kind, reply.kind.value
    if case.checks_verdict:
        expected += f"/{case.verdict or 'none'}"
        got += f"/{reply.verdict.value if reply.verdict else 'none'}"
    return expected, got


def _bucket(index: int, results: Sequence[Result]) -> Bucket:
    return Bucket(
        low=index / _BUCKETS,
        high=(index + 1) / _BUCKETS,
        answers=len(results),
        confidence=sum(result.reply.confidence for result in results) / len(results),
        right=Tally.of(results).share(Outcome.RIGHT),
    )


def _key(turns: Sequence[str], mutation: str | None) -> tuple[str, ...]:
    return (mutation or "", *turns)


def _compared(results: Sequence[Result], previous: Mapping[tuple[str, ...], Outcome]) -> Comparison:
    better, broke = [], []
    for result in results:
        now = result.judgement.outcome
        before = previous.get(_key(result.turns, result.mutation), now)
        if SEVERITY.index(now) > SEVERITY.index(before):
            better.append((before, result))
        elif now is not before:
            broke.append((before, result))
    broke.sort(key=lambda pair: SEVERITY.index(pair[1].judgement.outcome))
    return Comparison(tuple(better), tuple(broke))


def _comparison_json(comparison: Comparison, *, counts: bool) -> dict[str, Any]:
    sides = {"better": comparison.better, "broke": comparison.broke}
    if counts:
        return {name: len(changed) for name, changed in sides.items()}
    return {
        name: [
            {
                "turns": list(result.turns),
                "mutation": result.mutation,
                "was": before.value,
                "is": result.judgement.outcome.value,
            }
            for before, result in changed
        ]
        for name, changed in sides.items()
    }


def _case_json(result: Result) -> dict[str, Any]:
    return {
        "file": result.case.file,
        "line": result.case.lines.line,
        "category": result.case.item.category,
        "turns": list(result.turns),
        "mutation": result.mutation,
        "outcome": result.judgement.outcome.value,
        "faults": list(result.judgement.faults),
        "ms": round(1000 * result.seconds[-1], 2),
        "reply": result.reply.to_json(),
        "why": [list(line) for line in result.reply.explanation.lines],
    }
