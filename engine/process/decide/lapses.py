"""What counts no longer: records that lapse, and what goes with them, one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from engine.language.expressions import Unknown
from engine.language.sights import links_to
from engine.process.events import ConfirmationLapsed, CorrectionEnded, DecisionLapsed, RecordLapsed
from engine.process.links import linked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from engine.language.plan import Way
    from engine.language.subjects import Subjects
    from engine.process.situation import Record, Run, Subject
    from engine.process.turn import Turn

Because = Literal["expired", "moved", "with_other", "renewed"]


def lapse_for(turn: Turn, way: Way) -> None:
    """Let lapse what a move says: records of a kind and decisions, all of them or those of which a condition is so."""
    for item in way.declared.lapses or ():
        for name, text in [(item, None)] if isinstance(item, str) else list(item.items()):
            if name in turn.method.declared.records:
                for known in [one for one in turn.situation.of_type(name) if one.is_live]:
                    if text is None or _is_so(turn, text, {name: known.id}, known.type, known.subject, way.owner):
                        lapse_record(turn, known, "moved")
            else:
                for run in turn.situation.runs_of(name):
                    if run.state != "lapsed" and (text is None or _is_so(turn, text, {}, name, run.subject, way.owner)):
                        lapse_run(turn, run, "moved")


def lapse_record(turn: Turn, known: Record, because: Because, due_at: datetime | None = None) -> None:
    """Let a record lapse, with its confirmations, what was decided about it, and what lapses with it."""
    lapse_confirmations(turn, known)
    lapse_decisions(turn, known.id)
    if known.live:
        turn.emit(RecordLapsed(known.id, known.live.number, because), known.label, due_at)
    lapse_with(turn, known.type, known.id, known.subject)


def lapse_with(turn: Turn, name: str, identity: str | None, subject: Subject) -> None:
    """Let lapse the records that do so with a record or decision: those that lead to it, or are about the same."""
    for kind, declared in turn.method.declared.records.items():
        if name in (declared.lapses_with or ()):
            for other in [one for one in turn.situation.of_type(kind) if one.is_live and one.id != identity]:
                if turn.situation.records[other.id].is_live and _goes_with(turn, other, name, identity, subject):
                    lapse_record(turn, other, "with_other")


def lapse_confirmations(turn: Turn, known: Record) -> None:
    """Let the confirmations lapse of a version that is replaced, withdrawn or lapsed; a correction of it ends."""
    end_correction(turn, known, "replaced")
    for one in known.confirmations:
        lapsed = ConfirmationLapsed(known.id, known.live.number if known.live else 0, one.participant)
        turn.emit(lapsed, known.label)


def end_correction(
    turn: Turn,
    known: Record,
    because: Literal["declined", "withdrawn", "replaced", "nothing_to_keep", "erased"],
    by: str | None = None,
    reason: str | None = None,
) -> None:
    """Let an editorial correction come to nothing, where one waits."""
    if known.correction:
        ended = CorrectionEnded(known.id, known.correction.version.number, because, by, reason)
        turn.emit(ended, known.label)


def lapse_decisions(turn: Turn, record_id: str) -> None:
    """Let the decisions lapse that were about a record which now changes."""
    for run in sorted(turn.situation.runs.values(), key=lambda run: run.order):
        if _counts(run) and any(identity == record_id for identity, _ in run.about):
            lapse_run(turn, run, "record_changed", record_id)


def lapse_run(
    turn: Turn,
    run: Run,
    because: Literal["record_changed", "phase_left", "moved", "not_ratified", "rules_changed"],
    record: str | None = None,
    due_at: datetime | None = None,
) -> None:
    """Let a run of a decision lapse, and what lapses with it."""
    turn.emit(DecisionLapsed(run.id, run.decision, because, record), run.label, due_at)
    lapse_with(turn, run.decision, None, run.subject)


def _counts(run: Run) -> bool:
    return run.state in ("open", "accepted")


def _is_so(turn: Turn, text: str, own: dict[str, str], name: str, subject: Subject, phase: str) -> bool:
    """Tell whether a condition is so for a record or decision; what cannot be told is not."""
    declared = turn.method.declared
    per: Subjects = (declared.records.get(name) or declared.decisions[name]).per or ()
    bound = turn.world.bound_to(per, subject) | {kind: turn.world.record(one) for kind, one in own.items()}
    try:
        return turn.world.value(text, bound, phase) is True
    except Unknown:
        return False


def _goes_with(turn: Turn, other: Record, name: str, identity: str | None, subject: Subject) -> bool:
    declared = turn.method.declared
    per = declared.records[other.type].per or ()
    links = any(links_to(declared, field) == name for field in declared.records[other.type].fields.values())
    if identity is not None and (links or any(part.kind == name for part in per)):
        return identity in set(_named(turn, other))
    theirs: Subjects = (declared.records.get(name) or declared.decisions[name]).per or ()
    shared = {part.kind for part in per} & {part.kind for part in theirs}
    mine = {one for part, one in zip(per, other.subject, strict=True) if part.kind in shared}
    return mine == {one for part, one in zip(theirs, subject, strict=True) if part.kind in shared}


def _named(turn: Turn, known: Record) -> Iterator[str]:
    yield from known.subject
    fields = known.live.fields if known.live else None
    yield from (identity for _, identity in linked(turn.method, known.type, fields or {}))
