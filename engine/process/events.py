"""What happened: every kind of event, in the past tense. An event is a skeleton; what was typed by people is content.

Skeletons are kept for ever; content stands behind salted commitments and can be erased. A change to an event's
fields is a new `VERSION`, with a pure function that lifts the older shape to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar, Literal, TypeVar, get_type_hints

from engine.process.persistent import Map
from engine.process.situation import Json, Subject, Tally, Voter

V = TypeVar("V")
CONTENT = "content"
Content = Annotated[V | None, CONTENT]


class Body:
    """What one kind of event tells. `VERSION` is the version of its shape."""

    __slots__ = ()
    VERSION: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class ProcessOpened(Body):
    """A process began, under one version of a method, in one language and time zone."""

    process: str
    method: str
    method_version: str
    digest: str
    language: str
    zone: str
    opener: str
    title: Content[str]
    case: Content[Map[str, Json]]


@dataclass(frozen=True, slots=True)
class PartyJoined(Body):
    """A party came to the table."""

    party: str
    name: Content[str]


@dataclass(frozen=True, slots=True)
class PartyLeft(Body):
    """The last participant of a party left."""

    party: str


@dataclass(frozen=True, slots=True)
class ParticipantJoined(Body):
    """Someone was admitted."""

    participant: str
    party: str | None
    name: Content[str]


@dataclass(frozen=True, slots=True)
class ParticipantLeft(Body):
    """Someone left."""

    participant: str


@dataclass(frozen=True, slots=True)
class RoleTaken(Body):
    """A participant became holder of a role."""

    role: str
    participant: str


@dataclass(frozen=True, slots=True)
class RoleEnded(Body):
    """A participant holds a role no longer."""

    role: str
    participant: str


@dataclass(frozen=True, slots=True)
class HolderAccepted(Body):
    """Somebody accepted the holder of a role, for a party where `party` says so."""

    role: str
    participant: str
    by: str
    as_role: str | None
    party: str | None


@dataclass(frozen=True, slots=True)
class HolderRefused(Body):
    """Somebody withdrew the acceptance of the holder of a role."""

    role: str
    participant: str
    by: str


@dataclass(frozen=True, slots=True)
class PhaseEntered(Body):
    """A visit of a phase began; `due_at` is when its term passes."""

    phase: str
    visit: int
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class PhasePassed(Body):
    """A phase did not apply and was passed."""

    phase: str
    visit: int


@dataclass(frozen=True, slots=True)
class PhaseEnded(Body):
    """A track, or the sequence inside a phase, came to its end."""

    phase: str


@dataclass(frozen=True, slots=True)
class PhaseLeft(Body):
    """A visit of a phase ended."""

    phase: str
    visit: int


@dataclass(frozen=True, slots=True)
class PhaseOverdue(Body):
    """The term of a phase passed."""

    phase: str
    visit: int


@dataclass(frozen=True, slots=True)
class Veil:
    """Fields of a record that fewer may see than know of it: those who may know `label`."""

    label: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordWritten(Body):
    """A version of a record was drafted, seen by its author's side only."""

    id: str
    record: str
    subject: Subject
    party: str | None
    version: int
    author: str
    fields: Content[Map[str, Json]]
    veils: tuple[Veil, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordShared(Body):
    """A version of a record was shared; it replaces the one before. `opens` is the event whose content it releases."""

    id: str
    record: str
    subject: Subject
    party: str | None
    version: int
    author: str
    fields: Content[Map[str, Json]]
    veils: tuple[Veil, ...] = ()
    opens: str | None = None


@dataclass(frozen=True, slots=True)
class RecordWithdrawn(Body):
    """A record was taken back, or one side's draft of it where the version is not the shared one; the log keeps it."""

    id: str
    version: int


@dataclass(frozen=True, slots=True)
class ConfirmationGiven(Body):
    """Somebody confirmed one version of a record."""

    id: str
    version: int
    by: str
    as_role: str | None
    party: str | None


@dataclass(frozen=True, slots=True)
class ConfirmationWithdrawn(Body):
    """Somebody took a confirmation back."""

    id: str
    version: int
    by: str


@dataclass(frozen=True, slots=True)
class ConfirmationLapsed(Body):
    """A confirmation counts no longer, because the version it was given to was replaced or withdrawn."""

    id: str
    version: int
    by: str


@dataclass(frozen=True, slots=True)
class RecordConfirmed(Body):
    """Everybody whose confirmation a version needs has given it."""

    id: str
    version: int


@dataclass(frozen=True, slots=True)
class RecordUnconfirmed(Body):
    """A confirmation that a version needs is missing again."""

    id: str
    version: int


@dataclass(frozen=True, slots=True)
class DecisionOpened(Body):
    """A decision was put to the vote: on which versions, among whom, until when."""

    run: str
    decision: str
    subject: Subject
    phase: str
    about: tuple[tuple[str, int], ...]
    voters: tuple[Voter, ...]
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class VoteCast(Body):
    """A voter voted, or changed a vote."""

    run: str
    voter: str
    by: str
    as_role: str | None
    ballot: Content[str]
    reason: Content[str] = None


@dataclass(frozen=True, slots=True)
class VoterLeft(Body):
    """Somebody who could vote in an open run left; its denominators are taken again."""

    run: str
    voter: str


@dataclass(frozen=True, slots=True)
class DecisionClosed(Body):
    """A run was closed and counted."""

    run: str
    decision: str
    outcome: Literal["accepted", "rejected"]
    tally: Tally
    winner: str | None


@dataclass(frozen=True, slots=True)
class DecisionLapsed(Body):
    """A run counts no longer: a record it was about changed, or the phase it was opened in was left."""

    run: str
    decision: str
    because: Literal["record_changed", "phase_left"]
    record: str | None = None


@dataclass(frozen=True, slots=True)
class GateJudged(Body):
    """The verdict on a gate ahead changed. Holds ids and verdicts, never values or sentences."""

    gate: str
    verdict: str
    conditions: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on one condition or group, by subject. Without subjects, `count` may tell: so many of so many."""

    id: str
    verdict: str
    subjects: tuple[SubjectFinding, ...] = ()
    conditions: tuple[Finding, ...] = ()
    count: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class SubjectFinding:
    """The verdict for one subject."""

    subject: Subject
    verdict: str
    conditions: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Moved(Body):
    """A move was taken, with its gate as it was found."""

    move: str
    to: str
    gate: tuple[Finding, ...]
    reason: Content[str] = None


@dataclass(frozen=True, slots=True)
class ContentRedacted(Body):
    """Content behind these commitments (hexadecimal) was erased for ever; what depended on it is unknown from here."""

    contents: tuple[str, ...]
    reason: Content[str] = None


@dataclass(frozen=True, slots=True)
class ProcessEnded(Body):
    """The process came to an end of the method, or was cancelled."""

    end: str
    reason: Content[str] = None


KINDS: dict[str, type[Body]] = {kind.__name__: kind for kind in Body.__subclasses__()}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, once and for all.

    `label` is the narrowest audience that may know it happened. `actor` is None when the clock acted; `due_at` is the
    instant for which a thing was planned that the clock did.
    """

    id: str
    at: datetime
    label: str
    actor: str | None
    role: str | None
    body: Body
    due_at: datetime | None = None

    @property
    def type(self) -> str:
        """The kind of event, as it is named in the log."""
        return type(self.body).__name__


def content_names(kind: type[Body]) -> frozenset[str]:
    """Return which fields of a kind of event are content."""
    return _CONTENT_NAMES[kind.__name__]


def _content_names(kind: type[Body]) -> frozenset[str]:
    hints = get_type_hints(kind, include_extras=True)
    return frozenset(name for name, hint in hints.items() if CONTENT in getattr(hint, "__metadata__", ()))


_CONTENT_NAMES = {name: _content_names(kind) for name, kind in KINDS.items()}


def fingerprint(findings: tuple[Finding, ...]) -> str:
    """Return a short text that is equal for equal verdicts: `mandate=unmet(a:unmet,b:met)`."""
    return ";".join(_finding(one) for one in findings)


def _finding(one: Finding) -> str:
    subjects = ",".join(
        f"{'/'.join(each.subject)}:{each.verdict}<{fingerprint(each.conditions)}>" for each in one.subjects
    )
    count = f"{one.count[0]}/{one.count[1]}" if one.count else ""
    return f"{one.id}={one.verdict}({subjects}{count})[{fingerprint(one.conditions)}]"
