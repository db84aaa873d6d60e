"""The names in a text and who speaks in it, found by capitals and quotation marks: guesses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.knowledge.model import Language
from bot.understanding.text import fold, stem, tokenise
from bot.understanding.words import frequencies

_BESIDE = 120
"""Characters from a quotation within which whoever speaks is named."""
SHORTEST_QUOTE = 4
"""Words from which what stands in quotation marks is somebody's, not a term or a title."""

_CAPITALISED = r"(?:[A-ZÀ-ÖØ-Þ][\w’'&.-]*[\w]|[A-ZÀ-ÖØ-Þ]|[a-z]+[A-Z]\w*)"
_JOINER = r"(?:de|du|des|d’|von|van|of|the|la|le|&)"
_NAME = re.compile(rf"{_CAPITALISED}(?:[ ](?:(?:{_JOINER}[ ]){{1,2}})?{_CAPITALISED})*")
_QUOTATION = re.compile(r"“([^“”]+)”|«\s*([^«»]+?)\s*»|(?<!\w)\"([^\"]+)\"(?!\w)")
_POSSESSIVE = re.compile(r"[’']s?$")
_ELISION = re.compile(r"^[LDlCQ]u?[’'](?=[A-ZÀ-Þ])")
_ELIDED = re.compile(r"(?:[CDJLMNST]|Qu)[’'][a-zà-ÿ]")  # “C’est”: no name
_BEGINS = re.compile(r"(?:^|[.!?…:|—–][”»\"’)]*\s|[“«\"]\s?|\s[-(])[“«\"(\s]*$")
"""What stands before the first word of a sentence, of a quotation or of a cell."""
_HONORIFICS = frozenset(
    "mayor councillor dr mr mrs ms miss sir professor prof president chairman chairwoman captain "
    "minister senator judge monsieur madame mademoiselle mme mlle m maire docteur professeur "
    "capitaine ministre senateur presidente".split()
)
_PRONOUN_SPEAKS = re.compile(r"\b(?:he|she|they|il|elle|ils|elles)\b", re.IGNORECASE)
_CREDIT = re.compile(r"\s[—–-]{1,2}\s*(?=[A-ZÀ-ÖØ-Þ])")
"""Before the name of whom a block of quotation is of."""
_PERSON_OF = re.compile(
    r"((?:[A-ZÀ-ÖØ-Þ][\w’'-]+ ){1,2}[A-ZÀ-ÖØ-Þ][\w’'-]+) of the (?=[A-ZÀ-ÖØ-Þ])"
)
"""“Ann Lee of the University of Lorn”: somebody, and where they are from."""
_CURRENCY = re.compile(r"[A-Z]{3}\s?\d")
_EVERYDAY = 3_000  # count in the general lists from which a word is no name by itself
_CALENDAR = frozenset(
    "january february march april may june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday janvier fevrier mars avril mai juin "
    "juillet aout septembre octobre novembre decembre lundi mardi mercredi jeudi vendredi samedi "
    "dimanche mondays tuesdays wednesdays thursdays fridays saturdays sundays i mr mrs ms".split()
)
_OPENINGS = frozenset(
    "the a an in on at for from with by to of as and but or if when while since after before under "
    "over about it our its his her their this that these those only even today according both "
    "le la les un une des du de dans sur au aux pour par avec sans chez et mais ou si quand comme "
    "depuis apres d'apres d’apres avant sous selon son sa ses leur leurs ce cette ces ainsi seul "
    "seule meme".split()
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


def names_in(sentences: Sequence[str], language: Language) -> tuple[str, ...]:
    """The names in a text, those that stand most often first.

    A sentence's first word is a name only if it also stands inside another sentence with
    its capital, goes with another capitalised word, or is no everyday word, nor one of the text.
    """
    inside: Counter[str] = Counter()
    leading: Counter[str] = Counter()
    for sentence in sentences:
        for begins, name in _candidates(sentence):
            (leading if begins else inside)[name] += 1
    known = set(inside)
    said = {stem(t.norm, language) for s in sentences for t in tokenise(s) if t.text.islower()}
    for name, count in leading.items():
        is_word = _is_everyday(name, language) or stem(fold(name), language) in said
        if name in known or " " in name or not is_word:
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
        words = next(group for group in match.groups() if group).strip().rstrip(",").rstrip()
        if len(words.split()) < SHORTEST_QUOTE:
            continue
        named, is_sure = _speaker(paragraph, match.start(), match.end(), names)
        if named:
            speaker = named
        found.append(Quotation(words, match.start(), match.end(), speaker, bool(named) and is_sure))
    return tuple(found)


def quotation_of(block: str, credit: str, names: Sequence[str]) -> Quotation:
    """What a block of quotation says, which has no marks of its own.

    Args:
        block: its text; whom it is of may stand at its end, behind a dash.
        credit: the text right below it, where that may be.
        names: the names of the text.
    """
    dash = _CREDIT.search(block)
    is_sure = bool(dash or credit)
    words = block[: dash.start()] if dash else block
    told = block[dash.end() :] if dash else credit
    found = sorted((told.find(name), name) for name in names if name in told)
    speaker = found[0][1] if found else ""
    return Quotation(words.strip(), 0, len(block), speaker, is_sure=is_sure and bool(speaker))


def attributed_to(sentence: str, names: Sequence[str]) -> str:
    """Whom a sentence says something after: “according to X”, “X estimates”; empty if nobody."""
    spans: list[tuple[int, int]] = []
    for name in sorted(names, key=len, reverse=True):
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", sentence):
            if any(start <= match.start() < stop for start, stop in spans):
                continue  # part of a longer name
            spans.append(match.span())
            around = f"{sentence[max(0, match.start() - 16) : match.start()]} | "
            around += sentence[match.end() : match.end() + 14]
            if _speaks(around):
                return name
    return ""


def slug(text: str, words: int = 6) -> str:
    """An id from words: lower case, without accents, joined by hyphens."""
    pieces = re.findall(r"[a-z0-9]+", fold(text))
    return "-".join(pieces[:words])[:60].strip("-")


def _candidates(sentence: str) -> Iterator[tuple[bool, str]]:
    """The names in a sentence, each with whether a sentence or a quotation begins with it."""
    for match in _NAME.finditer(sentence):
        before, behind = sentence[: match.start()], sentence[match.end() :]
        begins = _BEGINS.search(before) is not None
        for part in _PERSON_OF.sub(r"\1\n", match.group()).split("\n"):
            name = _POSSESSIVE.sub("", _ELISION.sub("", part)).rstrip(".,")
            name = _without(_HONORIFICS, _without_opening(name) if begins else name)
            is_unit = before[-2:].strip().isdigit() or _CURRENCY.match(f"{name}{behind}")
            if len(name) > 1 and fold(name) not in _CALENDAR and not is_unit:
                yield begins, name
            begins = False


def _without_opening(name: str) -> str:
    """A sentence's first name without the article or preposition that has the capital."""
    if _ELIDED.match(name):
        return name.partition(" ")[2]
    return _without(_OPENINGS, name)


def _without(words: frozenset[str], name: str) -> str:
    """A name without one of these words before it; nothing is left of the word alone."""
    first, _, rest = name.partition(" ")
    return (rest if not rest or rest[:1].isupper() else name) if fold(first) in words else name


def _is_everyday(name: str, language: Language) -> bool:
    return frequencies(language).get(fold(name), 0) > _EVERYDAY


def _merged(counted: Counter[str]) -> dict[str, int]:
    """Counts with the parts of longer names (“Marsh” of “Ida Marsh”) added to those."""
    merged: dict[str, int] = {}
    for name in sorted(counted, key=len, reverse=True):
        whole = next((long for long in merged if _is_short_for(name, long)), None)
        merged[whole or name] = merged.get(whole or name, 0) + counted[name]
    return merged


def _is_short_for(name: str, long: str) -> bool:
    """Whether a name is the last word of a longer one, which is no “University of Lorn”."""
    words = long.split()
    return len(words) > 1 and words[-1] == name and all(word[:1].isupper() for word in words)


def _speaker(text: str, start: int, end: int, names: Sequence[str]) -> tuple[str, bool]:
    """The name nearest to a quotation in its paragraph; sure if a verb of speech is beside it."""
    near: list[tuple[int, bool, str]] = []
    quoted = [match.span() for match in _QUOTATION.finditer(text)]
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
                if any(first <= match.start() < stop for first, stop in quoted):
                    continue  # who is spoken of does not speak
                if len(between) < _BESIDE:
                    speaks = _speaks(beside) and not _PRONOUN_SPEAKS.search(between)
                    near.append((len(between), speaks, name))
    speaking = [item for item in near if item[1]]
    best = min(speaking or near, default=None)
    if best is None:
        return person_in(text[:start], names), False
    return best[2], best[1]


def person_in(text: str, names: Sequence[str]) -> str:
    """The last name in a text that may be a person's: several words, all with capitals."""
    found = [(text.rfind(n), n) for n in names if n in text and " " in n and n.istitle()]
    return max(found, default=(0, ""))[1]


def _speaks(words: str) -> bool:
    return any(fold(word) in _SPEECH for word in _LISTED_SPEECH.findall(words))
