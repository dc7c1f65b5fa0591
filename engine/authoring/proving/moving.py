"""Taking moves in an invented run: by people, by themselves, by the clock, or after a standing gate broke."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.authoring.proving.acting import acting_as, later, reason, released, submit
from engine.authoring.proving.passing import judged
from engine.authoring.proving.spots import Aim, Spot
from engine.language.conditions import needs_in
from engine.process.commands import Move
from engine.process.standing import standing_gates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.authoring.proving.seeking import Seek
    from engine.authoring.proving.standing import Standing
    from engine.language.plan import Way

MOST_WAITS = 12


def ways_out(here: Standing) -> list[Way]:
    """Return the moves of the phases in which the process is, in declared order."""
    return [way for way in here.method.plan.ways.values() if here.situation.is_now(way.owner)]


def take(seek: Seek, here: Standing, way: Way) -> Standing | None:
    """Return how things stand once a move was taken, in the first manner that works."""
    manners = (_by_people, _by_clock, _by_itself, _by_breach)
    for manner in manners:
        found = manner(seek, here, way)
        if found is not None and has_taken(here, found, way):
            return found
    return None


def has_taken(before: Standing, after: Standing, way: Way) -> bool:
    """Tell whether a move was taken between two standings."""
    return after.situation.taken.get(way.address, 0) > before.situation.taken.get(way.address, 0)


def _by_people(seek: Seek, here: Standing, way: Way) -> Standing | None:
    if way.declared.by is None:
        return None
    ready = _passable(seek, here, way)
    if ready is None or has_taken(here, ready, way):
        return ready
    told = {"do": "move", "move": way.address, "reason": reason(here) if way.declared.reason else None}
    for there, one in acting_as(seek, ready, way.declared.by):
        moved = submit(seek, there, Move.model_validate({**told, "actor": one}))
        if moved is not None:
            return moved
    return None


def _passable(seek: Seek, here: Standing, way: Way) -> Standing | None:
    """Meet what stands in the way of a move: a hold, and its gate."""
    if here.situation.open_holds() and not way.declared.back:
        freed = released(seek, here)
        if freed is None:
            return None
        here = freed
    gate = here.method.gate_of_move(way.address)
    return seek.meet(here, gate, way.owner, {}) if gate else here


def _by_itself(seek: Seek, here: Standing, way: Way) -> Standing | None:
    return _passable(seek, here, way) if way.declared.auto else None


def _by_clock(seek: Seek, here: Standing, way: Way) -> Standing | None:
    """Wait until the clock takes a move; what is due before is let happen."""
    if way.declared.at is None:
        return None
    start, ready = here, _passable(seek, here, way)
    for _ in range(MOST_WAITS):
        if ready is None or ready.situation.end or has_taken(start, ready, way):
            return ready
        ready = later(seek, ready)
        if ready is not None and not ready.situation.is_now(way.owner):
            return ready
    return None


def _by_breach(seek: Seek, here: Standing, way: Way) -> Standing | None:
    """Break the standing gate after which a move follows, and wait."""
    for path, gate, then in standing_gates(here.method, here.situation):
        if then == "hold" or then.move != way.name or path != way.owner:
            continue
        for broken in _broken(seek, here, gate, path):
            there: Standing | None = broken
            for _ in range(MOST_WAITS):
                if there is None or has_taken(here, there, way):
                    break
                there = later(seek, there)
            if there is not None and has_taken(here, there, way):
                return there
    return None


def _broken(seek: Seek, here: Standing, gate: str, path: str) -> Iterator[Standing]:
    part = here.method.gates[f"gate:{gate}"]
    if not judged(here, part, path, {}, standing=True).passes:
        yield here
        return
    yield here  # a condition may become due as time passes
    for need in needs_in(part):
        if need.need and not need.scope:
            found = seek.make(here, Aim(Spot(need.need, path), need.need.typed.root, wanted=False))
            if found is not None:
                yield found
