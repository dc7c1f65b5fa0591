"""From a situation and an event to the next situation. Sees no method and evaluates nothing: an event says it all.

When what an event does to a situation changes, `FOLD_VERSION` in `situation.py` goes up and snapshots are made anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import reduce, singledispatch

import immutables

from engine.language.plan import ROOT
from engine.process import events
from engine.process.events import Event
from engine.process.persistent import Map, empty
from engine.process.situation import (
    Holding,
    Judged,
    Participant,
    Party,
    Record,
    Run,
    Signature,
    Situation,
    Version,
    Visit,
    Vote,
)


def fold(situation: Situation | None, event: Event) -> Situation:
    """Return the situation after an event; the first event of a process makes the first situation."""
    if isinstance(event.body, events.ProcessOpened):
        after = _opened(event, event.body)
    elif situation is None:
        msg = f"a process begins with ProcessOpened, not with {event.type}"
        raise ValueError(msg)
    else:
        after = _apply(event.body, situation, event)
    counts = after.counts.set(event.label, after.counts.get(event.label, 0) + 1)
    moments = after.moments.set(event.label, event.at)
    return replace(after, order=after.order + 1, at=event.at, counts=counts, moments=moments)


def fold_all(situation: Situation | None, happened: Iterable[Event]) -> Situation | None:
    """Return the situation after several events."""
    return reduce(fold, happened, situation)


def _opened(event: Event, body: events.ProcessOpened) -> Situation:
    return Situation(
        process=body.process, method=body.method, version=body.method_version, digest=body.digest,
        language=body.language, zone=body.zone, opener=body.opener, title=body.title, case=body.case,
        opened_at=event.at, at=event.at,
    )  # fmt: skip


@singledispatch
def _apply(body: events.Body, situation: Situation, event: Event) -> Situation:
    msg = f"there is no fold for {type(body).__name__}"
    raise TypeError(msg)


@_apply.register
def _(body: events.PartyJoined, situation: Situation, event: Event) -> Situation:
    party = Party(body.party, body.name, event.at, situation.order)
    return replace(situation, parties=situation.parties.set(body.party, party))


@_apply.register
def _(body: events.PartyLeft, situation: Situation, event: Event) -> Situation:
    party = replace(situation.parties[body.party], left_at=event.at)
    return replace(situation, parties=situation.parties.set(body.party, party))


@_apply.register
def _(body: events.ParticipantJoined, situation: Situation, event: Event) -> Situation:
    person = Participant(body.participant, body.name, body.party, event.at, situation.order)
    return replace(situation, participants=situation.participants.set(body.participant, person))


@_apply.register
def _(body: events.ParticipantLeft, situation: Situation, event: Event) -> Situation:
    person = replace(situation.participants[body.participant], left_at=event.at)
    return replace(situation, participants=situation.participants.set(body.participant, person))


@_apply.register
def _(body: events.RoleTaken, situation: Situation, event: Event) -> Situation:
    held = (*situation.holders(body.role), Holding(body.role, body.participant, event.at))
    return replace(situation, holdings=situation.holdings.set(body.role, held))


@_apply.register
def _(body: events.RoleEnded, situation: Situation, event: Event) -> Situation:
    held = tuple(one for one in situation.holders(body.role) if one.participant != body.participant)
    return replace(situation, holdings=situation.holdings.set(body.role, held))


@_apply.register
def _(body: events.HolderAccepted, situation: Situation, event: Event) -> Situation:
    signature = Signature(body.by, body.as_role, body.party, event.at)
    return _accepted(situation, body.role, body.participant, body.by, signature)


@_apply.register
def _(body: events.HolderRefused, situation: Situation, event: Event) -> Situation:
    return _accepted(situation, body.role, body.participant, body.by, None)


def _accepted(situation: Situation, role: str, participant: str, by: str, signature: Signature | None) -> Situation:
    held = tuple(
        replace(one, acceptances=_signed(one.acceptances, by, signature)) if one.participant == participant else one
        for one in situation.holders(role)
    )
    return replace(situation, holdings=situation.holdings.set(role, held))


def _signed(signatures: tuple[Signature, ...], by: str, signature: Signature | None) -> tuple[Signature, ...]:
    others = tuple(one for one in signatures if one.participant != by)
    return (*others, signature) if signature else others


@_apply.register
def _(body: events.PhaseEntered, situation: Situation, event: Event) -> Situation:
    visit = Visit(body.phase, body.visit, "now", event.at, situation.order, body.due_at)
    return replace(situation, visits=_resumed(situation, body.phase).set(body.phase, visit))


def _resumed(situation: Situation, phase: str) -> Map[str, Visit]:
    """Return the visits with the phase around this one going on again, where what is inside it had ended."""
    around = situation.visits.get(phase.rpartition(".")[0])
    if phase == ROOT or around is None or around.status != "now" or not around.ended:
        return situation.visits
    return situation.visits.set(around.path, replace(around, ended=False))


@_apply.register
def _(body: events.PhasePassed, situation: Situation, event: Event) -> Situation:
    visit = Visit(body.phase, body.visit, "passed", event.at, situation.order, ended=True, left_at=event.at)
    return replace(situation, visits=situation.visits.set(body.phase, visit))


@_apply.register
def _(body: events.PhaseEnded, situation: Situation, event: Event) -> Situation:
    visit = replace(situation.visits[body.phase], ended=True)
    return replace(situation, visits=situation.visits.set(body.phase, visit))


@_apply.register
def _(body: events.PhaseLeft, situation: Situation, event: Event) -> Situation:
    visit = replace(situation.visits[body.phase], status="done", left_at=event.at)
    return replace(situation, visits=situation.visits.set(body.phase, visit))


@_apply.register
def _(body: events.PhaseOverdue, situation: Situation, event: Event) -> Situation:
    visit = replace(situation.visits[body.phase], overdue=True)
    return replace(situation, visits=situation.visits.set(body.phase, visit))


@_apply.register
def _(body: events.RecordWritten, situation: Situation, event: Event) -> Situation:
    known = situation.records.get(body.id)
    if known is None:
        situation = _indexed(situation, body.record, body.id)
        known = Record(body.id, body.record, body.subject, body.party)
    drafts = known.drafts.set(_side(event.label), _version(situation, event, body))
    return _with_record(situation, replace(known, drafts=drafts))


@_apply.register
def _(body: events.RecordShared, situation: Situation, event: Event) -> Situation:
    known = situation.records.get(body.id) or Record(body.id, body.record, body.subject, body.party)
    is_new = known.label != event.label  # to some who may know of it now
    if is_new:
        situation = _indexed(situation, body.record, body.id)
    shared = replace(
        known,
        drafts=immutables.Map({side: one for side, one in known.drafts.items() if one.event != body.opens}),
        live=_version(situation, event, body),
        shared_at=known.shared_at or event.at,
        known_since=event.at if is_new else known.known_since,
        changed_at=event.at,
        confirmed_at=None,
    )
    return _with_record(situation, shared)


@_apply.register
def _(body: events.RecordWithdrawn, situation: Situation, event: Event) -> Situation:
    known = situation.records[body.id]
    if known.live and (known.live.number, known.label) == (body.version, event.label):
        gone = replace(known, drafts=empty(), withdrawn_at=event.at, confirmed_at=None, changed_at=event.at)
        return _with_record(situation, gone)
    left = known.drafts.delete(_side(event.label))
    given_up = not left and known.live is None
    return _with_record(situation, replace(known, drafts=left, withdrawn_at=event.at if given_up else None))


def _side(label: str) -> str:
    """Return the side that alone may know of a draft: the party or the participant that its label names."""
    return label.partition(":")[2]


def _version(situation: Situation, event: Event, body: events.RecordWritten | events.RecordShared) -> Version:
    return Version(
        body.version, body.fields, body.author, event.at, event.id, situation.order + 1, event.label,
        immutables.Map({name: veil.label for veil in body.veils for name in veil.fields}),
    )  # fmt: skip


@_apply.register
def _(body: events.ConfirmationGiven, situation: Situation, event: Event) -> Situation:
    return _confirmed(situation, body.id, body.by, Signature(body.by, body.as_role, body.party, event.at))


@_apply.register(events.ConfirmationWithdrawn)
@_apply.register(events.ConfirmationLapsed)
def _(body: events.ConfirmationWithdrawn | events.ConfirmationLapsed, situation: Situation, event: Event) -> Situation:
    return _confirmed(situation, body.id, body.by, None)


def _confirmed(situation: Situation, record: str, by: str, signature: Signature | None) -> Situation:
    known = situation.records[record]
    return _with_record(situation, replace(known, confirmations=_signed(known.confirmations, by, signature)))


@_apply.register
def _(body: events.RecordConfirmed, situation: Situation, event: Event) -> Situation:
    return _with_record(situation, replace(situation.records[body.id], confirmed_at=event.at))


@_apply.register
def _(body: events.RecordUnconfirmed, situation: Situation, event: Event) -> Situation:
    return _with_record(situation, replace(situation.records[body.id], confirmed_at=None))


def _with_record(situation: Situation, record: Record) -> Situation:
    return replace(situation, records=situation.records.set(record.id, record))


def _indexed(situation: Situation, record: str, identity: str) -> Situation:
    """Put a record last among those of its type: when it is first written, first shared, and shared with more people.

    So nobody learns from the order of what is shared which was drafted first, or shared with fewer first.
    """
    others = tuple(one for one in situation.by_type.get(record, ()) if one != identity)
    return replace(situation, by_type=situation.by_type.set(record, (*others, identity)))


@_apply.register
def _(body: events.DecisionOpened, situation: Situation, event: Event) -> Situation:
    run = Run(
        body.run,
        body.decision,
        body.subject,
        body.phase,
        event.at,
        situation.order,
        body.due_at,
        body.about,
        body.voters,
        label=event.label,
    )
    known = (*situation.by_decision.get(body.decision, ()), body.run)
    return _with_run(replace(situation, by_decision=situation.by_decision.set(body.decision, known)), run)


@_apply.register
def _(body: events.VoteCast, situation: Situation, event: Event) -> Situation:
    run = situation.runs[body.run]
    party = next((voter.party for voter in run.voters if voter.id == body.voter), None)
    vote = Vote(body.voter, body.ballot, body.reason, Signature(body.by, body.as_role, party, event.at))
    return _with_run(situation, replace(run, votes=run.votes.set(body.voter, vote)))


@_apply.register
def _(body: events.VoterLeft, situation: Situation, event: Event) -> Situation:
    run = situation.runs[body.run]
    voters = tuple(voter for voter in run.voters if voter.id != body.voter)
    votes = run.votes.delete(body.voter) if body.voter in run.votes else run.votes
    return _with_run(situation, replace(run, voters=voters, votes=votes))


@_apply.register
def _(body: events.DecisionClosed, situation: Situation, event: Event) -> Situation:
    run = situation.runs[body.run]
    closed = replace(run, state=body.outcome, tally=body.tally, winner=body.winner, closed_at=event.at)
    return _with_run(situation, closed)


@_apply.register
def _(body: events.DecisionLapsed, situation: Situation, event: Event) -> Situation:
    run = situation.runs[body.run]
    return _with_run(situation, replace(run, state="lapsed", closed_at=run.closed_at or event.at))


def _with_run(situation: Situation, run: Run) -> Situation:
    return replace(situation, runs=situation.runs.set(run.id, run))


@_apply.register
def _(body: events.GateJudged, situation: Situation, event: Event) -> Situation:
    judged = Judged(body.verdict, events.fingerprint(body.conditions))
    return replace(situation, judged=situation.judged.set(body.gate, judged))


@_apply.register(events.Moved)
@_apply.register(events.ContentRedacted)
def _(body: events.Moved | events.ContentRedacted, situation: Situation, event: Event) -> Situation:
    return situation


@_apply.register
def _(body: events.ProcessEnded, situation: Situation, event: Event) -> Situation:
    return replace(situation, end=body.end, ended_at=event.at, judged=immutables.Map())
