"""The tables. What changes here takes a migration; a test compares the two."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "%(table_name)s_%(column_0_N_name)s",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "pk": "%(table_name)s_pkey",
    }
)

KEY = String(255)
"""Ids of Slack's and ours; see ``bot.storage.keys`` for longer ones."""
NUMBER = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts up only what it calls INTEGER."""

inbox = Table(
    "inbox",
    metadata,
    Column("number", NUMBER, primary_key=True, autoincrement=True),
    Column("event", KEY, nullable=False, unique=True),
    Column("team", KEY, nullable=False),
    Column("enterprise", KEY),
    Column("channel", KEY, nullable=False),
    Column("ts", KEY, nullable=False),
    Column("thread", KEY, nullable=False),  # turns of one are answered one after the other
    Column("came", KEY, nullable=False),
    Column("turn", Text),  # JSON; emptied as soon as the turn is answered
    Column("state", KEY, nullable=False),  # waiting | done | failed | aside
    Column("reason", KEY),  # why it failed, or failed last
    Column("tries", Integer, nullable=False, default=0),
    Column("is_uncertain", Boolean, nullable=False, default=False),
    Column("due", Double, nullable=False, default=0.0),
    Column("owner", KEY),  # the worker that has it in hand
    Column("leased_until", Double, nullable=False, default=0.0),
    Column("accepted_at", Double, nullable=False),
    Column("ended_at", Double),
    UniqueConstraint("team", "channel", "ts"),
    Index(
        "inbox_waiting",
        "number",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
    Index(
        "inbox_threads",
        "team",
        "channel",
        "thread",
        "number",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
    Index("inbox_ended", "ended_at"),
    sqlite_autoincrement=True,
)

threads = Table(
    "threads",
    metadata,
    Column("team", KEY, primary_key=True),
    Column("channel", KEY, primary_key=True),
    Column("thread", KEY, primary_key=True),
    Column("state", Text, nullable=False),  # JSON: ids only, nobody's words
    Column("touched_at", Double, nullable=False, index=True),
)

held = Table(
    "held",  # what is too long for a button, for half an hour
    metadata,
    Column("team", KEY, primary_key=True),
    Column("id", KEY, primary_key=True),
    Column("content", Text, nullable=False),  # JSON
    Column("expires_at", Double, nullable=False, index=True),
)

preferences = Table(
    "preferences",
    metadata,
    Column("team", KEY, primary_key=True),
    Column("user", KEY, primary_key=True),
    Column("language", KEY, nullable=False),
)

questions = Table(
    "questions",
    metadata,
    Column("number", NUMBER, primary_key=True, autoincrement=True),
    Column("team", KEY, nullable=False),
    Column("digest", String(64), nullable=False),  # of why and question: an index has its limits
    Column("question", Text, nullable=False),
    Column("language", KEY, nullable=False),
    Column("why", KEY, nullable=False),  # the reason of an unknown, or "downvoted"
    Column("entries", Text, nullable=False),  # JSON: what the reply was made of
    Column("packs", Text),  # JSON: ids of the packs asked; NULL where nothing tells
    Column("asked", Integer, nullable=False),
    Column("first_at", Double, nullable=False, index=True),
    Column("last_at", Double, nullable=False),
    UniqueConstraint("team", "digest"),
    sqlite_autoincrement=True,
)

counts = Table(
    "counts",
    metadata,
    Column("team", KEY, primary_key=True),
    Column("day", String(10), primary_key=True),  # 2026-11-23, UTC
    Column("what", KEY, primary_key=True),  # reply | vote
    Column("surface", KEY, primary_key=True),
    Column("kind", KEY, primary_key=True),  # of reply; "useful" or "useless" of a vote
    Column("language", KEY, primary_key=True),
    Column("detail", KEY, primary_key=True),  # an unknown's reason, an answer's first entry
    Column("count", Integer, nullable=False),
)

taught = Table(
    "taught",
    metadata,
    Column("number", NUMBER, primary_key=True, autoincrement=True),
    Column("team", KEY, nullable=False),
    Column("pack", KEY, nullable=False),
    Column("intent", KEY, nullable=False),
    Column("language", KEY, nullable=False),
    Column("digest", String(64), nullable=False),  # of the phrase: an index has its limits
    Column("phrase", Text, nullable=False),
    Column("taught_at", Double, nullable=False),
    UniqueConstraint("team", "pack", "digest"),
    sqlite_autoincrement=True,
)

installations = Table(
    "installations",
    metadata,
    Column("enterprise", KEY, primary_key=True),  # "" outside an organisation
    Column("team", KEY, primary_key=True),  # "" for one of a whole organisation
    Column("team_name", Text),
    Column("token", Text, nullable=False),  # encrypted
    Column("bot_user", KEY, nullable=False),
    Column("bot_id", KEY, nullable=False),
    Column("app_id", KEY),
    Column("scopes", Text, nullable=False),
    Column("installed_at", Double, nullable=False),
    Index("installations_team", "team"),
)

workspaces = Table(
    "workspaces",  # those in which an organisation's installation was used
    metadata,
    Column("enterprise", KEY, primary_key=True),
    Column("team", KEY, primary_key=True),
)

oauth_states = Table(
    "oauth_states",
    metadata,
    Column("state", KEY, primary_key=True),
    Column("expires_at", Double, nullable=False),
)
