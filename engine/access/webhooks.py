"""Webhooks: addresses that are told of changes. Each is of an account and tells never more than that may know.

Whose it is sees how it goes. An owner sees that there are others' webhooks, pauses and ends them; when these told what
he is not told, as that would tell him that something happened.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Literal, cast, get_args

from engine.access.accounts import checked_name
from engine.access.acting import manages, must_be_proven, must_know_of, roles_now
from engine.access.desk import instant, text
from engine.access.secrets import new_id
from engine.access.targets import parsed, read_target
from engine.errors import StoreUnusable
from engine.journal.signing import SigningKeyUnusable
from engine.journal.store import storable
from engine.process.refusal import Refusal, refuse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.access.desk import Desk
    from engine.access.identity import Identity
    from engine.journal.group import Group
    from engine.journal.signing import SigningKey
    from engine.journal.store import Connection, Row

Why = Literal["unreachable", "slow", "untrusted", "inner", "answered"]
Stop = Literal["gone", "failing", "key"]
WHYS: tuple[Why, ...] = get_args(Why)
PREFIX = "whsec_"
MOST = 20
BOTH_FOR = timedelta(hours=24)
COLUMNS = (
    "id", "organisation", "account", "process", "url", "title", "made_at", "key", "generation", "renewed_at",
    "paused_at", "stopped_why", "delivered_at", "failed_at", "failed_why", "failed_status", "failures", "next_at",
    "turn",
)  # fmt: skip
SHOWN = f"SELECT {', '.join(COLUMNS)}, EXISTS (SELECT 1 FROM webhook_message WHERE webhook=webhook.id) FROM webhook"  # noqa: S608 - only our own names
INSERT = (
    "INSERT INTO webhook(id, organisation, account, process, url, title, made_at, key, generation, failures, next_at,"
    " leased_until, turn) VALUES(?,?,?,?,?,?,?,?,1,0,?,?,0)"
)
BEGIN = (
    "INSERT INTO webhook_place(webhook, process, organisation, start, length, participant, turn)"
    " SELECT ?, process.id, process.organisation, process.length, process.length, seat.participant, 0 FROM process"
    " LEFT JOIN seat ON seat.process=process.id AND seat.account=? WHERE process.organisation=?"
)
RESUME = "UPDATE webhook SET paused_at=NULL, stopped_why=NULL, failures=0, next_at=? WHERE id=?"
RENEW = "UPDATE webhook SET key=?, generation=generation+1, renewed_at=?, stopped_why=? WHERE id=?"


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook as whose it is sees it. `is_waiting`: a message is under way; `stopped_why`: no more are sent."""

    id: str
    organisation: str
    account: str
    process: str | None
    url: str
    title: str
    made_at: datetime
    key: str
    generation: int
    renewed_at: datetime | None
    paused_at: datetime | None
    stopped_why: Stop | None
    delivered_at: datetime | None
    failed_at: datetime | None
    failed_why: Why | None
    failed_status: int | None
    failures: int
    next_at: datetime
    turn: int
    is_waiting: bool


@dataclass(frozen=True, slots=True)
class Made:
    """A webhook that was made or renewed; `secret` is told once."""

    secret: str
    webhook: Webhook


@dataclass(frozen=True, slots=True)
class Asked:
    """Where a webhook is to go, and of what it tells: all that its account may know of, or one process."""

    url: str
    title: str
    process: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be different about a webhook."""

    paused: bool | None = None
    title: str | None = None


class Webhooks:
    """Making webhooks and seeing to them. `inner` are receivers that stand inside, as whoever runs the server says."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def make(self, by: Identity, asked: Asked, inner: Sequence[str] = ()) -> Made | Refusal:
        """Make a webhook of one's own account, having proved who one is. Raises NotLetIn, ProcessUnknown."""
        wanted = asked if asked.process is None else replace(asked, process=storable(asked.process))
        return self._desk.write(by.organisation, partial(self._made, by, wanted, inner))

    def of(self, by: Identity) -> list[Webhook]:
        """Return one's own webhooks; for an owner those of all. Raises NotLetIn."""
        return self._desk.read(by.organisation, partial(_webhooks, by))

    def one(self, by: Identity, webhook: str) -> Webhook | None:
        """Return a webhook; None where there is none of this id, or it is another's. Raises NotLetIn."""
        return next((one for one in self.of(by) if one.id == webhook), None)

    def change(self, by: Identity, webhook: str, change: Change) -> Webhook | Refusal | None:
        """Pause a webhook or let it go on where it was, or call it otherwise; None where there is none of this id.

        An owner can pause another's. Raises NotLetIn.
        """
        return self._desk.write(by.organisation, partial(_changed, by, webhook, change))

    def renew(self, by: Identity, webhook: str) -> Made | Refusal | None:
        """Give one's own webhook another secret; for 24 hours its messages are signed by both. Raises NotLetIn."""
        return self._desk.write(by.organisation, partial(self._renewed, by, webhook))

    def end(self, by: Identity, webhook: str) -> bool:
        """End a webhook at once, with what waits; False where there is none of this id. Raises NotLetIn."""
        return self._desk.write(by.organisation, partial(_ended, by, webhook)) is True

    def _made(self, by: Identity, asked: Asked, inner: Sequence[str], group: Group) -> Made:
        account = _person(by)
        group.lock_account(account)
        roles = roles_now(group.connection, by)
        must_be_proven(by, group.at)
        title, target, key = checked_name(asked.title, "/title"), read_target(asked.url, inner), self._key()
        if asked.process is None and not roles:
            raise refuse("malformed", "webhook_needs_process", "/process")
        if asked.process is not None:
            must_know_of(group.connection, by, asked.process, account, roles)
        if len(_own(group.connection, by.organisation, account)) >= MOST:
            raise refuse("rule", "webhooks_many", most=MOST)
        identity, at = new_id(self._desk.random), text(group.at)
        group.touch()
        group.flush()  # what happened in this group before is no news
        row = (identity, by.organisation, account, asked.process, target.url, title, at, key.public, at, at)
        group.connection.execute(INSERT, row)
        _begin(group.connection, identity, by.organisation, account, asked.process)
        return Made(secret_of(key, identity, 1), _found(group.connection, by.organisation, identity))

    def _renewed(self, by: Identity, webhook: str, group: Group) -> Made | None:
        account = _person(by)
        group.lock_account(account)
        roles_now(group.connection, by)
        must_be_proven(by, group.at)
        known = next((one for one in _own(group.connection, by.organisation, account) if one.id == webhook), None)
        if known is None:
            return None
        key = self._key()
        has_former = key.public == known.key
        stays = known.stopped_why if has_former else None
        group.touch()
        group.connection.execute(RENEW, (key.public, text(group.at) if has_former else None, stays, webhook))
        made = _found(group.connection, by.organisation, webhook)
        return Made(secret_of(key, webhook, made.generation), made)

    def _key(self) -> SigningKey:
        """Return the key from which secrets follow. Raises Refused where there is none."""
        try:
            return self._desk.journal.signing_key()
        except (StoreUnusable, SigningKeyUnusable):
            raise refuse("rule", "webhooks_need_key") from None


def secret_of(key: SigningKey, webhook: str, generation: int) -> str:
    """Return the secret of a webhook: it stands nowhere, and follows from the key of this installation."""
    return PREFIX + b64encode(key.derived(f"webhook {webhook} {generation}".encode())).decode()


def secrets_at(key: SigningKey, webhook: Webhook, at: datetime) -> list[str]:
    """Return the secrets by which a message is signed now: the newest, and for a day the one before it too."""
    is_fresh = webhook.renewed_at is not None and at - webhook.renewed_at < BOTH_FOR
    numbers = [webhook.generation, *([webhook.generation - 1] if is_fresh else [])]
    return [secret_of(key, webhook.id, one) for one in numbers]


def webhook_of(row: Row) -> Webhook:
    """Return a webhook from its row, as `SHOWN` has it."""
    kept = dict(zip((*COLUMNS, "is_waiting"), row, strict=True))
    for name in ("made_at", "renewed_at", "paused_at", "delivered_at", "failed_at", "next_at"):
        kept[name] = instant(kept[name]) if kept[name] else None
    return Webhook(**kept | {"is_waiting": bool(kept["is_waiting"])})


def _person(by: Identity) -> str:
    if by.account is None or by.session is None:
        raise refuse("not-yours", "webhooks_are_made_by_people")
    return by.account


def _begin(connection: Connection, webhook: str, organisation: str, account: str, process: str | None) -> None:
    """Keep how long the logs are by now: what follows is told."""
    only, values = (" AND process.id=?", (process,)) if process else ("", ())
    connection.execute(BEGIN + only, (webhook, account, organisation, *values))


def _found(connection: Connection, organisation: str, webhook: str) -> Webhook:
    query = f"{SHOWN} WHERE organisation=? AND id=?"
    return webhook_of(cast("Row", connection.execute(query, (organisation, webhook)).fetchone()))


def _own(connection: Connection, organisation: str, account: str) -> list[Webhook]:
    query = f"{SHOWN} WHERE organisation=? AND account=? ORDER BY made_at, id"
    return [webhook_of(row) for row in connection.execute(query, (organisation, account)).fetchall()]


def _webhooks(by: Identity, connection: Connection, _at: datetime) -> list[Webhook]:
    if not manages(connection, by):
        return _own(connection, by.organisation, str(by.account))
    query = f"{SHOWN} WHERE organisation=? ORDER BY made_at, id"
    found = [webhook_of(row) for row in connection.execute(query, (by.organisation,)).fetchall()]
    return [one if one.account == by.account else _from_outside(one) for one in found]


def _from_outside(one: Webhook) -> Webhook:
    """Return what an owner is told of another's webhook: what its account said, without what may be secret in it."""
    return replace(
        one, url=parsed(one.url).origin, key="", generation=1, renewed_at=None, stopped_why=None,
        delivered_at=None, failed_at=None, failed_why=None, failed_status=None, failures=0, next_at=one.made_at, turn=0,
        is_waiting=False,
    )  # fmt: skip


def _changed(by: Identity, webhook: str, change: Change, group: Group) -> Webhook | None:
    known = next((one for one in _webhooks(by, group.connection, group.at) if one.id == webhook), None)
    if known is None:
        return None
    if known.account != by.account and (change.title is not None or change.paused is False):
        raise refuse("not-yours", "webhook_is_anothers")
    title, at = known.title if change.title is None else checked_name(change.title, "/title"), text(group.at)
    if change.paused is False and known.stopped_why == "key":
        raise refuse("rule", "webhook_needs_secret")
    group.touch()
    group.connection.execute("UPDATE webhook SET title=? WHERE id=?", (title, webhook))
    if change.paused:
        group.connection.execute("UPDATE webhook SET paused_at=? WHERE id=? AND paused_at IS NULL", (at, webhook))
    if change.paused is False:
        group.connection.execute(RESUME, (at, webhook))
    told = _found(group.connection, by.organisation, webhook)
    return told if told.account == by.account else _from_outside(told)


def _ended(by: Identity, webhook: str, group: Group) -> bool:
    if all(one.id != webhook for one in _webhooks(by, group.connection, group.at)):
        return False
    group.touch()
    query = "DELETE FROM webhook WHERE organisation=? AND id=? RETURNING id"
    return group.connection.execute(query, (by.organisation, webhook)).fetchone() is not None
