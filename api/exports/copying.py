"""A reader's copy of a process, of which every format is made: how it stands as he sees it, and his whole log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.stretches import stretch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine import Engine
    from engine.process.view import Telling
    from engine.process.view.shapes import Entry

AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Copy:
    """What a reader takes along: the process as it is told to him, and the lines of his log, the oldest first."""

    telling: Telling
    log: Sequence[Entry]


def copy_of(engine: Engine, telling: Telling) -> Copy:
    """Return a reader's copy of a process as it stood when it was told."""
    place: Mapping[str, int] = {}
    lines: list[Entry] = []
    more = True
    while more:
        found = stretch(engine, telling, place, AT_ONCE)
        lines += found.lines
        place = found.places[-1] if found.places else place
        more = found.more and bool(found.lines)
    return Copy(telling, lines)
