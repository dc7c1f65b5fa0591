"""What verdicts, erasure and the end do to a situation."""

from __future__ import annotations

from dataclasses import replace

import immutables

from engine.process import events
from engine.process.events import Event
from engine.process.fold.applying import apply
from engine.process.situation import (
    Judged,
    Situation,
)


@apply.register
def _(body: events.GateJudged, situation: Situation, event: Event) -> Situation:
    judged = Judged(body.verdict, events.fingerprint(body.conditions))
    return replace(situation, judged=situation.judged.set(body.gate, judged))


@apply.register(events.Moved)
@apply.register(events.ContentRedacted)
def _(body: events.Moved | events.ContentRedacted, situation: Situation, event: Event) -> Situation:
    return situation


@apply.register
def _(body: events.ProcessEnded, situation: Situation, event: Event) -> Situation:
    return replace(situation, end=body.end, ended_at=event.at, judged=immutables.Map())
