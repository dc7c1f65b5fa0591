"""Joining and leaving, roles and who accepts their holders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.who import Oneself, parts_of
from engine.process.decide.voters import drop_voters
from engine.process.events import (
    HolderAccepted,
    HolderRefused,
    ParticipantJoined,
    ParticipantLeft,
    PartyJoined,
    PartyLeft,
    RoleEnded,
    RoleTaken,
)
from engine.process.refusal import refuse
from engine.process.scope import Scope
from engine.process.who import (
    Seat,
    Wanted,
    acceptors,
    acting_for,
    holding_of,
    is_party_role,
    opener,
    revocable,
    roles_of,
    wanted,
)

if TYPE_CHECKING:
    from engine.language.who import Who
    from engine.process.commands import Accept, Appoint, Asked, Join, Leave, StepDown
    from engine.process.turn import Turn


def join(turn: Turn, command: Join) -> None:
    """Admit someone, with roles that the actor may name."""
    may = turn.method.declared.may.admit
    entries = wanted(turn.method, turn.situation, may) if may else opener(turn.method, turn.situation)
    turn.act(command, entries, "admit_not_yours")
    if command.participant and command.participant in turn.situation.participants:
        raise refuse("rule", "participant_known", "/participant", participant=command.participant)
    identity = turn.new_id(command.participant, "/participant")
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
    """Accept the holder of a role for oneself or one's party, or take back what oneself or one's party gave."""
    holding = holding_of(turn.situation, command.role, command.participant)
    if holding is None:
        raise refuse("unknown-thing", "holder_unknown", "/participant", role=command.role)
    accepted_by = turn.method.declared.roles[command.role].accepted_by
    if accepted_by is None:
        raise refuse("rule", "no_acceptance_needed", "/role", role=command.role)
    entries = acceptors(turn.method, turn.situation, holding)
    acting = turn.act(command, entries, "accept_not_yours", role=command.role)
    mine = revocable(entries, holding.acceptances, command.actor, acting)
    if command.answer == "yes":
        if any(one.participant == command.actor for one in mine):
            raise refuse("rule", "accepted_already", role=command.role)
        turn.emit(HolderAccepted(command.role, command.participant, command.actor, acting.role, acting.party))
    elif not mine:
        raise refuse("rule", "not_accepted", role=command.role)
    else:
        for one in mine:
            turn.emit(HolderRefused(command.role, command.participant, one.participant))


def _party(turn: Turn, name: str) -> str:
    for party in turn.situation.present_parties():
        if name in (party.id, party.name):
            return party.id
    if name in turn.situation.parties:
        raise refuse("rule", "party_gone", "/party", party=turn.situation.parties[name].name or "…")
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
    if declared.neutral:
        drop_voters(turn)


def _may_name(turn: Turn, command: Asked, participant: str, role: str, pointer: str) -> None:
    named_by = turn.method.declared.roles[role].named_by
    party = turn.situation.participants[participant].party if is_party_role(turn.method, role) else None
    entries = (
        opener(turn.method, turn.situation)
        if named_by is None
        else [entry for one in parts_of(named_by) for entry in _naming(turn, command, participant, one, party)]
    )
    acting = acting_for(turn.method, turn.situation, command.actor, entries, command.as_)
    if acting is None:
        raise refuse("not-yours", "naming_not_yours", pointer, role=role, roles=turn.called(entries))
    turn.acting = acting


def _naming(turn: Turn, command: Asked, participant: str, who: Who, party: str | None) -> tuple[Wanted, ...]:
    """Return who names the holder of a role; with `self` everybody names oneself, and nobody another."""
    if isinstance(who, Oneself):
        return (Wanted((Seat(participant=participant),)),)
    return wanted(turn.method, turn.situation, who, party, Scope(turn.world))
