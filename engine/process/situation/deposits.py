"""Rounds in which records of a type are deposited unseen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from engine.process.persistent import Map, empty
from engine.process.situation.people import Signature
from engine.process.situation.values import Subject


@dataclass(frozen=True, slots=True)
class Round:
    """A round of depositing. `sealed` holds by its subject (ids joined by `/`) who closed a deposit.

    `among` are the subjects that have to, as at the first seal; `label` is who was told of the first.
    """

    among: tuple[Subject, ...]
    label: str
    sealed: Map[str, Signature] = field(default_factory=empty)
    released_at: datetime | None = None
