"""Which processes are rehearsals, and of which process a receipt is, so that it goes with a rehearsal.

Receipts of before are of no rehearsal, and are kept for a day.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("process", sa.Column("rehearsal", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("receipt", sa.Column("process", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("receipt", "process")
    op.drop_column("process", "rehearsal")
