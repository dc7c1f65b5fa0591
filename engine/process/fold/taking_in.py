"""What taking in does to a situation."""

from __future__ import annotations

from engine.process import events
from engine.process.events import Event
from engine.process.fold.applying import apply
from engine.process.persistent import changed
from engine.process.situation import Situation
from engine.process.situation.taken_in import TakenIn


@apply.register
def _(body: events.TakenIn, situation: Situation, event: Event) -> Situation:
    return changed(situation, taken_in=TakenIn(body.phase, body.skipped, event.moment))
