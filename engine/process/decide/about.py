"""What a decision can be about: records of which all may know who may know of the decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process.labels import may_be_named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.language.method import Method
    from engine.process.situation import Record, Situation, Subject


def records_about(method: Method, situation: Situation, decision: str, subject: Subject, seen_by: str) -> list[Record]:
    """Return the live records that a decision, kept for a subject and known by the label `seen_by`, can be about."""
    declared = method.declared.decisions[decision]
    kinds = [part.kind for part in declared.per or ()]
    known = (one for record in declared.about or () for one in situation.of_type(record) if one.is_live)
    named = (one for one in known if may_be_named(method, situation, one.label, seen_by))
    return [one for one in named if _is_of(method, one, kinds, subject)]


def _is_of(method: Method, record: Record, kinds: Sequence[str], subject: Subject) -> bool:
    """Tell whether a decision kept for a subject can be about a record: it is the subject, or kept for it."""
    theirs = [part.kind for part in method.declared.records[record.type].per or ()]
    if record.type in kinds:
        return record.id in subject
    if theirs == kinds:
        return record.subject == subject
    alike = [kind for kind in kinds if kinds.count(kind) == 1 and theirs.count(kind) == 1]
    return all(subject[kinds.index(kind)] == record.subject[theirs.index(kind)] for kind in alike)
