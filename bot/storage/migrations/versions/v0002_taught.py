"""The phrases that curators teach in Slack."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

KEY = sa.String(255)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this version."""
    op.create_table(
        "taught",
        sa.Column("number", NUMBER, autoincrement=True, nullable=False),
        sa.Column("team", KEY, nullable=False),
        sa.Column("pack", KEY, nullable=False),
        sa.Column("intent", KEY, nullable=False),
        sa.Column("language", KEY, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("phrase", sa.Text(), nullable=False),
        sa.Column("taught_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("taught_pkey")),
        sa.UniqueConstraint("team", "pack", "digest", name=op.f("taught_team_pack_digest_key")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Back to the version before."""
    op.drop_table("taught")
