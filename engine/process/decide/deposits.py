"""What lies in a deposit: it is not changed once that is closed, and taking something out opens it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process import events
from engine.process.audiences import Kept, readers_of, told_of_seal
from engine.process.deposits import are_deposited, depositors, is_of, is_sealed
from engine.process.refusal import refuse

if TYPE_CHECKING:
    from engine.process.situation import Record, Subject, Version
    from engine.process.turn import Turn


def must_not_be_sealed(turn: Turn, known: Record, draft: Version) -> None:
    """Refuse to change what lies in a deposit that is closed."""
    if sealed_subject(turn, known, draft) is not None:
        raise refuse("rule", "deposit_sealed", "/id", record=known.type)


def sealed_subject(turn: Turn, known: Record, draft: Version) -> Subject | None:
    """Return the subject whose closed deposit holds a draft, if one does."""
    declared = turn.method.declared.records[known.type]
    if not are_deposited(turn.method, turn.situation, known.type) or declared.sealed_until is None:
        return None
    for subject in depositors(turn.world, known.type):
        if is_sealed(turn.situation, known.type, subject) and is_of(
            declared.sealed_until.each, declared.per or (), known, draft, subject
        ):
            return subject
    return None


def reopen(turn: Turn, known: Record, draft: Version) -> None:
    """Open the deposit again that a draft is taken out of."""
    subject = sealed_subject(turn, known, draft)
    if subject is not None:
        label = told_of_seal(turn.method, turn.situation, Kept(known.type, known.party, draft.author))
        turn.emit(events.DepositReopened(known.type, subject, "withdrawn"), label)


def renew(turn: Turn, phase: str) -> None:
    """Begin a new round of what a phase opens, where records lapsed since the last one was released."""
    for name in turn.method.plan.nodes[phase].declared.open or ():
        known = turn.situation.rounds.get(name)
        if known is None or known.released_at is None:
            continue
        if any(one.lapsed_at and one.lapsed_at >= known.released_at for one in turn.situation.of_type(name)):
            turn.emit(events.DepositsRenewed(name), readers_of(turn.method, turn.situation, name))
