"""Webhooks, how far each has told of what, and the message of each that is under way.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None
INSTANT = sa.String(length=27)


def upgrade() -> None:
    op.create_table(
        "webhook",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("process", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("renewed_at", INSTANT, nullable=True),
        sa.Column("paused_at", INSTANT, nullable=True),
        sa.Column("stopped_why", sa.String(), nullable=True),
        sa.Column("delivered_at", INSTANT, nullable=True),
        sa.Column("failed_at", INSTANT, nullable=True),
        sa.Column("failed_why", sa.String(), nullable=True),
        sa.Column("failed_status", sa.Integer(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("next_at", INSTANT, nullable=False),
        sa.Column("lease", sa.String(), nullable=True),
        sa.Column("leased_until", INSTANT, nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.CheckConstraint("generation >= 1 AND failures >= 0 AND turn >= 0", name=op.f("ck_webhook_numbers")),
        sa.ForeignKeyConstraint(
            ["organisation", "account"], ["account.organisation", "account.id"], name=op.f("fk_webhook_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
    )
    op.create_index(op.f("ix_webhook_organisation_account"), "webhook", ["organisation", "account"])
    op.create_index(op.f("ix_webhook_process"), "webhook", ["process"])
    op.create_table(
        "webhook_place",
        sa.Column("webhook", sa.String(), nullable=False),
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("vector", sa.String(), nullable=True),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("participant", sa.String(), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["webhook"], ["webhook.id"], name=op.f("fk_webhook_place_webhook"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("webhook", "process", name=op.f("pk_webhook_place")),
    )
    op.create_index(op.f("ix_webhook_place_process"), "webhook_place", ["process"])
    op.create_table(
        "webhook_message",
        sa.Column("webhook", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("since", sa.String(), nullable=False),
        sa.Column("until", sa.String(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["webhook"], ["webhook.id"], name=op.f("fk_webhook_message_webhook"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("webhook", name=op.f("pk_webhook_message")),
    )
    op.create_index(op.f("ix_webhook_message_process"), "webhook_message", ["process"])


def downgrade() -> None:
    for table in ("webhook_message", "webhook_place", "webhook"):
        op.drop_table(table)
