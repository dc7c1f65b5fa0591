"""Sealing: a subject closes its whole deposit unseen; when every subject has, all are released in one go.

What is released comes in the order of the subjects and of ids, so that nobody learns who deposited first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process import events
from engine.process.audiences import Kept, readers_of, told_of_seal
from engine.process.decide.opened import must_be_open
from engine.process.decide.records import must_be_shareable, share_draft, writers
from engine.process.decide.subjects import owner_of, subject_of
from engine.process.deposits import are_deposited, depositors, is_of, is_sealed
from engine.process.refusal import refuse
from engine.process.who import roles_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.language.subjects import Subjects
    from engine.process.commands import Seal
    from engine.process.situation import Record, Subject, Version
    from engine.process.turn import Turn


def seal(turn: Turn, command: Seal) -> None:
    """Close the deposit of a subject: whatever its side has drafted, or nothing. The last one releases all."""
    declared = turn.method.declared.records.get(command.record)
    if declared is None:
        allowed = tuple(turn.method.declared.records)
        raise refuse("malformed", "record_type_unknown", "/record", found=command.record, allowed=allowed)
    if declared.sealed_until is None:
        raise refuse("rule", "never_sealed", "/record", record=command.record)
    must_be_open(turn, command.record, command.actor)
    if not are_deposited(turn.method, turn.situation, command.record):
        raise refuse("not-now", "released_already", "/record", record=command.record)
    acting = turn.act(command, writers(turn, declared, None), "write_not_yours", record=command.record)
    each = declared.sealed_until.each
    mine = turn.situation.participants[command.actor].party
    own = dict.fromkeys(roles_of(turn.situation, command.actor), command.actor)
    subject = subject_of(turn, each, command, {**own, "participant": command.actor, "party": mine})
    among = depositors(turn.world, command.record)
    if subject not in among or not _is_ones_own(turn, each, subject, acting.participant):
        raise refuse("not-yours", "deposit_not_yours", "/subject", record=command.record)
    if is_sealed(turn.situation, command.record, subject):
        raise refuse("rule", "sealed_already", "/record", record=command.record)
    for known, draft in deposited(turn, command.record, subject):
        must_be_shareable(turn, known, draft)
    kept = Kept(command.record, owner_of(turn.method, turn.situation, each, subject), command.actor)
    label = told_of_seal(turn.method, turn.situation, kept)
    turn.emit(events.DepositSealed(command.record, subject, among), label)


def deposited(turn: Turn, record: str, subject: Subject) -> list[tuple[Record, Version]]:
    """Return the drafts in the deposit of a subject, in the order of their ids."""
    declared = turn.method.declared.records[record]
    each = declared.sealed_until.each if declared.sealed_until else ()
    found = [
        (known, draft)
        for known in turn.situation.of_type(record)
        for draft in known.drafts.values()
        if known.live is None and is_of(each, declared.per or (), known, draft, subject)
    ]
    return sorted(found, key=lambda pair: pair[0].id)


def release(turn: Turn) -> None:
    """Release each type of which every subject has sealed; where they are others than before, all seal again."""
    for name, known in sorted(turn.situation.rounds.items()):
        if known.released_at is not None or not known.sealed:
            continue
        among, label = depositors(turn.world, name), readers_of(turn.method, turn.situation, name)
        with turn.by_itself():
            if set(among) != set(known.among):
                for subject in known.among:
                    if is_sealed(turn.situation, name, subject):
                        turn.emit(events.DepositReopened(name, subject, "others"), label)
            elif all(is_sealed(turn.situation, name, subject) for subject in among):
                turn.emit(events.DepositsReleased(name), label)
                for record, draft in list(_all(turn, name, among)):
                    share_draft(turn, record, draft)


def _all(turn: Turn, record: str, among: tuple[Subject, ...]) -> Iterator[tuple[Record, Version]]:
    for subject in among:
        yield from deposited(turn, record, subject)


def _is_ones_own(turn: Turn, each: Subjects, subject: Subject, participant: str) -> bool:
    mine = turn.situation.participants[participant].party
    for part, identity in zip(each, subject, strict=True):
        if part.kind == "party":
            own = identity == mine
        elif part.kind in turn.method.declared.records:
            own = True
        else:
            own = identity == participant
        if not own:
            return False
    return True
