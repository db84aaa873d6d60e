"""What the ids in a reply are called, and what stands around a place of a text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.knowledge.model import Language, Pack, Source, Text


@dataclass(frozen=True)
class Legend:
    """The names of a pack's terms and places, and those of the packs beside it.

    Attributes:
        source: what is known of the text.
        terms: names by term id.
        places: names by place id, in reading order.
        excerpts: what the pack cites of each place, by place id.
        beside: the legends of all packs by their source's id; empty where there is one pack.
    """

    source: Source
    terms: Mapping[str, Text]
    places: Mapping[str, Text]
    excerpts: Mapping[str, tuple[str, ...]]
    beside: Mapping[str, Legend] = field(default_factory=dict)

    @classmethod
    def of(cls, *packs: Pack) -> Legend:
        """The legend of ``packs``."""
        legends = {pack.source.id: cls._of_one(pack) for pack in packs}
        first = next(iter(legends.values()))
        return first if len(packs) == 1 else replace(first, beside=legends)

    @classmethod
    def _of_one(cls, pack: Pack) -> Legend:
        excerpts: dict[str, list[str]] = {}
        cited = [(e.place, e.excerpt) for fact in pack.facts for e in fact.evidence]
        for place, excerpt in cited + [(quote.place, quote.words) for quote in pack.quotes]:
            known = excerpts.setdefault(place, [])
            if excerpt not in known:
                known.append(excerpt)
        return cls(
            source=pack.source,
            terms={term.id: term.name for term in pack.terms},
            places={place.id: place.name for place in pack.source.places},
            excerpts={place: tuple(found) for place, found in excerpts.items()},
        )

    @property
    def sources(self) -> tuple[Source, ...]:
        """What is known of each text."""
        return tuple(legend.source for legend in self.beside.values()) or (self.source,)

    def of_source(self, source_id: str) -> Legend:
        """The legend of one of the texts."""
        return self.beside.get(source_id, self)

    def term(self, term_id: str, language: Language) -> str:
        """How ``term_id`` is written; the id itself where no pack has it any more."""
        for legend in (self, *self.beside.values()):
            if term_id in legend.terms:
                return legend.terms[term_id].in_(language)
        return term_id

    def place(self, place_id: str, language: Language) -> str:
        """How a place is named; the id itself where the pack no longer has it."""
        name = self.places.get(place_id)
        return name.in_(language) if name else place_id

    def around(self, place_id: str) -> tuple[str | None, str | None]:
        """The places before and after ``place_id`` in the text, where there are any."""
        order = list(self.places)
        if place_id not in self.places:
            return None, None
        at = order.index(place_id)
        before = order[at - 1] if at else None
        return before, order[at + 1] if at + 1 < len(order) else None
