"""Moves that nobody takes: those whose gate is met, those that the clock takes, those after a gate broke for long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.plan import ToEnd, ToPhase
from engine.process.decide.movement import may_go, take_by_itself
from engine.process.labels import PROCESS, PUBLIC
from engine.process.standing import standing_gates, standing_key
from engine.process.timing.keys import move_key, while_key
from engine.process.turn import Turn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.language.plan import Way


def go_by_itself(turn: Turn) -> bool:
    """Take the first move that goes by itself now; tell whether there was one."""
    way = _next(turn)
    if way is None:
        return False
    take_by_itself(turn, way)
    return True


def rests(turn: Turn) -> bool:
    """Tell whether moves were cut off before, and nothing happened since of which everybody may know.

    Where all had followed that could, nothing goes by itself; so what does was cut off. If what few know of set it
    going again, its moves would tell everybody that there was something.
    """
    before, _ = turn.begun
    if before is None or before.end or any(event.label in (PROCESS, PUBLIC) for event in turn.step):
        return False
    return _next(Turn(turn.method, before, turn.at, turn.ids)) is not None


def _next(turn: Turn) -> Way | None:
    return next((way for way in _ready(turn) if may_go(turn, way)), None)


def _ready(turn: Turn) -> Iterator[Way]:
    """Yield the moves whose time has come, in declared order: automatic ones, and those the clock takes."""
    situation = turn.situation
    broken = [
        (path, then.move)
        for path, gate, then in standing_gates(turn.method, situation)
        if then != "hold" and then.move and _is_broken_for_long(turn, path, gate, then.move)
    ]
    for address, way in turn.method.plan.ways.items():
        if not situation.is_now(way.owner):
            continue
        by_clock = way.declared.at is not None and move_key(situation, way.owner, address) in situation.came
        if way.declared.auto or (way.owner, way.name) in broken or (by_clock and not _yields(turn, way)):
            yield way


def _is_broken_for_long(turn: Turn, path: str, gate: str, move: str) -> bool:
    """Tell whether a standing gate has been broken for as long as its move waits, and that was not taken since.

    A move of the method itself, or of a phase around, leads out of no visit of what it belongs to: it goes once.
    """
    situation = turn.situation
    judged = situation.judged.get(standing_key(path, gate))
    came = situation.came.get(while_key(situation, path, gate))
    if came is None or judged is None or judged.broken_since is None or came < judged.broken_since:
        return False
    to = next(way.to for way in turn.method.plan.own_ways(path) if way.name == move)
    entered = situation.visits.get(to.target) if isinstance(to, ToPhase) else None
    return entered is None or entered.entered_at < came


def _yields(turn: Turn, way: Way) -> bool:
    """Tell whether a move of the clock waits: for a decision of this visit, or for people who can move on elsewhere.

    Everybody is told when it goes, so it waits for no decision of which not everybody may know.
    """
    visit = turn.situation.visits[way.owner]
    known = (run for run in turn.situation.runs.values() if run.label in (PROCESS, PUBLIC))
    undecided = any(run.order > visit.order and run.is_pending for run in known)
    ways = turn.method.plan.own_ways(way.owner)
    return undecided or any(other.to != way.to and _is_open_to_people(turn, other) for other in ways)


def _is_open_to_people(turn: Turn, way: Way) -> bool:
    ends_badly = isinstance(way.to, ToEnd) and turn.method.declared.ends[way.to.end].verdict != "success"
    forward = way.declared.by is not None and not way.declared.back and not ends_badly
    return forward and way.declared.at is None and may_go(turn, way)
