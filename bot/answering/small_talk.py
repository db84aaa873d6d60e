"""Greetings, thanks and questions to the bot itself: what says nothing about the text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from bot.answering.entries import Index
from bot.answering.memory import Memory
from bot.answering.replies import Responder
from bot.knowledge.model import Intent
from bot.understanding.reading import Reading
from bot.understanding.text import stem, tokenise


class SmallTalk:
    """Knows the social intents of a pack by their ``(intent, phrase)`` pairs."""

    def __init__(
        self, index: Index, responder: Responder, phrases: Iterable[tuple[str, str]]
    ) -> None:
        self._index = index
        self._responder = responder
        self._social = {i.id: i for i in index.pack.intents if i.reply is not None}
        self._whole_phrases = {
            tuple(t.norm for t in tokenise(text)): intent
            for intent, text in phrases
            if intent in self._social
        }
        self._openings: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for words in filter(None, self._whole_phrases):
            self._openings[words[0]].append(words)

    @property
    def greeting(self) -> Intent | None:
        """The intent that greets or helps somebody who said nothing."""
        return next((i for i in self._social.values() if i.does in ("help", "greeting")), None)

    def turn(self, reading: Reading, memory: Memory) -> Intent | None:
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
