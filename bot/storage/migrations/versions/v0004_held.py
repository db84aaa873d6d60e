"""What is too long for a button, held for half an hour."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

KEY = sa.String(255)


def upgrade() -> None:
    """To this version."""
    op.create_table(
        "held",
        sa.Column("team", KEY, nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("team", "id", name=op.f("held_pkey")),
    )
    op.create_index(op.f("held_expires_at"), "held", ["expires_at"])


def downgrade() -> None:
    """Back to the version before."""
    op.drop_table("held")
