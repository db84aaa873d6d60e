"""The folders of a pack to a Pack, or every problem they have.

``knowledge/<pack>/`` holds ``source.yaml`` (one mapping) and ``terms.yaml``,
``facts.yaml`` and ``quotes.yaml`` (lists). ``intents/common/`` and
``intents/<pack>/`` hold any number of files, each a mapping of ``topic`` (the
subject's name), ``intents`` and ``terms``; a file's name is its topic's id.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from bot.errors import PackError, Problem
from bot.knowledge.documents import MAX_BYTES, Document, Lines, Value, parse_document
from bot.knowledge.model import Fact, Intent, Pack, Quote, Source, Term, Topic
from bot.knowledge.references import Contents, Listing, reference_problems
from bot.knowledge.validation import Located, suggestion, validate

COMMON = "common"
LOCK = "source.lock"
_LIST_FILES = ("terms.yaml", "facts.yaml", "quotes.yaml")
_EXAMPLES = "examples.yaml"  # for people to try; answers do not rest on it
_INTENT_FILE_KEYS = ("topic", "intents", "terms")

_M = TypeVar("_M", bound=BaseModel)


@dataclass(frozen=True)
class PackFiles:
    """What the files of a pack hold, where it stands, and what is wrong with it, in file order."""

    name: str
    contents: Contents
    problems: tuple[Problem, ...]

    def pack(self) -> Pack:
        """The pack.

        Raises:
            PackError: with every problem, if there is one.
        """
        source = self.contents.source
        if self.problems or source is None:
            raise PackError(self.problems)
        return Pack(
            id=self.name,
            source=source.item,
            terms=self.contents.terms.items(),
            facts=self.contents.facts.items(),
            quotes=self.contents.quotes.items(),
            intents=self.contents.intents.items(),
            topics=self.contents.topics.items(),
            common=self.contents.common,
        )


def pack_names(root: Path) -> tuple[str, ...]:
    """The packs below ``root``: the folders of ``knowledge/``, in alphabetical order."""
    folder = root / "knowledge"
    if not folder.is_dir():
        return ()
    return tuple(sorted(p.name for p in folder.iterdir() if p.is_dir() and p.name[0] not in "._"))


def load_pack(name: str, root: Path) -> Pack:
    """Read a pack.

    Args:
        name: the pack's id, which is the name of its two folders.
        root: the folder that holds ``knowledge/`` and ``intents/``.

    Returns:
        The pack, the common terms and intents in front of its own.

    Raises:
        PackError: with every problem of the pack, in the order of files and lines.
    """
    return read_pack(name, root).pack()


def read_pack(name: str, root: Path) -> PackFiles:
    """Read a pack and keep where everything stands; problems are returned, not raised."""
    known = pack_names(root)
    if name not in known:
        reason = f"there is no such pack below {root}; there is: {', '.join(known) or 'none'}"
        return PackFiles(name, Contents(), (Problem(f"knowledge/{name}", 0, name, reason),))
    reader = _Reader(root)
    reader.read_intents(COMMON)
    contents = reader.contents
    contents.common = frozenset((*contents.terms.declared, *contents.intents.declared))
    reader.read_knowledge(name)
    reader.read_intents(name)
    problems = {*reader.problems, *reference_problems(contents)}
    return PackFiles(name, contents, tuple(sorted(problems)))


def read_common(root: Path) -> Contents:
    """The terms and intents of ``intents/common`` alone, as far as they can be read."""
    reader = _Reader(root)
    reader.read_intents(COMMON)
    return reader.contents


class _Reader:
    """Fills the contents of one pack, file by file, and gathers what is wrong on the way."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.contents = Contents()
        self.problems: list[Problem] = []

    def read_knowledge(self, name: str) -> None:
        """Read ``knowledge/<name>/``."""
        folder = f"knowledge/{name}"
        self._refuse_strangers(folder, ("source.yaml", *_LIST_FILES, _EXAMPLES))
        self._read_source(name, f"{folder}/source.yaml")
        contents = self.contents
        self._read_list(Term, contents.terms, f"{folder}/terms.yaml")
        self._read_list(Fact, contents.facts, f"{folder}/facts.yaml")
        self._read_list(Quote, contents.quotes, f"{folder}/quotes.yaml", contents.facts)

    def read_intents(self, name: str) -> None:
        """Read every file of ``intents/<name>/``."""
        folder = f"intents/{name}"
        if not (self._root / folder).is_dir():
            self._problem(folder, 0, name, "this folder is missing")
            self.contents.intents.complete = False
            self.contents.terms.complete = False
            return
        files = self._refuse_strangers(folder)
        if not files:
            self._problem(folder, 0, name, "this folder holds no .yaml file")
        for file in files:
            if name == COMMON:
                self.contents.common_files |= {file}
            self._read_intent_file(file)

    # one file

    def _read(self, file: str) -> Document:
        """Parse one file; what is wrong with its YAML is noted with the entry around it."""
        path = self._root / file
        stem = path.stem
        try:
            with path.open("rb") as stream:
                document = parse_document(stream.read(MAX_BYTES + 1))
        except FileNotFoundError:
            self._problem(file, 0, stem, "this file is missing")
            return Document(None, Lines(0), readable=False)
        except OSError as error:
            self._problem(file, 0, stem, f"this file cannot be read: {error.strerror}")
            return Document(None, Lines(0), readable=False)
        for fault in document.faults:
            entry = _entry_around(document, fault.line) if document.readable else stem
            self._problem(file, fault.line, entry or stem, fault.reason)
        return document

    def _read_source(self, name: str, file: str) -> None:
        document = self._read(file)
        if not document.readable:
            return
        source = self._validate(Source, document.value, document.lines, file, name)
        if source is None:
            return
        self.contents.source = Located(source, file, document.lines)
        if source.id != name:
            reason = f"the source's id is `{source.id}`; it must be its folder's name, `{name}`"
            self._problem(file, document.lines.at("id"), source.id, reason)

    def _read_list(
        self, model: type[_M], listing: Listing[_M], file: str, *others: Listing[Any]
    ) -> None:
        document = self._read(file)
        if document.readable:
            self._add(model, listing, document.value, document.lines, file, *others)
        else:
            listing.complete = False

    def _read_intent_file(self, file: str) -> None:
        contents = self.contents
        document = self._read(file)
        value, lines = document.value, document.lines
        if not document.readable:
            contents.terms.complete = contents.intents.complete = False
            return
        stem = Path(file).stem
        if not isinstance(value, dict):
            keys = ", ".join(_INTENT_FILE_KEYS)
            self._problem(file, lines.line, stem, f"this file must be a mapping of {keys}")
            contents.terms.complete = contents.intents.complete = False
            return
        for key in value:
            if key not in _INTENT_FILE_KEYS:
                hint = suggestion(key, _INTENT_FILE_KEYS)
                hint = hint or f"; the keys here are {', '.join(_INTENT_FILE_KEYS)}"
                self._problem(file, lines.at(key), stem, f"unknown key `{key}`{hint}")
        if "terms" in value:
            self._add(Term, contents.terms, value["terms"], lines.below("terms"), file)
        if "intents" in value:
            self._add_intents(value["intents"], lines.below("intents"), file, stem)
        self._read_topic(value, lines, file, stem)

    def _read_topic(self, value: dict[str, Any], lines: Lines, file: str, stem: str) -> None:
        if "topic" in value:
            topic = {"id": stem, "name": value["topic"]}
            below = Lines(lines.at("topic"), {"name": lines.below("topic")})
            self._add(Topic, self.contents.topics, [topic], Lines(0, {0: below}), file)
        elif "intents" in value and file not in self.contents.common_files:
            self._problem(
                file, lines.at("intents"), stem, "`topic` is missing: name the subject in fr and en"
            )

    def _add_intents(self, value: Value, lines: Lines, file: str, stem: str) -> None:
        if isinstance(value, list):
            for index, item in enumerate(value):
                if not isinstance(item, dict):
                    continue
                if "topic" in item:
                    reason = "unknown key `topic`; the file's name says it"
                    self._problem(file, lines.at(index, "topic"), _id_of(item) or stem, reason)
                item["topic"] = stem
        self._add(Intent, self.contents.intents, value, lines, file)

    # one entry

    def _add(
        self,
        model: type[_M],
        listing: Listing[_M],
        value: Value,
        lines: Lines,
        file: str,
        *others: Listing[Any],
    ) -> None:
        """Validate the entries of a list; ids must be new in ``listing`` and in ``others``."""
        stem = Path(file).stem
        if not isinstance(value, list):
            listing.complete = False
            reason = "a list of entries is wanted here, each beginning with `- id:`"
            self._problem(file, lines.line, stem, reason)
            return
        for index, item in enumerate(value):
            below = lines.below(index)
            name = _id_of(item)
            self._declare(name, (listing, *others), file, below)
            entry = self._validate(model, item, below, file, name or f"{stem}[{index + 1}]")
            if entry is not None:
                listing.located.append(Located(entry, file, below))

    def _declare(
        self, name: str, listings: Iterable[Listing[Any]], file: str, lines: Lines
    ) -> None:
        if not name:
            return
        own, *_ = listings
        for listing in listings:
            first = listing.declared.get(name)
            if first is not None:
                where = f"{first[0]}:{first[1]}"
                reason = f"the id `{name}` is taken, at {where}; use that one, or choose another"
                self._problem(file, lines.at("id"), name, reason)
                return
        own.declared[name] = (file, lines.at("id"))

    def _validate(
        self, model: type[_M], value: Value, lines: Lines, file: str, entry: str
    ) -> _M | None:
        result = validate(model, value, lines)
        if isinstance(result, model):
            return result
        assert isinstance(result, tuple)
        for fault in result:
            self._problem(file, fault.line, entry, fault.reason)
        return None

    # the folders

    def _refuse_strangers(self, folder: str, expected: Iterable[str] | None = None) -> list[str]:
        """The YAML files of a folder, in order; those which nothing would read are problems."""
        path = self._root / folder
        files = []
        for found in sorted(path.iterdir()) if path.is_dir() else ():
            name = found.name
            if name.startswith(".") or name == LOCK or found.suffix not in (".yaml", ".yml"):
                continue
            file = f"{folder}/{name}"
            if found.suffix == ".yml":
                self._problem(file, 0, found.stem, "nothing reads this file; name it .yaml")
            elif expected is not None and name not in expected:
                reason = f"nothing reads this file; a pack has {', '.join(expected)}"
                self._problem(file, 0, found.stem, f"{reason}{suggestion(name, expected)}")
            else:
                files.append(file)
        return files

    def _problem(self, file: str, line: int, entry: str, reason: str) -> None:
        self.problems.append(Problem(file, line, entry, reason))


def _id_of(item: Value) -> str:
    """The id that an entry is written with, valid or not; empty if there is none."""
    name = item.get("id") if isinstance(item, dict) else None
    return name if isinstance(name, str) else ""


def _entry_around(document: Document, line: int) -> str:
    """The id of the entry of a list that a line stands in; empty outside of any."""
    lists = [(document.value, document.lines)]
    if isinstance(document.value, dict):
        lists = [(document.value[key], document.lines.below(key)) for key in document.value]
    nearest, found = 0, ""
    for value, lines in lists:
        for index, item in enumerate(value if isinstance(value, list) else ()):
            start = lines.at(index)
            if nearest <= start <= line:
                nearest, found = start, _id_of(item)
    return found
