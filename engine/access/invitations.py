"""Invitations: a link that lets one person in, once. Whatever is wrong with it, it is refused alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, cast

from engine.access.accounts import checked_email, checked_name, checked_roles, insert_account, insert_roles, is_known
from engine.access.acting import manages, must_manage, roles_now, roles_of
from engine.access.desk import instant, text
from engine.access.letters import Occasion, put_letter
from engine.access.passwords import fault_of
from engine.access.seats import carry_down, giving, is_taken, seat_of
from engine.access.secrets import digest_of, new_id, new_secret
from engine.errors import NotLetIn, ProcessUnknown
from engine.journal.families import below
from engine.journal.store import EVERYBODY, storable
from engine.process.refusal import Refusal, refuse
from engine.process.who import fitting, wanted_or_opener

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.access.desk import Desk
    from engine.access.identity import Identity, Role
    from engine.access.sessions import Sessions, SignedIn
    from engine.journal.group import Group
    from engine.journal.store import Connection, Row
    from engine.language import Method
    from engine.process.situation import Situation

LONGEST = timedelta(days=14)
REFUSED = Refusal("unknown-thing", "invitation_unusable")
COLUMNS = "id, organisation, email, roles, process, participant, made_by, made_at, ends_at"
WANTED = "(hash=? OR mailed=?)"  # whoever invites is told one, and the letter has another
INSERT = (
    "INSERT INTO invitation(id, organisation, hash, email, roles, process, participant, made_by, made_at, ends_at)"
    " VALUES(?,?,?,?,?,?,?,?,?,?)"
)


@dataclass(frozen=True, slots=True)
class Wished:
    """Whom an invitation is for. Without address whoever has the link gives his own: for the first owner alone."""

    email: str | None
    roles: tuple[Role, ...] = ()
    process: str | None = None
    participant: str | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that waits to be accepted."""

    id: str
    organisation: str
    email: str | None
    roles: tuple[Role, ...]
    process: str | None
    participant: str | None
    made_by: str | None
    made_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation that was just made; `secret` is told once, for the link. `is_mailed`: it goes by mail as well."""

    secret: str
    invitation: Invitation
    is_mailed: bool = False


@dataclass(frozen=True, slots=True)
class Guest:
    """Who accepts: a new account of this name, or the account `already` signed in."""

    name: str | None = None
    password: str | None = None
    email: str | None = None
    already: Identity | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """What came of an invitation, by its id. `signed_in` is the session of an account that was made by it."""

    organisation: str
    account: str
    process: str | None
    participant: str | None
    invitation: str
    signed_in: SignedIn | None


class Invitations:
    """Inviting, and being invited."""

    def __init__(self, desk: Desk, sessions: Sessions) -> None:
        self._desk, self._sessions = desk, sessions

    def make(
        self, by: Identity, wished: Wished, lasts: timedelta = LONGEST, mailed_in: str | None = None
    ) -> Invited | Refusal:
        """Invite somebody: to be a member, for an owner; to be a participant, for who may admit there, or an owner.

        `mailed_in` is the language in which it is mailed; without, it is not. Raises NotLetIn, ProcessUnknown.
        """
        process = None if wished.process is None else storable(wished.process)
        asked = replace(wished, process=process)
        if process and not self._desk.journal.has(process, by.organisation):
            process = None  # where it is another's it is as one that never was, and nobody waits for its lock
        return self._desk.write(by.organisation, partial(self._made, by, asked, lasts, mailed_in), process)

    def of(self, by: Identity) -> list[Invitation]:
        """Return the invitations that wait: all of them for an owner, for others their own. Raises NotLetIn."""
        return self._desk.read(by.organisation, partial(_waiting, by))

    def revoke(self, by: Identity, invitation: str) -> bool:
        """Take an invitation back; False where none of this id waits, or it is another's. Raises NotLetIn."""
        return self._desk.write(by.organisation, partial(_revoked, by, invitation)) is True

    def look_at(self, secret: str) -> Invitation | None:
        """Return what a link is for, which changes nothing; None where it can be used no more."""
        return self._desk.read(EVERYBODY, lambda connection, at: _found(connection, secret, at))

    def accept(self, secret: str, guest: Guest) -> Accepted | Refusal:
        """Accept an invitation, which is used up by it.

        Whoever has an account with the address already must be signed in as it: then nothing but the seat and the roles
        are new.
        """
        known = self.look_at(secret)
        if known is None:
            return REFUSED
        kept = None
        if guest.already is None and guest.password is not None:
            if fault := fault_of(guest.password):
                return fault
            kept = self._desk.passwords.kept(guest.password)
        try:
            return self._desk.write(known.organisation, partial(self._accepted, secret, guest, kept), known.process)
        except NotLetIn:
            return REFUSED

    def insert(self, group: Group, organisation: str, wished: Wished, by: str | None, lasts: timedelta) -> Invited:
        """Write an invitation of which it was decided that it may be."""
        secret, identity, ends_at = new_secret(self._desk.random), new_id(self._desk.random), group.at + lasts
        group.touch()
        group.connection.execute("DELETE FROM invitation WHERE ends_at<=?", (text(group.at),))
        row = (
            identity, organisation, digest_of(secret), wished.email, " ".join(wished.roles), wished.process,
            wished.participant, by, text(group.at), text(ends_at),
        )  # fmt: skip
        group.connection.execute(INSERT, row)
        told = Invitation(
            identity,
            organisation,
            wished.email,
            wished.roles,
            wished.process,
            wished.participant,
            by,
            group.at,
            ends_at,
        )
        return Invited(secret, told)

    def _made(
        self, by: Identity, wished: Wished, lasts: timedelta, mailed_in: str | None, group: Group
    ) -> Invited:  # fmt: skip
        roles_now(group.connection, by)
        checked = Wished(
            checked_email(wished.email or ""), tuple(checked_roles(wished.roles)), wished.process, wished.participant
        )
        if not timedelta(0) < lasts <= LONGEST:
            raise refuse("malformed", "lasts_wrong", "/days", most=LONGEST.days)
        if (wished.process is None) != (wished.participant is None) or not (wished.roles or wished.process):
            raise refuse("malformed", "invitation_to_nothing")
        if wished.roles:
            must_manage(group.connection, by)
        if by.session is None and not by.is_operator:  # whom a program lets in could do what programs may not
            raise refuse("not-yours", "for_people")
        if wished.process and wished.participant:
            _must_admit(group, by, wished.process, wished.participant)
        made = self.insert(group, by.organisation, checked, by.account, lasts)
        return made if mailed_in is None else self._mailed(group, made, mailed_in)

    def _mailed(self, group: Group, made: Invited, language: str) -> Invited:
        one = made.invitation
        occasion = Occasion(str(one.email), one.ends_at, invitation=one.id, made_by=one.made_by)
        return replace(made, is_mailed=put_letter(self._desk, group, one.organisation, occasion, language))

    def _accepted(self, secret: str, guest: Guest, kept: str | None, group: Group) -> Accepted | Refusal:
        known = _found(group.connection, secret, group.at)
        if known is None or not _is_for(group, known, guest.already) or not _holds(group, known):
            return REFUSED
        if known.process:  # what came before in this group is looked at as well
            group.touch()
            group.flush()
        if guest.already is None:
            email = checked_email(known.email or guest.email or "")
            name = checked_name(guest.name or "")
            if is_known(group.connection, known.organisation, email):
                return REFUSED
        if known.process and known.participant and not _is_free(group, known, guest.already):
            return REFUSED
        if not _is_used_up(group, secret):
            return REFUSED
        if guest.already is None:
            account = insert_account(self._desk, group, known.organisation, email, name, kept)
        else:
            account = str(guest.already.account)
        insert_roles(group, known.organisation, account, known.roles)
        if known.process and known.participant:
            _give_seat(group, known.organisation, known.process, known.participant, account)
        begun = None if guest.already else self._sessions.begin(group, known.organisation, account, guest.about)
        return Accepted(known.organisation, account, known.process, known.participant, known.id, begun)


def forget_guests(group: Group, process: str, named: Sequence[str]) -> None:
    """Forget invitations for participants whose data is erased: an address is theirs as well."""
    for one in named:
        group.touch()
        group.connection.execute("DELETE FROM invitation WHERE process=? AND participant=?", (process, one))


def _must_admit(group: Group, by: Identity, process: str, participant: str) -> None:
    """Refuse whoever may not invite for a participant, and a participant who is somebody already.

    That is for an owner, and a facilitator who has a seat there and by its role may admit. Raises ProcessUnknown.
    """
    situation = group.own(process, by.organisation).situation
    if not by.may_manage() and not _may_admit(group, by, situation):
        raise refuse("not-yours", "invite_is_for_who_admits")
    person = situation.participants.get(participant)
    if person is None or person.left_at:
        raise refuse("unknown-thing", "participant_unknown", "/participant", participant=participant)
    if is_taken(group.connection, process, participant):
        raise refuse("rule", "participant_seated", "/participant", participant=participant)


def _may_admit(group: Group, by: Identity, situation: Situation) -> bool:
    """Tell whether somebody may admit where his seat is. Raises ProcessUnknown where he may not know of the process."""
    roles = roles_now(group.connection, by)
    seat = seat_of(group.connection, situation.process, str(by.account))
    if seat is None and not roles:
        raise ProcessUnknown(situation.process)
    return "facilitator" in roles and admits(group.method_of(situation), situation, seat)


def admits(method: Method, situation: Situation, seat: str | None) -> bool:
    """Tell whether a participant admits others where he is."""
    if seat is None or situation.participants[seat].left_at:
        return False
    may = method.declared.may.admit
    entries = wanted_or_opener(method, situation, may)
    return any(fitting(method, situation, seat, entries, None))


def _holds(group: Group, known: Invitation) -> bool:
    """Tell whether whoever made an invitation might make it now. Raises NotLetIn."""
    if known.made_by is None:
        return True
    roles = roles_of(group.connection, known.organisation, known.made_by)
    if "owner" in roles:
        return True
    if known.roles or known.process is None or "facilitator" not in roles:
        return False
    situation = group.own(known.process, known.organisation).situation
    seat = seat_of(group.connection, known.process, known.made_by)
    return admits(group.method_of(situation), situation, seat)


def _found(connection: Connection, secret: str, at: datetime) -> Invitation | None:
    query = f"SELECT {COLUMNS} FROM invitation WHERE {WANTED} AND ends_at>?"  # noqa: S608 - only our own names
    row = connection.execute(query, (digest_of(secret), digest_of(secret), text(at))).fetchone()
    return _invitation(row) if row else None


def _is_for(group: Group, known: Invitation, already: Identity | None) -> bool:
    """Tell whether an invitation is for whoever is signed in already, where somebody is. Raises NotLetIn."""
    if already is None:
        return True
    roles_now(group.connection, already)
    query = "SELECT email FROM account WHERE organisation=? AND id=?"
    row = group.connection.execute(query, (known.organisation, already.account)).fetchone()
    return already.session is not None and row is not None and known.email in {None, row[0]}


def _is_free(group: Group, known: Invitation, already: Identity | None) -> bool:
    process, participant = str(known.process), str(known.participant)
    person = group.own(process, known.organisation).situation.participants.get(participant)
    if person is None or person.left_at or is_taken(group.connection, process, participant):
        return False
    return already is None or seat_of(group.connection, process, str(already.account)) is None


def _is_used_up(group: Group, secret: str) -> bool:
    """Use an invitation up; False where somebody did so at this moment."""
    group.touch()
    query = f"DELETE FROM invitation WHERE {WANTED} RETURNING id"  # noqa: S608 - only our own words
    return group.connection.execute(query, (digest_of(secret), digest_of(secret))).fetchone() is not None


def _give_seat(group: Group, organisation: str, process: str, participant: str, account: str) -> None:
    sql, values = giving(organisation, process, participant, account, group.at)
    group.connection.execute(sql, values)
    carry_down(group.connection, below(group, process), participant, group.at)


def _waiting(by: Identity, connection: Connection, at: datetime) -> list[Invitation]:
    sees_all = manages(connection, by)
    query = f"SELECT {COLUMNS} FROM invitation WHERE organisation=? AND ends_at>? ORDER BY made_at, id"  # noqa: S608 - only our own names
    found = [_invitation(row) for row in connection.execute(query, (by.organisation, text(at))).fetchall()]
    return [one for one in found if sees_all or one.made_by == by.account]


def _revoked(by: Identity, invitation: str, group: Group) -> bool:
    mine = "" if manages(group.connection, by) else " AND made_by=?"
    values = (by.organisation, invitation, *([str(by.account)] if mine else []))
    group.touch()
    query = f"DELETE FROM invitation WHERE organisation=? AND id=?{mine} RETURNING id"  # noqa: S608 - only our own words
    return group.connection.execute(query, values).fetchone() is not None


def _invitation(row: Row) -> Invitation:
    identity, organisation, email, roles, process, participant, made_by, made_at, ends_at = row
    words = tuple(cast("Role", one) for one in str(roles).split())
    return Invitation(
        identity, organisation, email, words, process, participant, made_by, instant(made_at), instant(ends_at)
    )
