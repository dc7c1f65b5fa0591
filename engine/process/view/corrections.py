"""Editorial corrections as a reader sees them: what they say, and who has yet to accept them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process.links import knowable
from engine.process.scope import scope_of_record
from engine.process.view.messages import Message
from engine.process.view.shapes import CorrectionView, Named, Owed, Todo
from engine.process.who import Seat, renewable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.process.situation import Json, Record, Version
    from engine.process.view.telling import Telling


def correction(telling: Telling, record: Record) -> CorrectionView | None:
    """Return the correction of a record that waits, to whoever may know of the version it corrects."""
    waiting = record.correction
    if waiting is None or telling.sight.live(record) is None:
        return None
    return CorrectionView(
        version=waiting.version.number,
        author=waiting.version.author,
        fields=fields(telling, record, waiting.version),
        accepted_by=[signer(telling, one.by.participant, one.by.party) for one in waiting.acceptances],
        owed_by=_owed(telling, record),
        proposed_at=waiting.version.at,
    )


def corrections_to_accept(telling: Telling) -> Iterator[Todo]:
    """Yield the corrections that wait, with whose turn it is."""
    for name, declared in telling.method.declared.records.items():
        for known in telling.situation.of_type(name):
            told = correction(telling, known) if known.correction else None
            if told:
                text = telling.say(Message("correction_waits_for", {"record": telling.text(declared.title)}))
                yield Todo("confirmation", text, told.owed_by, [], None)


def fields(telling: Telling, record: Record, shown: Version) -> dict[str, Json] | None:
    """Return the fields that the reader may see: one that is hidden is absent, as if it had been left empty.

    They stand in the order of the method, for a map has another order in every replica.
    """
    if shown.fields is None:
        return None
    declared = telling.method.declared.records[record.type].fields
    names = [*(one for one in declared if one in shown.fields), *sorted(shown.fields.keys() - declared.keys())]
    seen = {one: _told(telling, shown.fields[one]) for one in names if telling.sight.sees_field(shown, one)}
    return knowable(telling.method, telling.situation, telling.sight, record.type, seen)


def _told(telling: Telling, value: Json) -> Json:
    """Return the value of a field; a document whose bytes were erased says so."""
    if not isinstance(value, dict):
        return value
    known = telling.situation.documents.get(str(value.get("id")))
    return value | {"erased": True} if known and known.erased else value


def signer(telling: Telling, participant: str, party: str | None) -> Named:
    """Return who signed: the party for which it was done, else the person."""
    return telling.party(party) or telling.person(participant) or Named(participant, "…")


def _owed(telling: Telling, record: Record) -> list[Owed]:
    waiting = record.correction
    given = {name for one in waiting.acceptances for name in one.renews} if waiting else set()
    asked = renewable(telling.method, telling.situation, record, scope_of_record(telling.world, record))
    seats = [Seat(one.role, one.party, one.participant) for one in asked if one.participant not in given]
    return telling.owed_seats(seats)
