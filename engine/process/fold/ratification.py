"""What ratification, objections and advice do to a situation."""

from __future__ import annotations

from dataclasses import replace

from engine.process import events
from engine.process.events import Event
from engine.process.fold.applying import apply
from engine.process.fold.signing import signed
from engine.process.persistent import changed
from engine.process.situation import Answered, Objection, Run, Signature, Situation


@apply.register
def _(body: events.RatificationAsked, situation: Situation, event: Event) -> Situation:
    return _with_run(situation, replace(situation.runs[body.run], awaits_ratification=True))


@apply.register
def _(body: events.RatificationGiven, situation: Situation, event: Event) -> Situation:
    run = situation.runs[body.run]
    by = Signature(body.by, body.as_role, body.party, event.moment)
    answered = Answered(body.answer, body.conditions, by)
    return _with_run(situation, replace(run, ratifications=run.ratifications.set(body.party or body.by, answered)))


@apply.register
def _(body: events.DecisionRatified, situation: Situation, event: Event) -> Situation:
    run = situation.runs[body.run]
    return _with_run(situation, replace(run, awaits_ratification=False, ratified_at=event.moment))


@apply.register
def _(body: events.ObjectionRaised, situation: Situation, event: Event) -> Situation:
    return _with_objection(situation, Objection(body.record, body.run))


@apply.register
def _(body: events.ObjectionJudged, situation: Situation, event: Event) -> Situation:
    return _with_objection(situation, replace(situation.objections[body.record], admissible=body.admissible))


@apply.register
def _(body: events.ObjectionSettled, situation: Situation, event: Event) -> Situation:
    return _with_objection(situation, replace(situation.objections[body.record], settled=True))


@apply.register
def _(body: events.AdviceGiven, situation: Situation, event: Event) -> Situation:
    run = situation.runs[body.run]
    by = Signature(body.by, body.as_role, body.party, event.moment)
    return _with_run(situation, replace(run, advice=signed(run.advice, body.by, by)))


def _with_run(situation: Situation, run: Run) -> Situation:
    return changed(situation, runs=situation.runs.set(run.id, run))


def _with_objection(situation: Situation, one: Objection) -> Situation:
    return changed(situation, objections=situation.objections.set(one.record, one))
