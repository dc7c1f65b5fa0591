"""Whether a store is as this release needs it, and a few figures of all that is in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from engine.journal.migrate import HEAD
from engine.journal.store import EVERYBODY, NOBODY
from engine.journal.tables import instant_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.journal.journal import Journal

STATES = ("open", "held", "ended")
MOST_DRIFT, LATE = timedelta(seconds=60), timedelta(seconds=60)
COUNTED = "SELECT state, count(*), sum(CASE WHEN overdue THEN 1 ELSE 0 END) FROM process WHERE NOT rehearsal GROUP BY 1"
WAITS = "SELECT 1 FROM process WHERE next_due<=? LIMIT 1"


@dataclass(frozen=True, slots=True)
class Figures:
    """How many processes there are in each state, rehearsals left out, and whether what came due was done."""

    states: Mapping[str, int]
    overdue: int
    waiting: int
    is_behind: bool


def faults_of(journal: Journal) -> list[str]:
    """Return what is wrong with a store that answers, in words for whoever runs it. Raises StoreBusy."""
    with journal.reading(NOBODY) as connection:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        drift = journal.store.drift(connection)
    found = [] if row and row[0] == HEAD else [f"the schema is {row and row[0]}, and this release needs {HEAD}"]
    if abs(drift) > MOST_DRIFT:
        found.append(f"the clock of the database is {drift.total_seconds():+.0f} seconds from that of this machine")
    if journal.erasures.is_behind:
        found.append("the list of erasures beside the database cannot be written, and nothing else is until it can")
    return found


def figures_of(journal: Journal) -> Figures:
    """Return figures of the whole store, of all organisations. Raises StoreBusy."""
    with journal.reading(EVERYBODY) as connection:
        rows = connection.execute(COUNTED).fetchall()
        late = instant_text(journal.store.now(connection) - LATE)
        is_behind = connection.execute(WAITS, (late,)).fetchone() is not None
    states = dict.fromkeys(STATES, 0) | {str(state): int(number) for state, number, _ in rows}
    return Figures(states, sum(int(one or 0) for _, _, one in rows), journal.writer.waiting(), is_behind)
