"""Who may come in: organisations, accounts, seats, invitations, sessions, tokens, and who read what few may see.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisation",
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("made_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("organisation", name=op.f("pk_organisation")),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("password", sa.String(), nullable=True),
        sa.Column("made_at", sa.String(length=27), nullable=False),
        sa.Column("disabled_at", sa.String(length=27), nullable=True),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.organisation"], name=op.f("fk_account_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("organisation", "email", name=op.f("uq_account_organisation_email")),
        sa.UniqueConstraint("organisation", "id", name=op.f("uq_account_organisation_id")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("roles", sa.String(), nullable=False),
        sa.Column("process", sa.String(), nullable=True),
        sa.Column("participant", sa.String(), nullable=True),
        sa.Column("made_by", sa.String(), nullable=True),
        sa.Column("made_at", sa.String(length=27), nullable=False),
        sa.Column("ends_at", sa.String(length=27), nullable=False),
        sa.CheckConstraint("length(hash) = 32", name=op.f("ck_invitation_hash")),
        sa.ForeignKeyConstraint(
            ["organisation"], ["organisation.organisation"], name=op.f("fk_invitation_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("hash", name=op.f("uq_invitation_hash")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_organisation_email"), ["organisation", "email"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_process_participant"), ["process", "participant"], unique=False)

    op.create_table(
        "member",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("given_at", sa.String(length=27), nullable=False),
        sa.CheckConstraint("role IN ('owner', 'author', 'facilitator', 'observer')", name=op.f("ck_member_role")),
        sa.ForeignKeyConstraint(
            ["organisation", "account"], ["account.organisation", "account.id"], name=op.f("fk_member_account")
        ),
        sa.PrimaryKeyConstraint("account", "role", name=op.f("pk_member")),
    )
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_member_organisation_role"), ["organisation", "role"], unique=False)

    op.create_table(
        "reading",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation", "account"], ["account.organisation", "account.id"], name=op.f("fk_reading_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
    )
    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reading_organisation_at"), ["organisation", "at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_reading_process_account_kind_at"), ["process", "account", "kind", "at"], unique=False
        )

    op.create_table(
        "seat",
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("participant", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("given_at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation", "account"], ["account.organisation", "account.id"], name=op.f("fk_seat_account")
        ),
        sa.PrimaryKeyConstraint("process", "participant", name=op.f("pk_seat")),
        sa.UniqueConstraint("process", "account", name=op.f("uq_seat_process_account")),
    )
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seat_account"), ["account"], unique=False)

    op.create_table(
        "session",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("made_at", sa.String(length=27), nullable=False),
        sa.Column("seen_at", sa.String(length=27), nullable=False),
        sa.Column("proven_at", sa.String(length=27), nullable=False),
        sa.Column("ends_at", sa.String(length=27), nullable=False),
        sa.CheckConstraint("length(hash) = 32", name=op.f("ck_session_hash")),
        sa.ForeignKeyConstraint(
            ["organisation", "account"], ["account.organisation", "account.id"], name=op.f("fk_session_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        sa.UniqueConstraint("hash", name=op.f("uq_session_hash")),
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_account"), ["account"], unique=False)
        batch_op.create_index(batch_op.f("ix_session_ends_at"), ["ends_at"], unique=False)

    op.create_table(
        "sign_in_link",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=True),
        sa.Column("ends_at", sa.String(length=27), nullable=False),
        sa.CheckConstraint("length(hash) = 32", name=op.f("ck_sign_in_link_hash")),
        sa.ForeignKeyConstraint(
            ["organisation", "account"], ["account.organisation", "account.id"], name=op.f("fk_sign_in_link_account")
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_sign_in_link")),
    )
    with op.batch_alter_table("sign_in_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_link_account"), ["account"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_in_link_ends_at"), ["ends_at"], unique=False)

    op.create_table(
        "token",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("scopes", sa.String(), nullable=False),
        sa.Column("process", sa.String(), nullable=True),
        sa.Column("made_at", sa.String(length=27), nullable=False),
        sa.Column("used_at", sa.String(length=27), nullable=True),
        sa.Column("ends_at", sa.String(length=27), nullable=False),
        sa.CheckConstraint("length(hash) = 32", name=op.f("ck_token_hash")),
        sa.ForeignKeyConstraint(
            ["organisation", "account"], ["account.organisation", "account.id"], name=op.f("fk_token_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token")),
    )
    with op.batch_alter_table("token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_token_organisation_account"), ["organisation", "account"], unique=False)
        batch_op.create_index(batch_op.f("ix_token_process"), ["process"], unique=False)


def downgrade() -> None:
    for table in (
        "token",
        "sign_in_link",
        "session",
        "seat",
        "reading",
        "member",
        "invitation",
        "account",
        "organisation",
    ):
        op.drop_table(table)
