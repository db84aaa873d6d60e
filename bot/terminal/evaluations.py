"""How an evaluation is listed: the shares first, then what went wrong, the worst first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.text import Text

from bot.curation.evaluate import Result
from bot.curation.judging import Outcome
from bot.curation.report import Comparison, Report, Tally
from bot.terminal.rendering import printable

_STYLES = {
    Outcome.WRONG: "bold red",
    Outcome.MISSED: "yellow",
    Outcome.OFF: "cyan",
    Outcome.RIGHT: "green",
}
_COLUMNS = (Outcome.RIGHT, Outcome.WRONG, Outcome.MISSED, Outcome.OFF)
_CONFUSIONS = 12
_INDENT = "    "


def evaluation_text(
    report: Report,
    *,
    only: Outcome | None = None,
    limit: int | None = None,
    counts: bool = False,
    why: bool = False,
) -> Text:
    """An evaluation as a curator reads it.

    Args:
        report: the evaluation.
        only: the one outcome whose questions to list.
        limit: how many questions to list at most.
        counts: whether to leave out every question and reply.
        why: whether to say of every listed reply how it was found; of wrong ones it always is.
    """
    text = Text()
    for title, tallies in (
        ("category", report.by_category),
        ("language", report.by_language),
        ("mutation", report.by_mutation),
    ):
        _add_table(text, title, tallies)
    _add_table(text, "", {"all": report.total})
    _add_confusions(text, report)
    _add_calibration(text, report)
    _add_speed(text, report, counts=counts)
    if report.comparison is not None:
        _add_comparison(text, report.comparison, limit, counts=counts)
    if not counts:
        _add_failures(text, report, only, limit, why=why)
    _add_conclusion(text, report)
    return text


def _add_table(text: Text, title: str, tallies: Mapping[str, Tally]) -> None:
    if not tallies:
        return
    if title:
        heads = "".join(f"{outcome.value + ' %':>10}" for outcome in _COLUMNS)
        text.append(f"{title:<20}{'asked':>7}{heads}\n", style="bold")
    for name, tally in tallies.items():
        text.append(printable(f"{name:<20}{tally.total:>7}"))
        for outcome in _COLUMNS:
            share = 100 * tally.share(outcome)
            style = _STYLES[outcome] if share else "dim"
            text.append(f"{share:>10.1f}", style=style)
        text.append("\n")
    text.append("\n")


def _add_confusions(text: Text, report: Report) -> None:
    if not report.confusions:
        return
    text.append("expected -> got\n", style="bold")
    for expected, got, count in report.confusions[:_CONFUSIONS]:
        text.append(f"{count:>7}  {expected} -> {got}\n")
    if rest := sum(count for *_, count in report.confusions[_CONFUSIONS:]):
        text.append(f"{rest:>7}  others\n")
    text.append("\n")


def _add_calibration(text: Text, report: Report) -> None:
    if not report.calibration:
        return
    text.append(f"{'confidence':<20}{'answers':>7}{'mean %':>10}{'right %':>10}\n", style="bold")
    for bucket in report.calibration:
        text.append(
            f"{f'{bucket.low:.1f} to {bucket.high:.1f}':<20}{bucket.answers:>7}"
            f"{100 * bucket.confidence:>10.1f}{100 * bucket.right:>10.1f}\n"
        )
    text.append("\n")


def _add_speed(text: Text, report: Report, *, counts: bool) -> None:
    speed = report.speed
    text.append("a turn: ", style="bold")
    text.append(f"p50 {speed.p50:.2f} ms, p99 {speed.p99:.2f} ms\n")
    if not counts:
        for milliseconds, turn in speed.slowest:
            text.append(printable(f"{milliseconds:>7.1f}  {_shortened(turn)}\n"), style="dim")
    text.append("\n")


def _add_comparison(text: Text, comparison: Comparison, limit: int | None, *, counts: bool) -> None:
    for name, changed in (("better", comparison.better), ("broke", comparison.broke)):
        text.append(f"{name} since then: {len(changed)}\n", style="bold")
        for before, result in () if counts else changed[:limit]:
            text.append(f"{_INDENT}{before.value} -> ")
            _add_case(text, result)
    text.append("\n")


def _add_failures(
    text: Text, report: Report, only: Outcome | None, limit: int | None, *, why: bool
) -> None:
    failures = report.failures(only)
    for result in failures[:limit]:
        _add_case(text, result)
        for line in _details(result, why=why):
            text.append(printable(f"{_INDENT}{line}\n"))
    if limit is not None and len(failures) > limit:
        text.append(f"and {len(failures) - limit} more: --limit {len(failures)}\n", style="dim")
    if failures:
        text.append("\n")


def _add_case(text: Text, result: Result) -> None:
    outcome = result.judgement.outcome
    text.append(outcome.value, style=_STYLES[outcome])
    mutation = f" ({result.mutation})" if result.mutation else ""
    turns = " | ".join(_shortened(turn) for turn in result.turns)
    where = f"{result.case.file}:{result.case.lines.line}"
    text.append(printable(f" {where}{mutation}: {turns}\n"))


def _details(result: Result, *, why: bool) -> Iterator[str]:
    yield from result.judgement.faults
    reply = result.reply
    what = "/".join(filter(None, (reply.kind, reply.verdict, reply.reason)))
    yield f"-> {what}: {reply.text}".replace("\n", "\n" + _INDENT)
    if why or result.judgement.outcome is Outcome.WRONG:
        for heading, line in reply.explanation.lines:
            yield f"{_INDENT}{heading}: {line}"


def _add_conclusion(text: Text, report: Report) -> None:
    right, wrong = report.total.share(Outcome.RIGHT), report.total.share(Outcome.WRONG)
    aims = report.thresholds
    text.append(
        f"{100 * right:.1f} % right (at least {100 * aims.accuracy:g}), "
        f"{100 * wrong:.1f} % wrong (at most {100 * aims.wrong:g})",
        style="green" if report.passed else "bold red",
    )


def _shortened(turn: str, width: int = 160) -> str:
    line = " ".join(turn.split())
    return line if len(line) <= width else f"{line[: width - 1]}…"
