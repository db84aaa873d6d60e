"""What a text says of itself: its author, date, publisher and address, or that it gives none."""

from __future__ import annotations

from bot.answering.composing import compose_silence
from bot.answering.model import Citation, Kind, Part, Reason, Reply
from bot.answering.naming import Naming
from bot.understanding.reading import Reading

_METADATA = ("author", "publisher", "date", "address")


def metadata(reading: Reading, naming: Naming) -> Reply | None:
    """The text's author, date, publisher and address: given, or said not to be given."""
    source = naming.index.pack.source
    asked = [k for k in _METADATA if reading.names(f"attribute.{k}")]
    others = {t.id for t in reading.terms("entity", "measure", "concept")} - naming.index.about
    if not asked or others or not (reading.names(*naming.index.about) or len(reading.content) == 1):
        return None
    known = {k: getattr(source, k) for k in asked}
    if any(known.values()):
        text = " ; ".join(str(v) for v in known.values() if v)
        citation = Citation(source.id, source.places[0].id, source.title)
        return Reply(
            Kind.ANSWER,
            naming.language,
            text,
            (Part(text),),
            citations=(citation,),
            confidence=1.0,
        )
    said = [naming.say("unknown-metadata"), *(n.in_(naming.language) for n in source.notes[:1])]
    return compose_silence(said, Reason.NOT_IN_SOURCE, (), naming, verdict=None)
