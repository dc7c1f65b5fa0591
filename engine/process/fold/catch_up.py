"""What catching up does to a situation."""

from __future__ import annotations

from dataclasses import replace

from engine.process import events
from engine.process.events import Event
from engine.process.fold.applying import apply
from engine.process.persistent import changed
from engine.process.situation import OpenDuty, Situation


@apply.register
def _(body: events.CatchUpBegan, situation: Situation, event: Event) -> Situation:
    return _with(situation, body.party, tuple(OpenDuty(one) for one in body.duties))


@apply.register
def _(body: events.DutyDone, situation: Situation, event: Event) -> Situation:
    left = (one for one in situation.duties[body.party] if one.duty.condition != body.condition)
    return _with(situation, body.party, tuple(left))


@apply.register
def _(body: events.DutyOverdue, situation: Situation, event: Event) -> Situation:
    owed = situation.duties[body.party]
    late = (replace(one, overdue=True) if one.duty.condition == body.condition else one for one in owed)
    return _with(situation, body.party, tuple(late))


def _with(situation: Situation, party: str, owed: tuple[OpenDuty, ...]) -> Situation:
    return changed(situation, duties=situation.duties.set(party, owed))
