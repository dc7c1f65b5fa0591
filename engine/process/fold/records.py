"""What the life of records does to a situation."""

from __future__ import annotations

from dataclasses import replace

import immutables

from engine.process import events
from engine.process.events import Event
from engine.process.fold.applying import apply
from engine.process.fold.dues import done
from engine.process.fold.signing import signed
from engine.process.persistent import changed, empty
from engine.process.situation import (
    Record,
    Signature,
    Situation,
    Version,
)


@apply.register
def _(body: events.RecordWritten, situation: Situation, event: Event) -> Situation:
    known = situation.records.get(body.id)
    if known is None:
        situation = indexed(situation, body.record, body.id)
        known = Record(body.id, body.record, body.subject, body.party)
    drafts = known.drafts.set(_side(event.label), version_of(situation, event, body))
    return with_record(situation, replace(known, drafts=drafts))


@apply.register
def _(body: events.RecordShared, situation: Situation, event: Event) -> Situation:
    known = situation.records.get(body.id) or Record(body.id, body.record, body.subject, body.party)
    is_new = known.label != event.label  # to some who may know of it now
    if is_new:
        situation = indexed(situation, body.record, body.id)
    shared = replace(
        known,
        drafts=immutables.Map({side: one for side, one in known.drafts.items() if one.event != body.opens}),
        live=version_of(situation, event, body),
        shared_at=known.shared_since(event.moment),
        known_since=event.moment if is_new else known.known_since,
        changed_at=event.moment,
        confirmed_at=None,
        lapsed_at=None,
        disputes=(),
    )
    return with_record(situation, shared)


@apply.register
def _(body: events.RecordWithdrawn, situation: Situation, event: Event) -> Situation:
    known = situation.records[body.id]
    if known.live and (known.live.number, known.label) == (body.version, event.label):
        gone = replace(known, drafts=empty(), withdrawn_at=event.moment, confirmed_at=None, changed_at=event.moment)
        return with_record(situation, gone)
    left = known.drafts.delete(_side(event.label))
    given_up = not left and known.live is None
    return with_record(situation, replace(known, drafts=left, withdrawn_at=event.moment if given_up else None))


def _side(label: str) -> str:
    """Return the side that alone may know of a draft: the party or the participant that its label names."""
    return label.partition(":")[2]


def version_of(situation: Situation, event: Event, body: events.Worded) -> Version:
    """Return the version that an event words."""
    return Version(
        body.version, body.fields, body.author, event.moment, event.id, situation.order + 1, event.label,
        immutables.Map({name: veil.label for veil in body.veils for name in veil.fields}),
        getattr(body, "on_behalf_of", None), apart=tuple(veil.fields for veil in body.veils),
    )  # fmt: skip


@apply.register
def _(body: events.ConfirmationGiven, situation: Situation, event: Event) -> Situation:
    return _confirmed(situation, body.id, body.by, Signature(body.by, body.as_role, body.party, event.moment))


@apply.register
def _(body: events.ConfirmationWithdrawn | events.ConfirmationLapsed, situation: Situation, event: Event) -> Situation:
    return _confirmed(situation, body.id, body.by, None)


def _confirmed(situation: Situation, record: str, by: str, signature: Signature | None) -> Situation:
    known = situation.records[record]
    return with_record(situation, replace(known, confirmations=signed(known.confirmations, by, signature)))


@apply.register
def _(body: events.RecordConfirmed, situation: Situation, event: Event) -> Situation:
    return with_record(situation, replace(situation.records[body.id], confirmed_at=event.moment))


@apply.register
def _(body: events.RecordUnconfirmed, situation: Situation, event: Event) -> Situation:
    return with_record(situation, replace(situation.records[body.id], confirmed_at=None))


def with_record(situation: Situation, record: Record) -> Situation:
    """Return the situation with a record as it is now."""
    return changed(situation, records=situation.records.set(record.id, record))


def indexed(situation: Situation, record: str, identity: str) -> Situation:
    """Put a record last among those of its type: when it is first written, first shared, and shared with more people.

    So nobody learns from the order of what is shared which was drafted first, or shared with fewer first.
    """
    others = tuple(one for one in situation.by_type.get(record, ()) if one != identity)
    return changed(situation, by_type=situation.by_type.set(record, (*others, identity)))


@apply.register
def _(body: events.RecordLapsed, situation: Situation, event: Event) -> Situation:
    lapsed = replace(situation.records[body.id], lapsed_at=event.moment, confirmed_at=None, changed_at=event.moment)
    return with_record(done(situation, f"record:{body.id}", f"every:{body.id}"), lapsed)


@apply.register
def _(body: events.RecordDisputed, situation: Situation, event: Event) -> Situation:
    known = situation.records[body.id]
    by = Signature(body.by, body.as_role, body.party, event.moment)
    return with_record(situation, replace(known, disputes=signed(known.disputes, body.by, by)))


@apply.register
def _(body: events.DisputeEnded, situation: Situation, event: Event) -> Situation:
    known = situation.records[body.id]
    return with_record(situation, replace(known, disputes=signed(known.disputes, body.by, None)))
