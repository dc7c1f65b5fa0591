"""The only room that knows `transitions`: a region is a flat machine, asked "from here, by this move, where to?".

The machines are built once a method and shared by all processes: nothing is added to them, no declared name becomes
code, and a guard only reads the verdict that was reached before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from transitions import EventData, Machine, MachineError

from engine.language.plan import ROOT, Plan, ToDone, ToEnd, ToPhase, Way

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DONE = "done"


@dataclass(slots=True)
class _Step:
    """A throw-away model: where a region is, and whether the gate was found open."""

    state: str
    open: bool


def _gate_is_open(event: EventData) -> bool:
    step = event.model
    return isinstance(step, _Step) and step.open


@dataclass(frozen=True, slots=True)
class Arrow:
    """One transition of one region."""

    region: str
    trigger: str
    source: str
    target: str


class Machines:
    """The compiled regions of one method."""

    def __init__(self, plan: Plan) -> None:
        by_region: dict[str, list[Arrow]] = {}
        for arrow in arrows_of(plan):
            by_region.setdefault(arrow.region, []).append(arrow)
        self._regions: Mapping[str, Machine] = {
            region: _machine(states_of(plan, region), by_region.get(region, [])) for region in regions(plan)
        }

    def next_state(self, region: str, state: str, way: Way, *, gate_open: bool) -> str | None:
        """Return the state a region comes into by a move, or None when the move does not lead on from `state`."""
        step = _Step(state, gate_open)
        try:
            moved = self._regions[region].events[way.address].trigger(step)
        except (MachineError, KeyError):
            return None
        return step.state if moved else None


def regions(plan: Plan) -> list[str]:
    """Return the paths of all regions; a track that holds a sequence has two, the one around it marked with `@`."""
    inner = [path for path, node in plan.nodes.items() if node.kind == "sequence"]
    return inner + [track_region(path) for path in plan.nodes if plan.is_track(path)]


def track_region(path: str) -> str:
    """Return the name of the region around a track."""
    return f"@{path}"


def region_of(plan: Plan, way: Way) -> str:
    """Return the region whose machine holds a move: the lowest that holds both its ends."""
    match way.to:
        case ToEnd():
            return ROOT
        case ToDone(ended):
            return track_region(ended) if plan.is_track(ended) and ended == way.owner else ended
        case ToPhase(container, child, _):
            return track_region(child) if plan.nodes[container].kind == "tracks" else container


def state_after(plan: Plan, way: Way) -> str:
    """Return the state in which a move leaves its region."""
    match way.to:
        case ToEnd(end):
            return f"end.{end}"
        case ToDone():
            return DONE
        case ToPhase(_, child, _):
            return plan.nodes[child].id


def state_of(plan: Plan, region: str, current: Mapping[str, str]) -> str:
    """Return the state of a region, given for each visited phase "now", "ended" (inside), "done" or "passed"."""
    if region.startswith("@"):
        return plan.nodes[region[1:]].id if current.get(region[1:]) in {"now", "ended"} else DONE
    here = [child for child in plan.nodes[region].children if current.get(child) in {"now", "ended"}]
    return plan.nodes[here[0]].id if here else DONE


def states_of(plan: Plan, region: str) -> list[str]:
    """Return what can be current in a region."""
    if region.startswith("@"):
        return [plan.nodes[region[1:]].id, DONE]
    children = [plan.nodes[child].id for child in plan.nodes[region].children]
    ends = (
        [f"end.{way.to.end}" for way in plan.ways.values() if isinstance(way.to, ToEnd)] if region == ROOT else [DONE]
    )
    return [*children, *dict.fromkeys(ends)]


def arrows_of(plan: Plan) -> Iterator[Arrow]:
    """Yield every transition of every region, move by move."""
    for way in plan.ways.values():
        region = region_of(plan, way)
        for source in _sources(plan, way, region):
            yield Arrow(region, way.address, source, state_after(plan, way))


def _sources(plan: Plan, way: Way, region: str) -> list[str]:
    """Return the states of the region from which a move can be taken: the child that holds its owner, or any."""
    around = region.removeprefix("@")
    if region.startswith("@"):
        owner_is_inside = around in set(plan.ancestors(way.owner))
        return [plan.nodes[around].id] if owner_is_inside else [plan.nodes[around].id, DONE]
    if way.owner == around:
        inside = [plan.nodes[child].id for child in plan.nodes[around].children]
        return inside if region == ROOT else [*inside, DONE]
    return [plan.nodes[plan.child_towards(around, way.owner)].id]


def _machine(states: list[str], arrows: list[Arrow]) -> Machine:
    own = [
        {"trigger": arrow.trigger, "source": arrow.source, "dest": arrow.target, "conditions": _gate_is_open}
        for arrow in arrows
    ]
    return Machine(
        model=None,
        states=states,
        transitions=own,
        initial=states[0],
        auto_transitions=False,
        send_event=True,
        queued=False,
    )
