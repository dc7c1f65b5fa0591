"""On PostgreSQL the database itself keeps the rows of organisations apart; SQLite has no such thing.

A row is there for whoever has said in his transaction that he works for its organisation, or for all of them. What says
nothing is refused, and not told that there is nothing.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = (
    "account", "archive", "ballot_box", "content", "event", "invitation", "member", "method", "organisation", "process",
    "reading", "receipt", "seat", "session", "sign_in_link", "snapshot", "token",
    "webhook", "webhook_message", "webhook_place",
)  # fmt: skip
# Each in a query of its own, so that it is looked up once for a statement and not for every row.
ALL = "(SELECT current_setting('sluis.organisations') = '*')"
SOME = (
    "(SELECT CASE current_setting('sluis.organisations') WHEN '*' THEN NULL"
    " ELSE current_setting('sluis.organisations')::text[] END)::text[]"
)


def upgrade() -> None:
    if op.get_context().dialect.name != "postgresql":
        return
    for table in TABLES:
        op.execute(f"CREATE POLICY organisation ON {table} USING ({ALL} OR organisation = ANY ({SOME}))")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    if op.get_context().dialect.name != "postgresql":
        return
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        op.execute(f"DROP POLICY organisation ON {table}")
