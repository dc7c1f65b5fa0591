"""By which edition of the calendar it was told when something is due; nobody knows it of what was planned before.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("process", sa.Column("planned_by", sa.String(), nullable=True))
    op.create_index(op.f("ix_process_planned_by"), "process", ["planned_by"])
    if op.get_context().dialect.name == "postgresql":
        op.execute("SELECT set_config('sluis.organisations', '*', true)")  # or there would be no rows
    op.execute("UPDATE process SET planned_by='' WHERE next_due IS NOT NULL")


def downgrade() -> None:
    op.drop_index(op.f("ix_process_planned_by"), "process")
    op.drop_column("process", "planned_by")
