"""Processes that phases run, in an invented run: each is brought to an end by a search of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.authoring.proving.distance import distances
from engine.authoring.proving.literals import literals_of
from engine.authoring.proving.searching import Search
from engine.authoring.proving.seeking import Seek
from engine.language.plan import ToEnd

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.authoring.proving.standing import Standing
    from engine.language.method import Method
    from engine.language.plan import Way

MOST_TRIED = 60


def bring_to_end(seek: Seek, here: Standing, child: str, goal: Callable[[Standing], bool]) -> Standing | None:
    """Let a process that a phase runs come to the nearest end with which the goal is met where it was begun."""
    with seek.doing("child", child) as free:
        if not free:
            return None
        inside = here.inside(child)
        search = Search(_seek_of(seek, inside.method), [inside])
        for end in inside.method.declared.ends:
            towards = distances(inside.method, _leads_to(end))
            found = search.find(_ends_in(end, here, goal), towards, MOST_TRIED)
            if found is not None:
                return found.outside(here)
    return None


def _ends_in(end: str, here: Standing, goal: Callable[[Standing], bool]) -> Callable[[Standing], bool]:
    return lambda there: there.situation.end == end and goal(there.outside(here))


def _leads_to(end: str) -> Callable[[Way], bool]:
    return lambda way: isinstance(way.to, ToEnd) and way.to.end == end


def _seek_of(seek: Seek, method: Method) -> Seek:
    """Return the search in another method, of which all that it tries counts here."""
    if method.id not in seek.inner:
        seek.inner[method.id] = Seek(method, literals_of(method), seek.rooms, seek.budget)
    return seek.inner[method.id]
