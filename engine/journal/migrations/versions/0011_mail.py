"""Mail: how somebody wants to be told, how far he was told of what, and letters that hold a link.

Of what there is already nobody is told: places begin where the logs are now.

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None
INSTANT = sa.String(length=27)
TABLES = ("letter", "mail_place", "mailbox")
LONG_AGO = "'2000-01-01T00:00:00.000000Z'"
MAILBOXES = (
    "INSERT INTO mailbox(account, organisation, how, turn, failures, next_at, leased_until)"  # noqa: S608 - only our own words
    f" SELECT id, organisation, 'at_once', 0, 0, {LONG_AGO}, {LONG_AGO} FROM account WHERE email IS NOT NULL"
)
PLACES = (
    "INSERT INTO mail_place(account, process, organisation, length, participant, waits)"
    " SELECT seat.account, seat.process, seat.organisation, process.length, seat.participant, '' FROM seat"
    " JOIN process ON process.id=seat.process JOIN mailbox ON mailbox.account=seat.account"
)
# Each in a query of its own, so that it is looked up once for a statement and not for every row.
ALL = "(SELECT current_setting('sluis.organisations') = '*')"
SOME = (
    "(SELECT CASE current_setting('sluis.organisations') WHEN '*' THEN NULL"
    " ELSE current_setting('sluis.organisations')::text[] END)::text[]"
)


def upgrade() -> None:
    op.create_table(
        "mailbox",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_until", sa.Integer(), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        *_going(),
        sa.CheckConstraint("how IN ('at_once', 'daily', 'never')", name=op.f("ck_mailbox_how")),
        sa.CheckConstraint("failures >= 0 AND turn >= 0", name=op.f("ck_mailbox_numbers")),
        sa.ForeignKeyConstraint(
            ["organisation", "account"], ["account.organisation", "account.id"], name=op.f("fk_mailbox_account")
        ),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_mailbox")),
    )
    op.create_index(op.f("ix_mailbox_next_at"), "mailbox", ["next_at"])
    op.create_table(
        "mail_place",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("participant", sa.String(), nullable=False),
        sa.Column("waits", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["mailbox.account"], name=op.f("fk_mail_place_mailbox"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account", "process", name=op.f("pk_mail_place")),
    )
    op.create_index(op.f("ix_mail_place_process"), "mail_place", ["process"])
    _letters()
    op.add_column("invitation", sa.Column("mailed", sa.LargeBinary(), nullable=True))
    op.create_index(op.f("ix_invitation_mailed"), "invitation", ["mailed"], unique=True)
    if op.get_context().dialect.name == "postgresql":  # what is there already is of all organisations
        op.execute("SET LOCAL sluis.organisations = '*'")
    op.execute(MAILBOXES)
    op.execute(PLACES)
    _keep_apart()


def downgrade() -> None:
    op.drop_index(op.f("ix_invitation_mailed"), "invitation")
    op.drop_column("invitation", "mailed")
    for table in TABLES:
        op.drop_table(table)


def _letters() -> None:
    op.create_table(
        "letter",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=True),
        sa.Column("invitation", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("whom", sa.LargeBinary(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("kept_until", INSTANT, nullable=False),
        sa.Column("over_at", INSTANT, nullable=True),
        sa.Column("over_why", sa.String(), nullable=True),
        *_going(),
        sa.CheckConstraint("kind IN ('invitation', 'sign_in')", name=op.f("ck_letter_kind")),
        sa.CheckConstraint("over_why IN ('sent', 'refused', 'late', 'moot')", name=op.f("ck_letter_over_why")),
        sa.CheckConstraint("length(whom) = 32", name=op.f("ck_letter_whom")),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_letter_numbers")),
        sa.ForeignKeyConstraint(
            ["organisation", "account"], ["account.organisation", "account.id"], name=op.f("fk_letter_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
    )
    op.create_index(op.f("ix_letter_organisation_whom"), "letter", ["organisation", "whom"])
    for one in ("account", "next_at", "kept_until"):
        op.create_index(op.f(f"ix_letter_{one}"), "letter", [one])


def _going() -> list[sa.Column[object]]:
    """Return the columns that say how sending goes."""
    return [
        sa.Column("failed_at", INSTANT, nullable=True),
        sa.Column("failed_why", sa.String(), nullable=True),
        sa.Column("failed_status", sa.Integer(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("next_at", INSTANT, nullable=False),
        sa.Column("lease", sa.String(), nullable=True),
        sa.Column("leased_until", INSTANT, nullable=False),
    ]


def _keep_apart() -> None:
    """Let PostgreSQL keep the new tables apart by organisation, as revision 0008 does for the others."""
    if op.get_context().dialect.name != "postgresql":
        return
    for table in TABLES:
        op.execute(f"CREATE POLICY organisation ON {table} USING ({ALL} OR organisation = ANY ({SOME}))")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
