"""All things of one situation, made when first asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from engine.language.clocks import instant_at
from engine.language.expressions import OUT_OF_STEPS, Unknown
from engine.language.sights import stays_with_its_side
from engine.language.vocabulary import single_by
from engine.process.timing.working_days import working_days_between
from engine.process.world.children import all_runs, run_for
from engine.process.world.decisions import DecisionThing, counting_runs
from engine.process.world.people import HolderThing, PartyThing, PersonThing
from engine.process.world.phases import CaseThing, PhaseThing, ProcessThing
from engine.process.world.records import Records, RecordThing, records_of
from engine.process.world.sessions import session_now, sessions_of
from engine.process.world.subjects import identity_of, kind_of
from engine.process.world.thing import Thing, told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from engine.language.declaration import FieldDeclared
    from engine.language.expressions import Expression
    from engine.language.method import Method
    from engine.language.subjects import Subjects
    from engine.process.gates import Verdict
    from engine.process.situation import Child, Holding, Json, Run, Situation, Subject, Version

T = TypeVar("T", bound="Thing")
K = TypeVar("K")
BUDGET = 20_000
IN_SCOPE = object()
STEPS_A_RECORD = 200


class World:
    """All things of one situation. Made for one situation and thrown away with it."""

    def __init__(self, method: Method, situation: Situation) -> None:
        self.method, self.situation = method, situation
        self.drawn: set[str] = set()
        """Whose content was read: ids of people, parties and events that worded records, `case` and `title`."""
        self._things: dict[tuple[str, object], Thing] = {}
        self._zone = ZoneInfo(situation.zone)
        self.verdicts: dict[tuple[int, str, bool], Verdict] = {}
        """What was found of gates, for `judge` alone."""
        self._everywhere: dict[str, object] = {}
        self._live: dict[str, tuple[RecordThing, ...]] = {}
        self._kept: dict[str, dict[Subject, RecordThing]] = {}
        self._about: dict[tuple[str, int], dict[str, list[RecordThing]]] = {}
        self._answered: dict[str, Records | Unknown] = {}
        self._runs: dict[str, dict[Subject, Run]] = {}
        self._begun: dict[str, dict[Subject, list[Child]]] = {}
        self._holdings: dict[str, dict[str, Holding]] = {}
        self._held: dict[str, dict[str | None, list[HolderThing]]] = {}
        self._counts: dict[frozenset[str], int] = {}
        self._waived: frozenset[tuple[str, Subject]] | None = None

    def live_among(self, things: frozenset[str]) -> int:
        """Return how many live records there are of the types among these things, named as in the vocabulary."""
        if things not in self._counts:
            records = (name.removeprefix("record:") for name in things if name.startswith("record:"))
            lists = (self.listed(record) for record in records)
            self._counts[things] = sum(len(one) for one in lists if not isinstance(one, Unknown))
        return self._counts[things]

    def value(self, text: str, bound: Mapping[str, Thing], phase: str) -> object:
        """Return the value of an expression outside gates. Raises Unknown."""
        return self.evaluate(self.method.expression(text, bound), bound, phase)

    def evaluate(self, expression: Expression, bound: Mapping[str, Thing], phase: str) -> Any:  # noqa: ANN401  # as typed
        """Return the value of an expression. Raises Unknown.

        How many records there are is counted only where the steps that are always allowed do not suffice.
        """
        names = self.names(expression.typed.names, bound, phase)
        try:
            return expression.evaluate(names, BUDGET)
        except Unknown as unknown:
            if unknown.reason != OUT_OF_STEPS:
                raise
        return expression.evaluate(names, self.budget(expression))

    def budget(self, expression: Expression) -> int:
        """Return how many steps one evaluation may take: more where there are more of the records it looks at.

        Of other records it says nothing: there may be some of which fewer people know.
        """
        return BUDGET + STEPS_A_RECORD * self.live_among(expression.things)

    def bound_to(self, per: Subjects, subject: Subject) -> dict[str, Thing]:
        """Return the things of a subject by what they are called in its scope."""
        return {part.name: self.subject(part.kind, one) for part, one in zip(per, subject, strict=True)}

    def is_waived(self, condition: str, subject: Subject) -> bool:
        """Tell whether a condition is waived now for a subject, or as a whole where the subject is empty."""
        return (condition, subject) in self.waived()

    def waived(self) -> frozenset[tuple[str, Subject]]:
        """Return which conditions are waived now, each with its subject, which is empty where it is as a whole."""
        if self._waived is None:
            granted = (one for one in self.situation.waivers.values() if one.state == "granted")
            self._waived = frozenset((one.condition, one.subject) for one in granted)
        return self._waived

    def names(self, wanted: Iterable[str], bound: Mapping[str, Thing], phase: str) -> dict[str, object]:
        """Return the values of names a condition reads; `bound` are its subjects, `phase` is what it is judged for."""
        return {name: bound[name] if name in bound else self._global(name, bound, phase) for name in wanted}

    def _global(self, name: str, bound: Mapping[str, Thing], phase: str) -> object:
        if name == "phase":
            return self._once(PhaseThing, phase)
        if name not in self._everywhere:
            self._everywhere[name] = self._same_everywhere(name)
        value = self._everywhere[name]
        return self._kept_in_scope(name, bound) if value is IN_SCOPE else value

    def _same_everywhere(self, name: str) -> object:
        """Return what a name stands for wherever it is asked, or that it depends on the subjects in scope."""
        if name == "parties":
            return tuple(self.party(party.id) for party in self.situation.present_parties())
        if name == "participants":
            return tuple(self.person(person.id) for person in self.situation.present())
        if name in ("case", "process"):
            return self._once(CaseThing if name == "case" else ProcessThing, name)
        if name == "workdays":
            return partial(working_days_between, zone=self.situation.zone)
        if name == "sessions":
            return sessions_of(self)
        if name == "session":
            return session_now(self)
        if name in self.method.declared.roles:
            return self.role(name)
        return self.listed(self.method.plurals[name]) if name in self.method.plurals else IN_SCOPE

    def _kept_in_scope(self, name: str, bound: Mapping[str, Thing]) -> object:
        """Return the record, decision or child process of this name for the subjects in scope."""
        declared = self.method.declared
        if name in self.method.run_phases:
            return self._run(name, bound)
        per = (declared.records.get(name) or declared.decisions[name]).per or ()
        return self.kept(name, self._bound(bound, per))

    def _run(self, name: str, bound: Mapping[str, Thing]) -> object:
        """Return what a phase runs for the subjects in scope; all of them where these are not in scope."""
        phase = self.method.plan.nodes[self.method.run_phases[name]].phase
        each = (phase.each if phase else None) or ()
        kinds = [kind_of(thing) for thing in bound.values()]
        if any(kinds.count(part.kind) < sum(one.kind == part.kind for one in each) for part in each):
            return all_runs(self, name)
        return run_for(self, name, self._bound(bound, each))

    def _bound(self, bound: Mapping[str, Thing], per: Subjects) -> Subject:
        """Return the subject in scope: the things that are called so, else the innermost of each kind, in order."""
        if all(part.name in bound and kind_of(bound[part.name]) == part.kind for part in per):
            return tuple(identity_of(bound[part.name]) for part in per)
        kinds = [part.kind for part in per]
        left = {
            kind: [thing for thing in bound.values() if kind_of(thing) == kind][-kinds.count(kind) :] for kind in kinds
        }
        return tuple(identity_of(left[kind].pop(0)) for kind in kinds)

    def role(self, role: str) -> tuple[HolderThing, ...]:
        """Return the holders of a role."""
        return tuple(self.holder(role, held.participant) for held in self.situation.counted(role))

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
            self._things[key] = RecordThing(self, (record.type, identity), record if record.counts else None)
        return self._things[key]  # type: ignore[return-value]  # made one line above

    def listed(self, record: str) -> tuple[RecordThing, ...] | Unknown:
        """Return the live records of a type; of answers of which only figures are told, those in the figures."""
        is_told_in_figures = stays_with_its_side(self.method.declared, record)
        return self._answers(record) if is_told_in_figures else self.live(record)

    def _answers(self, record: str, about: str | None = None) -> tuple[RecordThing, ...] | Unknown:
        """Return the answers of which figures were last made, about one record or all, as they were then."""
        key = f"{record}/{about or ''}"
        if key not in self._answered:
            shown = [one for _, one in sorted(self.situation.figures.items()) if one.record == record]
            several = [one for one in shown if about is None or about in one.about]
            things = [self._as_answered(*answer) for one in several for answer in one.answers]
            self._answered[key] = records_of(things, sealed=False) if things else Unknown("too_few_answers")
        return self._answered[key]

    def _as_answered(self, identity: str, version: Version) -> RecordThing:
        record = self.situation.records[identity]
        return RecordThing(self, (record.type, identity), replace(record, live=version))

    def live(self, record: str) -> tuple[RecordThing, ...]:
        """Return the live records of a type."""
        if record not in self._live:
            there = (self.record(one.id) for one in self.situation.of_type(record) if one.counts)
            round_ = self.situation.rounds.get(record)
            self._live[record] = records_of(there, sealed=round_ is not None and round_.released_at is not None)
        return self._live[record]

    def about(self, kind: str, identity: str, name: str) -> object:
        """Return what is kept for one subject: a list, or the one record or decision."""
        record = self.method.plurals.get(name)
        if record is None:
            return self.kept(name, (identity,))
        if stays_with_its_side(self.method.declared, record) and kind in self.method.declared.records:
            return told(self._answers(record, identity))
        position = [part.kind for part in self.method.declared.records[record].per or ()].index(kind)
        if (record, position) not in self._about:
            self._about[record, position] = _grouped(self.live(record), lambda thing: _subject(thing)[position])
        there = self._about[record, position].get(identity, ())
        return records_of(there, sealed=self.is_sealed_for(record, (identity,), kind))

    def is_sealed_for(self, record: str, subject: Subject, kind: str | None = None) -> bool:
        """Tell whether the deposit that holds what is kept for a subject is closed, in this round."""
        sealing, known = self.method.declared.records[record].sealed_until, self.situation.rounds.get(record)
        if sealing is None or known is None:
            return False
        kinds = [kind] if kind else [part.kind for part in self.method.declared.records[record].per or ()]
        by_kind = dict(zip(kinds, subject, strict=False))
        mine = tuple(by_kind[part.kind] for part in sealing.each if part.kind in by_kind)
        return "/".join(mine) in known.sealed if len(mine) == len(sealing.each) else known.released_at is not None

    def nothing_about(self, name: str) -> object:
        """Return what is kept for a record that is not there."""
        return () if name in self.method.plurals else self.kept(name, ("",))

    def is_kept_for(self, kind: str, name: str) -> bool:
        """Tell whether records or decisions called `name` are kept for subjects of a kind."""
        declared = self.method.declared
        if name in self.method.plurals:
            return any(part.kind == kind for part in declared.records[self.method.plurals[name]].per or ())
        if name in self.method.run_phases:
            phase = self.method.plan.nodes[self.method.run_phases[name]].phase
            return phase is not None and single_by(phase.each, kind)
        kept = declared.records.get(name) or declared.decisions.get(name)
        return kept is not None and single_by(kept.per, kind)

    def begun(self, name: str) -> dict[Subject, list[Child]]:
        """Return the processes that a phase began, by their subjects, of each the oldest first."""
        if name not in self._begun:
            begun: dict[Subject, list[Child]] = {}
            for one in self.situation.children_of(self.method.run_phases[name]):
                begun.setdefault(one.subject, []).append(one)
            self._begun[name] = begun
        return self._begun[name]

    def kept(self, name: str, subject: Subject) -> Thing:
        """Return the one record or decision of this name for a subject."""
        there = self._kept.get(name)
        if there is not None:  # asked for most, of each subject anew
            return there.get(subject) or RecordThing(self, (name, subject), None)
        if name in self.method.run_phases:
            return run_for(self, name, subject)
        if name in self.method.declared.decisions:
            if name not in self._runs:
                self._runs[name] = counting_runs(self.method, self.situation, name)
            return DecisionThing(self, (name, subject), self._runs[name].get(subject))
        self._kept[name] = {_subject(thing): thing for thing in self.live(name)}
        return self.kept(name, subject)

    def field(self, declared: FieldDeclared, value: Json, name: str) -> object:
        """Return the value a field has in conditions. Raises Unknown when it was left empty."""
        if value is None:
            raise Unknown("left_empty", {"field": name}, absent=True)
        if declared.type == "list":
            items = value if isinstance(value, list) else []
            return tuple(self._value(str(declared.of), item) for item in items)
        return self._value(str(declared.to) if declared.type == "link" else declared.type, value)

    def _value(self, kind: str, value: Json) -> object:
        if kind == "document":
            return str(value["name"]) if isinstance(value, dict) else value
        if kind == "number":
            return Fraction(str(value))
        if kind == "date":
            return instant_at(datetime.combine(date.fromisoformat(str(value)), time()), self._zone)
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


def _grouped(things: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    groups: dict[K, list[T]] = {}
    for thing in things:
        groups.setdefault(key(thing), []).append(thing)
    return groups


def _subject(thing: RecordThing) -> Subject:
    return thing.record.subject if thing.record else ()
