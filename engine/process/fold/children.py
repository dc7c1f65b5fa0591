"""What processes that a phase runs do to the situation of their parent, and a parent to that of its child."""

from __future__ import annotations

from dataclasses import replace

from engine.process import events
from engine.process.events import Event
from engine.process.fold.applying import apply
from engine.process.persistent import changed
from engine.process.situation import Child, Lineage, Situation

CANCELLED = "cancelled"


@apply.register
def _(body: events.ChildStarted, situation: Situation, event: Event) -> Situation:
    child = Child(
        body.child, body.phase, body.visit, body.subject, body.method, body.method_version, event.moment,
        situation.order,
    )  # fmt: skip
    return changed(situation, children=situation.children.set(body.child, child))


@apply.register
def _(body: events.ChildEnded, situation: Situation, event: Event) -> Situation:
    return _ended(situation, event, body.child, body.outcome)


@apply.register
def _(body: events.ChildDismissed, situation: Situation, event: Event) -> Situation:
    return _ended(situation, event, body.child, CANCELLED)


@apply.register
def _(body: events.BegunBy, situation: Situation, event: Event) -> Situation:
    lineage = Lineage(body.parent, body.root, body.phase, body.subject, body.level, body.carried, body.offers)
    return changed(situation, lineage=lineage)


@apply.register
def _(body: events.ParentBrought, situation: Situation, event: Event) -> Situation:
    assert situation.lineage is not None  # noqa: S101 - only a child brings its parent anywhere
    return changed(situation, lineage=replace(situation.lineage, brings=body.phase))


@apply.register
def _(body: events.BroughtBy, situation: Situation, event: Event) -> Situation:
    return situation


def _ended(situation: Situation, event: Event, child: str, outcome: str) -> Situation:
    known = replace(situation.children[child], outcome=outcome, ended_at=event.moment)
    return changed(situation, children=situation.children.set(child, known))
