"""What events about a process as a whole do to a situation."""

from __future__ import annotations

import immutables

from engine.process import events
from engine.process.events import Event
from engine.process.fold.applying import apply
from engine.process.persistent import changed
from engine.process.situation import Situation
from engine.process.situation.adopted import Adopted


@apply.register
def _(body: events.CaseTold, situation: Situation, event: Event) -> Situation:
    fields = body.fields
    told = {name: None if fields is None else fields[name] for name in body.names}
    return changed(situation, case_told=situation.case_told.update(told))


@apply.register
def _(body: events.VersionAdopted, situation: Situation, event: Event) -> Situation:
    adopted = (*situation.adopted, Adopted(body.before, situation.order + 1))
    return changed(situation, version=body.version, digest=body.digest, adopted=adopted, judged=immutables.Map())


@apply.register
def _(body: events.RehearsalBegan, situation: Situation, event: Event) -> Situation:
    return changed(situation, rehearsal=True)
