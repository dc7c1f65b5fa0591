"""Notes people keep for themselves, and hand over."""

from __future__ import annotations

from dataclasses import dataclass

from engine.process.events.base import Body, Content


@dataclass(frozen=True, slots=True)
class NoteKept(Body):
    """Somebody kept a note, for himself alone; in a role, where that is set."""

    note: str
    role: str | None
    text: Content[str]


@dataclass(frozen=True, slots=True)
class NoteHandedOver(Body):
    """Whoever kept a note gave it to another holder of the same role: with its text, under a commitment of its own."""

    note: str
    role: str
    to: str
    text: Content[str]
