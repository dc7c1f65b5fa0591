"""Documents in records: where the bytes of each are found, and never the bytes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """A document. `event` holds its content, at the place `order` among all events; `labels` are who may see it."""

    id: str
    record: str
    event: str
    order: int
    labels: tuple[str, ...]
    erased: bool = False
