"""The life of a waiver: proposed, agreed to by those whom the condition protects, granted, expired."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.process.events.base import Body, Content
from engine.process.situation import Subject


@dataclass(frozen=True, slots=True)
class WaiverProposed(Body):
    """Somebody proposed to waive a condition, for one subject or, where it is empty, as a whole."""

    waiver: str
    condition: str
    subject: Subject
    until: datetime | None
    reason: Content[str] = None


@dataclass(frozen=True, slots=True)
class WaiverAgreed(Body):
    """One of those whom the condition protects agreed to waive it."""

    waiver: str
    by: str
    as_role: str | None
    party: str | None


@dataclass(frozen=True, slots=True)
class WaiverGranted(Body):
    """All who had to have agreed: the condition is waived from here."""

    waiver: str


@dataclass(frozen=True, slots=True)
class WaiverExpired(Body):
    """The time of a waiver is over; what it let through stays through."""

    waiver: str
