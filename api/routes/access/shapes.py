"""What is told of sessions, invitations, tokens, webhooks and accounts."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from engine.access.webhooks import Stop, Why

if TYPE_CHECKING:
    from engine.access.accounts import Account
    from engine.access.invitations import Invitation
    from engine.access.mailboxes import Mailbox
    from engine.access.tokens import Token
    from engine.access.webhooks import Webhook
    from engine.outbox.wire import Answer


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
    """An invitation that was made. The link is told this once: hand it to the person, and to nobody else.

    `mailed`: a link of its own goes to the address too. It does not where this server sends none, or too many went.
    """

    link: str
    invitation: InvitationView
    mailed: bool


@dataclass(frozen=True, slots=True)
class MailView:
    """How one is told by mail; null is as the process has it, or no quiet. `failed_at`: the last one did not go."""

    how: str
    language: str | None
    zone: str | None
    quiet_from: str | None
    quiet_until: str | None
    sent_at: datetime | None
    failed_at: datetime | None


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
class WebhookView:
    """A webhook, and to whose it is how it goes: what arrived and failed last, why, and when it is tried again.

    `stopped_why`: nothing is sent until `paused` is set to false, or for `key` until it has another secret.
    """

    id: str
    account: str
    url: str
    title: str
    process: str | None
    made_at: datetime
    is_paused: bool
    stopped_why: Stop | None
    delivered_at: datetime | None
    failed_at: datetime | None
    failed_why: Why | None
    failed_status: int | None
    failures: int
    next_try_at: datetime | None
    is_waiting: bool


@dataclass(frozen=True, slots=True)
class WebhookMade:
    """A webhook that was made, or has another secret. It is told this once."""

    secret: str
    webhook: WebhookView


@dataclass(frozen=True, slots=True)
class WebhookTried:
    """What came of a message that tells nothing: `why` it did not arrive, and the status that was answered."""

    has_arrived: bool
    why: Why | None
    status: int | None


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


def told_mail(box: Mailbox) -> MailView:
    """Return how somebody is told by mail."""
    return MailView(**asdict(box.choices), sent_at=box.sent_at, failed_at=box.failed_at)


def told_webhook(one: Webhook) -> WebhookView:
    """Return a webhook as it is told to whoever may see it."""
    is_tried_again = one.failures > 0 and one.is_waiting and not one.stopped_why and not one.paused_at
    return WebhookView(
        one.id, one.account, one.url, one.title, one.process, one.made_at, one.paused_at is not None, one.stopped_why,
        one.delivered_at, one.failed_at, one.failed_why, one.failed_status, one.failures,
        one.next_at if is_tried_again else None, one.is_waiting,
    )  # fmt: skip


def told_answer(answer: Answer) -> WebhookTried:
    """Return what came of a test."""
    return WebhookTried(answer.why is None, answer.why, answer.status)


def told_account(one: Account) -> AccountView:
    """Return an account as it is told to an owner, and to the person."""
    return AccountView(
        one.id, one.email, one.name, sorted(one.roles), one.has_password, one.made_at, one.disabled_at
    )  # fmt: skip
