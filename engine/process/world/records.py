"""Records as conditions see them: live ones, and the absence of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.expressions import Unknown
from engine.process.who import Seat
from engine.process.world.thing import Thing, known

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.process.situation import Record, Subject
    from engine.process.world.world import World

OBJECTIONS = frozenset({"open", "admissible", "settled"})


class RecordThing(Thing):
    """The live version of a record, or the absence of one for a subject."""

    kind = "record"
    key: tuple[str, str | Subject]

    def __init__(self, world: World, key: tuple[str, str | Subject], record: Record | None) -> None:
        super().__init__(world, key)
        self.record = record

    def _objection(self, name: str) -> bool:
        """Tell whether an objection is open, admissible or settled; a record that was not raised as one is none."""
        one = self.world.situation.objections.get(self.record.id) if self.record else None
        if one is None:
            return False
        return {"open": one.is_open, "admissible": one.admissible, "settled": one.settled}[name]

    def subject_asked(self) -> Subject:
        """Return the subject for which there is no such record."""
        return self.key[1] if isinstance(self.key[1], tuple) else ()

    def name(self) -> str:
        """Return what people call it: its first text, else the first whom it names, that all who know of it may see."""
        live = self.record.live if self.record else None
        if live is None or live.fields is None:
            return self.key[0]
        self.world.drawn.add(live.event)
        filled = {name: str(value) for name, value in live.fields.items() if name not in live.veils}
        if texts := self._of_type(filled, "line", "text"):
            return texts[0]
        people = self._of_type(filled, "participant", "party")
        return self._called(people[0]) if people else self.key[0]

    def _of_type(self, filled: Mapping[str, str], *types: str) -> list[str]:
        """Return what the fields of these types hold, in the order in which they are declared."""
        declared = self.world.method.declared.records[self.key[0]].fields
        return [filled[name] for name, field in declared.items() if field.type in types and name in filled]

    def _called(self, identity: str) -> str:
        """Return what a party or somebody is called whom it names."""
        known = self.world.party if identity in self.world.situation.parties else self.world.person
        return known(identity).name()

    def seat(self) -> Seat | None:
        """Return who wrote it; once he left, his party."""
        if self.record is None or self.record.live is None:
            return None
        author = self.world.situation.participants.get(self.record.live.author)
        party = self.record.party or (author.party if author else None)
        person = self.world.person(author.id).seat() if author else None
        return person or (self.world.party(party).seat() if party else None)

    def member(self, name: str) -> object:
        """Return a member. Raises Unknown when it cannot be told."""
        record = self.record
        if name in ("exists", "shared"):
            return record is not None
        if name == "confirmed":
            return record is not None and record.confirmed_at is not None
        if name == "disputed" and name not in self.world.method.declared.records[self.key[0]].fields:
            return record is not None and bool(record.disputes)
        if name in OBJECTIONS and name not in self.world.method.declared.records[self.key[0]].fields:
            return self._objection(name)
        if name == "sealed":
            return self.world.is_sealed_for(self.key[0], record.subject if record else self.subject_asked())
        declared = self.world.method.declared.records[self.key[0]]
        if name not in declared.fields and self.world.is_kept_for(self.key[0], name):
            return self.world.about(self.key[0], record.id, name) if record else self.world.nothing_about(name)
        if record is None or record.live is None:
            raise Unknown("not_recorded", {"record": self.key[0]}, absent=True)
        if name in declared.fields:
            self.world.drawn.add(record.live.event)
            if record.live.fields is None:
                raise Unknown("erased")
            return self.world.field(declared.fields[name], record.live.fields.get(name), name)
        return self._told(record, name)

    def _told(self, record: Record, name: str) -> object:
        if record.live is None:
            raise Unknown("not_recorded", absent=True)
        subjects = self.world.method.declared.records[record.type].per or ()
        for part, identity in zip(subjects, record.subject, strict=True):
            if part.name == name:
                return self.world.subject(part.kind, identity)
        if name in ("author", "party") and record.live.author not in self.world.situation.participants:
            return self.world.party(known(record.party if name == "party" else None, "written_elsewhere"))
        if name == "party":
            author = self.world.situation.participants[record.live.author]
            return self.world.party(known(record.party or author.party, "no_party"))
        if name == "on_behalf_of":
            return self.world.party(known(record.live.on_behalf_of, "no_party"))
        told: dict[str, object] = {
            "version": record.live.number,
            "author": self.world.person(record.live.author),
            "shared_at": record.shared_at,
            "changed_at": record.changed_at,
            "confirmed_at": record.confirmed_at,
        }
        return known(told[name], "not_confirmed")


class Records(tuple[RecordThing, ...]):  # noqa: SLOT001 - a tuple cannot have slots, and this one has an attribute
    """A list of records, which also knows whether the deposit it comes from is closed."""

    m_sealed: bool = False


def records_of(things: Iterable[RecordThing], *, sealed: bool) -> Records:
    """Return a list of records; `sealed` tells whether the subject it is about has closed its deposit."""
    made = Records(things)
    made.m_sealed = sealed
    return made
