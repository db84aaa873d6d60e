"""A review as a curator sees it in the terminal, and what is typed to decide."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from rich.console import Console
from rich.text import Text

from bot.curation.review import Decision, DecisionKind, Group, decided
from bot.errors import InputError
from bot.terminal.rendering import printable

_NUMBERS = re.compile(r"[0-9]{1,9}(?:,[0-9]{1,9})*")
_ANSWERED = "answered"
_KEYS: Mapping[str, DecisionKind] = {"p": "phrase", "n": "near-miss", "d": "dismiss"}
_HELP = (
    "p [INTENT] makes it a phrase, n [INTENT] a near miss, of the nearest intent if none is "
    "named; d dismisses; return goes on, q ends"
)


def groups_text(groups: Sequence[Group], limit: int | None = None) -> Text:
    """The queue: each group with how often it was asked, and what stopped the nearest intents."""
    text = Text()
    for group in groups[:limit]:
        text.append_text(group_text(group))
    if not groups:
        text.append("nothing is waiting for a curator", style="green")
    elif limit is not None and len(groups) > limit:
        text.append(f"and {len(groups) - limit} more: --limit {len(groups)}", style="dim")
    else:
        text.right_crop(1)
    return text


def group_text(group: Group) -> Text:
    """One group of questions."""
    text = Text()
    for question in group.questions:
        text.append(f"#{question.number} ", style="bold")
        text.append(printable(f"{question.phrase}"))
        text.append(f"  {question.why}, asked {_times(question.asked)}\n", style="dim")
    text.append("    now: ", style="bold")
    text.append(f"{group.now}", style="green" if group.is_answered else "")
    if group.unexplained:
        text.append(printable(f"; not understood: {', '.join(group.unexplained)}"))
    text.append("\n")
    for near in group.nearest:
        text.append(f"    {near.intent}: ", style="bold")
        text.append(printable(f"{near.weighed}\n"))
    return text


def read_flags(
    flags: Mapping[DecisionKind, Iterable[str]], groups: Sequence[Group]
) -> tuple[Decision, ...]:
    """The decisions that flags give, each as ``3,5=INTENT``.

    What is dismissed is ``3,5``, or ``answered`` for all that has an answer by now.

    Args:
        flags: what was given, by kind.
        groups: the queue.

    Raises:
        InputError: one is not written so, or a number is no question's.
    """
    questions = [question for group in groups for question in group.questions]
    answered = tuple(q.number for group in groups if group.is_answered for q in group.questions)
    decisions: list[Decision] = []
    for kind, given in flags.items():
        for text in given:
            if kind == "dismiss" and text == _ANSWERED:
                decisions += decided(kind, answered, "", questions)
            else:
                decisions += decided(kind, *_choice(text, kind), questions)
    return tuple(decisions)


def _choice(text: str, kind: DecisionKind) -> tuple[tuple[int, ...], str]:
    numbers, _, intent = text.replace(" ", "").partition("=")
    if not _NUMBERS.fullmatch(numbers) or bool(intent) == (kind == "dismiss"):
        wanted = "3,5 or answered" if kind == "dismiss" else "3,5=INTENT"
        raise InputError(f"--{kind} {text}: write the questions' numbers, as in {wanted}")
    return tuple(map(int, numbers.split(","))), intent


def decide(
    groups: Sequence[Group], intents: Collection[str], lines: Iterable[str], console: Console
) -> Iterator[Decision]:
    """Show one group after the other and take what is typed about it.

    Args:
        groups: the queue.
        intents: what may be named.
        lines: what is typed, a line a decision.
        console: where to show.
    """
    console.print(_HELP, style="dim")
    typed = iter(lines)
    for group in groups:
        console.print(group_text(group), end="")
        while True:
            console.print("> ", end="")
            line = next(typed, None)
            if line is None or line.strip() == "q":
                console.print()
                return
            if not line.strip():
                break
            decision = _typed(line.strip(), group, intents)
            if decision is not None:
                yield from decided(*decision, group.questions)
                break
            console.print(_HELP, style="yellow")


def _typed(
    line: str, group: Group, intents: Collection[str]
) -> tuple[DecisionKind, tuple[int, ...], str] | None:
    """What a line decides about a group; None where it cannot be understood."""
    key, _, named = line.partition(" ")
    kind = _KEYS.get(key)
    intent = named.strip() or (group.nearest[0].intent if group.nearest else "")
    numbers = tuple(question.number for question in group.questions)
    if kind == "dismiss":
        return kind, numbers, ""
    return (kind, numbers, intent) if kind is not None and intent in intents else None


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
