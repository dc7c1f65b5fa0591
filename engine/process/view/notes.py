"""Notes as a reader sees them: his own, and those that were handed over to him."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process.view.shapes import NoteView
from engine.process.view.telling import ELLIPSIS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.process.view.telling import Telling


def notes(telling: Telling) -> list[NoteView]:
    """Return the reader's own notes and those handed over to him, the oldest first; none once he left."""
    return list(_notes(telling))


def _notes(telling: Telling) -> Iterator[NoteView]:
    me = telling.sight.reader.participant
    person = telling.situation.participants.get(me or "")
    if me is None or person is None or person.left_at:
        return
    for one in sorted(telling.situation.notes.values(), key=lambda one: one.order):
        given = dict(one.to)
        if me == one.author or me in given:
            text = one.text if me == one.author else given[me]
            role = telling.role(one.role) if one.role else None
            yield NoteView(one.id, telling.person(one.author), role, text or ELLIPSIS, one.at)
