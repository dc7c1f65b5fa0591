"""Who writes which record, and what of it: what the pages need to know to offer a form; the engine decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.who import Anyone, is_scoped, parts_of
from engine.process.catching_up import opens
from engine.process.decide.opened import is_visible
from engine.process.scope import scope_of_record, scope_of_subject
from engine.process.who import wanted

if TYPE_CHECKING:
    from api.pages.desk import Desk
    from engine.language.declaration import RecordType
    from engine.process.scope import Scope
    from engine.process.situation import Record


def known_record(desk: Desk, identity: str) -> Record | None:
    """Return a record that the reader may act upon."""
    known = desk.situation.records.get(identity) if identity else None
    return known if known and is_visible(desk.telling.sight, known) else None


def can_be_written(desk: Desk, name: str) -> bool:
    """Tell whether records of a type can be written now: a phase opens it, or a party catches up with it."""
    if desk.seat is None or desk.situation.end:
        return False
    party = desk.party
    return desk.is_open(name) or (party is not None and opens(desk.method, desk.situation, party, name))


def writers(desk: Desk, declared: RecordType, known: Record | None, subject: tuple[str, ...]) -> list[str | None]:
    """Return the roles in which the reader writes records of a type, or this one."""
    scope = scope_for(desk, declared, known, subject) if is_scoped(declared.written_by) else None
    return desk.able(wanted(desk.method, desk.situation, declared.written_by, scope=scope))


def is_mine(desk: Desk, known: Record, able: list[str | None]) -> bool:
    """Tell whether a record is one that the reader writes as a whole: of his party, or kept for himself."""
    declared = desk.method.declared.records[known.type]
    per = declared.per or ()
    draft = desk.telling.sight.draft(known)
    is_outside = desk.party is None and (
        (draft is not None and draft.on_behalf_of == known.party) or not any(part.kind == "party" for part in per)
    )
    if known.party not in (None, desk.party) and not is_outside:
        return False
    oneself = {*able, "participant" if Anyone() in parts_of(declared.written_by) else None} - {None}
    return all(one == desk.seat for part, one in zip(per, known.subject, strict=True) if part.kind in oneself)


def scope_for(desk: Desk, declared: RecordType, known: Record | None, subject: tuple[str, ...]) -> Scope:
    """Return what is in scope where a record type says who: the record, or the subject that it is to have."""
    world = desk.telling.world
    return scope_of_record(world, known) if known else scope_of_subject(world, declared.per, subject)
