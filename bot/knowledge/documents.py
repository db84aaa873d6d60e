"""YAML text to plain values that know at which line each of their keys and items stands.

Only the plain part of YAML is taken: one document of mappings, lists and words. A scalar
stays the text it is, whatever YAML 1.1 would make of it, so that an alias written ``no``
is the word and ``010`` is ten: the model says what is a number. Only an empty scalar,
``~`` and ``null``, unquoted, are ``None``. Anchors, aliases, tags, merge keys and repeated
keys are faults, as are files too large or nested too deep to be anybody's curation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.reader import Reader, ReaderError

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 20  # the deepest file of a pack has seven levels

# A plain value: mappings have text for keys.
Value = str | list[Any] | dict[str, Any] | None

_Path = tuple[str | int, ...]
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
# libyaml where PyYAML was built with it: fifteen times as fast.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Lines:
    """The line of a value (of its key, in a mapping) and, below it, the lines of what it holds."""

    line: int
    inner: dict[str | int, Lines] = field(default_factory=dict)

    def at(self, *path: str | int) -> int:
        """The line of what stands at ``path``, or of the nearest thing around it that there is."""
        here = self
        for step in path:
            below = here.inner.get(step)
            if below is None:
                break
            here = below
        return here.line

    def below(self, step: str | int) -> Lines:
        """The lines of one key or item; this place's own if it has none."""
        return self.inner.get(step, self)


@dataclass(frozen=True)
class Fault:
    """Something wrong with the YAML itself."""

    line: int
    reason: str


@dataclass(frozen=True)
class Document:
    """What a file says; ``readable`` is false where its YAML breaks off or cannot be read."""

    value: Value
    lines: Lines
    faults: tuple[Fault, ...] = ()
    readable: bool = True


def parse_document(data: bytes) -> Document:
    """Read one YAML file.

    Args:
        data: the file's bytes, UTF-8 with or without a byte order mark.

    Returns:
        The value with its lines, and every fault that could be told without a model.
    """
    if len(data) > MAX_BYTES:
        return _unreadable(0, f"the file is larger than {MAX_BYTES // 1024} KiB; split it")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _unreadable(line_of(error), "this is not UTF-8; save the file as UTF-8")
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if not builder.take(event):
                break
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        builder.stop(mark.line + 1 if mark else 0, f"not YAML: {_syntax_reason(error)}")
    except ReaderError:
        odd = Reader.NON_PRINTABLE.search(text)
        line = text.count("\n", 0, odd.start()) + 1 if odd else 0
        builder.stop(line, "not YAML: a control character stands here; delete it")
    return builder.document()


def line_of(error: UnicodeDecodeError) -> int:
    """The line of the first byte that is no text."""
    return error.object.count(b"\n", 0, error.start) + 1


def _unreadable(line: int, reason: str) -> Document:
    return Document(None, Lines(line), (Fault(line, reason),), readable=False)


def _syntax_reason(error: yaml.MarkedYAMLError) -> str:
    """The parser's words, without its marks."""
    problem = error.problem or "it breaks off here"
    if "cannot start any token" in problem:
        problem += " (tabs cannot indent, and words that begin with @ or ` are put in quotes)"
    elif "mapping values are not allowed" in problem:
        problem += " (words that hold “: ” are put in quotes)"
    return f"{problem}, {error.context}" if error.context else problem


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being read."""

    value: list[Any] | dict[str, Any]
    lines: Lines
    key: str | None = None  # of a mapping: the key whose value comes next
    key_line: int = 0
    skipped: bool = False  # of a mapping: that key is a repeated one


class _Builder:
    """Builds the value event by event, without recursion: no nesting can exhaust the stack."""

    def __init__(self) -> None:
        self._stack: list[_Open] = []
        self._value: Value = None
        self._lines = Lines(1)
        self._faults: list[Fault] = []
        self._documents = 0
        self._readable = True

    def document(self) -> Document:
        return Document(self._value, self._lines, tuple(self._faults), self._readable)

    def stop(self, line: int, reason: str) -> None:
        self._faults.append(Fault(line, reason))
        self._readable = False

    def take(self, event: yaml.Event) -> bool:
        """Take the next event in; false when reading is to end here."""
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.ScalarEvent):  # nine of ten events
            self._refuse_decoration(event, line)
            null = event.value in _NULLS and event.implicit[0]
            self._add(None if null else event.value, Lines(line))
        elif isinstance(event, yaml.CollectionStartEvent):
            self._refuse_decoration(event, line)
            if len(self._stack) >= MAX_DEPTH:
                self.stop(line, f"nested deeper than {MAX_DEPTH} levels")
                return False
            value: list[Any] | dict[str, Any]
            value = [] if isinstance(event, yaml.SequenceStartEvent) else {}
            self._stack.append(_Open(value, self._add(value, Lines(line))))
        elif isinstance(event, yaml.CollectionEndEvent):
            self._stack.pop()
        elif isinstance(event, yaml.AliasEvent):
            self._fault(line, f"the alias *{event.anchor} is not taken; write the words again")
            self._add(None, Lines(line))
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._fault(line, "a second document starts here; a file holds one")
                return False
        return True

    def _refuse_decoration(
        self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, line: int
    ) -> None:
        if event.anchor is not None:
            self._fault(line, f"the anchor &{event.anchor} is not taken; write the words again")
        if event.tag is not None:
            self._fault(line, f"the tag {event.tag} is not taken; leave it out")

    def _fault(self, line: int, reason: str) -> None:
        self._faults.append(Fault(line, reason))

    def _add(self, value: Value, lines: Lines) -> Lines:
        """Put a value where it belongs; its lines come back, at its key's line in a mapping."""
        if not self._stack:
            self._value, self._lines = value, lines
            return lines
        parent = self._stack[-1]
        if isinstance(parent.value, list):
            parent.lines.inner[len(parent.value)] = lines
            parent.value.append(value)
            return lines
        if parent.key is None:
            self._open_key(parent, value, lines)
            return lines
        lines.line = parent.key_line
        if not parent.skipped:
            parent.value[parent.key] = value
            parent.lines.inner[parent.key] = lines
        parent.key = None
        return lines

    def _open_key(self, parent: _Open, value: Value, lines: Lines) -> None:
        key = value if isinstance(value, str) else ""
        parent.key, parent.key_line, parent.skipped = key, lines.line, False
        if not isinstance(value, str):
            parent.skipped = True
            self._fault(lines.line, "a key is a word here, not a list, a mapping or nothing")
        elif key == "<<":
            parent.skipped = True
            self._fault(lines.line, "the merge key << is not taken; write the keys again")
        elif key in parent.value:
            parent.skipped = True
            first = parent.lines.inner[key].line
            self._fault(lines.line, f"the key `{key}` stands twice, first at line {first}")


def walk(value: object, path: _Path = ()) -> Iterator[tuple[_Path, str]]:
    """Every text inside plain lists and mappings, with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from walk(item, (*path, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from walk(item, (*path, key))
