"""Joining and leaving, roles and who accepts their holders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.who import Oneself, parts_of
from engine.process.events import (
    HolderAccepted,
    HolderRefused,
    ParticipantJoined,
    ParticipantLeft,
    PartyJoined,
    PartyLeft,
    RoleEnded,
    RoleTaken,
    VoterLeft,
)
from engine.process.refusal import refuse
from engine.process.who import (
    Seat,
    Wanted,
    acting_for,
    holding_of,
    is_party_role,
    roles_of,
    wanted,
)

if TYPE_CHECKING:
    from engine.process.commands import Accept, Appoint, Asked, Join, Leave, StepDown
    from engine.process.turn import Turn


def join(turn: Turn, command: Join) -> None:
    """Admit someone, with roles that the actor may name."""
    may = turn.method.declared.may.admit
    turn.act(command, wanted(turn.method, turn.situation, may) if may else _opener(turn), "admit_not_yours")
    identity = command.participant or next(turn.ids)
    if identity in turn.situation.participants:
        raise refuse("rule", "participant_known", "/participant", participant=identity)
    party = _party(turn, command.party) if command.party else None
    turn.emit(ParticipantJoined(identity, party, command.name))
    for index, role in enumerate(dict.fromkeys(command.roles)):
        _take_role(turn, command, identity, role, f"/roles/{index}")


def leave(turn: Turn, command: Leave) -> None:
    """Leave: roles end, open runs count without this voter, a party without people leaves too."""
    person = turn.situation.participants[command.actor]
    turn.act(command, (Wanted((Seat(participant=person.id),)),), "act_not_yours")
    for role in roles_of(turn.situation, person.id):
        turn.emit(RoleEnded(role, person.id))
    turn.emit(ParticipantLeft(person.id))
    if person.party and not any(one.party == person.party for one in turn.situation.present()):
        turn.emit(PartyLeft(person.party))
    drop_voters(turn)


def appoint(turn: Turn, command: Appoint) -> None:
    """Give a participant a role that the actor may name."""
    person = turn.situation.participants.get(command.participant)
    if person is None or person.left_at:
        raise refuse("unknown-thing", "participant_unknown", "/participant", participant=command.participant)
    _take_role(turn, command, person.id, command.role, "/role")


def step_down(turn: Turn, command: StepDown) -> None:
    """Give up a role."""
    if holding_of(turn.situation, command.role, command.actor) is None:
        raise refuse("not-yours", "role_not_held", "/role", role=command.role)
    turn.act(command, (Wanted((Seat(participant=command.actor),)),), "act_not_yours")
    turn.emit(RoleEnded(command.role, command.actor))
    drop_voters(turn)


def accept(turn: Turn, command: Accept) -> None:
    """Accept the holder of a role for oneself or one's party, or take that back."""
    holding = holding_of(turn.situation, command.role, command.participant)
    if holding is None:
        raise refuse("unknown-thing", "holder_unknown", "/participant", role=command.role)
    accepted_by = turn.method.declared.roles[command.role].accepted_by
    if accepted_by is None:
        raise refuse("rule", "no_acceptance_needed", "/role", role=command.role)
    entries = wanted(turn.method, turn.situation, accepted_by)
    acting = turn.act(command, entries, "accept_not_yours", role=command.role)
    given = {one.participant for one in holding.acceptances}
    if (command.answer == "yes") == (command.actor in given):
        raise refuse("rule", "accepted_already" if command.answer == "yes" else "not_accepted", role=command.role)
    if command.answer == "yes":
        turn.emit(HolderAccepted(command.role, command.participant, command.actor, acting.role, acting.party))
        return
    same_party = [one.participant for one in holding.acceptances if acting.party and one.party == acting.party]
    for participant in dict.fromkeys([command.actor, *same_party]):
        turn.emit(HolderRefused(command.role, command.participant, participant))


def drop_voters(turn: Turn) -> None:
    """Take the denominators of open runs again: whoever can vote no longer is left out."""
    people = {person.id for person in turn.situation.present()}
    parties = {party.id for party in turn.situation.present_parties()}
    for run in turn.situation.runs.values():
        for voter in run.voters if run.state == "open" else ():
            gone = voter.party not in parties if voter.party else voter.participant not in people
            stepped_down = (
                voter.participant and voter.role and not holding_of(turn.situation, voter.role, voter.participant)
            )
            if gone or stepped_down:
                turn.emit(VoterLeft(run.id, voter.id))


def _opener(turn: Turn) -> tuple[Wanted, ...]:
    return (Wanted((Seat(participant=turn.situation.opener),)),)


def _party(turn: Turn, name: str) -> str:
    for party in turn.situation.present_parties():
        if name in (party.id, party.name):
            return party.id
    identity = next(turn.ids)
    turn.emit(PartyJoined(identity, name))
    return identity


def _take_role(turn: Turn, command: Asked, participant: str, role: str, pointer: str) -> None:
    declared = turn.method.declared.roles.get(role)
    if declared is None:
        raise refuse("malformed", "role_unknown", pointer, role=role, allowed=tuple(turn.method.declared.roles))
    party = turn.situation.participants[participant].party
    if declared.of == "party" and party is None:
        raise refuse("rule", "party_needed", pointer, role=role)
    if declared.neutral and party is not None:
        raise refuse("rule", "neutral_needs_no_party", pointer, role=role)
    if holding_of(turn.situation, role, participant):
        raise refuse("rule", "role_held", pointer, role=role)
    _may_name(turn, command, participant, role, pointer)
    turn.emit(RoleTaken(role, participant))


def _may_name(turn: Turn, command: Asked, participant: str, role: str, pointer: str) -> None:
    named_by = turn.method.declared.roles[role].named_by
    if (
        named_by is not None
        and any(isinstance(one, Oneself) for one in parts_of(named_by))
        and participant == command.actor
    ):
        return
    party = turn.situation.participants[participant].party if is_party_role(turn.method, role) else None
    entries = _opener(turn) if named_by is None else wanted(turn.method, turn.situation, named_by, party)
    if acting_for(turn.method, turn.situation, command.actor, entries, None) is None:
        roles = tuple(dict.fromkeys(seat.role or "opener" for entry in entries for seat in entry.seats))
        raise refuse("not-yours", "naming_not_yours", pointer, role=role, roles=roles)
