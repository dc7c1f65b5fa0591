"""Who fills which field of a record: fields with writers of their own are theirs alone, and stay when others write.

What a new version does not say of fields that its writer may not fill, or may not see, stays as it was.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import immutables

from engine.process.events import Veil
from engine.process.refusal import refuse
from engine.process.scope import scope_of_record
from engine.process.who import acting_for, wanted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.process.persistent import Map
    from engine.process.situation import Json, Record, Version
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


def kept_fields(turn: Turn, known: Record, draft: Version) -> Map[str, Json]:
    """Return the fields of a draft with those of the version before that its writer may not fill, or may not see."""
    given: Map[str, Json] = draft.fields if draft.fields is not None else immutables.Map()
    if known.live is None or known.live.fields is None:
        return given
    sight = turn.sight(draft.author)
    entries = _writers(turn, known)
    whole = acting_for(turn.method, turn.situation, draft.author, entries, None) is not None
    own = fillable(turn, known, draft.author, None, whole=whole)
    left = {
        name: value
        for name, value in known.live.fields.items()
        if name not in given and (name not in own or not sight.sees_field(known.live, name))
    }
    return immutables.Map({**left, **given})


def kept_veils(turn: Turn, known: Record, draft: Version, veils: tuple[Veil, ...]) -> tuple[Veil, ...]:
    """Return who may see which fields of a new version: what its writer may not see stays with those who may.

    Otherwise whoever writes a version would learn what others had put behind a veil.
    """
    given, live = frozenset(draft.fields or ()), known.live
    sight = turn.sight(draft.author)
    hidden = {
        name: label
        for name, label in (live.veils.items() if live else ())
        if name not in given and not sight.may_know(label)
    }
    apart = [replace(veil, fields=tuple(one for one in veil.fields if one not in hidden)) for veil in veils]
    before = [
        Veil(label, tuple(sorted(name for name, one in hidden.items() if one == label)))
        for label in sorted(set(hidden.values()))
    ]
    return tuple(veil for veil in (*apart, *before) if veil.fields)


def _writers(turn: Turn, known: Record) -> tuple[Wanted, ...]:
    who = turn.method.declared.records[known.type].written_by
    return wanted(turn.method, turn.situation, who, scope=scope_of_record(turn.world, known))
