"""Waivers of conditions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from engine.process.situation.people import Signature
from engine.process.situation.values import Subject


@dataclass(frozen=True, slots=True)
class Waiver:
    """A condition waived for a subject, or as a whole where that is empty. `order` is its place among all events.

    `until` is when it ends, never where that is None; `label` is who may know of it. The reason is content.
    """

    id: str
    condition: str
    subject: Subject
    reason: str | None
    until: datetime | None
    proposed_by: Signature
    order: int
    label: str
    state: Literal["proposed", "granted", "expired"] = "proposed"
    agreements: tuple[Signature, ...] = ()
    granted_at: datetime | None = None
