"""Writes ``source.lock``: the fingerprint of the text that a pack's ``source.yaml`` describes."""

from __future__ import annotations

from pathlib import Path

from bot.errors import InputError, PackError
from bot.knowledge.fingerprint import lock_text, write_lock
from bot.knowledge.loading import LOCK, read_pack
from bot.knowledge.places import places_of


def lock_pack(name: str, root: Path, text: str, text_name: str) -> Path:
    """Write the lock of a pack, once its source and the text agree.

    Only ``source.yaml`` needs to be in order: a pack is locked before the rest is curated.

    Args:
        name: the pack's id.
        root: the folder that holds ``knowledge/``.
        text: the whole text, one place a line.
        text_name: what to call the text in errors.

    Returns:
        The file that was written, relative to ``root``.

    Raises:
        PackError: if ``source.yaml`` has problems.
        InputError: if the text is not the one that ``source.yaml`` describes, or the lock cannot
            be written.
    """
    files = read_pack(name, root)
    file = f"knowledge/{name}/source.yaml"
    problems = [
        problem for problem in files.problems if problem.file in (file, f"knowledge/{name}")
    ]
    source = files.contents.source
    if problems or source is None:
        raise PackError(problems)
    places = places_of(text, source.item, text_name)
    path = Path("knowledge") / name / LOCK
    lock = lock_text(name, {place.place: place.text for place in places})
    try:
        (root / path).write_text(write_lock(lock), encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from None
    return path
