"""What is doubtful in a pack that loads, as far as the pack alone can tell.

Findings that need the words understood are ``bot.curation.linting``'s.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from pydantic import BaseModel

from bot.errors import InputError
from bot.knowledge.documents import walk
from bot.knowledge.fingerprint import RUN, Lock, read_lock, words
from bot.knowledge.loading import LOCK, PackFiles
from bot.knowledge.model import LANGUAGES, Fact, Figure, Phrases, Quote, Term, TermKind
from bot.knowledge.places import RUBRIC, TITLE
from bot.knowledge.references import PLACEHOLDER
from bot.knowledge.validation import Located, dotted

_Path = tuple[str | int, ...]

LONGEST_EXCERPT = 60
"""Words beyond which an excerpt is no longer a short one: the text itself is not in the pack."""

_CONTENT: frozenset[TermKind] = frozenset({"entity", "measure", "period", "unit", "concept"})
_DIGITS = re.compile(r"\S*\d\S*")


@dataclass(frozen=True, order=True)
class Finding:
    """Something to mend: an ``error`` may mislead readers, a ``warning`` is a loose end."""

    file: str
    line: int
    severity: Literal["error", "warning"]
    entry: str
    reason: str
    mend: str

    def to_json(self) -> dict[str, Any]:
        """The object that ``verbatim check --json`` prints."""
        return asdict(self)


def finding_at(
    located: Located[BaseModel],
    path: _Path,
    reason: str,
    mend: str,
    severity: Literal["error", "warning"] = "error",
) -> Finding:
    """A finding at one key of an entry."""
    entry = getattr(located.item, "id", "")
    where = f"{dotted(path)}: " if path else ""
    line = located.lines.at(*path)
    return Finding(located.file, line, severity, entry, f"{where}{reason}", mend)


def check_pack(files: PackFiles, lock: str | None) -> tuple[Finding, ...]:
    """Everything the pack alone can tell to be doubtful.

    Args:
        files: a pack without problems.
        lock: the contents of its ``source.lock``; None if there is none.
    """
    return tuple(
        sorted(
            {
                *_excerpt_findings(files, lock),
                *_figure_findings(files),
                *_wording_findings(files),
                *_unused_findings(files),
            }
        )
    )


# Verbatim


def _excerpt_findings(files: PackFiles, lock_text: str | None) -> Iterator[Finding]:
    file = f"knowledge/{files.name}/{LOCK}"
    mend = "run `verbatim lock` on the text"
    if lock_text is None:
        reason = "there is no fingerprint of the text, so that nothing can be proved verbatim"
        yield Finding(file, 0, "error", files.name, reason, mend)
        return
    try:
        lock = read_lock(lock_text)
    except InputError as error:
        line, _, reason = str(error).partition(": ")
        yield Finding(file, int(line), "error", files.name, f"unreadable: {reason}", mend)
        return
    source = files.contents.source
    assert source is not None, "the pack has no problems"
    declared = [place.id for place in source.item.places]
    if lock.source != source.item.id or list(lock.places) != declared:
        reason = "it was written for other places than source.yaml declares now"
        yield Finding(file, 0, "error", files.name, reason, mend)
        return
    said: list[tuple[Located[Any], _Path, str, str]] = [
        (source, ("title",), source.item.title, TITLE)
    ]
    if source.item.rubric is not None:
        said.append((source, ("rubric",), source.item.rubric, RUBRIC))
    said += [
        (source, ("headings", index), heading.text, heading.id)
        for index, heading in enumerate(source.item.headings)
    ]
    for fact in files.contents.facts.located:
        for index, evidence in enumerate(fact.item.evidence):
            at: _Path = ("evidence", index, "excerpt")
            said.append((fact, at, evidence.excerpt, evidence.place))
    for quote in files.contents.quotes.located:
        said.append((quote, ("words",), quote.item.words, quote.item.place))
    for located, path, excerpt, place in said:
        yield from _excerpt_finding(lock, located, path, excerpt, place)


def _excerpt_finding(
    lock: Lock, located: Located[BaseModel], path: _Path, excerpt: str, place: str
) -> Iterator[Finding]:
    count = len(words(excerpt))
    if lock.proves(excerpt, place):
        if count > LONGEST_EXCERPT:
            reason = f"{count} words long; excerpts are short"
            mend = "keep the words around the figure or the statement"
            yield finding_at(located, path, reason, mend, "warning")
        return
    elsewhere = lock.found_in(excerpt)
    if elsewhere:
        reason = f"not in {place}; these words stand in {' and '.join(elsewhere)}"
        yield finding_at(located, path, reason, f"write place: {elsewhere[0]}")
    elif count < RUN:
        reason = f"an excerpt of fewer than {RUN} words proves nothing unless it is a whole place"
        yield finding_at(located, path, reason, "take in the words around it")
    else:
        reason = f"these words do not stand in {place}: {_breaking_point(lock, excerpt, place)}"
        yield finding_at(located, path, reason, "copy them from the text, unbroken")


def _breaking_point(lock: Lock, excerpt: str, place: str) -> str:
    """The words of an excerpt at which it leaves the text of its place."""
    tokens = words(excerpt)
    for size in range(len(tokens) - 1, RUN - 1, -1):
        if lock.proves(" ".join(tokens[:size]), place):
            return f"“{' '.join(tokens[size - 2 : size])}” is not followed by “{tokens[size]}”"
    return f"“{' '.join(tokens[:RUN])}” is not there"


# Figures


def _figure_findings(files: PackFiles) -> Iterator[Finding]:
    seen: dict[tuple[str, ...], tuple[Figure, str]] = {}
    for located, index, figure in _figures(files):
        path: _Path = ("figures", index)
        key = tuple(
            str(part)
            for part in (
                figure.measure,
                figure.of,
                figure.unit,
                figure.period,
                figure.by,
                figure.status,
            )
        )
        earlier = seen.setdefault(key, (figure, located.item.id))
        # One statement may give both ends of a range.
        if earlier[0].value != figure.value and earlier[1] != located.item.id:
            reason = f"{figure.value} here, {earlier[0].value} in `{earlier[1]}`, of the same thing"
            mend = "correct one, or tell them apart by period, status or by"
            yield finding_at(located, (*path, "value"), reason, mend)


def _figures(files: PackFiles) -> Iterator[tuple[Located[Fact] | Located[Quote], int, Figure]]:
    for located in _entries(files):
        for index, figure in enumerate(located.item.figures):
            yield located, index, figure


def _entries(files: PackFiles) -> Iterator[Located[Fact] | Located[Quote]]:
    yield from files.contents.facts.located
    yield from files.contents.quotes.located


# Words


def _wording_findings(files: PackFiles) -> Iterator[Finding]:
    named = "|".join(map(re.escape, _names_with_digits(files)))
    names = re.compile(rf"(?<!\w)(?:{named})(?!\w)" if named else r"(?!)")  # that matches nothing
    for fact in files.contents.facts.located:
        for language in LANGUAGES:
            if is_todo(fact.item.says.in_(language)):
                continue  # to be written anew
            prose = PLACEHOLDER.sub(" ", fact.item.says.in_(language))
            for digits in _DIGITS.findall(names.sub(" ", prose)):
                reason = (
                    f"“{digits.strip('.,;:!?()')}” is written out; digits come from figures only"
                )
                mend = "type it as a figure, or name a term for it"
                yield finding_at(fact, ("says", language), reason, mend)
    for located in _entries(files):
        yield from _one_sided(located, "contrary", located.item.contrary)
    for intent in files.contents.intents.located:
        yield from _one_sided(intent, "not", intent.item.not_)
    yield from _untranslated(files)
    yield from _todo_findings(files)


def _one_sided(located: Located[BaseModel], key: str, phrases: Phrases) -> Iterator[Finding]:
    missing = [language for language in LANGUAGES if not phrases.in_(language)]
    if len(missing) == 1:
        reason = f"nothing is said in `{missing[0]}`"
        yield finding_at(located, (key,), reason, f"write `{missing[0]}` beside it", "warning")


def _untranslated(files: PackFiles) -> Iterator[Finding]:
    """Statements and quotations that are the same words in both languages."""
    mend = "write it in both languages"
    for fact in files.contents.facts.located:
        same = _folded(fact.item.says.fr) == _folded(fact.item.says.en)
        if same and not is_todo(fact.item.says.fr):
            reason = "says the same words in both languages"
            yield finding_at(fact, ("says",), reason, mend, "warning")
    for quote in files.contents.quotes.located:
        if _folded(quote.item.words) == _folded(quote.item.translation):
            reason = "is the words themselves"
            yield finding_at(quote, ("translation",), reason, mend, "warning")


def _todo_findings(files: PackFiles) -> Iterator[Finding]:
    contents = files.contents
    everything: tuple[Located[BaseModel], ...] = (
        *contents.terms.located,
        *contents.facts.located,
        *contents.quotes.located,
        *contents.intents.located,
    )
    for located in everything:
        for path, text in walk(located.item.model_dump(by_alias=True)):
            if is_todo(text):
                yield finding_at(located, path, "still to do", "curate it", "warning")


def is_todo(text: str) -> bool:
    """Whether a draft's text is a guess still."""
    return text.lower().startswith("todo:")


def _names_with_digits(files: PackFiles) -> list[str]:
    """Names that are written with digits, such as Q3, 2013 or paragraph 2, the longest first."""
    source = files.contents.source
    names = [name for term in files.contents.terms.items() for name in _names(term)]
    for place in source.item.places if source is not None else ():
        names += [place.name.fr, place.name.en]
    numbered = {name for name in names if any(character.isdigit() for character in name)}
    return sorted(numbered, key=lambda name: (-len(name), name))


def _names(term: Term) -> tuple[str, ...]:
    """Everything a term is called."""
    return (term.name.fr, term.name.en, *term.aliases.fr, *term.aliases.en, *term.also)


# Loose ends


def _unused_findings(files: PackFiles) -> Iterator[Finding]:
    yield from _unreached_entries(files)
    yield from _uncited_places(files)
    yield from _unnamed_terms(files)


def _unreached_entries(files: PackFiles) -> Iterator[Finding]:
    """Facts and quotes which no intent answers with."""
    intents = files.contents.intents.items()
    answers = {entry for intent in intents for entry in intent.answers}
    measures = {intent.measure for intent in intents}
    for located in _entries(files):
        entry = located.item
        if entry.id in answers or any(figure.measure in measures for figure in entry.figures):
            continue
        mend = "name it in an intent's `answers`"
        yield finding_at(located, (), "no intent leads to this entry", mend, "warning")


def _uncited_places(files: PackFiles) -> Iterator[Finding]:
    """Paragraphs that nothing cites; title, rubric and headings say what the text says again."""
    source = files.contents.source
    assert source is not None, "the pack has no problems"
    cited = {evidence.place for fact in files.contents.facts.items() for evidence in fact.evidence}
    cited |= {quote.place for quote in files.contents.quotes.items()}
    spared = {TITLE, RUBRIC, *(heading.id for heading in source.item.headings)}
    for index, place in enumerate(source.item.places):
        if place.id not in cited | spared:
            reason = f"nothing of {place.id} is in the pack"
            mend = "write facts for its statements"
            yield finding_at(source, ("places", index), reason, mend, "warning")


def _unnamed_terms(files: PackFiles) -> Iterator[Finding]:
    """Terms of the pack that no entry refers to or mentions.

    Attributes and what is ``nearby`` are there because the text leaves them out.
    """
    contents = files.contents
    referred = set(_referred(files))
    spoken = _spoken(files)
    for located in contents.terms.located:
        term = located.item
        if term.id in contents.common or term.kind not in _CONTENT or term.nearby:
            continue
        if term.id in referred:
            continue
        if any(f" {_folded(name)} " in spoken for name in _names(term)):
            continue
        mend = "delete it, or mark it `nearby: true` if the text is silent on it"
        yield finding_at(located, (), "no entry refers to this term or names it", mend, "warning")


def _referred(files: PackFiles) -> Iterator[str]:
    """The ids of terms that entries, intents and other terms refer to."""
    contents = files.contents
    if contents.source is not None:
        yield from contents.source.item.about
    for located in _entries(files):
        yield from located.item.about
    for quote in contents.quotes.items():
        yield quote.speaker
    for _, _, figure in _figures(files):
        yield from (figure.measure, figure.of, figure.unit, figure.period or "", figure.by or "")
    for term in contents.terms.items():
        yield from (*term.implies, term.unit or "", term.opposite or "")
    for intent in contents.intents.items():
        yield from (intent.measure or "", *(name for group in intent.needs for name in group))


def _spoken(files: PackFiles) -> str:
    """Everything that entries and intents of the pack say, folded, for looking names up in."""
    contents = files.contents
    said: list[str] = []
    for fact in contents.facts.items():
        said += [fact.says.fr, fact.says.en, *(evidence.excerpt for evidence in fact.evidence)]
    for quote in contents.quotes.items():
        said += [quote.words, quote.translation]
    for intent in contents.intents.items():
        if intent.id not in contents.common:
            said += [*intent.ask.fr, *intent.ask.en]
    return " | ".join(["", *(_folded(text) for text in said), ""])


def _folded(text: str) -> str:
    """A text without case, accents and punctuation, its words one space apart."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", letters))
