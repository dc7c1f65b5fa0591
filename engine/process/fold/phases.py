"""What entering and leaving phases does to a situation."""

from __future__ import annotations

from dataclasses import replace

from engine.language.plan import ROOT
from engine.process import events
from engine.process.events import Event
from engine.process.fold.applying import apply
from engine.process.persistent import Map, changed
from engine.process.situation import (
    Situation,
    Visit,
)


@apply.register
def _(body: events.PhaseEntered, situation: Situation, event: Event) -> Situation:
    visit = Visit(body.phase, body.visit, "now", event.moment, situation.order, body.due_at)
    return changed(situation, visits=_resumed(situation, body.phase).set(body.phase, visit))


def _resumed(situation: Situation, phase: str) -> Map[str, Visit]:
    """Return the visits with the phase around this one going on again, where what is inside it had ended."""
    around = situation.visits.get(phase.rpartition(".")[0])
    if phase == ROOT or around is None or around.status != "now" or not around.ended:
        return situation.visits
    return situation.visits.set(around.path, replace(around, ended=False))


@apply.register
def _(body: events.PhasePassed, situation: Situation, event: Event) -> Situation:
    visit = Visit(body.phase, body.visit, "passed", event.moment, situation.order, ended=True, left_at=event.moment)
    return changed(situation, visits=situation.visits.set(body.phase, visit))


@apply.register
def _(body: events.PhaseEnded, situation: Situation, event: Event) -> Situation:
    visit = replace(situation.visits[body.phase], ended=True)
    return changed(situation, visits=situation.visits.set(body.phase, visit))


@apply.register
def _(body: events.PhaseLeft, situation: Situation, event: Event) -> Situation:
    visit = replace(situation.visits[body.phase], status="done", left_at=event.moment)
    return changed(situation, visits=situation.visits.set(body.phase, visit))


@apply.register
def _(body: events.PhaseOverdue, situation: Situation, event: Event) -> Situation:
    visit = replace(situation.visits[body.phase], overdue=True)
    return changed(situation, visits=situation.visits.set(body.phase, visit))


@apply.register
def _(body: events.Moved, situation: Situation, event: Event) -> Situation:
    return changed(situation, taken=situation.taken.set(body.move, situation.taken.get(body.move, 0) + 1))
