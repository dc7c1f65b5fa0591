"""What the outbox writes: who holds a webhook, the message under way, and what came of it. Each is one transaction."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from engine.access.desk import text
from engine.access.webhooks import SHOWN, webhook_of
from engine.journal.writer import Done
from engine.outbox.news import CHANGED, Message, Quiet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.access.webhooks import Webhook
    from engine.journal.group import Group
    from engine.journal.store import Connection, Row
    from engine.outbox.wire import Answer

GONE = 410
FREE = "paused_at IS NULL AND stopped_why IS NULL AND next_at<=? AND leased_until<=?"
DUE = (
    f"SELECT id, account, organisation FROM webhook WHERE {FREE}"  # noqa: S608 - only our own words
    f" AND (EXISTS (SELECT 1 FROM webhook_message WHERE webhook=webhook.id) OR EXISTS (SELECT 1 FROM {CHANGED}))"
    " ORDER BY next_at, id"
)
MESSAGE = "SELECT id, process, body, since, until, length FROM webhook_message WHERE webhook=?"
CLAIM = f"UPDATE webhook SET lease=?, leased_until=? WHERE id=? AND turn=? AND {FREE} RETURNING id"  # noqa: S608 - only our own words
PUT = (
    "INSERT INTO webhook_message(webhook, id, organisation, process, body, since, until, length)"
    " SELECT ?, ?, organisation, id, ?, ?, ?, ? FROM process WHERE id=? ON CONFLICT DO NOTHING RETURNING id"
)
LOOKED = (
    "INSERT INTO webhook_place(webhook, process, organisation, start, length, participant, turn)"
    " SELECT webhook.id, process.id, process.organisation, 0, ?, ?, 0 FROM webhook, process"
    " WHERE webhook.id=? AND process.id=?"
    " ON CONFLICT(webhook, process) DO UPDATE SET length=excluded.length, participant=excluded.participant"
)
ARRIVED = (
    "INSERT INTO webhook_place(webhook, process, organisation, start, vector, length, turn)"
    " SELECT webhook.id, process.id, process.organisation, 0, ?, ?, ? FROM webhook, process"
    " WHERE webhook.id=? AND process.id=?"
    " ON CONFLICT(webhook, process) DO UPDATE SET vector=excluded.vector, length=excluded.length, turn=excluded.turn"
)
SUCCEEDED = (
    "UPDATE webhook SET turn=turn+1, delivered_at=?, failures=0, next_at=?, lease=NULL, leased_until=?"
    " WHERE id=? AND lease=? RETURNING turn"
)
FAILED = (
    "UPDATE webhook SET failures=failures+1, failed_at=?, failed_why=?, failed_status=?, next_at=?, stopped_why=?,"
    " lease=NULL, leased_until=? WHERE id=? AND lease=?"
)
LET_GO = "UPDATE webhook SET lease=NULL, leased_until=? WHERE id=? AND lease=?"
STOPPED = "UPDATE webhook SET stopped_why=? WHERE id=? AND key=?"
DROPPED = "DELETE FROM webhook_message WHERE webhook=? AND id=?"


@dataclass(frozen=True, slots=True)
class Lease:
    """That somebody holds a webhook: nobody else sends for it until then."""

    id: str
    lasts: timedelta


class Due(NamedTuple):
    """A webhook that may have something to tell, and whose it is."""

    webhook: str
    account: str
    organisation: str


def due(connection: Connection, at: datetime) -> list[Due]:
    """Return the webhooks that may have something to tell now; who waits longest comes first."""
    return [Due(*map(str, row)) for row in connection.execute(DUE, (text(at), text(at))).fetchall()]


def webhook_now(connection: Connection, webhook: str) -> tuple[Webhook, Message | None] | None:
    """Return a webhook and what is under way; None where it is gone."""
    row = connection.execute(f"{SHOWN} WHERE id=?", (webhook,)).fetchone()
    kept = connection.execute(MESSAGE, (webhook,)).fetchone()
    return (webhook_of(row), _message(kept) if kept else None) if row else None


def claimed(webhook: Webhook, message: Message, lease: Lease, group: Group) -> Done[bool]:
    """Hold a webhook, and keep what is to be sent; False where another was first, or it is not to be sent any more."""
    group.touch()
    at = text(group.at)
    values = (lease.id, text(group.at + lease.lasts), webhook.id, webhook.turn, at, at)
    if group.connection.execute(CLAIM, values).fetchone() is None:
        return Done(answer=False)
    kept = group.connection.execute(MESSAGE, (webhook.id,)).fetchone()
    since, until = json.dumps(message.since), json.dumps(message.until)
    row = (webhook.id, message.id, message.body, since, until, message.length, message.process)
    is_kept = kept[0] == message.id if kept else group.connection.execute(PUT, row).fetchone() is not None
    if not is_kept:
        group.connection.execute(LET_GO, (at, webhook.id, lease.id))
    return Done(is_kept)


def tidied(webhook: str, quiet: Sequence[Quiet], dropped: str | None, group: Group) -> Done[None]:
    """Write down where there was no news, and drop a message that may not be told any more."""
    group.touch()
    rows = [(one.length, one.participant, webhook, one.process) for one in quiet]
    group.connection.executemany(LOOKED, rows)
    if dropped is not None:
        group.connection.execute(DROPPED, (webhook, dropped))
    return Done(None)


def arrived(webhook: str, message: Message, lease: str, group: Group) -> Done[None]:
    """Write down that a message arrived, and let the webhook go."""
    group.touch()
    at = text(group.at)
    row = group.connection.execute(SUCCEEDED, (at, at, at, webhook, lease)).fetchone()
    if row is not None:
        values = (json.dumps(message.until), message.length, row[0], webhook, message.process)
        group.connection.execute(ARRIVED, values)
        group.connection.execute(DROPPED, (webhook, message.id))
    return Done(None)


def failed(webhook: str, answer: Answer, wait: timedelta | None, lease: str, group: Group) -> Done[None]:
    """Write down that a message did not arrive, and when to try again; without `wait` never."""
    stop = "gone" if answer.status == GONE else "failing" if wait is None else None
    group.touch()
    at, then = text(group.at), text(group.at + (wait or timedelta(0)))
    group.connection.execute(FAILED, (at, answer.why, answer.status, then, stop, at, webhook, lease))
    return Done(None)


def let_go(webhook: str, lease: str, group: Group) -> Done[None]:
    """Let a webhook go as it was: nobody knows whether anything arrived."""
    group.touch()
    group.connection.execute(LET_GO, (text(group.at), webhook, lease))
    return Done(None)


def let_all_go(group: Group) -> Done[None]:
    """Let all webhooks go, where nobody else is that could hold one."""
    group.touch()
    group.connection.execute("UPDATE webhook SET lease=NULL, leased_until=? WHERE lease IS NOT NULL", (text(group.at),))
    return Done(None)


def stopped(webhook: Webhook, group: Group) -> Done[None]:
    """Send no more for a webhook: its secret came from another key than there is now."""
    group.touch()
    group.connection.execute(STOPPED, ("key", webhook.id, webhook.key))
    return Done(None)


def _message(row: Row) -> Message:
    identity, process, body, since, until, length = row
    return Message(identity, process, bytes(body), json.loads(since), json.loads(until), length)
