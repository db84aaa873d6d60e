"""What a question is taken apart into: premises, claims, pieces, what stands behind a story."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from bot.answering.inheriting import points_back
from bot.answering.model import Kind, Verdict
from bot.answering.naming import Naming
from bot.answering.parting import PARTS, Parting, asserts, tells
from bot.answering.replies import Outcome, Responder
from bot.answering.scopes import COMPUTING
from bot.knowledge.model import Language
from bot.understanding.clauses import conjoined, granted
from bot.understanding.forms import Form
from bot.understanding.reading import Reading

Answered = list[tuple[Reading, Outcome]]
"""Clauses with what was replied to each."""


class TakingApart:
    """Answers by parts what has no answer as a whole, or none that is right of all of it."""

    def __init__(self, responder: Responder, parting: Parting) -> None:
        self._responder = responder
        self._parting = parting
        self._index = responder.index

    def of(self, whole: Reading, outcome: Outcome, target: Language) -> Answered:
        """The parts of a clause and their replies; nothing if it is best answered as a whole.

        ``outcome`` is what was replied to the whole, ``target`` the language of replies.
        """
        apart = self._granted(whole, target) or self._mixed(whole, outcome, target)
        alone = not (whole.goes_on and points_back(whole, self._index.about))
        if apart or not alone or outcome.reply.kind is not Kind.UNKNOWN:
            return apart
        return self._piecemeal(whole, target) or self._behind_story(whole, target)

    def _granted(self, whole: Reading, target: Language) -> Answered:
        """What the text says instead of what a question takes for granted, and the answer to the
        rest: only the latter where it is right. Nothing if the text does not speak of it.
        """
        parts = granted(whole.text)
        if parts is None or whole.confirms:
            return []
        premise, asked = (self._read(part, whole) for part in parts)
        if premise.is_personal:
            return []
        naming = Naming(self._index, target)
        held = self._responder.respond(replace(premise, form=Form.KEYWORDS), naming, check=True)
        if held.reply.verdict not in (Verdict.CONTRADICTED, Verdict.SUPPORTED):
            return []
        rest = self._responder.respond(asked, naming)
        told = [(asked, rest)] if rest.reply.kind is Kind.ANSWER else []
        return told if held.reply.verdict is Verdict.SUPPORTED else [(premise, held), *told]

    def _mixed(self, whole: Reading, outcome: Outcome, target: Language) -> Answered:
        """The claims of one sentence, each with its verdict; nothing if they are not all judged,
        or none is and the sentence has a verdict as a whole.
        """
        if not whole.claims or self._index.asks(whole) is not None:
            return []
        telling = [r for p in conjoined(whole.text) if tells(r := self._read(p, whole))]
        if not 1 < len(telling) <= PARTS or not all(map(asserts, telling)):
            return []
        naming = Naming(self._index, target)
        parts = self._parting.filled_up(telling, whole)
        judged = [(part, self._responder.respond(part, naming)) for part in parts]
        decided = [o.reply.verdict in (Verdict.SUPPORTED, Verdict.CONTRADICTED) for _, o in judged]
        undecided = outcome.reply.verdict in (None, Verdict.UNSUPPORTED)
        if len({o.reply.text for _, o in judged}) < len(judged):
            return []  # "between the third and the fourth": one claim
        return judged if all(decided) or (any(decided) and undecided) else []

    def _piecemeal(self, whole: Reading, target: Language) -> Answered:
        """What the pieces of a question have for answers, if each has one of its own.

        For what no asking word parts: "the readers of A and the takings of B".
        """
        pieces = conjoined(whole.text)
        if whole.confirms or whole.names(*COMPUTING) or not 1 < len(pieces) <= PARTS:
            return []
        naming = Naming(self._index, target)
        parts = [r for piece in pieces if tells(r := self._read(piece, whole))]
        answered = [(part, self._responder.respond(part, naming)) for part in parts]
        entries = [set(outcome.reply.entries) for _, outcome in answered]
        apart = all(a.isdisjoint(b) for a, b in pairwise(entries))
        sure = all(
            o.reply.kind is Kind.ANSWER and o.reply.verdict is None and r.terms("measure", "entity")
            for r, o in answered
        )
        return answered if apart and sure else []

    def _behind_story(self, whole: Reading, target: Language) -> Answered:
        """What stands behind the asker's own story, where that has an answer by itself."""
        naming = Naming(self._index, target)
        for asking in self._parting.behind_story(whole):
            outcome = self._responder.respond(asking, naming)
            if outcome.reply.kind is Kind.ANSWER and outcome.reply.verdict is None:
                return [(asking, outcome)]
        return []

    def _read(self, part: str, whole: Reading) -> Reading:
        return self._parting.read(part, whole.language)
