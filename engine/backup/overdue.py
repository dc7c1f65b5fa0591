"""What in a restored store is due by the time it is restored, and happens as soon as anybody serves it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.journal.loading import load
from engine.journal.store import EVERYBODY
from engine.journal.tables import instant_text
from engine.process.timing.keys import in_order, kind_of, named_by

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from engine.journal.store import Connection, Store

WAITING = "SELECT id FROM process WHERE next_due<=? ORDER BY next_due, id"
TOLD_ONLY = "remind"


@dataclass(frozen=True, slots=True)
class Overdue:
    """Something in a process that is due: what `kind` of thing (a `run` is a vote, a `phase` a term), which one, when.

    What was done after the backup is not in the store: a ballot that was cast then counts as silence.
    """

    process: str
    kind: str
    name: str
    due_at: str


def overdue_in(store: Store) -> tuple[Overdue, ...]:
    """Return all that is due by now in any process, process by process, but for reminders."""
    with store.reading(EVERYBODY) as connection:
        at = store.now(connection)
        rows = connection.execute(WAITING, (instant_text(at),)).fetchall()
        return tuple(one for (process,) in rows for one in _of(connection, str(process), at))


def _of(connection: Connection, process: str, by: datetime) -> Iterator[Overdue]:
    due = [(at, in_order(key), key) for key, at in load(connection, process).situation.all_due() if at <= by]
    for at, _, key in sorted(due):
        if kind_of(key) != TOLD_ONLY:
            yield Overdue(process, kind_of(key), named_by(key), instant_text(at))
