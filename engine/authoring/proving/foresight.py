"""What turned out to be missing at a move, kept in mind for where it can still be had."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.process.world import HolderThing, PartyThing, PersonThing, identity_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.authoring.proving.searching import Search
    from engine.authoring.proving.seeking import Lack
    from engine.authoring.proving.spots import Aim
    from engine.language.method import Method
    from engine.language.plan import Way

MOST_WISHES, MOST_MORE = 6, 2


def foresee(search: Search, leads_there: Callable[[Way], bool]) -> None:
    """Keep in mind what was not open any more where moves failed that lead to what is sought."""
    seek, opened = search.seek, search.roots[0].standing.situation
    people = frozenset({*opened.parties, *opened.participants})
    for lack in list(_lacks(search, leads_there)):
        wish = _wish(seek.method, lack, people)
        if wish is not None and len(seek.wishes) < MOST_WISHES and wish.key() not in [one.key() for one in seek.wishes]:
            seek.wishes.append(wish)
        declared = seek.method.declared.records.get(lack.what)
        if declared and declared.many and lack.what not in seek.more and len(seek.more) < MOST_MORE:
            seek.more.append(lack.what)


def _lacks(search: Search, leads_there: Callable[[Way], bool]) -> Iterator[Lack]:
    """Yield what was not open where a move failed that leads there, or that was never taken at all."""
    taken = {address for node in search.nodes.values() for address in node.after}
    for way in search.seek.method.plan.ways.values():
        if leads_there(way) or way.address not in taken:
            for node in search.nodes.values():
                yield from (one for one in node.lacks.get(way.address, ()) if one.why == "not-open")


def _wish(method: Method, lack: Lack, people: frozenset[str]) -> Aim | None:
    """Return what was aimed at, of a record of which there may be many of any one; nothing of who came only for it."""
    declared = method.declared.records.get(lack.what)
    if lack.aim is None or not _people_of(lack.aim) <= people:
        return None
    return replace(lack.aim, spot=lack.aim.spot.of_any(lack.what)) if declared and declared.many else lack.aim


def _people_of(aim: Aim) -> frozenset[str]:
    things = (*aim.spot.bound.values(), *aim.spot.elements.values())
    return frozenset(identity_of(one) for one in things if isinstance(one, PartyThing | PersonThing | HolderThing))
