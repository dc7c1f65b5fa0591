"""Why something was not reached: what stood in the way of the moves that lead there, as far as the search went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.language.plan import ToDone, ToEnd, ToPhase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.authoring.proving.searching import Node, Search
    from engine.authoring.proving.seeking import Lack
    from engine.language.method import Method
    from engine.language.plan import Way

MOST_DEEP = 6


@dataclass(frozen=True, slots=True)
class Reason:
    """Something that stood in the way.

    `why` is a word: `no-move`, `never-there` (of a phase), `unmet` (of a condition, by its id), `not-open` (of a record
    or decision), `nobody` (of a role), `outcome` (of a decision), `refused` (of a rule),
    `yields`, `not-taken`, `untried`. `move` is the move
    it was in the way of.
    """

    why: str
    what: str
    move: str = ""


def why_not(search: Search, leads_there: Callable[[Way], bool], *, seen: frozenset[str] = frozenset()) -> list[Reason]:
    """Return what stood in the way of every move that leads somewhere."""
    method = search.seek.method
    ways = [way for way in method.plan.ways.values() if leads_there(way)]
    if not ways:
        return [Reason("no-move", "")]
    found: list[Reason] = []
    for way in ways:
        tried = [node for node in search.nodes.values() if way.address in node.tried]
        if tried:
            found += _of_tries(tried, way)
        elif any(node.standing.situation.is_now(way.owner) for node in search.nodes.values()):
            found.append(Reason("untried", way.address, way.address))
        elif way.owner not in seen and len(seen) < MOST_DEEP:
            found.append(Reason("never-there", way.owner, way.address))
            found += why_not(search, _into(method, way.owner), seen=seen | {way.owner})
    return list(dict.fromkeys(found))


def _into(method: Method, path: str) -> Callable[[Way], bool]:
    around = set(method.plan.ancestors(path))

    def leads(way: Way) -> bool:
        match way.to:
            case ToPhase(target=target):
                return target in around or path in set(method.plan.ancestors(target))
            case ToDone(ended=ended):
                return method.plan.nodes[ended].parent in around
            case ToEnd():
                return False

    return leads


def _of_tries(tried: list[Node], way: Way) -> Iterator[Reason]:
    """Yield why a move failed where the search came furthest, the conditions first."""
    failed = [node for node in tried if way.address not in node.after]
    best = max(failed, key=lambda node: len(node.standing.situation.visits), default=None)
    if best is None:
        return
    unmet, lacks = best.unmet.get(way.address, ()), best.lacks.get(way.address, ())
    if not unmet and not lacks:
        yield Reason("yields" if way.declared.at is not None else "not-taken", way.address, way.address)
    yield from (Reason("unmet", one, way.address) for one in dict.fromkeys(unmet))
    yield from dict.fromkeys(_of_lack(lack, way) for lack in lacks)


def _of_lack(lack: Lack, way: Way) -> Reason:
    return Reason(lack.why, lack.what, way.address)
