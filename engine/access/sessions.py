"""Sessions: a person who signed in, known by a cookie until he ends it or a limit is reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, cast

from engine.access.accounts import address_of
from engine.access.acting import roles_of
from engine.access.desk import instant, text
from engine.access.identity import EVERYTHING, Identity
from engine.access.secrets import digest_of, new_id, new_secret
from engine.errors import NotLetIn
from engine.journal.store import EVERYBODY, storable
from engine.process.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Collection

    from engine.access.desk import Desk
    from engine.access.identity import Role
    from engine.journal.group import Group
    from engine.journal.store import Connection, Row

AT_WORK: frozenset[Role] = frozenset({"owner", "author", "facilitator"})
SEEN_EVERY = timedelta(minutes=5)
LONGEST_ABOUT = 200
REFUSED = Refusal("not-yours", "sign_in_refused")
KNOWN = (
    "SELECT session.id, session.organisation, session.account, session.made_at, session.seen_at, session.proven_at,"
    " session.ends_at, member.role FROM session JOIN account ON account.id=session.account"
    " LEFT JOIN member ON member.account=account.id"
    " WHERE session.hash=? AND session.ends_at>? AND account.disabled_at IS NULL"
)
INSERT = (
    "INSERT INTO session(id, organisation, account, hash, about, made_at, seen_at, proven_at, ends_at)"
    " VALUES(?,?,?,?,?,?,?,?,?)"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lasts: unused, and in all."""

    idle: timedelta
    absolute: timedelta


LIMITS_AT_WORK = Limits(timedelta(hours=1), timedelta(hours=12))
LIMITS_OF_OTHERS = Limits(timedelta(hours=8), timedelta(days=7))


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that has just begun; `secret` is told once, to the person's browser."""

    secret: str
    session: str
    organisation: str
    account: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """A session as its owner sees it. `about` is what the browser said of itself."""

    id: str
    about: str
    made_at: datetime
    seen_at: datetime
    ends_at: datetime
    is_this: bool


class Sessions:
    """Signing in and out."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def sign_in(self, organisation: str, email: str, password: str, about: str = "") -> SignedIn | Refusal:
        """Begin a session, with a new id. Whatever is wrong is refused alike, and after the same time."""
        query = "SELECT id, password FROM account WHERE organisation=? AND email=? AND disabled_at IS NULL"
        wanted = (storable(organisation), address_of(email))
        known = self._desk.read(wanted[0], lambda connection, _at: connection.execute(query, wanted).fetchone())
        kept = str(known[1]) if known and known[1] else None
        if not self._desk.passwords.fits(password, kept) or known is None:
            return REFUSED
        try:
            return self._desk.write(organisation, partial(self._begun, organisation, str(known[0]), kept, about))
        except NotLetIn:  # disabled a moment ago
            return REFUSED

    def identify(self, secret: str) -> Identity | None:
        """Return who has this session; None where there is none, or a limit was reached."""
        return self._desk.read(EVERYBODY, partial(self._identity, digest_of(secret)))

    def prove(self, by: Identity, password: str) -> Refusal | None:
        """Take note that a person proved who he is; None where it was the right password."""
        kept = self._desk.read(by.organisation, partial(_password_of, by))
        if not self._desk.passwords.fits(password, kept) or by.session is None:
            return REFUSED
        return self._desk.write(by.organisation, partial(_prove, by.session))

    def of(self, by: Identity) -> list[Session]:
        """Return the sessions of an account, the newest first."""
        return self._desk.read(by.organisation, partial(_sessions, by))

    def end(self, by: Identity, session: str) -> bool:
        """End one of one's own sessions; False where there is none of this id."""
        return self._desk.write(by.organisation, partial(_end, by, session)) is True

    def begin(self, group: Group, organisation: str, account: str, about: str) -> SignedIn:
        """Begin a session in a group that lets somebody in by another way. Raises NotLetIn."""
        group.lock_account(account)
        limits = limits_for(roles_of(group.connection, organisation, account))
        secret, identity, ends_at = new_secret(self._desk.random), new_id(self._desk.random), group.at + limits.absolute
        at, told = text(group.at), about[:LONGEST_ABOUT].replace("\0", "").encode("utf-8", "replace").decode()
        group.touch()
        group.connection.execute("DELETE FROM session WHERE ends_at<=?", (at,))
        row = (identity, organisation, account, digest_of(secret), told, at, at, at, text(ends_at))
        group.connection.execute(INSERT, row)
        return SignedIn(secret, identity, organisation, account, ends_at)

    def _begun(self, organisation: str, account: str, kept: str | None, about: str, group: Group) -> SignedIn | Refusal:
        group.lock_account(account)
        row = group.connection.execute("SELECT password FROM account WHERE id=?", (account,)).fetchone()
        if row is None or row[0] != kept:  # changed a moment ago
            return REFUSED
        return self.begin(group, organisation, account, about)

    def _identity(self, digest: bytes, connection: Connection, at: datetime) -> Identity | None:
        rows = connection.execute(KNOWN, (digest, text(at))).fetchall()
        if not rows:
            return None
        identity, organisation, account, made_at, seen_at, proven_at, ends_at, _ = rows[0]
        roles = frozenset(cast("Role", row[7]) for row in rows if row[7])
        limits = limits_for(roles)
        if at - instant(seen_at) >= limits.idle or at - instant(made_at) >= limits.absolute or at >= instant(ends_at):
            return None
        if at - instant(seen_at) >= SEEN_EVERY:
            key, seen = (organisation, "session", identity), "UPDATE session SET seen_at=? WHERE id=?"
            self._desk.note(key, at, SEEN_EVERY, seen, (text(at), identity))
        return Identity(organisation, account, roles, EVERYTHING, session=identity, proven_at=instant(proven_at))


def limits_for(roles: Collection[Role]) -> Limits:
    """Return how long a session of somebody with these roles lasts."""
    return LIMITS_AT_WORK if AT_WORK.intersection(roles) else LIMITS_OF_OTHERS


def _password_of(by: Identity, connection: Connection, at: datetime) -> str | None:
    query = "SELECT password FROM account WHERE organisation=? AND id=? AND disabled_at IS NULL"
    row = connection.execute(query, (by.organisation, by.account)).fetchone()
    return str(row[0]) if row and row[0] else None


def _prove(session: str, group: Group) -> None:
    group.touch()
    group.connection.execute("UPDATE session SET proven_at=? WHERE id=?", (text(group.at), session))


def _sessions(by: Identity, connection: Connection, at: datetime) -> list[Session]:
    query = (
        "SELECT id, about, made_at, seen_at, ends_at FROM session WHERE organisation=? AND account=? AND ends_at>?"
        " ORDER BY made_at DESC, id"
    )
    rows = connection.execute(query, (by.organisation, by.account, text(at))).fetchall()
    return [_session(row, by) for row in rows]


def _session(row: Row, by: Identity) -> Session:
    identity, about, made_at, seen_at, ends_at = row
    return Session(identity, about, instant(made_at), instant(seen_at), instant(ends_at), identity == by.session)


def _end(by: Identity, session: str, group: Group) -> bool:
    group.touch()
    query = "DELETE FROM session WHERE organisation=? AND account=? AND id=? RETURNING id"
    return group.connection.execute(query, (by.organisation, by.account, session)).fetchone() is not None
