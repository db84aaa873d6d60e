"""What is deleted because its time is over."""

from __future__ import annotations

from sqlalchemy import delete, or_

from bot.storage.database import Database
from bot.storage.inbox import DONE, WAITING
from bot.storage.tables import held, inbox, oauth_states, questions, threads
from bot.storage.threads import DAY, THREAD_DAYS

NAMES_DAYS = 7
"""Days for which the names of an answered turn are kept, so that it is not answered again.

Slack delivers an event again for an hour at most; a button may be clicked again later.
"""


async def purge(database: Database, retention_days: int) -> int:
    """Delete what is older than it may be; gives the number of rows.

    Args:
        database: all of it.
        retention_days: how long questions are kept, and turns that went wrong.
    """
    now = database.now
    ended = inbox.c.ended_at
    kept_since = now - retention_days * DAY
    statements = [
        delete(inbox).where(inbox.c.state == DONE, ended <= now - NAMES_DAYS * DAY),
        delete(inbox).where(inbox.c.state.not_in((DONE, WAITING)), ended <= kept_since),
        delete(questions).where(
            or_(questions.c.first_at <= kept_since, questions.c.last_at <= kept_since)
        ),
        delete(threads).where(threads.c.touched_at <= now - THREAD_DAYS * DAY),
        delete(held).where(held.c.expires_at <= now),
        delete(oauth_states).where(oauth_states.c.expires_at <= now),
    ]
    return sum([await database.execute(statement) for statement in statements])
