"""How mail goes, for whoever runs the server: what waits, what failed, and having it tried again now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from engine.access.desk import instant, text

if TYPE_CHECKING:
    from engine.journal.group import Group
    from engine.journal.store import Connection

WAITING = "SELECT count(*) FROM letter WHERE organisation=? AND over_at IS NULL"
LETTERS = (
    "SELECT kind, id, failed_at, failed_why, failed_status, failures, next_at, over_why='refused' FROM letter"
    " WHERE organisation=? AND failures>0 AND (over_at IS NULL OR over_why='refused') ORDER BY failed_at, id"
)
MAILBOXES = (
    "SELECT 'news', account, failed_at, failed_why, failed_status, failures, next_at, 1=0 FROM mailbox"
    " WHERE organisation=? AND failures>0 ORDER BY failed_at, account"
)
AGAIN = (
    "UPDATE letter SET over_at=NULL, over_why=NULL, next_at=? WHERE organisation=? AND ends_at>?"
    " AND failures>0 AND (over_at IS NULL OR over_why='refused')"
)
BOXES_AGAIN = "UPDATE mailbox SET next_at=? WHERE organisation=? AND failures>0"


@dataclass(frozen=True, slots=True)
class Failure:
    """A mail that did not go: of what kind, and the id of the letter, or for news the account it is for.

    `is_over`: it is not tried again by itself.
    """

    kind: str
    subject: str
    failed_at: datetime
    why: str
    status: int | None
    failures: int
    next_at: datetime
    is_over: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How mail of an organisation goes: how many letters wait, and what failed."""

    waiting: int
    failed: tuple[Failure, ...]


def standing_of(connection: Connection, organisation: str) -> Standing:
    """Return how mail of an organisation goes."""
    row = connection.execute(WAITING, (organisation,)).fetchone()
    found = [one for query in (LETTERS, MAILBOXES) for one in connection.execute(query, (organisation,)).fetchall()]
    failed = tuple(
        Failure(
            str(kind), str(subject), instant(failed_at), str(why), None if status is None else int(status),
            int(failures), instant(next_at), bool(is_over),
        )
        for kind, subject, failed_at, why, status, failures, next_at, is_over in found
    )  # fmt: skip
    return Standing(int(row[0]) if row else 0, failed)


def try_again(organisation: str, group: Group) -> None:
    """Let all that failed be tried again now, also what was refused for ever, unless its time is over."""
    at = text(group.at)
    group.touch()
    group.connection.execute(AGAIN, (at, organisation, at))
    group.connection.execute(BOXES_AGAIN, (at, organisation))
