"""Records as one process hands them over to another of its family: whole, and as they are there now."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from engine.language.subjects import is_pair
from engine.language.vocabulary import CANCELLED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.language.declaration import Declaration
    from engine.language.method import Method
    from engine.language.subjects import Subjects
    from engine.process.persistent import Map
    from engine.process.situation import Child, Json, Record, Situation, Subject

Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Handed:
    """A record of the process that hands it over. `about` are its subjects by kind, `name` is who wrote it.

    `fields` is None where what it says was erased.
    """

    original: str
    record: str
    wording: str
    author: str
    name: str | None
    party: str | None
    about: tuple[Place, ...]
    fields: Map[str, Json] | None


@dataclass(frozen=True, slots=True)
class Handing:
    """All that a process hands over to another now, in the order in which it was shared there.

    `types` are the records that pass, `there` is how the `sender` declares them. `about` is what that is about, by
    kind, as it is called where they go.
    """

    types: tuple[str, ...]
    there: Declaration
    sender: Situation
    records: tuple[Handed, ...]
    about: Mapping[str, str] = field(default_factory=dict)


def handed_down(method: Method, situation: Situation, child: Child) -> Handing:
    """Return what a child reads of its parent: all that counts there; of what it is about, the one that it is about."""
    types = method.child(child.phase).declared.parent or ()
    return _handing(method, situation, types, _subject_of(method, child))


def handed_back(parent: Method, child: Child, method: Method, situation: Situation) -> Handing:
    """Return what a child that has ended gives back to its parent: all that counts there. Nothing, if cancelled."""
    declared = parent.declared.records
    types = [one for one in method.declared.returns or () if one in declared and situation.end != CANCELLED]
    return replace(_handing(method, situation, types, {}), about=_subject_of(parent, child))


def _subject_of(method: Method, child: Child) -> dict[str, str]:
    """Return what a child is about, by kind; of an ordered pair nothing, as one kind stands for two."""
    phase = method.plan.nodes[child.phase].phase
    each = (phase.each if phase else None) or ()
    return {} if is_pair(each) else dict(zip([part.kind for part in each], child.subject, strict=True))


def _handing(method: Method, situation: Situation, types: Iterable[str], about: dict[str, str]) -> Handing:
    found = (
        _handed(method, situation, one)
        for name in types
        for one in situation.of_type(name)
        if one.counts and _concerns(method, one, about)
    )
    return Handing(tuple(types), method.declared, situation, tuple(found))


def _concerns(method: Method, record: Record, about: dict[str, str]) -> bool:
    """Tell whether a record is kept for nothing else of the kinds that the child is about."""
    places = [(record.type, record.id), *_about(method.declared.records[record.type].per or (), record.subject)]
    return all(about.get(kind, identity) == identity for kind, identity in places)


def _handed(method: Method, situation: Situation, record: Record) -> Handed:
    live = record.live
    assert live is not None  # noqa: S101 - what counts was shared
    person = situation.participants.get(live.author)
    return Handed(
        record.id,
        record.type,
        live.event,
        live.author,
        person.name if person else _told_name(record),
        record.party,
        tuple(_about(method.declared.records[record.type].per or (), record.subject)),
        live.fields,
    )


def _told_name(record: Record) -> str | None:
    return record.origin.name if record.origin else None


def _about(per: Subjects, subject: Subject) -> Iterator[Place]:
    return zip((part.kind for part in per), subject, strict=True)


def place_here(receiver: Situation, sender: Situation, identity: str) -> str | None:
    """Return the record of the receiving process that stands for one of the sender's; None where there is none."""
    origin = sender.records[identity].origin if identity in sender.records else None
    if origin and origin.process == receiver.process:
        return origin.record
    found = (one.id for one in receiver.records.values() if one.origin and one.origin.record == identity)
    return next((one for one in found if _is_from(receiver.records[one], sender)), None)


def _is_from(record: Record, sender: Situation) -> bool:
    return record.origin is not None and record.origin.process == sender.process
