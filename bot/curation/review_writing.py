"""Writes what a review decided into the intents' files: nothing else in them changes."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from bot.curation.changes import Change
from bot.curation.review import Decision
from bot.errors import InputError, PackError
from bot.knowledge.loading import read_pack
from bot.understanding.features import tokenise


def changes_of(decisions: Iterable[Decision]) -> tuple[Change, ...]:
    """The phrases that decisions add."""
    return tuple(
        Change(decision.intent, "ask" if decision.kind == "phrase" else "not", decision.language, p)
        for decision in decisions
        if decision.kind != "dismiss"
        for p in decision.phrases
    )


def apply_changes(changes: Sequence[Change], pack: str, root: Path) -> tuple[str, ...]:
    """Add phrases to a pack's intents, all of them or none.

    A phrase that the intent has already is passed over. Comments, order, quotes and
    layout of the files stay as they are.

    Args:
        changes: what to add.
        pack: the pack's id.
        root: the folder that holds ``knowledge/`` and ``intents/``.

    Returns:
        The files that changed, relative to ``root``.

    Raises:
        InputError: an intent is not there, or a file cannot be written.
        PackError: the pack does not load, or would not any more.
    """
    files = read_pack(pack, root)
    if files.problems:
        raise PackError(files.problems)
    intents = {located.item.id: located for located in files.contents.intents.located}
    unknown = sorted({change.intent for change in changes} - set(intents))
    if unknown:
        raise InputError("\n".join(f"{name}: there is no such intent" for name in unknown))
    edited: dict[str, str] = {}
    for change in dict.fromkeys(changes):
        located = intents[change.intent]
        said = located.item.ask if change.key == "ask" else located.item.not_
        if any(tokenise(change.phrase) == tokenise(p) for p in said.in_(change.language)):
            continue
        text = edited.get(located.file)
        if text is None:
            text = (root / located.file).read_text(encoding="utf-8")
        edited[located.file] = added(text, change)
    _prove(edited, pack, root)
    for file, text in edited.items():
        _replace(root / file, text)
    return tuple(sorted(edited))


def added(text: str, change: Change) -> str:
    """The text of an intents' file with one phrase more.

    Raises:
        InputError: the file does not hold the intent.
    """
    intent = _intent(YAML().compose(text), change.intent)
    written = json.dumps(change.phrase, ensure_ascii=False)  # JSON's quotes are YAML's
    phrases = _value(intent, change.key)
    if phrases is None:
        ask = _value(intent, "ask")
        anchor = ask if ask is not None else intent
        return _after(text, anchor, intent, f"{change.key}:", f"  {change.language}: [{written}]")
    listed = _value(phrases, change.language)
    if listed is None:
        return _with_key(text, phrases, f"{change.language}: [{written}]")
    return _with_item(text, listed, written)


def _intent(root: Node | None, name: str) -> MappingNode:
    for item in getattr(_value(root, "intents"), "value", ()):
        named = _value(item, "id")
        if isinstance(item, MappingNode) and named is not None and named.value == name:
            return item
    raise InputError(f"{name}: there is no such intent in the file")


def _value(node: Node | None, key: str) -> Node | None:
    if isinstance(node, MappingNode):
        for name, value in node.value:
            if name.value == key:
                found: Node = value
                return found
    return None


def _with_item(text: str, listed: Node, written: str) -> str:
    """A list with one item more, in the list's own layout."""
    if isinstance(listed, SequenceNode) and not listed.flow_style and listed.value:
        last = listed.value[-1]
        indent = " " * listed.start_mark.column
        return _insert_line(text, _end(last), f"{indent}- {written}")
    items = listed.value if isinstance(listed, SequenceNode) else []
    if items:
        at = _end(items[-1])
        return f"{text[:at]}, {written}{text[at:]}"
    return f"{text[: listed.start_mark.index]}[{written}]{text[_end(listed) :]}"


def _with_key(text: str, mapping: Node, line: str) -> str:
    """A mapping with one key more."""
    if isinstance(mapping, MappingNode) and mapping.value:
        last = _end(mapping.value[-1][1])
        if mapping.flow_style:
            return f"{text[:last]}, {line}{text[last:]}"
        return _insert_line(text, last, " " * mapping.start_mark.column + line)
    return f"{text[: mapping.start_mark.index]}{{{line}}}{text[_end(mapping) :]}"


def _after(text: str, anchor: Node, inside: MappingNode, *lines: str) -> str:
    """Lines behind a value of a block mapping, at the indent of its keys."""
    if inside.flow_style:
        key, value = (line.strip() for line in lines)
        last = _end(inside.value[-1][1])
        return f"{text[:last]}, {key} {{{value}}}{text[last:]}"
    indent = " " * inside.start_mark.column
    return _insert_line(text, _end(anchor), "\n".join(f"{indent}{line}" for line in lines))


def _end(node: Node) -> int:
    """Where a value ends: a block's end mark stands where the next thing begins."""
    if isinstance(node, SequenceNode | MappingNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    index: int = node.end_mark.index
    return index


def _insert_line(text: str, at: int, line: str) -> str:
    """A line of its own behind the line that ``at`` stands in."""
    stop = text.find("\n", at)
    if stop < 0:
        return f"{text}\n{line}\n"
    return f"{text[:stop]}\n{line}{text[stop:]}"


def _prove(edited: dict[str, str], pack: str, root: Path) -> None:
    """See that the pack loads with the new files before any is written."""
    with tempfile.TemporaryDirectory() as scratch:
        trial = Path(scratch)
        shutil.copytree(root / "knowledge" / pack, trial / "knowledge" / pack)
        for name in ("common", pack):
            shutil.copytree(root / "intents" / name, trial / "intents" / name)
        for file, text in edited.items():
            (trial / file).write_text(text, encoding="utf-8", newline="\n")
        problems = read_pack(pack, trial).problems
    if problems:
        raise PackError(problems)


def _replace(path: Path, text: str) -> None:
    scratch = path.with_name(f".{path.name}.new")
    try:
        scratch.write_text(text, encoding="utf-8", newline="\n")
        scratch.replace(path)
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from None
