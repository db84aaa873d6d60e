"""Several packs asked as one: each replies, and what they say is put together under its source."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice, zip_longest
from typing import Protocol

from bot.answering.combining import combined
from bot.answering.model import Kind, Reason, Reply, Thread, Verdict
from bot.answering.naming import name_of_text
from bot.answering.wording import capital
from bot.assistant import NEW_THREAD, TopicCard, names_of
from bot.knowledge.model import Language, Pack, Source

_SUGGESTIONS = 4
_PACKS = "packs"  # key of a thread's state: what the packs that replied last remember, by their id
_PREFIX = {"fr": "«\u202f{title}\u202f»\u202f: ", "en": "“{title}”: "}
_JOINTS = {"fr": (" », « ", " » et « "), "en": ("”, “", "” and “")}
"""Between titles, and before the last, inside the quotation marks that stand around one title."""

_ALL_TEXTS = {"fr": "Ce que j’ai lu", "en": "What I have read"}
"""What says nothing where no text does, for what each pack calls its own; singular as that is."""

_UNDERSTOOD = (Reason.NO_FIGURE, Reason.NOT_IN_SOURCE, Reason.NOT_UNDERSTOOD, Reason.LANGUAGE)
"""Why there is no answer, the best understood question first."""


class Answering(Protocol):
    """What answers: ``bot.assistant.Assistant``, several of them, or one that reloads its pack."""

    @property
    def packs(self) -> Sequence[Pack]:
        """The packs it answers from."""
        ...

    def reply(
        self, question: str, thread: Thread = ..., *, language: Language | None = ...
    ) -> Reply:
        """The reply to one turn."""
        ...

    def check(self, text: str, *, language: Language | None = ...) -> tuple[tuple[str, Reply], ...]:
        """Each sentence of a text with what the packs say of it."""
        ...

    def topics(self, language: Language) -> Sequence[TopicCard]:
        """What can be asked, by topic."""
        ...

    def suggestions(self, language: Language) -> Sequence[str]:
        """At most four questions to start with."""
        ...


@dataclass(frozen=True)
class _Said:
    """What one pack replied."""

    member: Answering
    reply: Reply

    @property
    def pack(self) -> Pack:
        return self.member.packs[0]


class Federation:
    """Answers from several packs.

    What one pack can answer is its answer; what several can is answered by each, under its
    title. A follow-up goes to the packs that replied before.

    Args:
        members: one for each pack.
    """

    def __init__(self, members: Sequence[Answering]) -> None:
        self._members = tuple(members)

    @property
    def packs(self) -> tuple[Pack, ...]:
        """The packs it answers from."""
        return tuple(pack for member in self._members for pack in member.packs)

    def reply(
        self, question: str, thread: Thread = NEW_THREAD, *, language: Language | None = None
    ) -> Reply:
        """The reply to one turn; see ``Assistant.reply``."""
        states = thread.state.get(_PACKS, {})
        followed = [
            _Said(member, member.reply(question, Thread(states[pack.id]), language=language))
            for member in self._members
            for pack in member.packs
            if pack.id in states
        ]
        spoken = followed[0].reply.language if followed else language
        alone = [_Said(m, m.reply(question, language=spoken)) for m in self._members]
        chosen = _chosen(_candidates(followed, alone))
        reply = self._together(chosen)
        kept = {said.pack.id: dict(said.reply.thread.state) for said in chosen}
        return replace(reply, thread=Thread({_PACKS: kept}))

    def among(self, packs: Collection[str]) -> tuple[Answering, ...]:
        """The members that answer from these packs."""
        return tuple(m for m in self._members if any(pack.id in packs for pack in m.packs))

    def check(
        self, text: str, *, language: Language | None = None
    ) -> tuple[tuple[str, Reply], ...]:
        """Hold each sentence of a text against every source."""
        checked = [member.check(text, language=language) for member in self._members]
        return tuple(
            (sentences[0][0], self._together(_telling(self._members, [r for _, r in sentences])))
            for sentences in zip(*checked, strict=True)
        )

    def topics(self, language: Language) -> tuple[TopicCard, ...]:
        """What can be asked, pack after pack."""
        return tuple(card for member in self._members for card in member.topics(language))

    def suggestions(self, language: Language) -> tuple[str, ...]:
        """Questions to start with, of each pack in turn."""
        offered = zip_longest(*(member.suggestions(language) for member in self._members))
        return tuple(islice(filter(None, chain.from_iterable(offered)), _SUGGESTIONS))

    def _together(self, chosen: Sequence[_Said]) -> Reply:
        """What the chosen packs said, as one reply."""
        first = chosen[0].reply
        if len(chosen) > 1:
            return combined([_under_title(said) for said in chosen])
        if first.kind is Kind.SOCIAL:
            return self._speaking_for_all(chosen[0])
        if first.kind is not Kind.UNKNOWN:
            return first
        # "The article does not say": which one?
        return _under_title(chosen[0]) if first.entries else _silent_for_all(chosen[0])

    def _speaking_for_all(self, said: _Said) -> Reply:
        """A social turn, which speaks of one pack's title and topics, of those of all."""
        language = said.reply.language
        titles = titles_in(language, [pack.source for pack in self.packs])
        own, every = (names_of(answering.topics(language)) for answering in (said.member, self))

        def widened(text: str) -> str:
            named = text.replace(said.pack.source.title, titles)
            return named.replace(own, every) if own else named

        return _reworded(said.reply, widened)


def narrowed(answering: Answering, packs: Collection[str]) -> Answering | None:
    """What of ``answering`` answers from these packs only; None where nothing of it does."""
    if all(pack.id in packs for pack in answering.packs):
        return answering
    members = answering.among(packs) if isinstance(answering, Federation) else ()
    return Federation(members) if len(members) > 1 else next(iter(members), None)


def titles_in(language: Language, sources: Sequence[Source]) -> str:
    """The titles of texts, as they stand inside one pair of quotation marks."""
    *others, last = (source.title for source in sources)
    comma, conjunction = _JOINTS[language]
    return conjunction.join([comma.join(others), last]) if others else last


def _candidates(followed: Sequence[_Said], alone: Sequence[_Said]) -> Sequence[_Said]:
    """What each pack has to say: with the conversation's memory where it had a part in it.

    What only the memory makes an answer is a follow-up: nobody else is asked then.
    """
    without = {said.pack.id: said.reply for said in alone}
    led = [
        said
        for said in followed
        if said.reply.kind in (Kind.ANSWER, Kind.CLARIFICATION)
        and said.reply.text != without[said.pack.id].text
    ]
    if led:
        return led
    remembering = {said.pack.id: said for said in followed}
    return [remembering.get(said.pack.id, said) for said in alone]


def _chosen(candidates: Sequence[_Said]) -> Sequence[_Said]:
    """Those who have the best to say: all that answer, else all that ask back, else one."""
    for kind in (Kind.ANSWER, Kind.CLARIFICATION):
        if able := [said for said in candidates if said.reply.kind is kind]:
            return able
    social = [said for said in candidates if said.reply.kind is Kind.SOCIAL]
    return social[:1] or [min(candidates, key=_lostness)]


def _telling(members: Sequence[Answering], replies: Sequence[Reply]) -> Sequence[_Said]:
    """Of what packs say of a sentence, what a source supports or contradicts; else one of them."""
    said = [_Said(member, reply) for member, reply in zip(members, replies, strict=True)]
    telling = [each for each in said if each.reply.verdict is not Verdict.UNSUPPORTED]
    return telling or [min(said, key=_lostness)]


def _lostness(said: _Said) -> tuple[int, float]:
    """How far a reply is from an answer."""
    reason = said.reply.reason or Reason.NOT_UNDERSTOOD
    return _UNDERSTOOD.index(reason), -said.reply.confidence


def _silent_for_all(said: _Said) -> Reply:
    """A reply with nothing of one text in it, told of all of them."""
    language = said.reply.language
    terms = {term.id: term for term in said.pack.terms}
    own = capital(name_of_text(said.pack.source, terms, language))

    def of_all(text: str) -> str:
        return _ALL_TEXTS[language] + text.removeprefix(own) if text.startswith(own) else text

    return _reworded(said.reply, of_all)


def _under_title(said: _Said) -> Reply:
    prefix = _PREFIX[said.reply.language].format(title=said.pack.source.title)
    return _reworded(said.reply, lambda text: prefix + text)


def _reworded(reply: Reply, change: Callable[[str], str]) -> Reply:
    """A reply whose text, and the first of whose parts, is changed."""
    parts = tuple(
        replace(part, text=change(part.text)) if index == 0 else part
        for index, part in enumerate(reply.parts)
    )
    return replace(reply, text=change(reply.text), parts=parts)
