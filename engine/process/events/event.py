"""One event: its body, and when, by whom and for whom it happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.process.events.base import Body


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
    def moment(self) -> datetime:
        """The instant that counts in the process: when it was due, where it was done late, else when it was done."""
        return self.due_at or self.at

    @property
    def type(self) -> str:
        """The kind of event, as it is named in the log."""
        return type(self.body).__name__
