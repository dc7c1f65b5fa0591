"""Editorial corrections: a new wording that keeps confirmations, once all who gave them have accepted it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.process.events.base import Body, Content
from engine.process.events.records import Veil
from engine.process.persistent import Map
from engine.process.situation import Json, Subject


@dataclass(frozen=True, slots=True)
class CorrectionProposed(Body):
    """A version was proposed as an editorial correction. `opens` is the event whose content it releases."""

    id: str
    record: str
    subject: Subject
    party: str | None
    version: int
    author: str
    fields: Content[Map[str, Json]]
    veils: tuple[Veil, ...]
    opens: str
    on_behalf_of: str | None = None


@dataclass(frozen=True, slots=True)
class CorrectionAccepted(Body):
    """Somebody accepted a correction; confirmations given by those in `renews` will hold for it."""

    id: str
    version: int
    by: str
    as_role: str | None
    party: str | None
    renews: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CorrectionEnded(Body):
    """A correction will not take effect: `by` declined or withdrew it, or the version it corrects counts no longer."""

    id: str
    version: int
    because: Literal["declined", "withdrawn", "replaced", "nothing_to_keep", "erased"]
    by: str | None = None
    reason: Content[str] = None


@dataclass(frozen=True, slots=True)
class RecordCorrected(Body):
    """A correction took effect: its version counts, confirmed by those in `confirmed_by` and no others."""

    id: str
    version: int
    confirmed_by: tuple[str, ...]
