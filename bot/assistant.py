"""The one door: a question and its thread in, a cited reply out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import pairwise, repeat
from pathlib import Path

from bot.answering.entries import build_index
from bot.answering.inheriting import inherit, is_elliptical, leans, points_back
from bot.answering.memory import Memory, remembered
from bot.answering.model import Kind, Part, Reason, Reply, Thread, Verdict
from bot.answering.naming import Naming
from bot.answering.relevance import own_content
from bot.answering.replies import Outcome, Responder
from bot.answering.scopes import COMPUTING
from bot.answering.selection import Candidate
from bot.answering.stating import stated
from bot.answering.suggesting import canonical
from bot.answering.turns import reply_to_turn, turn_of
from bot.knowledge.model import LANGUAGES, Intent, Language, Pack, Term
from bot.understanding.clauses import conjoined, granted
from bot.understanding.language import detect, is_foreign
from bot.understanding.matching import Matcher, fingerprint
from bot.understanding.reading import CONTENT, ELIDED, Form, Reading, is_personal, read
from bot.understanding.terms import Lexicon
from bot.understanding.text import Token, asked_part, clean, sentences, stem, tokenise, unquoted

NEW_THREAD = Thread()
"""The thread of a conversation's first turn."""

_SUGGESTIONS = 4
_BREAK = re.compile(
    r"[,;:–—)]\s+|\s-\s|\s(?:et|and|mais|but|so)\s(?=(?:je|j'|il me|on|ma|mon|i|we|my|our)\b)",
    re.IGNORECASE,
)
"""Where a story may end and a question begin."""
MAX_CHECKED = 40_000
"""Characters of a text held against the source: as many as a message of Slack's can have."""
_SHORT_TURN = 4
"""Words up to which names and terms of both languages are left out when a turn's is told."""

_READINGS = 16
"""Readings kept: more than the clauses a sentence may be parted into are rarely read twice."""

_PARTS = 6
"""Questions answered of one message; what follows is left."""


@dataclass(frozen=True)
class TopicCard:
    """A subject and the questions the bot answers about it."""

    id: str
    name: str
    questions: tuple[str, ...]


def names_of(topics: Iterable[TopicCard]) -> str:
    """What topics are called, on a line; a name may have a comma of its own."""
    return " · ".join(card.name for card in topics)


class Assistant:
    """Answers questions from one pack. Keeps no state: what a conversation remembers is its thread.

    ``cache`` is a folder for the fitted matcher; without one it is fitted at
    every start.
    """

    def __init__(self, pack: Pack, *, cache: Path | None = None) -> None:
        self._pack = pack
        phrases = list(_phrases(pack))
        self._lexicon = Lexicon(pack.terms, (text for _, text in phrases))
        self._index = build_index(pack, self._lexicon)
        self._responder = Responder(self._index, fitted(phrases, cache))
        # A clause may be read as a part of its sentence and by itself; no more is kept.
        self._reading = lru_cache(maxsize=_READINGS)(partial(read, lexicon=self._lexicon))
        self._whole_phrases = {
            tuple(t.norm for t in tokenise(text)): intent
            for intent, text in phrases
            if any(i.id == intent and i.reply is not None for i in pack.intents)
        }
        self._openings: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for words in self._whole_phrases:
            if words:
                self._openings[words[0]].append(words)
        self._social = {i.id: i for i in pack.intents if i.reply is not None}

    @property
    def pack(self) -> Pack:
        """The pack it answers from."""
        return self._pack

    @property
    def packs(self) -> tuple[Pack]:
        """The same, where there may be several."""
        return (self._pack,)

    # --- a turn ---------------------------------------------------------------------------------

    def reply(
        self, question: str, thread: Thread = NEW_THREAD, *, language: Language | None = None
    ) -> Reply:
        """The reply to one turn.

        ``question`` is as typed, Slack markup included, of any length;
        ``language`` overrides the reply's language. The reply's ``thread`` is
        what to hand in with the next turn. Never raises for any text.
        """
        memory = Memory.from_state(thread.state)
        text = clean(question)
        tokens = tokenise(text)
        # A quotation is in its own language, whatever the one who quotes it speaks.
        own = unquoted(question)
        spoken = self._spoken(tokens if own == question else tokenise(clean(own)))
        target = language or spoken or memory.language or self._pack.source.language
        if tokens and is_foreign(text, tokens, self._lexicon.knows, self._lexicon.reads):
            reply = self._plain(Kind.UNKNOWN, "language", target, Reason.LANGUAGE)
            return replace(reply, thread=thread)
        if not tokens:
            return replace(self._greet(target), thread=thread)
        outcomes = self._answers(text, spoken or target, target, memory)
        reply = combined([o.reply for _, o in outcomes])
        return replace(reply, thread=Thread(self._remember(outcomes, reply, memory).to_state()))

    def check(
        self, text: str, *, language: Language | None = None
    ) -> tuple[tuple[str, Reply], ...]:
        """Hold each sentence of a text against the source: ``(sentence, reply)`` pairs.

        All of it, unlike a question, which is asked early: a claim stands anywhere. What a
        sentence with an amount leaves out is taken from the one before, unless it names something
        that nobody knows.
        """
        checked: list[tuple[str, Reply]] = []
        before = Memory()
        for sentence in sentences(clean(text, MAX_CHECKED)):
            tokens = tokenise(sentence)
            if not tokens:
                continue
            spoken = self._spoken(tokens)
            target = language or spoken or self._pack.source.language
            reading = self._reading(sentence, spoken or target)
            naming = Naming(self._index, target)
            reply = self._responder.respond(reading, naming, check=True).reply
            leaning = bool(stated(reading)) and all(span.terms for span in reading.content)
            full = inherit(reading, before, self._index) if leaning else None
            if full is not None and reply.verdict is Verdict.UNSUPPORTED:
                again = self._responder.respond(full, naming, check=True).reply
                reading, reply = (full, again) if again.kind is Kind.ANSWER else (reading, reply)
            checked.append((sentence, reply))
            before = Memory(terms=remembered(reading, self._index, computed=True))
        return tuple(checked)

    def candidates(self, question: str) -> tuple[Candidate, ...]:
        """What could answer a question asked alone, best first; none if it asks several things."""
        text = clean(question)
        spoken = self._spoken(tokenise(text))
        readings = self._clauses(text, spoken or self._pack.source.language)
        return self._responder.candidates(readings[0]) if len(readings) == 1 else ()

    # --- what can be asked ----------------------------------------------------------------------

    def topics(self, language: Language) -> tuple[TopicCard, ...]:
        """What the bot can answer, topic by topic, as questions in one language.

        Topics that begin with a figure come first: such an answer tells most of what it can do.
        """
        cards = []
        naming = Naming(self._index, language)
        for topic in self._pack.topics:
            asked = [i for i in self._index.intents.values() if i.topic == topic.id]
            offered = [(i, q) for i in asked if (q := canonical(i.id, naming)) is not None]
            if offered:
                questions = tuple(question for _, question in offered)
                card = TopicCard(topic.id, topic.name.in_(language), questions)
                cards.append((not self._has_figures(offered[0][0]), card))
        return tuple(card for _, card in sorted(cards, key=lambda each: each[0]))

    def _has_figures(self, intent: Intent) -> bool:
        answers = self._index.answers[intent.id]
        return any(self._index.entries[entry].figures for entry in answers)

    def suggestions(self, language: Language) -> tuple[str, ...]:
        """Questions to start with, one of each of the first topics."""
        return tuple(card.questions[0] for card in self.topics(language))[:_SUGGESTIONS]

    def _spoken(self, tokens: Sequence[Token]) -> Language | None:
        """The language of a message, if its words tell; names in it tell nothing."""
        lexicon = self._lexicon
        told = tokens
        if len(tokens) <= _SHORT_TURN:
            # "et Lady Gaga ?", "link journalism" in a French text: one such name would decide.
            spans = lexicon.find(tokens, self._pack.source.language)
            own = [s for s in spans if not (s.of_kind("entity") or lexicon.is_of_both(s, tokens))]
            told = [t for s in own for t in tokens[s.first : s.stop]] or tokens
        meant: list[Token] = []
        for token in told:
            misspelt = not lexicon.knows(token.norm)
            words = (misspelt and lexicon.correct(token.norm)) or None
            meant += [replace(token, norm=word) for word in words] if words else [token]
        return detect(meant, lexicon.leaning, lexicon.is_name, lexicon.is_shared)

    # --- clauses --------------------------------------------------------------------------------

    def _answers(
        self, text: str, spoken: Language, target: Language, memory: Memory
    ) -> list[tuple[Reading, Outcome]]:
        readings = self._clauses(text, spoken)
        outcomes: list[tuple[Reading, Outcome]] = []
        for reading in readings[:_PARTS]:
            if outcomes and leans(reading):  # "… in Q3? And in Q4?"
                memory = self._remember(outcomes, outcomes[-1][1].reply, memory)
            outcomes.append(self._answer(reading, target, memory))
        if len(outcomes) != 1:
            return _worth(outcomes)
        ((whole, outcome),) = outcomes
        taken_apart = self._granted(whole, target) or self._mixed(whole, outcome, target)
        alone = not (whole.goes_on and points_back(whole, self._index.about))
        if not taken_apart and alone and outcome.reply.kind is Kind.UNKNOWN:
            taken_apart = self._piecemeal(whole, target) or self._behind_story(whole, target)
        return taken_apart or outcomes

    def _granted(self, whole: Reading, target: Language) -> list[tuple[Reading, Outcome]]:
        """What the text says instead of what a question takes for granted, and the answer to the
        rest; nothing if the text does not contradict it.
        """
        parts = granted(whole.text)
        if parts is None or whole.confirms:
            return []
        premise, asked = (self._read(part, whole) for part in parts)
        if premise.is_personal:
            return []
        naming = Naming(self._index, target)
        held = self._responder.respond(replace(premise, form=Form.KEYWORDS), naming, check=True)
        if held.reply.verdict is not Verdict.CONTRADICTED:
            return []
        rest = self._responder.respond(asked, naming)
        told = [(asked, rest)] if rest.reply.kind is Kind.ANSWER else []
        return [(premise, held), *told]

    def _mixed(
        self, whole: Reading, outcome: Outcome, target: Language
    ) -> list[tuple[Reading, Outcome]]:
        """The claims of one sentence, each with its verdict; nothing if they are not all judged,
        or none is and the sentence has a verdict as a whole.
        """
        if not whole.claims or self._index.asks(whole) is not None:
            return []
        telling = [r for p in conjoined(whole.text) if _tells(r := self._read(p, whole))]
        if not 1 < len(telling) <= _PARTS or not all(map(_asserts, telling)):
            return []
        naming = Naming(self._index, target)
        parts = self._filled_up(telling, whole)
        judged = [(part, self._responder.respond(part, naming)) for part in parts]
        decided = [o.reply.verdict in (Verdict.SUPPORTED, Verdict.CONTRADICTED) for _, o in judged]
        undecided = outcome.reply.verdict in (None, Verdict.UNSUPPORTED)
        return judged if all(decided) or (any(decided) and undecided) else []

    def _filled_up(self, claims: Sequence[Reading], whole: Reading) -> list[Reading]:
        """The claims of a sentence; what a later one leaves out is taken from the one before."""
        filled = [replace(claims[0], form=whole.form, confirms=whole.confirms)]
        for reading in claims[1:]:
            counts = bool(stated(reading) or reading.ordinals)
            told = filled[-1] if counts else _subject(filled[-1])
            before = Memory(terms=remembered(told, self._index, computed=counts))
            full = inherit(reading, before, self._index) or reading
            filled.append(replace(full, form=whole.form, confirms=whole.confirms))
        return filled

    def _behind_story(self, whole: Reading, target: Language) -> list[tuple[Reading, Outcome]]:
        """What is asked between the asker's own story and a request that says nothing ("could you
        tell me?"), where that has an answer by itself.

        The story is left out only if it names nothing that the question could be narrowed by.
        """
        if stated(whole) or whole.confirms:
            return []
        starts = [0, *(mark.end() for mark in _BREAK.finditer(whole.text))]
        ends = [*(mark.start() for mark in _BREAK.finditer(whole.text)), len(whole.text)]
        parts = [self._read(whole.text[i:j], whole) for i, j in zip(starts, ends, strict=True)]
        while len(parts) > 1 and self._says_nothing(parts[-1]):
            parts.pop()
            ends.pop()
        for at, start in enumerate(starts[: len(parts)]):
            asking = self._read(whole.text[start : ends[-1]], whole)
            if any(self._narrows(told, asking) for told in parts[:at]):
                return []
            if at == 0 and len(ends) == len(starts):
                continue
            if asking.form in (Form.STATEMENT, Form.KEYWORDS, Form.YES_NO):
                if asking.opens_yes_no or len(ends) == len(starts):
                    continue
                asking = replace(asking, form=Form.WHAT)
            outcome = self._responder.respond(asking, Naming(self._index, target))
            if outcome.reply.kind is Kind.ANSWER and outcome.reply.verdict is None:
                return [(asking, outcome)]
        return []

    def _read(self, part: str, whole: Reading) -> Reading:
        return self._reading(part, whole.language)

    def _says_nothing(self, part: Reading) -> bool:
        """Whether the end of a message only asks for what stands before it."""
        about = [t for t in part.terms(*CONTENT) if t.type != "text" and not _is_little(t, part)]
        about = [t for t in about if t.id not in self._index.about]
        return not (about or part.numbers)

    def _narrows(self, told: Reading, asking: Reading) -> bool:
        """Whether a piece of a story names what the question behind it could be narrowed by."""
        if told.numbers or not (told.is_personal or self._says_nothing(told)):
            return True
        # What the question names of a kind it does not take from the story.
        own = {t.kind for t in asking.terms("entity", "measure") if t.id not in self._index.about}
        return any(
            t.kind not in own and (t.kind in ("entity", "measure", "unit") or t.type)
            for t in told.terms("entity", "measure", "unit", "concept")
            if t.id not in asking.ids | self._index.about and not _is_little(t, told)
        )

    def _piecemeal(self, whole: Reading, target: Language) -> list[tuple[Reading, Outcome]]:
        """What the pieces of a question have for answers, if each has one of its own.

        For what no asking word parts: "the readers of A and the takings of B".
        """
        pieces = conjoined(whole.text)
        if whole.confirms or whole.names(*COMPUTING) or not 1 < len(pieces) <= _PARTS:
            return []
        naming = Naming(self._index, target)
        parts = [r for piece in pieces if _tells(r := self._reading(piece, whole.language))]
        answered = [(part, self._responder.respond(part, naming)) for part in parts]
        entries = [set(outcome.reply.entries) for _, outcome in answered]
        apart = all(a.isdisjoint(b) for a, b in pairwise(entries))
        sure = all(
            o.reply.kind is Kind.ANSWER and o.reply.verdict is None and r.terms("measure", "entity")
            for r, o in answered
        )
        return answered if apart and sure else []

    def _clauses(self, text: str, spoken: Language) -> list[Reading]:
        """The readings of a message's sentences; one without content joins its neighbour.

        Beside a question, what neither asks nor claims is left. No more is read than is answered.
        """
        readings: list[Reading] = []
        telling: list[Reading] = []
        worth: list[Reading] = []
        asked = False
        for sentence in sentences(text):
            found = self._parted(self._asked(sentence, spoken), spoken)
            says = [r for r in found if _tells(r)]
            readings += found
            telling += says
            worth += [r for r in says if _is_question(r) or _claims_something(r)]
            asked = asked or any(map(_is_question, says))
            if asked and len(worth) >= _PARTS:
                break
        if len(readings) < 2:
            return readings
        telling = worth if asked else _asked_of(telling, readings)
        if not telling:
            return [self._reading(text.replace("\n", " "), spoken)]
        confirming = any(r.confirms for r in readings if not _tells(r))
        if confirming:
            telling = [replace(r, confirms=True, form=_claimed(r.form)) for r in telling]
        return telling

    def _asked(self, sentence: str, spoken: Language) -> str:
        """What a sentence asks behind its colon or the asker's own story, unless it is about what
        stands before it.
        """
        label, colon, listed = sentence.partition(": ")
        if colon and self._announces(self._reading(label, spoken)):
            sentence = listed
        asked = asked_part(sentence)
        if asked != sentence:
            return asked if self._stands_alone(asked, spoken) else sentence
        head, comma, tail = sentence.partition(", ")
        if not comma or not is_personal(tokenise(head)):
            return sentence
        told, asking = (self._reading(part, spoken) for part in (head, tail))
        narrowing = any(t.kind == "concept" and t.type for t in told.terms())  # "I have a blog"
        wishing = told.names("filler.wrapper") and bool(told.terms("measure"))  # "I need the …"
        about = [t for t in told.terms("entity") if t.id not in self._index.about]
        narrowing = narrowing or (bool(about) and asking.names("discourse.pronoun"))
        story = not (told.numbers or told.confirms or narrowing or wishing or _asks(told))
        return tail if story and _asks(asking) and self._stands_alone(tail, spoken) else sentence

    def _announces(self, label: Reading) -> bool:
        """Whether what stands before a colon only says that questions follow: "two things:"."""
        return label.names("filler.thing", "filler.quantity") and not label.terms(*CONTENT)

    def _stands_alone(self, text: str, spoken: Language) -> bool:
        """Whether a text names something to be asked of."""
        reading = self._reading(text, spoken)
        return bool(reading.numbers) or any(s.terms for s in own_content(reading, self._index))

    def _parted(self, sentence: str, spoken: Language) -> list[Reading]:
        """The clauses of a sentence that asks or states several things, else the sentence.

        What a later clause leaves out is taken from the one before.
        """
        whole = self._reading(sentence, spoken)
        if self._index.asks(whole) is not None:
            return [whole]  # a curator wrote it as one question
        pieces = conjoined(sentence)
        if len(pieces) > 1 and not (whole.confirms or stated(whole)):
            first = self._reading(pieces[0], spoken)
            later = map(self._reading, pieces[1:], repeat(spoken))  # read until one asks nothing
            opens = (_asks(first) or first.opens_yes_no) and _tells(first)
            if opens and all(_asks(r) and _tells(r) for r in later):
                return [self._reading(p, spoken) for p in pieces]
        if not whole.claims or len(stated(whole)) < 2:
            return [whole]
        readings = [r for p in pieces if stated(r := self._reading(p, spoken))]
        if len(readings) < 2 or not all(stated(r) and _tells(r) for r in readings):
            return [whole]
        return self._filled_up(readings, whole)

    def _answer(
        self, reading: Reading, target: Language, memory: Memory
    ) -> tuple[Reading, Outcome]:
        naming = Naming(self._index, target)
        turn = turn_of(reading)
        if turn is not None and memory.entries:
            into: Language = (
                "en"
                if turn == "discourse.in-english"
                else "fr"
                if turn == "discourse.in-french"
                else target
            )
            reply = reply_to_turn(turn, memory, Naming(self._index, into), self._index)
            return reading, Outcome(reply, intent=memory.intent, measure=memory.measure)
        follows = bool(memory.entries) and reading.names("discourse.and") and not reading.addresses
        social = None if follows else self._social_turn(reading, memory)
        if social is not None:
            return reading, Outcome(self._say(social, target), intent=social.id)
        alone = self._responder.respond(reading, naming)
        inherited = (
            inherit(reading, memory, self._index) if memory.terms or memory.measure else None
        )
        if inherited is None:
            return reading, alone
        if is_elliptical(reading) or alone.reply.kind is Kind.UNKNOWN:
            merged = self._responder.respond(inherited, naming)
            if (
                merged.reply.kind is Kind.ANSWER
                or leans(reading)
                or (is_elliptical(reading) and alone.reply.kind is not Kind.ANSWER)
                or points_back(reading, self._index.about)
            ):
                return inherited, merged
        return reading, alone

    # --- social turns ---------------------------------------------------------------------------

    def _social_turn(self, reading: Reading, memory: Memory) -> Intent | None:
        """The social intent a turn is, if it says nothing about the text.

        Behind an answer only what speaks to the bot may be all but such a phrase: "how old is
        he?" is not "how old are you?".
        """
        said = self._whole_phrases.get(tuple(t.norm for t in reading.tokens))
        if said is not None:
            return self._social[said]
        courtesy = self._courtesy(reading)
        if courtesy is not None:
            return courtesy
        kinds = ("measure", "entity", "period", "operation")
        named = [t for t in reading.terms(*kinds) if t.id not in self._index.about]
        if named or reading.numbers or reading.ordinals or reading.names("discourse.correction"):
            return None
        if memory.answered and not reading.is_personal and not reading.addresses:
            return None
        ranked = self._responder.rank(reading.text)
        if not ranked or ranked[0].confidence < self._responder.threshold:
            return None
        intent = self._social.get(ranked[0].intent)
        return intent if intent and self._all_spoken(reading, intent) else None

    def _courtesy(self, reading: Reading) -> Intent | None:
        """The social intent one of whose phrases a turn says, with only little words beside it."""
        if reading.numbers or reading.names("discourse.correction"):
            return None
        words = [t.norm for t in reading.tokens]
        said = set(words)
        little = {
            reading.tokens[i].norm
            for span in reading.spans
            if span.terms and not any(t.kind in ("entity", "period", "measure") for t in span.terms)
            if span.of_kind("filler", "discourse")
            for i in range(span.first, span.stop)
        }
        # In the order said: of two phrases as long, the first ("hello to all of you") is meant.
        opened = (w for norm in words for w in self._openings.get(norm, ()))
        best = max(
            (w for w in opened if said.issuperset(w) and said - set(w) <= little),
            key=len,
            default=None,
        )
        return self._social[self._whole_phrases[best]] if best else None

    def _all_spoken(self, reading: Reading, intent: Intent) -> bool:
        """Whether every content word stands in the phrases of a social intent."""
        spoken = self._index.phrases[intent.id][reading.language]
        return all(
            stem(token.norm, reading.language) in spoken
            for span in reading.content
            for token in reading.tokens[span.first : span.stop]
        )

    def _say(self, intent: Intent, language: Language) -> Reply:
        words = intent.reply.in_(language) if intent.reply else ""
        topics = names_of(self.topics(language))
        text = words.replace("{title}", self._pack.source.title).replace("{topics}", topics)
        related = self.suggestions(language)[:3]
        return Reply(Kind.SOCIAL, language, text, (Part(text),), confidence=1.0, related=related)

    def _greet(self, language: Language) -> Reply:
        for intent in self._social.values():
            if intent.does in ("help", "greeting"):
                return self._say(intent, language)
        return self._plain(Kind.UNKNOWN, "lost", language, Reason.NOT_UNDERSTOOD)

    def _plain(self, kind: Kind, key: str, language: Language, reason: Reason) -> Reply:
        text = Naming(self._index, language).say(key)
        return Reply(kind, language, text, (Part(text),), reason=reason)

    # --- memory ---------------------------------------------------------------------------------

    def _found(self, reading: Reading, outcome: Outcome) -> tuple[str, ...]:
        """Whose figure a turn found that asked for the first, the last or the n-th."""
        named = {t.id for t in reading.terms("entity", "period")} - self._index.about
        if outcome.operation not in _SINGLES or named:
            return ()
        figures = [f for i in outcome.reply.entries for f in self._index.entries[i].figures]
        return tuple({f.of for f in figures if f.measure == outcome.measure} - self._index.about)

    def _remember(
        self, outcomes: Sequence[tuple[Reading, Outcome]], reply: Reply, before: Memory
    ) -> Memory:
        if not outcomes or reply.kind is Kind.SOCIAL:
            return replace(before, language=reply.language)
        reading, outcome = outcomes[-1]
        if turn_of(reading) is not None:
            return replace(before, language=reply.language)
        return Memory(
            language=reply.language,
            terms=remembered(reading, self._index, computed=outcome.operation is not None)
            + self._found(reading, outcome),
            measure=outcome.measure,
            measures=_last_two((*before.measures, outcome.measure)),
            intent=outcome.intent,
            entries=reply.entries,
            negated=reading.negated,
            form=reading.form,
            answered=outcome.reply.kind is Kind.ANSWER,
            recent=tuple(
                i for i in _recent(reading, outcome, before) if i not in self._index.about
            ),
        )


_SINGLES = ("first", "last", "nth")
"""Operations that find one figure of several."""


def _recent(reading: Reading, outcome: Outcome, before: Memory) -> tuple[str, ...]:
    """The subjects and periods named since the measure last changed, for "and together?"."""
    if outcome.reply.kind is not Kind.ANSWER:
        return before.recent
    named = tuple(t.id for t in reading.terms("entity", "period"))
    if outcome.measure is None or outcome.measure != before.measure:
        return named
    return tuple(dict.fromkeys((*before.recent, *named)))


def _last_two(measures: Iterable[str | None]) -> tuple[str, ...]:
    """The two measures named last, each once."""
    return tuple(dict.fromkeys(m for m in reversed(list(measures)) if m))[:2][::-1]


def _phrases(pack: Pack) -> Iterable[tuple[str, str]]:
    """The phrases of a pack's intents in both languages, each slot filled by all its terms."""
    subjects: dict[str, list[str]] = {}
    for fact in pack.facts:
        for figure in fact.figures:
            subjects.setdefault(figure.measure, []).append(figure.of)
    names = {term.id: term.name for term in pack.terms}
    for intent in pack.intents:
        for language in LANGUAGES:
            for phrase in intent.ask.in_(language):
                head, slot, tail = phrase.partition("{")
                if not slot:
                    yield intent.id, phrase
                    continue
                for subject in dict.fromkeys(subjects.get(intent.measure or "", ())):
                    yield intent.id, head + names[subject].in_(language) + tail.partition("}")[2]


def fitted(phrases: Sequence[tuple[str, str]], cache: Path | None) -> Matcher:
    """A matcher of ``(intent, phrase)`` pairs; fitted once, where there is a folder for it."""
    if cache is None:
        return Matcher(phrases)
    path = cache / f"{fingerprint(phrases)}.npz"
    if path.exists():
        return Matcher.load(path)
    matcher = Matcher(phrases)
    cache.mkdir(parents=True, exist_ok=True)
    matcher.save(path)
    return matcher


def _is_little(term: Term, reading: Reading) -> bool:
    """Whether the word that names a term may as well be a little one ("sur", reliable or on)."""
    return any(term in s.terms and s.of_kind("filler", "discourse") for s in reading.spans)


def _is_question(reading: Reading) -> bool:
    """Whether a sentence asks, by its mark or its form."""
    asking = reading.form not in (Form.STATEMENT, Form.KEYWORDS)
    return reading.text.rstrip().endswith("?") or (asking and not reading.confirms)


def _asked_of(telling: list[Reading], readings: Sequence[Reading]) -> list[Reading]:
    """What a message states, or the last of it as a question where another sentence only asks for
    it: "The firm gave some advice. Which?".
    """
    asking = [r for r in readings if r not in telling and _is_question(r) and not r.confirms]
    if not (telling and asking) or stated(telling[-1]) or turn_of(asking[-1]) is not None:
        return telling
    return [replace(telling[-1], form=Form.WHAT, confirms=False)]


def _claims_something(reading: Reading) -> bool:
    """Whether a sentence beside a question states a number, and not in the asker's own name."""
    return bool(stated(reading)) and not reading.is_personal


def _asks(reading: Reading) -> bool:
    """Whether a piece of a sentence asks by itself, with an asking word of its own."""
    return reading.form in (
        Form.HOW_MANY,
        Form.WHO,
        Form.WHICH,
        Form.WHEN,
        Form.WHERE,
        Form.WHY,
    ) or (
        reading.form is Form.WHAT
        and (reading.names("form.what", "form.list") or reading.tokens[0].norm in ELIDED)
    )


def _subject(reading: Reading) -> Reading:
    """A clause up to its verb: what the next one is about if it names nothing itself."""
    verb = next((i for i, s in enumerate(reading.spans) if s.names("form.verb")), None)
    return replace(reading, spans=reading.spans[:verb])


def _asserts(reading: Reading) -> bool:
    """Whether a piece of a sentence claims something by itself: a sentence, an amount or a rank."""
    return (
        reading.form in (Form.STATEMENT, Form.YES_NO)
        or bool(stated(reading) or reading.ordinals)
        or reading.names("op.most", "op.least")
    )


def _tells(reading: Reading) -> bool:
    """Whether a sentence asks or says something by itself; "is my source right?" does not."""
    if reading.confirms and all(t.type == "text" for t in reading.terms(*CONTENT)):
        return bool(reading.numbers) or any(not s.terms for s in reading.content)
    return bool(reading.numbers or reading.names("op.most", "op.least")) or any(
        not s.terms or any(t.kind != "filler" for t in s.terms) for s in reading.content
    )


def _claimed(form: Form) -> Form:
    return Form.YES_NO if form in (Form.STATEMENT, Form.KEYWORDS) else form


def _worth(outcomes: list[tuple[Reading, Outcome]]) -> list[tuple[Reading, Outcome]]:
    """Of several sentences, what is worth a reply: introductions that say nothing go."""
    if len(outcomes) < 2:
        return outcomes
    kept = [
        (r, o)
        for r, o in outcomes
        if o.reply.kind in (Kind.ANSWER, Kind.CLARIFICATION)
        or (
            o.reply.kind is Kind.UNKNOWN
            and r.form is not Form.STATEMENT
            and r.form is not Form.KEYWORDS
        )
    ]
    return kept or outcomes[-1:]


def combined(replies: Sequence[Reply]) -> Reply:
    """One reply of several, in order; the gravest verdict and the best kind stand for all."""
    if len(replies) == 1:
        return replies[0]
    kinds = [r.kind for r in replies]
    kind = next(
        k for k in (Kind.ANSWER, Kind.CLARIFICATION, Kind.UNKNOWN, Kind.SOCIAL) if k in kinds
    )
    lead = next(r for r in replies if r.kind is kind)
    verdicts = [r.verdict for r in replies if r.verdict is not None]
    order = (Verdict.CONTRADICTED, Verdict.UNSUPPORTED, Verdict.SUPPORTED)
    verdict = next((v for v in order if v in verdicts), None)
    if verdict is Verdict.UNSUPPORTED and kind is Kind.ANSWER:
        kind = Kind.UNKNOWN
    return replace(
        lead,
        kind=kind,
        text="\n".join(r.text for r in replies),
        parts=tuple(p for r in replies for p in r.parts),
        verdict=verdict,
        figures=tuple(dict.fromkeys(f for r in replies for f in r.figures)),
        working=" ; ".join(r.working for r in replies if r.working) or None,
        citations=tuple(dict.fromkeys(c for r in replies for c in r.citations)),
        entries=tuple(dict.fromkeys(e for r in replies for e in r.entries)),
        choices=tuple(dict.fromkeys(c for r in replies for c in r.choices)),
        related=tuple(dict.fromkeys(q for r in replies for q in r.related))[:3],
        reason=lead.reason
        if kind is not Kind.UNKNOWN
        else next((r.reason for r in replies if r.reason), None),
        chart=next((r.chart for r in replies if r.chart), None),
        table=next((r.table for r in replies if r.table), None),
    )
