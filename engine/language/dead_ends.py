"""Phases from which a process can never end, and tracks for which others would wait for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.routes import Routes, Spot, follow, reversed_steps, saved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.language.checker import Checker

    Steps = dict[Spot, frozenset[Spot]]


def check_dead_ends(checker: Checker, routes: Routes) -> None:
    """Complain about each track that never ends, and each phase from which no end can be reached."""
    endless = list(_endless_tracks(routes))
    for track in endless:
        message = (
            f"track '{track}' never comes to its end, and others wait for it: give it a move to 'done', or let "
            "'waits_for' of the move that leaves the tracks name the others"
        )
        checker.complain_at_key(checker.plan.place(track), message, "endless-track")
    inside = {spot for track in endless for spot in routes.within(track)}
    for spots in _traps(routes, inside):
        _complain(checker, routes, spots)


def _endless_tracks(routes: Routes) -> Iterator[str]:
    """Yield each track for which a move waits and which cannot come to its end."""
    plan = routes.plan
    for track in filter(plan.is_track, list(plan.nodes)[1:]):
        is_waited_for = any(routes.waits(way, track) for way in plan.ways.values())
        if is_waited_for and track not in routes.leavable and not routes.reached.isdisjoint(routes.within(track)):
            yield track


def _traps(routes: Routes, apart: set[Spot]) -> list[list[Spot]]:
    """Return the groups of spots, in declared order, that lead only to one another and to no end."""
    safe = saved(routes.choices)
    lost = [spot for spot in routes.steps if spot in routes.reached and spot not in safe and spot not in apart]
    among = frozenset(lost)
    onward = {spot: routes.steps[spot] & among for spot in lost}
    back = reversed_steps(onward)
    groups: list[frozenset[Spot]] = []
    known: set[Spot] = set()
    for spot in lost:
        if spot not in known:
            group, behind = _closed_group(lost, onward, back, spot)
            known |= behind
            groups.append(group)
    return sorted(([spot for spot in lost if spot in group] for group in groups), key=lambda one: lost.index(one[0]))


def _closed_group(lost: list[Spot], onward: Steps, back: Steps, spot: Spot) -> tuple[frozenset[Spot], frozenset[Spot]]:
    """Return spots ahead of one that lead only to one another, and all from which one comes to them."""
    ahead, behind = follow(onward, [spot]), follow(back, [spot])
    while not ahead <= behind:
        spot = next(one for one in reversed(lost) if one in ahead and one not in behind)
        ahead, behind = follow(onward, [spot]), follow(back, [spot])
    return ahead, behind


def _complain(checker: Checker, routes: Routes, spots: list[Spot]) -> None:
    spots = [spot for spot in spots if spot.state in ("in", "end")] or spots
    first = spots[0]
    if len(spots) > 1:
        names = " and ".join(f"'{path}'" for path in list(dict.fromkeys(spot.path for spot in spots))[:3])
        message = f"from {names} no end can be reached: they lead to one another only; let a move lead out"
    elif first.state == "end":
        message = f"once '{first.path}' has come to its end inside, no move leads on from it: give it one"
    elif not routes.steps[first]:
        message = f"no move leads out of phase '{first.path}', and no end can be reached from it: give it one"
    else:
        message = f"from phase '{first.path}' no end can be reached: let a move lead to one"
    checker.complain_at_key(checker.plan.place(first.path), message, "dead-end")
