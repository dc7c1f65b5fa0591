"""Holds as a reader sees them: since when and why the process waits, and what ends that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process.gates import judge
from engine.process.view.children import child_title
from engine.process.view.gates import told
from engine.process.view.messages import Message
from engine.process.view.shapes import Hold, Named
from engine.process.view.telling import ELLIPSIS

if TYPE_CHECKING:
    from engine.process import situation
    from engine.process.view.shapes import Gate
    from engine.process.view.telling import Telling


def holds(telling: Telling) -> list[Hold]:
    """Return the holds of a process, the oldest first; those that are over too."""
    return [_hold(telling, one) for one in sorted(telling.situation.holds.values(), key=lambda one: one.order)]


def _hold(telling: Telling, one: situation.Hold) -> Hold:
    gate = _gate(telling, one) if one.gate else None
    child = telling.situation.children.get(one.id)
    return Hold(
        id=one.id,
        text=telling.say(_title(telling, gate, child)),
        phase=Named(one.phase, telling.phase(one.phase)) if one.gate or child else None,
        gate=gate if one.ended_at is None else None,
        reason=None if one.gate or child else one.reason or ELLIPSIS,
        began_at=one.began_at,
        ended_at=one.ended_at,
        until=one.until,
    )


def _title(telling: Telling, gate: Gate | None, child: situation.Child | None) -> Message:
    if gate:
        return Message("held_by_gate_called", {"gate": gate.title})
    return Message("held_by_child", {"child": child_title(telling, child)}) if child else Message("held_by_people")


def _gate(telling: Telling, one: situation.Hold) -> Gate:
    group = telling.method.gates[f"gate:{one.gate}"]
    return told(telling, judge(telling.world, group, one.phase, standing=True), one.phase, str(one.gate))
