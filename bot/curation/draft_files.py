"""Writes a draft: as YAML to read, or as the folders of a new pack, which must load."""

from __future__ import annotations

import io
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from bot.curation.draft import Draft, draft_pack
from bot.curation.draft_text import read_text
from bot.errors import InputError
from bot.knowledge.loading import COMMON, load_pack, read_common
from bot.knowledge.locking import lock_pack

_ID = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
_HEADER = "# A draft: everything marked `todo:` is a guess. `verbatim check` lists what is left.\n"
_PLAIN = re.compile(r"[a-z][a-z0-9._-]*|[A-Z][A-Z0-9]{0,7}")
_WORDS_FOR_NOTHING = frozenset({"null", "y", "n", "yes", "no", "true", "false", "on", "off"})
_WIDTH = 110  # of a mapping on one line, its quotes included


def draft_of(pack: str, text: str, text_name: str, root: Path) -> Draft:
    """Draft a pack from a text.

    Args:
        pack: the id that the pack is to have.
        text: what the text's file holds.
        text_name: the file's name.
        root: the folder that holds ``intents/common``, whose terms are referred to.

    Raises:
        InputError: the text has no words, or ``pack`` is no id.
    """
    if not _ID.fullmatch(pack) or pack == COMMON:
        reason = "an id has lower-case letters and digits, joined by hyphens"
        raise InputError(f"{pack}: this cannot be a pack's id; {reason}")
    common = read_common(root)
    return draft_pack(pack, read_text(text, text_name), frozenset(common.terms.declared))


def as_yaml(draft: Draft) -> str:
    """Every file of a draft, one YAML document each."""
    return "".join(f"--- # {file}\n{_dump(content)}" for file, content in draft.files.items())


def new_pack(draft: Draft, root: Path) -> tuple[Path, ...]:
    """Write the folders of a new pack, its lock included.

    Args:
        draft: of the pack.
        root: the folder that holds ``knowledge/`` and ``intents/``.

    Returns:
        The files, relative to ``root``.

    Raises:
        InputError: there is such a pack already, or its files cannot be written.
        PackError: the draft would not load; nothing is written then.
    """
    folders = [Path(kind) / draft.pack for kind in ("knowledge", "intents")]
    for folder in folders:
        if (root / folder).exists():
            raise InputError(f"{folder}: this is there already; delete it, or name another pack")
    with tempfile.TemporaryDirectory() as scratch:
        # Written beside first: a pack that does not load, or a full disk, leaves nothing behind.
        trial = Path(scratch)
        if (root / "intents" / COMMON).is_dir():
            shutil.copytree(root / "intents" / COMMON, trial / "intents" / COMMON)
        try:
            for file, content in draft.files.items():
                path = trial / file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(_HEADER + _dump(content), encoding="utf-8", newline="\n")
            lock_pack(draft.pack, trial, draft.text, "the text")
            load_pack(draft.pack, trial)
            for folder in folders:
                (root / folder).parent.mkdir(parents=True, exist_ok=True)
                shutil.copytree(trial / folder, root / folder)
        except OSError as error:
            where = error.filename or root
            raise InputError(f"{where}: cannot be written: {error.strerror}") from None
    return tuple(
        sorted(p.relative_to(root) for folder in folders for p in (root / folder).iterdir())
    )


def as_json(draft: Draft) -> Mapping[str, Any]:
    """The files of a draft for programs, by their path."""
    return draft.files


# YAML


def _dump(content: object) -> str:
    yaml = YAML()
    yaml.width = 10_000  # an excerpt stays on its line, to be found by searching
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.representer.add_representer(type(None), _null)
    stream = io.StringIO()
    yaml.dump(_styled(content), stream)
    return dedent(stream.getvalue())


def _null(representer: RoundTripRepresenter, _: None) -> ScalarNode:
    node: ScalarNode = representer.represent_scalar("tag:yaml.org,2002:null", "null")
    return node


def _styled(value: object) -> object:
    """The value with text in quotes, and with what fits on a line on one."""
    if isinstance(value, str):
        is_plain = _PLAIN.fullmatch(value) and value.lower() not in _WORDS_FOR_NOTHING
        return value if is_plain else DoubleQuotedScalarString(value)
    if isinstance(value, dict):
        mapping = CommentedMap((key, _styled(item)) for key, item in value.items())
        if (
            (_fits(value) and "id" not in list(value)[:1])
            or "under" in value
            or set(value) <= {"id", "name", "text"}
        ):
            mapping.fa.set_flow_style()
        return mapping
    if isinstance(value, list):
        sequence = CommentedSeq(_styled(item) for item in value)
        if not value or (_fits(value) and all(isinstance(item, str) for item in value)):
            sequence.fa.set_flow_style()
        return sequence
    return value


def _fits(value: object) -> bool:
    """Whether a value is shallow and short enough for one line."""
    shallow = not isinstance(value, dict) or all(
        not isinstance(item, dict | list) for item in value.values()
    )
    return shallow and len(repr(value)) <= _WIDTH
