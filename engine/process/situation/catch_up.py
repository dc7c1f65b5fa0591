"""What a party that came late still owes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Duty:
    """A condition of a gate that was passed before a party came, named as waivers name it; `phase` asked for it."""

    condition: str
    phase: str


@dataclass(frozen=True, slots=True)
class OpenDuty:
    """A duty that is not met yet; its term may have passed."""

    duty: Duty
    overdue: bool = False
