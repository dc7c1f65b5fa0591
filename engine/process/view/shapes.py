"""What a reader gets: the shapes of every view. Field names are those of the HTTP resources."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from engine.process.situation import Json

Answer = Literal["met", "unmet", "unknown", "waived", "not_applicable"]


@dataclass(frozen=True, slots=True)
class Named:
    """Something with an id and what people call it."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Owed:
    """Whose turn it is: a role, of a party where it is one of its roles. No person is named."""

    role: str | None
    party: Named | None
    text: str


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing of a condition for one subject, and who can supply it. `due_at` is UTC."""

    subject: list[Named]
    verdict: Answer
    text: str
    because: list[str]
    owed_by: list[Owed]
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Subject:
    """The verdict on a condition for one subject."""

    subject: list[Named]
    verdict: Answer
    because: list[str]
    owed_by: list[Owed]
    due_at: datetime | None
    conditions: list[Condition] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Count:
    """How many subjects meet a condition, of how many are needed."""

    met: int
    of: int


@dataclass(frozen=True, slots=True)
class Condition:
    """The verdict on a condition (`kind` condition) or a group of them (`all`, `any`).

    `title` is what it asks, whatever the verdict, where its method says so. `text` is what is missing of one that is
    open; of any other its title, or what was missing before.
    """

    id: str
    kind: Literal["condition", "all", "any"]
    verdict: Answer
    title: str | None
    text: str
    advisory: bool
    because: list[str]
    need: Count | None
    owed_by: list[Owed]
    missing: list[Missing]
    subjects: list[Subject]
    conditions: list[Condition] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Gate:
    """The gate of a move."""

    id: str
    title: str
    met: bool
    verdict: Answer
    conditions: list[Condition]


@dataclass(frozen=True, slots=True)
class Move:
    """A move that can be taken from here: `open` says whether nothing holds it back now.

    `left` is how often it can still be taken, null where that has no limit; `due_at` (UTC) when the clock takes it.
    """

    id: str
    title: str
    to: str
    back: bool
    by: list[Owed]
    open: bool
    waits_for: list[Named]
    reason_required: bool
    left: int | None
    due_at: datetime | None
    gate: Gate | None


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase on the map. Instants are UTC."""

    path: str
    title: str
    status: Literal["done", "now", "ahead", "passed"]
    entered_at: datetime | None
    due_at: datetime | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class Level:
    """How many of the conditions ahead are met, subject by subject; null figures where there are none."""

    done: int | None
    total: int | None
    percent: int | None


@dataclass(frozen=True, slots=True)
class Todo:
    """Something that waits for somebody."""

    kind: Literal["condition", "vote", "ratification", "confirmation", "waiver", "move", "catch_up"]
    text: str
    owed_by: list[Owed]
    subject: list[Named]
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Tally:
    """How the votes fall, in people by ballot; weighted in `weights`, where votes have weights, as exact fractions."""

    eligible: int
    cast: int
    silent: int
    counts: dict[str, int]
    weights: dict[str, str]
    preferences: dict[str, str]
    total: str | None


@dataclass(frozen=True, slots=True)
class Answered:
    """What somebody answered who was asked to ratify."""

    by: Named
    answer: Literal["yes", "no", "with_conditions"]
    conditions: str | None


@dataclass(frozen=True, slots=True)
class Ratification:
    """How far an accepted decision is ratified: who answered what, who has yet to, and until when. Instants are UTC."""

    answers: list[Answered]
    owed_by: list[Owed]
    due_at: datetime | None
    ratified_at: datetime | None


@dataclass(frozen=True, slots=True)
class Decision:
    """The run of a decision that counts now. `chosen` is what its winners are called."""

    name: str
    title: str
    run: str
    subject: list[str]
    state: Literal["open", "accepted", "ratified", "rejected", "lapsed"]
    winner: str | None
    winners: list[str]
    chosen: list[str]
    options: list[str]
    ratification: Ratification | None
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    tally: Tally


@dataclass(frozen=True, slots=True)
class Waiver:
    """A condition that is waived, or proposed to be: for a subject, or as a whole. Shown for ever.

    `owed_by` are those who have yet to agree. Instants are UTC; without `until` it has no end.
    """

    id: str
    condition: str
    text: str
    subject: list[Named]
    state: Literal["proposed", "granted", "expired"]
    reason: str
    proposed_by: list[Owed]
    proposed_at: datetime
    granted_at: datetime | None
    until: datetime | None
    owed_by: list[Owed]


@dataclass(frozen=True, slots=True)
class Hold:
    """A time in which the process waits or waited: by a standing gate of a phase, or because somebody asked for it.

    Where its gate is told, `gate` says what is missing; `reason` is what was said. Instants are UTC.
    """

    id: str
    text: str
    phase: Named | None
    gate: Gate | None
    reason: str | None
    began_at: datetime
    ended_at: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class CatchUp:
    """What a party that came late owes still: a condition of a gate that was passed before it came.

    When `overdue`, nothing waits for it any longer; it is owed all the same. `due_at` is UTC.
    """

    party: Named
    condition: str
    text: str
    owed_by: list[Owed]
    due_at: datetime | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class MethodRef:
    """The method version a process runs on."""

    id: str
    version: str
    digest: str
    title: str


@dataclass(frozen=True, slots=True)
class End:
    """How a process ended."""

    name: str
    title: str
    verdict: Literal["success", "failure", "cancelled"]


@dataclass(frozen=True, slots=True)
class TakenInView:
    """At which phase a collaboration that was under way came in; the gates of the `skipped` were never judged here."""

    phase: Named
    skipped: list[Named]
    at: datetime


@dataclass(frozen=True, slots=True)
class ChildView:
    """A process that a phase began, for a subject or for none, and how it ended. It is read by its own id."""

    id: str
    phase: Named
    method: str
    subject: list[Named]
    state: Literal["open", "ended"]
    outcome: str | None
    title: str
    outcome_title: str | None
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class ParentView:
    """The process that began this one; `root` is the one of which the whole family comes.

    `offers` are the phases to which the end of this one may bring it.
    """

    id: str
    root: str
    offers: list[str]


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a process stands and what is missing: the resource that dashboards poll. Holds nothing personal."""

    id: str
    title: str
    method: MethodRef
    language: str
    zone: str
    state: Literal["open", "held", "ended"]
    outcome: str | None
    end: End | None
    revision: int
    opened_at: datetime
    changed_at: datetime
    phases: list[Phase]
    progress: Level
    moves: list[Move]
    todo: list[Todo]
    decisions: list[Decision]
    holds: list[Hold]
    waivers: list[Waiver]
    catch_up: list[CatchUp]
    taken_in: TakenInView | None
    rehearsal: bool
    children: list[ChildView]
    parent: ParentView | None
    links: dict[str, str]


@dataclass(frozen=True, slots=True)
class PartyView:
    """A party at the table. While it is `catching_up`, decisions in which each party votes wait for it."""

    id: str
    name: str
    joined_at: datetime
    left_at: datetime | None
    catching_up: bool


@dataclass(frozen=True, slots=True)
class RoleView:
    """A role somebody holds; `accepted` is null where nobody has to accept.

    An `alternate` stands in for a holder of the same party. `until` is when the role ends by itself, if it does.
    """

    role: str
    title: str
    accepted: bool | None
    alternate: bool = False
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ParticipantView:
    """Someone who takes part."""

    id: str
    name: str
    party: Named | None
    roles: list[RoleView]
    joined_at: datetime
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """An editorial correction that waits: what it says, who accepted it and who has yet to. `proposed_at` is UTC."""

    version: int
    author: str
    fields: dict[str, Json] | None
    accepted_by: list[Named]
    owed_by: list[Owed]
    proposed_at: datetime


@dataclass(frozen=True, slots=True)
class OriginView:
    """Where a record comes from: the process that began this one, or one that this one began, and who wrote it there.

    `record` is its id there.
    """

    process: str
    kind: Literal["parent", "child"]
    title: str
    record: str
    written_by: str | None


@dataclass(frozen=True, slots=True)
class RecordView:
    """A record: its shared version, or a draft of the reader's own side. `party_left`: its party is gone.

    `picked` are the parties that its owner picked to see it, told to these and to its own side.
    """

    id: str
    type: str
    title: str
    state: Literal["draft", "sealed", "shared", "confirmed", "disputed", "lapsed", "withdrawn"]
    version: int
    subject: list[Named]
    party: Named | None
    author: str
    fields: dict[str, Json] | None
    confirmed_by: list[Named]
    disputed_by: list[Named]
    on_behalf_of: Named | None
    shared_at: datetime | None
    confirmed_at: datetime | None
    draft: int | None
    party_left: bool = False
    correction: CorrectionView | None = None
    picked: list[Named] = field(default_factory=list)
    origin: OriginView | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the log: the event as it is kept, and a sentence that says it.

    `parts` are the commitments behind which its content stands; `redact` takes them.
    """

    id: str
    n: int
    label: str
    type: str
    at: datetime
    due_at: datetime | None
    actor: Named | None
    role: str | None
    text: str
    details: list[str]
    data: dict[str, Json]
    parts: dict[str, str]


@dataclass(frozen=True, slots=True)
class SessionView:
    """A meeting of a table. `agenda` and `minutes`: the last that the reader's table wrote down. Instants are UTC.

    `moved_from` is the start it was last planned for before it was moved; `reason` why it was called off.
    """

    id: str
    title: str
    phase: Named
    state: Literal["planned", "held", "called_off"]
    starts_at: datetime
    moved_from: datetime | None
    reason: str | None
    ended_at: datetime | None
    present: list[Named]
    agenda: str | None
    minutes: str | None


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something that is due. `key` stays the same when `due_at` (UTC) moves; `mine`: the reader is asked to do it."""

    key: str
    kind: str
    text: str
    due_at: datetime
    owed_by: list[Owed]
    mine: bool


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note of the reader's own, or one that was handed over to him by `author`. `at` is when it was written, UTC."""

    id: str
    author: Named | None
    role: str | None
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Deposit:
    """Whether somebody has closed a deposit of records that nobody sees until all have. Instants are UTC."""

    record: str
    title: str
    subject: list[Named]
    sealed_at: datetime | None
    released_at: datetime | None


@dataclass(frozen=True, slots=True)
class FiguresView:
    """What is told of answers that stay with who gave them. `figures` is null where one of them was erased.

    `figures` has by field how many answered, and either the exact average, extremes and spread, or counts by option.
    `wordings` are the answers themselves, where these are shown without saying whose they are.
    """

    record: str
    title: str
    about: list[Named]
    answers: int
    figures: dict[str, dict[str, Json]] | None
    wordings: list[dict[str, Json]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Perspective:
    """One question of a lens: how many answered; the rest is null where they are fewer than three."""

    field: str
    title: str
    answers: int
    lowest: str | None
    highest: str | None
    average: str | None
    spread: str | None


@dataclass(frozen=True, slots=True)
class Lens:
    """Records that are looked at together, question by question."""

    record: str
    title: str
    perspectives: list[Perspective]
