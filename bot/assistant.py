"""The one door: a question and its thread in, a cited reply out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.answering.apart import TakingApart
from bot.answering.combining import combined, worth
from bot.answering.entries import build_index
from bot.answering.inheriting import inherit, is_elliptical, leans, points_back
from bot.answering.memory import Memory, remembered
from bot.answering.model import Kind, Part, Reason, Reply, Thread, Verdict
from bot.answering.naming import Naming
from bot.answering.parting import PARTS, Parting
from bot.answering.remembering import remember
from bot.answering.replies import Outcome, Responder
from bot.answering.selection import Candidate
from bot.answering.small_talk import SmallTalk
from bot.answering.stating import stated
from bot.answering.suggesting import canonical
from bot.answering.turns import reply_to_turn, turn_of
from bot.knowledge.model import LANGUAGES, Intent, Language, Pack
from bot.understanding.language import detect, is_foreign
from bot.understanding.matching import Matcher, fingerprint
from bot.understanding.reading import Reading
from bot.understanding.terms import Lexicon
from bot.understanding.text import Token, clean, sentences, tokenise, unquoted

NEW_THREAD = Thread()
"""The thread of a conversation's first turn."""

_SUGGESTIONS = 4
MAX_CHECKED = 40_000
"""Characters of a text held against the source: as many as a message of Slack's can have."""
_SHORT_TURN = 4
"""Words up to which names and terms of both languages are left out when a turn's is told."""


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
        self._parting = Parting(self._index)
        self._apart = TakingApart(self._responder, self._parting)
        self._small_talk = SmallTalk(self._index, self._responder, phrases)

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
        said = text if own == question else clean(own)
        spoken = self._spoken(said, tokens if own == question else tokenise(said))
        target = language or spoken or memory.language or self._pack.source.language
        if tokens and is_foreign(text, tokens, self._lexicon.knows, self._lexicon.reads):
            reply = self._plain(Kind.UNKNOWN, "language", target, Reason.LANGUAGE)
            return replace(reply, thread=thread)
        if not tokens:
            return replace(self._greet(target), thread=thread)
        outcomes = self._answers(text, spoken or target, target, memory)
        reply = combined([o.reply for _, o in outcomes])
        after = remember(outcomes, reply, memory, self._index)
        return replace(reply, thread=Thread(after.to_state()))

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
            spoken = self._spoken(sentence, tokens)
            target = language or spoken or self._pack.source.language
            reading = self._parting.read(sentence, spoken or target)
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
        spoken = self._spoken(text, tokenise(text))
        readings = self._parting.clauses(text, spoken or self._pack.source.language)
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

    def _spoken(self, text: str, tokens: Sequence[Token]) -> Language | None:
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
        return detect(text, meant, lexicon.leaning, lexicon.is_name, lexicon.is_shared)

    # --- clauses --------------------------------------------------------------------------------

    def _answers(
        self, text: str, spoken: Language, target: Language, memory: Memory
    ) -> list[tuple[Reading, Outcome]]:
        readings = self._parting.clauses(text, spoken)
        outcomes: list[tuple[Reading, Outcome]] = []
        for reading in readings[:PARTS]:
            if outcomes and leans(reading):  # "… in Q3? And in Q4?"
                memory = remember(outcomes, outcomes[-1][1].reply, memory, self._index)
            outcomes.append(self._answer(reading, target, memory))
        if len(outcomes) != 1:
            return worth(outcomes)
        ((whole, outcome),) = outcomes
        return self._apart.of(whole, outcome, target) or outcomes

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
        social = None if follows else self._small_talk.turn(reading, memory)
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

    # --- fixed replies ------------------------------------------------------------------------

    def _say(self, intent: Intent, language: Language) -> Reply:
        words = intent.reply.in_(language) if intent.reply else ""
        topics = names_of(self.topics(language))
        text = words.replace("{title}", self._pack.source.title).replace("{topics}", topics)
        related = self.suggestions(language)[:3]
        return Reply(Kind.SOCIAL, language, text, (Part(text),), confidence=1.0, related=related)

    def _greet(self, language: Language) -> Reply:
        greeting = self._small_talk.greeting
        if greeting is not None:
            return self._say(greeting, language)
        return self._plain(Kind.UNKNOWN, "lost", language, Reason.NOT_UNDERSTOOD)

    def _plain(self, kind: Kind, key: str, language: Language, reason: Reason) -> Reply:
        text = Naming(self._index, language).say(key)
        return Reply(kind, language, text, (Part(text),), reason=reason)


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
