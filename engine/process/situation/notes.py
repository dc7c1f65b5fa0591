"""Notes people keep for themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Note:
    """A note. `to` are those to whom it was handed over, each with the text as it reached him: content each time."""

    id: str
    author: str
    role: str | None
    text: str | None
    at: datetime
    order: int
    to: tuple[tuple[str, str | None], ...] = ()


def key_of(author: str, note: str) -> str:
    """Return what a note is found by: an id is taken for its author alone, since nobody else may know of it."""
    return f"{author}/{note}"
