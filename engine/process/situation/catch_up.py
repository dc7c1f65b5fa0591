"""What a party that came late still owes."""

from __future__ import annotations

from dataclasses import dataclass

ACCEPT = "accept"  # no phase or gate before a colon has a condition with a stroke in its name


@dataclass(frozen=True, slots=True)
class Duty:
    """A condition of a gate that was passed before a party came, named as waivers name it; `phase` asked for it.

    Or to accept the holder of a role whom all others accepted: `accept:guide/gus`, asked for by no phase.
    """

    condition: str
    phase: str

    @property
    def holder(self) -> tuple[str, str] | None:
        """The role and the participant who is to be accepted, where that is what is owed."""
        kind, _, name = self.condition.partition(":")
        role, _, participant = name.partition("/")
        return (role, participant) if kind == ACCEPT and participant else None


def to_accept(role: str, participant: str) -> Duty:
    """Return the duty to accept the holder of a role."""
    return Duty(f"{ACCEPT}:{role}/{participant}", "")


@dataclass(frozen=True, slots=True)
class OpenDuty:
    """A duty that is not met yet; its term may have passed."""

    duty: Duty
    overdue: bool = False
