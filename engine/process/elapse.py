"""What the clock does by itself: everything that came due, each at its instant and in a fixed order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process.ballot_box import NO_BOXES
from engine.process.decide.consequences import settle
from engine.process.decide.timing import ring, set_dues
from engine.process.timing.keys import in_order
from engine.process.turn import Turn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from engine.language.method import Method
    from engine.process.ballot_box import Boxes
    from engine.process.events import Event
    from engine.process.situation import Situation


def elapse(
    method: Method, situation: Situation, at: datetime, ids: Iterator[str], boxes: Boxes | None = NO_BOXES,
    until: datetime | None = None,
) -> tuple[Event, ...]:  # fmt: skip
    """Return the events that came due up to `at` (aware, UTC), the earliest first.

    What is done late carries both the instant it was due and `at`. What was planned for an instant that had passed by
    then, as where a phase is entered anew whose standing gate has long been broken, happens when it was planned: time
    does not go back. At one instant things expire first, then decisions
    close, then holds, terms and moves follow, and at last reminders; then by path and subject.
    With `until` it is what was due by then, and no more, though it happens at `at`.
    `boxes` are the ballots of secret votes; where they are None, Refused is raised for a count that is hidden.
    When that is was planned, perhaps by an older calendar: what comes at another instant by ours is planned anew first.
    """
    turn = Turn(method, situation, at, ids, boxes=boxes)
    if (due := situation.next_due()) and due <= (until or at):
        set_dues(turn)
    reached: datetime | None = None
    while (due := turn.situation.next_due()) and due <= (until or at):
        reached = max(due, reached or due)
        turn.come_to(reached)
        _happen(turn, due, reached)
        settle(turn)
    return tuple(turn.events)


def planned_anew(method: Method, situation: Situation, at: datetime, ids: Iterator[str]) -> tuple[Event, ...]:
    """Return what is to be recorded where something is due at another instant by this calendar than it was planned."""
    turn = Turn(method, situation, at, ids)
    if not situation.end:
        set_dues(turn)
    return tuple(turn.events)


def _happen(turn: Turn, due: datetime, moment: datetime) -> None:
    keys = [key for key, when in turn.situation.all_due() if when == due]
    for key in sorted(keys, key=in_order):
        if turn.situation.end is None and turn.situation.due(key) == due:
            ring(turn, key, moment)
