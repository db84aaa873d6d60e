"""From a new text to the files of a pack, with everything that is a guess marked ``todo:``.

A draft loads as it is, so that the bot answers from it at once; ``verbatim check``
lists every ``todo:`` with its line until a curator has written something better.
What the text says stands in its own language; the other language is a ``todo:``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Any

from bot.curation.draft_figures import DraftFigure, figures_in, fractions_in, years_in
from bot.curation.draft_names import (
    Quotation,
    names_in,
    person_in,
    quotation_of,
    quotations_in,
    slug,
)
from bot.curation.draft_text import Line
from bot.knowledge.fingerprint import RUN
from bot.knowledge.model import LANGUAGES, Language
from bot.understanding.language import detect
from bot.understanding.text import sentences, tokenise
from bot.understanding.words import rarity

TODO = "todo: "
LONGEST_EXCERPT = 25
"""Words: excerpts are short, and the text itself is not to end up in the pack."""

UNKNOWN_SPEAKER = "unknown-speaker"
SUBJECT = "subject"

_PERIOD_NAMES = {
    "q1": {"fr": "premier trimestre", "en": "first quarter"},
    "q2": {"fr": "deuxième trimestre", "en": "second quarter"},
    "q3": {"fr": "troisième trimestre", "en": "third quarter"},
    "q4": {"fr": "quatrième trimestre", "en": "fourth quarter"},
    "today": {"fr": "aujourd’hui", "en": "today"},
}
_UNIT_NAMES = {
    "percent": {"fr": "pour cent", "en": "per cent"},
    "percentage-points": {"fr": "points de pourcentage", "en": "percentage points"},
    "usd": {"fr": "dollars", "en": "dollars"},
    "eur": {"fr": "euros", "en": "euros"},
    "gbp": {"fr": "livres sterling", "en": "pounds"},
}
_PLACE_NAMES = {
    "T": {"fr": "titre", "en": "title"},
    "R": {"fr": "rubrique", "en": "section label"},
    "P": {"fr": "paragraphe {n}", "en": "paragraph {n}"},
    "H": {"fr": "intertitre {n}", "en": "heading {n}"},
}
_HEDGE_BEFORE = re.compile(
    r"(?:\b(?:about|around|some|nearly|almost|roughly|barely|hardly|over|under|above|below|"
    r"(?:more|less|fewer) than|environ|près de|plus de|moins de|à peine|presque|quelque)\s+)$",
    re.IGNORECASE,
)
_VOWEL = re.compile(r"[aeiouyhàâéèêëîïôöœ]", re.IGNORECASE)  # before which French elides
_OF = re.compile(r"\s*(?:of\s+|de\s+|d['’]\s*)?", re.IGNORECASE)
_KEYWORDS = 6
_HIGH_ENDS = ("high", "to")  # of ranges, as ``Number.bound`` has them
_SHORTEST_REMARK = 6  # words beside a quotation that say more than whose it is

Content = dict[str, Any]


@dataclass(frozen=True)
class Draft:
    """The files of a pack as plain values, by their path below the packs' folder.

    ``text`` is the text with one place a line, as ``verbatim lock`` takes it.
    """

    pack: str
    files: Mapping[str, Any]
    text: str


def draft_pack(pack: str, lines: Sequence[Line], known: AbstractSet[str]) -> Draft:
    """Draft the files of a pack.

    Args:
        pack: its id.
        lines: the places of the text, the title first.
        known: the ids of the common terms, which the draft refers to instead of its own.
    """
    composed = [replace(line, text=unicodedata.normalize("NFC", line.text)) for line in lines]
    return _Drafter(pack, composed, known).draft()


@dataclass
class _Topic:
    """The intents below one heading, while they are gathered."""

    heading: str
    intents: list[Content] = field(default_factory=list)


class _Drafter:
    """Goes through a text once and gathers entries on the way."""

    def __init__(self, pack: str, lines: Sequence[Line], known: AbstractSet[str]) -> None:
        self._pack = pack
        self._lines = lines
        self._known = known
        self._language = _language(lines)
        self._other: Language = "en" if self._language == "fr" else "fr"
        telling = (line.text for line in lines if line.role in ("title", "paragraph"))
        said = [sentence for text in telling for sentence in sentences(text)]
        self._names = names_in(said, self._language)
        self._terms: dict[str, Content] = {}
        self._unsure: list[str] = []  # measures of figures of which nothing says what they count
        self._facts: list[Content] = []
        self._quotes: list[Content] = []
        self._topics = [_Topic(lines[0].text)]
        self._asked: set[str] = set()
        self._name_ids: dict[str, str] = {}

    def draft(self) -> Draft:
        subject = self._name_terms()
        places: list[Content] = []
        headings: list[Content] = []
        speaker = ""
        below = [line.text if line.is_credit else "" for line in self._lines[1:]] + [""]
        for (place, line), credit in zip(_placed(self._lines), below, strict=True):
            places.append(self._place(place, headings))
            if line.role == "heading":
                headings.append({"id": place, "text": line.text})
                self._topics.append(_Topic(line.text))
            elif line.role != "rubric":
                quoted = None
                if line.is_quoted and not line.is_credit:
                    quoted = [quotation_of(line.text, credit, self._names)]
                speaker = self._paragraph(place, line.text, subject, speaker, quoted)
        source = self._source(places, headings, subject)
        folder = f"knowledge/{self._pack}"
        files: dict[str, Any] = {
            f"{folder}/source.yaml": source,
            f"{folder}/terms.yaml": list(self._terms.values()),
            f"{folder}/facts.yaml": self._facts,
            f"{folder}/quotes.yaml": self._quotes,
            **dict(self._topic_files()),
        }
        text = "\n\n".join(line.text for line in self._lines) + "\n"
        return Draft(self._pack, files, text)

    # the source

    def _place(self, place: str, headings: Sequence[Content]) -> Content:
        number = place[1:]
        names = _PLACE_NAMES[place[0]]
        entry: Content = {"id": place}
        if place[0] == "P" and headings:
            entry["under"] = headings[-1]["id"]
        entry["name"] = {key: name.format(n=number) for key, name in names.items()}
        return entry

    def _source(self, places: list[Content], headings: list[Content], subject: str) -> Content:
        rubric = next((line.text for line in self._lines if line.role == "rubric"), None)
        byline = next((line.text for line in self._lines if line.is_byline), "")
        asked = {
            "fr": f"{TODO}auteur, date, éditeur, adresse : ce que le texte ne dit pas reste null",
            "en": f"{TODO}author, date, publisher, address: what the text does not say stays null",
        }
        if byline:
            asked = {
                "fr": f"{asked['fr']} ; il dit « {byline} »",
                "en": f"{asked['en']}; it says “{byline}”",
            }
        return {
            "id": self._pack,
            "title": self._lines[0].text,
            "rubric": rubric,
            "language": self._language,
            **dict.fromkeys(("author", "publisher", "date", "address")),
            "headings": headings,
            "places": places,
            "about": [subject],
            "notes": [asked],
        }

    # terms

    def _name_terms(self) -> str:
        """Terms for the names; gives the id of what the text seems to be about."""
        for name in self._names:
            term = self._free(slug(name) or "name")
            self._name_ids[name] = term
            entry: Content = {"id": term, "kind": "entity", "name": {"fr": name, "en": name}}
            last = name.split()[-1]
            if last != name and sum(last in other.split() for other in self._names) == 1:
                entry["also"] = [last]
            entry["note"] = self._doubt("who or what is it? write its `type`", "qui ou quoi ?")
            self._terms[term] = entry
        title = self._lines[0].text
        named = [name for name in self._names if name in title] or list(self._names[:1])
        if named:
            return self._name_ids[min(named, key=title.find)]
        names = dict.fromkeys(LANGUAGES, f"{TODO}{title}")
        self._terms[SUBJECT] = {"id": SUBJECT, "kind": "entity", "name": names}
        return SUBJECT

    def _doubt(self, en: str, fr: str) -> Content:
        return {"fr": f"{TODO}{fr}", "en": f"{TODO}{en}"}

    def _both(self, words: str) -> Content:
        """Words of the text's language, to be translated into the other."""
        said = {self._language: words, self._other: f"{TODO}{words}"}
        return {language: said[language] for language in LANGUAGES}

    def _free(self, wanted: str) -> str:
        """An id that no other term has."""
        taken = self._known | set(self._terms) | {SUBJECT, UNKNOWN_SPEAKER}
        found, number = wanted, 2
        while found in taken:
            found, number = f"{wanted}-{number}", number + 1
        return found

    def _unsure_measure(self, figure: DraftFigure, entry: str) -> str:
        """A measure for one figure, or both ends of a range: it may count anything."""
        if figure.number.bound in _HIGH_ENDS and self._unsure:
            return self._unsure[-1]
        term = self._free(slug(figure.measure))
        self._terms[term] = {
            "id": term,
            "kind": "measure",
            "name": self._doubt(f"what is counted in {entry}?", f"que compte-t-on dans {entry} ?"),
            "unit": self._unit(figure, term),
        }
        self._unsure.append(term)
        return term

    def _measure(self, figure: DraftFigure, entry: str) -> str:
        if not figure.is_counted:
            return self._unsure_measure(figure, entry)
        term = slug(figure.measure) or "things"
        there = self._terms.get(term)
        if there is None or there["kind"] != "measure":
            term = self._free(term) if there is not None or term in self._known else term
            self._terms[term] = {
                "id": term,
                "kind": "measure",
                "name": self._both(figure.measure),
                "unit": self._unit(figure, term),
            }
        return term

    def _unit(self, figure: DraftFigure, measure: str) -> str:
        """The unit of a figure: percent and money have their own, all else counts itself."""
        if figure.unit not in _UNIT_NAMES and figure.unit == slug(figure.measure.split()[-1]):
            return measure
        if figure.unit not in self._known:
            code = dict.fromkeys(LANGUAGES, figure.unit.upper())  # NOK
            names = _UNIT_NAMES.get(figure.unit, code)
            self._terms.setdefault(
                figure.unit, {"id": figure.unit, "kind": "unit", "name": dict(names)}
            )
        return figure.unit

    def _period(self, period: str) -> str:
        if period not in self._known:
            year = period[1:]
            names = _PERIOD_NAMES.get(period) or {"fr": year, "en": year}
            self._terms.setdefault(period, {"id": period, "kind": "period", "name": dict(names)})
        return period

    # statements

    def _paragraph(
        self,
        place: str,
        text: str,
        subject: str,
        speaker: str,
        quoted: Sequence[Quotation] | None,
    ) -> str:
        """Entries for a paragraph, all of it ``quoted`` or not; who “she says” is after it."""
        quotations = quoted or quotations_in(text, self._names, speaker)
        at = 0
        for number, sentence in enumerate(sentences(text), start=1):
            start = text.find(sentence, at)
            at = start + len(sentence)
            for year in years_in(sentence, self._language):
                self._period(f"y{year}")
            told = _outside(sentence, start, quotations)
            if told:
                figures = figures_in(told, self._language, self._names)
                excerpt = _excerpt(told, figures, text)
                self._fact(f"{place.lower()}.s{number}", place, told, excerpt, figures, subject)
        for number, quotation in enumerate(quotations, start=1):
            self._quote(f"{place.lower()}.q{number}", place, quotation, subject)
        if quotations:
            return quotations[-1].speaker
        return person_in(text, self._names) or speaker

    def _fact(
        self,
        entry: str,
        place: str,
        sentence: str,
        excerpt: str,
        figures: Sequence[DraftFigure],
        subject: str,
    ) -> None:
        typed = [self._figure(figure, subject, entry) for figure in figures]
        template = _template(sentence, figures)
        fact: Content = {
            "id": entry,
            "says": dict.fromkeys(LANGUAGES, f"{TODO}{template}"),
        }
        if typed:
            fact["figures"] = typed
        fact["evidence"] = [{"place": place, "excerpt": excerpt}]
        about = [term for name, term in self._name_ids.items() if name in sentence]
        if about:
            fact["about"] = about
        fact |= self._note([*_doubts(figures), *self._fractions(sentence)])
        self._facts.append(fact)
        self._ask_fact(entry, sentence, figures, typed)

    def _note(self, doubts: Sequence[str]) -> Content:
        """The note of an entry of which this is doubtful; nothing where nothing is."""
        asked = _unbraced("; ".join(doubts))
        return {"note": self._doubt(asked, asked)} if doubts else {}

    def _fractions(self, sentence: str) -> Iterator[str]:
        """The shares in words, which no figure has."""
        for words in fractions_in(sentence, self._language):
            yield f"is “{words}” a figure?"

    def _figure(self, figure: DraftFigure, subject: str, entry: str) -> Content:
        measure = self._measure(figure, entry)
        value = f"{figure.value:f}"
        typed: Content = {
            "measure": measure,
            "of": self._name_ids.get(figure.subject, subject),
            "value": int(value) if "." not in value else float(value),
            "unit": self._unit(figure, measure),
        }
        if figure.hedge:
            typed["hedge"] = figure.hedge
        if figure.period:
            typed["period"] = self._period(figure.period)
        if figure.status != "reported":
            typed["status"] = figure.status
        if figure.by:
            typed["by"] = self._name_ids[figure.by]
        return typed

    def _quote(self, entry: str, place: str, quotation: Quotation, subject: str) -> None:
        speaker = self._speaker(quotation)
        figures = figures_in(quotation.words, self._language, self._names)
        quote: Content = {
            "id": entry,
            "speaker": speaker,
            "words": quotation.words,
            "translation": f"{TODO}{quotation.words}",
            "place": place,
        }
        typed = [self._figure(figure, subject, entry) for figure in figures]
        for figure in typed:
            figure.setdefault("by", speaker)
        if typed:
            quote["figures"] = typed
        doubts = [*_doubts(figures), *self._fractions(quotation.words)]
        if not quotation.is_sure:
            doubts.insert(0, "who says it?")
        quote |= self._note(doubts)
        self._quotes.append(quote)
        self._ask_quote(entry, speaker, quotation)

    def _speaker(self, quotation: Quotation) -> str:
        term = self._name_ids.get(quotation.speaker)
        if term is not None:
            self._terms[term].setdefault("type", "person")
            return term
        names = self._doubt("whoever speaks", "qui parle")
        self._terms.setdefault(
            UNKNOWN_SPEAKER, {"id": UNKNOWN_SPEAKER, "kind": "entity", "name": names}
        )
        return UNKNOWN_SPEAKER

    # questions

    def _ask_fact(
        self,
        entry: str,
        sentence: str,
        figures: Sequence[DraftFigure],
        typed: Sequence[Content],
    ) -> None:
        for figure, content in zip(figures, typed, strict=True):
            measure = content["measure"]
            if figure.is_counted and measure not in self._asked:
                self._asked.add(measure)
                phrases = {lang: list(_measure_phrases(figure, lang)) for lang in LANGUAGES}
                self._ask(measure, {"measure": measure}, phrases, translated=False)
        if not any(figure.is_counted for figure in figures):
            words = self._keywords(sentence)
            if words:
                phrases = {language: [words] for language in LANGUAGES}
                self._ask(entry, {"answers": [entry]}, phrases, translated=False)

    def _ask_quote(self, entry: str, speaker: str, quotation: Quotation) -> None:
        topic = f"said.{speaker}"
        for gathered in self._topics:
            for intent in gathered.intents:
                if intent["id"] == topic:
                    intent["answers"].append(entry)
                    return
        name = quotation.speaker
        phrases: dict[Language, list[str]]
        if speaker == UNKNOWN_SPEAKER:
            words = self._keywords(quotation.words) or entry
            phrases = {"fr": [f"qui dit {words}"], "en": [f"who says {words}"]}
        else:
            phrases = {
                "fr": [f"que dit {name}", f"citation de {name}"],
                "en": [f"what does {name} say", f"quote from {name}"],
            }
        self._ask(topic, {"answers": [entry]}, phrases, translated=True)

    def _ask(
        self,
        name: str,
        outcome: Content,
        phrases: Mapping[Language, list[str]],
        *,
        translated: bool,
    ) -> None:
        asked: Content = {}
        for language in LANGUAGES:
            mark = "" if translated or language == self._language else TODO
            asked[language] = [f"{mark}{phrase}" for phrase in phrases[language]]
        self._topics[-1].intents.append({"id": name, **outcome, "ask": asked})

    def _keywords(self, sentence: str) -> str:
        """The words of a sentence that tell it from others, in their order."""
        tokens = tokenise(sentence)
        rare = sorted(
            {token.norm: -rarity(token.norm, self._language) for token in tokens}.items(),
            key=lambda item: item[1],
        )
        kept = {norm for norm, _ in rare[:_KEYWORDS]}
        return " ".join(dict.fromkeys(token.text for token in tokens if token.norm in kept))

    def _topic_files(self) -> Iterator[tuple[str, Content]]:
        taken: set[str] = set()
        for topic in self._topics:
            if not topic.intents:
                continue
            name = slug(topic.heading) or "topic"
            while name in taken:
                name += "-more"
            taken.add(name)
            yield (
                f"intents/{self._pack}/{name}.yaml",
                {"topic": self._both(topic.heading), "intents": topic.intents},
            )


def _language(lines: Sequence[Line]) -> Language:
    text = " ".join(line.text for line in lines)[:20_000]
    return detect(text, tokenise(text), leaning=lambda _: None, is_name=lambda _: False) or "en"


def _placed(lines: Sequence[Line]) -> Iterator[tuple[str, Line]]:
    """The lines with the ids of their places, as ``bot.knowledge.places`` counts them."""
    headings = paragraphs = 0
    for line in lines:
        if line.role == "title":
            yield "T", line
        elif line.role == "rubric":
            yield "R", line
        elif line.role == "heading":
            headings += 1
            yield f"H{headings}", line
        else:
            paragraphs += 1
            yield f"P{paragraphs}", line


def _outside(sentence: str, start: int, quotations: Sequence[Quotation]) -> str:
    """What a sentence says around the quotations in it; empty if that is next to nothing.

    ``start`` is where it stands in the paragraph of the quotations.
    """
    pieces: list[str] = []
    at = 0
    for quotation in quotations:
        first = max(0, quotation.start - start)
        stop = min(len(sentence), quotation.end - start)
        if first < stop:
            pieces.append(sentence[at:first])
            at = stop
    if not pieces:
        return sentence
    longest = max((*pieces, sentence[at:]), key=len).strip(" ,;:")
    return longest if len(longest.split()) >= _SHORTEST_REMARK else ""


def _template(sentence: str, figures: Sequence[DraftFigure]) -> str:
    """A sentence with placeholders for its figures, their hedges and what they count included."""
    pieces: list[str] = []
    done = 0
    for number, figure in enumerate(figures, start=1):
        start, end = figure.number.start, figure.number.end
        before = sentence[done:start]
        if figure.hedge and (hedge := _HEDGE_BEFORE.search(before)):
            before = before[: hedge.start()]
        gap = _OF.match(sentence, end)
        behind = gap.end() if gap else end
        if sentence.startswith(figure.measure, behind):
            end = behind + len(figure.measure)
        pieces += [_unbraced(before), "{figure}" if number == 1 else f"{{figure{number}}}"]
        done = end
    return "".join([*pieces, _unbraced(sentence[done:])])


def _doubts(figures: Sequence[DraftFigure]) -> list[str]:
    """What is doubtful of each figure, in its order."""
    return [
        f"figure{n if n > 1 else ''}: {' '.join(figure.doubts)}"
        for n, figure in enumerate(figures, start=1)
        if figure.doubts
    ]


def _unbraced(words: str) -> str:
    return words.replace("{", "(").replace("}", ")")


def _excerpt(sentence: str, figures: Sequence[DraftFigure], place: str) -> str:
    """A short run of a sentence's words, its figures among them.

    One too short to prove anything takes in the words before or behind it in its ``place``.
    """
    words = list(re.finditer(r"\S+", sentence))
    if len(words) < RUN:
        around = list(re.finditer(r"\S+", place))
        first = sum(word.end() <= place.find(sentence) for word in around)
        first = max(0, min(first, len(around) - RUN))
        return place[around[first].start() : around[min(len(around), first + RUN) - 1].end()]
    if len(words) <= LONGEST_EXCERPT:
        return sentence
    first = 0
    last = LONGEST_EXCERPT
    if figures:
        spans = [(figure.number.start, figure.number.end) for figure in figures]
        first = sum(word.end() <= spans[0][0] for word in words)
        last = sum(word.start() < spans[-1][1] for word in words)
        spare = max(0, LONGEST_EXCERPT - (last - first)) // 2
        first, last = max(0, first - spare), min(len(words), last + spare)
    return sentence[words[first].start() : words[last - 1].end()]


def _measure_phrases(figure: DraftFigure, language: Language) -> Iterator[str]:
    words = figure.measure
    is_money = figure.unit in ("usd", "eur", "gbp")
    if language == "en":
        if is_money:
            yield from (f"how much is the {words}", f"what is the {words}")
        elif figure.unit in _UNIT_NAMES:
            yield from (f"what {words}", f"what percentage, {words}")
        else:
            yield from (f"how many {words}", f"number of {words}")
    elif is_money:
        yield from (f"{words} : combien ?", f"quel montant, {words}")
    elif figure.unit in _UNIT_NAMES:
        yield from (f"quelle {words}", f"quel pourcentage, {words}")
    else:
        of = "d’" if _VOWEL.match(words) else "de "
        yield from (f"combien {of}{words}", f"nombre {of}{words}")
