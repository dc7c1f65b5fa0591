"""What may be asked: every command in the imperative, as Python, JSON and the command line know it.

A command names its actor, a participant's id, and with `as` the role in which it is done where there are several.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, TypeAdapter

from engine.process.commands.base import CONTROL, NEW_ID, NUL, Asked, Decimal, Line, NewId, Prose, Ref
from engine.process.commands.decisions import Advise, Close, Judge, Object, Propose, Ratify, Settle, Vote
from engine.process.commands.movement import Extend, Hold, Move, Resume
from engine.process.commands.notes import HandOver, Note
from engine.process.commands.people import Accept, Appoint, Join, Leave, StepDown
from engine.process.commands.processes import Adopt, Cancel, Delete, Open, Redact
from engine.process.commands.records import (
    Confirm,
    Decline,
    Dispute,
    OnVersion,
    Pick,
    Record,
    Seal,
    Share,
    Unconfirm,
    Withdraw,
)
from engine.process.commands.reminding import Remind
from engine.process.commands.sessions import Attend, Plan
from engine.process.commands.waivers import Agree, Waive

Command = (
    Open | Join | Leave | Appoint | StepDown | Accept | Record | Seal
    | Share | Withdraw | Confirm | Unconfirm | Decline | Dispute | Pick | Propose | Vote
    | Object | Judge | Settle | Advise | Close | Ratify
    | Waive | Agree | Plan | Attend | Hold | Resume | Extend | Move | Adopt | Cancel | Redact | Delete | Note
    | HandOver | Remind
)  # fmt: skip
AnyCommand = Annotated[Command, Field(discriminator="do")]
read_command: TypeAdapter[Command] = TypeAdapter(AnyCommand)
COMMANDS = ("open", "join", "leave", "appoint", "step_down", "accept", "record", "seal", "share", "withdraw", "confirm",
            "unconfirm", "decline", "dispute", "pick", "propose", "vote", "object", "judge", "settle", "advise",
            "close", "ratify", "waive", "agree", "plan", "attend",
            "hold", "resume", "extend", "move", "adopt", "cancel", "redact", "delete", "note", "hand_over",
            "remind")  # fmt: skip

__all__ = [
    "COMMANDS",
    "CONTROL",
    "NEW_ID",
    "NUL",
    "Accept",
    "Adopt",
    "Advise",
    "Agree",
    "AnyCommand",
    "Appoint",
    "Asked",
    "Attend",
    "Cancel",
    "Close",
    "Command",
    "Confirm",
    "Decimal",
    "Decline",
    "Delete",
    "Dispute",
    "Extend",
    "HandOver",
    "Hold",
    "Join",
    "Judge",
    "Leave",
    "Line",
    "Move",
    "NewId",
    "Note",
    "Object",
    "OnVersion",
    "Open",
    "Pick",
    "Plan",
    "Propose",
    "Prose",
    "Ratify",
    "Record",
    "Redact",
    "Ref",
    "Remind",
    "Resume",
    "Seal",
    "Settle",
    "Share",
    "StepDown",
    "Unconfirm",
    "Vote",
    "Waive",
    "Withdraw",
    "read_command",
]
