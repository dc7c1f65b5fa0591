"""What happened: every kind of event, in the past tense. An event is a skeleton; what was typed by people is content.

Skeletons are kept for ever; content stands behind salted commitments and can be erased. A change to an event's
fields is a new `VERSION`, with a pure function that lifts the older shape to it.
"""

from __future__ import annotations

from engine.process.events.base import Body, Content
from engine.process.events.catch_up import CatchUpBegan, DutyDone, DutyOverdue
from engine.process.events.children import BegunBy, BroughtBy, ChildDismissed, ChildEnded, ChildStarted, ParentBrought
from engine.process.events.corrections import (
    CorrectionAccepted,
    CorrectionEnded,
    CorrectionProposed,
    RecordCorrected,
)
from engine.process.events.decisions import (
    BallotOpened,
    BallotPut,
    BallotsCounted,
    DecisionClosed,
    DecisionLapsed,
    DecisionOpened,
    VoteCast,
    VoterJoined,
    VoterLeft,
    VoterVoted,
    VoterWeighed,
)
from engine.process.events.deposits import DepositReopened, DepositSealed, DepositsReleased, DepositsRenewed
from engine.process.events.documents import DocumentKept, DocumentShown
from engine.process.events.event import Event
from engine.process.events.figures import AnswerShown, FiguresShown, FiguresTakenBack
from engine.process.events.gates import Finding, GateJudged, SubjectFinding, fingerprint
from engine.process.events.handed import HandedLapsed, HandedOwned, RecordHanded, WhyLapsed
from engine.process.events.holds import HoldBegan, HoldEnded, WhyOver
from engine.process.events.kinds import KINDS, content_names
from engine.process.events.notes import NoteHandedOver, NoteKept
from engine.process.events.objections import AdviceGiven, ObjectionJudged, ObjectionRaised, ObjectionSettled
from engine.process.events.people import (
    HolderAccepted,
    HolderRefused,
    ParticipantJoined,
    ParticipantLeft,
    PartyJoined,
    PartyLeft,
    RoleEnded,
    RoleTaken,
)
from engine.process.events.phases import Moved, PhaseEnded, PhaseEntered, PhaseLeft, PhaseOverdue, PhasePassed
from engine.process.events.picks import DecisionWidened, FieldsShown, PartiesPicked, RecordWidened
from engine.process.events.processes import (
    CaseTold,
    ContentRedacted,
    ProcessEnded,
    ProcessOpened,
    RehearsalBegan,
    TakenIn,
    VersionAdopted,
)
from engine.process.events.ratification import DecisionRatified, RatificationAsked, RatificationGiven
from engine.process.events.records import (
    ConfirmationGiven,
    ConfirmationLapsed,
    ConfirmationWithdrawn,
    DisputeEnded,
    RecordConfirmed,
    RecordDisputed,
    RecordLapsed,
    RecordShared,
    RecordUnconfirmed,
    RecordWithdrawn,
    RecordWritten,
    Veil,
)
from engine.process.events.sessions import (
    AgendaSet,
    MinutesTaken,
    SessionAttended,
    SessionCalledOff,
    SessionEnded,
    SessionPlanned,
)
from engine.process.events.time import TURN, DueSet, PeopleTold, TermExtended, TimeCame
from engine.process.events.waivers import WaiverAgreed, WaiverExpired, WaiverGranted, WaiverProposed

Worded = RecordWritten | RecordShared | CorrectionProposed | RecordWidened | FieldsShown
"""Events that hold what a version of a record says, fields that fewer may see behind veils."""
Releasing = RecordShared | CorrectionProposed | RecordWidened | FieldsShown
"""Those that release what an earlier one said to more people."""

__all__ = [
    "KINDS",
    "TURN",
    "AdviceGiven",
    "AgendaSet",
    "AnswerShown",
    "BallotOpened",
    "BallotPut",
    "BallotsCounted",
    "BegunBy",
    "Body",
    "BroughtBy",
    "CaseTold",
    "CatchUpBegan",
    "ChildDismissed",
    "ChildEnded",
    "ChildStarted",
    "ConfirmationGiven",
    "ConfirmationLapsed",
    "ConfirmationWithdrawn",
    "Content",
    "ContentRedacted",
    "CorrectionAccepted",
    "CorrectionEnded",
    "CorrectionProposed",
    "DecisionClosed",
    "DecisionLapsed",
    "DecisionOpened",
    "DecisionRatified",
    "DecisionWidened",
    "DepositReopened",
    "DepositSealed",
    "DepositsReleased",
    "DepositsRenewed",
    "DisputeEnded",
    "DocumentKept",
    "DocumentShown",
    "DueSet",
    "DutyDone",
    "DutyOverdue",
    "Event",
    "FieldsShown",
    "FiguresShown",
    "FiguresTakenBack",
    "Finding",
    "GateJudged",
    "HandedLapsed",
    "HandedOwned",
    "HoldBegan",
    "HoldEnded",
    "HolderAccepted",
    "HolderRefused",
    "MinutesTaken",
    "Moved",
    "NoteHandedOver",
    "NoteKept",
    "ObjectionJudged",
    "ObjectionRaised",
    "ObjectionSettled",
    "ParentBrought",
    "ParticipantJoined",
    "ParticipantLeft",
    "PartiesPicked",
    "PartyJoined",
    "PartyLeft",
    "PeopleTold",
    "PhaseEnded",
    "PhaseEntered",
    "PhaseLeft",
    "PhaseOverdue",
    "PhasePassed",
    "ProcessEnded",
    "ProcessOpened",
    "RatificationAsked",
    "RatificationGiven",
    "RecordConfirmed",
    "RecordCorrected",
    "RecordDisputed",
    "RecordHanded",
    "RecordLapsed",
    "RecordShared",
    "RecordUnconfirmed",
    "RecordWidened",
    "RecordWithdrawn",
    "RecordWritten",
    "RehearsalBegan",
    "Releasing",
    "RoleEnded",
    "RoleTaken",
    "SessionAttended",
    "SessionCalledOff",
    "SessionEnded",
    "SessionPlanned",
    "SubjectFinding",
    "TakenIn",
    "TermExtended",
    "TimeCame",
    "Veil",
    "VersionAdopted",
    "VoteCast",
    "VoterJoined",
    "VoterLeft",
    "VoterVoted",
    "VoterWeighed",
    "WaiverAgreed",
    "WaiverExpired",
    "WaiverGranted",
    "WaiverProposed",
    "WhyLapsed",
    "WhyOver",
    "Worded",
    "content_names",
    "fingerprint",
]
