"""Tokens: how programs come in. Each is of an account and never more than that; it is shown once, and always ends."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from hmac import compare_digest
from typing import TYPE_CHECKING, Literal, cast

from engine.access.accounts import checked_name
from engine.access.acting import manages, must_be_proven, must_know_of, roles_now, roles_of
from engine.access.desk import instant, text
from engine.access.identity import SCOPES, SHOWS, Identity
from engine.access.secrets import LONGEST, digest_of, new_id, new_secret
from engine.journal.store import EVERYBODY, storable
from engine.process.refusal import Refusal, refuse

if TYPE_CHECKING:
    from collections.abc import Collection

    from engine.access.desk import Desk
    from engine.access.identity import Role, Scope
    from engine.journal.group import Group
    from engine.journal.store import Connection, Row

PREFIX = "sluis"
ALONE = frozenset({"dashboard", "embed"})
LONGEST_LIFE = timedelta(days=366)
SEEN_EVERY = timedelta(minutes=5)
COLUMNS = "id, account, title, scopes, process, made_at, used_at, ends_at"
KNOWN = (
    "SELECT token.organisation, token.account, token.hash, token.scopes, token.process, token.used_at, member.role"
    " FROM token JOIN account ON account.id=token.account LEFT JOIN member ON member.account=account.id"
    " WHERE token.id=? AND token.ends_at>? AND account.disabled_at IS NULL"
)
ENDED = "SELECT hash FROM token WHERE id=? AND ends_at<=?"
Fault = Literal["malformed", "expired", "unknown"]
INSERT = (
    "INSERT INTO token(id, organisation, account, hash, title, scopes, process, made_at, ends_at)"
    " VALUES(?,?,?,?,?,?,?,?,?)"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A token as its owner sees it: what it is for, and when it was last used."""

    id: str
    account: str
    title: str
    scopes: frozenset[Scope]
    process: str | None
    made_at: datetime
    used_at: datetime | None
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Made:
    """A token that was just made; `secret` is told once."""

    secret: str
    token: Token


@dataclass(frozen=True, slots=True)
class Asked:
    """What a token is to be: for all of the organisation that its account may, or for one process."""

    title: str
    scopes: frozenset[Scope]
    lasts: timedelta
    process: str | None = None


class Tokens:
    """Making tokens, and knowing them again."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def make(self, by: Identity, asked: Asked, account: str | None = None) -> Made | Refusal:
        """Make a token of one's own account; the operator, of any. Raises NotLetIn, ProcessUnknown."""
        wanted = asked if asked.process is None else replace(asked, process=storable(asked.process))
        return self._desk.write(by.organisation, partial(self._made, by, wanted, account))

    def identify(self, token: str) -> Identity | None:
        """Return whose token this is, and what it is for; None where there is none that holds."""
        if (parts := _parts(token)) is None:
            return None
        return self._desk.read(EVERYBODY, partial(self._identity, parts[0], digest_of(parts[1])))

    def fault_of(self, token: str) -> tuple[Fault, str | None]:
        """Return why a token lets nobody in, and its id, for whoever runs the server; nobody else is told."""
        if (parts := _parts(token)) is None:
            return "malformed", None
        return self._desk.read(EVERYBODY, partial(_fault, *parts)), parts[0]

    def of(self, by: Identity) -> list[Token]:
        """Return one's own tokens; for an owner and the operator those of all. Raises NotLetIn."""
        return self._desk.read(by.organisation, partial(_tokens, by))

    def end(self, by: Identity, token: str) -> bool:
        """End a token at once; False where there is none of this id, or it is another's. Raises NotLetIn."""
        return self._desk.write(by.organisation, partial(_ended, by, token)) is True

    def _made(self, by: Identity, asked: Asked, account: str | None, group: Group) -> Made:
        whose = account if by.is_operator else by.account
        if whose is None or (by.session is None and not by.is_operator) or account not in {None, whose}:
            raise refuse("not-yours", "tokens_are_made_by_people")
        group.lock_account(whose)
        roles = (
            roles_of(group.connection, by.organisation, whose) if by.is_operator else roles_now(group.connection, by)
        )
        must_be_proven(by, group.at)
        title = checked_name(asked.title, "/title")
        _must_be_possible(asked, roles)
        if asked.process is not None:
            must_know_of(group.connection, by, asked.process, whose, roles)
        identity, secret, ends_at = new_id(self._desk.random), new_secret(self._desk.random), group.at + asked.lasts
        at, scopes = text(group.at), " ".join(one for one in SCOPES if one in asked.scopes)
        group.touch()
        group.connection.execute("DELETE FROM token WHERE ends_at<=?", (at,))
        row = (identity, by.organisation, whose, digest_of(secret), title, scopes, asked.process, at, text(ends_at))
        group.connection.execute(INSERT, row)
        told = Token(identity, whose, title, asked.scopes, asked.process, group.at, None, ends_at)
        return Made(f"{PREFIX}_{identity}_{secret}", told)

    def _identity(self, token: str, digest: bytes, connection: Connection, at: datetime) -> Identity | None:
        rows = connection.execute(KNOWN, (token, text(at))).fetchall()
        if not rows or not compare_digest(bytes(rows[0][2]), digest):
            return None
        organisation, account, _, scopes, process, used_at, _ = rows[0]
        roles = frozenset(cast("Role", row[6]) for row in rows if row[6])
        if used_at is None or at - instant(used_at) >= SEEN_EVERY:
            key, used = (organisation, "token", token), "UPDATE token SET used_at=? WHERE id=?"
            self._desk.note(key, at, SEEN_EVERY, used, (text(at), token))
        return Identity(organisation, account, roles, _scopes(scopes), process, token=token)


def _parts(token: str) -> tuple[str, str] | None:
    """Return id and secret of what has the shape of a token."""
    prefix, _, rest = token.partition("_")
    identity, _, secret = rest.partition("_")
    if prefix != PREFIX or len(token) > LONGEST or not identity.isalnum() or not identity.isascii():
        return None
    return identity, secret


def _fault(token: str, secret: str, connection: Connection, at: datetime) -> Fault:
    row = connection.execute(ENDED, (token, text(at))).fetchone()
    return "expired" if row and compare_digest(bytes(row[0]), digest_of(secret)) else "unknown"


def _must_be_possible(asked: Asked, roles: Collection[Role]) -> None:
    """Refuse a token that is for nothing, lasts too long, or is more than its account. Raises Refused."""
    if not asked.scopes or not asked.scopes <= set(SCOPES) or (asked.scopes & ALONE and len(asked.scopes) > 1):
        raise refuse("malformed", "scopes_wrong", "/scopes", allowed=SCOPES)
    if not timedelta(0) < asked.lasts <= LONGEST_LIFE:
        raise refuse("malformed", "lasts_wrong", "/days", most=LONGEST_LIFE.days)
    if "publish" in asked.scopes and ("author" not in roles or asked.process):
        raise refuse("not-yours", "publish_is_for_authors", "/scopes")
    if "dashboard" in asked.scopes and not (roles or asked.process):
        raise refuse("not-yours", "dashboard_is_for_members", "/scopes")
    if "embed" in asked.scopes and not SHOWS.intersection(roles):
        raise refuse("not-yours", "embed_is_for_facilitators", "/scopes")
    if "embed" in asked.scopes and not asked.process:
        raise refuse("malformed", "embed_is_for_one_process", "/process")


def _tokens(by: Identity, connection: Connection, at: datetime) -> list[Token]:
    sees_all = manages(connection, by)
    query = f"SELECT {COLUMNS} FROM token WHERE organisation=? AND ends_at>? ORDER BY made_at, id"  # noqa: S608 - only our own names
    found = [_token(row) for row in connection.execute(query, (by.organisation, text(at))).fetchall()]
    return [one for one in found if sees_all or one.account == by.account]


def _ended(by: Identity, token: str, group: Group) -> bool:
    mine = "" if manages(group.connection, by) else " AND account=?"
    values = (by.organisation, token, *([str(by.account)] if mine else []))
    group.touch()
    query = f"DELETE FROM token WHERE organisation=? AND id=?{mine} RETURNING id"  # noqa: S608 - only our own words
    return group.connection.execute(query, values).fetchone() is not None


def _token(row: Row) -> Token:
    identity, account, title, scopes, process, made_at, used_at, ends_at = row
    return Token(
        identity, account, title, _scopes(scopes), process, instant(made_at), instant(used_at) if used_at else None,
        instant(ends_at),
    )  # fmt: skip


def _scopes(words: object) -> frozenset[Scope]:
    return frozenset(cast("Scope", one) for one in str(words).split())
