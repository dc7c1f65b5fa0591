"""For how many days an organisation keeps processes that have ended; for ever, where it does not say.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("organisation", sa.Column("keeps_days", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("organisation", "keeps_days")
