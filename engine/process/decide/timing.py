"""What is due: set when it changes, done when its time comes; and more time, where the method gives it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from engine.language.clocks import Period, read_period
from engine.language.declaration.people import Extension
from engine.process import events
from engine.process.decide.catch_up import duty_is_late
from engine.process.decide.decisions import count_and_close
from engine.process.decide.lapses import lapse_record, lapse_run
from engine.process.decide.roles import role_is_over
from engine.process.instants import must_be_tellable
from engine.process.labels import PROCESS
from engine.process.refusal import refuse
from engine.process.timing.families import timed
from engine.process.timing.keys import kind_of, named_by
from engine.process.who import wanted_or_opener

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.process.commands import Extend
    from engine.process.situation import Visit
    from engine.process.turn import Turn
    from engine.process.who import Wanted


def set_dues(turn: Turn) -> None:
    """Set what is due at another instant than before, and take back what is not due any longer.

    Some hang on others, as reminders on the term of a phase, so it is looked at again after a change.
    """
    while _set_dues(turn):
        pass


def _set_dues(turn: Turn) -> bool:
    situation, before = turn.situation, len(turn.events)
    here = {one.key: one for one in timed(turn.world)}
    with turn.by_itself():
        for key, one in here.items():
            came = one.at is not None and situation.came.get(key) == one.at
            if not came and situation.due(key) != one.at:
                turn.emit(events.DueSet(key, one.at), one.label)
        for key, due in sorted(situation.dues.items()):
            if key not in here:
                turn.emit(events.DueSet(key, None), due.label)
    return len(turn.events) > before


def ring(turn: Turn, key: str, due: datetime) -> None:
    """Let happen what is due."""
    RINGS.get(kind_of(key), _came)(turn, key, due)


def extend(turn: Turn, command: Extend) -> None:
    """Give a phase more time, or all that have a term now: in all no more in a visit than the method allows."""
    turn.act(command, _extenders(turn), "extend_not_yours")
    here = tuple(path for path in turn.method.plan.nodes if turn.situation.is_now(path))
    if command.phase is not None and command.phase not in here:
        raise refuse("malformed", "phase_not_now", "/phase", found=command.phase, allowed=tuple(filter(None, here)))
    more = _period(command.more)
    paths = [path for path in here if command.phase in (None, path) and _has_term(turn, path)]
    if not paths and command.phase is not None:
        raise refuse("rule", "no_term", "/phase", phase=command.phase)
    if not paths:
        raise refuse("rule", "no_terms", "/phase")
    for given in [_given(turn, command, turn.situation.visits[path], more) for path in paths]:
        turn.emit(given)


def _given(turn: Turn, command: Extend, visit: Visit, more: Period) -> events.TermExtended:
    """Return how a phase gets more time. Raises Refused."""
    due = _later(turn, visit.due_at, more) if visit.due_at else None
    _must_be_allowed(turn, command, visit)
    return events.TermExtended(visit.path, visit.number, command.more, due, command.reason)


def _has_term(turn: Turn, path: str) -> bool:
    return turn.situation.visits[path].due_at is not None or _is_stopped(turn, path)


def _later(turn: Turn, due: datetime, more: Period) -> datetime:
    """Return a later instant. Raises Refused where no calendar has it."""
    try:
        later = more.after(due, ZoneInfo(turn.situation.zone))
    except (OverflowError, ValueError):
        later = datetime.max.replace(tzinfo=UTC)
    must_be_tellable(later, "/more")
    return later


def _is_stopped(turn: Turn, path: str) -> bool:
    """Tell whether a phase has a term of which only a hold keeps back when it passes."""
    return turn.method.plan.nodes[path].declared.term is not None and bool(turn.situation.open_holds())


def _must_be_allowed(turn: Turn, command: Extend, visit: Visit) -> None:
    may, zone = turn.method.declared.may.extend, ZoneInfo(turn.situation.zone)
    most = may.up_to.amount if isinstance(may, Extension) else None
    if not isinstance(most, Period):
        return
    given = visit.entered_at
    for text in (*visit.extended, command.more):
        given = read_period(text).after(given, zone)
    if given > most.after(visit.entered_at, zone):
        raise refuse("rule", "extended_too_long", "/more", found=command.more)


def _extenders(turn: Turn) -> tuple[Wanted, ...]:
    may = turn.method.declared.may.extend
    who = may.by if isinstance(may, Extension) else may
    return wanted_or_opener(turn.method, turn.situation, who)


def _period(text: str) -> Period:
    try:
        return read_period(text)
    except ValueError as error:
        raise refuse("malformed", "wants_period", "/more", found=text) from error


def _came(turn: Turn, key: str, due: datetime) -> None:
    """Record that the time came of something that others act upon."""
    known = turn.situation.dues.get(key)
    turn.emit(events.TimeCame(key), known.label if known else PROCESS, due)


def _term(turn: Turn, key: str, due: datetime) -> None:
    path = named_by(key)
    turn.emit(events.PhaseOverdue(path, turn.situation.visits[path].number), due_at=due)


def _close(turn: Turn, key: str, due: datetime) -> None:
    count_and_close(turn, turn.situation.runs[named_by(key)], due)


def _waiver(turn: Turn, key: str, due: datetime) -> None:
    waiver = turn.situation.waivers[named_by(key)]
    turn.emit(events.WaiverExpired(waiver.id), waiver.label, due)


def _hold(turn: Turn, key: str, due: datetime) -> None:
    turn.emit(events.HoldEnded(named_by(key), "over"), due_at=due)


def _role(turn: Turn, key: str, due: datetime) -> None:
    role, _, participant = named_by(key).partition("/")
    role_is_over(turn, role, participant, due)


def _duty(turn: Turn, key: str, due: datetime) -> None:
    duty_is_late(turn, named_by(key), due)


def _unratified(turn: Turn, key: str, due: datetime) -> None:
    lapse_run(turn, turn.situation.runs[named_by(key)], "not_ratified", due_at=due)


def _expired(turn: Turn, key: str, due: datetime) -> None:
    lapse_record(turn, turn.situation.records[named_by(key)], "expired", due)


def _renewed(turn: Turn, key: str, due: datetime) -> None:
    lapse_record(turn, turn.situation.records[named_by(key)], "renewed", due)


RINGS: dict[str, Callable[[Turn, str, datetime], None]] = {
    "phase": _term, "run": _close, "record": _expired, "ratify": _unratified, "every": _renewed,
    "waiver": _waiver, "hold": _hold,
    "role": _role,
    "catchup": _duty,
}  # fmt: skip
