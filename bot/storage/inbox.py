"""The inbox's table: what was accepted, who has it in hand, and what became of it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    Connection,
    Double,
    Integer,
    Row,
    Update,
    UpdateBase,
    bindparam,
    case,
    delete,
    func,
    not_,
    or_,
    select,
    tuple_,
    update,
)

from bot.slack.inbox import (
    DIRECT,
    Answered,
    Claimed,
    Ending,
    Failure,
    Lane,
    Place,
    Taken,
    Turn,
    Where,
)
from bot.storage.database import Database
from bot.storage.grouping import Grouped
from bot.storage.journal import note_of, noting
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
class _Added:
    """A turn that came, and who takes it up at once."""

    turn: Turn
    owner: str | None
    lease: float


@dataclass(frozen=True)
class _Ended:
    """A turn that is done with."""

    claimed: Claimed
    owner: str
    ending: Ending
    answered: Answered | None


class StoredTurns:
    """The ``Turns`` of ``bot.slack.inbox`` in a database.

    Turns that come together are written in one transaction. What was answered
    keeps its names, so that it is not taken in again, and nothing else.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._save = saving(database)
        self._note = noting(database)
        self._insertion = _insertion(database)
        self._claims: dict[tuple[bool, bool, Where], UpdateBase] = {}
        self._done = (
            update(inbox)
            .where(inbox.c.number.in_(bindparam("of_numbers", expanding=True)))
            .where(inbox.c.owner == bindparam("of_owner"))
            .values(
                state=DONE,
                reason=None,
                turn=None,
                owner=None,
                leased_until=0.0,
                ended_at=database.now,
            )
            .returning(inbox.c.number)
        )
        self._adding = Grouped(self._add_all)
        self._ending = Grouped(self._end_all)

    async def add(self, turn: Turn, owner: str | None = None, lease: float = 0.0) -> Taken:
        """See ``Turns``."""
        return await self._adding.do(_Added(turn, owner, lease))

    async def claim(
        self,
        owner: str,
        limit: int,
        lease: float,
        *,
        without: Collection[Lane] = (),
        only: Lane | None = None,
        where: Where = "anywhere",
    ) -> Sequence[Claimed]:
        """See ``Turns``."""
        statement = self._claim(bool(without), only is not None, where)
        values = {"owner": owner, "limit": limit, "lease": lease}
        if without:
            values["without"] = [_lane(lane) for lane in without]
        if only is not None:
            values["of_team"], values["of_channel"] = _lane(only)
        rows = await self._database.write(
            lambda connection: connection.execute(statement, values).all(), is_hasty=True
        )
        return [_claimed(row) for row in sorted(rows)]

    async def is_any_in_hand(self) -> bool:
        """See ``Turns``."""
        held = (inbox.c.state == WAITING) & inbox.c.owner.is_not(None)
        return await self._database.one(select(inbox.c.number).where(held).limit(1)) is not None

    async def renew(self, owner: str, numbers: Collection[int], lease: float) -> None:
        """See ``Turns``."""
        renewal = (
            update(inbox)
            .where(inbox.c.number.in_(list(numbers)), inbox.c.owner == owner)
            .values(leased_until=self._database.now + lease)
        )
        await self._database.write(lambda connection: connection.execute(renewal), is_hasty=True)

    async def end(
        self, claimed: Claimed, owner: str, ending: Ending, answered: Answered | None = None
    ) -> None:
        """See ``Turns``."""
        await self._ending.do(_Ended(claimed, owner, ending, answered))

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
        statements = [deferral]
        if failure.holds_channel:
            team, channel = _lane(claimed.lane)
            others = (inbox.c.team == team) & (inbox.c.channel == channel)
            free = (inbox.c.state == WAITING) & inbox.c.owner.is_(None) & (inbox.c.due < due)
            statements.append(update(inbox).where(others, free).values(due=due))

        def work(connection: Connection) -> None:
            for statement in statements:
                connection.execute(statement)

        await self._database.write(work, is_hasty=True)

    async def forget(self, team: str) -> None:
        """See ``Turns``: an organisation's workspaces go with it."""
        key = safe_key(team)
        await self._database.execute(
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
        rows = await self._database.rows(query)
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
        return await self._database.execute(again)

    # Beneath

    def _claim(self, is_without: bool, is_only: bool, where: Where) -> UpdateBase:
        key = (is_without, is_only, where)
        if key not in self._claims:
            self._claims[key] = _claim(
                self._database, is_without=is_without, is_only=is_only, where=where
            )
        return self._claims[key]

    async def _add_all(self, added: Sequence[_Added]) -> Sequence[Taken]:
        rows = [_row(each) for each in added]

        def work(connection: Connection) -> dict[str, int]:
            return {row.event: row.number for row in connection.execute(self._insertion, rows)}

        new = await self._database.write(work, is_brief=True)
        # Of two copies in one group the first is the new one.
        return [
            _taken(each, new.pop(row["event"], None)) for each, row in zip(added, rows, strict=True)
        ]

    async def _end_all(self, ended: Sequence[_Ended]) -> Sequence[None]:
        of_owner: defaultdict[str, dict[int, Answered | None]] = defaultdict(dict)
        for each in ended:
            if each.ending.state == DONE:
                of_owner[each.owner][each.claimed.number] = each.answered
        others = [self._ended(each) for each in ended if each.ending.state != DONE]

        def work(connection: Connection) -> None:
            written = []
            for owner, answers in of_owner.items():
                values = {"of_owner": owner, "of_numbers": list(answers)}
                # Nothing is kept of a team forgotten meanwhile, or a turn in other hands by now.
                written += [answers[row.number] for row in connection.execute(self._done, values)]
            for statement in others:
                connection.execute(statement)
            kept = [each for each in written if each is not None]
            if kept:
                self._save(connection, [each.remembered for each in kept])
                self._note(connection, [note_of(each.noted) for each in kept])

        await self._database.write(work, is_hasty=True)
        return [None] * len(ended)

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


def _insertion(database: Database) -> Any:  # noqa: ANN401 - a dialect's insert
    return (
        database.insert(inbox)
        .values(
            accepted_at=database.now, leased_until=database.now + bindparam("lease", type_=Double)
        )
        .on_conflict_do_nothing()
        .returning(inbox.c.event, inbox.c.number)
    )


def _claim(database: Database, *, is_without: bool, is_only: bool, where: Where) -> UpdateBase:
    """The oldest turns that are due, in no other hand, and first in their thread, taken up.

    Args:
        database: whose clock and locks are used.
        is_without: whether the channels in ``without`` are left alone.
        is_only: whether only one channel, ``of_channel`` in ``of_team``, is looked at.
        where: of what kind the channels are.
    """
    now = database.now
    earlier = inbox.alias("earlier")
    # One look at an index for each turn, whatever PostgreSQL knows of the table: before its first
    # ANALYZE it would join "not exists (an earlier one)" by reading all that waits for each turn.
    first = (
        select(func.min(earlier.c.number))
        .where(earlier.c.team == inbox.c.team)
        .where(earlier.c.channel == inbox.c.channel)
        .where(earlier.c.thread == inbox.c.thread)
        .where(earlier.c.state == WAITING)
        .correlate(inbox)
        .scalar_subquery()
    )
    conditions = [
        inbox.c.state == WAITING,
        inbox.c.due <= now,
        inbox.c.leased_until <= now,
        inbox.c.number == first,
    ]
    if is_without:
        lanes: BindParameter[Any] = bindparam("without", expanding=True)
        conditions.append(tuple_(inbox.c.team, inbox.c.channel).not_in(lanes))
    if where != "anywhere":
        is_direct = inbox.c.channel.startswith(DIRECT)
        conditions.append(is_direct if where == "direct" else not_(is_direct))
    if is_only:
        conditions.append(inbox.c.team == bindparam("of_team"))
        conditions.append(inbox.c.channel == bindparam("of_channel"))
    chosen = select(inbox.c.number).where(*conditions).order_by(inbox.c.number)
    chosen = chosen.limit(bindparam("limit", type_=Integer))
    if not database.is_sqlite:
        # Rows that another replica is just now claiming are passed over.
        chosen = chosen.with_for_update(skip_locked=True)
    picked = chosen.subquery() if database.is_sqlite else chosen.cte("picked")
    return (
        update(inbox)
        .where(inbox.c.number.in_(select(picked.c.number)))
        .values(
            # Whoever had it before and did not say how it ended may have answered it.
            is_uncertain=case((inbox.c.owner.is_not(None), True), else_=inbox.c.is_uncertain),
            tries=inbox.c.tries + 1,
            owner=bindparam("owner"),
            leased_until=now + bindparam("lease", type_=Double),
        )
        .returning(
            inbox.c.number,
            inbox.c.turn,
            inbox.c.tries,
            inbox.c.is_uncertain,
            (now - inbox.c.accepted_at).label("age"),
        )
    )


def _row(added: _Added) -> dict[str, Any]:
    turn, place = added.turn, added.turn.place
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
        "tries": 0 if added.owner is None else 1,
        "owner": added.owner,
        "lease": 0.0 if added.owner is None else added.lease,
    }


def _taken(added: _Added, number: int | None) -> Taken:
    if number is None:
        return Taken(is_new=False)
    if added.owner is None:
        return Taken(is_new=True)
    return Taken(is_new=True, claimed=Claimed(number, added.turn, tries=1, is_uncertain=False))


def _lane(lane: Lane) -> tuple[str, str]:
    return safe_key(lane.team), safe_key(lane.channel)


def _claimed(row: Row[Any]) -> Claimed:
    content: Mapping[str, Any] = json.loads(row.turn)
    turn = Turn(**{**content, "place": Place(**content["place"])})
    return Claimed(row.number, turn, row.tries, row.is_uncertain, max(row.age, 0.0))
