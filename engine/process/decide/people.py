"""Joining and leaving, roles and who accepts their holders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process.decide.catch_up import begin
from engine.process.decide.roles import take_role
from engine.process.decide.voters import drop_voters
from engine.process.events import (
    HolderAccepted,
    HolderRefused,
    ParticipantJoined,
    ParticipantLeft,
    PartyJoined,
    PartyLeft,
    RoleEnded,
)
from engine.process.refusal import refuse
from engine.process.who import (
    Seat,
    Wanted,
    acceptors,
    holding_of,
    revocable,
    roles_of,
    wanted_or_opener,
)

if TYPE_CHECKING:
    from engine.process.commands import Accept, Join, Leave
    from engine.process.turn import Turn


def join(turn: Turn, command: Join) -> None:
    """Admit someone, with roles that the actor may name."""
    may = turn.method.declared.may.admit
    entries = wanted_or_opener(turn.method, turn.situation, may)
    turn.act(command, entries, "admit_not_yours")
    if command.participant and command.participant in turn.situation.participants:
        raise refuse("rule", "participant_known", "/participant", participant=command.participant)
    identity = turn.new_id(command.participant, "/participant")
    there = frozenset(turn.situation.parties)
    party = _party(turn, command.party) if command.party else None
    if party and party not in there:
        begin(turn, party)
    turn.emit(ParticipantJoined(identity, party, command.name))
    for index, role in enumerate(dict.fromkeys(command.roles)):
        take_role(turn, command, identity, role, f"/roles/{index}")


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
