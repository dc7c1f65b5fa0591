"""Where a process stands: everything that follows from its events so far. Immutable; only `fold` makes the next one.

Instants are aware and in UTC. Names and field values are content: None where they were erased.
"""

from __future__ import annotations

from engine.process.situation.catch_up import Duty, OpenDuty
from engine.process.situation.children import Child, Lineage
from engine.process.situation.decisions import Answered, Run, Tally, Vote, Voter
from engine.process.situation.deposits import Round
from engine.process.situation.documents import Document
from engine.process.situation.figures import Figures
from engine.process.situation.notes import Note
from engine.process.situation.objections import Objection
from engine.process.situation.people import Holding, Participant, Party, Signature
from engine.process.situation.phases import Visit
from engine.process.situation.records import Acceptance, Correction, Origin, Record, Version
from engine.process.situation.sessions import Planned, Said, Session
from engine.process.situation.time import Due, Hold
from engine.process.situation.values import Json, Subject
from engine.process.situation.waivers import Waiver
from engine.process.situation.whole import FOLD_VERSION, Judged, Situation

__all__ = [
    "FOLD_VERSION",
    "Acceptance",
    "Answered",
    "Child",
    "Correction",
    "Document",
    "Due",
    "Duty",
    "Figures",
    "Hold",
    "Holding",
    "Json",
    "Judged",
    "Lineage",
    "Note",
    "Objection",
    "OpenDuty",
    "Origin",
    "Participant",
    "Party",
    "Planned",
    "Record",
    "Round",
    "Run",
    "Said",
    "Session",
    "Signature",
    "Situation",
    "Subject",
    "Tally",
    "Version",
    "Visit",
    "Vote",
    "Voter",
    "Waiver",
]
