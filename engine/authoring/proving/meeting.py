"""Meetings in an invented run: planned, attended by whom a condition asks for, and ended."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from engine.authoring.proving.acting import act_as, actor, asked, submit
from engine.authoring.proving.names import new_id
from engine.process.who import Seat, Wanted

if TYPE_CHECKING:
    from engine.authoring.proving.seeking import Seek
    from engine.authoring.proving.standing import Standing


def meet(
    seek: Seek, here: Standing, phase: str, title: str | None = None, ahead: timedelta = timedelta()
) -> Standing | None:
    """Plan a meeting of a phase for now or for later, and plan no more."""
    found = _planner(seek, here, phase)
    if found is None:
        return None
    there, one = found
    starts = there.at + ahead
    told = asked("plan", one, session=new_id(there, "session"), phase=phase, title=title or "Session", starts_at=starts)
    return submit(seek, there, told)


def end(seek: Seek, here: Standing, session: str) -> Standing | None:
    """End a meeting at which everybody was present."""
    known = here.situation.sessions[session]
    found = _planner(seek, _once_it_began(seek, here, session), known.phase)
    if found is None:
        return None
    there, one = found
    present = tuple(person.id for person in there.situation.present() if person.id not in known.present)
    told = asked("attend", one, session=session, present=present or None, ended=True)
    return submit(seek, there, told)


def attend(seek: Seek, here: Standing, session: str, person: str) -> Standing | None:
    """Let somebody be present."""
    return submit(seek, _once_it_began(seek, here, session), asked("attend", person, session=session))


def _once_it_began(seek: Seek, here: Standing, session: str) -> Standing:
    starts = here.situation.sessions[session].starts_at
    if starts <= here.at:
        return here
    seek.spend(1)
    return here.until(starts)


def _planner(seek: Seek, here: Standing, phase: str) -> tuple[Standing, str] | None:
    at = here.method.plan.table_around(phase)
    if at is not None:
        roles = here.method.plan.nodes[at].declared.table or ()
        return actor(seek, here, (Wanted(tuple(Seat(role) for role in roles)),))
    return act_as(seek, here, here.method.declared.may.admit)
