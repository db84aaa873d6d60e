"""The inbox's table: what was accepted, who has it in hand, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from sqlalchemy import (
    Row,
    Update,
    case,
    delete,
    exists,
    func,
    not_,
    or_,
    select,
    tuple_,
    update,
)

from bot.slack.inbox import Claimed, Ending, Failure, Lane, Place, Remembered, Turn
from bot.storage.database import Database
from bot.storage.grouping import Grouped
from bot.storage.keys import safe_key
from bot.storage.tables import inbox
from bot.storage.threads import saving

WAITING: Final = "waiting"
DONE: Final = "done"

MAX_LISTED = 1_000


@dataclass(frozen=True)
class Depth:
    """How full the inbox is: turns that wait, and the age in seconds of the oldest of them."""

    waiting: int
    age: float
    aside: int


@dataclass(frozen=True)
class Stuck:
    """A turn that is not answered: where it came from and why, without its words or its asker."""

    number: int
    event: str
    team: str
    channel: str
    came: str
    state: str
    reason: str
    tries: int
    accepted_at: float


@dataclass(frozen=True)
class _Ended:
    """A turn that is done with."""

    claimed: Claimed
    owner: str
    ending: Ending
    remembered: Remembered | None


class StoredTurns:
    """The ``Turns`` of ``bot.slack.inbox`` in a database.

    Turns that come together are written in one transaction. What was answered
    keeps its names, so that it is not taken in again, and nothing else.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._adding = Grouped(self._add_all)
        self._ending = Grouped(self._end_all)

    async def add(self, turn: Turn) -> bool:
        """See ``Turns``."""
        return await self._adding.do(turn)

    async def claim(
        self,
        owner: str,
        limit: int,
        lease: float,
        *,
        without: Collection[Lane] = (),
        only: Lane | None = None,
    ) -> Sequence[Claimed]:
        """See ``Turns``."""
        now = self._database.now
        earlier = inbox.alias("earlier")
        conditions = [
            inbox.c.state == WAITING,
            inbox.c.due <= now,
            inbox.c.leased_until <= now,
            not_(
                exists()
                .where(earlier.c.team == inbox.c.team)
                .where(earlier.c.channel == inbox.c.channel)
                .where(earlier.c.thread == inbox.c.thread)
                .where(earlier.c.state == WAITING)
                .where(earlier.c.number < inbox.c.number)
                .correlate(inbox)
            ),
        ]
        if without:
            lanes = [(safe_key(lane.team), safe_key(lane.channel)) for lane in without]
            conditions.append(tuple_(inbox.c.team, inbox.c.channel).not_in(lanes))
        if only is not None:
            conditions.append(inbox.c.team == safe_key(only.team))
            conditions.append(inbox.c.channel == safe_key(only.channel))
        chosen = select(inbox.c.number).where(*conditions).order_by(inbox.c.number).limit(limit)
        if not self._database.is_sqlite:
            # Rows that another replica is just now claiming are passed over.
            chosen = chosen.with_for_update(skip_locked=True)
        picked = chosen.cte("picked") if not self._database.is_sqlite else chosen.subquery()
        claim = (
            update(inbox)
            .where(inbox.c.number.in_(select(picked.c.number)))
            .values(
                # Whoever had it before and did not say how it ended may have answered it.
                is_uncertain=case((inbox.c.owner.is_not(None), True), else_=inbox.c.is_uncertain),
                tries=inbox.c.tries + 1,
                owner=owner,
                leased_until=now + lease,
            )
            .returning(
                inbox.c.number,
                inbox.c.turn,
                inbox.c.tries,
                inbox.c.is_uncertain,
                (now - inbox.c.accepted_at).label("age"),
            )
        )
        async with self._database.writing(is_hasty=True) as connection:
            rows = (await connection.execute(claim)).all()
        return [_claimed(row) for row in sorted(rows)]

    async def renew(self, owner: str, lease: float) -> None:
        """See ``Turns``."""
        renewal = (
            update(inbox)
            .where(inbox.c.owner == owner, inbox.c.state == WAITING)
            .values(leased_until=self._database.now + lease)
        )
        async with self._database.writing(is_hasty=True) as connection:
            await connection.execute(renewal)

    async def end(
        self, claimed: Claimed, owner: str, ending: Ending, remembered: Remembered | None = None
    ) -> None:
        """See ``Turns``."""
        await self._ending.do(_Ended(claimed, owner, ending, remembered))

    async def defer(self, claimed: Claimed, owner: str, failure: Failure) -> None:
        """See ``Turns``."""
        due = self._database.now + failure.retry_after
        deferral = (
            update(inbox)
            .where(inbox.c.number == claimed.number, inbox.c.owner == owner)
            .values(
                owner=None,
                leased_until=0.0,
                due=due,
                reason=safe_key(failure.reason),
                tries=inbox.c.tries - (0 if failure.counts else 1),
                is_uncertain=claimed.is_uncertain or failure.is_uncertain,
            )
        )
        async with self._database.writing(is_hasty=True) as connection:
            await connection.execute(deferral)
            if failure.holds_channel:
                lane = claimed.turn.place
                await connection.execute(
                    update(inbox)
                    .where(
                        inbox.c.team == safe_key(lane.team),
                        inbox.c.channel == safe_key(lane.channel),
                        inbox.c.state == WAITING,
                        inbox.c.owner.is_(None),
                        inbox.c.due < due,
                    )
                    .values(due=due)
                )

    async def forget(self, team: str) -> None:
        """See ``Turns``: an organisation's workspaces go with it."""
        key = safe_key(team)
        async with self._database.writing() as connection:
            await connection.execute(
                delete(inbox).where(or_(inbox.c.team == key, inbox.c.enterprise == key))
            )

    # For operators

    async def depth(self) -> Depth:
        """How full it is."""
        waiting = inbox.c.state == WAITING
        query = select(
            func.count(case((waiting, 1))),
            func.coalesce(self._database.now - func.min(case((waiting, inbox.c.accepted_at))), 0.0),
            func.count(case((inbox.c.state == "aside", 1))),
        ).where(inbox.c.state.in_((WAITING, "aside")))
        row = await self._database.one(query)
        return Depth(int(row[0]), max(float(row[1]), 0.0), int(row[2]))

    async def stuck(self) -> Sequence[Stuck]:
        """What was put aside or failed for good, and what failed before and waits; oldest first."""
        query = (
            select(*(inbox.c[name] for name in Stuck.__dataclass_fields__))
            .where(
                or_(
                    inbox.c.state.in_(("aside", "failed")),
                    (inbox.c.state == WAITING) & inbox.c.reason.is_not(None),
                )
            )
            .order_by(inbox.c.number)
            .limit(MAX_LISTED)
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return [Stuck(**row._asdict()) for row in rows]

    async def retry(self, numbers: Collection[int] = ()) -> int:
        """Have turns that were put aside tried again; all of them unless ``numbers`` says which.

        Returns:
            How many there were.
        """
        again = update(inbox).where(inbox.c.state == "aside", inbox.c.turn.is_not(None))
        if numbers:
            again = again.where(inbox.c.number.in_(list(numbers)))
        values = {"state": WAITING, "tries": 0, "due": 0.0, "leased_until": 0.0, "ended_at": None}
        again = again.values({**values, "owner": None})
        async with self._database.writing() as connection:
            return int((await connection.execute(again)).rowcount)

    # Beneath

    async def _add_all(self, turns: Sequence[Turn]) -> Sequence[bool]:
        rows = [_row(turn) for turn in turns]
        insertion = (
            self._database.insert(inbox)
            .values([row | {"accepted_at": self._database.now} for row in rows])
            .on_conflict_do_nothing()
            .returning(inbox.c.event)
        )
        async with self._database.writing() as connection:
            new = set((await connection.execute(insertion)).scalars())
        taken = []
        for row in rows:
            # Of two copies in one group the first is the new one.
            taken.append(row["event"] in new)
            new.discard(row["event"])
        return taken

    async def _end_all(self, ended: Sequence[_Ended]) -> Sequence[None]:
        remembered = [each.remembered for each in ended if each.remembered is not None]
        answered = [each for each in ended if each.ending.state == DONE]
        others = [each for each in ended if each.ending.state != DONE]
        async with self._database.writing(is_hasty=True) as connection:
            if answered:
                await connection.execute(self._answered(answered))
            for each in others:
                await connection.execute(self._ended(each))
            if remembered:
                await connection.execute(saving(self._database, remembered))
        return [None] * len(ended)

    def _answered(self, ended: Sequence[_Ended]) -> Update:
        return (
            update(inbox)
            .where(
                tuple_(inbox.c.number, inbox.c.owner).in_(
                    [(each.claimed.number, each.owner) for each in ended]
                )
            )
            .values(
                state=DONE,
                reason=None,
                turn=None,
                owner=None,
                leased_until=0.0,
                ended_at=self._database.now,
            )
        )

    def _ended(self, ended: _Ended) -> Update:
        claimed, ending = ended.claimed, ended.ending
        values: dict[str, Any] = {
            "state": ending.state,
            "reason": safe_key(ending.reason),
            "owner": None,
            "leased_until": 0.0,
            "ended_at": self._database.now,
        }
        if ending.state != "aside":
            values["turn"] = None  # what is put aside may be tried again
        if claimed.turn.is_click:
            # The same click may be made again if it was not answered.
            values["event"] = inbox.c.event + f"#{claimed.number}"
            values["ts"] = inbox.c.ts + f"#{claimed.number}"
        return (
            update(inbox)
            .where(inbox.c.number == claimed.number, inbox.c.owner == ended.owner)
            .values(values)
        )


def _row(turn: Turn) -> dict[str, Any]:
    place = turn.place
    return {
        "event": safe_key(turn.id),
        "team": safe_key(place.team),
        "enterprise": safe_key(place.enterprise) if place.enterprise else None,
        "channel": safe_key(place.channel),
        "ts": safe_key(turn.ts),
        "thread": safe_key(turn.thread_ts or turn.ts),
        "came": turn.came,
        "turn": json.dumps(asdict(turn)),
        "state": WAITING,
    }


def _claimed(row: Row[Any]) -> Claimed:
    content: Mapping[str, Any] = json.loads(row.turn)
    turn = Turn(**{**content, "place": Place(**content["place"])})
    return Claimed(row.number, turn, row.tries, row.is_uncertain, max(row.age, 0.0))
