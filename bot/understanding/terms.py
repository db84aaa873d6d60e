"""Finds the terms that a tokenised question names: exactly, by stems, then by edit distance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import groupby, zip_longest

from rapidfuzz.distance import OSA

from bot.knowledge.model import LANGUAGES, Language, Term
from bot.understanding.neighbours import Neighbours
from bot.understanding.sound import sound
from bot.understanding.text import Token, fold, stem, tokenise
from bot.understanding.words import is_word

_SHORTEST_CORRECTED = 4
"""Shorter words have too many neighbours one edit away to be corrected."""

_LONG = 8
"""From this length on two edits are forgiven, one below."""

_SLIPS = 2
"""Edits forgiven in a part of a name that stands beside another part of it."""

_SHORT = 3
"""Up to this length an accent makes another word: "où" and "ou", "sûr" and "sur"."""

_SHORTEST_GLUED = 7
"""Shorter words are not taken for two words written without a space."""

_LONGEST_GLUED = 40


@dataclass(frozen=True)
class Span:
    """A run of tokens (``first`` to ``stop``, exclusive) and the terms it may name, if any.

    ``corrected`` is the word it was read as, if it was misspelt.
    """

    first: int
    stop: int
    text: str
    terms: tuple[Term, ...] = ()
    corrected: str | None = None

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of its terms."""
        return frozenset([t.id for t in self.terms])

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of its terms."""
        return frozenset([t.kind for t in self.terms])

    def names(self, term: str) -> bool:
        """Whether one of its terms has this id."""
        return term in self.ids

    def of_kind(self, *kinds: str) -> tuple[Term, ...]:
        """Its terms of the given kinds."""
        if self.kinds.isdisjoint(kinds):
            return ()
        return tuple([t for t in self.terms if t.kind in kinds])


_Key = tuple[str, ...]
_Found = dict[_Key, list[Term]]

_LABELLED = frozenset({"operation", "discourse", "form", "negation", "filler"})
"""Kinds of terms whose name is a label for curators; the others are also found by their name."""

_ENDINGS = ("s", "es", "e")
"""Endings with which attributes are found too; by stems, "adresseront" would be an address."""

_AS_SPELT = _LABELLED - {"operation"}
"""Kinds of terms found as they are spelt only: little words have stems in common with others."""


class _Speller:
    """Reads misspelt words as known ones: by sound, by edit distance, as words run together."""

    def __init__(self, known: frozenset[str], names: frozenset[str]) -> None:
        self._known = known
        self._names = names
        words = sorted(filter(str.isalpha, known), key=lambda w: (len(w), w))
        self._spelt = Neighbours(w for w in words if len(w) >= _SHORTEST_CORRECTED - 1)
        self._by_sound: dict[str, str] = {}
        for word in words:
            if word not in names:
                self._by_sound.setdefault(sound(word), word)
        self._undoubled = {
            _undoubled(name): name for name in names if len(name) > _SHORTEST_DOUBLED
        }
        self.correct = lru_cache(maxsize=16_384)(self._corrected)

    def _corrected(self, norm: str) -> tuple[str, ...] | None:
        """The known word, or words without a space, that a word was meant to be; else None."""
        if not norm.isalpha() or is_word(norm):
            return None
        doubled = self._undoubled.get(_undoubled(norm))
        if doubled is not None and len(norm) > len(doubled):
            return (doubled,)  # "BBBC"
        heard = self._by_sound.get(sound(norm)) if len(norm) > 1 else None
        slipped = self._nearest(norm, 1) if len(norm) > _SHORTEST_CORRECTED else None
        if slipped is not None and slipped[0] == norm[0]:
            parts = None if is_word(slipped) else self._parted(norm)
            if parts is not None and len(parts) == 2 and not _GLUE.isdisjoint(parts):
                return parts  # a space left out before a little word: "combiende"
            return (slipped,)  # one slip of the fingers is likelier than another spelling
        if heard is not None and heard[0] == norm[0]:
            return (heard,)
        if len(norm) < _SHORTEST_CORRECTED:
            return (heard,) if heard is not None else None
        nearest = self._nearest(norm, 2 if len(norm) >= _LONG else 1)
        if nearest is not None:
            return (nearest,)
        return self._parted(norm) or ((heard,) if heard is not None else None)

    def _nearest(self, norm: str, reach: int) -> str | None:
        """The known word within so many edits; of equals one that is no misspelling itself."""
        best = min(
            (
                (distance, word[0] != norm[0], {*word} != {*norm}, not is_word(word), word)
                for distance, word in self._spelt.within(norm, reach)
                if self._may_be(norm, word)
            ),
            default=None,
        )
        return best[-1] if best else None

    def _may_be(self, norm: str, word: str) -> bool:
        """A short name is misspelt only by a doubled or swapped letter: "delll", never "bell"."""
        if word not in self._names or len(word) > _SHORTEST_CORRECTED:
            return True
        return sorted(set(norm)) == sorted(set(word)) and norm[0] == word[0]

    def _parted(self, norm: str) -> tuple[str, ...] | None:
        """The word as the fewest known words it can be parted into; None if it cannot be."""
        if not _SHORTEST_GLUED <= len(norm) <= _LONGEST_GLUED:
            return None
        best: list[tuple[str, ...] | None] = [()] + [None] * len(norm)
        for stop in range(1, len(norm) + 1):
            for first in range(stop):
                head, word = best[first], norm[first:stop]
                if head is None or not (len(word) > 2 or word in _GLUE) or word not in self._known:
                    continue
                if len(head) < 6 and (best[stop] is None or len(head) + 1 < len(best[stop] or ())):
                    best[stop] = (*head, word)
        return best[-1]


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a question in normal form, with their stems in its language and in the other."""

    norms: Sequence[str]
    mine: Sequence[str]
    theirs: Sequence[str]
    language: Language
    other: Language


class Lexicon:
    """The aliases of a pack's terms, ready to be found in questions.

    ``extra`` are further words (of the phrases) that are spelt right, so that
    misspellings are corrected to them too.
    """

    def __init__(self, terms: Iterable[Term], extra: Iterable[str] = ()) -> None:
        self.terms = {term.id: term for term in terms}
        self._shared: _Found = defaultdict(list)
        self._exact: dict[Language, _Found] = {lg: defaultdict(list) for lg in LANGUAGES}
        self._stems: dict[Language, _Found] = {lg: defaultdict(list) for lg in LANGUAGES}
        self._spelt: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._leaning: dict[str, set[Language]] = defaultdict(set)
        self._words: dict[str, set[str]] = defaultdict(set)
        self._content: dict[Language, set[str]] = {lg: set() for lg in LANGUAGES}
        # How many words the aliases with this first word or stem have: bit n is set for n words.
        self._lengths_from: dict[str, int] = defaultdict(int)
        names: set[str] = set()
        for term in self.terms.values():
            for key in set(map(_key, term.also)):
                self._add(self._shared, key, term)
                if term.kind == "entity":
                    names.update(key)
            for language in LANGUAGES:
                self._learn(term, language)
        self._implied = {term.id: self._told_along(term) for term in self.terms.values()}
        ordinary = {word for phrase in extra for word in _key(phrase)}
        spelt = {
            word for key in (*self._shared, *self._exact["fr"], *self._exact["en"]) for word in key
        }
        self._known = frozenset(spelt | ordinary)
        self._names = frozenset(names)
        self._both = frozenset.intersection(*(frozenset(self._content[lg]) for lg in LANGUAGES))
        self.correct = _Speller(self._known, self._names).correct

    def _learn(self, term: Term, language: Language) -> None:
        """Take in the aliases of a term in one language."""
        named = () if term.kind in _LABELLED else (term.name.in_(language),)
        aliases = (*named, *term.aliases.in_(language))
        for alias in aliases:
            if len(alias) <= _SHORT:
                self._spelt[term.id, fold(alias)].add(alias.lower())
            if term.kind == "form" and alias.isalpha():
                self._words[term.id].add(fold(alias))
        for key in set(map(_key, aliases)):
            self._add(self._exact[language], key, term)
            for norm in key:
                self._leaning[norm].add(language)
            if term.kind not in _LABELLED and len(key) == 1:
                self._content[language].add(key[0])
            if term.kind == "attribute":
                for ending in _ENDINGS:
                    self._add(self._exact[language], (*key[:-1], key[-1] + ending), term)
            elif term.kind not in _AS_SPELT and term.kind != "entity":
                stems = tuple(stem(norm, language) for norm in key)
                self._add(self._stems[language], stems, term)

    def _add(self, where: dict[_Key, list[Term]], key: _Key, term: Term) -> None:
        if key and term not in where[key]:
            where[key].append(term)
            self._lengths_from[key[0]] |= 1 << len(key)

    def _told_along(self, term: Term) -> tuple[Term, ...]:
        """The operations, forms and measures that naming a term names too."""
        implied = (self.terms[i] for i in term.implies if i in self.terms)
        return tuple(t for t in implied if t.kind in ("operation", "form", "measure"))

    def words_of(self, term: str) -> frozenset[str]:
        """The one-word aliases of a form in normal form, of both languages."""
        return frozenset(self._words.get(term, ()))

    def knows(self, norm: str) -> bool:
        """Whether a word in normal form is spelt as some alias or phrase spells it."""
        return norm in self._known

    def reads(self, norm: str) -> bool:
        """Whether a word is known, or read as a known one."""
        return norm in self._known or self.correct(norm) is not None

    def is_name(self, norm: str) -> bool:
        """Whether a word stands in the name of an entity and in no other alias."""
        return norm in self._names and norm not in self._leaning

    def is_shared(self, norm: str) -> bool:
        """Whether a word stands in content aliases of both languages: "email" tells neither."""
        return norm in self._both

    def is_of_both(self, span: Span, tokens: Sequence[Token]) -> bool:
        """Whether several words are an alias in both languages: "business model" tells neither."""
        key = tuple(t.norm for t in tokens[span.first : span.stop])
        spelt = key in self._shared or all(key in self._exact[lg] for lg in LANGUAGES)
        return len(key) > 1 and spelt

    def leaning(self, norm: str) -> Language | None:
        """The language whose aliases alone have this word, if there is just one."""
        languages = self._leaning.get(norm)
        return next(iter(languages)) if languages and len(languages) == 1 else None

    def find(self, tokens: Sequence[Token], language: Language) -> tuple[Span, ...]:
        """The spans of a question in order, every token in exactly one, the longest alias first.

        Aliases of the question's language come before those of the other one;
        a word that no alias spells is corrected if it is in no general list of words.
        """
        norms: list[str] = []
        origins: list[int] = []
        corrections: dict[int, str] = {}
        for index, token in enumerate(tokens):
            words: tuple[str, ...] = (token.norm,)
            if token.norm not in self._known:
                corrected = self.correct(token.norm)
                if corrected is not None:
                    words = corrected
                    corrections[index] = " ".join(corrected)
            norms.extend(words)
            origins.extend([index] * len(words))
        other: Language = "en" if language == "fr" else "fr"
        mine = [stem(norm, language) for norm in norms]
        theirs = [stem(norm, other) for norm in norms]
        spans: list[Span] = []
        at = 0
        sentence = _Words(norms, mine, theirs, language, other)
        while at < len(norms):
            length, terms = self._longest_at(at, sentence)
            is_name = not all(t.kind in _LABELLED for t in terms)
            if length > 1 and (norms[at] in _ARTICLES or not is_name):
                cut = self._cut(at, length, sentence, is_name=is_name)
                length, terms = self._longest_at(at, sentence, cut)
            first, last = origins[at], origins[at + length - 1]
            text = " ".join(t.text for t in tokens[first : last + 1])
            corrected_as = next(
                (corrections[o] for o in origins[at : at + length] if o in corrections), None
            )
            if length == 1:
                terms = self._as_typed(terms, tokens[first])
            terms = _unique((*terms, *(i for t in terms for i in self._implied[t.id])))
            spans.append(Span(first, last + 1, text, terms, corrected_as))
            at += length
        return tuple(self._with_first_names(spans))

    def _with_first_names(self, spans: Sequence[Span]) -> Iterable[Span]:
        """The spans, a misspelt part of a name beside another part of it read as that name."""
        before: Span | None = None
        for span, after in zip_longest(spans, spans[1:]):
            name = next(
                (
                    term
                    for near in (after, before)
                    if near is not None and not span.terms
                    for term in near.of_kind("entity")
                    if self._is_part(span.text, term)
                ),
                None,
            )
            yield replace(span, terms=(name,), corrected=span.text) if name else span
            before = span

    def _is_part(self, word: str, term: Term) -> bool:
        """Whether a word is nearly one of the words of a name that has several."""
        norm = fold(word)
        parts = {part for key in map(_key, term.also) if len(key) > 1 for part in key}
        return len(norm) > _SHORTEST_CORRECTED and any(
            OSA.distance(norm, part, score_cutoff=_SLIPS) <= _SLIPS
            for part in parts
            if part[0] == norm[0] and len(part) > _SHORTEST_CORRECTED
        )

    def _as_typed(self, terms: tuple[Term, ...], token: Token) -> tuple[Term, ...]:
        """Of a short word the terms that are spelt as it is typed: "ça" is no "CA".

        One typed without accents may have been meant with them, but for what it is about only
        where no little word is spelt so: "sur" is no "sûr".
        """
        typed = token.text.lower()
        if len(typed) > _SHORT:
            return terms
        same = tuple(t for t in terms if typed in self._spelt.get((t.id, token.norm), {typed}))
        if typed != token.norm:
            return same or terms
        if not any(t.kind == "filler" for t in same):
            return terms
        return tuple(t for t in terms if t in same or t.kind in _LABELLED)

    def _cut(self, at: int, length: int, words: _Words, *, is_name: bool) -> int:
        """Where little words give way to a content alias that starts among them and goes beyond:
        "the market" to "market value".
        """
        for start in range(at + 1, at + length):
            longest, terms = self._longest_at(start, words)
            goes_beyond = start + longest > at + length
            # A name with its article gives way to what is asked of it alone.
            kinds = {t.kind for t in terms} - _LABELLED
            if goes_beyond and (kinds == {"attribute"} if is_name else kinds):
                return start - at
        return length

    def _longest_at(
        self, at: int, words: _Words, limit: int | None = None
    ) -> tuple[int, tuple[Term, ...]]:
        """The longest alias of at most ``limit`` words that starts at a word, or the word alone."""
        of = self._lengths_from.get
        lengths = of(words.norms[at], 0) | of(words.mine[at], 0) | of(words.theirs[at], 0)
        most = min(len(words.norms) - at, limit or len(words.norms))
        lengths &= (2 << most) - 1
        while lengths:
            length = lengths.bit_length() - 1
            lengths ^= 1 << length
            stop = at + length
            key = tuple(words.norms[at:stop])
            shared = self._shared.get(key, ())
            for found in (
                (*shared, *self._exact[words.language].get(key, ())),
                self._stems[words.language].get(tuple(words.mine[at:stop]), ()),
                self._exact[words.other].get(key, ()),
                self._stems[words.other].get(tuple(words.theirs[at:stop]), ()),
            ):
                if found:
                    return length, _unique(found)
        return 1, ()


_ARTICLES = frozenset({"the", "a", "an", "le", "la", "l", "les", "un", "une", "des", "du"})
"""Articles of French and English: an alias that begins with one is no longer for it."""

_GLUE = frozenset(
    {
        "a",
        "y",
        "l",
        "d",
        "de",
        "du",
        "le",
        "la",
        "et",
        "en",
        "un",
        "il",
        "is",
        "of",
        "to",
        "in",
        "on",
        "do",
    }
)
"""Words of one or two letters that may be glued to others; any other is too short to tell."""


_SHORTEST_DOUBLED = 2
"""A name of two letters is not told by the letters that are not doubled."""


def _undoubled(norm: str) -> str:
    """A word with each run of one letter as a single one: "bbc" as "bc"."""
    return "".join(letter for letter, _ in groupby(norm))


def _key(alias: str) -> _Key:
    return tuple(token.norm for token in tokenise(alias))


def _unique(terms: Iterable[Term]) -> tuple[Term, ...]:
    return tuple({term.id: term for term in terms}.values())
