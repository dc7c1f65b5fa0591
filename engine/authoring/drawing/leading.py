"""Whether a move leads on, back, to the end of what it stands in or to an end, and whether that is next door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.plan import ROOT, ToDone, ToEnd, ToPhase

if TYPE_CHECKING:
    from engine.authoring.drawing.chart import Way as Kind
    from engine.language.plan import Plan
    from engine.language.plan import Way as Move


def kind_of(plan: Plan, way: Move) -> Kind:
    """Return what kind of move it is."""
    if isinstance(way.to, ToEnd):
        return "end"
    if way.declared.back and not (isinstance(way.to, ToPhase) and _is_ahead(plan, way, way.to)):
        return "back"
    return "done" if isinstance(way.to, ToDone) else "on"


def _is_ahead(plan: Plan, way: Move, to: ToPhase) -> bool:
    """Tell whether a move leads to a later phase: `back` also lets one be taken in a hold, wherever it leads.

    From every phase, only the last is later.
    """
    container = plan.nodes[to.container]
    if container.kind == "tracks":
        return False
    at = container.children.index(to.child)
    if way.owner in set(plan.ancestors(to.container)):
        return 0 < at == len(container.children) - 1
    return at > container.children.index(plan.child_towards(to.container, way.owner))


def is_next_door(plan: Plan, way: Move, first_end: str) -> bool:
    """Tell whether a move leads to what stands directly behind the phases it leaves; the first end stands last."""
    if way.owner == ROOT:
        return False
    if isinstance(way.to, ToEnd):
        return way.to.end == first_end and plan.nodes[ROOT].children[-1] in set(plan.ancestors(way.owner))
    if not isinstance(way.to, ToPhase) or way.to.target != way.to.child:
        return False
    siblings = plan.nodes[way.to.container].children
    if plan.nodes[way.to.container].kind == "tracks" or way.owner == way.to.container:
        return False
    here = plan.child_towards(way.to.container, way.owner)
    return siblings.index(way.to.child) == siblings.index(here) + 1
