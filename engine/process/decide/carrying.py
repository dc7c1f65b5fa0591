"""People of a parent who act in a process that it runs: who holds a role there holds the one it is carried to here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.language.expressions import Unknown
from engine.process import events
from engine.process.decide.catch_up import begin
from engine.process.decide.voters import drop_voters
from engine.process.who import is_accepted
from engine.process.world import World, identity_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.language.method import Method
    from engine.process.situation import Child, Holding, Participant, Situation
    from engine.process.turn import Turn


@dataclass(frozen=True, slots=True)
class People:
    """Who acts in a child by a role of its parent. `roles` are by their name in the child.

    `gone` are who left the parent, `apart` the parties of it that have no part in the child, or have left.
    """

    parties: Mapping[str, str | None]
    persons: Mapping[str, tuple[str | None, str | None]]
    gone: frozenset[str]
    apart: frozenset[str]
    roles: Mapping[str, tuple[Holding, ...]]


def people_for(method: Method, situation: Situation, child: Child) -> People:
    """Return the people of a parent who act in a child of it now: persons with their party and name.

    A holder who is not accepted yet gets nothing to act with there either.
    """
    among = _parties(method, situation, child)
    people = situation.participants
    roles = {
        to: tuple(
            one
            for one in situation.holders(role)
            if among is None or people[one.participant].party in among
            if is_accepted(method, situation, one)
        )
        for to, role in method.carried(child.phase).items()
    }
    acting = dict.fromkeys(one.participant for held in roles.values() for one in held)
    persons = {one: (people[one].party, people[one].name) for one in acting}
    parties = dict.fromkeys(party for party, _ in persons.values() if party)
    gone = frozenset(one.id for one in people.values() if one.left_at)
    apart = frozenset(one.id for one in situation.parties.values() if one.left_at or (among and one.id not in among))
    return People({party: situation.parties[party].name for party in parties}, persons, gone, apart, roles)


def _parties(method: Method, situation: Situation, child: Child) -> frozenset[str | None] | None:
    """Return the parties that take part in a child, and None for who has none; None where all do.

    Where it cannot be told which, no party does.
    """
    phase = method.plan.nodes[child.phase].phase
    if phase is None or phase.parties is None:
        return None
    world = World(method, situation)
    try:
        named = world.value(phase.parties, world.bound_to(phase.each or (), child.subject), child.phase)
    except Unknown:
        named = ()
    things = named if isinstance(named, list | tuple) else ()
    return frozenset([None, *(identity_of(one) for one in things)])


def carry(turn: Turn, people: People) -> None:
    """Let those act here who do so by a role of the parent, and nobody by such a role who has it there no longer."""
    with turn.by_itself():
        _admit(turn, people)
        for role, held in people.roles.items():
            _hold(turn, role, held)
        _let_go(turn, people)
        drop_voters(turn)


def _admit(turn: Turn, people: People) -> None:
    """Let parties and people come. Who was admitted here alone, on another side, is on that of the parent from now."""
    is_new = not turn.situation.visits
    for party, called in people.parties.items():
        known = turn.situation.parties.get(party)
        if known is None or known.left_at:
            turn.emit(events.PartyJoined(party, called))
            if not is_new:
                begin(turn, party)
    for person, (side, name) in people.persons.items():
        there = turn.situation.participants.get(person)
        if there is None:
            turn.emit(events.ParticipantJoined(person, side, name))
        elif there.party != side and not there.left_at:
            _change_sides(turn, there, side, name)


def _change_sides(turn: Turn, person: Participant, side: str | None, name: str | None) -> None:
    _end_roles(turn, person.id)
    turn.emit(events.ParticipantLeft(person.id))
    _leave_if_empty(turn, person.party)
    turn.emit(events.ParticipantJoined(person.id, side, name))


def _hold(turn: Turn, role: str, held: tuple[Holding, ...]) -> None:
    wanted = {one.participant: one.alternate for one in held}
    for known in turn.situation.holders(role):
        if wanted.get(known.participant) != known.alternate:
            turn.emit(events.RoleEnded(role, known.participant))
    there = {one.participant for one in turn.situation.holders(role)}
    for participant, alternate in wanted.items():
        if participant not in there and not turn.situation.participants[participant].left_at:
            turn.emit(events.RoleTaken(role, participant, alternate))


def _let_go(turn: Turn, people: People) -> None:
    """Let those leave here who left there: whoever only lost a role stays, and may get it again.

    A party that has no part leaves, and nothing is asked of it any more: who was of it could no longer answer.
    """
    for person in turn.situation.present():
        if person.id in people.gone:
            _end_roles(turn, person.id)
            turn.emit(events.ParticipantLeft(person.id))
            _leave_if_empty(turn, person.party)
    for party in turn.situation.present_parties():
        if party.id in people.apart:
            turn.emit(events.PartyLeft(party.id))


def _end_roles(turn: Turn, participant: str) -> None:
    for role, held in list(turn.situation.holdings.items()):
        if any(one.participant == participant for one in held):
            turn.emit(events.RoleEnded(role, participant))


def _leave_if_empty(turn: Turn, party: str | None) -> None:
    here = {one.id for one in turn.situation.present_parties()}
    if party in here and not any(one.party == party for one in turn.situation.present()):
        turn.emit(events.PartyLeft(str(party)))
