"""Whether somebody may do what he asks, looked up in the transaction in which it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from engine.access.identity import ROLES
from engine.access.seats import seat_of
from engine.errors import NotLetIn, ProcessUnknown
from engine.journal.loading import organisation_of
from engine.process.refusal import Refusal, refuse

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from engine.access.identity import Identity, Role
    from engine.journal.store import Connection
    from engine.process.commands import Command

ROLES_OF = (
    "SELECT role FROM account LEFT JOIN member ON member.account=account.id"
    " WHERE account.organisation=? AND account.id=? AND account.disabled_at IS NULL"
)
CAME_IN_BY = {
    "session": f"{ROLES_OF} AND EXISTS (SELECT 1 FROM session AS way WHERE way.id=? AND way.account=account.id)",  # noqa: S608 - only our own words
    "token": f"{ROLES_OF} AND EXISTS (SELECT 1 FROM token AS way WHERE way.id=? AND way.account=account.id)",  # noqa: S608 - the same
}


def roles_of(connection: Connection, organisation: str, account: str) -> frozenset[Role]:
    """Return what an account is in its organisation now. Raises NotLetIn where it is none, or was disabled."""
    return _roles(connection, ROLES_OF, (organisation, account))


def roles_now(connection: Connection, by: Identity) -> frozenset[Role]:
    """Return what somebody is in his organisation now; the operator is everything.

    Raises NotLetIn, also where the session or token by which he came in has ended since: a request takes a while.
    """
    if by.account is None:
        return frozenset(ROLES)
    way, known = ("session", by.session) if by.session else ("token", by.token)
    if known is None:
        return roles_of(connection, by.organisation, by.account)
    return _roles(connection, CAME_IN_BY[way], (by.organisation, by.account, known))


def _roles(connection: Connection, query: str, values: tuple[str, ...]) -> frozenset[Role]:
    rows = connection.execute(query, values).fetchall()
    if not rows:
        raise NotLetIn
    return frozenset(cast("Role", row[0]) for row in rows if row[0])


def manages(connection: Connection, by: Identity) -> bool:
    """Tell whether somebody may act as an owner, and is one now. Raises NotLetIn."""
    roles = roles_now(connection, by)
    return by.may_manage() and "owner" in roles


def must_manage(connection: Connection, by: Identity) -> None:
    """Refuse whoever may not see to members, tokens and what is kept. Raises Refused, NotLetIn."""
    if not manages(connection, by):
        raise refuse("not-yours", "for_owners")


def must_know_of(connection: Connection, by: Identity, process: str, account: str, roles: Collection[Role]) -> None:
    """Refuse to make something of an account for a process of which that may not know. Raises ProcessUnknown."""
    is_theirs = organisation_of(connection, process) == by.organisation
    if not is_theirs or not (roles or seat_of(connection, process, account)):
        raise ProcessUnknown(process)


def must_be_proven(by: Identity, at: datetime) -> None:
    """Refuse a person who has not proved who he is a short while ago. Raises Refused."""
    if not by.is_operator and not by.is_proven(at):
        raise refuse("not-yours", "proof_needed")


def refusal_for(
    connection: Connection, by: Identity, process: str | None, commands: Sequence[Command], at: datetime
) -> Refusal | None:
    """Return why somebody may not even ask this; None where the method decides. Without process it is to be opened.

    Raises NotLetIn, ProcessUnknown.
    """
    if by.account is None:
        return None
    roles = roles_now(connection, by)
    seat: str | None = commands[0].actor
    if process is None:
        if not (by.may_open() and "facilitator" in roles):
            return Refusal("not-yours", "open_is_for_facilitators")
    else:
        seat = seat_of(connection, process, by.account)
        if by.process not in {None, process} or (seat is None and not roles):
            raise ProcessUnknown(process)
    if not by.may_act():
        return Refusal("not-yours", "scope_missing", {"scope": "act"})
    return _refused_one(by, commands, seat, at)


def _refused_one(by: Identity, commands: Sequence[Command], seat: str | None, at: datetime) -> Refusal | None:
    """Return the refusal of the first command that is not to be asked.

    One that another was named for is refused as if there were nobody by that name.
    """
    for index, one in enumerate(commands):
        if one.actor != seat:
            return Refusal("not-yours", "actor_unknown", {"actor": one.actor}, "/actor", index)
        if by.lacks_proof(one.do, at):
            return Refusal("not-yours", "proof_needed", index=index)
    return None
