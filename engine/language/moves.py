"""Finds where every declared move leads, and complains about those that lead nowhere or are more than can be run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.diagnostics import nearest
from engine.language.machine import arrows_of
from engine.language.plan import ROOT, MoveNowhere, ToEnd, ToPhase, Way, address_of, destination, reachable_names

if TYPE_CHECKING:
    from engine.language.checker import Checker
    from engine.language.plan import Plan

MOST_PHASES = 500
MOST_TRANSITIONS = 2_000


def few_phases(checker: Checker) -> bool:
    """Complain unless the phases are few enough to be looked at one by one."""
    if len(checker.plan.nodes) <= MOST_PHASES + 1:  # the root is none
        return True
    first_too_many = list(checker.plan.nodes)[MOST_PHASES + 1]
    message = f"a method has at most {MOST_PHASES} phases; this one has {len(checker.plan.nodes) - 1}"
    checker.complain_at_key(checker.plan.place(first_too_many), message, "too-large")
    return False


def check_moves(checker: Checker) -> None:
    """Put every move into the plan, in declared order; complain about those that lead nowhere or are too many."""
    for path, node in checker.plan.nodes.items():
        for name in node.declared.moves:
            _check_move(checker, path, name)
    for number, arrow in enumerate(arrows_of(checker.plan), 1):
        if number > MOST_TRANSITIONS:
            way = checker.plan.ways[arrow.trigger]
            message = f"a method has at most {MOST_TRANSITIONS} transitions: a move counts for each phase it leads from"
            checker.complain_at_key((*checker.plan.place(way.owner), "moves", way.name), message, "too-large")
            return


def _check_move(checker: Checker, path: str, name: str) -> None:
    plan, ends = checker.plan, checker.declared.ends
    move = plan.nodes[path].declared.moves[name]
    place = (*plan.place(path), "moves", name)
    try:
        to = destination(plan, path, move.to, ends)
    except MoveNowhere as problem:
        advice = nearest(move.to, reachable_names(plan, path, ends)) if problem.unknown else ""
        checker.complain((*place, "to"), f"{problem}{advice}", "move-nowhere")
        return
    address = address_of(path, name)
    if address in plan.nodes:
        checker.complain_at_key(place, f"the phase '{address}' and this move cannot share a name", "name-taken")
    way = plan.ways[address] = Way(address, path, name, move, to)
    tracks = _tracks_left(plan, way) if move.waits_for else []
    for index, track in enumerate(move.waits_for or ()):
        checker.known((*place, "waits_for", index), track, "track", tracks)


def _tracks_left(plan: Plan, way: Way) -> list[str]:
    """Return the ids of the tracks that a move can leave behind."""
    match way.to:
        case ToEnd():
            around = ROOT
        case ToPhase(container, child, _) if plan.nodes[container].kind == "tracks":
            around = child
        case ToPhase(container, _, _):
            around = container if way.owner == container else plan.child_towards(container, way.owner)
        case to_done:
            around = to_done.ended
    return [plan.nodes[path].id for path in plan.inside(around) if path and plan.is_track(path)]
