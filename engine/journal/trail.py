"""When processes were opened, went through their phases and ended: from the log, as far as the whole process knows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from engine.journal.rows import narrowing
from engine.journal.tables import instant_text
from engine.language.plan import ROOT
from engine.process.labels import PROCESS, PUBLIC

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.journal.rows import Filters
    from engine.journal.store import Connection

OPENED = "SELECT opened_at FROM process WHERE {where} AND opened_at >= ?"
HAPPENED = (  # in what did not change since then nothing of this happened since then
    "SELECT event.process, event.type, event.at, event.skeleton, standing.method FROM event JOIN"
    " (SELECT id, method FROM process WHERE {where} AND changed_at >= ?) AS standing ON standing.id = event.process"
    " WHERE event.type IN ('PhaseEntered', 'PhaseLeft', 'ProcessEnded') AND event.label IN (?, ?)"
    " ORDER BY event.process, event.seq"
)
Row = tuple[str, str, str, bytes, str]


@dataclass(frozen=True, slots=True)
class Stay:
    """A visit of a phase that is over, of a process by a method."""

    method: str
    phase: str
    entered_at: datetime
    left_at: datetime

    @property
    def lasted(self) -> timedelta:
        """How long it took."""
        return self.left_at - self.entered_at


@dataclass(frozen=True, slots=True)
class Trail:
    """What happened until an instant, in some days before it: openings, ends, and visits that were over by then."""

    until: datetime
    opened: list[datetime]
    ended: list[datetime]
    stays: list[Stay]


def trail_of(connection: Connection, organisation: str, filters: Filters, until: datetime, days: int) -> Trail:
    """Return what happened in processes that fit, in so many days before an instant."""
    where, values = narrowing(organisation, filters)
    since = until - timedelta(days=days)
    bound = (*values, instant_text(since))
    opened = connection.execute(OPENED.format(where=where), bound).fetchall()
    rows: list[Row] = connection.execute(HAPPENED.format(where=where), (*bound, PUBLIC, PROCESS)).fetchall()
    ended = [_instant(at) for _, kind, at, *_ in rows if kind == "ProcessEnded"]
    return Trail(
        until,
        [_instant(at) for (at,) in opened],
        [at for at in ended if at >= since],
        [one for one in _stays(rows) if one.left_at >= since],
    )


def _stays(rows: Iterable[Row]) -> Iterator[Stay]:
    entered: dict[tuple[str, str], datetime] = {}
    for process, kind, at, skeleton, method in rows:
        if kind == "ProcessEnded":
            continue
        phase = json.loads(skeleton)["body"]["phase"]
        if phase == ROOT:
            continue
        if kind == "PhaseEntered":
            entered[process, phase] = _instant(at)
        elif (begun := entered.pop((process, phase), None)) is not None:
            yield Stay(method, phase, begun, _instant(at))


def _instant(at: str) -> datetime:
    return datetime.fromisoformat(str(at))
