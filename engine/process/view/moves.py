"""The moves that can be taken from where a process is, each with its gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.plan import ToEnd, Way
from engine.process.gates import judge
from engine.process.joins import unfinished
from engine.process.timing.keys import move_key
from engine.process.view.gates import told
from engine.process.view.shapes import Move, Named

if TYPE_CHECKING:
    from datetime import datetime

    from engine.language.method import Method
    from engine.process.gates import Verdict
    from engine.process.view.telling import Telling


def moves(telling: Telling) -> list[Move]:
    """Return the moves from the phases in which the process is, as declared; none once it has ended."""
    return [_move(telling, way) for way in ways_now(telling)]


def ways_now(telling: Telling) -> list[Way]:
    """Return the ways from the phases in which the process is, as declared; none once it has ended."""
    ways, situation = telling.method.plan.ways.values(), telling.situation
    return [] if situation.end else [way for way in ways if situation.is_now(way.owner)]


def can_be_taken(telling: Telling, way: Way, verdict: Verdict | None) -> bool:
    """Tell whether a move can be taken, given what was found of its gate, where it has one."""
    return _may_go(telling, way, verdict) and not unfinished(telling.method, telling.situation, way)


def is_ahead(method: Method, way: Way) -> bool:
    """Tell whether a move leads forward: not back, and not out of the process but for a good end."""
    if way.declared.back:
        return False
    return not isinstance(way.to, ToEnd) or method.declared.ends[way.to.end].verdict == "success"


def counts(telling: Telling, move: Move) -> bool:
    """Tell whether the gate of a move is one of those ahead."""
    return is_ahead(telling.method, telling.method.plan.ways[move.id])


def _move(telling: Telling, way: Way) -> Move:
    title = telling.text(way.declared.title)
    group = telling.method.gate_of_move(way.address)
    verdict = judge(telling.world, group, way.owner) if group else None
    waiting = unfinished(telling.method, telling.situation, way)
    return Move(
        id=way.address,
        title=title,
        to=way.declared.to,
        back=way.declared.back,
        by=telling.owed(way.declared.by),
        open=_may_go(telling, way, verdict) and not waiting,
        waits_for=[Named(path, telling.phase(path)) for path in waiting],
        reason_required=way.declared.reason == "required",
        left=_left(telling, way),
        due_at=_due(telling, way),
        gate=told(telling, verdict, way.owner, title) if verdict else None,
    )


def _may_go(telling: Telling, way: Way, verdict: Verdict | None) -> bool:
    """Tell whether a move could be taken if no track were waited for."""
    return (verdict is None or verdict.passes) and _is_open(telling, way)


def _is_open(telling: Telling, way: Way) -> bool:
    """Tell whether a move could be taken if its gate were met: not in a hold, not too often, not from what is over."""
    visit = telling.situation.visits[way.owner]
    has_ended = visit.ended and telling.method.plan.nodes[way.owner].kind in ("leaf", "run")
    held = telling.situation.state == "held" and not way.declared.back
    return not has_ended and not held and _left(telling, way) != 0


def _left(telling: Telling, way: Way) -> int | None:
    limit = way.declared.limit
    return None if limit is None else max(0, limit - telling.situation.taken.get(way.address, 0))


def _due(telling: Telling, way: Way) -> datetime | None:
    """Return when the clock takes a move, where it does."""
    if way.declared.at == "term":
        return telling.situation.visits[way.owner].due_at
    return telling.situation.due(move_key(telling.situation, way.owner, way.address)) if way.declared.at else None
