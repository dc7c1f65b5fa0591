"""What instants that come and go, and holds, do to a situation."""

from __future__ import annotations

from dataclasses import replace

from engine.process import events
from engine.process.events import Event
from engine.process.fold.applying import apply
from engine.process.fold.dues import done
from engine.process.persistent import changed
from engine.process.situation import Due, Hold, Situation


@apply.register
def _(body: events.DueSet, situation: Situation, event: Event) -> Situation:
    kind, _, name = body.due.partition(":")
    if kind == "phase":
        visit = replace(situation.visits[name], due_at=body.at)
        return changed(situation, visits=situation.visits.set(name, visit))
    if kind == "run":
        return changed(situation, runs=situation.runs.set(name, replace(situation.runs[name], due_at=body.at)))
    if body.at is None:
        return done(situation, body.due)
    return changed(situation, dues=situation.dues.set(body.due, Due(body.at, event.label)))


@apply.register
def _(body: events.TimeCame, situation: Situation, event: Event) -> Situation:
    came = situation.came.set(body.due, situation.due(body.due) or event.moment)
    return changed(done(situation, body.due), came=came)


@apply.register
def _(body: events.PeopleTold, situation: Situation, event: Event) -> Situation:
    if body.about != events.TURN:
        return situation
    return changed(situation, reminded=situation.reminded.update(dict.fromkeys(body.participants, event.moment)))


@apply.register
def _(body: events.TermExtended, situation: Situation, event: Event) -> Situation:
    visit = situation.visits[body.phase]
    longer = replace(visit, extended=(*visit.extended, body.by), overdue=False)
    return changed(situation, visits=situation.visits.set(body.phase, longer))


@apply.register
def _(body: events.HoldBegan, situation: Situation, event: Event) -> Situation:
    hold = Hold(body.hold, body.phase, body.gate, event.actor, event.moment, situation.order, body.until, body.reason)
    return changed(situation, holds=situation.holds.set(body.hold, hold))


@apply.register
def _(body: events.HoldEnded, situation: Situation, event: Event) -> Situation:
    ended = replace(situation.holds[body.hold], ended_at=event.moment)
    return changed(done(situation, f"hold:{body.hold}"), holds=situation.holds.set(body.hold, ended))
