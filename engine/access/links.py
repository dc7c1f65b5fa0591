"""Sign-in links: sent to an address, good once and for ten minutes. Nobody is told whether anybody has the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from engine.access.accounts import address_of
from engine.access.desk import text
from engine.access.letters import SIGN_IN_ENDS, Occasion, put_letter
from engine.access.secrets import digest_of, new_secret
from engine.errors import NotLetIn
from engine.journal.store import EVERYBODY, storable
from engine.process.refusal import Refusal

if TYPE_CHECKING:
    from engine.access.desk import Desk
    from engine.access.sessions import Sessions, SignedIn
    from engine.journal.group import Group

LASTS = timedelta(minutes=10)
REFUSED = Refusal("unknown-thing", "link_unusable")


@dataclass(frozen=True, slots=True)
class Sent:
    """A link to be sent to an account's address, and told to nobody else."""

    secret: str
    account: str
    email: str
    ends_at: datetime


class Links:
    """Signing in by mail."""

    def __init__(self, desk: Desk, sessions: Sessions) -> None:
        self._desk, self._sessions = desk, sessions

    def ask(self, organisation: str, email: str) -> Sent | None:
        """Make a link for an address; None where nobody has it, after the same work. Answer both alike."""
        organisation = storable(organisation)
        found = self._desk.write(organisation, partial(self._made, organisation, address_of(email)))
        return None if isinstance(found, Refusal) else found

    def mail(self, organisation: str, email: str, language: str) -> str | None:
        """Let a link be mailed to an address; returns whose it is. Answer all alike, and after the same work.

        Nobody is told that too many were asked for: then none is sent.
        """
        organisation = storable(organisation)
        found = self._desk.write(organisation, partial(self._mailed, organisation, address_of(email), language))
        return None if isinstance(found, Refusal) else found

    def use(self, secret: str, about: str = "") -> SignedIn | Refusal:
        """Sign in by a link, which is used up by it; whatever is wrong with it is refused alike."""
        query = "SELECT organisation FROM sign_in_link WHERE hash=? AND ends_at>? AND account IS NOT NULL"
        digest = digest_of(secret)
        known = self._desk.read(
            EVERYBODY, lambda connection, at: connection.execute(query, (digest, text(at))).fetchone()
        )
        if known is None:
            return REFUSED
        try:
            return self._desk.write(str(known[0]), partial(self._used, digest, about))
        except NotLetIn:
            return REFUSED

    def _mailed(self, organisation: str, email: str, language: str, group: Group) -> str | None:
        account = _whose(group, organisation, email)
        put_letter(self._desk, group, organisation, Occasion(email, group.at + SIGN_IN_ENDS, account), language)
        return account

    def _made(self, organisation: str, email: str, group: Group) -> Sent | None:
        account, secret, ends_at = _whose(group, organisation, email), new_secret(self._desk.random), group.at + LASTS
        insert_link(group, organisation, account, secret, ends_at)
        return Sent(secret, account, email, ends_at) if account else None

    def _used(self, digest: bytes, about: str, group: Group) -> SignedIn | Refusal:
        group.touch()
        query = "DELETE FROM sign_in_link WHERE hash=? AND ends_at>? RETURNING organisation, account"
        row = group.connection.execute(query, (digest, text(group.at))).fetchone()
        if row is None or row[1] is None:
            return REFUSED
        return self._sessions.begin(group, str(row[0]), str(row[1]), about)


def insert_link(group: Group, organisation: str, account: str | None, secret: str, ends_at: datetime) -> None:
    """Write a link that was decided on, by its digest."""
    group.touch()
    group.connection.execute("DELETE FROM sign_in_link WHERE ends_at<=?", (text(group.at),))
    group.connection.execute(
        "INSERT INTO sign_in_link(hash, organisation, account, ends_at) VALUES(?,?,?,?)",
        (digest_of(secret), organisation, account, text(ends_at)),
    )


def _whose(group: Group, organisation: str, email: str) -> str | None:
    """Return the account that has an address and may come in; None where there is none."""
    query = "SELECT id FROM account WHERE organisation=? AND email=? AND disabled_at IS NULL"
    row = group.connection.execute(query, (organisation, email)).fetchone()
    return str(row[0]) if row else None
