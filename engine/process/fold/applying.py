"""The seam between `fold` and its rooms: each registers what its events do to a situation."""

from __future__ import annotations

from functools import singledispatch

from engine.process import events
from engine.process.events import Event
from engine.process.situation import Situation


@singledispatch
def apply(body: events.Body, situation: Situation, event: Event) -> Situation:
    """Return the situation after the body of an event, its place and moment not yet counted."""
    msg = f"there is no fold for {type(body).__name__}"
    raise TypeError(msg)
