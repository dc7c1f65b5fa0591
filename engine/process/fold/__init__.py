"""From a situation and an event to the next situation. Sees no method and evaluates nothing: an event says it all.

When what an event does to a situation changes, `FOLD_VERSION` (`situation/whole.py`) goes up and snapshots are made
anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from engine.process import events
from engine.process.events import Event
from engine.process.fold import (
    catch_up,
    children,
    corrections,
    decisions,
    deposits,
    documents,
    figures,
    gates,
    handed,
    notes,
    people,
    phases,
    picks,
    processes,
    ratification,
    records,
    sessions,
    taking_in,
    time,
    waivers,
)
from engine.process.fold.applying import apply
from engine.process.persistent import changed
from engine.process.situation import Situation

ROOMS = (
    corrections,
    picks,
    processes,
    people,
    phases,
    records,
    decisions,
    gates,
    waivers,
    sessions,
    time,
    deposits,
    documents,
    figures,
    catch_up,
    children,
    notes,
    ratification,
    taking_in,
    handed,
)
"""What is imported here has registered itself with `apply`."""


def fold(situation: Situation | None, event: Event) -> Situation:
    """Return the situation after an event; the first event of a process makes the first situation."""
    if isinstance(event.body, events.ProcessOpened):
        after = _opened(event, event.body)
    elif situation is None:
        msg = f"a process begins with ProcessOpened, not with {event.type}"
        raise ValueError(msg)
    else:
        after = apply(event.body, situation, event)
    counts = after.counts.set(event.label, after.counts.get(event.label, 0) + 1)
    moments = after.moments.set(event.label, event.at)
    return changed(after, order=after.order + 1, at=event.at, counts=counts, moments=moments)


def fold_all(situation: Situation | None, happened: Iterable[Event]) -> Situation | None:
    """Return the situation after several events."""
    return reduce(fold, happened, situation)


def _opened(event: Event, body: events.ProcessOpened) -> Situation:
    return Situation(
        process=body.process, method=body.method, version=body.method_version, digest=body.digest,
        language=body.language, zone=body.zone, opener=body.opener, title=body.title, case=body.case,
        opened_at=event.at, at=event.at,
    )  # fmt: skip
