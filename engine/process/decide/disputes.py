"""Disputes: somebody who sees a record says that it is not so. It stays, but it is told to be disputed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process.decide.opened import visible
from engine.process.events import DisputeEnded, RecordDisputed
from engine.process.refusal import refuse
from engine.process.who import Seat, Wanted

if TYPE_CHECKING:
    from engine.process.commands import Dispute
    from engine.process.turn import Turn


def dispute(turn: Turn, command: Dispute) -> None:
    """Dispute a record of somebody else, or take that back. A new version ends it."""
    known = visible(turn, command.actor, command.id)
    latest = known.live.number if known.live else 0
    if command.version != latest:
        raise refuse("stale-version", "not_the_shared_version", "/version", found=command.version, latest=latest)
    acting = turn.act(
        command, (Wanted((Seat(),)),), "act_not_yours", neutral="neutral_never_disputes", record=known.type
    )
    mine = [one for one in known.disputes if one.participant == command.actor]
    if command.answer == "no":
        if not mine:
            raise refuse("rule", "not_disputed", record=known.type)
        turn.emit(DisputeEnded(known.id, command.version, command.actor), known.label)
        return
    party = turn.situation.participants[command.actor].party
    author = known.live.author if known.live else ""
    if author == command.actor or (party is not None and party == known.party):
        raise refuse("rule", "own_record", "/id", record=known.type)
    if mine:
        raise refuse("rule", "disputed_already", record=known.type)
    disputed = RecordDisputed(known.id, command.version, command.actor, acting.role, party, command.reason)
    turn.emit(disputed, known.label)
