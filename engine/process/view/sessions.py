"""Meetings as a reader sees them: what was said there only whoever sat at the table it was said at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process.view.shapes import Named, SessionView
from engine.process.view.telling import ELLIPSIS

if TYPE_CHECKING:
    from engine.process.situation import Said, Session
    from engine.process.view.telling import Telling


def sessions(telling: Telling) -> list[SessionView]:
    """Return the meetings, those that were called off too, by when they start."""
    known = sorted(telling.situation.sessions.values(), key=lambda one: (one.starts_at, one.order))
    return [_session(telling, one) for one in known]


def _session(telling: Telling, one: Session) -> SessionView:
    return SessionView(
        id=one.id,
        title=one.title or ELLIPSIS,
        phase=Named(one.phase, telling.phase(one.phase)),
        state=one.state,
        starts_at=one.starts_at,
        moved_from=one.moved_from,
        reason=(one.reason or ELLIPSIS) if one.called_off_at else None,
        ended_at=one.ended_at,
        present=[telling.person(person) or Named(person, ELLIPSIS) for person in one.present],
        agenda=_last_known(telling, one.agendas),
        minutes=_last_known(telling, one.minutes),
    )


def _last_known(telling: Telling, said: tuple[Said, ...]) -> str | None:
    """Return the last of several texts that the reader may know of, each of which has a label of its own."""
    return next((one.text for one in reversed(said) if telling.sight.may_know(one.label)), None)
