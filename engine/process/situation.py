"""Where a process stands: everything that follows from its events so far. Immutable; only `fold` makes the next one.

Instants are aware and in UTC. Names and field values are content: None where they were erased.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from typing_extensions import TypeAliasType

from engine.process.persistent import Map, empty

FOLD_VERSION = 2

Json = TypeAliasType("Json", "str | bool | int | list[Json] | dict[str, Json] | None")
Subject = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation or group at the table; `order` is its place among all events."""

    id: str
    name: str | None
    joined_at: datetime
    order: int
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Participant:
    """Someone who takes part, inside a party or outside all; `order` is the place of joining among all events."""

    id: str
    name: str | None
    party: str | None
    joined_at: datetime
    order: int
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """Who did something, in which role and for which party."""

    participant: str
    role: str | None
    party: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Holding:
    """A participant in a role. `acceptances` are by whom the holder was accepted, one for each participant."""

    role: str
    participant: str
    appointed_at: datetime
    acceptances: tuple[Signature, ...] = ()


@dataclass(frozen=True, slots=True)
class Visit:
    """The latest visit of a phase. `ended`: the phases inside it, or the track it is, have come to their end."""

    path: str
    number: int
    status: Literal["now", "done", "passed"]
    entered_at: datetime
    order: int
    due_at: datetime | None = None
    overdue: bool = False
    ended: bool = False
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One wording of a record; `event` holds its content, at the place `order` among all events.

    `label` is who may know of it, `veils` who may see the fields that fewer may see.
    """

    number: int
    fields: Map[str, Json] | None
    author: str
    at: datetime
    event: str = ""
    order: int = 0
    label: str = ""
    veils: Map[str, str] = field(default_factory=empty)


@dataclass(frozen=True, slots=True)
class Record:
    """A record. `live` is the version that counts; `drafts` are unshared ones by side, of which no side sees another's.

    `party` is the party it belongs to, `subject` for what it is kept, in the order of the type's `per`. It was first
    shared at `shared_at`, and at `known_since` with all who may know of it now.
    """

    id: str
    type: str
    subject: Subject
    party: str | None
    drafts: Map[str, Version] = field(default_factory=empty)
    live: Version | None = None
    shared_at: datetime | None = None
    known_since: datetime | None = None
    changed_at: datetime | None = None
    confirmations: tuple[Signature, ...] = ()
    confirmed_at: datetime | None = None
    withdrawn_at: datetime | None = None

    @property
    def draft(self) -> Version | None:
        """The newest draft of any side: for tools that play every part, never for a reader."""
        return max(self.drafts.values(), key=lambda one: (one.at, one.author), default=None)

    @property
    def latest(self) -> int:
        """The number of its newest version of any side; 0 where there is none."""
        return max((one.number for one in (*self.drafts.values(), self.live) if one), default=0)

    @property
    def label(self) -> str:
        """Who may know of it, once it was shared; nobody before."""
        return self.live.label if self.live else ""

    @property
    def is_live(self) -> bool:
        """Whether it counts: shared, and not withdrawn."""
        return self.live is not None and self.withdrawn_at is None

    @property
    def state(self) -> Literal["draft", "shared", "confirmed", "withdrawn"]:
        """Where it is in its life."""
        if self.withdrawn_at:
            return "withdrawn"
        if self.live is None:
            return "draft"
        return "confirmed" if self.confirmed_at else "shared"


@dataclass(frozen=True, slots=True)
class Voter:
    """One who may vote in a run: a party through any holder of a role, or a participant."""

    party: str | None
    participant: str | None
    role: str | None

    @property
    def id(self) -> str:
        """The party's id, or the participant's."""
        return self.party or str(self.participant)


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote as cast last. The ballot is content."""

    voter: str
    ballot: str | None
    reason: str | None
    by: Signature


@dataclass(frozen=True, slots=True)
class Tally:
    """How the votes fell. Counts by ballot; `cast` leaves out abstentions and silence."""

    eligible: int
    cast: int
    silent: int
    counts: Map[str, int]


@dataclass(frozen=True, slots=True)
class Run:
    """One time that a decision was put to the vote. `about` pins records at a version; `label`: who may know of it."""

    id: str
    decision: str
    subject: Subject
    phase: str
    opened_at: datetime
    order: int
    due_at: datetime | None
    about: tuple[tuple[str, int], ...]
    voters: tuple[Voter, ...]
    votes: Map[str, Vote] = field(default_factory=empty)
    state: Literal["open", "accepted", "rejected", "lapsed"] = "open"
    tally: Tally | None = None
    winner: str | None = None
    closed_at: datetime | None = None
    label: str = "process"


@dataclass(frozen=True, slots=True)
class Judged:
    """What was last found of a gate: its verdict and a fingerprint of the whole tree."""

    verdict: str
    tree: str


@dataclass(frozen=True, slots=True)
class Situation:
    """A process at an instant. `order` counts its events, `counts` those of each label; `moments` are their latest."""

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
    end: str | None = None
    ended_at: datetime | None = None

    @property
    def state(self) -> Literal["open", "ended"]:
        """Whether it still runs."""
        return "ended" if self.end else "open"

    def present_parties(self) -> list[Party]:
        """Return the parties that have not left, in the order in which they joined."""
        return sorted((one for one in self.parties.values() if not one.left_at), key=lambda one: one.order)

    def present(self) -> list[Participant]:
        """Return the participants that have not left, in the order in which they joined."""
        people = (one for one in self.participants.values() if not one.left_at)
        return sorted(people, key=lambda one: one.order)

    def holders(self, role: str) -> tuple[Holding, ...]:
        """Return who holds a role now."""
        return self.holdings.get(role, ())

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

    def next_due(self, may_know: Callable[[str], bool] = lambda _label: True) -> datetime | None:
        """Return the next instant at which something happens by itself of which one may know, if any."""
        terms = [visit.due_at for visit in self.visits.values() if visit.status == "now" and not visit.overdue]
        votes = [run.due_at for run in self.runs.values() if run.state == "open" and may_know(run.label)]
        return None if self.end else min((due for due in (*terms, *votes) if due), default=None)
