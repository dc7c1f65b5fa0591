"""The list of what was erased or deleted, which a restored backup is held against.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.journal.tables import Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# As in 0008: each in a query of its own, so that it is looked up once for a statement and not for every row.
ALL = "(SELECT current_setting('sluis.organisations') = '*')"
SOME = (
    "(SELECT CASE current_setting('sluis.organisations') WHEN '*' THEN NULL"
    " ELSE current_setting('sluis.organisations')::text[] END)::text[]"
)


def upgrade() -> None:
    op.create_table(
        "erasure_list",
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("at", Instant(length=27), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.CheckConstraint(
            "kind IN ('begun', 'content', 'process', 'account', 'organisation')", name=op.f("ck_erasure_list_kind")
        ),
        sa.CheckConstraint("n >= 0 AND (n = 0) = (kind = 'begun')", name=op.f("ck_erasure_list_order")),
        sa.CheckConstraint("length(digest) = 32", name=op.f("ck_erasure_list_digest")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_erasure_list")),
    )
    if op.get_context().dialect.name == "postgresql":
        op.execute(f"CREATE POLICY organisation ON erasure_list USING ({ALL} OR organisation = ANY ({SOME}))")
        op.execute("ALTER TABLE erasure_list ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE erasure_list FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    op.drop_table("erasure_list")
