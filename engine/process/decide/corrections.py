"""Editorial corrections: a new wording keeps the confirmations of the one before once all who gave them accept it.

Whoever gave one that he can no longer give again (he left, or holds the role no longer and nobody in his place) is not
waited for: his confirmation lapses. What was decided about the record lapses, as with every new version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process import events, labels
from engine.process.audiences import Kept, shared_with
from engine.process.decide.documents import must_keep_documents
from engine.process.decide.filling import veils_once_shared
from engine.process.decide.lapses import end_correction, lapse_decisions
from engine.process.decide.opened import visible
from engine.process.decide.picking import show_fields
from engine.process.labels import widened
from engine.process.refusal import refuse
from engine.process.scope import scope_of_record
from engine.process.who import confirmers, renewable, revocable

if TYPE_CHECKING:
    from engine.process.commands import Confirm, Decline
    from engine.process.situation import Correction, Record, Signature, Version
    from engine.process.turn import Turn
    from engine.process.who import Acting


def propose_correction(turn: Turn, known: Record, draft: Version) -> None:
    """Propose a draft as an editorial correction: those who confirmed see it now, and it counts once all accept it."""
    if known.correction:
        raise refuse("rule", "correction_waits", "/editorial", record=known.type)
    if not known.is_live or not known.confirmations:
        raise refuse("rule", "nothing_to_keep", "/editorial", record=known.type)
    if not _is_for_the_same(turn, known, draft):
        raise refuse("rule", "not_editorial", "/editorial", record=known.type)
    must_keep_documents(turn, known, draft)
    veils = veils_once_shared(turn, known, draft, Kept(known.type, known.party, draft.author, known.picked))
    proposed = events.CorrectionProposed(
        known.id, known.type, known.subject, known.party, draft.number, draft.author, draft.fields, veils, draft.event,
        draft.on_behalf_of,
    )  # fmt: skip
    turn.emit(proposed, known.label)


def accept_correction(turn: Turn, command: Confirm, known: Record, correction: Correction) -> None:
    """Accept a correction, for oneself or where one's party was asked for it."""
    acting, renews = _confirmed_by(turn, command, known)
    if any(one.by.participant == command.actor for one in correction.acceptances):
        raise refuse("rule", "confirmed_already", record=known.type)
    accepted = events.CorrectionAccepted(
        known.id, command.version, command.actor, acting.role, acting.party, tuple(one.participant for one in renews)
    )
    turn.emit(accepted, known.label)


def decline(turn: Turn, command: Decline) -> None:
    """Decline a correction: one of those who confirmed is enough."""
    known = visible(turn, command.actor, command.id)
    if known.correction is None or known.correction.version.number != command.version:
        raise refuse("stale-version", "no_such_correction", "/version", found=command.version)
    _confirmed_by(turn, command, known)
    end_correction(turn, known, "declined", command.actor, command.reason)


def correct(turn: Turn) -> None:
    """Let each correction take effect that all have accepted who have to; end those that have nothing to keep."""
    for known in [one for one in turn.situation.records.values() if one.correction]:
        _settle(turn, known)


def _settle(turn: Turn, known: Record) -> None:
    if known.correction is None:
        return
    asked = renewable(turn.method, turn.situation, known, scope_of_record(turn.world, known))
    left = [one for one in known.confirmations if one not in asked]
    kept = {one.participant for one in asked}
    signed = [one for one in known.correction.acceptances if kept.intersection(one.renews)]
    with turn.by_itself():
        if known.correction.version.fields is None:
            end_correction(turn, known, "erased")
        elif not asked:
            end_correction(turn, known, "nothing_to_keep")
        elif kept <= {name for one in signed for name in one.renews}:
            lapse_decisions(turn, known.id)
            for one in left:
                turn.emit(
                    events.ConfirmationLapsed(known.id, known.live.number if known.live else 0, one.participant),
                    known.label,
                )
            by = tuple(one.by.participant for one in signed)
            turn.emit(events.RecordCorrected(known.id, known.correction.version.number, by), known.label)
            show_fields(turn, known.id)


def _confirmed_by(turn: Turn, command: Confirm | Decline, known: Record) -> tuple[Acting, list[Signature]]:
    """Return in which role somebody speaks for confirmations, and for which. Raises Refused where for none."""
    entries = confirmers(turn.method, turn.situation, known, scope_of_record(turn.world, known))
    acting = turn.act(command, entries, "confirm_not_yours", neutral="neutral_never_confirms", record=known.type)
    mine = revocable(entries, known.confirmations, command.actor, acting)
    if not mine:
        raise refuse("rule", "correction_not_yours", record=known.type)
    return acting, mine


def _is_for_the_same(turn: Turn, known: Record, draft: Version) -> bool:
    """Tell whether exactly those would see a draft, and each of its fields, who see the version it corrects."""
    kept = Kept(known.type, known.party, draft.author, known.picked)
    whole = widened(turn.method, turn.situation, known.label, shared_with(turn.method, turn.situation, kept))
    live = known.live
    veils = {name: one.label for one in veils_once_shared(turn, known, draft, kept) for name in one.fields}
    if live is None or whole != known.label or set(veils) != set(live.veils):
        return False
    same = all(_same(turn, live.veils[name], label) for name, label in veils.items())
    return same and draft.on_behalf_of == live.on_behalf_of


def _same(turn: Turn, one: str, other: str) -> bool:
    covers = labels.covers
    return covers(turn.method, turn.situation, one, other) and covers(turn.method, turn.situation, other, one)
