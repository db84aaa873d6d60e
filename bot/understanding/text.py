"""What a message's characters are worth: markup out, normal form, tokens, sentences."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from bot.knowledge.model import Language

MAX_CHARACTERS = 4_000
"""Of a longer message only the head is read: questions are asked early, and cost stays bounded."""

_SLACK_LINK = re.compile(r"<(?:https?|mailto|tel):[^<>|]*\|([^<>]*)>")
_SLACK_NAMED = re.compile(r"<[#!][^<>|]*\|([^<>]*)>")
_SLACK_OTHER = re.compile(r"<(?:[@#!][^<>]*|(?:https?|mailto|tel):[^<>]*)>")
_ADDRESS = re.compile(r"\bhttps?://\S+")
_EMOJI_NAME = re.compile(r"(?<![\w:]):[a-z0-9_+'-]+(?:::skin-tone-\d)?:(?![\w:])")
_STYLE = re.compile(r"[*_~`]+(?=\S)|(?<=\S)[*_~`]+")
_SPACES = re.compile(r"\s+")
_QUOTES = str.maketrans(dict.fromkeys('«»“”„"‹›', " ") | dict.fromkeys("’‘ʼ´", "'"))
_ACCENT = re.compile(r"(?<=[^\W\d_])`(?=[^\W\d_])")
"""A backtick between two letters is an apostrophe: "d`abonnés". Any other marks code."""

_WORD = re.compile(r"[^\W_]+|(?<!\S)\+(?!\S)")
_TITLE = "".join(rf"(?<!\b{title}\.)" for title in ("M", "MM", "Mr", "Mrs", "Ms", "Mme", "Dr"))
"""Not behind a title: "M. Untel", "Mr. Smith" end no sentence."""

_SENTENCE_END = re.compile(rf"(?<=[?!…])\s+|(?<=[.;]){_TITLE}\s+(?=\D)|\n+")


def clean(message: str, most: int = MAX_CHARACTERS) -> str:
    """A message without Slack markup, emoji and quotation marks, in NFKC, on one line per sentence.

    Mentions and addresses go, labels of links and channels stay; entities
    (``&amp;``) are undone. What is left is what the person said, its first
    ``most`` characters.
    """
    text = message[: 4 * most]
    text = _SLACK_LINK.sub(r"\1", text)
    text = _SLACK_NAMED.sub(r"\1", text)
    text = _SLACK_OTHER.sub(" ", text)
    text = _ADDRESS.sub(" ", html.unescape(text))
    text = _EMOJI_NAME.sub(" ", text)
    text = unicodedata.normalize("NFKC", _ACCENT.sub("'", text)).translate(_QUOTES)
    text = _STYLE.sub("", text)
    text = "".join(" " if unicodedata.category(c) in _NOISE else c for c in text)
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)[:most]


_NOISE = frozenset({"So", "Sk", "Cf", "Co", "Cs", "Cn"})
"""Unicode categories without words: emoji and other symbols, modifiers, invisible marks."""


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a cleaned text, their end marks kept; none if the text is empty."""
    return tuple(part.strip() for part in _SENTENCE_END.split(text) if part.strip())


_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")


def unquoted(message: str) -> str:
    """A message without what it quotes; all of it where nothing else is said."""
    rest = _QUOTED.sub(" ", message)
    return rest if _WORD.search(rest) else message


_PREAMBLE = 6
"""Words before a colon from which on they lead to a question and are no label of it."""


def asked_part(sentence: str) -> str:
    """What a sentence asks, when a colon parts it from a longer story: "I was told …: how many?".

    A short head ("The ferry: how many passengers?") belongs to the question.
    """
    head, colon, tail = sentence.rpartition(" :")
    if not colon:
        head, colon, tail = sentence.rpartition(": ")
    long_head = len(_WORD.findall(head)) >= _PREAMBLE
    return tail.strip() if colon and long_head and len(_WORD.findall(tail)) > 1 else sentence


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """Lower case without accents: "Été" -> "ete", "œuvre" -> "oeuvre"."""
    lowered = word.lower().replace("œ", "oe").replace("æ", "ae")
    if lowered.isascii():
        return lowered
    decomposed = unicodedata.normalize("NFKD", lowered)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


@dataclass(frozen=True, slots=True)
class Token:
    """One word: as typed, in normal form, and where it stands (character offsets)."""

    text: str
    norm: str
    start: int
    end: int

    @property
    def is_number(self) -> bool:
        """Whether it starts with a digit."""
        return self.norm[0].isdigit()


def tokenise(text: str) -> tuple[Token, ...]:
    """The words of a cleaned text; apostrophes and hyphens part words ("l'an" -> "l", "an")."""
    return tuple(
        Token(m.group(), fold(m.group()), m.start(), m.end()) for m in _WORD.finditer(text)
    )


_STEMMERS = {"fr": snowballstemmer.stemmer("french"), "en": snowballstemmer.stemmer("english")}


@lru_cache(maxsize=65_536)
def stem(norm: str, language: Language) -> str:
    """The Snowball stem of a word in normal form (M. F. Porter, snowballstem.org)."""
    return str(_STEMMERS[language].stemWord(norm))
