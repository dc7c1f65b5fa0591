"""That a collaboration was under way before it was opened here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TakenIn:
    """At which phase a process came in, and the phases before it that it did not go through."""

    phase: str
    skipped: tuple[str, ...]
    at: datetime
