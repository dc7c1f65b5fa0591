"""Where lines run that lead elsewhere than next door: side by side in lanes, with as few crossings as can be.

A *net* is one lane with all lines that lead to the same place: each leaves at a height, runs along the lane and enters
at the height of its target. The horizontal part of a net crosses the lanes between it and the phases wherever these run
past its height, so it is the order of the lanes that decides how many crossings there are.
"""

from __future__ import annotations

from dataclasses import dataclass

EXACT_UP_TO = 8
ROUNDS = 8
APART = 14


@dataclass(frozen=True, slots=True)
class Net:
    """Lines with one target: the heights at which they leave, and the one at which they enter."""

    key: str
    outs: tuple[int, ...]
    into: int

    @property
    def heights(self) -> tuple[int, ...]:
        """Every height at which a line of it runs to or from its lane."""
        return (*self.outs, self.into)

    @property
    def span(self) -> tuple[int, int]:
        """From where to where its lane runs."""
        return min(self.heights), max(self.heights)


def lanes_of(nets: list[Net]) -> dict[str, int]:
    """Return the lane of each net, 0 nearest to the phases. Nets that do not run side by side share a lane."""
    ordered = [cluster_net for cluster in _clusters(nets) for cluster_net in _ordered(cluster)]
    lanes: dict[str, int] = {}
    placed: list[Net] = []
    for net in ordered:
        beside = [lanes[one.key] for one in placed if _touch(one, net)]
        lanes[net.key] = max(beside, default=-1) + 1
        placed.append(net)
    return lanes


def crossings(order: list[Net]) -> int:
    """Return how many crossings there are when nets have their lanes in this order, the first nearest to the phases."""
    return sum(crossed(inner, outer) for at, outer in enumerate(order) for inner in order[:at])


def crossed(inner: Net, outer: Net) -> int:
    """Return how often two nets cross when one has its lane inside that of the other."""
    low, high = inner.span
    return sum(low < height < high for height in outer.heights)


def _touch(one: Net, other: Net) -> bool:
    (low, high), (lower, higher) = one.span, other.span
    return low - APART < higher and lower < high + APART


def _clusters(nets: list[Net]) -> list[list[Net]]:
    """Return the nets in groups that run side by side; between groups there is nothing to cross."""
    clusters: list[list[Net]] = []
    reach = 0
    for net in sorted(nets, key=lambda one: (one.span, one.key)):
        if clusters and net.span[0] < reach + APART:
            clusters[-1].append(net)
        else:
            clusters.append([net])
            reach = net.span[1]
        reach = max(reach, net.span[1])
    return clusters


def _ordered(nets: list[Net]) -> list[Net]:
    """Return nets in the order with the fewest crossings: the best there is of few, a good one of many."""
    first = sorted(nets, key=lambda one: (one.span[1] - one.span[0], one.key))
    if len(nets) <= EXACT_UP_TO:
        return _best(first)
    return _improved(first)


def _best(nets: list[Net]) -> list[Net]:
    """Return the best order of few: for each set of inner lanes the cheapest way to have filled them."""
    cost = _costs(nets)
    best: dict[frozenset[int], tuple[int, tuple[int, ...]]] = {frozenset(): (0, ())}
    for _ in nets:
        grown: dict[frozenset[int], tuple[int, tuple[int, ...]]] = {}
        for chosen, (spent, order) in best.items():
            for at in range(len(nets)):
                if at in chosen:
                    continue
                total = spent + sum(cost[inner][at] for inner in order)
                key = chosen | {at}
                if key not in grown or total < grown[key][0]:
                    grown[key] = (total, (*order, at))
        best = grown
    return [nets[at] for at in next(iter(best.values()))[1]]


def _improved(nets: list[Net]) -> list[Net]:
    """Move nets one by one to their best place, as long as that takes crossings away."""
    cost = _costs(nets)
    order = list(range(len(nets)))
    for _ in range(ROUNDS):
        gained = 0
        for net in range(len(nets)):
            place = order.index(net)
            order.pop(place)
            to, gain = _best_place(order, net, place, cost)
            order.insert(to, net)
            gained += gain
        if not gained:
            break
    return [nets[at] for at in order]


def _best_place(order: list[int], net: int, place: int, cost: list[list[int]]) -> tuple[int, int]:
    """Return at which place among others a net crosses them least, and how much that gains over where it was."""
    here = 0  # how many crossings more there are at a place than as the innermost lane
    at_place = [0]
    for other in order:
        here += cost[other][net] - cost[net][other]
        at_place.append(here)
    to = min(range(len(at_place)), key=lambda at: (at_place[at], abs(at - place)))
    return to, at_place[place] - at_place[to]


def _costs(nets: list[Net]) -> list[list[int]]:
    """Return how often each net, inside each other, would cross it."""
    return [[crossed(inner, outer) for outer in nets] for inner in nets]
