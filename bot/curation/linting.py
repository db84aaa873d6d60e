"""Everything to mend in a pack: what it says, how it is asked, what it then answers."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import BaseModel

from bot.assistant import Assistant, fitted
from bot.curation.coverage import SourceText, coverage_findings
from bot.curation.reach import phrases_of, reach_findings, without_near_misses
from bot.errors import InputError, PackError
from bot.knowledge.checking import Finding, check_pack, finding_at, is_todo
from bot.knowledge.documents import line_of
from bot.knowledge.loading import LOCK, PackFiles, read_pack
from bot.knowledge.model import (
    LANGUAGES,
    Fact,
    Figure,
    Intent,
    Language,
    Quote,
    Term,
    TermKind,
)
from bot.knowledge.validation import Located
from bot.understanding import features
from bot.understanding.numbers import Number, read_numbers
from bot.understanding.postings import PhraseIndex
from bot.understanding.reading import read
from bot.understanding.terms import Lexicon
from bot.understanding.text import clean, tokenise

NEARLY_THE_SAME = 0.85
"""Likeness, of 1, from which two phrases of different intents are told: one light word apart."""

_RIVALS = 5  # intents among which a phrase's own is looked for
_Path = tuple[str | int, ...]

_AMBIGUOUS: frozenset[TermKind] = frozenset({"entity", "measure", "period", "unit"})
"""Kinds of which a question's word should name one term, not two."""

_MONEY_AND_SHARES = frozenset({"usd", "eur", "gbp", "percent", "percentage_points"})


def lint_packs(
    packs: Sequence[str], root: Path, *, coverage: SourceText | None = None, cache: Path | None
) -> tuple[Finding, ...]:
    """Check packs.

    Args:
        packs: their ids.
        root: the folder that holds ``knowledge/`` and ``intents/``.
        coverage: the text whose coverage to list.
        cache: where fitted weights are kept.

    Returns:
        Every finding, in the order of files and lines; those of common files once.

    Raises:
        PackError: with the problems of all packs, if any cannot be loaded.
        InputError: if the text is not a pack's, or a lock cannot be read.
    """
    read = [read_pack(name, root) for name in packs]
    problems = sorted({problem for files in read for problem in files.problems})
    if problems:
        raise PackError(problems)
    found: set[Finding] = set()
    for files in read:
        pack = files.pack()
        found.update(check_pack(files, _lock(files, root)))
        found.update(figure_findings(files))
        found.update(alias_findings(files))
        found.update(denial_findings(files))
        found.update(phrase_findings(files, cache))
        unbarred = Assistant(without_near_misses(pack), cache=cache)
        found.update(reach_findings(files, Assistant(pack, cache=cache), unbarred))
        if coverage is not None:
            found.update(coverage_findings(pack, coverage))
    return tuple(sorted(found))


def _lock(files: PackFiles, root: Path) -> str | None:
    file = f"knowledge/{files.name}/{LOCK}"
    try:
        return (root / file).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        reason = "this is not UTF-8; run `verbatim lock` on the text"
        raise InputError(f"{file}:{line_of(error)}: {reason}") from None
    except OSError as error:
        raise InputError(f"{file}:0: cannot be read: {error.strerror}") from None


# Figures


def figure_findings(files: PackFiles) -> Iterator[Finding]:
    """Figures whose value does not stand in their evidence, in digits or in words."""
    source = files.contents.source
    assert source is not None, "the pack has no problems"
    language = source.item.language
    for fact in files.contents.facts.located:
        excerpts = [evidence.excerpt for evidence in fact.item.evidence]
        yield from _absent_figures(fact, fact.item.figures, excerpts, language)
    for quote in files.contents.quotes.located:
        yield from _absent_figures(quote, quote.item.figures, [quote.item.words], language)


def _absent_figures(
    located: Located[Fact] | Located[Quote],
    figures: Sequence[Figure],
    excerpts: Sequence[str],
    language: Language,
) -> Iterator[Finding]:
    numbers = [number for excerpt in excerpts for number in read_numbers(excerpt, language)]
    for index, figure in enumerate(figures):
        if figure.counted:
            continue
        standing = [number for number in numbers if number.value == figure.value]
        if not standing:
            has = ", ".join(f"“{number.text}”" for number in numbers) or "no number"
            reason = f"{figure.value} does not stand in the excerpt, which has {has}"
            mend = "correct the value, or take the number into the excerpt"
            yield finding_at(located, ("figures", index, "value"), reason, mend)
        elif all(_other_unit(number, figure) for number in standing):
            reason = f"the excerpt has “{standing[0].text}”, which is not in `{figure.unit}`"
            mend = "correct the unit"
            yield finding_at(located, ("figures", index, "unit"), reason, mend)


def _other_unit(number: Number, figure: Figure) -> bool:
    """Whether text and figure both name a currency or a share, and not the same."""
    if number.unit is None or figure.unit not in _MONEY_AND_SHARES:
        return False
    return number.unit.lower() != figure.unit


# Words


def alias_findings(files: PackFiles) -> Iterator[Finding]:
    """Names that two terms of one kind share once case, accents and punctuation are gone."""
    taken: dict[tuple[TermKind, Language, tuple[str, ...]], Located[Term]] = {}
    for located in files.contents.terms.located:
        term = located.item
        if term.kind not in _AMBIGUOUS:
            continue
        for language in LANGUAGES:
            for path, name in _names(term, language):
                norms = tuple(token.norm for token in tokenise(clean(name)))
                # Signs, such as %, are read with their numbers; a guess names nothing yet.
                if not norms or is_todo(name):
                    continue
                other = taken.setdefault((term.kind, language, norms), located)
                if other.item.id not in (term.id, *term.shares):
                    reason = f"“{name}” also names `{other.item.id}` ({_where(other)})"
                    mend = f"keep it in one, or say that it is meant: shares: [{other.item.id}]"
                    yield finding_at(located, path, reason, mend, "warning")


def _names(term: Term, language: Language) -> Iterator[tuple[_Path, str]]:
    yield ("name", language), term.name.in_(language)
    for index, alias in enumerate(term.aliases.in_(language)):
        yield ("aliases", language, index), alias
    for index, alias in enumerate(term.also):
        yield ("also", index), alias


def denial_findings(files: PackFiles) -> Iterator[Finding]:
    """Contrary words that are read as a denial: a claim that says them would be confirmed.

    A denial of what contradicts an entry is taken to mean what the entry says.
    """
    lexicon = Lexicon(files.contents.terms.items())
    entries: tuple[Located[Fact] | Located[Quote], ...] = (
        *files.contents.facts.located,
        *files.contents.quotes.located,
    )
    for located in entries:
        for language in LANGUAGES:
            for index, phrase in enumerate(located.item.contrary.in_(language)):
                if read(phrase, language, lexicon).negated:
                    path = ("contrary", language, index)
                    reason = f"“{phrase}” denies by itself, and a claim with it would be confirmed"
                    mend = "say what would be the case instead; a claim brings its own denial"
                    yield finding_at(located, path, reason, mend)


def phrase_findings(files: PackFiles, cache: Path | None = None) -> Iterator[Finding]:
    """Phrases that two intents share, or that the matcher ranks for another intent than theirs.

    ``cache`` is where fitted weights are kept.
    """
    said: dict[tuple[str, ...], Located[Intent]] = {}
    own: list[_Phrase] = []
    spoken: set[tuple[str, str | int, str]] = set()
    for located in files.contents.intents.located:
        for path, phrase in phrases_of(located.item.ask, "ask"):
            if is_todo(phrase):
                continue
            first = said.setdefault(tuple(features.tokenise(phrase)), located)
            if first is located:
                if (located.item.id, path[1], phrase) in spoken:
                    reason = f"“{phrase}” stands twice in this intent"
                    yield finding_at(located, path, reason, "delete one of them", "warning")
                own.append(_Phrase(located, path, phrase))
                spoken.add((located.item.id, path[1], phrase))
            elif first.item.id != located.item.id:
                reason = f"“{phrase}” is a phrase of `{first.item.id}` too ({_where(first)})"
                yield finding_at(located, path, reason, "keep it in one of them")
    yield from _near_findings(own)
    if len({phrase.intent for phrase in own}) > 1:
        yield from _rank_findings(own, cache)


@dataclass(frozen=True)
class _Phrase:
    located: Located[Intent]
    path: _Path
    text: str

    @property
    def intent(self) -> str:
        return self.located.item.id


def _near_findings(phrases: Sequence[_Phrase]) -> Iterator[Finding]:
    """Phrases of two intents that differ by words of no weight."""
    for later, earlier, likeness in _alike([phrase.text for phrase in phrases]):
        phrase, other = phrases[later], phrases[earlier]
        # Words of two languages may be alike and say different things ("sup", "super").
        if phrase.intent != other.intent and phrase.path[1] == other.path[1]:
            reason = (
                f"“{phrase.text}” is nearly “{other.text}” of `{other.intent}` "
                f"({_where(other.located)}): alike by {likeness:.2f} of 1"
            )
            mend = "keep it in one of them, or reword one"
            yield finding_at(phrase.located, phrase.path, reason, mend, "warning")


def _alike(texts: Sequence[str]) -> Iterator[tuple[int, int, float]]:
    """The numbers of texts that are nearly the same, the later first, and how alike they are.

    Likeness is the weight of the stems they share in all of theirs (weighted Jaccard); a stem
    weighs as much as it is rare among the texts (its IDF). Of each text only the nearest by
    trigrams are looked at: all pairs of 15,000 phrases would take gigabytes.
    """
    stems = [frozenset(map(features.stem, features.tokenise(text))) for text in texts]
    counts = Counter(stem for found in stems for stem in found)
    weights = {stem: math.log(1 + len(texts) / count) for stem, count in counts.items()}
    with TemporaryDirectory() as folder:
        index = PhraseIndex.build(texts, Path(folder) / "phrases")
        pairs = {
            (max(number, near.number), min(number, near.number))
            for number, text in enumerate(texts)
            for near in index.nearest(text, _LOOKED_AT)
            if near.number != number
        }
    for later, earlier in sorted(pairs):
        shared = sum(weights[stem] for stem in stems[later] & stems[earlier])
        every = sum(weights[stem] for stem in stems[later] | stems[earlier])
        if every and shared / every >= NEARLY_THE_SAME:
            yield later, earlier, shared / every


_LOOKED_AT = 50
"""Phrases nearest to one by trigrams among which those nearly the same are looked for."""


def _rank_findings(phrases: Sequence[_Phrase], cache: Path | None) -> Iterator[Finding]:
    """Phrases for which the matcher, knowing them all, ranks another intent first."""
    matcher = fitted([(phrase.intent, phrase.text) for phrase in phrases], cache)
    for phrase in phrases:
        ranked = matcher.rank(phrase.text, limit=_RIVALS)
        best = ranked[0]
        if best.intent != phrase.intent:
            score = next(
                (f"{m.confidence:.2f}" for m in ranked if m.intent == phrase.intent), "less"
            )
            reason = (
                f"“{phrase.text}” ranks for `{best.intent}`, by “{best.phrase}” "
                f"({best.confidence:.2f} against {score})"
            )
            mend = "give it to that intent, or reword one of them"
            yield finding_at(phrase.located, phrase.path, reason, mend, "warning")


def _where(located: Located[BaseModel]) -> str:
    return f"{located.file}:{located.lines.line}"
