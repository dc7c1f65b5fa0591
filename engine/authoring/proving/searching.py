"""The search for runs: from move to move, the nearest to what is sought first, no situation of a kind twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING

from engine.authoring.proving.acting import newcomer
from engine.authoring.proving.distance import FAR
from engine.authoring.proving.kinds import kind_of_situation
from engine.authoring.proving.moving import take, ways_out
from engine.authoring.proving.recording import write
from engine.authoring.proving.seeking import Lack, Spent
from engine.language.plan import ToDone, ToEnd, ToPhase
from engine.process.whereabouts import innermost

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from engine.authoring.proving.seeking import Seek
    from engine.authoring.proving.spots import Aim
    from engine.authoring.proving.standing import Standing
    from engine.language.plan import Way

EAGER = 30
MOST_FOR_ONE = 400  # times that the engine is asked for one move


@dataclass(eq=False, slots=True)
class Node:
    """A situation that was reached, and what became of trying to go on from it.

    `after` is from where the search goes on then, which may be one like it that takes fewer steps.
    """

    standing: Standing
    after: dict[str, Node] = field(default_factory=dict)
    came_to: dict[str, Standing] = field(default_factory=dict)
    tried: set[str] = field(default_factory=set)
    lacks: dict[str, tuple[Lack, ...]] = field(default_factory=dict)
    unmet: dict[str, tuple[str, ...]] = field(default_factory=dict)


class Search:
    """All that was reached so far; what one search found out, the next one knows.

    `kept` is where runs came to that showed something.
    """

    def __init__(self, seek: Seek, roots: list[Standing]) -> None:
        self.seek = seek
        self.nodes: dict[Hashable, Node] = {}
        self.kept: list[Standing] = []
        self.roots = [self._node(root) for root in roots]
        self.steps = 0

    def find(
        self, goal: Callable[[Standing], bool], towards: Callable[[str], int], limit: int, *, eager: bool = True,
        below: int | None = None,
    ) -> Standing | None:  # fmt: skip
        """Return the first situation found that meets the goal, trying moves `limit` times at most. Raises Spent.

        `towards` tells how many moves it is at least from a phase. The nearest comes first, or where `eager` what seems
        to lead there; with `below`, only runs that are shorter.
        """
        number = count()
        queue: list[tuple[int, int, Node]] = []
        seen: set[int] = set()
        for root in self.roots:
            heappush(queue, (0, next(number), root))
        while queue and limit > 0:
            _, _, node = heappop(queue)
            if goal(node.standing):
                return node.standing
            if id(node) in seen:
                continue
            seen.add(id(node))
            far = self._far(node.standing, towards)
            for way in self._addresses(node, towards if eager else None):
                is_new = way not in node.tried
                limit -= is_new
                follower = self._follow(node, way)
                if follower is None or (below is not None and follower.standing.length >= below):
                    continue
                if eager and goal(follower.standing):
                    return follower.standing
                left = self._far(follower.standing, towards)
                cost = follower.standing.length + (EAGER if eager else 1) * left
                heappush(queue, (cost, next(number), follower))
                if eager and is_new and left < far and not follower.standing.situation.end:
                    seen.remove(id(node))
                    heappush(queue, (cost + 1, next(number), node))
                    break  # first see what comes of it
        return None

    def _addresses(self, node: Node, towards: Callable[[str], int] | None) -> list[str]:
        """Return what can be tried from a situation, what leads nearest to what is sought first."""
        if node.standing.situation.end:
            return []
        there = ways_out(node.standing)
        if towards is not None:
            there.sort(key=lambda way: _promise(way, towards))
        ways = [way.address for way in there]
        wishes = [f"wish:{number}" for number in range(len(self.seek.wishes))]
        return ways + wishes + [f"more:{record}" for record in self.seek.more if self._is_open(node, record)]

    def _is_open(self, node: Node, record: str) -> bool:
        return any(node.standing.situation.is_now(path) for path in self.seek.method.opened_in.get(record, ()))

    def _far(self, standing: Standing, towards: Callable[[str], int]) -> int:
        if standing.situation.end:
            return 0
        return min((towards(path) for path in innermost(standing.method, standing.situation)), default=0)

    def _follow(self, node: Node, address: str) -> Node | None:
        if address not in node.tried:
            self._try(node, address)
        return node.after.get(address)

    def _try(self, node: Node, address: str) -> None:
        seek = self.seek
        before, unmet = len(seek.lacks), len(seek.unmet)
        seek.forget()
        self.steps += 1
        found = None
        with seek.budget.part(MOST_FOR_ONE):
            found = self._done(node.standing, address)
        if found is None and seek.budget.left <= 0:
            raise Spent  # it was cut off, and is not to be taken for tried
        node.tried.add(address)
        node.lacks[address], node.unmet[address] = tuple(seek.lacks[before:]), tuple(seek.unmet[unmet:])
        if found is not None and found.length > node.standing.length:
            node.after[address], node.came_to[address] = self._node(found), found

    def _done(self, here: Standing, address: str) -> Standing | None:
        kind, _, name = address.partition(":")
        if kind == "wish":
            return self._prepare(here, self.seek.wishes[int(name)])
        return self._more(here, name) if kind == "more" else take(self.seek, here, self._way(address))

    def _more(self, here: Standing, record: str) -> Standing | None:
        """Write another record; where each so far names somebody else and nobody is left, for somebody new."""
        people = [key for key, one in here.method.declared.records[record].fields.items() if one.type == "participant"]
        there = [one.live.fields for one in here.situation.of_type(record) if one.live and one.live.fields is not None]
        named = {fields.get(key) for fields in there for key in people}
        if people and not any(one.id not in named for one in here.situation.present()):
            came = newcomer(self.seek, here)
            here = came[0] if came else here
        return write(self.seek, here, record)

    def _way(self, address: str) -> Way:
        return self.seek.method.plan.ways[address]

    def _prepare(self, here: Standing, wish: Aim) -> Standing | None:
        if here.situation.end:
            return None
        try:
            return self.seek.make(here, wish)
        except KeyError:  # what it is about is not there yet
            return None

    def _node(self, standing: Standing) -> Node:
        visits = bool(self.seek.literals.of("phase", "visits"))
        key = kind_of_situation(standing, counts_visits=visits)
        known = self.nodes.get(key)
        if known is None or known.standing.length > standing.length:
            known = self.nodes[key] = Node(standing)
        return known


def _promise(way: Way, towards: Callable[[str], int]) -> int:
    """Return how far it is at least from where a move leads; an end may be what is sought."""
    match way.to:
        case ToPhase(target=target):
            return towards(target)
        case ToDone():
            return towards(way.owner) - 1
        case ToEnd():
            return 0 if towards(way.owner) == 1 else FAR
