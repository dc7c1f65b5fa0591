"""Tracks that wait for one another: what must have come to its end before a move may leave them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.plan import ToDone, ToEnd, ToPhase

if TYPE_CHECKING:
    from engine.language.method import Method
    from engine.language.plan import Way
    from engine.process.situation import Situation


def unfinished(method: Method, situation: Situation, way: Way) -> list[str]:
    """Return the tracks a move still waits for.

    A forward move that leaves a phase with tracks waits for every track but the one it is taken from; a move back
    waits for none, so that a process can always turn round. `waits_for` says otherwise.
    """
    named = way.declared.waits_for
    if named is None and way.declared.back:
        return []
    return [
        track
        for owner in left_by(method, situation, way)
        if method.plan.nodes[owner].kind == "tracks"
        for track in method.plan.nodes[owner].children
        if track not in set(method.plan.ancestors(way.owner)) and situation.is_now(track)
        if named is None or method.plan.nodes[track].id in named
    ]


def left_by(method: Method, situation: Situation, way: Way) -> list[str]:
    """Return the phases that a move leaves, outermost first."""
    plan = method.plan
    match way.to:
        case ToEnd():
            roots = plan.nodes[""].children
        case ToPhase(container, child, _):
            roots = (child,) if plan.nodes[container].kind == "tracks" else plan.nodes[container].children
        case ToDone(ended):
            roots = (ended,) if ended == way.owner else plan.nodes[ended].children
    return [path for root in roots for path in plan.inside(root) if situation.is_now(path)]
