"""Accounts: people of one organisation, and what they are in it. Owners see to them, each to his own password."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, cast

from engine.access.acting import must_be_proven, must_manage, roles_now
from engine.access.desk import instant, text
from engine.access.identity import ROLES
from engine.access.mailboxes import begin_mailbox, forget_mailbox, start_over
from engine.access.passwords import fault_of
from engine.errors import NotLetIn
from engine.journal.erasures import ACCOUNT, Gone
from engine.journal.store import storable
from engine.process.process_ids import RANDOM_BYTES, process_id
from engine.process.refusal import Refusal, refuse

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from engine.access.desk import Desk
    from engine.access.identity import Identity, Role
    from engine.journal.group import Group
    from engine.journal.store import Connection

EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
LONGEST_EMAIL, LONGEST_NAME = 254, 200
SHOWN = (
    "SELECT id, email, name, made_at, disabled_at, password IS NOT NULL, role FROM account"
    " LEFT JOIN member ON member.account=account.id WHERE account.organisation=?"
)
OWNER = (
    "SELECT 1 FROM member JOIN account ON account.id=member.account"
    " WHERE member.organisation=? AND role='owner' AND disabled_at IS NULL AND account<>? LIMIT 1"
)
ABOUT_ONE = {
    "seat": ("process", "participant", "given_at"),
    "session": ("made_at", "seen_at", "ends_at", "about"),
    "token": ("made_at", "used_at", "ends_at", "title", "scopes", "process"),
    "webhook": ("made_at", "url", "title", "process", "delivered_at", "failed_at", "paused_at", "stopped_why"),
    "mailbox": ("how", "language", "zone", "quiet_from", "quiet_until", "sent_at", "failed_at"),
    "letter": ("made_at", "kind", "over_at", "over_why"),
    "reading": ("at", "process", "kind"),
}
LETS_IN = ("session", "token", "sign_in_link", "webhook", "letter")


@dataclass(frozen=True, slots=True)
class Account:
    """A person in an organisation. Name and address are gone where the account was erased."""

    id: str
    email: str | None
    name: str | None
    roles: frozenset[Role]
    has_password: bool
    made_at: datetime
    disabled_at: datetime | None


class Accounts:
    """What is done to accounts."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def all(self, by: Identity) -> list[Account] | Refusal:
        """Return every account of an organisation, for its owners."""
        return self._desk.ask(by.organisation, partial(_all, by))

    def id_of(self, organisation: str, email: str) -> str | None:
        """Return whose address this is, for whoever runs the server: it is told to nobody who asks."""
        query, whose = "SELECT id FROM account WHERE organisation=? AND email=?", storable(organisation)
        wanted = (whose, address_of(email))
        row = self._desk.read(whose, lambda connection, _at: connection.execute(query, wanted).fetchone())
        return str(row[0]) if row else None

    def own(self, by: Identity) -> Account:
        """Return the account of whoever asks. Raises NotLetIn."""
        return self._desk.read(
            by.organisation, lambda connection, _at: account_of(connection, by.organisation, str(by.account))
        )

    def about(self, by: Identity) -> dict[str, object]:
        """Return all that is kept of a person outside processes, for that person. Raises NotLetIn."""
        return self._desk.read(by.organisation, partial(_everything, by))

    def make(
        self, by: Identity, email: str, name: str, roles: Collection[Role] = (), password: str | None = None
    ) -> Account | Refusal:
        """Make an account, for an owner who knows the person, or the operator; others are invited."""
        if password is not None and (fault := fault_of(password)):
            return fault
        kept = None if password is None else self._desk.passwords.kept(password)
        return self._desk.write(by.organisation, partial(self._made, by, email, name, roles, kept))

    def give_role(self, by: Identity, account: str, role: Role) -> Account | Refusal:
        """Give an account a role in the organisation."""
        return self._desk.write(by.organisation, partial(_give_role, by, account, role))

    def take_role(self, by: Identity, account: str, role: Role) -> Account | Refusal:
        """Take a role back; not from the last owner."""
        return self._desk.write(by.organisation, partial(_take_role, by, account, role))

    def disable(self, by: Identity, account: str) -> Account | Refusal:
        """Let an account in no more: its sessions, tokens and links end now, and what it sent out is worth nothing."""
        return self._desk.write(by.organisation, partial(_disable, by, account))

    def enable(self, by: Identity, account: str) -> Account | Refusal:
        """Let an account in again, by signing in anew."""
        return self._desk.write(by.organisation, partial(_enable, by, account))

    def rename(self, by: Identity, name: str) -> Account | Refusal:
        """Give oneself another name. What one is called in a process stands in its log and is not changed by it."""
        return self._desk.write(by.organisation, partial(_rename, by, name))

    def set_password(self, by: Identity, password: str) -> Account | Refusal:
        """Set one's own password, having proved who one is. Other sessions end, and links that were sent before."""
        if fault := fault_of(password):
            return fault
        return self._desk.write(by.organisation, partial(_set_password, by, self._desk.passwords.kept(password)))

    def change_email(self, by: Identity, account: str, email: str) -> Account | Refusal:
        """Give an account another address, for the operator alone: whoever reads mail there can sign in as it."""
        return self._desk.write(by.organisation, partial(_change_email, by, account, email))

    def erase(self, by: Identity, account: str) -> Account | Refusal:
        """Erase name, address and password of an account for ever, with all by which it came in.

        Its seats stay with its id, so that nobody is put in its place who would read and act as it. What it did in
        processes is of these, and is erased there by `redact`.
        """
        return self._desk.write(by.organisation, partial(_erase, by, account))

    def _made(
        self, by: Identity, email: str, name: str, roles: Collection[Role], kept: str | None, group: Group
    ) -> Account:
        must_manage(group.connection, by)
        wanted = checked_email(email)
        if is_known(group.connection, by.organisation, wanted):
            raise refuse("rule", "email_taken", "/email")
        checked, called = checked_roles(roles), checked_name(name)
        identity = insert_account(self._desk, group, by.organisation, wanted, called, kept)
        insert_roles(group, by.organisation, identity, checked)
        return account_of(group.connection, by.organisation, identity)


def address_of(email: str) -> str:
    """Return an address as it is kept and compared."""
    return unicodedata.normalize("NFKC", email.encode("utf-8", "replace").decode()).strip().casefold().replace("\0", "")


def has_owner(connection: Connection, organisation: str, besides: str = "") -> bool:
    """Tell whether somebody who may come in owns an organisation, `besides` an account."""
    return connection.execute(OWNER, (organisation, besides)).fetchone() is not None


def checked_email(email: str) -> str:
    """Return an address to be kept. Raises Refused for what is none, or would become that of somebody else."""
    found, typed = address_of(email), email.strip()
    is_another = unicodedata.normalize("NFKC", typed) != typed or typed.lower() != found
    if is_another or not EMAIL.fullmatch(found) or len(found) > LONGEST_EMAIL or not found.isprintable():
        raise refuse("malformed", "email_wrong", "/email")
    return found


def checked_name(name: str, pointer: str = "/name") -> str:
    """Return a name to be kept. Raises Refused for none, a long one, or one with what nobody can see in it."""
    found = name.strip()
    if not 0 < len(found) <= LONGEST_NAME or not found.isprintable():
        raise refuse("malformed", "name_wrong", pointer, most=LONGEST_NAME)
    return found


def checked_roles(roles: Iterable[str]) -> list[Role]:
    """Return roles in an organisation. Raises Refused for a word that is none."""
    found = list(dict.fromkeys(roles))
    for one in found:
        if one not in ROLES:
            raise refuse("malformed", "member_role_unknown", "/roles", found=one, allowed=ROLES)
    return [cast("Role", one) for one in found]


def is_known(connection: Connection, organisation: str, email: str) -> bool:
    """Tell whether somebody has this address here."""
    query = "SELECT 1 FROM account WHERE organisation=? AND email=?"
    return connection.execute(query, (organisation, email)).fetchone() is not None


def account_of(connection: Connection, organisation: str, account: str) -> Account:
    """Return an account of an organisation. Raises NotLetIn where there is none."""
    found = _accounts(connection.execute(f"{SHOWN} AND account.id=?", (organisation, account)).fetchall())
    if not found:
        raise NotLetIn
    return found[0]


def insert_account(desk: Desk, group: Group, organisation: str, email: str, name: str, kept: str | None) -> str:
    """Make an account of what was checked, and return its id."""
    identity = process_id(group.at, desk.random(RANDOM_BYTES))
    group.touch()
    group.connection.execute(
        "INSERT INTO account(id, organisation, email, name, password, made_at) VALUES(?,?,?,?,?,?)",
        (identity, organisation, email, name, kept, text(group.at)),
    )
    begin_mailbox(group, organisation, identity)
    return identity


def insert_roles(group: Group, organisation: str, account: str, roles: Iterable[Role]) -> None:
    """Give an account roles, beside those it has."""
    rows = [(account, role, organisation, text(group.at)) for role in roles]
    group.touch()
    group.connection.executemany(
        "INSERT INTO member(account, role, organisation, given_at) VALUES(?,?,?,?) ON CONFLICT DO NOTHING", rows
    )


def _accounts(rows: Iterable[tuple[object, ...]]) -> list[Account]:
    told: dict[str, tuple[object, ...]] = {}
    roles: dict[str, set[Role]] = {}
    for row in rows:
        told[str(row[0])] = row
        roles.setdefault(str(row[0]), set()).update({cast("Role", row[6])} if row[6] else ())
    return [
        Account(
            identity, cast("str | None", email), cast("str | None", name), frozenset(roles[identity]), bool(kept),
            instant(made_at), instant(disabled_at) if disabled_at else None,
        )
        for identity, (_, email, name, made_at, disabled_at, kept, _) in told.items()
    ]  # fmt: skip


def _everything(by: Identity, connection: Connection, at: datetime) -> dict[str, object]:
    own = account_of(connection, by.organisation, str(by.account))
    told: dict[str, object] = {
        "account": own.id, "email": own.email, "name": own.name, "roles": sorted(own.roles),
        "made_at": text(own.made_at), "organisation": by.organisation,
    }  # fmt: skip
    for table, columns in ABOUT_ONE.items():
        query = f"SELECT {', '.join(columns)} FROM {table} WHERE account=? ORDER BY 1, 2"  # noqa: S608 - only our own names
        rows = connection.execute(query, (own.id,)).fetchall()
        told["mailboxes" if table == "mailbox" else f"{table}s"] = [
            dict(zip(columns, row, strict=True)) for row in rows
        ]
    return told


def _all(by: Identity, connection: Connection, _at: datetime) -> list[Account]:
    must_manage(connection, by)
    return _accounts(connection.execute(f"{SHOWN} ORDER BY account.id", (by.organisation,)).fetchall())


def _managed(by: Identity, account: str, group: Group) -> Account:
    must_manage(group.connection, by)
    try:
        return account_of(group.connection, by.organisation, account)
    except NotLetIn:
        raise refuse("unknown-thing", "account_unknown", "/account", account=account) from None


def _give_role(by: Identity, account: str, role: Role, group: Group) -> Account:
    known = _managed(by, account, group)
    if known.email is None:
        raise refuse("unknown-thing", "account_unknown", "/account", account=account)
    insert_roles(group, by.organisation, account, checked_roles([role]))
    return account_of(group.connection, by.organisation, account)


def _take_role(by: Identity, account: str, role: Role, group: Group) -> Account:
    known = _managed(by, account, group)
    if role == "owner" and role in known.roles:
        _must_have_another_owner(by.organisation, account, group)
    group.touch()
    group.connection.execute("DELETE FROM member WHERE account=? AND role=?", (account, role))
    return account_of(group.connection, by.organisation, account)


def _must_have_another_owner(organisation: str, account: str, group: Group) -> None:
    group.touch()
    group.connection.execute("UPDATE organisation SET name=name WHERE organisation=?", (organisation,))  # one at a time
    if not has_owner(group.connection, organisation, besides=account):
        raise refuse("rule", "last_owner")


def _disable(by: Identity, account: str, group: Group) -> Account:
    known = _managed(by, account, group)
    if "owner" in known.roles:
        _must_have_another_owner(by.organisation, account, group)
    group.touch()
    group.connection.execute(
        "UPDATE account SET disabled_at=? WHERE id=? AND disabled_at IS NULL", (text(group.at), account)
    )
    _let_out(group, account)
    group.connection.execute("DELETE FROM invitation WHERE made_by=?", (account,))
    return account_of(group.connection, by.organisation, account)


def _enable(by: Identity, account: str, group: Group) -> Account:
    if _managed(by, account, group).email is None:
        raise refuse("unknown-thing", "account_unknown", "/account", account=account)
    group.touch()
    group.connection.execute("UPDATE account SET disabled_at=NULL WHERE id=?", (account,))
    return account_of(group.connection, by.organisation, account)


def _rename(by: Identity, name: str, group: Group) -> Account:
    roles_now(group.connection, by)
    called = checked_name(name)
    group.touch()
    group.connection.execute("UPDATE account SET name=? WHERE id=?", (called, by.account))
    return account_of(group.connection, by.organisation, str(by.account))


def _set_password(by: Identity, kept: str, group: Group) -> Account:
    known = account_of(group.connection, by.organisation, str(by.account))
    group.lock_account(known.id)
    roles_now(group.connection, by)
    must_be_proven(by, group.at)
    group.touch()
    group.connection.execute("UPDATE account SET password=? WHERE id=?", (kept, known.id))
    group.connection.execute("DELETE FROM session WHERE account=? AND id<>?", (known.id, by.session or ""))
    group.connection.execute("DELETE FROM sign_in_link WHERE account=?", (known.id,))
    if known.has_password:
        _forget_invitations(group, by.organisation, known.email)
    return account_of(group.connection, by.organisation, known.id)


def _change_email(by: Identity, account: str, email: str, group: Group) -> Account:
    if not by.is_operator:
        raise refuse("not-yours", "for_operators")
    known, wanted = _managed(by, account, group), checked_email(email)
    if known.email is None:
        raise refuse("unknown-thing", "account_unknown", "/account", account=account)
    if known.email != wanted and is_known(group.connection, by.organisation, wanted):
        raise refuse("rule", "email_taken", "/email")
    group.touch()
    group.connection.execute("UPDATE account SET email=? WHERE id=?", (wanted, account))
    start_over(group, account)
    _let_out(group, account)
    _forget_invitations(group, by.organisation, known.email)
    return account_of(group.connection, by.organisation, account)


def _erase(by: Identity, account: str, group: Group) -> Account:
    _disable(by, account, group)
    forget_account(group, by.organisation, account)
    return account_of(group.connection, by.organisation, account)


def forget_account(group: Group, organisation: str, account: str) -> None:
    """Leave of an account its id alone, with nothing by which it comes in. Raises NotLetIn where there is none."""
    known = account_of(group.connection, organisation, account)
    group.touch()
    _let_out(group, account)
    group.connection.execute("DELETE FROM invitation WHERE made_by=?", (account,))
    group.connection.execute(
        "UPDATE account SET email=NULL, name=NULL, password=NULL, disabled_at=COALESCE(disabled_at, ?) WHERE id=?",
        (text(group.at), account),
    )
    group.connection.execute("DELETE FROM member WHERE account=?", (account,))
    forget_mailbox(group, account)
    _forget_invitations(group, organisation, known.email)
    group.lose(Gone(ACCOUNT, organisation, account))
    group.has_erased = True


def _let_out(group: Group, account: str) -> None:
    for table in LETS_IN:
        group.connection.execute(f"DELETE FROM {table} WHERE account=?", (account,))  # noqa: S608 - only our own names


def _forget_invitations(group: Group, organisation: str, email: str | None) -> None:
    group.connection.execute("DELETE FROM invitation WHERE organisation=? AND email=?", (organisation, email))
