"""How the findings of ``verbatim check`` are listed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from rich.text import Text

from bot.errors import Problem
from bot.knowledge.checking import Finding
from bot.terminal.rendering import printable

_STYLES = {"error": "bold red", "warning": "yellow"}


def findings_text(findings: Sequence[Finding], packs: Sequence[str]) -> Text:
    """Every finding with its mend, and how many there are."""
    text = Text()
    for finding in findings:
        text.append(f"{finding.file}:{finding.line}: ")
        text.append(f"{finding.severity}: ", style=_STYLES[finding.severity])
        text.append(printable(f"{finding.entry}: {finding.reason}\n"))
        text.append(printable(f"    {finding.mend}\n"), style="dim")
    errors = sum(finding.severity == "error" for finding in findings)
    warnings = len(findings) - errors
    checked = ", ".join(packs)
    if findings:
        text.append(f"{checked}: {_count(errors, 'error')}, {_count(warnings, 'warning')}")
    else:
        text.append(f"{checked}: nothing to mend", style="green")
    return text


def report_json(findings: Sequence[Finding], problems: Sequence[Problem] = ()) -> str:
    """The findings, and the problems that kept a pack from being checked, as one JSON object."""
    report = {
        "findings": [finding.to_json() for finding in findings],
        "problems": [asdict(problem) for problem in problems],
    }
    return json.dumps(report, indent=2, ensure_ascii=False)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
