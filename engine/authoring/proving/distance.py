"""How many moves it is at least from each phase to what is sought, by the drawing of the method alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.plan import ToDone, ToEnd, ToPhase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.language.method import Method
    from engine.language.plan import Way

FAR = 1_000


def distances(method: Method, is_goal: Callable[[Way], bool]) -> Callable[[str], int]:
    """Return what tells for a phase how many moves it is at least up to and with one that is sought; FAR if never."""
    far = dict.fromkeys(method.plan.nodes, FAR)
    changed = True
    while changed:
        changed = False
        for path in method.plan.nodes:
            best = min(
                (1 if is_goal(way) else 1 + _beyond(method, far, way) for way in _from(method, path)), default=FAR
            )
            if best < far[path]:
                far[path], changed = best, True
    return lambda path: far.get(path, FAR)


def _from(method: Method, path: str) -> Iterator[Way]:
    around = set(method.plan.ancestors(path))
    inner = set(method.plan.inside(path))
    yield from (way for way in method.plan.ways.values() if way.owner in around or way.owner in inner)


def _beyond(method: Method, far: dict[str, int], way: Way) -> int:
    match way.to:
        case ToEnd():
            return FAR
        case ToPhase(target=target):
            return far[target]
        case ToDone(ended=ended):
            parent = method.plan.nodes[ended].parent
            return min(far[ended] if ended != way.owner else FAR, far[parent] if parent is not None else FAR)
