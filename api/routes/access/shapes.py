"""What is told of sessions, invitations, tokens and accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.access.accounts import Account
    from engine.access.invitations import Invitation
    from engine.access.tokens import Token


@dataclass(frozen=True, slots=True)
class SignedInView:
    """A session that has begun; what it is known by is in the cookie alone."""

    account: str
    organisation: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A session of oneself. `about` is what the browser said of itself."""

    id: str
    about: str
    made_at: datetime
    seen_at: datetime
    ends_at: datetime
    is_this: bool


@dataclass(frozen=True, slots=True)
class InvitationView:
    """An invitation that waits to be accepted."""

    id: str
    email: str | None
    roles: list[str]
    process: str | None
    participant: str | None
    made_by: str | None
    made_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class InvitationSent:
    """An invitation that was made. The link is told this once: hand it to the person, and to nobody else."""

    link: str
    invitation: InvitationView


@dataclass(frozen=True, slots=True)
class InvitationFound:
    """What a link is for, to whoever has it."""

    organisation: str
    email: str | None
    roles: list[str]
    process: str | None
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class InvitationAccepted:
    """What came of an invitation."""

    account: str
    organisation: str
    process: str | None
    participant: str | None


@dataclass(frozen=True, slots=True)
class TokenView:
    """A token: what it is for, and when it was last used."""

    id: str
    account: str
    title: str
    scopes: list[str]
    process: str | None
    made_at: datetime
    used_at: datetime | None
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class TokenMade:
    """A token that was made. The secret is told this once; `links` are where what it shows is to be had, if it does."""

    secret: str
    token: TokenView
    links: dict[str, str]


@dataclass(frozen=True, slots=True)
class AccountView:
    """A person of the organisation; name and address are gone where they were erased."""

    id: str
    email: str | None
    name: str | None
    roles: list[str]
    has_password: bool
    made_at: datetime
    disabled_at: datetime | None


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """The organisation of whoever asks. After `keeps_days` it deletes a process that has ended; null is for ever."""

    id: str
    name: str
    keeps_days: int | None


@dataclass(frozen=True, slots=True)
class DeletedView:
    """A process that was deleted, or would be: how many went, with all that it began, and when it ended."""

    process: str
    title: str | None
    processes: int
    ended_at: datetime | None
    deleted: bool


@dataclass(frozen=True, slots=True)
class SeatView:
    """That an account is a participant of a process."""

    process: str
    participant: str
    account: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class OneselfView:
    """Who asks: the account, what this session or token may, and where it takes part."""

    account: AccountView
    organisation: str
    scopes: list[str]
    process: str | None
    proven_until: datetime | None
    seats: list[SeatView]


@dataclass(frozen=True, slots=True)
class ReadingView:
    """That somebody with a seat read a process, and by what way."""

    account: str
    process: str
    kind: str
    at: datetime


def told_invitation(one: Invitation) -> InvitationView:
    """Return an invitation as it is told to whoever may see it."""
    return InvitationView(
        one.id, one.email, list(one.roles), one.process, one.participant, one.made_by, one.made_at, one.ends_at
    )


def told_token(one: Token) -> TokenView:
    """Return a token as it is told to whoever may see it."""
    return TokenView(
        one.id, one.account, one.title, sorted(one.scopes), one.process, one.made_at, one.used_at, one.ends_at
    )


def told_account(one: Account) -> AccountView:
    """Return an account as it is told to an owner, and to the person."""
    return AccountView(
        one.id, one.email, one.name, sorted(one.roles), one.has_password, one.made_at, one.disabled_at
    )  # fmt: skip
