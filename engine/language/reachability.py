"""Phases to which no process can come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.plan import ROOT
from engine.language.routes import follow

if TYPE_CHECKING:
    from engine.language.checker import Checker
    from engine.language.routes import Routes


def check_reachability(checker: Checker, routes: Routes) -> None:
    """Complain about the phases to which no move leads; those that only lie behind them are not named."""
    plan = checker.plan
    behind = {path: _ahead_of(routes, path) for path in _outermost_unreached(routes)}
    told: list[str] = []
    for path, ahead in behind.items():
        comes_first = all(other in ahead for other, further in behind.items() if other != path and path in further)
        if comes_first and not any(path in behind[other] for other in told):
            told.append(path)
            message = f"no move leads to phase '{path}': name it in the 'to' of a move, or take it out"
            checker.complain_at_key(plan.place(path), message, "unreachable-phase")


def _outermost_unreached(routes: Routes) -> list[str]:
    reached = {around for spot in routes.reached if spot.state != "over" for around in routes.plan.ancestors(spot.path)}
    return [
        path
        for path, node in routes.plan.nodes.items()
        if path != ROOT and path not in reached and (node.parent == ROOT or node.parent in reached)
    ]


def _ahead_of(routes: Routes, path: str) -> frozenset[str]:
    """Return the phases to which one could come from inside a phase."""
    spots = follow(routes.steps, routes.within(path))
    return frozenset(around for spot in spots if spot.state != "over" for around in routes.plan.ancestors(spot.path))
