"""The situation of a process, as its events have made it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from engine.process.persistent import Map, empty
from engine.process.situation.adopted import Adopted
from engine.process.situation.catch_up import OpenDuty
from engine.process.situation.children import Child, Lineage
from engine.process.situation.decisions import Run
from engine.process.situation.deposits import Round
from engine.process.situation.documents import Document
from engine.process.situation.figures import Figures
from engine.process.situation.notes import Note
from engine.process.situation.objections import Objection
from engine.process.situation.people import Holding, Participant, Party
from engine.process.situation.phases import Visit
from engine.process.situation.records import Record
from engine.process.situation.sessions import Session
from engine.process.situation.taken_in import TakenIn
from engine.process.situation.time import Due, Hold
from engine.process.situation.values import Json, Subject
from engine.process.situation.waivers import Waiver

FOLD_VERSION = 9


@dataclass(frozen=True, slots=True)
class Judged:
    """What was last found of a gate: its verdict, a fingerprint of the whole tree, and since when it does not pass."""

    verdict: str
    tree: str
    broken_since: datetime | None = None


@dataclass(frozen=True)  # no slots, for `changed`
class Situation:
    """A process at an instant. `order` counts its events, `counts` those of each label; `moments` are their latest.

    `case_told` is what was asked at opening and fewer may see, by field: None where it was erased.
    """

    process: str
    method: str
    version: str
    digest: str
    language: str
    zone: str
    opener: str
    title: str | None
    case: Map[str, Json] | None
    opened_at: datetime
    at: datetime
    order: int = 0
    counts: Map[str, int] = field(default_factory=empty)
    moments: Map[str, datetime] = field(default_factory=empty)
    parties: Map[str, Party] = field(default_factory=empty)
    participants: Map[str, Participant] = field(default_factory=empty)
    holdings: Map[str, tuple[Holding, ...]] = field(default_factory=empty)
    visits: Map[str, Visit] = field(default_factory=empty)
    records: Map[str, Record] = field(default_factory=empty)
    by_type: Map[str, tuple[str, ...]] = field(default_factory=empty)
    runs: Map[str, Run] = field(default_factory=empty)
    by_decision: Map[str, tuple[str, ...]] = field(default_factory=empty)
    judged: Map[str, Judged] = field(default_factory=empty)
    waivers: Map[str, Waiver] = field(default_factory=empty)
    sessions: Map[str, Session] = field(default_factory=empty)
    dues: Map[str, Due] = field(default_factory=empty)
    came: Map[str, datetime] = field(default_factory=empty)
    holds: Map[str, Hold] = field(default_factory=empty)
    rounds: Map[str, Round] = field(default_factory=empty)
    figures: Map[str, Figures] = field(default_factory=empty)
    objections: Map[str, Objection] = field(default_factory=empty)
    taken: Map[str, int] = field(default_factory=empty)
    duties: Map[str, tuple[OpenDuty, ...]] = field(default_factory=empty)
    notes: Map[str, Note] = field(default_factory=empty)
    reminded: Map[str, datetime] = field(default_factory=empty)
    taken_in: TakenIn | None = None
    children: Map[str, Child] = field(default_factory=empty)
    lineage: Lineage | None = None
    case_told: Map[str, Json] = field(default_factory=empty)
    documents: Map[str, Document] = field(default_factory=empty)
    rehearsal: bool = False
    adopted: tuple[Adopted, ...] = ()
    end: str | None = None
    ended_at: datetime | None = None

    @property
    def state(self) -> Literal["open", "held", "ended"]:
        """Whether it runs, waits or is over."""
        if self.end:
            return "ended"
        return "held" if self.open_holds() else "open"

    @property
    def root(self) -> str:
        """The process of which its family comes: itself, unless another began it."""
        return self.lineage.root if self.lineage else self.process

    def children_of(self, phase: str) -> list[Child]:
        """Return the processes that a phase began in any of its visits, the oldest first."""
        return sorted((one for one in self.children.values() if one.phase == phase), key=lambda one: one.order)

    def running(self) -> list[Child]:
        """Return the processes that were begun here and go on, the oldest first."""
        return sorted((one for one in self.children.values() if not one.outcome), key=lambda one: one.order)

    def open_holds(self) -> list[Hold]:
        """Return the holds that go on, the oldest first."""
        going_on = (one for one in self.holds.values() if one.ended_at is None)
        return sorted(going_on, key=lambda one: one.order)

    def present_parties(self) -> list[Party]:
        """Return the parties that have not left, in the order in which they joined."""
        return sorted((one for one in self.parties.values() if not one.left_at), key=lambda one: one.order)

    def present(self) -> list[Participant]:
        """Return the participants that have not left, in the order in which they joined."""
        people = (one for one in self.participants.values() if not one.left_at)
        return sorted(people, key=lambda one: one.order)

    def catching_up(self) -> frozenset[str]:
        """Return the parties that came late and have yet to catch up, as long as the term for it has not passed."""
        return frozenset(party for party, owed in self.duties.items() if any(not one.overdue for one in owed))

    def yet_to_accept(self, role: str, participant: str) -> frozenset[str]:
        """Return the parties that came late and have yet to accept somebody whom all others accepted before."""
        asked = (role, participant)
        return frozenset(party for party, owed in self.duties.items() if any(one.duty.holder == asked for one in owed))

    def holders(self, role: str) -> tuple[Holding, ...]:
        """Return who holds a role now."""
        return self.holdings.get(role, ())

    def counted(self, role: str) -> tuple[Holding, ...]:
        """Return who holds a role now, without alternates."""
        return tuple(one for one in self.holders(role) if not one.alternate)

    def is_now(self, path: str) -> bool:
        """Tell whether the process is in a phase."""
        visit = self.visits.get(path)
        return visit is not None and visit.status == "now"

    def of_type(self, record: str) -> list[Record]:
        """Return the records of a type, drafts too; those that were shared in the order in which they first were."""
        return [self.records[one] for one in self.by_type.get(record, ())]

    def runs_of(self, decision: str) -> list[Run]:
        """Return the runs of a decision, the oldest first."""
        return [self.runs[one] for one in self.by_decision.get(decision, ())]

    def open_runs(self) -> list[Run]:
        """Return the runs in which votes can be cast, the oldest first."""
        return sorted((run for run in self.runs.values() if run.state == "open"), key=lambda run: run.order)

    def live_for(self, record: str, subject: Subject) -> Record | None:
        """Return the shared record of a type for a subject, if it was not withdrawn."""
        return next((one for one in self.of_type(record) if one.subject == subject and one.is_live), None)

    def due(self, key: str) -> datetime | None:
        """Return when something is due, by its key (`process/timing/keys.py`)."""
        kind, _, name = key.partition(":")
        if kind == "phase":
            visit = self.visits.get(name)
            return visit.due_at if visit and visit.status == "now" and not visit.overdue else None
        if kind == "run":
            run = self.runs.get(name)
            return run.due_at if run and run.state == "open" else None
        known = self.dues.get(key)
        return known.at if known else None

    def all_due(self, may_know: Callable[[str], bool] = lambda _label: True) -> Iterator[tuple[str, datetime]]:
        """Yield by its key everything that is due of which one may know, with when."""
        for visit in self.visits.values():
            if visit.due_at and visit.status == "now" and not visit.overdue:
                yield f"phase:{visit.path}", visit.due_at
        for run in self.runs.values():
            if run.due_at and run.state == "open" and may_know(run.label):
                yield f"run:{run.id}", run.due_at
        yield from ((key, due.at) for key, due in self.dues.items() if may_know(due.label))

    def next_due(self, may_know: Callable[[str], bool] = lambda _label: True) -> datetime | None:
        """Return the next instant at which something happens by itself of which one may know, if any."""
        return None if self.end else min((at for _, at in self.all_due(may_know)), default=None)
