"""What the picking of parties does to a situation."""

from __future__ import annotations

from dataclasses import replace

from engine.process import events
from engine.process.events import Event
from engine.process.fold.applying import apply
from engine.process.fold.records import indexed, version_of, with_record
from engine.process.persistent import changed
from engine.process.situation import Situation


@apply.register
def _(body: events.PartiesPicked, situation: Situation, event: Event) -> Situation:
    known = situation.records[body.id]
    return with_record(situation, replace(known, picked=body.parties, picked_label=event.label))


@apply.register
def _(body: events.RecordWidened, situation: Situation, event: Event) -> Situation:
    """Put the same version in place for more people, last among its type, as if it were shared now."""
    known = situation.records[body.id]
    if known.live is None:
        return situation
    version = version_of(situation, event, body)
    live = replace(version, at=known.live.at, on_behalf_of=known.live.on_behalf_of)
    return with_record(indexed(situation, body.record, body.id), replace(known, live=live, known_since=event.moment))


@apply.register
def _(body: events.FieldsShown, situation: Situation, event: Event) -> Situation:
    known = situation.records[body.id]
    if known.live is None:
        return situation
    shown = known.live.shown.update(dict.fromkeys(body.names, event.label))
    return with_record(situation, replace(known, live=replace(known.live, shown=shown)))


@apply.register
def _(body: events.DecisionWidened, situation: Situation, event: Event) -> Situation:
    run = replace(situation.runs[body.run], label=event.label)
    return changed(situation, runs=situation.runs.set(run.id, run))
