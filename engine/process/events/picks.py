"""Parties that the owner of a record or decision picks to see it: more of them over time, never fewer."""

from __future__ import annotations

from dataclasses import dataclass

from engine.process.events.base import Body, Content
from engine.process.events.records import Veil
from engine.process.persistent import Map
from engine.process.situation import Json, Subject


@dataclass(frozen=True, slots=True)
class PartiesPicked(Body):
    """Who writes a record picked all these parties to see it, or its fields that say so, once it is shared."""

    id: str
    parties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordWidened(Body):
    """A shared version is for more parties than before. `opens` is the event whose content it releases."""

    id: str
    record: str
    subject: Subject
    party: str | None
    version: int
    author: str
    fields: Content[Map[str, Json]]
    veils: tuple[Veil, ...]
    opens: str


@dataclass(frozen=True, slots=True)
class FieldsShown(Body):
    """Some fields of a record were shown to parties that were picked; who else knows the record does not know that."""

    id: str
    record: str
    subject: Subject
    party: str | None
    version: int
    author: str
    fields: Content[Map[str, Json]]
    veils: tuple[Veil, ...]
    opens: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DecisionWidened(Body):
    """A vote is for more parties than before: they now know of it, and of how it stands."""

    run: str
    decision: str
    parties: tuple[str, ...]
