"""What editorial corrections do to a situation."""

from __future__ import annotations

from dataclasses import replace

import immutables

from engine.process import events
from engine.process.events import Event
from engine.process.fold.applying import apply
from engine.process.fold.records import version_of, with_record
from engine.process.situation import Acceptance, Correction, Signature, Situation


@apply.register
def _(body: events.CorrectionProposed, situation: Situation, event: Event) -> Situation:
    known = situation.records[body.id]
    drafts = immutables.Map({side: one for side, one in known.drafts.items() if one.event != body.opens})
    waiting = Correction(version_of(situation, event, body))
    return with_record(situation, replace(known, drafts=drafts, correction=waiting, proposed=body.version))


@apply.register
def _(body: events.CorrectionAccepted, situation: Situation, event: Event) -> Situation:
    known = situation.records[body.id]
    if known.correction is None:
        return situation
    given = Acceptance(Signature(body.by, body.as_role, body.party, event.moment), body.renews)
    waiting = replace(known.correction, acceptances=(*known.correction.acceptances, given))
    return with_record(situation, replace(known, correction=waiting))


@apply.register
def _(body: events.CorrectionEnded, situation: Situation, event: Event) -> Situation:
    return with_record(situation, replace(situation.records[body.id], correction=None))


@apply.register
def _(body: events.RecordCorrected, situation: Situation, event: Event) -> Situation:
    """Put the correction in the place of what it corrects, which stays confirmed since it was, and disputed."""
    known = situation.records[body.id]
    if known.correction is None:
        return situation
    signatures = (one.by for one in known.correction.acceptances)
    kept = tuple(one for one in signatures if one.participant in body.confirmed_by)
    corrected = replace(
        known, live=known.correction.version, confirmations=kept, changed_at=event.moment, correction=None
    )
    return with_record(situation, corrected)
