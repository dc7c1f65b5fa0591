"""Meetings of a table: planning them, attending them, and what was said there."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from engine.process import events, labels
from engine.process.instants import must_be_tellable
from engine.process.refusal import refuse
from engine.process.whereabouts import innermost
from engine.process.who import Seat, Wanted, wanted_or_opener

if TYPE_CHECKING:
    from datetime import datetime

    from engine.process.commands import Attend, Plan
    from engine.process.situation import Session
    from engine.process.turn import Turn


def plan(turn: Turn, command: Plan) -> None:
    """Plan a meeting of the table of a phase; who sits at it may, and where there is no table, who may admit."""
    known = turn.situation.sessions.get(command.session) if command.session else None
    phase = _phase(turn, command, known)
    turn.act(command, _planners(turn, phase), "plan_not_yours", phase=phase)
    if known is not None:
        _must_be_planned(known)
    if command.called_off is not None:
        _call_off(turn, known, command.called_off)
        return
    title, starts_at = _title(command, known), _starts_at(command, known)
    identity = known.id if known else turn.new_id(command.session, "/session")
    visit = turn.situation.visits[phase].number
    if known is None or (known.title, known.starts_at, known.phase, known.visit) != (title, starts_at, phase, visit):
        turn.emit(events.SessionPlanned(identity, phase, visit, starts_at, title))
    if command.agenda is not None:
        turn.emit(events.AgendaSet(identity, command.agenda), labels.table_of(turn.method, turn.situation, phase))


def attend(turn: Turn, command: Attend) -> None:
    """Record who was present. Everybody does so for himself; for others, ending and minutes those who may plan."""
    known = turn.situation.sessions.get(command.session)
    if known is None:
        raise refuse("unknown-thing", "session_unknown", "/session", session=command.session)
    _for_oneself(turn, command) if _is_about_oneself(command) else _for_all(turn, command, known)
    if command.minutes is None or command.present or command.ended:
        _record_presence(turn, command, known)
    if command.minutes is not None:
        table = labels.table_of(turn.method, turn.situation, known.phase)
        turn.emit(events.MinutesTaken(known.id, command.minutes), table)
    if command.ended:
        turn.emit(events.SessionEnded(known.id))


def _record_presence(turn: Turn, command: Attend, known: Session) -> None:
    _must_be_planned(known)
    if known.starts_at > turn.at:
        raise refuse("not-now", "session_not_begun", "/session")
    present = command.present or (() if command.ended else (command.actor,))
    for index, one in enumerate(present):
        person = turn.situation.participants.get(one)
        if person is None:
            raise refuse("unknown-thing", "participant_unknown", f"/present/{index}", participant=one)
    new = tuple(one for one in dict.fromkeys(present) if one not in known.present)
    if not new and not command.ended:
        raise refuse("rule", "attended_already", "/session")
    if new:
        turn.emit(events.SessionAttended(known.id, new))


def _is_about_oneself(command: Attend) -> bool:
    others = [one for one in command.present or () if one != command.actor]
    return not others and command.minutes is None and not command.ended


def _for_oneself(turn: Turn, command: Attend) -> None:
    turn.act(command, (Wanted((Seat(participant=command.actor),)),), "act_not_yours")


def _for_all(turn: Turn, command: Attend, known: Session) -> None:
    turn.act(command, _planners(turn, known.phase), "attend_not_yours", phase=known.phase)


def _planners(turn: Turn, phase: str) -> tuple[Wanted, ...]:
    at = turn.method.plan.table_around(phase)
    if at is not None:
        roles = turn.method.plan.nodes[at].declared.table or ()
        return (Wanted(tuple(Seat(role) for role in roles)),)
    may = turn.method.declared.may.admit
    return wanted_or_opener(turn.method, turn.situation, may)


def _phase(turn: Turn, command: Plan, known: Session | None) -> str:
    path = command.phase or (known.phase if known and turn.situation.is_now(known.phase) else None)
    here = [one for one in turn.method.plan.nodes if one and turn.situation.is_now(one)]
    if path is None:
        return innermost(turn.method, turn.situation)[0]
    if path not in here:
        raise refuse("malformed", "phase_not_now", "/phase", found=path, allowed=tuple(here))
    return path


def _must_be_planned(known: Session) -> None:
    if known.state != "planned":
        raise refuse("not-now", f"session_{known.state}", "/session")


def _call_off(turn: Turn, known: Session | None, reason: str) -> None:
    if known is None:
        raise refuse("unknown-thing", "session_unknown", "/session", session="")
    turn.emit(events.SessionCalledOff(known.id, reason))


def _title(command: Plan, known: Session | None) -> str:
    title = command.title or (known.title if known else None)
    if title is None:
        raise refuse("malformed", "title_needed", "/title")
    return title


def _starts_at(command: Plan, known: Session | None) -> datetime:
    must_be_tellable(command.starts_at, "/starts_at")
    starts_at = command.starts_at.astimezone(UTC) if command.starts_at else known.starts_at if known else None
    if starts_at is None:
        raise refuse("malformed", "start_needed", "/starts_at")
    return starts_at
