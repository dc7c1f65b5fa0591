"""What records that come from another process do to the situation."""

from __future__ import annotations

from dataclasses import replace

from engine.process import events
from engine.process.events import Event
from engine.process.fold.applying import apply
from engine.process.fold.dues import done
from engine.process.fold.records import indexed, with_record
from engine.process.situation import Origin, Record, Situation, Version


@apply.register
def _(body: events.RecordHanded, situation: Situation, event: Event) -> Situation:
    known = situation.records.get(body.id)
    if known is None:
        situation = indexed(situation, body.record, body.id)
        known = Record(body.id, body.record, body.subject, body.party)
    version = Version(body.version, body.fields, body.author, event.moment, event.id, situation.order + 1, event.label)
    handed = replace(
        known,
        party=body.party,
        live=version,
        shared_at=known.shared_since(event.moment),
        known_since=known.known_since or event.moment,
        changed_at=event.moment,
        confirmed_at=None,
        lapsed_at=None,
        disputes=(),
        origin=Origin(body.process, body.original, body.wording, body.name),
    )
    return with_record(situation, handed)


@apply.register
def _(body: events.HandedOwned, situation: Situation, event: Event) -> Situation:
    return with_record(situation, replace(situation.records[body.id], party=body.party))


@apply.register
def _(body: events.HandedLapsed, situation: Situation, event: Event) -> Situation:
    known = situation.records[body.id]
    origin = replace(known.origin, is_over=True) if known.origin else None
    lapsed = replace(known, lapsed_at=event.moment, confirmed_at=None, changed_at=event.moment, origin=origin)
    return with_record(done(situation, f"record:{body.id}", f"every:{body.id}"), lapsed)
