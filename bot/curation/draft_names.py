"""The names in a text and who speaks in it, found by capitals and quotation marks: guesses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.knowledge.model import Language
from bot.understanding.text import fold
from bot.understanding.words import frequencies

SHORTEST_QUOTE = 4
"""Words from which what stands in quotation marks is somebody's, not a term or a title."""

_CAPITALISED = r"(?:[A-ZÀ-ÖØ-Þ][\w’'&.-]*[\w]|[A-ZÀ-ÖØ-Þ]|[a-z]+[A-Z]\w*)"
_JOINER = r"(?:de|du|des|d’|von|van|of|the|la|le|&)"
_NAME = re.compile(rf"{_CAPITALISED}(?:[ ](?:(?:{_JOINER}[ ]){{1,2}})?{_CAPITALISED})*")
_QUOTATION = re.compile(r"“([^“”]+)”|«\s*([^«»]+?)\s*»|(?<!\w)\"([^\"]+)\"(?!\w)")
_POSSESSIVE = re.compile(r"[’']s?$")
_ELISION = re.compile(r"^[LDlCQ]u?[’'](?=[A-ZÀ-Þ])")
_EVERYDAY = 3_000  # count in the general lists from which a word is no name by itself
_CALENDAR = frozenset(
    "january february march april may june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday janvier fevrier mars avril mai juin "
    "juillet aout septembre octobre novembre decembre lundi mardi mercredi jeudi vendredi samedi "
    "dimanche mondays tuesdays wednesdays thursdays fridays saturdays sundays i mr mrs ms".split()
)
_OPENINGS = frozenset(
    "the a an in on at for from with by to of as and but or if when while since after before under "
    "over about our its his her their this that these those only even today according both "
    "le la les un une des du de dans sur au aux pour par avec sans chez et mais ou si quand comme "
    "depuis apres avant sous selon son sa ses leur leurs ce cette ces ainsi seul seule meme".split()
)
_SPEECH = frozenset(
    "say says said add adds added explain explains explained argue argues argued claim claims "
    "claimed note notes noted warn warns warned insist insists insisted state states stated tell "
    "tells told think thinks believe believes reckons reply replies replied promise promises "
    "announce announces announced according "
    "dit dire affirme ajoute explique argumente souligne precise estime declare assure insiste "
    "note previent preconise conclut indique rappelle regrette confie promet annonce selon "
    "d'apres juge repond commente raconte".split()
)
_LISTED_SPEECH = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Quotation:
    """Words in quotation marks, and the name of who seems to say them (empty: nobody known)."""

    words: str
    start: int
    end: int
    speaker: str
    is_sure: bool


def names_in(sentences: Iterable[str], language: Language) -> tuple[str, ...]:
    """The names in a text, those that stand most often first.

    A sentence's first word is a name only if it also stands inside another sentence with
    its capital, goes with another capitalised word, or is no everyday word.
    """
    inside: Counter[str] = Counter()
    leading: Counter[str] = Counter()
    for sentence in sentences:
        for start, name in _candidates(sentence):
            (leading if start == 0 else inside)[name] += 1
    known = set(inside)
    for name, count in leading.items():
        if name in known or " " in name or not _is_everyday(name, language):
            inside[name] += count
    merged = _merged(inside)
    return tuple(name for name, _ in sorted(merged.items(), key=lambda item: (-item[1], item[0])))


def quotations_in(
    paragraph: str, names: Sequence[str], last_speaker: str = ""
) -> tuple[Quotation, ...]:
    """What is quoted in a paragraph, each with the speaker that the words around it name.

    Args:
        paragraph: its text.
        names: the names of the text.
        last_speaker: who spoke before, for “she says”.
    """
    found: list[Quotation] = []
    speaker = last_speaker
    for match in _QUOTATION.finditer(paragraph):
        words = next(group for group in match.groups() if group).strip()
        if len(words.split()) < SHORTEST_QUOTE:
            continue
        named, is_sure = _speaker(paragraph, match.start(), match.end(), names)
        if named:
            speaker = named
        found.append(Quotation(words, match.start(), match.end(), speaker, bool(named) and is_sure))
    return tuple(found)


def attributed_to(sentence: str, names: Sequence[str]) -> str:
    """Whom a sentence says something after: “according to X”, “X estimates”; empty if nobody."""
    for name in names:
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", sentence):
            around = f"{sentence[max(0, match.start() - 16) : match.start()]} | "
            around += sentence[match.end() : match.end() + 14]
            if _speaks(around):
                return name
    return ""


def slug(text: str, words: int = 6) -> str:
    """An id from words: lower case, without accents, joined by hyphens."""
    pieces = re.findall(r"[a-z0-9]+", fold(text))
    return "-".join(pieces[:words])[:60].strip("-")


def _candidates(sentence: str) -> Iterator[tuple[int, str]]:
    lead = re.match(r"[\s“«\"(–—-]*", sentence)
    offset = lead.end() if lead else 0
    for match in _NAME.finditer(sentence):
        name = _POSSESSIVE.sub("", _ELISION.sub("", match.group())).rstrip(".,")
        start = match.start() - offset
        if start <= 0:
            name = _without_opening(name)
        if len(name) > 1 and fold(name) not in _CALENDAR:
            yield max(0, start), name


def _without_opening(name: str) -> str:
    """A sentence's first name without the article or preposition that has the capital."""
    first, _, rest = name.partition(" ")
    return rest if fold(first) in _OPENINGS and rest[:1].isupper() else name


def _is_everyday(name: str, language: Language) -> bool:
    return frequencies(language).get(fold(name), 0) > _EVERYDAY


def _merged(counted: Counter[str]) -> dict[str, int]:
    """Counts with the parts of longer names (“Marsh” of “Ida Marsh”) added to those."""
    merged: dict[str, int] = {}
    for name in sorted(counted, key=len, reverse=True):
        whole = next((long for long in merged if name in long.split()), None)
        merged[whole or name] = merged.get(whole or name, 0) + counted[name]
    return merged


def _speaker(text: str, start: int, end: int, names: Sequence[str]) -> tuple[str, bool]:
    """The name nearest to a quotation in its paragraph; sure if a verb of speech is beside it."""
    near: list[tuple[int, bool, str]] = []
    for name in names:
        for part in dict.fromkeys((name, name.split()[-1])):
            for match in re.finditer(rf"(?<!\w){re.escape(part)}(?!\w)", text):
                if match.start() >= end:
                    between = text[end : match.start()]
                    beside = between + text[match.end() : match.end() + 16]
                elif match.end() <= start:
                    between = text[match.end() : start]
                    beside = between
                else:
                    continue
                if len(between) < 120:
                    near.append((len(between), _speaks(beside), name))
    speaking = [item for item in near if item[1]]
    best = min(speaking or near, default=None)
    return (best[2], best[1]) if best else ("", False)


def _speaks(words: str) -> bool:
    return any(fold(word) in _SPEECH for word in _LISTED_SPEECH.findall(words))
