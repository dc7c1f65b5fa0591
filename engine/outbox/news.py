"""What there is to tell a webhook: of each process what its account may know now and was not told yet, by ids alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.access.acting import roles_of
from engine.access.identity import Identity, reader_for
from engine.access.seats import seat_of
from engine.errors import LogBroken, NotLetIn, ProcessUnknown, SluisError
from engine.journal.loading import known_history
from engine.journal.tables import instant_text
from engine.process.sight import sight_of

if TYPE_CHECKING:
    from engine.access.webhooks import Webhook
    from engine.journal.journal import Journal
    from engine.journal.loading import Stored
    from engine.journal.store import Row
    from engine.process.sight import Sight
    from engine.process.situation import Situation

MOST_EVENTS = 100
CHANGED = (
    " process AS p LEFT JOIN webhook_place AS place ON place.webhook=webhook.id AND place.process=p.id"
    " LEFT JOIN seat ON seat.process=p.id AND seat.account=webhook.account"
    " WHERE p.organisation=webhook.organisation AND (webhook.process IS NULL OR webhook.process=p.id)"
    " AND (seat.process IS NOT NULL OR EXISTS (SELECT 1 FROM member WHERE member.account=webhook.account))"
    " AND (place.process IS NULL OR place.length<>p.length"
    " OR coalesce(place.participant, '')<>coalesce(seat.participant, ''))"
)
CANDIDATES = (
    f"SELECT p.id, place.start, place.vector FROM webhook CROSS JOIN{CHANGED} AND webhook.id=?"  # noqa: S608 - only our own words
    " ORDER BY coalesce(place.turn, 0), p.id"
)
BASE = "SELECT label, max(n) FROM event WHERE process=? AND seq<=? GROUP BY label"
Vector = dict[str, int]


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it is kept until it has arrived. `since` and `until` are vectors, `length` that of the log."""

    id: str
    process: str
    body: bytes
    since: Vector
    until: Vector
    length: int


@dataclass(frozen=True, slots=True)
class Quiet:
    """That there was nothing to tell of a process, as it stood."""

    process: str
    length: int
    participant: str | None


def looked(journal: Journal, webhook: Webhook, identity: str) -> Iterator[Message | Quiet]:
    """Yield what there is to tell of each process that has changed, with its id; whoever waits longest comes first.

    What cannot be read, or may not any more, is passed over.
    """
    with journal.reading(webhook.organisation) as connection:
        rows = connection.execute(CANDIDATES, (webhook.id,)).fetchall()
    for row in rows:
        try:
            yield _news(journal, webhook, row, identity)
        except SluisError:
            continue


def may_be_told(journal: Journal, webhook: Webhook, message: Message) -> bool:
    """Tell whether all of a message may still be known by whose webhook it is."""
    try:
        _, sight, _ = _seen(journal, webhook, message.process)
    except (ProcessUnknown, NotLetIn, LogBroken):
        return False
    return all(sight.may_know(label) for label, n in message.until.items() if n > message.since.get(label, 0))


def _news(journal: Journal, webhook: Webhook, row: Row, identity: str) -> Message | Quiet:
    process, start, vector = str(row[0]), int(row[1] or 0), row[2]
    situation, sight, seat = _seen(journal, webhook, process)
    place = json.loads(vector) if vector else _base(journal, webhook, process, start)
    ends = sight.vector(situation)
    since = {label: place.get(label, 0) for label in ends}
    with journal.reading(webhook.organisation) as connection:
        found = known_history(connection, process, since, MOST_EVENTS)
        shown = [one for one in found if one.n <= ends[one.event.label]]
    if not shown:
        return Quiet(process, situation.order, seat)
    until = place | {one.event.label: one.n for one in shown}
    is_all = all(until.get(label, 0) >= n for label, n in ends.items())
    revision = sum(until.get(label, 0) for label in ends)
    body = told(process, revision, shown)
    return Message(identity, process, body, place, until, situation.order if is_all else 0)


def told(process: str, revision: int, shown: list[Stored]) -> bytes:
    """Return a message in bytes: ids, types and numbers, and nothing that somebody wrote."""
    events = [{"id": one.event.id, "type": one.event.type} for one in shown]
    return said(
        "process.changed",
        instant_text(shown[-1].event.at),
        {"process": process, "revision": revision, "events": events},
    )


def said(kind: str, at: str, data: Mapping[str, object]) -> bytes:
    """Return a message of a kind in bytes."""
    return json.dumps({"type": kind, "timestamp": at, "data": data}, separators=(",", ":")).encode()


def _seen(journal: Journal, webhook: Webhook, process: str) -> tuple[Situation, Sight, str | None]:
    """Return how a process stands, what the account may know of it, and its seat. Raises ProcessUnknown, NotLetIn."""
    with journal.reading(webhook.organisation) as connection:
        roles = roles_of(connection, webhook.organisation, webhook.account)
        seat = seat_of(connection, process, webhook.account)
    situation = journal.loaded(process, webhook.organisation).situation
    identity = Identity(webhook.organisation, webhook.account, roles, frozenset({"read"}), webhook.process)
    reader = reader_for(identity, seat, situation)
    with journal.reading(webhook.organisation) as connection:
        library = journal.libraries.of(webhook.organisation)
        method = library.get(connection, situation.method, situation.version)
    return situation, sight_of(method, situation, reader), seat


def _base(journal: Journal, webhook: Webhook, process: str, start: int) -> Vector:
    """Return how long each chain was when the webhook was made, of all labels, whoever may know of them."""
    if not start:
        return {}
    with journal.reading(webhook.organisation) as connection:
        return {str(label): int(n) for label, n in connection.execute(BASE, (process, start)).fetchall()}
