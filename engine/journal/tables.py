"""The tables. `event`, `content`, `method` and `ballot_box` are what was; `process` and `snapshot` follow from it.

Every row carries its organisation. An event is a skeleton and never changes; what people typed is in `content`, which
can be erased.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    MetaData,
    String,
    UniqueConstraint,
    false,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import registry
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE")  # of the servers' role, to every table
LOCAL = "local"
DIGEST = 32
SALT = 16

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def instant_text(at: datetime) -> str:
    """Write an instant in UTC with a fixed width, so that texts sort as instants do. Raises ValueError."""
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} has no time zone; an instant needs one")
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept as text in UTC: the same on every database, and never without its zone."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Write it."""
        del dialect
        return None if value is None else instant_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Read it."""
        del dialect
        return None if value is None else datetime.fromisoformat(value)


class Table(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMES))):
    """What all tables share."""


class MethodRow(Table, table=True):
    """A published version of a method, with the bytes of its file."""

    __tablename__ = "method"
    __table_args__ = (CheckConstraint("length(digest) = 64", name="digest"),)

    organisation: str = Field(default=LOCAL, primary_key=True)
    id: str = Field(primary_key=True)
    version: str = Field(primary_key=True)
    digest: str
    source: bytes
    published_at: datetime = Field(sa_type=Instant)


class ProcessRow(Table, table=True):
    """Where a process stands, for lists and look-ups. `length` counts its events, `head` stands for their order.

    `phases` and `owed_by` are words between spaces: paths of phases it is in; roles, parties and participants whose
    turn it is. `next_due` is for the clock alone, and `planned_by` the edition of the calendar by which that was told;
    `due_shown` is what the whole process may know of it.
    """

    __tablename__ = "process"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation", "method", "version"], ["method.organisation", "method.id", "method.version"]
        ),
        CheckConstraint("state IN ('open', 'held', 'ended')", name="state"),
        CheckConstraint("length >= 1", name="length"),
        CheckConstraint(f"length(head) = {DIGEST}", name="head"),
        Index(None, "organisation", "method", "state"),
        Index(None, "root_id"),
        Index(None, "next_due"),
        Index(None, "planned_by"),
    )

    id: str = Field(primary_key=True)
    root_id: str
    organisation: str = LOCAL
    method: str
    version: str
    digest: str
    title: str | None
    language: str
    state: str
    end: str | None
    phases: str
    owed_by: str
    overdue: bool
    opened_at: datetime = Field(sa_type=Instant)
    changed_at: datetime = Field(sa_type=Instant)
    next_due: datetime | None = Field(sa_type=Instant)
    due_shown: datetime | None = Field(sa_type=Instant)
    length: int
    head: bytes
    rehearsal: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    planned_by: str | None = None


class EventRow(Table, table=True):
    """An event: `seq` is its place in its process, `n` that in its label, of whose chain `digest` is the end.

    The other columns repeat the skeleton.
    """

    __tablename__ = "event"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("seq >= 1 AND n >= 1 AND n <= seq", name="order"),
        CheckConstraint(f"length(digest) = {DIGEST}", name="digest"),
        UniqueConstraint("process", "label", "n"),
        {"sqlite_with_rowid": False},
    )

    process: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    organisation: str = LOCAL
    label: str
    n: int
    type: str
    version: int
    at: datetime = Field(sa_type=Instant)
    due_at: datetime | None = Field(sa_type=Instant)
    actor: str | None
    role: str | None
    skeleton: bytes
    digest: bytes


class ContentRow(Table, table=True):
    """What somebody typed, behind its commitment.

    `label` is who may see it; `about` the participant whose data it is, if it is anybody's.
    """

    __tablename__ = "content"
    __table_args__ = (
        CheckConstraint(f"length(salt) = {SALT}", name="salt"),
        CheckConstraint(f"length(commitment) = {DIGEST}", name="commitment"),
        Index(None, "process", "about"),
    )

    commitment: bytes = Field(sa_type=LargeBinary(DIGEST), primary_key=True)
    organisation: str = LOCAL
    process: str
    label: str
    about: str | None
    salt: bytes
    bytes: bytes


class BallotBoxRow(Table, table=True):
    """The box of a secret vote that is open: how many there are of each ballot. No row is a voter's, and none a vote's.

    `ballots` is written anew as a whole with each ballot, in the order of their text.
    """

    __tablename__ = "ballot_box"

    process: str = Field(primary_key=True)
    run: str = Field(primary_key=True)
    organisation: str = LOCAL
    ballots: bytes


class ReceiptRow(Table, table=True):
    """The answer to an accepted command that came with an idempotency key, and the process that it was about."""

    __tablename__ = "receipt"
    __table_args__ = (CheckConstraint(f"length(body) = {DIGEST}", name="body"), Index(None, "kept_until"))

    organisation: str = Field(default=LOCAL, primary_key=True)
    actor: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    body: bytes
    answer: bytes
    kept_until: datetime = Field(sa_type=Instant)
    process: str | None


class SnapshotRow(Table, table=True):
    """The situation after `length` events, so that loading a long process need not begin at its first.

    `heads` are the digests of its chains by label, as JSON; `head` stands for the order of its events.
    """

    __tablename__ = "snapshot"
    __table_args__ = (
        ForeignKeyConstraint(["process"], ["process.id"], ondelete="CASCADE"),
        CheckConstraint("length >= 1", name="length"),
        CheckConstraint(f"length(head) = {DIGEST}", name="head"),
    )

    process: str = Field(primary_key=True)
    organisation: str = LOCAL
    length: int
    fold_version: int
    head: bytes
    heads: str
    bytes: bytes


class ErasureRow(Table, table=True):
    """What was erased or deleted, by ids alone, in the order of all organisations. The first row is the installation.

    `subject` is a process, an account or an organisation; `part` the commitment of content. No row is ever changed or
    taken out, not when its organisation goes either: a backup made before may hold what it names.
    """

    __tablename__ = "erasure_list"
    __table_args__ = (
        CheckConstraint("kind IN ('begun', 'content', 'process', 'account', 'organisation')", name="kind"),
        CheckConstraint("n >= 0 AND (n = 0) = (kind = 'begun')", name="order"),
        CheckConstraint(f"length(digest) = {DIGEST}", name="digest"),
    )

    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    organisation: str
    kind: str
    subject: str
    part: str
    at: datetime = Field(sa_type=Instant)
    digest: bytes = Field(sa_type=LargeBinary(DIGEST))
