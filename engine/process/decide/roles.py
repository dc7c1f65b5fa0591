"""Giving roles to people: who may, to whom, how many seats there are, and giving a role up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.expressions import Unknown
from engine.language.plan import ROOT
from engine.language.who import Oneself, parts_of
from engine.process.decide.voters import drop_voters
from engine.process.events import RoleEnded, RoleTaken
from engine.process.labels import PROCESS
from engine.process.refusal import refuse
from engine.process.scope import Scope
from engine.process.who import Seat, Wanted, acting_for, holding_of, is_party_role, opener, wanted

if TYPE_CHECKING:
    from datetime import datetime

    from engine.language.declaration import Role
    from engine.language.who import Who
    from engine.process.commands import Appoint, Asked, StepDown
    from engine.process.turn import Turn


def appoint(turn: Turn, command: Appoint) -> None:
    """Give a participant a role that the actor may name."""
    person = turn.situation.participants.get(command.participant)
    if person is None or person.left_at:
        raise refuse("unknown-thing", "participant_unknown", "/participant", participant=command.participant)
    take_role(turn, command, person.id, command.role, "/role", alternate=command.alternate)


def step_down(turn: Turn, command: StepDown) -> None:
    """Give up a role."""
    if holding_of(turn.situation, command.role, command.actor) is None:
        raise refuse("not-yours", "role_not_held", "/role", role=command.role)
    _is_appointed(turn, command.role, "/role")
    turn.act(command, (Wanted((Seat(participant=command.actor),)),), "act_not_yours")
    turn.emit(RoleEnded(command.role, command.actor))
    drop_voters(turn)


def take_role(
    turn: Turn, command: Asked, participant: str, role: str, pointer: str, *, alternate: bool = False
) -> None:
    """Let somebody become holder of a role, or alternate of one. Raises Refused."""
    declared = turn.method.declared.roles.get(role)
    if declared is None:
        raise refuse("malformed", "role_unknown", pointer, role=role, allowed=tuple(turn.method.declared.roles))
    party = turn.situation.participants[participant].party
    _is_appointed(turn, role, pointer)
    if declared.of == "party" and party is None:
        raise refuse("rule", "party_needed", pointer, role=role)
    if declared.neutral and party is not None:
        raise refuse("rule", "neutral_needs_no_party", pointer, role=role)
    if alternate and not declared.alternates:
        raise refuse("rule", "no_alternates", "/alternate", role=role)
    if holding_of(turn.situation, role, participant):
        raise refuse("rule", "role_held", pointer, role=role)
    _may_name(turn, command, participant, role, pointer)
    _is_eligible(turn, declared, participant, role, pointer)
    if not alternate:
        _has_a_seat(turn, declared, role, party, pointer)
    turn.emit(RoleTaken(role, participant, alternate))
    if declared.neutral:
        drop_voters(turn)


def role_is_over(turn: Turn, role: str, participant: str, due: datetime) -> None:
    """Let the term of a holder be over."""
    turn.emit(RoleEnded(role, participant), PROCESS, due)
    drop_voters(turn)


def _is_appointed(turn: Turn, role: str, pointer: str) -> None:
    if turn.situation.lineage and role in turn.situation.lineage.carried:
        raise refuse("rule", "given_in_parent", pointer, role=role)
    if turn.method.declared.roles[role].held_by is not None:
        raise refuse("rule", "held_by_rule", pointer, role=role)


def _is_eligible(turn: Turn, declared: Role, participant: str, role: str, pointer: str) -> None:
    if declared.eligible is None:
        return
    person = turn.world.person(participant)
    try:
        eligible = turn.world.value(declared.eligible, {"participant": person}, ROOT) is True
    except Unknown as unknown:
        raise refuse("rule", "eligibility_unknown", pointer, role=role, reason=unknown.reason) from unknown
    if not eligible:
        raise refuse("rule", "not_eligible", pointer, role=role)


def _has_a_seat(turn: Turn, declared: Role, role: str, party: str | None, pointer: str) -> None:
    """Refuse where all seats of a role are taken: in this party, where it is a role of parties."""
    people, inside = turn.situation.participants, party if declared.of == "party" else None
    held = [one for one in turn.situation.counted(role) if inside in (None, people[one.participant].party)]
    if declared.seats is not None and len(held) >= declared.seats:
        message = "seats_of_party_taken" if inside else "seats_taken"
        name = turn.situation.parties[inside].name if inside else None
        raise refuse("rule", message, pointer, role=role, seats=declared.seats, party=name or "…")


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
        turn.must_be_accepted(command.actor, entries)
        raise refuse("not-yours", "naming_not_yours", pointer, role=role, roles=turn.called(entries))
    turn.acting = acting


def _naming(turn: Turn, command: Asked, participant: str, who: Who, party: str | None) -> tuple[Wanted, ...]:
    """Return who names the holder of a role; with `self` everybody names oneself, and nobody another."""
    if isinstance(who, Oneself):
        return (Wanted((Seat(participant=participant),)),)
    return wanted(turn.method, turn.situation, who, party, Scope(turn.world))
