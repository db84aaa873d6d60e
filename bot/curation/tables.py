"""The tables of questions: what people ask, and what a right reply to it has.

A table is a YAML file that holds a list. Each item is a conversation (``turns``)
and what is expected of the reply to its last turn.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bot.errors import InputError, Problem
from bot.knowledge.documents import Document, parse_document
from bot.knowledge.model import Language, Pack, PlaceId
from bot.knowledge.validation import Located, dotted, validate

KindName = Literal["answer", "clarification", "unknown", "social"]
VerdictName = Literal["supported", "contradicted", "unsupported"]
ReasonName = Literal["not-in-source", "no-figure", "not-understood", "language"]


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


class Case(BaseModel):
    """A conversation, and what the reply to its last turn is to have.

    Where several values are given (``kind``, ``reason``), any of them will do.
    ``verdict`` is compared where the table has the key; ``null`` then means
    that the reply claims nothing. ``values`` are in base units (2800000; 60 for
    60 %) and ``places`` are cited. Each of ``says`` must stand in the reply and
    each of ``never`` must not; ``a|b`` are two ways of writing one of them.
    ``category`` is what the results are counted under, the file's name by default.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    turns: Annotated[tuple[str, ...], Field(min_length=1)]
    kind: Annotated[tuple[KindName, ...], BeforeValidator(_listed), Field(min_length=1)]
    language: Language | None = None
    verdict: VerdictName | None = None
    values: tuple[Decimal, ...] = ()
    places: tuple[PlaceId, ...] = ()
    reason: Annotated[tuple[ReasonName, ...], BeforeValidator(_listed)] = ()
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    note: str = ""
    category: str = ""

    @property
    def checks_verdict(self) -> bool:
        """Whether the table says anything of the verdict."""
        return "verdict" in self.model_fields_set


def read_tables(paths: Iterable[Path], root: Path) -> tuple[Located[Case], ...]:
    """Read tables of questions.

    Args:
        paths: the files, in the order in which to ask.
        root: the folder below which files are named by their path from there.

    Returns:
        Every case of every file, with its file and lines.

    Raises:
        InputError: with every problem of every file, one ``file:line: question: reason`` a line.
    """
    cases: list[Located[Case]] = []
    problems: list[Problem] = []
    for path in paths:
        file = _name(path, root)
        try:
            document = parse_document(path.read_bytes())
        except OSError as error:
            problems.append(Problem(file, 0, path.stem, f"cannot be read: {error.strerror}"))
            continue
        problems += (Problem(file, f.line, path.stem, f.reason) for f in document.faults)
        read, wrong = _cases(document, file, path.stem)
        cases += read
        problems += wrong
    if problems:
        raise InputError("\n".join(map(str, problems)))
    return tuple(cases)


def foreign_places(cases: Sequence[Located[Case]], pack: Pack) -> tuple[Problem, ...]:
    """Places that cases expect to be cited and that the pack does not have."""
    known = {place.id for place in pack.source.places}
    return tuple(
        Problem(
            case.file,
            case.lines.at("places", index),
            case.item.category,
            f"`places[{index + 1}]` (`{place}`) is no place of `{pack.id}`; "
            f"it has {', '.join(sorted(known))}",
        )
        for case in cases
        for index, place in enumerate(case.item.places)
        if place not in known
    )


def _name(path: Path, root: Path) -> str:
    resolved = path.resolve()
    if resolved.is_relative_to(root.resolve()):
        return resolved.relative_to(root.resolve()).as_posix()
    return str(path)


def _cases(document: Document, file: str, stem: str) -> tuple[list[Located[Case]], list[Problem]]:
    if not document.readable:
        return [], []
    if not isinstance(document.value, list):
        reason = "a table is a list of questions, each beginning with `- turns:`"
        return [], [Problem(file, document.lines.line, stem, reason)]
    cases, problems = [], []
    for index, value in enumerate(document.value):
        lines = document.lines.below(index)
        made = validate(Case, value, lines)
        if isinstance(made, Case):
            named = made if made.category else made.model_copy(update={"category": stem})
            cases.append(Located(named, file, lines))
        else:
            entry = dotted((stem, index))
            problems += [Problem(file, fault.line, entry, fault.reason) for fault in made]
    return cases, problems
