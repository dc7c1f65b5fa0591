"""People of a parent who act in a process that it runs: who holds a role there holds the one it is carried to here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.language.expressions import Unknown
from engine.process import events
from engine.process.decide.catch_up import begin
from engine.process.decide.voters import drop_voters
from engine.process.world import World, identity_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.language.method import Method
    from engine.process.situation import Child, Holding, Situation
    from engine.process.turn import Turn


@dataclass(frozen=True, slots=True)
class People:
    """Who acts in a child by a role of its parent. `roles` are by their name in the child; `gone` are who left."""

    parties: Mapping[str, str | None]
    persons: Mapping[str, tuple[str | None, str | None]]
    gone: frozenset[str]
    roles: Mapping[str, tuple[Holding, ...]]


def people_for(method: Method, situation: Situation, child: Child) -> People:
    """Return the people of a parent who act in a child of it now: persons with their party and name."""
    among = _parties(method, situation, child)
    people = situation.participants
    roles = {
        to: tuple(one for one in situation.holders(role) if among is None or people[one.participant].party in among)
        for to, role in method.carried(child.phase).items()
    }
    acting = dict.fromkeys(one.participant for held in roles.values() for one in held)
    persons = {one: (people[one].party, people[one].name) for one in acting}
    parties = dict.fromkeys(party for party, _ in persons.values() if party)
    gone = frozenset(one.id for one in people.values() if one.left_at)
    return People({party: situation.parties[party].name for party in parties}, persons, gone, roles)


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
    is_new = not turn.situation.visits
    for party, called in people.parties.items():
        if party not in turn.situation.parties:
            turn.emit(events.PartyJoined(party, called))
            if not is_new:
                begin(turn, party)
    for person, (side, name) in people.persons.items():
        if person not in turn.situation.participants:
            turn.emit(events.ParticipantJoined(person, side, name))


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
    """Let those leave here who left there: whoever only lost a role stays, and may get it again."""
    for person in turn.situation.present():
        if person.id in people.gone:
            for role, held in list(turn.situation.holdings.items()):
                if any(one.participant == person.id for one in held):
                    turn.emit(events.RoleEnded(role, person.id))
            turn.emit(events.ParticipantLeft(person.id))
            if person.party and not any(one.party == person.party for one in turn.situation.present()):
                turn.emit(events.PartyLeft(person.party))
