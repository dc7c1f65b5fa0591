"""The tables of mail: how somebody wants to be told, how far he was told of what, and letters to one person.

No row has a word of a letter, or the secret of a link: a letter is made of what holds when it is sent.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlmodel import Field

from engine.journal.tables import DIGEST, Instant, Table

ACCOUNT = ["organisation", "account"], ["account.organisation", "account.id"]


class MailboxRow(Table, table=True):
    """How an account is told by mail of what happens, and how that goes; `turn` counts the mails that were sent.

    Without `language` or `zone` those of a process count. `quiet_from` and `quiet_until` are minutes of a day.
    """

    __tablename__ = "mailbox"
    __table_args__ = (
        ForeignKeyConstraint(*ACCOUNT),
        CheckConstraint("how IN ('at_once', 'daily', 'never')", name="how"),
        CheckConstraint("failures >= 0 AND turn >= 0", name="numbers"),
        Index(None, "next_at"),
    )

    account: str = Field(primary_key=True)
    organisation: str
    how: str
    language: str | None
    zone: str | None
    quiet_from: int | None
    quiet_until: int | None
    turn: int
    sent_at: datetime | None = Field(sa_type=Instant)
    failed_at: datetime | None = Field(sa_type=Instant)
    failed_why: str | None
    failed_status: int | None
    failures: int
    next_at: datetime = Field(sa_type=Instant)
    lease: str | None
    leased_until: datetime = Field(sa_type=Instant)


class MailPlaceRow(Table, table=True):
    """How far an account was told by mail of a process: `length` is how long its log was when it was last looked.

    `participant` is the seat of then, and `waits` what waited for it, as keyed digests with spaces between them.
    """

    __tablename__ = "mail_place"
    __table_args__ = (
        ForeignKeyConstraint(["account"], ["mailbox.account"], ondelete="CASCADE"),
        Index(None, "process"),
    )

    account: str = Field(primary_key=True)
    process: str = Field(primary_key=True)
    organisation: str
    length: int
    participant: str
    waits: str


class LetterRow(Table, table=True):
    """A letter to one person that has to do with a link: an invitation, or a sign-in link somebody asked for.

    `whom` is a keyed digest of the address, to count by. One that is over stays until `kept_until`, for the count.
    """

    __tablename__ = "letter"
    __table_args__ = (
        ForeignKeyConstraint(*ACCOUNT),
        CheckConstraint("kind IN ('invitation', 'sign_in')", name="kind"),
        CheckConstraint("over_why IN ('sent', 'refused', 'late', 'moot')", name="over_why"),
        CheckConstraint(f"length(whom) = {DIGEST}", name="whom"),
        CheckConstraint("failures >= 0", name="numbers"),
        Index(None, "organisation", "whom"),
        Index(None, "account"),
        Index(None, "next_at"),
        Index(None, "kept_until"),
    )

    id: str = Field(primary_key=True)
    organisation: str
    kind: str
    account: str | None
    invitation: str | None
    language: str
    whom: bytes
    made_by: str | None
    made_at: datetime = Field(sa_type=Instant)
    ends_at: datetime = Field(sa_type=Instant)
    kept_until: datetime = Field(sa_type=Instant)
    over_at: datetime | None = Field(sa_type=Instant)
    over_why: str | None
    failed_at: datetime | None = Field(sa_type=Instant)
    failed_why: str | None
    failed_status: int | None
    failures: int
    next_at: datetime = Field(sa_type=Instant)
    lease: str | None
    leased_until: datetime = Field(sa_type=Instant)
