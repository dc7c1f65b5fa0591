"""People with accounts, in an engine that keeps everything: what the tests of access play with."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from pwdlib.hashers.argon2 import Argon2Hasher

from engine.access.access import Access
from engine.access.accounts import Account
from engine.access.identity import Identity, operator_of
from engine.access.invitations import Accepted, Guest, Invited, Wished
from engine.access.passwords import Passwords
from engine.access.sessions import SignedIn
from engine.access.tokens import Asked, Made
from engine.engine import Engine
from engine.process.refusal import Refusal
from tests.engine.journal.neighbours import a_command, a_method, accepted, an_opening

if TYPE_CHECKING:
    from collections.abc import Collection

    from engine.access.identity import Role, Scope

T = TypeVar("T")
PASSWORD = "a boat in a lock"


def with_quick_passwords(engine: Engine) -> Engine:
    """Let passwords cost little: how dear they are is for one test to see."""
    engine.access = Access(
        engine._journal,  # noqa: SLF001 - the tests look behind the door
        passwords=Passwords(Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)),
    )
    return engine


def granted(answer: T | Refusal) -> T:
    """Return an answer, or fail with the reason of the refusal."""
    assert not isinstance(answer, Refusal), answer
    return answer


def message(answer: object) -> str:
    """Return the message of a refusal, or fail because there is none."""
    assert isinstance(answer, Refusal), answer
    return answer.message


def an_organisation(engine: Engine, organisation: str = "town") -> Engine:
    """Make an organisation, and return its engine."""
    granted(engine.access.organisations.begin(organisation))
    return engine.of(organisation)


def an_account(engine: Engine, name: str, *roles: Role, password: str | None = PASSWORD) -> Account:
    """Make an account with the address name@organisation.example."""
    email = f"{name}@{engine.organisation}.example"
    operator = operator_of(engine.organisation)
    return granted(engine.access.accounts.make(operator, email, name.title(), roles, password))


def signed_in(engine: Engine, name: str, password: str = PASSWORD) -> Identity:
    """Sign somebody in, and return who he is."""
    email = f"{name}@{engine.organisation}.example"
    return known(engine, granted(engine.access.sessions.sign_in(engine.organisation, email, password, "a browser")))


def known(engine: Engine, begun: SignedIn) -> Identity:
    """Return who has a session that was just begun."""
    found = engine.access.identity(session=begun.secret)
    assert found is not None
    return found


def a_person(engine: Engine, name: str, *roles: Role) -> Identity:
    """Make an account and sign it in."""
    an_account(engine, name, *roles)
    return signed_in(engine, name)


def a_token(by: Identity, engine: Engine, *scopes: Scope, days: int = 30, process: str | None = None) -> Made:
    """Make a token of somebody."""
    return granted(engine.access.tokens.make(by, Asked("A script", frozenset(scopes), timedelta(days=days), process)))


def by_token(engine: Engine, made: Made) -> Identity:
    """Return who comes in by a token."""
    found = engine.access.identity(token=made.secret)
    assert found is not None
    return found


def opened_by(engine: Engine, by: Identity, **given: Any) -> str:
    """Publish `a_method` and open a process of it from an account, as `anna`; returns its id."""
    engine.publish(a_method())
    return accepted(engine.submit(None, an_opening(**given), by=by)).process


def a_participant(engine: Engine, process: str, by: Identity, name: str, party: str | None = "Town") -> str:
    """Admit a participant with a party and the role of its representative, and return the id."""
    given: dict[str, Any] = {"party": party, "roles": ("representative",)} if party else {}
    accepted(engine.submit(process, a_command("join", participant=name, name=name.title(), **given), by=by))
    return name


def an_invitation(
    engine: Engine, by: Identity, email: str, process: str | None = None, participant: str | None = None,
    roles: Collection[Role] = (), days: int = 14,
) -> Invited:  # fmt: skip
    """Invite somebody."""
    wished = Wished(email, tuple(roles), process, participant)
    return granted(engine.access.invitations.make(by, wished, timedelta(days=days)))


def a_guest(name: str = "Bo", password: str | None = PASSWORD, **given: Any) -> Guest:
    """Return somebody who has no account yet."""
    return Guest(name, password, **given)


def written(engine: Engine) -> None:
    """Wait until what nobody waits for is written."""
    engine.access._desk.write(engine.organisation, lambda _group: None)  # noqa: SLF001 - the tests look behind the door


def seated(engine: Engine, by: Identity, process: str, name: str, party: str | None = "Town") -> Identity:
    """Admit a participant, invite a person for it, and let that person accept; returns who that is."""
    participant = a_participant(engine, process, by, name, party)
    sent = an_invitation(engine, by, f"{name}@{engine.organisation}.example", process, participant)
    came: Accepted = granted(engine.access.invitations.accept(sent.secret, a_guest(name.title())))
    assert came.signed_in is not None
    return known(engine, came.signed_in)
