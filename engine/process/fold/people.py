"""What people who come and go, and the roles they hold, do to a situation."""

from __future__ import annotations

from dataclasses import replace

from engine.process import events
from engine.process.events import Event
from engine.process.fold.applying import apply
from engine.process.fold.signing import signed
from engine.process.persistent import changed
from engine.process.situation import (
    Holding,
    Participant,
    Party,
    Signature,
    Situation,
)


@apply.register
def _(body: events.PartyJoined, situation: Situation, event: Event) -> Situation:
    party = Party(body.party, body.name, event.moment, situation.order)
    return changed(situation, parties=situation.parties.set(body.party, party))


@apply.register
def _(body: events.PartyLeft, situation: Situation, event: Event) -> Situation:
    party = replace(situation.parties[body.party], left_at=event.moment)
    duties = situation.duties.delete(body.party) if body.party in situation.duties else situation.duties
    return changed(situation, parties=situation.parties.set(body.party, party), duties=duties)


@apply.register
def _(body: events.ParticipantJoined, situation: Situation, event: Event) -> Situation:
    person = Participant(body.participant, body.name, body.party, event.moment, situation.order)
    return changed(situation, participants=situation.participants.set(body.participant, person))


@apply.register
def _(body: events.ParticipantLeft, situation: Situation, event: Event) -> Situation:
    person = replace(situation.participants[body.participant], left_at=event.moment)
    return changed(situation, participants=situation.participants.set(body.participant, person))


@apply.register
def _(body: events.RoleTaken, situation: Situation, event: Event) -> Situation:
    held = (*situation.holders(body.role), Holding(body.role, body.participant, event.moment, alternate=body.alternate))
    return changed(situation, holdings=situation.holdings.set(body.role, held))


@apply.register
def _(body: events.RoleEnded, situation: Situation, event: Event) -> Situation:
    held = tuple(one for one in situation.holders(body.role) if one.participant != body.participant)
    return changed(situation, holdings=situation.holdings.set(body.role, held))


@apply.register
def _(body: events.HolderAccepted, situation: Situation, event: Event) -> Situation:
    signature = Signature(body.by, body.as_role, body.party, event.moment)
    return _accepted(situation, body.role, body.participant, body.by, signature)


@apply.register
def _(body: events.HolderRefused, situation: Situation, event: Event) -> Situation:
    return _accepted(situation, body.role, body.participant, body.by, None)


def _accepted(situation: Situation, role: str, participant: str, by: str, signature: Signature | None) -> Situation:
    held = tuple(
        replace(one, acceptances=signed(one.acceptances, by, signature)) if one.participant == participant else one
        for one in situation.holders(role)
    )
    return changed(situation, holdings=situation.holdings.set(role, held))
