"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

KEY = sa.String(255)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    """To this version."""
    op.create_table(
        "counts",
        sa.Column("team", KEY, nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("what", KEY, nullable=False),
        sa.Column("surface", KEY, nullable=False),
        sa.Column("kind", KEY, nullable=False),
        sa.Column("language", KEY, nullable=False),
        sa.Column("detail", KEY, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "team", "day", "what", "surface", "kind", "language", "detail", name=op.f("counts_pkey")
        ),
    )
    op.create_table(
        "inbox",
        sa.Column("number", NUMBER, autoincrement=True, nullable=False),
        sa.Column("event", KEY, nullable=False),
        sa.Column("team", KEY, nullable=False),
        sa.Column("enterprise", KEY, nullable=True),
        sa.Column("channel", KEY, nullable=False),
        sa.Column("ts", KEY, nullable=False),
        sa.Column("thread", KEY, nullable=False),
        sa.Column("came", KEY, nullable=False),
        sa.Column("turn", sa.Text(), nullable=True),
        sa.Column("state", KEY, nullable=False),
        sa.Column("reason", KEY, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("is_uncertain", sa.Boolean(), nullable=False),
        sa.Column("due", sa.Double(), nullable=False),
        sa.Column("owner", KEY, nullable=True),
        sa.Column("leased_until", sa.Double(), nullable=False),
        sa.Column("accepted_at", sa.Double(), nullable=False),
        sa.Column("ended_at", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("inbox_pkey")),
        sa.UniqueConstraint("event", name=op.f("inbox_event_key")),
        sa.UniqueConstraint("team", "channel", "ts", name=op.f("inbox_team_channel_ts_key")),
        sqlite_autoincrement=True,
    )
    op.create_index("inbox_ended", "inbox", ["ended_at"], unique=False)
    op.create_index(
        "inbox_threads",
        "inbox",
        ["team", "channel", "thread", "number"],
        unique=False,
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.create_index(
        "inbox_waiting",
        "inbox",
        ["number"],
        unique=False,
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.create_table(
        "installations",
        sa.Column("enterprise", KEY, nullable=False),
        sa.Column("team", KEY, nullable=False),
        sa.Column("team_name", sa.Text(), nullable=True),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("bot_user", KEY, nullable=False),
        sa.Column("bot_id", KEY, nullable=False),
        sa.Column("app_id", KEY, nullable=True),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("installed_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("enterprise", "team", name=op.f("installations_pkey")),
    )
    op.create_index("installations_team", "installations", ["team"], unique=False)
    op.create_table(
        "oauth_states",
        sa.Column("state", KEY, nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("state", name=op.f("oauth_states_pkey")),
    )
    op.create_table(
        "preferences",
        sa.Column("team", KEY, nullable=False),
        sa.Column("user", KEY, nullable=False),
        sa.Column("language", KEY, nullable=False),
        sa.PrimaryKeyConstraint("team", "user", name=op.f("preferences_pkey")),
    )
    op.create_table(
        "questions",
        sa.Column("number", NUMBER, autoincrement=True, nullable=False),
        sa.Column("team", KEY, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("language", KEY, nullable=False),
        sa.Column("why", KEY, nullable=False),
        sa.Column("entries", sa.Text(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.Double(), nullable=False),
        sa.Column("last_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("questions_pkey")),
        sa.UniqueConstraint("team", "digest", name=op.f("questions_team_digest_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("questions_first_at"), "questions", ["first_at"], unique=False)
    op.create_table(
        "threads",
        sa.Column("team", KEY, nullable=False),
        sa.Column("channel", KEY, nullable=False),
        sa.Column("thread", KEY, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("touched_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("team", "channel", "thread", name=op.f("threads_pkey")),
    )
    op.create_index(op.f("threads_touched_at"), "threads", ["touched_at"], unique=False)


def downgrade() -> None:
    """Back to an empty database."""
    op.drop_index(op.f("threads_touched_at"), table_name="threads")
    op.drop_table("threads")
    op.drop_index(op.f("questions_first_at"), table_name="questions")
    op.drop_table("questions")
    op.drop_table("preferences")
    op.drop_table("oauth_states")
    op.drop_index("installations_team", table_name="installations")
    op.drop_table("installations")
    op.drop_index(
        "inbox_waiting", table_name="inbox", sqlite_where=WAITING, postgresql_where=WAITING
    )
    op.drop_index(
        "inbox_threads", table_name="inbox", sqlite_where=WAITING, postgresql_where=WAITING
    )
    op.drop_index("inbox_ended", table_name="inbox")
    op.drop_table("inbox")
    op.drop_table("counts")
