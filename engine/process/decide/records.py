"""Records: drafting, sharing, withdrawing, and confirmations that belong to one version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.subjects import is_pair
from engine.process.events import (
    ConfirmationGiven,
    ConfirmationLapsed,
    ConfirmationWithdrawn,
    DecisionLapsed,
    RecordShared,
    RecordWithdrawn,
    RecordWritten,
)
from engine.process.fields import checked_fields
from engine.process.refusal import refuse
from engine.process.sight import draft_label, shared_label
from engine.process.who import Acting, is_neutral, is_signed, wanted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.process.commands import Confirm, OnVersion, Share, Unconfirm, Withdraw
    from engine.process.commands import Record as RecordCommand
    from engine.process.situation import Record, Subject
    from engine.process.turn import Turn


def record(turn: Turn, command: RecordCommand) -> None:
    """Draft a record or a new version of one. Where there is one for each subject, the one there is gets it."""
    declared = turn.method.declared.records.get(command.record)
    if declared is None:
        raise refuse("malformed", "record_type_unknown", "/record", found=command.record,
                     allowed=tuple(turn.method.declared.records))  # fmt: skip
    must_be_open(turn, command.record)
    known = _known_record(turn, command)
    party_there = known.party if known else _subject_party(turn, command)
    entries = wanted(turn.method, turn.situation, declared.written_by, party_there)
    acting = turn.act(command, entries, "write_not_yours", record=command.record)
    subject = known.subject if known else _subject(turn, command, acting)
    known = known or (None if declared.many else _existing(turn, command.record, subject))
    party = known.party if known else _owner(turn, command.record, subject, acting)
    if known:
        _may_write(turn, known, acting)
    fields = checked_fields(turn, declared.fields, command.fields, "/fields")
    identity = known.id if known else command.id or next(turn.ids)
    number = known.latest + 1 if known else 1
    written = RecordWritten(identity, command.record, subject, party, number, command.actor, fields)
    turn.emit(written, draft_label(party, command.actor))


def share(turn: Turn, command: Share) -> None:
    """Share a drafted version: it replaces the one before, and confirmations of that one lapse."""
    known = _on_version(turn, command)
    if known.draft is None or known.draft.number != command.version:
        raise refuse("stale-version", "no_such_draft", "/version", found=command.version, latest=known.latest)
    must_be_open(turn, known.type)
    _as_writer(turn, command, known)
    _lapse_confirmations(turn, known)
    _lapse_decisions(turn, known.id)
    turn.emit(
        RecordShared(
            known.id, known.type, known.subject, known.party, command.version, known.draft.author, known.draft.fields
        ),
        shared_label(turn.method.declared.records[known.type]),
    )


def withdraw(turn: Turn, command: Withdraw) -> None:
    """Take a record back. It stays in the log; what was decided about it lapses."""
    known = _on_version(turn, command)
    _must_be_latest(known, command)
    _as_writer(turn, command, known)
    label = (
        shared_label(turn.method.declared.records[known.type])
        if known.live
        else draft_label(known.party, command.actor)
    )
    _lapse_confirmations(turn, known)
    _lapse_decisions(turn, known.id)
    turn.emit(RecordWithdrawn(known.id, command.version), label)


def confirm(turn: Turn, command: Confirm) -> None:
    """Confirm the version that is shared."""
    known = _on_version(turn, command)
    if known.live is None or known.live.number != command.version:
        live = known.live.number if known.live else 0
        raise refuse("stale-version", "not_the_shared_version", "/version", found=command.version, latest=live)
    confirmed_by = turn.method.declared.records[known.type].confirmed_by
    if confirmed_by is None:
        raise refuse("rule", "no_confirmation_needed", "/id", record=known.type)
    entries = wanted(turn.method, turn.situation, confirmed_by, known.party)
    acting = turn.act(command, entries, "confirm_not_yours", record=known.type)
    if is_neutral(turn.method, acting.role):
        raise refuse("rule", "neutral_never_confirms", role=str(acting.role))
    if any(one.participant == command.actor for one in known.confirmations):
        raise refuse("rule", "confirmed_already", record=known.type)
    turn.emit(ConfirmationGiven(known.id, command.version, command.actor, acting.role, acting.party))


def unconfirm(turn: Turn, command: Unconfirm) -> None:
    """Take one's own confirmation back."""
    known = _on_version(turn, command)
    _must_be_latest(known, command, live=True)
    if not any(one.participant == command.actor for one in known.confirmations):
        raise refuse("rule", "not_confirmed", record=known.type)
    turn.acting = Acting(command.actor, None, None)
    turn.emit(ConfirmationWithdrawn(known.id, command.version, command.actor))


def must_be_open(turn: Turn, name: str) -> None:
    """Refuse unless a phase in which the process is opens this record or decision."""
    paths = turn.method.opened_in.get(name, frozenset())
    if not any(turn.situation.is_now(path) for path in paths):
        raise refuse("not-open-here", "not_open_here", name=name, phases=tuple(sorted(paths)))


def is_complete(turn: Turn, known: Record) -> bool:
    """Tell whether everybody whose confirmation the live version needs has given it."""
    confirmed_by = turn.method.declared.records[known.type].confirmed_by
    if confirmed_by is None or known.live is None or known.withdrawn_at:
        return False
    entries = wanted(turn.method, turn.situation, confirmed_by, known.party)
    return bool(entries) and all(
        is_signed(turn.method, turn.situation, entry, known.confirmations) for entry in entries
    )


def _known_record(turn: Turn, command: RecordCommand) -> Record | None:
    known = turn.situation.records.get(command.id) if command.id else None
    if known and (known.type != command.record or known.withdrawn_at):
        raise refuse("unknown-thing", "record_unknown", "/id", id=str(command.id))
    return known


def _existing(turn: Turn, record_type: str, subject: Subject) -> Record | None:
    found = [one for one in turn.situation.of_type(record_type) if one.subject == subject and not one.withdrawn_at]
    return found[-1] if found else None


def _subject_party(turn: Turn, command: RecordCommand) -> str | None:
    """Return the party for which a new record is written: that of its subject, else the writer's own."""
    per = turn.method.declared.records[command.record].per or ()
    if not any(part.kind == "party" for part in per):
        return None
    given = _given(turn, command)
    own = turn.situation.participants[command.actor].party
    first = next(part.name for part in per if part.kind == "party")
    return given.get(first) or own


def _given(turn: Turn, command: RecordCommand) -> Mapping[str, str]:
    """Return the subject as it was given, by dimension."""
    per = turn.method.declared.records[command.record].per or ()
    match command.subject:
        case None:
            return {}
        case dict(named):
            unknown = [name for name in named if name not in {part.name for part in per}]
            if unknown:
                allowed = tuple(part.name for part in per)
                raise refuse("malformed", "subject_unknown", "/subject", found=unknown[0], allowed=allowed)
            return named
        case str(single):
            ids: tuple[str, ...] = (single,)
        case several:
            ids = several
    left_out = len(per) - len(ids)
    names = [part.name for part in per]
    if left_out and names and per[0].kind == "party":
        names = names[1:]
    if len(ids) != len(names):
        raise refuse("malformed", "subject_wrong", "/subject", wanted=tuple(part.name for part in per))
    return dict(zip(names, ids, strict=True))


def _subject(turn: Turn, command: RecordCommand, acting: Acting) -> Subject:
    per = turn.method.declared.records[command.record].per or ()
    given = _given(turn, command)
    own = {
        "party": turn.situation.participants[command.actor].party,
        "participant": command.actor,
        acting.role: command.actor,
    }
    found: list[str] = []
    for position, part in enumerate(per):
        first = part.kind not in [one.kind for one in per[:position]]
        identity = given.get(part.name) or (own.get(part.kind) if first else None)
        if identity is None or not _exists(turn, part.kind, identity):
            raise refuse("malformed", "subject_needed", "/subject", dimension=part.name, found=identity or "")
        found.append(identity)
    if is_pair(per) and len(set(found)) < len(found):
        raise refuse("malformed", "subject_pair", "/subject")
    return tuple(found)


def _exists(turn: Turn, kind: str, identity: str) -> bool:
    situation = turn.situation
    if kind == "party":
        return any(one.id == identity for one in situation.present_parties())
    if kind == "participant":
        return any(one.id == identity for one in situation.present())
    if kind in turn.method.declared.roles:
        return any(one.participant == identity for one in situation.holders(kind))
    known = situation.records.get(identity)
    return known is not None and known.type == kind and known.live is not None and not known.withdrawn_at


def _owner(turn: Turn, record_type: str, subject: Subject, acting: Acting) -> str | None:
    """Return the party that owns a new record: the first party it is kept for, else the writer's."""
    per = turn.method.declared.records[record_type].per or ()
    parties = [identity for part, identity in zip(per, subject, strict=True) if part.kind == "party"]
    return parties[0] if parties else turn.situation.participants[acting.participant].party


def _may_write(turn: Turn, known: Record, acting: Acting) -> None:
    """Refuse another party than the one a record is kept for: only that party writes it."""
    per = turn.method.declared.records[known.type].per or ()
    mine = turn.situation.participants[acting.participant].party
    if any(part.kind == "party" for part in per) and known.party != mine and mine is not None:
        raise refuse("not-yours", "other_party", record=known.type)


def _on_version(turn: Turn, command: OnVersion) -> Record:
    known = turn.situation.records.get(command.id)
    if known is None or known.withdrawn_at:
        raise refuse("unknown-thing", "record_unknown", "/id", id=command.id)
    return known


def _must_be_latest(known: Record, command: OnVersion, *, live: bool = False) -> None:
    latest = known.live.number if live and known.live else known.latest
    if command.version != latest:
        raise refuse("stale-version", "not_the_latest_version", "/version", found=command.version, latest=latest)


def _as_writer(turn: Turn, command: OnVersion, known: Record) -> None:
    written_by = turn.method.declared.records[known.type].written_by
    entries = wanted(turn.method, turn.situation, written_by, known.party)
    acting = turn.act(command, entries, "write_not_yours", record=known.type)
    _may_write(turn, known, acting)


def _lapse_confirmations(turn: Turn, known: Record) -> None:
    for one in known.confirmations:
        turn.emit(ConfirmationLapsed(known.id, known.live.number if known.live else 0, one.participant))


def _lapse_decisions(turn: Turn, record_id: str) -> None:
    """Let the decisions lapse that were about a record which now changes."""
    for run in turn.situation.runs.values():
        if run.state in ("open", "accepted") and any(identity == record_id for identity, _ in run.about):
            turn.emit(DecisionLapsed(run.id, run.decision, "record_changed", record_id))
