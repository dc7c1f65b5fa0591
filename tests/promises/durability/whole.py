"""Whether a store is whole, seen through the engine: nothing misses in its logs, and what follows from them agrees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from tests.promises.durability.acts import sign_of
from tests.promises.durability.stored import Found

if TYPE_CHECKING:
    from engine import Engine
    from engine.journal.rows import Standing
    from engine.process.situation import Situation

MOST = 100


def standings(engine: Engine) -> Iterator[Standing]:
    """Yield the lines of all processes."""
    page = engine.processes(limit=MOST)
    yield from page.items
    while page.next:
        page = engine.processes(after=page.next, limit=MOST)
        yield from page.items


def found_by(engine: Engine) -> Found:
    """Return what an engine holds, as `stored.look_into` does."""
    found = Found()
    for process in (one.id for one in standings(engine)):
        history, numbers = engine.history(process), Counter[str]()
        for place, stored in enumerate(history, start=1):
            event = stored.event
            numbers[event.label] += 1
            if (stored.seq, stored.n) != (place, numbers[event.label]):
                found.wrong.append(f"gap: event {stored.seq} of process {process}, number {stored.n} of {event.label}")
            if sign := sign_of(event.type, partial(getattr, event.body)):
                found.signs[sign] += 1
            found.events.add(event.id)
        if (length := engine.situation(process)[1].order) != len(history):
            found.wrong.append(f"half there: process {process} stands after {length} of its {len(history)} events")
    return found


def differs_when_rebuilt(engine: Engine) -> list[str]:
    """Make everything that follows from the logs anew, and tell of which processes it is not what it was."""
    before = _following(engine)
    engine.rebuild()
    after = _following(engine)
    return [f"rebuilt otherwise: {one}" for one in before | after if before.get(one) != after.get(one)]


def _following(engine: Engine) -> dict[str, tuple[Standing, Situation]]:
    return {one.id: (one, engine.situation(one.id)[1]) for one in standings(engine)}
