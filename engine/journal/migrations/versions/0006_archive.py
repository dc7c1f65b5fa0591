"""Which processes were put away, out of the lists.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.journal.tables import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "archive",
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("at", Instant(length=27), nullable=False),
        sa.PrimaryKeyConstraint("process", name=op.f("pk_archive")),
    )


def downgrade() -> None:
    op.drop_table("archive")
