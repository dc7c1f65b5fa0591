"""Meetings as a reader sees them: what was said there only whoever sits at the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process import labels
from engine.process.view.shapes import Named, SessionView
from engine.process.view.telling import ELLIPSIS

if TYPE_CHECKING:
    from engine.process.situation import Session
    from engine.process.view.telling import Telling


def sessions(telling: Telling) -> list[SessionView]:
    """Return the meetings, those that were called off too, by when they start."""
    known = sorted(telling.situation.sessions.values(), key=lambda one: (one.starts_at, one.order))
    return [_session(telling, one) for one in known]


def _session(telling: Telling, one: Session) -> SessionView:
    inside = telling.sight.may_know(labels.table_of(telling.method, telling.situation, one.phase))
    return SessionView(
        id=one.id,
        title=one.title or ELLIPSIS,
        phase=Named(one.phase, telling.phase(one.phase)),
        state=one.state,
        starts_at=one.starts_at,
        ended_at=one.ended_at,
        present=[telling.person(person) or Named(person, ELLIPSIS) for person in one.present],
        agenda=one.agenda if inside else None,
        minutes=one.minutes if inside else None,
    )
