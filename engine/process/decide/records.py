"""Records: drafting, sharing and withdrawing them. `confirmations.py` has confirming, `subjects.py` what one is for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.language.expressions import Unknown
from engine.language.plan import ROOT
from engine.language.who import Anyone, is_scoped, parts_of
from engine.process.audiences import Kept, drafted_for, picked_of, shared_with, veils_of
from engine.process.decide.corrections import propose_correction
from engine.process.decide.deposits import must_not_be_sealed, reopen
from engine.process.decide.documents import attached, keep_documents
from engine.process.decide.field_writers import field_writers, fillable, must_be_fillable
from engine.process.decide.filling import filled, stayed_in, unseen, veils_once_shared
from engine.process.decide.handed import must_be_written_here
from engine.process.decide.lapses import end_correction, lapse_confirmations, lapse_decisions
from engine.process.decide.opened import is_visible, must_be_known, must_be_open, visible
from engine.process.decide.picking import party_named, pick_at_writing, show_fields
from engine.process.decide.subjects import owner_of, subject_of
from engine.process.decide.told import tell
from engine.process.deposits import are_deposited
from engine.process.events import RecordShared, RecordWithdrawn, RecordWritten
from engine.process.fields import checked_fields
from engine.process.gates import judge
from engine.process.labels import OR, joined, party, widened
from engine.process.links import linked
from engine.process.refusal import Refusal, Refused, refuse
from engine.process.scope import scope_of_record
from engine.process.situation import Record, Version
from engine.process.whereabouts import opening_phase
from engine.process.who import acting_for, fits, roles_of, wanted
from engine.process.world import RecordThing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.language.declaration import RecordType
    from engine.process.commands import Asked, OnVersion, Share, Withdraw
    from engine.process.commands import Record as RecordCommand
    from engine.process.turn import Turn
    from engine.process.who import Acting, Wanted


def record(turn: Turn, command: RecordCommand) -> None:
    """Draft a record or a new version of one. Where there is one for each subject, the one there is gets it."""
    declared = turn.method.declared.records.get(command.record)
    if declared is None:
        raise refuse("malformed", "record_type_unknown", "/record", found=command.record,
                     allowed=tuple(turn.method.declared.records))  # fmt: skip
    must_be_open(turn, command.record, command.actor)
    _must_apply(turn, command.record)
    must_be_written_here(turn, command.record, _known(turn, command))
    behalf = _behalf(turn, command)
    known = _known(turn, command) or _new(turn, command) if is_scoped(declared.written_by) else None
    own = _fills_some(turn, command)
    acting = turn.act(command, (*writers(turn, declared, known), *own), "write_not_yours", record=command.record)
    known = known or _known(turn, command) or _new(turn, command)
    whole = _writes_whole(turn, command, known, acting, own, behalf)
    fillables = fillable(turn, known, command.actor, command.as_, whole=whole)
    must_be_fillable(turn, command.record, command.fields, fillables)
    absent = declared.fields.keys() - fillables | unseen(turn, known, command.actor)
    fields, documents = attached(turn, known, command.actor, command.fields, fillables)
    given = checked_fields(turn, declared.fields, fields, "/fields", frozenset(absent))
    number = known.numbered + 1
    kept = Kept(known.type, known.party, command.actor)
    draft = filled(turn, known, kept, given, fillables)
    must_not_be_sealed(turn, known, Version(number, draft.fields, command.actor, turn.at))
    written = RecordWritten(
        known.id, known.type, known.subject, known.party, number, command.actor, draft.fields, draft.veils, behalf
    )
    label = drafted_for(turn.method, turn.situation, kept)
    turn.emit(written, label)
    keep_documents(turn, written, label, documents)
    pick_at_writing(turn, turn.situation.records[known.id], command.picked)


def share(turn: Turn, command: Share) -> None:
    """Share the draft of one's side: it replaces the version before, and confirmations of that one lapse.

    An editorial correction keeps them, and waits for those who gave them.
    """
    known = visible(turn, command.actor, command.id)
    draft = turn.sight(command.actor).draft(known)
    if draft is None or draft.number != command.version or draft.number <= known.numbered:
        raise _stale(turn, known, command, "no_such_draft")
    must_be_open(turn, known.type, command.actor)
    as_writer(turn, command, known)
    if are_deposited(turn.method, turn.situation, known.type):
        raise refuse("not-now", "is_deposited", "/id", record=known.type)
    must_be_shareable(turn, known, draft)
    if command.editorial:
        propose_correction(turn, known, draft)
    else:
        share_draft(turn, known, draft)


def must_be_shareable(turn: Turn, known: Record, draft: Version) -> None:
    """Refuse a draft that cannot be shared: somebody was first, or it tells of what others may not know."""
    if draft.fields is None:
        raise refuse("rule", "draft_erased", "/version", record=known.type)
    declared = turn.method.declared.records[known.type]
    if not declared.many and known.live is None and turn.situation.live_for(known.type, known.subject):
        raise refuse("stale-version", "shared_meanwhile", "/id", record=known.type)
    _must_apply(turn, known.type)
    _gate_is_met(turn, known, draft)
    kept = Kept(known.type, known.party, draft.author, known.picked)
    must_be_known(turn, known.type, _named(turn, known, draft, kept))


def _must_apply(turn: Turn, record: str) -> None:
    """Refuse records of a type that is kept only in other cases."""
    where = turn.method.declared.records[record].where
    try:
        applies = where is None or turn.world.value(where, {}, ROOT) is not False
    except Unknown:
        applies = True
    if not applies:
        raise refuse("rule", "record_not_kept_here", "/record", record=record)


def _gate_is_met(turn: Turn, known: Record, draft: Version) -> None:
    """Refuse a draft whose gate is shut, judged as if it were shared."""
    gate = turn.method.gates.get(f"record:{known.type}")
    if gate is None:
        return
    phase = opening_phase(turn.method, turn.situation, known.type)
    bound = turn.world.bound_to(turn.method.declared.records[known.type].per or (), known.subject)
    supposed = replace(known, live=draft, shared_at=known.shared_since(turn.at), changed_at=turn.at)
    itself = RecordThing(turn.world, (known.type, known.id), supposed)
    verdict = judge(turn.world, gate, phase, {**bound, known.type: itself}, at=turn.at)
    if not verdict.passes:
        raise Refused(Refusal("gate-shut", "record_gate_shut", {"record": known.type}, gate=verdict, at=phase))


def _behalf(turn: Turn, command: RecordCommand) -> str | None:
    """Return the party on whose behalf something is written: by nobody of a party, as it confirms that itself."""
    if command.on_behalf_of is None:
        return None
    found = party_named(turn, command.on_behalf_of, "/on_behalf_of")
    if turn.situation.participants[command.actor].party is not None:
        raise refuse("rule", "behalf_of_others", "/on_behalf_of")
    return found


def share_draft(turn: Turn, known: Record, draft: Version) -> None:
    """Share a draft: what was confirmed and decided of the version before lapses."""
    kept = Kept(known.type, known.party, draft.author, known.picked)
    lapse_confirmations(turn, known)
    lapse_decisions(turn, known.id)
    veils = veils_once_shared(turn, known, draft, kept)
    shared = RecordShared(
        known.id, known.type, known.subject, known.party, draft.number, draft.author, draft.fields, veils, draft.event,
        draft.on_behalf_of,
    )  # fmt: skip
    label = shared_with(turn.method, turn.situation, kept)
    turn.emit(shared, widened(turn.method, turn.situation, known.label, label))
    show_fields(turn, known.id)
    tells = turn.method.declared.records[known.type].tells
    if tells:
        now = turn.situation.records[known.id]
        tell(turn, tells, f"record:{known.id}", now.label, scope_of_record(turn.world, now))


def withdraw(turn: Turn, command: Withdraw) -> None:
    """Take a record back, or the draft of one's side. It stays in the log; what was decided about it lapses."""
    known = visible(turn, command.actor, command.id)
    draft = turn.sight(command.actor).draft(known)
    must_be_written_here(turn, known.type, known)
    if known.live and known.is_live and known.live.number == command.version:
        must_be_open(turn, known.type, command.actor)
        as_writer(turn, command, known, own=False)
        lapse_confirmations(turn, known)
        lapse_decisions(turn, known.id)
        label = known.label
    elif draft and draft.number == command.version:
        as_writer(turn, command, known)
        reopen(turn, known, draft)
        label = draft.label
    elif known.correction and known.correction.version.number == command.version:
        as_writer(turn, command, known)
        end_correction(turn, known, "withdrawn", command.actor)
        return
    else:
        raise _stale(turn, known, command, "not_the_latest_version")
    turn.emit(RecordWithdrawn(known.id, command.version), label)


def _known(turn: Turn, command: RecordCommand) -> Record | None:
    known = turn.situation.records.get(command.id) if command.id else None
    return known if known and known.type == command.record and is_visible(turn.sight(command.actor), known) else None


def _new(turn: Turn, command: RecordCommand) -> Record:
    """Return the one record there is for the subject of a command, or a new one."""
    declared, situation = turn.method.declared.records[command.record], turn.situation
    own = dict.fromkeys(roles_of(situation, command.actor), command.actor)
    mine = _behalf(turn, command) or situation.participants[command.actor].party
    subject = subject_of(turn, declared.per or (), command, {**own, "participant": command.actor, "party": mine})
    if not declared.many and (known := _only_one(turn, command, subject)):
        return known
    party = owner_of(turn.method, turn.situation, declared.per or (), subject) or (mine if declared.many else None)
    return Record(turn.new_id(command.id, "/id"), command.record, subject, party)


def _only_one(turn: Turn, command: RecordCommand, subject: tuple[str, ...]) -> Record | None:
    sight = turn.sight(command.actor)
    here = [one for one in turn.situation.of_type(command.record) if one.subject == subject and is_visible(sight, one)]
    return next((one for one in here if one.is_live), here[-1] if here else None)


def _may_write(turn: Turn, known: Record, acting: Acting, behalf: str | None = None) -> None:
    """Refuse another party than the one a record belongs to, and another holder than the one it is kept for.

    Somebody outside all parties may write what belongs to a party, unless it is kept `per: party`: only that party
    writes it. What is kept for each holder of the role in which one writes, each writes alone.
    """
    declared = turn.method.declared.records[known.type]
    per, mine = declared.per or (), turn.situation.participants[acting.participant].party
    draft = turn.sight(acting.participant).draft(known)
    behalf = behalf or (draft.on_behalf_of if draft else None)
    outsider = mine is None and (behalf == known.party or not any(part.kind == "party" for part in per))
    if known.party not in (None, mine) and not outsider:
        raise refuse("not-yours", "other_party", record=known.type)
    oneself = {acting.role, "participant" if Anyone() in parts_of(declared.written_by) else None}
    writers = [one for part, one in zip(per, known.subject, strict=True) if part.kind in oneself]
    if writers and writers[0] != acting.participant:
        raise refuse("not-yours", "other_person", record=known.type)


def as_writer(turn: Turn, command: Asked, known: Record, *, own: bool = True) -> None:
    """Refuse whoever does not write a record; with `own`, whoever has a field of his own in it may."""
    entries = writers(turn, turn.method.declared.records[known.type], known)
    fields = field_writers(turn, known) if known.live and own else ()
    acting = turn.act(command, (*entries, *fields), "write_not_yours", record=known.type)
    _writes_whole(turn, command, known, acting, fields)


def _writes_whole(
    turn: Turn, command: Asked, known: Record, acting: Acting, own: tuple[Wanted, ...],
    behalf: str | None = None,
) -> bool:  # fmt: skip
    """Tell whether somebody writes the whole of a record, or fields of his `own` in that of somebody else."""
    entries = writers(turn, turn.method.declared.records[known.type], known)
    if not any(fits(turn.method, seat, acting) for one in entries for seat in one.seats):
        return False
    try:
        _may_write(turn, known, acting, behalf)
    except Refused:
        if acting_for(turn.method, turn.situation, command.actor, own, command.as_) is None:
            raise
        return False
    return True


def _fills_some(turn: Turn, command: RecordCommand) -> tuple[Wanted, ...]:
    """Return who may fill some field of the shared record that a command names."""
    known = _known(turn, command)
    return field_writers(turn, known) if known and known.live else ()


def writers(turn: Turn, declared: RecordType, known: Record | None) -> tuple[Wanted, ...]:
    """Return who may write records of a type, or one of them."""
    scope = scope_of_record(turn.world, known) if known and is_scoped(declared.written_by) else None
    return wanted(turn.method, turn.situation, declared.written_by, scope=scope)


def _stale(turn: Turn, known: Record, command: OnVersion, message: str) -> Exception:
    """Make the refusal of a version: it tells of the newest one that the actor may know of."""
    draft = turn.sight(command.actor).draft(known)
    latest = max(known.numbered, draft.number if draft else 0)
    return refuse("stale-version", message, "/version", found=command.version, latest=latest)


def _named(turn: Turn, known: Record, draft: Version, kept: Kept) -> Iterator[tuple[str, str]]:
    """Yield what a draft names, its subject and links, each with the label of those who will see that."""
    whole = shared_with(turn.method, turn.situation, kept, side=False)
    veils = veils_of(turn.method, turn.situation, kept, side=False)
    labels = {field: veil.label for veil in veils for field in veil.fields}
    for field in [one for one in labels if picked_of(turn.method, known.type, one)]:
        labels[field] = joined(turn.situation, {*labels[field].split(OR), *map(party, kept.picked)} - {""})
    yield from ((whole, one) for one in known.subject)
    stayed = stayed_in(turn, draft, kept)
    for field, one in linked(turn.method, known.type, draft.fields or {}):
        if field not in stayed:
            yield labels.get(field, whole), one
