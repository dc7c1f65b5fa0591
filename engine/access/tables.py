"""The tables of access. What is secret is kept as a digest only; no row here is part of a process's log.

A row that names an account names its organisation too, and the database sees that both belong together.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field

from engine.access import mail_tables
from engine.journal.tables import DIGEST, Instant, Table

ACCOUNT = ["organisation", "account"], ["account.organisation", "account.id"]
HASH = f"length(hash) = {DIGEST}"


class OrganisationRow(Table, table=True):
    """An organisation that has accounts. Methods and processes name it by its id.

    `keeps_days` is after how many days it deletes processes that have ended; None never.
    """

    __tablename__ = "organisation"

    organisation: str = Field(primary_key=True)
    name: str
    made_at: datetime = Field(sa_type=Instant)
    keeps_days: int | None


class AccountRow(Table, table=True):
    """A person in one organisation. Somebody in two has two accounts, and nothing here says that it is one person.

    Of an erased account the id stays alone, without name, address and password.
    """

    __tablename__ = "account"
    __table_args__ = (
        ForeignKeyConstraint(["organisation"], ["organisation.organisation"]),
        UniqueConstraint("organisation", "email"),
        UniqueConstraint("organisation", "id"),
    )

    id: str = Field(primary_key=True)
    organisation: str
    email: str | None
    name: str | None
    password: str | None
    made_at: datetime = Field(sa_type=Instant)
    disabled_at: datetime | None = Field(sa_type=Instant)


class MemberRow(Table, table=True):
    """A role that an account has in its organisation. None of them is a role in a process."""

    __tablename__ = "member"
    __table_args__ = (
        ForeignKeyConstraint(*ACCOUNT),
        CheckConstraint("role IN ('owner', 'author', 'facilitator', 'observer')", name="role"),
        Index(None, "organisation", "role"),
    )

    account: str = Field(primary_key=True)
    role: str = Field(primary_key=True)
    organisation: str
    given_at: datetime = Field(sa_type=Instant)


class SeatRow(Table, table=True):
    """Which account a participant of a process is: one for each participant, and one participant for each account."""

    __tablename__ = "seat"
    __table_args__ = (
        ForeignKeyConstraint(*ACCOUNT),
        UniqueConstraint("process", "account"),
        Index(None, "account"),
    )

    process: str = Field(primary_key=True)
    participant: str = Field(primary_key=True)
    organisation: str
    account: str
    given_at: datetime = Field(sa_type=Instant)


class InvitationRow(Table, table=True):
    """An invitation that waits to be accepted; one that was is gone, and with it the address it was sent to.

    `roles` are words: what the guest will be in the organisation. `participant` of `process` is who he will be there.
    `mailed` is the digest of the secret in the last letter: whoever invites is told another.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        ForeignKeyConstraint(["organisation"], ["organisation.organisation"]),
        CheckConstraint(HASH, name="hash"),
        UniqueConstraint("hash"),
        Index(None, "mailed", unique=True),
        Index(None, "process", "participant"),
        Index(None, "organisation", "email"),
    )

    id: str = Field(primary_key=True)
    organisation: str
    hash: bytes
    mailed: bytes | None
    email: str | None
    roles: str
    process: str | None
    participant: str | None
    made_by: str | None
    made_at: datetime = Field(sa_type=Instant)
    ends_at: datetime = Field(sa_type=Instant)


class SignInLinkRow(Table, table=True):
    """A sign-in link that waits to be used. Without account: it was asked for an address that nobody has."""

    __tablename__ = "sign_in_link"
    __table_args__ = (
        ForeignKeyConstraint(*ACCOUNT),
        CheckConstraint(HASH, name="hash"),
        Index(None, "account"),
        Index(None, "ends_at"),
    )

    hash: bytes = Field(primary_key=True)
    organisation: str
    account: str | None
    ends_at: datetime = Field(sa_type=Instant)


class SessionRow(Table, table=True):
    """Somebody who is signed in; one that was ended is gone. `proven_at` is when he last proved who he is."""

    __tablename__ = "session"
    __table_args__ = (
        ForeignKeyConstraint(*ACCOUNT),
        CheckConstraint(HASH, name="hash"),
        UniqueConstraint("hash"),
        Index(None, "account"),
        Index(None, "ends_at"),
    )

    id: str = Field(primary_key=True)
    organisation: str
    account: str
    hash: bytes
    about: str
    made_at: datetime = Field(sa_type=Instant)
    seen_at: datetime = Field(sa_type=Instant)
    proven_at: datetime = Field(sa_type=Instant)
    ends_at: datetime = Field(sa_type=Instant)


class TokenRow(Table, table=True):
    """A token for programs, of an account and never more than that; `scopes` are words. One that was ended is gone."""

    __tablename__ = "token"
    __table_args__ = (
        ForeignKeyConstraint(*ACCOUNT),
        CheckConstraint(HASH, name="hash"),
        Index(None, "organisation", "account"),
        Index(None, "process"),
    )

    id: str = Field(primary_key=True)
    organisation: str
    account: str
    hash: bytes
    title: str
    scopes: str
    process: str | None
    made_at: datetime = Field(sa_type=Instant)
    used_at: datetime | None = Field(sa_type=Instant)
    ends_at: datetime = Field(sa_type=Instant)


class ArchiveRow(Table, table=True):
    """That a process which has ended was put away: lists leave it out, and nothing else is different about it."""

    __tablename__ = "archive"

    process: str = Field(primary_key=True)
    organisation: str
    at: datetime = Field(sa_type=Instant)


class WebhookRow(Table, table=True):
    """An address that is told of changes, of an account and never more than that may know.

    Its secret is in no row: it follows from the signing key, of which `key` is the public half, and `generation`. What
    is under way is held by whoever has the `lease`; `turn` counts the messages that arrived.
    """

    __tablename__ = "webhook"
    __table_args__ = (
        ForeignKeyConstraint(*ACCOUNT),
        CheckConstraint("generation >= 1 AND failures >= 0 AND turn >= 0", name="numbers"),
        Index(None, "organisation", "account"),
        Index(None, "process"),
    )

    id: str = Field(primary_key=True)
    organisation: str
    account: str
    process: str | None
    url: str
    title: str
    made_at: datetime = Field(sa_type=Instant)
    key: str
    generation: int
    renewed_at: datetime | None = Field(sa_type=Instant)
    paused_at: datetime | None = Field(sa_type=Instant)
    stopped_why: str | None
    delivered_at: datetime | None = Field(sa_type=Instant)
    failed_at: datetime | None = Field(sa_type=Instant)
    failed_why: str | None
    failed_status: int | None
    failures: int
    next_at: datetime = Field(sa_type=Instant)
    lease: str | None
    leased_until: datetime = Field(sa_type=Instant)
    turn: int


class WebhookPlaceRow(Table, table=True):
    """How far a webhook has told of a process: `start` is how long the log was when it was made, `vector` what arrived.

    `length` and `participant` are how the log and the seat were when it was last looked whether there was news.
    """

    __tablename__ = "webhook_place"
    __table_args__ = (
        ForeignKeyConstraint(["webhook"], ["webhook.id"], ondelete="CASCADE"),
        Index(None, "process"),
    )

    webhook: str = Field(primary_key=True)
    process: str = Field(primary_key=True)
    organisation: str
    start: int
    vector: str | None
    length: int
    participant: str | None
    turn: int


class WebhookMessageRow(Table, table=True):
    """The message of a webhook that is under way: the same at each try. `since` and `until` are vectors, as JSON."""

    __tablename__ = "webhook_message"
    __table_args__ = (
        ForeignKeyConstraint(["webhook"], ["webhook.id"], ondelete="CASCADE"),
        Index(None, "process"),
    )

    webhook: str = Field(primary_key=True)
    id: str
    organisation: str
    process: str
    body: bytes
    since: str
    until: str
    length: int


class ReadingRow(Table, table=True):
    """That somebody with a seat read a process, by what way; never what he read, or whether there was anything."""

    __tablename__ = "reading"
    __table_args__ = (
        ForeignKeyConstraint(*ACCOUNT),
        Index(None, "organisation", "at"),
        Index(None, "process", "account", "kind", "at"),
    )

    id: str = Field(primary_key=True)
    organisation: str
    account: str
    process: str
    kind: str
    at: datetime = Field(sa_type=Instant)


# Of the whole schema, also where nobody else has loaded all of it; those first to which others point.
EVERY_TABLE = tuple(table.name for table in mail_tables.LetterRow.metadata.sorted_tables)
