"""Confirmations: they belong to one version of a record, and lapse with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process.decide.corrections import accept_correction
from engine.process.decide.opened import must_be_open, visible
from engine.process.events import ConfirmationGiven, ConfirmationWithdrawn
from engine.process.refusal import refuse
from engine.process.scope import scope_of_record
from engine.process.who import Acting, acting_for, are_signed, confirmers, revocable

if TYPE_CHECKING:
    from engine.process.commands import Confirm, Unconfirm
    from engine.process.situation import Correction, Record
    from engine.process.turn import Turn
    from engine.process.who import Wanted


def confirm(turn: Turn, command: Confirm) -> None:
    """Confirm the version that is shared, or accept a correction of it."""
    if waiting := _correction(turn, command):
        accept_correction(turn, command, *waiting)
        return
    known = _shared(turn, command, "not_the_shared_version")
    entries = asked(turn, known)
    behalf = known.live.on_behalf_of if known.live else None
    if turn.method.declared.records[known.type].confirmed_by is None and behalf is None:
        raise refuse("rule", "no_confirmation_needed", "/id", record=known.type)
    acting = turn.act(command, entries, "confirm_not_yours", neutral="neutral_never_confirms", record=known.type)
    if any(one.participant == command.actor for one in known.confirmations):
        raise refuse("rule", "confirmed_already", record=known.type)
    given = ConfirmationGiven(known.id, command.version, command.actor, acting.role, acting.party)
    turn.emit(given, known.label)


def unconfirm(turn: Turn, command: Unconfirm) -> None:
    """Take a confirmation back, one's own or that of one's party, while the record can still be written."""
    known = _shared(turn, command, "not_the_latest_version")
    must_be_open(turn, known.type, command.actor)
    entries = asked(turn, known)
    acting = acting_for(turn.method, turn.situation, command.actor, entries, command.as_)
    mine = revocable(entries, known.confirmations, command.actor, acting)
    if not mine:
        raise refuse("rule", "not_confirmed", record=known.type)
    turn.acting = acting or Acting(command.actor, None, None)
    for one in mine:
        turn.emit(ConfirmationWithdrawn(known.id, command.version, one.participant), known.label)


def is_complete(turn: Turn, known: Record) -> bool:
    """Tell whether everybody whose confirmation the live version needs has given it."""
    return known.is_live and are_signed(asked(turn, known), known.confirmations)


def asked(turn: Turn, known: Record) -> tuple[Wanted, ...]:
    """Return whose confirmation a record needs."""
    return confirmers(turn.method, turn.situation, known, scope_of_record(turn.world, known))


def _correction(turn: Turn, command: Confirm) -> tuple[Record, Correction] | None:
    known = visible(turn, command.actor, command.id)
    waiting = known.correction
    return (known, waiting) if waiting and waiting.version.number == command.version else None


def _shared(turn: Turn, command: Confirm | Unconfirm, message: str) -> Record:
    known = visible(turn, command.actor, command.id)
    latest = known.live.number if known.live else 0
    if command.version != latest:
        raise refuse("stale-version", message, "/version", found=command.version, latest=latest)
    return known
