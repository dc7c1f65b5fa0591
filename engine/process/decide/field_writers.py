"""Who fills which field of a record: fields with writers of their own are theirs alone, and stay when others write.

`filling.py` has what becomes of the fields that a new version says nothing of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process.refusal import refuse
from engine.process.scope import scope_of_record
from engine.process.who import acting_for, wanted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.process.situation import Record
    from engine.process.turn import Turn
    from engine.process.who import Wanted


def field_writers(turn: Turn, known: Record) -> tuple[Wanted, ...]:
    """Return who may fill some field of a record, though not the whole of it."""
    declared = turn.method.declared.records[known.type]
    scope = scope_of_record(turn.world, known)
    return tuple(
        entry
        for field in declared.fields.values()
        if field.written_by is not None
        for entry in wanted(turn.method, turn.situation, field.written_by, scope=scope)
    )


def fillable(turn: Turn, known: Record, actor: str, as_role: str | None, *, whole: bool) -> frozenset[str]:
    """Return the fields that somebody may fill; with `whole` he writes the record, else only fields of his own."""
    scope, declared = scope_of_record(turn.world, known), turn.method.declared.records[known.type]

    def may_fill(name: str) -> bool:
        who = declared.fields[name].written_by
        if who is None:
            return whole
        entries = wanted(turn.method, turn.situation, who, scope=scope)
        return acting_for(turn.method, turn.situation, actor, entries, as_role) is not None

    return frozenset(name for name in declared.fields if may_fill(name))


def must_be_fillable(turn: Turn, record: str, given: Iterable[str], fields: frozenset[str]) -> None:
    """Refuse to fill fields that are somebody else's."""
    declared = turn.method.declared.records[record].fields
    for name in given:
        if name in declared and name not in fields:
            raise refuse("not-yours", "field_not_yours", f"/fields/{name}", field=name, allowed=tuple(sorted(fields)))
