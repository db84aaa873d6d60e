"""The fingerprint of a text: proves that an excerpt stands in a place, without the text.

``source.lock`` holds, place by place and in order, a hash of every run of three
consecutive words. The outer punctuation of a run is left off (before its first
word, after its last), the punctuation inside it counts. So an excerpt of three
words or more stands in a place exactly when the hashes of its own runs follow
one another in the place's list: every word but the first and the last is inside
some run. A place of one or two words has a single hash, of all of it, and is
the only thing so short an excerpt can match.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from bot.errors import InputError

RUN = 3  # words
_HEADER = "verbatim-lock 1"
_DIGITS = 16  # of a hash, in hexadecimal: 64 bits, beyond any chance collision in one text
_PER_LINE = 5  # hashes, so that lines stay below a hundred characters

_TYPOGRAPHY = str.maketrans(
    {"’": "'", "ʼ": "'", "‘": "'", "\u2010": "-", "\u2011": "-", "\u00ad": ""}
)
_OPENING = "([{«“„‹\"'"  # punctuation that goes with the word after it; all other goes before
_INNER = re.compile(r"[^\W_]")  # a letter or a digit: what makes a word a word
# What may differ at an excerpt's ends. Signs that say something (%, $, a minus) may not.
OUTER = ".,;:!?…\"'«»“”„‹›()[]{}–— "
_HASH = re.compile(rf"[0-9a-f]{{{_DIGITS}}}")
_PLACE = re.compile(r"[A-Z][A-Z0-9]{0,7}")


@dataclass(frozen=True)
class Lock:
    """The fingerprint of one text. ``places`` has the hashes of each place's runs, in order."""

    source: str
    places: Mapping[str, tuple[str, ...]]

    def proves(self, excerpt: str, place: str) -> bool:
        """Whether ``excerpt`` stands, word for word and unbroken, in the place."""
        runs = self.runs_of(excerpt, place)
        known = self.places.get(place, ())
        if len(words(excerpt)) < RUN:
            return bool(runs) and runs == known
        return any(
            known[start : start + len(runs)] == runs
            for start in range(len(known) - len(runs) + 1)
            if known[start] == runs[0]
        )

    def found_in(self, excerpt: str) -> tuple[str, ...]:
        """The places in which the excerpt stands."""
        return tuple(place for place in self.places if self.proves(excerpt, place))

    def runs_of(self, text: str, place: str) -> tuple[str, ...]:
        """The hashes of a text's runs, as they would stand in this lock for that place."""
        return _runs(words(text), f"{self.source}/{place}")


def lock_text(source: str, places: Mapping[str, str]) -> Lock:
    """The fingerprint of a text.

    Args:
        source: the id of the source; the same words hash otherwise in another source.
        places: the text of each place, by its id, in reading order.
    """
    lock = Lock(source, {})
    return Lock(source, {place: lock.runs_of(text, place) for place, text in places.items()})


def write_lock(lock: Lock) -> str:
    """The contents of ``source.lock``: the same for the same text, on any machine."""
    lines = [
        "# Written by `verbatim lock` from the text. Hashes of its runs of three words, by place.",
        f"{_HEADER} {lock.source}",
    ]
    for place, hashes in lock.places.items():
        lines.append(f"{place}:")
        rows = (hashes[start : start + _PER_LINE] for start in range(0, len(hashes), _PER_LINE))
        lines.extend("  " + " ".join(row) for row in rows)
    return "\n".join(lines) + "\n"


def read_lock(text: str) -> Lock:
    """The fingerprint that a ``source.lock`` holds.

    Raises:
        InputError: where the file is not what ``write_lock`` writes; the message begins
            with the line's number.
    """
    source = ""
    places: dict[str, list[str]] = {}
    hashes: list[str] | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        parts = line.split()
        if not parts or line.startswith("#"):
            continue
        if not source:
            source = line.removeprefix(_HEADER).strip() if line.startswith(f"{_HEADER} ") else ""
            if not source:
                raise InputError(f"{number}: `{_HEADER} <source>` is expected here")
        elif line.endswith(":") and _PLACE.fullmatch(line[:-1]) and line[:-1] not in places:
            hashes = places[line[:-1]] = []
        elif hashes is not None and all(_HASH.fullmatch(part) for part in parts):
            hashes.extend(parts)
        else:
            raise InputError(f"{number}: neither a new place nor hashes")
    if not source:
        raise InputError("1: the file is empty")
    return Lock(source, {place: tuple(found) for place, found in places.items()})


def words(text: str) -> list[str]:
    """The words of a text, with the punctuation that goes with them.

    Typography does not count: Unicode is composed, no-break spaces are spaces, runs of spaces
    are one, curly apostrophes straight, no-break hyphens plain. Punctuation set off by spaces, as
    French sets it, goes with its word: « Oui » is one word. Case is kept.
    """
    tokens = unicodedata.normalize("NFC", text).translate(_TYPOGRAPHY).split()
    found: list[str] = []
    opening = ""
    for token in tokens:
        if _INNER.search(token):
            found.append(opening + token)
            opening = ""
        elif token[0] in _OPENING or not found:
            opening += token
        else:
            found[-1] += token
    if opening and found:
        found[-1] += opening
    return found


def _runs(tokens: Sequence[str], salt: str) -> tuple[str, ...]:
    if not tokens:
        return ()
    size = min(RUN, len(tokens))
    starts = range(len(tokens) - size + 1)
    return tuple(_hash(tokens[start : start + size], salt) for start in starts)


def _hash(run: Sequence[str], salt: str) -> str:
    text = " ".join(run).strip(OUTER)
    return sha256(f"{salt}\n{text}".encode()).hexdigest()[:_DIGITS]
