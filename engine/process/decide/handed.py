"""Taking over records of another process of the family: each as it is there now, until it counts there no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import immutables

from engine.language.handed import passing_fields
from engine.process import events
from engine.process.audiences import Kept, shared_with
from engine.process.decide.lapses import lapse_confirmations, lapse_decisions, lapse_with
from engine.process.decide.told import tell
from engine.process.handed import place_here
from engine.process.refusal import refuse
from engine.process.scope import scope_of_record

if TYPE_CHECKING:
    from engine.language.declaration import FieldDeclared
    from engine.process.handed import Handed, Handing
    from engine.process.persistent import Map
    from engine.process.situation import Json, Record, Subject
    from engine.process.turn import Turn


def take_over(turn: Turn, handing: Handing) -> None:
    """Let records be here as they are where they come from. What was erased there is not taken over.

    What stays the same is left alone, also where it counts no longer by a rule of this method.
    """
    with turn.by_itself():
        here = _taken(turn, handing)
        gone = here.keys() - {one.original for one in handing.records}
        for original in [one for one in here if one in gone and here[one].origin_counts]:
            lapse_handed(turn, here[original], "gone")
        for one in handing.records:
            subject = _subject(turn, handing, one)
            known = here.get(one.original)
            if subject is None:
                if known and known.origin_counts:
                    lapse_handed(turn, known, "gone")
            elif one.fields is not None and passing_fields(handing.there, turn.method.declared, one.record):
                _take(turn, handing, one, known, subject)


def lapse_handed(turn: Turn, known: Record, because: events.WhyLapsed) -> None:
    """Let a record that was taken over lapse, with all that goes with it."""
    lapse_confirmations(turn, known)
    lapse_decisions(turn, known.id)
    if known.live:
        turn.emit(events.HandedLapsed(known.id, known.live.number, because), known.label)
    lapse_with(turn, known.type, known.id, known.subject)


def must_be_written_here(turn: Turn, record: str, known: Record | None = None) -> None:
    """Refuse to write or take back what comes from another process."""
    if (known and known.origin) or (turn.situation.lineage and record in (turn.method.declared.parent or ())):
        raise refuse("rule", "comes_from_elsewhere", "/record", record=record)


def _taken(turn: Turn, handing: Handing) -> dict[str, Record]:
    """Return what was taken over from a process before, by the records there."""
    there = [one for name in handing.types for one in turn.situation.of_type(name)]
    return {one.origin.record: one for one in there if one.origin and one.origin.process == handing.sender.process}


def _take(turn: Turn, handing: Handing, one: Handed, known: Record | None, subject: Subject) -> None:
    fields, party = _fields(turn, handing, one), one.party if one.party in turn.situation.parties else None
    if known and _is_same(known, one, fields):
        if known.live and party and party != known.party:
            turn.emit(events.HandedOwned(known.id, known.live.number, party), known.label)
        return
    if known:
        lapse_confirmations(turn, known)
        lapse_decisions(turn, known.id)
    identity = known.id if known else next(turn.ids)
    number = known.numbered + 1 if known else 1
    name = None if one.author in turn.situation.participants else one.name
    label = shared_with(turn.method, turn.situation, Kept(one.record, None, ""), side=False)
    turn.emit(
        events.RecordHanded(
            identity, one.record, subject, party, number, one.author, handing.sender.process, one.original, one.wording,
            fields, name,
        ),
        label,
    )  # fmt: skip
    if tells := turn.method.declared.records[one.record].tells:
        tell(turn, tells, f"record:{identity}", label, scope_of_record(turn.world, turn.situation.records[identity]))


def _is_same(known: Record, one: Handed, fields: Map[str, Json]) -> bool:
    """Tell whether a record is here already as it is there: a version that says the same here is no other.

    Nor is it one when the party that wrote it comes to take part. What was erased here alone stays so.
    """
    if known.origin is None or known.origin.is_over or known.live is None:
        return False
    told = known.live.fields
    return known.origin.wording == one.wording if told is None else told == fields


def _subject(turn: Turn, handing: Handing, one: Handed) -> Subject | None:
    """Return for what a record is kept here; None where that is not here, or not yet."""
    about = dict(one.about)
    found = []
    for part in turn.method.declared.records[one.record].per or ():
        there = about.get(part.kind)
        about_run = handing.about.get(part.kind)
        found.append(about_run if there is None else _here(turn, handing, part.kind, there))
    whole = tuple(identity for identity in found if identity is not None)
    return whole if len(whole) == len(found) else None


def _here(turn: Turn, handing: Handing, kind: str, identity: str) -> str | None:
    """Return what stands here for a party, a person or a record of the other process; None where nothing does."""
    if kind == "party":
        return identity if identity in turn.situation.parties else None
    if kind == "participant":
        return identity if identity in turn.situation.participants else None
    return place_here(turn.situation, handing.sender, identity)


def _fields(turn: Turn, handing: Handing, one: Handed) -> Map[str, Json]:
    """Return the fields that are taken over. One that names what is not here is left empty."""
    declared = turn.method.declared.records[one.record].fields
    passing = passing_fields(handing.there, turn.method.declared, one.record)
    told = {name: _value(turn, handing, declared[name], value) for name, value in (one.fields or {}).items()
            if name in passing}  # fmt: skip
    return immutables.Map({name: value for name, value in told.items() if value is not None})


def _value(turn: Turn, handing: Handing, declared: FieldDeclared, value: Json) -> Json:
    kind = str({"link": declared.to, "list": declared.of}.get(declared.type, declared.type))
    if kind not in ("party", "participant") and kind not in turn.method.declared.records:
        return value
    if isinstance(value, list):
        return [found for one in value if (found := _here(turn, handing, kind, str(one)))]
    return _here(turn, handing, kind, str(value)) if value is not None else None
