"""Moves that nobody takes: those whose gate is met, those that the clock takes, those after a gate broke for long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.plan import ToEnd
from engine.process.decide.movement import may_go, take_by_itself
from engine.process.standing import standing_gates
from engine.process.timing.keys import move_key, while_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.language.plan import Way
    from engine.process.turn import Turn


def go_by_itself(turn: Turn) -> bool:
    """Take the first move that goes by itself now; tell whether there was one."""
    for way in _ready(turn):
        if may_go(turn, way):
            take_by_itself(turn, way)
            return True
    return False


def _ready(turn: Turn) -> Iterator[Way]:
    """Yield the moves whose time has come, in declared order: automatic ones, and those the clock takes."""
    situation = turn.situation
    broken = [
        (path, then.move)
        for path, gate, then in standing_gates(turn.method, situation)
        if then != "hold" and then.move and while_key(situation, path, gate) in situation.came
    ]
    for address, way in turn.method.plan.ways.items():
        if not situation.is_now(way.owner):
            continue
        by_clock = way.declared.at is not None and move_key(situation, way.owner, address) in situation.came
        if way.declared.auto or (way.owner, way.name) in broken or (by_clock and not _yields(turn, way)):
            yield way


def _yields(turn: Turn, way: Way) -> bool:
    """Tell whether a move of the clock waits: for a decision of this visit, or for people who can move on elsewhere."""
    visit = turn.situation.visits[way.owner]
    undecided = any(run.order > visit.order and run.is_pending for run in turn.situation.runs.values())
    ways = turn.method.plan.own_ways(way.owner)
    return undecided or any(other.to != way.to and _is_open_to_people(turn, other) for other in ways)


def _is_open_to_people(turn: Turn, way: Way) -> bool:
    ends_badly = isinstance(way.to, ToEnd) and turn.method.declared.ends[way.to.end].verdict != "success"
    forward = way.declared.by is not None and not way.declared.back and not ends_badly
    return forward and way.declared.at is None and may_go(turn, way)
