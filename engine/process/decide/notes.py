"""Notes: kept for oneself alone, and handed over by whoever wrote them, to another holder of the same role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process.events import NoteHandedOver, NoteKept
from engine.process.labels import joined, owner
from engine.process.refusal import refuse
from engine.process.situation.notes import key_of
from engine.process.who import Seat, Wanted, holding_of, is_accepted

if TYPE_CHECKING:
    from engine.process.commands import HandOver, Note
    from engine.process.turn import Turn


def note(turn: Turn, command: Note) -> None:
    """Keep a note, in the role that is named with `as`, else in none."""
    role = command.as_
    turn.act(command, (Wanted((Seat(role, None, command.actor),)),), "act_not_yours")
    identity = next(turn.ids) if command.note is None else command.note
    if key_of(command.actor, identity) in turn.situation.notes:
        raise refuse("rule", "id_taken", "/note", id=identity)
    turn.emit(NoteKept(identity, role, command.text), owner(command.actor))


def hand_over(turn: Turn, command: HandOver) -> None:
    """Hand over the notes that one kept in a role, those that were not handed over to this holder yet."""
    declared = turn.method.declared.roles
    if command.role not in declared:
        raise refuse("malformed", "role_unknown", "/role", role=command.role, allowed=tuple(declared))
    holding = holding_of(turn.situation, command.role, command.participant)
    if holding is None or command.participant == command.actor:
        raise refuse("rule", "successor_needed", "/participant", role=command.role)
    if not is_accepted(turn.method, turn.situation, holding):
        raise refuse("not-now", "successor_not_accepted", "/participant", role=command.role)
    turn.act(command, (Wanted((Seat(participant=command.actor),)),), "act_not_yours")
    mine = [one for one in turn.situation.notes.values() if (one.author, one.role) == (command.actor, command.role)]
    new = [one for one in mine if one.text is not None and command.participant not in dict(one.to)]
    if not new:
        raise refuse("rule", "nothing_to_hand_over", "/role", role=command.role)
    both = joined(turn.situation, [owner(command.actor), owner(command.participant)])
    for one in sorted(new, key=lambda one: one.order):
        turn.emit(NoteHandedOver(one.id, command.role, command.participant, one.text), both)
