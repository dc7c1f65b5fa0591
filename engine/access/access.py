"""The door of access: who somebody is, and the rooms in which that is settled."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.access.accounts import Accounts
from engine.access.acting import refusal_for, roles_now
from engine.access.archive import Archive
from engine.access.desk import Desk
from engine.access.identity import Identity, reader_for
from engine.access.invitations import Invitations, admits
from engine.access.keeping import Keeping
from engine.access.links import Links
from engine.access.mailboxes import Mailboxes
from engine.access.organisations import Organisations
from engine.access.passwords import Passwords
from engine.access.readings import Readings
from engine.access.seats import Seat, seat_of, seats_in, seats_of
from engine.access.sessions import Sessions
from engine.access.tokens import Tokens
from engine.access.webhooks import Webhooks
from engine.errors import NotLetIn
from engine.process.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.access.secrets import Random
    from engine.journal.journal import Journal
    from engine.journal.rows import Filters
    from engine.process.commands import Command
    from engine.process.sight import Reader
    from engine.process.situation import Situation


class Access:
    """Who may come in, in every organisation of a store. Every method may be called from any thread."""

    def __init__(self, journal: Journal, random: Random = os.urandom, passwords: Passwords | None = None) -> None:
        self._desk = Desk(journal, random, passwords or Passwords())
        self.sessions = Sessions(self._desk)
        self.links = Links(self._desk, self.sessions)
        self.invitations = Invitations(self._desk, self.sessions)
        self.organisations = Organisations(self._desk, self.invitations)
        self.accounts, self.tokens, self.readings = Accounts(self._desk), Tokens(self._desk), Readings(self._desk)
        self.keeping, self.archive = Keeping(self._desk), Archive(self._desk)
        self.webhooks, self.mailboxes = Webhooks(self._desk), Mailboxes(self._desk)

    @property
    def is_near(self) -> bool:
        """Whether what is looked up here is in a file of this machine: sooner than a thread could be woken for it."""
        return not self._desk.journal.store.shares

    def identity(self, *, session: str | None = None, token: str | None = None) -> Identity | None:
        """Return who comes in by a session or a token; None where it does not hold. With both, the token counts."""
        if token is not None:
            return self.tokens.identify(token)
        return self.sessions.identify(session) if session else None

    def seat(self, by: Identity, process: str) -> str | None:
        """Return which participant of a process somebody is; None where he is none, or his token is for another."""
        if by.account is None or by.process not in {None, process}:
            return None
        account = by.account
        return self._desk.read(by.organisation, lambda connection, _at: seat_of(connection, process, account))

    def seats(self, by: Identity) -> list[Seat]:
        """Return the seats of an account."""
        return self._desk.read(
            by.organisation, lambda connection, _at: seats_of(connection, by.organisation, str(by.account))
        )

    def seats_in(self, by: Identity, process: str) -> list[Seat]:
        """Return which participants of a process are accounts, for a person who may invite there.

        Raises NotLetIn, ProcessUnknown.
        """
        if not self._may_invite(by, process):
            return []
        return self._desk.read(by.organisation, lambda connection, _at: seats_in(connection, by.organisation, process))

    def reader(self, by: Identity, situation: Situation) -> Reader:
        """Return how somebody reads a process. Raises ProcessUnknown for one of which he may not know."""
        return reader_for(by, self.seat(by, situation.process), situation)

    def may_know(self, by: Identity, process: str) -> bool:
        """Tell whether somebody may know of a process of his organisation, before anything of it is looked at."""
        return by.process in {None, process} and (bool(by.roles) or self.seat(by, process) is not None)

    def may_be_shown(self, by: Identity, process: str) -> bool:
        """Tell whether the badge and the board of a process are shown to somebody."""
        return by.may_show() and self.may_know(by, process)

    def narrowed(self, by: Identity, filters: Filters) -> Filters:
        """Return filters of a list as narrow as they must be for somebody. Raises NotLetIn for who may not read."""
        if not by.may_read():
            raise NotLetIn
        mine = None if by.roles or by.is_operator else by.account
        return replace(filters, account=mine, only=by.process)

    def refusal(self, by: Identity, process: str | None, commands: Sequence[Command]) -> Refusal | None:
        """Return why somebody may not even ask for these commands. Raises NotLetIn, ProcessUnknown."""
        return self._desk.read(
            by.organisation, lambda connection, at: refusal_for(connection, by, process, commands, at)
        )

    def refusal_to_export(self, by: Identity) -> Refusal | None:
        """Return why somebody may not take a log out of the house, of a process that he may know of."""
        if not by.is_operator and not by.may_export():
            return Refusal("not-yours", "scope_missing", {"scope": "export"})
        return Refusal("not-yours", "proof_needed") if self.lacks_proof(by, "export") else None

    def lacks_proof(self, by: Identity, what: str) -> bool:
        """Tell whether somebody must first prove who he is to do something."""
        return not by.is_operator and by.lacks_proof(what, self._desk.journal.now())

    def _may_invite(self, by: Identity, process: str) -> bool:
        roles = self._desk.read(by.organisation, lambda connection, _at: roles_now(connection, by))
        if by.is_operator or (by.session is not None and "owner" in roles):
            return True
        seat = self.seat(by, process)
        if by.session is None or "facilitator" not in roles or seat is None:
            return False
        journal = self._desk.journal
        situation = journal.loaded(process, by.organisation).situation
        library = journal.libraries.of(by.organisation)
        with journal.reading(by.organisation) as connection:
            method = library.get(connection, situation.method, situation.version)
        return admits(method, situation, seat)
