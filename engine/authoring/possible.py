"""What can be done now in a process, by whom: found by trying it on the real engine, of which nothing is kept.

Acts are told as a story tells them. What must be filled in for one comes as questions, each with an answer that would
do, so that an act can be tried before anybody has answered.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from engine.authoring.acts import Act, Possible, Question
from engine.authoring.casting import Cast, StoryWrong
from engine.authoring.inventing import ballots, invented
from engine.authoring.simulation import counted_ids
from engine.language.expressions import Unknown
from engine.language.who import EachHolder, EachParty, Holder, OfPair, parts_of
from engine.process.ballot_box import boxes_after
from engine.process.decide import decide
from engine.process.fold import fold_all
from engine.process.gates import subjects_of
from engine.process.refusal import Refusal
from engine.process.world import World

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from engine.authoring.simulation import Simulation
    from engine.language.declaration import DecisionType, FieldDeclared
    from engine.language.method import Method
    from engine.language.subjects import Subjects
    from engine.language.who import Who
    from engine.process.situation import Participant, Record, Run, Situation


class Finder:
    """Finds what is possible in one process of a family, as it stands in a simulation."""

    def __init__(self, stage: Simulation, cast: Cast, member: tuple[Method, Situation], at: datetime) -> None:
        self.stage, self.at = stage, at
        self.method, self.situation = member
        self.cast = cast.within(self.method)
        self.names = {identity: alias for alias, identity in cast.ids.items()}
        self.world = World(self.method, self.situation)

    def find(self) -> list[Possible]:
        """Return all that can be done, person by person."""
        return [one for person in self._people() for one in self._of(person) if self.can(one.acts)]

    def can(self, acts: Iterable[Act]) -> bool:
        """Tell whether acts would succeed together, now."""
        ids = counted_ids("what could be")
        cast = Cast(self.method, lambda: next(ids), dict(self.cast.ids))
        situation, boxes = self.situation, self.stage.boxes(self.situation)
        try:
            for command in cast.commands(acts, situation):
                caused = decide(self.method, situation, command, self.at, ids, boxes)
                if isinstance(caused, Refusal):
                    return False
                boxes = boxes_after(boxes, self.method, situation, command, caused)
                situation = fold_all(situation, caused) or situation
        except StoryWrong:
            return False
        return True

    def _people(self) -> list[Participant]:
        return [one for one in self.situation.present() if one.id in self.names]

    def _of(self, person: Participant) -> Iterator[Possible]:
        by = self.names[person.id]
        yield from self._moves(person, by)
        yield from self._records(person, by)
        yield from self._on_records(person, by)
        yield from self._decisions(person, by)
        yield from self._on_runs(person, by)
        yield from self._on_people(by)
        yield from self._on_holds_and_waivers(by)

    def _may_be(self, person: Participant, who: Who | None) -> bool:
        """Tell whether it could be somebody's turn; whether it is, trying tells."""
        held = {
            role for role, several in self.situation.holdings.items() for one in several if one.participant == person.id
        }
        return who is not None and any(
            one.role in held if isinstance(one, Holder | EachParty | EachHolder | OfPair) else True
            for one in parts_of(who)
        )

    def _moves(self, person: Participant, by: str) -> Iterator[Possible]:
        for address, way in self.method.plan.ways.items():
            if self.situation.is_now(way.owner) and self._may_be(person, way.declared.by):
                reason = (Question("reason", None, "…"),) if way.declared.reason else ()
                told = {"reason": "…"} if reason else {}
                yield Possible(
                    "move", by, ({"do": "move", "by": by, "move": address, **told},), address, questions=reason
                )

    def _records(self, person: Participant, by: str) -> Iterator[Possible]:
        for name, declared in self.method.declared.records.items():
            fields = {key: one for key, one in declared.fields.items() if one.type != "document"}
            answers = {key: self._invented(one) for key, one in fields.items() if not one.optional}
            if not self._may_be(person, declared.written_by) or None in answers.values():
                continue
            questions = tuple(Question(key, one, answers.get(key)) for key, one in fields.items())
            for subject in self._subjects(declared.per, person):
                told: Act = {"do": "record", "by": by, "record": name, "id": self._new(name), "fields": answers}
                told |= {"subject": list(subject)} if subject else {}
                share: Act = {"do": "share", "by": by, "id": told["id"]}
                acts = (told,) if declared.sealed_until else (told, share)
                if declared.sealed_until and not self.can(acts):
                    acts = (told, share)
                yield Possible("record", by, acts, name, subject=subject, questions=questions)
            if declared.sealed_until:
                for subject in self._subjects(declared.per, person):
                    told = {"do": "seal", "by": by, "record": name, **({"subject": list(subject)} if subject else {})}
                    yield Possible("seal", by, (told,), name, subject=subject)

    def _on_records(self, person: Participant, by: str) -> Iterator[Possible]:
        for record in self.situation.records.values():
            alias = self.names.get(record.id)
            declared = self.method.declared.records[record.type]
            if alias is None or not record.is_live or record.live is None:
                continue
            subject = (alias,)
            if declared.confirmed_by is not None or record.live.on_behalf_of:
                yield Possible("confirm", by, ({"do": "confirm", "by": by, "id": alias},), record.type, subject=subject)
            if self._may_be(person, declared.written_by):
                yield from self._again(record, alias, by)
                yield Possible(
                    "withdraw", by, ({"do": "withdraw", "by": by, "id": alias},), record.type, subject=subject
                )
            if record.id in self.situation.objections:
                yield Possible("settle", by, ({"do": "settle", "by": by, "id": alias},), record.type, subject=subject)
                for answer in (True, False):
                    told = {"do": "judge", "by": by, "id": alias, "admissible": answer, "reason": "…"}
                    reason = (Question("reason", None, "…"),)
                    word = "yes" if answer else "no"
                    yield Possible("judge", by, (told,), record.type, word, subject, reason)

    def _again(self, record: Record, alias: str, by: str) -> Iterator[Possible]:
        """Yield that a record can be written anew: as it is, but for what one changes."""
        declared = self.method.declared.records[record.type]
        fields = {key: one for key, one in declared.fields.items() if one.type != "document"}
        known = record.live.fields if record.live and record.live.fields is not None else {}
        answers = {key: self._named(value) for key, value in known.items() if key in fields and value is not None}
        told: Act = {"do": "record", "by": by, "record": record.type, "id": alias, "fields": answers}
        if record.subject:
            told["subject"] = [self._name(one) for one in record.subject]
        questions = tuple(Question(key, one, answers.get(key)) for key, one in fields.items())
        acts = (told, {"do": "share", "by": by, "id": alias})
        yield Possible("rewrite", by, acts, record.type, subject=(alias,), questions=questions)

    def _decisions(self, person: Participant, by: str) -> Iterator[Possible]:
        for name, declared in self.method.declared.decisions.items():
            if self._may_be(person, declared.by):
                for subject in self._subjects(declared.per, person):
                    told: Act = {"do": "propose", "by": by, "decision": name, "run": self._new(name)}
                    told |= {"subject": list(subject)} if subject else {}
                    yield Possible("propose", by, (told,), name, subject=subject)

    def _on_runs(self, person: Participant, by: str) -> Iterator[Possible]:
        for run in self.situation.runs.values():
            alias = self.names.get(run.id)
            if alias is None or not run.is_pending:
                continue
            name, told = run.decision, {"by": by, "run": alias}
            if any(one.id in (person.id, person.party) for one in run.voters):
                yield from self._votes(run, person, told)
            yield Possible("close", by, ({"do": "close", **told},), name)
            for answer in ("yes", "no"):
                yield Possible("ratify", by, ({"do": "ratify", **told, "answer": answer},), name, answer)
            declared = self.method.declared.decisions[name]
            if declared.rule.one_decides and declared.rule.one_decides.advice:
                text = (Question("text", None, "…"),)
                yield Possible("advise", by, ({"do": "advise", **told, "text": "…"},), name, questions=text)
            if declared.objections:
                yield from self._objections(declared, told)

    def _objections(self, declared: DecisionType, told: Act) -> Iterator[Possible]:
        kind = str(declared.objections)
        fields = self.method.declared.records[kind].fields
        answers = {key: self._invented(one) for key, one in fields.items() if not one.optional}
        questions = tuple(Question(key, one, answers.get(key)) for key, one in fields.items() if one.type != "document")
        act = {"do": "object", **told, "id": self._new(kind), "fields": answers}
        yield Possible("object", told["by"], (act,), kind, questions=questions)

    def _votes(self, run: Run, person: Participant, told: Act) -> Iterator[Possible]:
        declared = self.method.declared.decisions[run.decision]
        reason = {"reason": "…"} if declared.reason else {}
        options = [self.names[one] for one in run.options if one in self.names]
        again = not run.answered.isdisjoint({person.id, str(person.party)})
        for ballot in ballots(declared, options):
            asked = reason if str(ballot) in (declared.reason or ()) else {}
            act = {"do": "vote", **told, "ballot": ballot, **asked}
            questions = (Question("reason", None, "…"),) if asked else ()
            word = ", ".join(map(str, ballot)) if isinstance(ballot, list | dict) else str(ballot)
            yield Possible("revote" if again else "vote", told["by"], (act,), run.decision, word, questions=questions)

    def _on_people(self, by: str) -> Iterator[Possible]:
        for role, declared in self.method.declared.roles.items():
            for one in self._people():
                alias = self.names[one.id]
                told = {"by": by, "role": role, "participant": alias}
                if any(held.participant == one.id for held in self.situation.holdings.get(role, ())):
                    if declared.accepted_by is not None:
                        yield Possible("accept", by, ({"do": "accept", **told},), role, alias)
                elif declared.held_by is None:
                    yield Possible("appoint", by, ({"do": "appoint", **told},), role, alias)

    def _on_holds_and_waivers(self, by: str) -> Iterator[Possible]:
        reason = (Question("reason", None, "…"),)
        yield Possible("hold", by, ({"do": "hold", "by": by, "reason": "…"},), questions=reason)
        if self.situation.open_holds():
            yield Possible("resume", by, ({"do": "resume", "by": by, "reason": "…"},), questions=reason)
        for waiver in self.situation.waivers.values():
            if waiver.state == "proposed" and (alias := self.names.get(waiver.id)):
                yield Possible("agree", by, ({"do": "agree", "by": by, "waiver": alias},), waiver.condition)
        yield Possible("cancel", by, ({"do": "cancel", "by": by, "reason": "…"},), questions=reason)

    def _subjects(self, per: Subjects | None, person: Participant) -> list[tuple[str, ...]]:
        """Return for what something can be kept, by names; nothing where it is kept once."""
        found = [tuple(self._name(thing.key) for thing in one.values()) for one in self._bound(per)] if per else [()]
        return [one for one in found if "" not in one]

    def _bound(self, per: Subjects | None) -> list[dict[str, Any]]:
        try:
            return subjects_of(self.world, per or (), {})
        except Unknown:
            return []

    def _name(self, key: object) -> str:
        """Return by what name a story means something: a party by its own, all else by what the story calls it."""
        identity = str(key[-1]) if isinstance(key, tuple) else str(key)
        party = self.situation.parties.get(identity)
        return str(party.name) if party else self.names.get(identity, "")

    def _named(self, value: object) -> object:
        if isinstance(value, list | tuple):
            return [self._named(one) for one in value]
        return self._name(value) or value if isinstance(value, str) else value

    def _new(self, name: str) -> str:
        return next(f"{name}_{number}" for number in chain(range(1, 10_000)) if f"{name}_{number}" not in self.cast.ids)

    def _invented(self, field: FieldDeclared) -> object:
        return invented(field, self.situation.language, self.at, self._any)

    def _any(self, kind: str) -> str | None:
        """Return the name of any party, participant or live record of a type."""
        if kind == "party":
            return next((str(one.name) for one in self.situation.present_parties()), None)
        known = self._people() if kind == "participant" else self._live(kind)
        return next((self.names[one.id] for one in known), None)

    def _live(self, kind: str) -> list[Record]:
        if kind not in self.method.declared.records:
            return []
        return [one for one in self.situation.of_type(kind) if one.is_live and one.id in self.names]
