"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "content",
        sa.Column("commitment", sa.LargeBinary(length=32), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(commitment) = 32", name=op.f("ck_content_commitment")),
        sa.CheckConstraint("length(salt) = 16", name=op.f("ck_content_salt")),
        sa.PrimaryKeyConstraint("commitment", name=op.f("pk_content")),
    )
    with op.batch_alter_table("content", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_content_process_about"), ["process", "about"], unique=False)

    op.create_table(
        "event",
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("due_at", sa.String(length=27), nullable=True),
        sa.Column("actor", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("skeleton", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(digest) = 32", name=op.f("ck_event_digest")),
        sa.CheckConstraint("seq >= 1 AND n >= 1 AND n <= seq", name=op.f("ck_event_order")),
        sa.PrimaryKeyConstraint("process", "seq", name=op.f("pk_event")),
        sa.UniqueConstraint("process", "label", "n", name=op.f("uq_event_process_label_n")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "method",
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        sa.Column("published_at", sa.String(length=27), nullable=False),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_method_digest")),
        sa.PrimaryKeyConstraint("organisation", "id", "version", name=op.f("pk_method")),
    )
    op.create_table(
        "receipt",
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("kept_until", sa.String(length=27), nullable=False),
        sa.CheckConstraint("length(body) = 32", name=op.f("ck_receipt_body")),
        sa.PrimaryKeyConstraint("organisation", "actor", "key", name=op.f("pk_receipt")),
    )
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_receipt_kept_until"), ["kept_until"], unique=False)

    op.create_table(
        "process",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("root_id", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("end", sa.String(), nullable=True),
        sa.Column("phases", sa.String(), nullable=False),
        sa.Column("owed_by", sa.String(), nullable=False),
        sa.Column("overdue", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.String(length=27), nullable=False),
        sa.Column("changed_at", sa.String(length=27), nullable=False),
        sa.Column("next_due", sa.String(length=27), nullable=True),
        sa.Column("due_shown", sa.String(length=27), nullable=True),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'held', 'ended')", name=op.f("ck_process_state")),
        sa.CheckConstraint("length >= 1", name=op.f("ck_process_length")),
        sa.CheckConstraint("length(head) = 32", name=op.f("ck_process_head")),
        sa.ForeignKeyConstraint(
            ["organisation", "method", "version"],
            ["method.organisation", "method.id", "method.version"],
            name=op.f("fk_process_method"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process")),
    )
    with op.batch_alter_table("process", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_process_next_due"), ["next_due"], unique=False)
        batch_op.create_index(batch_op.f("ix_process_root_id"), ["root_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_process_organisation_method_state"), ["organisation", "method", "state"], unique=False
        )

    op.create_table(
        "snapshot",
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("fold_version", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("heads", sa.String(), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length >= 1", name=op.f("ck_snapshot_length")),
        sa.CheckConstraint("length(head) = 32", name=op.f("ck_snapshot_head")),
        sa.ForeignKeyConstraint(["process"], ["process.id"], name=op.f("fk_snapshot_process"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("process", name=op.f("pk_snapshot")),
    )


def downgrade() -> None:
    op.drop_table("snapshot")
    with op.batch_alter_table("process", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_process_organisation_method_state"))
        batch_op.drop_index(batch_op.f("ix_process_root_id"))
        batch_op.drop_index(batch_op.f("ix_process_next_due"))

    op.drop_table("process")
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_receipt_kept_until"))

    op.drop_table("receipt")
    op.drop_table("method")
    op.drop_table("event")
    with op.batch_alter_table("content", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_content_process_about"))

    op.drop_table("content")
