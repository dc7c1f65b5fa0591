"""The situation as conditions see it: things whose members (`m_…`) are what `language/vocabulary.py` promises.

Drafts never show. A record that is not there is a thing too: it says that it does not exist, and knows no more.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from engine.language.expressions import Unknown
from engine.language.vocabulary import plural_of, single_by
from engine.process.who import is_accepted, is_party_role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from engine.language.declaration import FieldDeclared
    from engine.language.method import Method
    from engine.language.subjects import Subjects
    from engine.process.situation import Holding, Json, Record, Run, Situation, Subject

T = TypeVar("T", bound="Thing")
K = TypeVar("K")
V = TypeVar("V")


class Thing:
    """Something a condition can name. Members are worked out when first asked and kept as attributes."""

    kind = ""

    def __init__(self, world: World, key: object) -> None:
        self.world, self.key = world, key

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Thing) and (self.kind, self.key) == (other.kind, other.key)

    def __hash__(self) -> int:
        return hash((self.kind, self.key))

    def __getattr__(self, name: str) -> object:
        if not name.startswith("m_"):
            raise AttributeError(name)
        value = self.member(name[2:])
        setattr(self, name, value)
        return value

    def member(self, name: str) -> object:
        """Return a member. Raises Unknown when it cannot be told."""
        raise AttributeError(name)

    def name(self) -> str:
        """Return what people call it."""
        return str(self.key)


class PartyThing(Thing):
    """A party."""

    kind = "party"
    key: str

    def name(self) -> str:
        """Return what people call it."""
        return self.world.situation.parties[self.key].name or "…"

    def member(self, name: str) -> object:
        """Return a member. Raises Unknown when it cannot be told."""
        party = self.world.situation.parties[self.key]
        if name == "name":
            return _known(party.name)
        if name == "joined_at":
            return party.joined_at
        if is_party_role(self.world.method, name):
            return self.world.role_of_party(name, self.key)
        return self.world.about("party", self.key, name)


class PersonThing(Thing):
    """A participant."""

    kind = "participant"
    key: str

    def name(self) -> str:
        """Return what people call it."""
        return self.world.situation.participants[self.key].name or "…"

    def member(self, name: str) -> object:
        """Return a member. Raises Unknown when it cannot be told."""
        person = self.world.situation.participants[self.key]
        if name == "name":
            return _known(person.name)
        if name == "joined_at":
            return person.joined_at
        if name == "party":
            return self.world.party(_known(person.party, "no_party"))
        return self.world.about("participant", self.key, name)


class HolderThing(Thing):
    """A participant in a role."""

    kind = "holder"
    key: tuple[str, str]

    def name(self) -> str:
        """Return what people call it."""
        return self.world.person(self.key[1]).name()

    def party_id(self) -> str | None:
        """Return the party in which the role is held."""
        return self.world.situation.participants[self.key[1]].party

    def member(self, name: str) -> object:
        """Return a member. Raises Unknown when it cannot be told."""
        role, participant = self.key
        holding = self.world.holding(role, participant)
        if holding is None:
            raise Unknown("no_holder", {"role": role})
        if name == "accepted":
            return is_accepted(self.world.method, self.world.situation, holding)
        if name == "appointed_at":
            return holding.appointed_at
        if name == "participant":
            return self.world.person(participant)
        if name in ("name", "party"):
            return getattr(self.world.person(participant), f"m_{name}")
        if self.world.is_kept_for(role, name):
            return self.world.about(role, participant, name)
        return self.world.about("participant", participant, name)


class RecordThing(Thing):
    """The live version of a record, or the absence of one for a subject."""

    kind = "record"
    key: tuple[str, str | Subject]

    def __init__(self, world: World, key: tuple[str, str | Subject], record: Record | None) -> None:
        super().__init__(world, key)
        self.record = record

    def name(self) -> str:
        """Return what people call it: its first text that whoever may know of it may see."""
        live = self.record.live if self.record else None
        if live is None or live.fields is None:
            return self.key[0]
        declared = self.world.method.declared.records[self.key[0]].fields
        told = [name for name, field in declared.items() if field.type in ("line", "text") and name not in live.veils]
        texts = [live.fields[name] for name in told if name in live.fields]
        return str(texts[0]) if texts else self.key[0]

    def member(self, name: str) -> object:
        """Return a member. Raises Unknown when it cannot be told."""
        record = self.record
        if name in ("exists", "shared"):
            return record is not None
        if name == "confirmed":
            return record is not None and record.confirmed_at is not None
        declared = self.world.method.declared.records[self.key[0]]
        if self.world.is_kept_for(self.key[0], name) and name not in declared.fields:
            return self.world.about(self.key[0], record.id, name) if record else self.world.nothing_about(name)
        if record is None or record.live is None:
            raise Unknown("not_recorded", {"record": self.key[0]}, absent=True)
        if name in declared.fields:
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
        if name == "party":
            author = self.world.situation.participants[record.live.author]
            return self.world.party(_known(record.party or author.party, "no_party"))
        told: dict[str, object] = {
            "version": record.live.number,
            "author": self.world.person(record.live.author),
            "shared_at": record.shared_at,
            "changed_at": record.changed_at,
            "confirmed_at": record.confirmed_at,
        }
        return _known(told[name], "not_confirmed")


class DecisionThing(Thing):
    """A decision as its latest run that counts has it."""

    kind = "decision"
    key: tuple[str, Subject]

    def __init__(self, world: World, key: tuple[str, Subject], run: Run | None) -> None:
        super().__init__(world, key)
        self.run = run

    def member(self, name: str) -> object:
        """Return a member. Raises Unknown when it cannot be told."""
        run = self.run
        if name in ("accepted", "rejected", "open"):
            return run is not None and run.state == name
        if name == "closed":
            return run is not None and run.state in ("accepted", "rejected")
        if run is None:
            raise Unknown("not_opened", {"decision": self.key[0]}, absent=True)
        closed = run.state in ("accepted", "rejected")
        told = {
            "opened_at": run.opened_at,
            "closed_at": run.closed_at if closed else None,
            "winner": run.winner if run.state == "accepted" else None,
            "outcome": run.state if closed else None,
        }
        return _known(told[name], "not_decided")


class PhaseThing(Thing):
    """The phase that owns the move, or the entry, that is judged."""

    kind = "phase"
    key: str

    def member(self, name: str) -> object:
        """Return a member. Raises Unknown when it cannot be told."""
        if name == "id":
            return self.world.method.plan.nodes[self.key].id
        visit = self.world.situation.visits.get(self.key)
        if name == "visits":
            return visit.number if visit else 0
        return visit.entered_at if visit else self.world.situation.opened_at


class ProcessThing(Thing):
    """The process as a whole."""

    kind = "process"

    def member(self, name: str) -> object:
        """Return a member. Raises Unknown when it cannot be told."""
        situation = self.world.situation
        return _known(situation.title) if name == "title" else situation.opened_at


class CaseThing(Thing):
    """What was asked when the process was opened."""

    kind = "case"

    def member(self, name: str) -> object:
        """Return a member. Raises Unknown when it cannot be told."""
        case = self.world.situation.case
        if case is None:
            raise Unknown("erased")
        return self.world.field(self.world.method.declared.case[name], case.get(name), name)


class World:
    """All things of one situation. Made for one situation and thrown away with it."""

    def __init__(self, method: Method, situation: Situation) -> None:
        self.method, self.situation = method, situation
        self._things: dict[tuple[str, object], Thing] = {}
        self._zone = ZoneInfo(situation.zone)
        self._plurals = {plural_of(method.declared, name): name for name in method.declared.records}
        self._live: dict[str, tuple[RecordThing, ...]] = {}
        self._kept: dict[str, dict[Subject, RecordThing]] = {}
        self._about: dict[tuple[str, int], dict[str, list[RecordThing]]] = {}
        self._runs: dict[str, dict[Subject, Run]] = {}
        self._holdings: dict[str, dict[str, Holding]] = {}
        self._held: dict[str, dict[str | None, list[HolderThing]]] = {}
        self._counts: dict[frozenset[str], int] = {}

    def live_among(self, things: frozenset[str]) -> int:
        """Return how many live records there are of the types among these things, named as in the vocabulary."""
        if things not in self._counts:
            records = (name.removeprefix("record:") for name in things if name.startswith("record:"))
            self._counts[things] = sum(len(self.live(record)) for record in records)
        return self._counts[things]

    def names(self, wanted: Iterable[str], bound: Mapping[str, Thing], phase: str) -> dict[str, object]:
        """Return the values of names a condition reads; `bound` are its subjects, `phase` is what it is judged for."""
        return {name: bound[name] if name in bound else self._global(name, bound, phase) for name in wanted}

    def _global(self, name: str, bound: Mapping[str, Thing], phase: str) -> object:
        declared = self.method.declared
        if name == "parties":
            return tuple(self.party(party.id) for party in self.situation.present_parties())
        if name == "participants":
            return tuple(self.person(person.id) for person in self.situation.present())
        if name in ("case", "process"):
            return self._once(CaseThing if name == "case" else ProcessThing, name)
        if name == "phase":
            return self._once(PhaseThing, phase)
        if name in declared.roles:
            return self.role(name)
        if name in self._plurals:
            return self.live(self._plurals[name])
        per = (declared.records.get(name) or declared.decisions[name]).per or ()
        return self.kept(name, self._bound(bound, per))

    def _bound(self, bound: Mapping[str, Thing], per: Subjects) -> Subject:
        """Return the subject in scope: the things that are called so, else the innermost of each kind, in order."""
        if all(part.name in bound and _kind_of(bound[part.name]) == part.kind for part in per):
            return tuple(identity_of(bound[part.name]) for part in per)
        kinds = [part.kind for part in per]
        left = {
            kind: [thing for thing in bound.values() if _kind_of(thing) == kind][-kinds.count(kind) :] for kind in kinds
        }
        return tuple(identity_of(left[kind].pop(0)) for kind in kinds)

    def role(self, role: str) -> tuple[HolderThing, ...]:
        """Return the holders of a role."""
        return tuple(self.holder(role, held.participant) for held in self.situation.holders(role))

    def role_of_party(self, role: str, party: str) -> tuple[HolderThing, ...]:
        """Return the holders of a role inside a party."""
        if role not in self._held:
            self._held[role] = _grouped(self.role(role), HolderThing.party_id)
        return tuple(self._held[role].get(party, ()))

    def holding(self, role: str, participant: str) -> Holding | None:
        """Return somebody's holding of a role."""
        if role not in self._holdings:
            self._holdings[role] = {held.participant: held for held in self.situation.holders(role)}
        return self._holdings[role].get(participant)

    def party(self, identity: str) -> PartyThing:
        """Return a party."""
        return self._once(PartyThing, identity)

    def person(self, identity: str) -> PersonThing:
        """Return a participant."""
        return self._once(PersonThing, identity)

    def holder(self, role: str, participant: str) -> HolderThing:
        """Return a participant in a role."""
        return self._once(HolderThing, (role, participant))

    def subject(self, kind: str, identity: str) -> Thing:
        """Return the subject of a kind."""
        if kind == "party":
            return self.party(identity)
        if kind == "participant":
            return self.person(identity)
        return self.holder(kind, identity) if kind in self.method.declared.roles else self.record(identity)

    def record(self, identity: str) -> RecordThing:
        """Return a record by its id; one that is not live is as absent."""
        record = self.situation.records[identity]
        key = ("record", (record.type, identity))
        if key not in self._things:
            self._things[key] = RecordThing(self, (record.type, identity), record if record.is_live else None)
        return self._things[key]  # type: ignore[return-value]  # made one line above

    def live(self, record: str) -> tuple[RecordThing, ...]:
        """Return the live records of a type."""
        if record not in self._live:
            self._live[record] = tuple(self.record(one.id) for one in self.situation.of_type(record) if one.is_live)
        return self._live[record]

    def about(self, kind: str, identity: str, name: str) -> object:
        """Return what is kept for one subject: a list, or the one record or decision."""
        record = self._plurals.get(name)
        if record is None:
            return self.kept(name, (identity,))
        position = [part.kind for part in self.method.declared.records[record].per or ()].index(kind)
        if (record, position) not in self._about:
            self._about[record, position] = _grouped(self.live(record), lambda thing: _subject(thing)[position])
        return tuple(self._about[record, position].get(identity, ()))

    def nothing_about(self, name: str) -> object:
        """Return what is kept for a record that is not there."""
        return () if name in self._plurals else self.kept(name, ("",))

    def is_kept_for(self, kind: str, name: str) -> bool:
        """Tell whether records or decisions called `name` are kept for subjects of a kind."""
        declared = self.method.declared
        if name in self._plurals:
            return any(part.kind == kind for part in declared.records[self._plurals[name]].per or ())
        kept = declared.records.get(name) or declared.decisions.get(name)
        return kept is not None and single_by(kept.per, kind)

    def kept(self, name: str, subject: Subject) -> Thing:
        """Return the one record or decision of this name for a subject."""
        if name in self.method.declared.decisions:
            if name not in self._runs:
                self._runs[name] = counting_runs(self.method, self.situation, name)
            return DecisionThing(self, (name, subject), self._runs[name].get(subject))
        if name not in self._kept:
            self._kept[name] = {_subject(thing): thing for thing in self.live(name)}
        return self._kept[name].get(subject) or RecordThing(self, (name, subject), None)

    def field(self, declared: FieldDeclared, value: Json, name: str) -> object:
        """Return the value a field has in conditions. Raises Unknown when it was left empty."""
        if value is None:
            raise Unknown("left_empty", {"field": name}, absent=True)
        if declared.type == "list":
            items = value if isinstance(value, list) else []
            return tuple(self._value(str(declared.of), item) for item in items)
        return self._value(str(declared.to) if declared.type == "link" else declared.type, value)

    def _value(self, kind: str, value: Json) -> object:
        if kind == "number":
            return Fraction(str(value))
        if kind == "date":
            midnight = datetime.combine(date.fromisoformat(str(value)), time(), self._zone)
            return midnight.astimezone(UTC)
        if kind == "party":
            return self.party(str(value))
        if kind == "participant":
            return self.person(str(value))
        return self.record(str(value)) if kind in self.method.declared.records else value

    def _once(self, kind: type[T], key: object) -> T:
        known = self._things.get((kind.kind, key))
        if known is None:
            known = self._things[kind.kind, key] = kind(self, key)
        return known  # type: ignore[return-value]  # things are kept by the kind of their class


def counting_runs(
    method: Method, situation: Situation, decision: str, seen: Callable[[Run], bool] = lambda _: True
) -> dict[Subject, Run]:
    """Return for each subject the run of a decision that counts, among those that are `seen`.

    That is the latest one, opened since a phase that opens the decision was last entered.
    """
    opening = (situation.visits.get(path) for path in method.opened_in.get(decision, ()))
    since = max((visit.order for visit in opening if visit), default=-1)
    return {run.subject: run for run in situation.runs_of(decision) if run.order > since and seen(run)}


def _grouped(things: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    groups: dict[K, list[T]] = {}
    for thing in things:
        groups.setdefault(key(thing), []).append(thing)
    return groups


def identity_of(thing: Thing) -> str:
    """Return the id that stands for a thing in subjects."""
    if isinstance(thing, HolderThing):
        return thing.key[1]
    if isinstance(thing, RecordThing):
        return thing.record.id if thing.record else ""
    return str(thing.key)


def _kind_of(thing: Thing) -> str:
    return thing.key[0] if isinstance(thing, HolderThing | RecordThing) else thing.kind


def _subject(thing: RecordThing) -> Subject:
    return thing.record.subject if thing.record else ()


def _known(value: V | None, reason: str = "erased") -> V:
    if value is None:
        raise Unknown(reason, absent=reason != "erased")
    return value
