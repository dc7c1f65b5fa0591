"""What proposing and agreeing to waivers does to a situation."""

from __future__ import annotations

from dataclasses import replace

from engine.process import events
from engine.process.events import Event
from engine.process.fold.applying import apply
from engine.process.fold.dues import done
from engine.process.fold.signing import signed
from engine.process.persistent import changed
from engine.process.situation import Signature, Situation, Waiver


@apply.register
def _(body: events.WaiverProposed, situation: Situation, event: Event) -> Situation:
    by = Signature(str(event.actor), event.role, None, event.moment)
    waiver = Waiver(
        body.waiver, body.condition, body.subject, body.reason, body.until, by, situation.order, event.label
    )
    return _with_waiver(situation, waiver)


@apply.register
def _(body: events.WaiverAgreed, situation: Situation, event: Event) -> Situation:
    waiver = situation.waivers[body.waiver]
    signature = Signature(body.by, body.as_role, body.party, event.moment)
    return _with_waiver(situation, replace(waiver, agreements=signed(waiver.agreements, body.by, signature)))


@apply.register
def _(body: events.WaiverGranted, situation: Situation, event: Event) -> Situation:
    waiver = situation.waivers[body.waiver]
    return _with_waiver(situation, replace(waiver, state="granted", granted_at=event.moment))


@apply.register
def _(body: events.WaiverExpired, situation: Situation, event: Event) -> Situation:
    expired = replace(situation.waivers[body.waiver], state="expired")
    return _with_waiver(done(situation, f"waiver:{body.waiver}"), expired)


def _with_waiver(situation: Situation, waiver: Waiver) -> Situation:
    return changed(situation, waivers=situation.waivers.set(waiver.id, waiver))
