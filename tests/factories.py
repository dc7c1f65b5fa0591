"""Small methods and processes that default everything a test is not about."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from engine.authoring.simulation import Simulation
from engine.language import read_method
from engine.process.commands import Command, read_command
from engine.process.refusal import Refusal
from engine.process.sight import Reader
from engine.process.view import progress, telling_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.language import Method
    from engine.process.events import Body, Event
    from engine.process.gates import Verdict
    from engine.process.situation import Record, Run, Situation
    from engine.process.view.shapes import Progress
    from engine.process.view.telling import Telling

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
Part = dict[str, Any]

ROLES: Part = {"chair": {"title": "Chair"}, "envoy": {"title": "Envoy", "of": "party"}}


def a_record(**told: Any) -> Part:
    """Return a record type: one text, written by the envoy."""
    fields = {"text": {"type": "text", "title": "Text"}}
    return {"title": "Record", "fields": fields, "written_by": "envoy", "seen_by": "process", **told}


def a_decision(**told: Any) -> Part:
    """Return a decision type: opened by the chair, each party votes, all must say yes."""
    return {
        "title": "Decision",
        "by": "chair",
        "voters": {"each": "party", "role": "envoy"},
        "rule": "unanimity",
        "seen_by": "process",
        **told,
    }


def a_need(need: str, **told: Any) -> Part:
    """Return a condition."""
    return {"id": "asked", "need": need, "unmet": "Missing", "owed_by": "chair", **told}


def a_move(to: str, **told: Any) -> Part:
    """Return a move that the chair takes."""
    return {"title": f"To {to}", "to": to, "by": "chair", **told}


def a_phase(moves: Mapping[str, Part] | None = None, **told: Any) -> Part:
    """Return a phase."""
    return {"title": "Phase", **({"moves": dict(moves)} if moves else {}), **told}


def a_method(*, published: bool = False, **told: Any) -> Method:
    """Return a method; without `phases` it has one, `work`, in which everything is open and `finish` ends it.

    `gate` is the gate of that move. Of one that was `published` it is not asked whether it can be lived through.
    """
    gate = told.pop("gate", None)
    everything = [*told.get("records", {}), *told.get("decisions", {})]
    opened = {"open": everything} if everything else {}
    finish = a_move("end.finished", **({"gate": gate} if gate else {}))
    declared = {
        "sluis": 1,
        "method": "small",
        "version": "1.0.0",
        "title": "Small",
        "summary": "A small method.",
        "languages": ["en"],
        "may": {"open": "chair", "admit": "chair"},
        "roles": ROLES,
        "phases": {"work": a_phase({"finish": finish}, **opened)},
        "ends": {"finished": {"title": "Finished", "verdict": "success"}},
        **told,
    }
    return read_method(json.dumps(declared, ensure_ascii=False), "small.yaml", published=published)


@dataclass
class Table:
    """A process with people at it. Acts are said in short; a refusal where none is expected fails the test."""

    method: Method
    at: datetime = NINE
    simulation: Simulation = field(init=False)

    def __post_init__(self) -> None:
        self.simulation = Simulation(self.method)

    @property
    def situation(self) -> Situation:
        """How the process stands."""
        assert self.simulation.situation is not None
        return self.simulation.situation

    @property
    def events(self) -> list[Event]:
        """Everything that happened."""
        return self.simulation.events

    def ask(self, do: str, by: str, **told: Any) -> tuple[Event, ...] | Refusal:
        """Do something, and answer with what it caused or why it was refused."""
        return self.simulation.submit([command(do, by, **told)], self.at)

    def do(self, do: str, by: str, **told: Any) -> list[Body]:
        """Do something that succeeds, and answer with what it caused."""
        happened = self.ask(do, by, **told)
        assert not isinstance(happened, Refusal), (happened.kind, happened.message, dict(happened.values))
        return [event.body for event in happened]

    def refused(self, do: str, by: str, **told: Any) -> Refusal:
        """Do something that is refused, and changes nothing."""
        before = self.simulation.situation
        refusal = self.ask(do, by, **told)
        assert isinstance(refusal, Refusal), [event.type for event in refusal]
        assert self.simulation.situation is before
        return refusal

    def wait(self, **span: float) -> list[Body]:
        """Let time pass, and answer with what came due."""
        self.at += timedelta(**span)
        return [event.body for event in self.simulation.wait(self.at)]

    def join(self, name: str, party: str | None = None, *roles: str) -> str:
        """Let the chair admit somebody, whose id is the name."""
        told = {"party": party} if party else {}
        self.do("join", "chair", participant=name, name=name.capitalize(), roles=roles, **told)
        return name

    def party(self, name: str) -> str:
        """Return the id of a party that is there, or was."""
        return [one.id for one in self.situation.parties.values() if one.name == name][-1]

    def draft(self, record: str, by: str, identity: str | None = None, **told: Any) -> str:
        """Draft a record, by default with any text; returns its id."""
        told.setdefault("fields", {"text": "Something"})
        written = self.do("record", by, record=record, **({"id": identity} if identity else {}), **told)
        return str(getattr(written[0], "id"))  # noqa: B009  # the body is a RecordWritten

    def share(self, record: str, by: str, identity: str | None = None, **told: Any) -> str:
        """Draft and share a record; returns its id."""
        known = self.draft(record, by, identity, **told)
        (draft,) = (one for one in self.record(known).drafts.values() if one.author == by)
        self.do("share", by, id=known, version=draft.number)
        return known

    def propose(self, decision: str, by: str = "chair", **told: Any) -> str:
        """Put a decision to the vote; returns the id of the run."""
        opened = self.do("propose", by, decision=decision, **told)
        return str(getattr(opened[0], "run"))  # noqa: B009  # the body is a DecisionOpened

    def vote(self, run: str, **ballots: str) -> None:
        """Let people vote, each with a ballot."""
        for voter, ballot in ballots.items():
            self.do("vote", voter, run=run, ballot=ballot)

    def record(self, identity: str) -> Record:
        """Return a record."""
        return self.situation.records[identity]

    def run(self, identity: str) -> Run:
        """Return a run."""
        return self.situation.runs[identity]

    def now(self) -> list[str]:
        """Return the phases in which the process is, by path."""
        return sorted(path for path, visit in self.situation.visits.items() if path and visit.status == "now")

    def telling(self, participant: str | None = None, language: str | None = None) -> Telling:
        """Return the process as somebody is told of it; as nobody in particular is told without a participant."""
        person = self.situation.participants.get(participant or "")
        reader = Reader(participant=participant, party=person.party if person else None, language=language)
        return telling_for(self.simulation.method, self.situation, reader)

    def progress(self, participant: str | None = None, language: str | None = None) -> Progress:
        """Return where the process stands, as somebody sees it."""
        return progress(self.telling(participant, language))


def command(do: str, by: str, **told: Any) -> Command:
    """Return a command."""
    return read_command.validate_python({"do": do, "actor": by, **told})


def a_table(method: Method, people: Iterable[Sequence[str | None]] = (), **opening: Any) -> Table:
    """Return an open process; each of the people is a name, a party (or None), and roles. The opener is `chair`."""
    table = Table(method)
    table.do("open", "chair", **{"method": method.id, "title": "Table", "name": "Chair", **opening})
    for name, party, *roles in people:
        table.join(str(name), party, *map(str, roles))
    return table


def two_parties(method: Method, **opening: Any) -> Table:
    """Return an open process with ann of party A and bob of party B as envoys."""
    return a_table(method, [("ann", "A", "envoy"), ("bob", "B", "envoy")], **opening)


def unmet(refusal: Refusal) -> dict[str, str]:
    """Return the verdict on each condition of the gate that a refusal names."""
    assert refusal.gate is not None
    return {one.part.id: one.verdict for one in refusal.gate.conditions}


def by_subject(verdict: Verdict) -> dict[tuple[str, ...], str]:
    """Return the verdict for each subject, by the names of its things."""
    names = [dimension.name for dimension in verdict.part.each or ()]
    return {tuple(one.bound[name].name() for name in names): one.verdict for one in verdict.subjects}
