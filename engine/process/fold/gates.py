"""What verdicts, erasure and the end do to a situation."""

from __future__ import annotations

import immutables

from engine.process import events
from engine.process.events import Event
from engine.process.fold.applying import apply
from engine.process.persistent import changed
from engine.process.situation import (
    Judged,
    Situation,
)

PASSING = ("met", "waived", "not_applicable")


@apply.register
def _(body: events.GateJudged, situation: Situation, event: Event) -> Situation:
    before = situation.judged.get(body.gate)
    since = None if body.verdict in PASSING else (before.broken_since if before else None) or event.moment
    judged = Judged(body.verdict, events.fingerprint(body.conditions), since)
    return changed(situation, judged=situation.judged.set(body.gate, judged))


@apply.register
def _(body: events.ContentRedacted, situation: Situation, event: Event) -> Situation:
    return situation


@apply.register
def _(body: events.ProcessEnded, situation: Situation, event: Event) -> Situation:
    return changed(situation, end=body.end, ended_at=event.moment, judged=immutables.Map(), dues=immutables.Map())
