"""Organisations: made by whoever holds the database, each with a first owner who comes in by a link."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING

from engine.access.accounts import checked_name, has_owner
from engine.access.acting import must_manage
from engine.access.desk import instant, text
from engine.access.invitations import LONGEST, Wished
from engine.access.keeping import keep_for, must_keep_for
from engine.journal.store import EVERYBODY
from engine.process.refusal import refuse

if TYPE_CHECKING:
    from engine.access.desk import Desk
    from engine.access.identity import Identity
    from engine.access.invitations import Invitations, Invited
    from engine.journal.group import Group
    from engine.journal.store import Connection
    from engine.process.refusal import Refusal

ID = re.compile(r"[a-z][a-z0-9-]{0,62}")
FIRST = Wished(None, ("owner", "author", "facilitator"))


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation, by the id under which its methods and processes stand."""

    id: str
    name: str
    made_at: datetime


class AsBefore(Enum):
    """That something is to stay as it is, where None would say something."""

    AS_BEFORE = "as before"


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be different about an organisation; without days it is to keep what has ended for ever."""

    name: str | None = None
    keeps_days: int | AsBefore | None = AsBefore.AS_BEFORE


class Organisations:
    """What is done to organisations."""

    def __init__(self, desk: Desk, invitations: Invitations) -> None:
        self._desk, self._invitations = desk, invitations

    def begin(self, organisation: str, name: str | None = None) -> Invited | Refusal | None:
        """Make an organisation where there is none, and the link for its first owner; None where it has an owner.

        For whoever holds the database. A link that was made so before is worth nothing any more.
        """
        return self._desk.write(organisation, partial(self._begun, organisation, name or organisation))

    def all(self) -> list[Organisation]:
        """Return every organisation, for whoever holds the database."""
        return self._desk.read(EVERYBODY, lambda connection, _at: _organisations(connection))

    def name(self, organisation: str) -> str | None:
        """Return what an organisation is called; None where there is none of this id."""
        query = "SELECT name FROM organisation WHERE organisation=?"
        row = self._desk.read(
            organisation, lambda connection, _at: connection.execute(query, (organisation,)).fetchone()
        )
        return str(row[0]) if row else None

    def change(self, by: Identity, changes: Changes) -> Refusal | None:
        """Name an organisation, or say for how long it keeps what has ended, for an owner: all of it or nothing.

        For the second he has just proved who he is.
        """
        return self._desk.write(by.organisation, partial(_change, by, changes))

    def _begun(self, organisation: str, name: str, group: Group) -> Invited | None:
        if not ID.fullmatch(organisation):
            raise refuse("malformed", "organisation_wrong", "/organisation", organisation=organisation[:80])
        called = checked_name(name)
        group.touch()
        group.connection.execute(
            "INSERT INTO organisation(organisation, name, made_at) VALUES(?,?,?) ON CONFLICT DO NOTHING",
            (organisation, called, text(group.at)),
        )
        group.connection.execute(
            "DELETE FROM invitation WHERE organisation=? AND made_by IS NULL AND email IS NULL", (organisation,)
        )
        if has_owner(group.connection, organisation):
            return None
        return self._invitations.insert(group, organisation, FIRST, None, LONGEST)


def _organisations(connection: Connection) -> list[Organisation]:
    rows = connection.execute("SELECT organisation, name, made_at FROM organisation ORDER BY organisation").fetchall()
    return [Organisation(identity, name, instant(made_at)) for identity, name, made_at in rows]


def _change(by: Identity, changes: Changes, group: Group) -> None:
    must_manage(group.connection, by)
    called = None if changes.name is None else checked_name(changes.name)
    if not isinstance(changes.keeps_days, AsBefore):
        must_keep_for(by, changes.keeps_days, group.at)
        keep_for(group, by.organisation, changes.keeps_days)
    if called is not None:
        group.touch()
        group.connection.execute("UPDATE organisation SET name=? WHERE organisation=?", (called, by.organisation))
