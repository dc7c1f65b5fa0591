"""What closing and releasing deposits does to a situation."""

from __future__ import annotations

from dataclasses import replace

from engine.process import events
from engine.process.events import Event
from engine.process.fold.applying import apply
from engine.process.persistent import changed
from engine.process.situation import Round, Signature, Situation


@apply.register
def _(body: events.DepositSealed, situation: Situation, event: Event) -> Situation:
    known = situation.rounds.get(body.record) or Round(body.among, event.label)
    by = Signature(str(event.actor), event.role, None, event.moment)
    sealed = known.sealed.set("/".join(body.subject), by)
    return _with_round(situation, body.record, replace(known, sealed=sealed, among=body.among))


@apply.register
def _(body: events.DepositReopened, situation: Situation, event: Event) -> Situation:
    known = situation.rounds[body.record]
    return _with_round(situation, body.record, replace(known, sealed=known.sealed.delete("/".join(body.subject))))


@apply.register
def _(body: events.DepositsReleased, situation: Situation, event: Event) -> Situation:
    return _with_round(situation, body.record, replace(situation.rounds[body.record], released_at=event.moment))


@apply.register
def _(body: events.DepositsRenewed, situation: Situation, event: Event) -> Situation:
    return changed(situation, rounds=situation.rounds.delete(body.record))


def _with_round(situation: Situation, record: str, known: Round) -> Situation:
    return changed(situation, rounds=situation.rounds.set(record, known))
