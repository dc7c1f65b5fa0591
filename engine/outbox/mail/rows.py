"""What the sender of mail writes: who holds what, what came of it, and the digest of a secret it has just made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from engine.access.desk import instant, text
from engine.access.links import LASTS, insert_link
from engine.access.secrets import digest_of
from engine.journal.writer import Done
from engine.outbox.mail.news import WHICH

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.access.mailboxes import How
    from engine.journal.group import Group
    from engine.journal.store import Connection
    from engine.outbox.mail.news import Looked
    from engine.outbox.mail.shapes import Kind, Outcome
    from engine.outbox.rows import Lease

FREE = "next_at<=? AND leased_until<=?"
DUE_LETTERS = (
    f"SELECT id, whom, organisation FROM letter WHERE over_at IS NULL AND {FREE} ORDER BY kind DESC, made_at, id"  # noqa: S608 - only our own words
)
DUE_BOXES = (
    f"SELECT mailbox.account, mailbox.organisation FROM mailbox WHERE how<>'never' AND {FREE}"  # noqa: S608 - only our own words
    " AND EXISTS (SELECT 1 FROM account WHERE account.id=mailbox.account AND disabled_at IS NULL AND email IS NOT NULL)"
    f" AND EXISTS (SELECT 1 FROM{WHICH}) ORDER BY next_at, mailbox.account"
)
BOX = (
    "SELECT account.id, account.organisation, email, how, language, zone, quiet_from, quiet_until, turn, failures"
    " FROM mailbox JOIN account ON account.id=mailbox.account"
    " WHERE mailbox.account=? AND how<>'never' AND disabled_at IS NULL AND email IS NOT NULL"
)
CLAIM_BOX = (
    f"UPDATE mailbox SET lease=?, leased_until=? WHERE account=? AND turn=? AND how<>'never' AND {FREE}"  # noqa: S608 - only our own words
    " AND EXISTS (SELECT 1 FROM account WHERE id=mailbox.account AND email=? AND disabled_at IS NULL)"
    " RETURNING account"
)
LOOKED = (
    "INSERT INTO mail_place(account, process, organisation, length, participant, waits)"
    " SELECT mailbox.account, process.id, process.organisation, ?, ?, ? FROM mailbox, process"
    " WHERE mailbox.account=? AND process.id=? ON CONFLICT(account, process)"
    " DO UPDATE SET length=excluded.length, participant=excluded.participant, waits=excluded.waits"
)
TOLD = (
    "UPDATE mailbox SET turn=turn+1, sent_at=?, failures=0, next_at=?, lease=NULL, leased_until=?"
    " WHERE account=? AND lease=? RETURNING turn"
)
BOX_FAILED = (
    "UPDATE mailbox SET failures=failures+1, failed_at=?, failed_why=?, failed_status=?, next_at=?, lease=NULL,"
    " leased_until=?, turn=turn+? WHERE account=? AND lease=? RETURNING turn"
)
LETTER = (
    "SELECT letter.id, letter.organisation, letter.kind, letter.language, letter.ends_at, letter.failures,"
    " letter.account, account.email, account.disabled_at, invitation.id, invitation.email, invitation.ends_at"
    " FROM letter LEFT JOIN account ON account.id=letter.account LEFT JOIN invitation"
    " ON invitation.id=letter.invitation WHERE letter.id=? AND letter.over_at IS NULL"
)
CLAIM_LETTER = f"UPDATE letter SET lease=?, leased_until=? WHERE id=? AND over_at IS NULL AND {FREE} RETURNING id"  # noqa: S608 - only our own words
MAILED = "UPDATE invitation SET mailed=? WHERE id=? AND ends_at>? AND email=? RETURNING id"
OVER = "UPDATE letter SET over_at=?, over_why=?, lease=NULL, leased_until=? WHERE id=? AND over_at IS NULL"
LETTER_FAILED = (
    "UPDATE letter SET failures=failures+1, failed_at=?, failed_why=?, failed_status=?, next_at=?, lease=NULL,"
    " leased_until=?, over_at=?, over_why=? WHERE id=? AND lease=?"
)


class Due(NamedTuple):
    """A mailbox of an account, or a letter to an address, that may have something to send; `letter` where it is one."""

    account: str
    organisation: str
    letter: str | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """A mailbox of somebody who may come in, as it is now."""

    account: str
    organisation: str
    email: str
    how: How
    language: str | None
    zone: str | None
    quiet: tuple[int, int] | None
    turn: int
    failures: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter that waits. Without `email` nobody is to have it: nobody had that address, or not any more."""

    id: str
    organisation: str
    kind: Kind
    language: str
    ends_at: datetime
    failures: int
    account: str | None
    email: str | None
    invitation: str | None
    invited_until: datetime | None


def due(connection: Connection, at: datetime) -> list[Due]:
    """Return what may have something to send now: letters first, since somebody waits for them."""
    now = text(at), text(at)
    letters = [
        Due(f"address {bytes(whom).hex()}", str(whose), str(one))
        for one, whom, whose in connection.execute(DUE_LETTERS, now).fetchall()
    ]
    return letters + [Due(str(one), str(whose)) for one, whose in connection.execute(DUE_BOXES, now).fetchall()]


def box_now(connection: Connection, account: str) -> Box | None:
    """Return a mailbox; None where whose it is may not come in, or wants none."""
    row = connection.execute(BOX, (account,)).fetchone()
    if row is None:
        return None
    known, organisation, email, how, language, zone, begins, ends, turn, failures = row
    quiet = None if begins is None or ends is None else (int(begins), int(ends))
    return Box(str(known), str(organisation), str(email), how, language, zone, quiet, int(turn), int(failures))


def tidied(account: str, found: Iterable[Looked], until: datetime | None, group: Group) -> Done[None]:
    """Write down where there was no news, and until when what there is has to wait."""
    group.touch()
    _place(group, account, found)
    if until is not None:
        waits = "UPDATE mailbox SET next_at=? WHERE account=? AND next_at<=?"  # what was chosen meanwhile counts
        group.connection.execute(waits, (text(until), account, text(group.at)))
    return Done(None)


def claimed(box: Box, lease: Lease, group: Group) -> Done[bool]:
    """Hold a mailbox; False where another was first, or whose it is has another address or wants none."""
    group.touch()
    at = text(group.at)
    values = (lease.id, text(group.at + lease.lasts), box.account, box.turn, at, at, box.email)
    return Done(group.connection.execute(CLAIM_BOX, values).fetchone() is not None)


def told(box: Box, found: Iterable[Looked], pause: timedelta, lease: str, group: Group) -> Done[None]:
    """Write down that a mail went out and what it told of, and let the mailbox go."""
    group.touch()
    at, then = text(group.at), text(group.at + pause)
    if group.connection.execute(TOLD, (at, then, at, box.account, lease)).fetchone() is not None:
        _place(group, box.account, found)
    return Done(None)


def box_failed(
    box: Box, outcome: Outcome, wait: timedelta, given_up: Iterable[Looked], lease: str, group: Group
) -> Done[None]:
    """Write down that a mail did not go, and when to try again; what is `given_up` is told of no more."""
    group.touch()
    at, then, dropped = text(group.at), text(group.at + wait), list(given_up)
    values = (at, outcome.why, outcome.status, then, at, 1 if dropped else 0, box.account, lease)
    if group.connection.execute(BOX_FAILED, values).fetchone() is not None:
        _place(group, box.account, dropped)
    return Done(None)


def let_go(due: Due, lease: str, group: Group) -> Done[None]:
    """Let go as it was what nobody sent, or of which nobody knows whether it went."""
    table, name = ("mailbox", "account") if due.letter is None else ("letter", "id")
    group.touch()
    sql = f"UPDATE {table} SET lease=NULL, leased_until=? WHERE {name}=? AND lease=?"  # noqa: S608 - only our own words
    group.connection.execute(sql, (text(group.at), due.letter or due.account, lease))
    return Done(None)


def let_all_go(group: Group) -> Done[None]:
    """Let all go, where nobody else is that could hold any of it."""
    group.touch()
    for table in ("mailbox", "letter"):
        sql = f"UPDATE {table} SET lease=NULL, leased_until=? WHERE lease IS NOT NULL"  # noqa: S608 - only our own names
        group.connection.execute(sql, (text(group.at),))
    return Done(None)


def letter_now(connection: Connection, letter: str) -> Waiting | None:
    """Return a letter that waits, with the address it goes to now; None where it is over or gone."""
    row = connection.execute(LETTER, (letter,)).fetchone()
    if row is None:
        return None
    known, organisation, kind, language, ends_at, failures, account, email, disabled_at, invitation, guest, until = row
    goes_to = guest if kind == "invitation" else None if disabled_at else email
    return Waiting(
        str(known), str(organisation), kind, str(language), instant(ends_at), int(failures), account, goes_to,
        invitation, instant(until) if until else None,
    )  # fmt: skip


def letter_claimed(letter: Waiting, secret: str, lease: Lease, group: Group) -> Done[bool]:
    """Hold a letter, and let the secret that was made for it open what it is about; False where it is not to be sent.

    Of the secret the digest alone is written. The one of a former try opens an invitation no more.
    """
    group.touch()
    at = text(group.at)
    held = (lease.id, text(group.at + lease.lasts), letter.id, at, at)
    if group.connection.execute(CLAIM_LETTER, held).fetchone() is None:
        return Done(answer=False)
    if letter.kind == "invitation":
        values = (digest_of(secret), letter.invitation, at, letter.email)
        if group.connection.execute(MAILED, values).fetchone() is None:
            group.connection.execute(OVER, (at, "moot", at, letter.id))
            return Done(answer=False)
    else:
        insert_link(group, letter.organisation, letter.account, secret, group.at + LASTS)
    return Done(answer=True)


def letter_over(letter: str, why: str, group: Group) -> Done[None]:
    """Write down that a letter is over."""
    group.touch()
    at = text(group.at)
    group.connection.execute(OVER, (at, why, at, letter))
    return Done(None)


def letter_failed(letter: str, outcome: Outcome, wait: timedelta | None, lease: str, group: Group) -> Done[None]:
    """Write down that a letter did not go, and when to try again; without `wait` never."""
    group.touch()
    at = text(group.at)
    then = text(group.at + (wait or timedelta(0)))
    over = (at, "refused") if wait is None else (None, None)
    group.connection.execute(LETTER_FAILED, (at, outcome.why, outcome.status, then, at, *over, letter, lease))
    return Done(None)


def _place(group: Group, account: str, found: Iterable[Looked]) -> None:
    rows = [(one.length, one.participant, one.waits, account, one.process) for one in found]
    group.connection.executemany(LOOKED, rows)
