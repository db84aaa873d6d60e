"""Tells French from English, and both from the languages the bot does not read."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from bot.knowledge.model import LANGUAGES, Language
from bot.understanding.text import Token
from bot.understanding.words import frequencies, is_word, total

_OTHERS: dict[str, frozenset[str]] = {
    "de": frozenset(
        "der die das und ist nicht ich sie wie viele wer was wo wann warum hat haben ein eine "
        "einen mit von fur auf "
        "im den dem zu es auch wird werden sind gibt welche welcher wieviele uber bei nach aus "
        "kennen nutzen".split()
    ),
    "es": frozenset(
        "el los las una unos unas que quien cuantos cuantas cuanto cual cuales como donde "
        "cuando por para con y es "
        "son tiene tienen hay segun del al su sus esta este muy mas pero sobre usuarios "
        "seguidores porque dice".split()
    ),
    "it": frozenset(
        "il lo gli una che chi quanti quante quanto quale quali come dove perche con per di e "
        "sono ha hanno secondo "
        "della del dei delle nel nella questo questa piu ma utenti anche non cosa dice "
        "seguaci".split()
    ),
    "pt": frozenset(
        "o os as um uma que quem quantos quantas quanto qual quais como onde quando por para "
        "com e sao tem ha segundo "
        "do da dos das no na nos nas este esta mais mas seguidores usuarios nao voce diz "
        "porque".split()
    ),
    "nl": frozenset(
        "de het een en is niet ik je hoeveel wie wat waar wanneer waarom heeft hebben met van "
        "voor op in naar ook zijn "
        "er welke volgers gebruikers volgens dat dit zij wordt kent".split()
    ),
}
"""Function words of neighbouring languages, accents folded, with a few words of questions."""

_CAP = 3.0
"""No single word decides by more than e^3 against the other language."""

_UNSEEN = 1e-7
"""Share of a list's words given to every word, so that unseen ones can be compared."""

_SURE = 1.0
"""Sum of log ratios under which a text is too short, or too mixed, to tell."""

_ACCENTED = 1.5
"""Vote for French of a word typed with an accent; English borrows few ("résumé")."""

_POSSESSIVE = re.compile(r"\w's\b(?!')", re.IGNORECASE)
_LEANING = 3.5
"""Vote of a word that the aliases of one language alone have, whatever the general lists say."""

_FOREIGN_SHARE = 0.5


def is_foreign(
    text: str,
    tokens: Sequence[Token],
    known: Callable[[str], bool],
    read: Callable[[str], bool],
) -> bool:
    """Whether a text is written in a language that is neither French nor English.

    ``known`` tells whether a word is one of the pack's, ``read`` whether it is or is read as one.
    Another script decides
    by itself; a Latin one by its function words against French and English ones.
    """
    letters = [] if text.isascii() else [c for c in text if c.isalpha()]
    if letters:
        latin = sum("LATIN" in unicodedata.name(c, "") for c in letters)
        if latin * 2 < len(letters):
            return True
    if any(c in _FOREIGN_MARKS for c in text.lower()):
        return True
    if len(tokens) < 3:
        return False
    norms = [token.norm for token in tokens if token.norm.isalpha()]
    ours = max(sum(_common(norms, language)) for language in LANGUAGES)
    theirs = max(sum([norm in words for norm in norms]) for words in _OTHERS.values())
    unknown = sum([not known(norm) for norm in norms])
    strange = sum([not read(norm) and not is_word(norm) for norm in norms])
    if strange * 2 > len(norms) and len(norms) >= _SENTENCE:
        return True
    return theirs >= 2 and theirs > ours and unknown * 2 >= len(norms) * _FOREIGN_SHARE


_FOREIGN_MARKS = frozenset("¿¡ñßøåłąęśżźćńğışțășőűčřěůď")
"""Letters and marks that neither French nor English writes, in lower case."""

_SENTENCE = 4
"""Words from which a text most of whose words nobody knows is in another language."""


def _common(norms: Iterable[str], language: Language) -> list[bool]:
    """Whether each word is an everyday one."""
    counts = frequencies(language)
    return [counts.get(norm, 0) > _EVERYDAY for norm in norms]


_EVERYDAY = 20_000
"""Count above which a word is an everyday one in the general lists."""


def detect(
    text: str,
    tokens: Sequence[Token],
    leaning: Callable[[str], Language | None],
    is_name: Callable[[str], bool],
    is_shared: Callable[[str], bool] = lambda _: False,
) -> Language | None:
    """French or English, or None if the words do not tell.

    Each word votes by how much commoner it is in one language's general list
    than in the other's; ``leaning`` tells the language of words that only one
    language's aliases have ("svp", "plz"), which no general list holds. Names
    (``is_name``) belong to no language; words that both languages use of the
    text's subject (``is_shared``: "email") tell only where no other does. ``text`` is
    what the words stand in: an English "'s" ends a word, a French "s'" begins one.
    """
    words = [t.norm for t in tokens if t.norm.isalpha() and not is_name(t.norm)]
    score = sum(_vote(norm, leaning) for norm in words if not is_shared(norm))
    score -= _LEANING * len(_POSSESSIVE.findall(text))
    score += sum(_ACCENTED for t in tokens if not t.text.isascii() and not is_name(t.norm))
    if abs(score) < _SURE:
        score = sum([_vote(norm, leaning) for norm in words])
    if abs(score) < _SURE:
        return None
    return "fr" if score > 0 else "en"


@lru_cache(maxsize=16_384)
def _likelier(norm: str) -> float:
    """How much commoner a word is in French (+) than in English (-), as a log ratio, capped."""
    french, english = frequencies("fr").get(norm, 0), frequencies("en").get(norm, 0)
    ratio = math.log((french / total("fr") + _UNSEEN) / (english / total("en") + _UNSEEN))
    return max(-_CAP, min(_CAP, ratio))


def _vote(norm: str, leaning: Callable[[str], Language | None]) -> float:
    vote = _likelier(norm)
    lean = leaning(norm)
    if lean is not None and abs(vote) < _CAP:
        vote += _LEANING if lean == "fr" else -_LEANING
    return vote
