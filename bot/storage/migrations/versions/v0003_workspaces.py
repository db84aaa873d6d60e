"""The workspaces in which an organisation's installation was used."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

KEY = sa.String(255)


def upgrade() -> None:
    """To this version."""
    op.create_table(
        "workspaces",
        sa.Column("enterprise", KEY, nullable=False),
        sa.Column("team", KEY, nullable=False),
        sa.PrimaryKeyConstraint("enterprise", "team", name=op.f("workspaces_pkey")),
    )


def downgrade() -> None:
    """Back to the version before."""
    op.drop_table("workspaces")
