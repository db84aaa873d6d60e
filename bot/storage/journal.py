"""Questions for the curators, without who asked them, and counts of what was answered."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from bot.answering.model import Kind, Reply
from bot.slack.inbox import Noted
from bot.storage.database import Database
from bot.storage.grouping import Grouped
from bot.storage.keys import digest, safe_key, safe_text
from bot.storage.tables import counts, questions

DOWNVOTED = "downvoted"
COUNTED = ("day", "what", "surface", "kind", "language", "detail")


@dataclass(frozen=True)
class Unanswered:
    """A question that had no answer, or a bad one.

    Attributes:
        number: its row, for ``dismiss``.
        why: the reason of the reply (``bot.answering.model.Reason``), or ``downvoted``.
        entries: what the reply was made of.
        packs: ids of the packs that were asked; empty where nothing tells.
        asked: how often.
        first_at, last_at: seconds since 1970.
    """

    number: int
    team: str
    question: str
    language: str
    why: str
    entries: tuple[str, ...]
    packs: tuple[str, ...]
    asked: int
    first_at: float
    last_at: float


@dataclass(frozen=True)
class Count:
    """How often something happened on one day (UTC), on one surface.

    Attributes:
        what: ``reply``, or ``vote``.
        kind: of the reply; ``useful`` or ``useless`` of a vote.
        detail: an unknown's reason; an answer's first entry.
    """

    day: str
    what: str
    surface: str
    kind: str
    language: str
    detail: str
    count: int


@dataclass(frozen=True)
class Note:
    """Something to write down of one reply."""

    team: str
    counted: tuple[str, ...]  # as COUNTED
    question: str = ""  # empty where it is not kept
    why: str = ""
    entries: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()


class StoredJournal:
    """The ``Journal`` of ``bot.slack.stores`` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._note = noting(database)
        self._noting = Grouped(self._note_all)

    async def answered(self, team: str, question: str, reply: Reply, *, surface: str = "") -> None:
        """See ``Journal``."""
        await self._noting.do(note_of(Noted(team, question, reply, surface)))

    async def voted(self, team: str, question: str, reply: Reply, *, useful: bool) -> None:
        """See ``Journal``."""
        kind = "useful" if useful else "useless"
        detail = safe_key(next(iter(reply.entries), ""))
        counted = (_today(), "vote", "", kind, reply.language, detail)
        kept = "" if useful else safe_text(question)
        note = Note(safe_key(team), counted, kept, DOWNVOTED, reply.entries, reply.packs)
        await self._noting.do(note)

    async def forget(self, team: str) -> None:
        """See ``Journal``."""
        tables = (questions, counts)
        await self._database.execute(
            *(delete(table).where(table.c.team == safe_key(team)) for table in tables)
        )

    # For curators

    async def unanswered(self, team: str | None = None) -> Sequence[Unanswered]:
        """The questions kept, those asked most often first; of all teams unless one is given."""
        columns = questions.c
        query = select(*(columns[name] for name in Unanswered.__dataclass_fields__)).order_by(
            columns.asked.desc(), columns.last_at.desc(), columns.number
        )
        if team is not None:
            query = query.where(columns.team == safe_key(team))
        rows = await self._database.rows(query)
        return [
            Unanswered(
                **{
                    **row._asdict(),
                    "entries": tuple(json.loads(row.entries)),
                    "packs": tuple(json.loads(row.packs or "[]")),
                }
            )
            for row in rows
        ]

    async def dismiss(self, numbers: Sequence[int]) -> None:
        """Delete questions that a curator has dealt with."""
        await self._database.execute(delete(questions).where(questions.c.number.in_(list(numbers))))

    async def counted(self, team: str | None = None, *, since: str = "") -> Sequence[Count]:
        """What happened, by day and the rest; of all teams together unless one is given.

        Args:
            team: the one workspace to count in.
            since: the first day, as ``2026-11-23``.
        """
        query = select(*(counts.c[name] for name in COUNTED), counts.c.count).where(
            counts.c.day >= since
        )
        if team is not None:
            query = query.where(counts.c.team == safe_key(team))
        rows = await self._database.rows(query)
        sums: Counter[tuple[str, ...]] = Counter()
        for *named, count in rows:
            sums[tuple(named)] += count
        return [
            Count(**dict(zip(COUNTED, named, strict=True)), count=count)
            for named, count in sorted(sums.items())
        ]

    # Beneath

    async def _note_all(self, notes: Sequence[Note]) -> Sequence[None]:
        await self._database.write(lambda connection: self._note(connection, notes), is_hasty=True)
        return [None] * len(notes)


def note_of(noted: Noted) -> Note:
    """What is written down of a reply; the question only if it had no answer."""
    reply = noted.reply
    unknown = reply.kind is Kind.UNKNOWN
    why = str(reply.reason or reply.kind) if unknown else ""
    detail = safe_key(why or next(iter(reply.entries), ""))
    counted = (_today(), "reply", noted.surface, reply.kind.value, reply.language, detail)
    kept = safe_text(noted.question) if unknown else ""
    return Note(safe_key(noted.team), counted, kept, why, reply.entries, reply.packs)


def noting(database: Database) -> Callable[[Connection, Sequence[Note]], None]:
    """What writes notes down within a transaction."""
    counting = database.insert(counts)
    counting = counting.on_conflict_do_update(
        index_elements=["team", *COUNTED],
        set_={"count": counts.c.count + counting.excluded.count},
    )
    now = database.now
    keeping = database.insert(questions).values(first_at=now, last_at=now)
    keeping = keeping.on_conflict_do_update(
        index_elements=["team", "digest"],
        set_={
            "asked": questions.c.asked + keeping.excluded.asked,
            "last_at": keeping.excluded.last_at,
        },
    )

    def note(connection: Connection, notes: Sequence[Note]) -> None:
        sums = Counter((note.team, note.counted) for note in notes)
        connection.execute(
            counting,
            [
                {"team": team, **dict(zip(COUNTED, named, strict=True)), "count": count}
                for (team, named), count in sorted(sums.items())
            ],
        )
        kept = _questions([note for note in notes if note.question])
        if kept:
            connection.execute(keeping, kept)

    return note


def _questions(notes: Sequence[Note]) -> list[dict[str, Any]]:
    """Rows of ``questions``, one for each question and packs asked, however often it comes."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for note in notes:
        packs = sorted(note.packs)
        mark = digest(note.why, " ".join(note.question.casefold().split()), *packs)
        row = rows.setdefault(
            (note.team, mark),
            {
                "team": note.team,
                "digest": mark,
                "question": note.question,
                "language": note.counted[COUNTED.index("language")],
                "why": note.why,
                "entries": json.dumps(list(note.entries)),
                "packs": json.dumps(packs) if packs else None,
                "asked": 0,
            },
        )
        row["asked"] += 1
    return [row for _, row in sorted(rows.items())]


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
