"""Processes that phases run, and the process of which this one is the child."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process.view.messages import Message
from engine.process.view.shapes import ChildView, Named, ParentView

if TYPE_CHECKING:
    from engine.process.situation import Child
    from engine.process.view.telling import Telling
    from engine.process.world import Thing

CANCELLED = "cancelled"


def children(telling: Telling) -> list[ChildView]:
    """Return the processes that were begun here, the oldest first. Everybody may know of them."""
    known = sorted(telling.situation.children.values(), key=lambda one: one.order)
    return [
        ChildView(
            id=one.id,
            phase=Named(one.phase, telling.phase(one.phase)),
            method=one.method,
            subject=telling.subject(_things(telling, one)),
            state="ended" if one.outcome else "open",
            outcome=one.outcome,
            title=child_title(telling, one),
            outcome_title=outcome_title(telling, one),
            started_at=one.started_at,
            ended_at=one.ended_at,
        )
        for one in known
    ]


def parent(telling: Telling) -> ParentView | None:
    """Return the process that began this one, where another did."""
    known = telling.situation.lineage
    return ParentView(known.parent, known.root, list(known.offers)) if known else None


def child_title(telling: Telling, child: Child) -> str:
    """Return what a process is called that was begun here: its phase, and its subject where it has one."""
    named = ", ".join(one.name for one in telling.subject(_things(telling, child)))
    phase = telling.phase(child.phase)
    return f"{phase}: {named}" if named else phase


def outcome_title(telling: Telling, child: Child) -> str | None:
    """Return what the end of a process is called in its method; None while it goes on."""
    if child.outcome is None:
        return None
    ends = telling.method.child(child.phase).declared.ends
    return telling.text(ends[child.outcome].title) if child.outcome in ends else telling.say(Message(CANCELLED))


def _things(telling: Telling, child: Child) -> list[Thing]:
    phase = telling.method.plan.nodes[child.phase].phase
    return list(telling.world.bound_to((phase.each if phase else None) or (), child.subject).values())
