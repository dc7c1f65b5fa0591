"""Documents in records: what a file holds is content of an event of its own, so that all else stays small."""

from __future__ import annotations

from dataclasses import dataclass

from engine.process.events.base import Body, Content
from engine.process.persistent import Map
from engine.process.situation import Json


@dataclass(frozen=True, slots=True)
class DocumentKept(Body):
    """Somebody put a document into a record. `file` is its name, its type and its bytes in base64."""

    document: str
    record: str
    file: Content[Map[str, Json]]


@dataclass(frozen=True, slots=True)
class DocumentShown(Body):
    """More people may see a document. `opens` is the event whose content it releases; `file` is read from there."""

    document: str
    record: str
    file: Content[Map[str, Json]]
    opens: str
