"""What planning and holding meetings does to a situation."""

from __future__ import annotations

from dataclasses import replace

from engine.process import events
from engine.process.events import Event
from engine.process.fold.applying import apply
from engine.process.persistent import changed
from engine.process.situation import Planned, Said, Session, Situation


@apply.register
def _(body: events.SessionPlanned, situation: Situation, event: Event) -> Situation:
    known = situation.sessions.get(body.session) or Session(
        body.session, body.phase, body.visit, body.starts_at, body.title, situation.order
    )
    planned = (*known.planned, Planned(event.id, body.starts_at))
    now = replace(
        known, phase=body.phase, visit=body.visit, starts_at=body.starts_at, title=body.title, planned=planned
    )
    return _with_session(situation, now)


@apply.register
def _(body: events.SessionCalledOff, situation: Situation, event: Event) -> Situation:
    known = situation.sessions[body.session]
    return _with_session(situation, replace(known, called_off_at=event.moment, reason=body.reason))


@apply.register
def _(body: events.AgendaSet, situation: Situation, event: Event) -> Situation:
    known = situation.sessions[body.session]
    said = _after(known.agendas, Said(body.agenda, event.label))
    return _with_session(situation, replace(known, agendas=said))


@apply.register
def _(body: events.SessionAttended, situation: Situation, event: Event) -> Situation:
    known = situation.sessions[body.session]
    present = tuple(dict.fromkeys((*known.present, *body.participants)))
    return _with_session(situation, replace(known, present=present))


@apply.register
def _(body: events.SessionEnded, situation: Situation, event: Event) -> Situation:
    return _with_session(situation, replace(situation.sessions[body.session], ended_at=event.moment))


@apply.register
def _(body: events.MinutesTaken, situation: Situation, event: Event) -> Situation:
    known = situation.sessions[body.session]
    said = _after(known.minutes, Said(body.minutes, event.label))
    return _with_session(situation, replace(known, minutes=said))


def _after(before: tuple[Said, ...], new: Said) -> tuple[Said, ...]:
    """Return what was said, with something new in place of what was said under the same label."""
    return (*(one for one in before if one.label != new.label), new)


def _with_session(situation: Situation, session: Session) -> Situation:
    return changed(situation, sessions=situation.sessions.set(session.id, session))
