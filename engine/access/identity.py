"""Who somebody is to us: an account in one organisation, what it is there, and what the way he came in lets him do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, get_args

from engine.errors import ProcessUnknown
from engine.process.sight import Reader

if TYPE_CHECKING:
    from engine.process.situation import Situation

Role = Literal["owner", "author", "facilitator", "observer"]
Scope = Literal["read", "act", "publish", "export", "dashboard", "embed"]
ROLES: tuple[Role, ...] = get_args(Role)
SCOPES: tuple[Scope, ...] = get_args(Scope)
EVERYTHING: frozenset[Scope] = frozenset({"read", "act", "publish", "export"})
PROVEN_FOR = timedelta(minutes=10)
SHOWS: frozenset[Role] = frozenset({"owner", "facilitator"})
ASKS_FOR_PROOF = frozenset({"waive", "agree", "pick", "redact", "export"})


@dataclass(frozen=True, slots=True)
class Identity:
    """An account that was let in, by a session or by a token; the operator, who holds the database, is none.

    `process` is the only one that a token is for. `proven_at` is when a person last proved who he is: of a token never.
    """

    organisation: str
    account: str | None
    roles: frozenset[Role] = frozenset()
    scopes: frozenset[Scope] = frozenset()
    process: str | None = None
    session: str | None = None
    token: str | None = None
    proven_at: datetime | None = None

    @property
    def is_operator(self) -> bool:
        """Whether this is whoever holds the database: nothing of access is kept from him."""
        return self.account is None

    @property
    def is_dashboard(self) -> bool:
        """Whether this may only read what a process as a whole sees, whatever seat its account has."""
        return "dashboard" in self.scopes

    @property
    def is_embed(self) -> bool:
        """Whether this stands in the address of a badge or a board, and is for nothing else."""
        return "embed" in self.scopes

    def may_show(self) -> bool:
        """Tell whether badges and boards are shown to it: it reads, or is in an address of who may make one."""
        return self.may_read() or (self.is_embed and bool(self.roles & SHOWS))

    def may_read(self) -> bool:
        """Tell whether it may read at all; of which processes, its seats and roles say."""
        return self.is_operator or bool(self.scopes & {"read", "act", "export", "dashboard"})

    def may_act(self) -> bool:
        """Tell whether it may act, where its account has a seat."""
        return "act" in self.scopes

    def may_open(self) -> bool:
        """Tell whether it may open processes."""
        return self.may_act() and self.process is None and "facilitator" in self.roles

    def may_publish(self) -> bool:
        """Tell whether it may publish methods."""
        return "publish" in self.scopes and self.process is None and "author" in self.roles

    def may_export(self) -> bool:
        """Tell whether it may take a log out of the house."""
        return "export" in self.scopes

    def may_manage(self) -> bool:
        """Tell whether it is a person who may see to members, tokens and what is kept."""
        return self.is_operator or (self.session is not None and "owner" in self.roles)

    def is_proven(self, at: datetime) -> bool:
        """Tell whether the person proved who he is a short while ago."""
        return self.proven_at is not None and at - self.proven_at <= PROVEN_FOR

    def lacks_proof(self, what: str, at: datetime) -> bool:
        """Tell whether it must first prove who it is to do something: `waive`, `agree`, `pick`, `redact` or `export`.

        A token for exports needs none to export; to the others a token never comes.
        """
        if what not in ASKS_FOR_PROOF or (what == "export" and self.token and self.may_export()):
            return False
        return not self.is_proven(at)


def operator_of(organisation: str) -> Identity:
    """Return whoever holds the database, at work for an organisation."""
    return Identity(organisation, None)


def reader_for(identity: Identity, seat: str | None, situation: Situation) -> Reader:
    """Return how somebody reads a process, by his seat there, a participant's id. Raises ProcessUnknown.

    With a seat he reads as that participant; a member without one, and a dashboard, what the process as a whole sees.
    """
    process = situation.process
    person = situation.participants.get(seat) if seat else None
    is_here = person is not None and person.left_at is None
    if not identity.may_read() or identity.process not in {None, process} or not (is_here or identity.roles):
        raise ProcessUnknown(process)
    return Reader(identity.organisation, seat if is_here and not identity.is_dashboard else None)
