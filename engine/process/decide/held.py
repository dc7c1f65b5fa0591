"""Roles that nobody is appointed to: who holds them follows from what was recorded or decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.expressions import Unknown
from engine.language.plan import ROOT
from engine.process.decide.voters import drop_voters
from engine.process.events import RoleEnded, RoleTaken
from engine.process.world import HolderThing, PersonThing, counting_runs

if TYPE_CHECKING:
    from engine.language.declaration import Role
    from engine.process.turn import Turn


def hold_by_rule(turn: Turn) -> bool:
    """Let those hold each role with a `held_by` whom it names now, and nobody else. Tells whether anything changed.

    One role may be held by who holds another, never by who holds itself: so it comes to an end.
    """
    before = len(turn.events)
    roles = {name: role for name, role in turn.method.declared.roles.items() if role.held_by}
    with turn.by_itself():
        while any(_settled(turn, name, role) for name, role in roles.items()):
            pass
        if len(turn.events) > before:
            drop_voters(turn)
    return len(turn.events) > before


def _settled(turn: Turn, name: str, role: Role) -> bool:
    """Let one role be held by whom it names; tells whether that changed. Nothing changes where it cannot be told."""
    named = _named(turn, role)
    if named is None:
        return False
    held = [one.participant for one in turn.situation.holders(name)]
    ended, taken = [one for one in held if one not in named], [one for one in named if one not in held]
    for one in ended:
        turn.emit(RoleEnded(name, one))
    for one in taken:
        turn.emit(RoleTaken(name, one))
    return bool(ended or taken)


def _named(turn: Turn, role: Role) -> list[str] | None:
    """Return whom a role names of those who can hold it: nobody where nothing is recorded, None where it is not told.

    What was decided names its people until the next time something is: not while that is put to the vote again.
    """
    text = str(role.held_by)
    if not all(_is_decided(turn, thing) for thing in turn.method.expression(text).things):
        return None
    try:
        value = turn.world.value(text, {}, ROOT)
    except Unknown as unknown:
        return [] if unknown.absent else None
    things = value if isinstance(value, list | tuple) else (value,)
    found = (_participant(thing) for thing in things)
    return [one for one in dict.fromkeys(found) if one and _can_hold(turn, role, one)]


def _is_decided(turn: Turn, thing: str) -> bool:
    """Tell whether a decision that is looked at was accepted; of other things there is nothing to decide."""
    kind, _, name = thing.partition(":")
    if kind != "decision" or turn.method.declared.decisions[name].per is not None:
        return True
    run = counting_runs(turn.method, turn.situation, name).get(())
    return run is not None and run.state == "accepted"


def _participant(thing: object) -> str | None:
    if isinstance(thing, HolderThing):
        return thing.key[1]
    return thing.key if isinstance(thing, PersonThing) else None


def _can_hold(turn: Turn, role: Role, participant: str) -> bool:
    person = turn.situation.participants[participant]
    if person.left_at:
        return False
    return person.party is not None if role.of == "party" else not (role.neutral and person.party)
