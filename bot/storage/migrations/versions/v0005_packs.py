"""Which packs a question was asked of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """To this version."""
    op.add_column("questions", sa.Column("packs", sa.Text()))


def downgrade() -> None:
    """Back to the version before."""
    op.drop_column("questions", "packs")
