"""The boxes of secret ballots.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ballot_box",
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("ballots", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("process", "run", name=op.f("pk_ballot_box")),
    )


def downgrade() -> None:
    op.drop_table("ballot_box")
