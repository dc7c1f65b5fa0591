"""What the clock does by itself: terms that pass and votes that close, each at its instant and in a fixed order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process.decide.consequences import settle
from engine.process.decide.decisions import count_and_close
from engine.process.events import PhaseOverdue
from engine.process.turn import Turn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from engine.language.method import Method
    from engine.process.events import Event
    from engine.process.situation import Situation


def elapse(method: Method, situation: Situation, at: datetime, ids: Iterator[str]) -> tuple[Event, ...]:
    """Return the events that came due up to `at` (aware, UTC), the earliest first.

    What is done late carries both the instant it was due and `at`. At one instant decisions close before terms pass,
    then by path and subject.
    """
    turn = Turn(method, situation, at, ids)
    while (due := turn.situation.next_due()) and due <= at:
        _happen(turn, due)
        settle(turn)
    return tuple(turn.events)


def _happen(turn: Turn, due: datetime) -> None:
    runs = [run for run in turn.situation.runs.values() if run.state == "open" and run.due_at == due]
    for run in sorted(runs, key=lambda run: (run.phase, run.decision, run.subject)):
        count_and_close(turn, run, due)
    for path, visit in sorted(turn.situation.visits.items()):
        if visit.status == "now" and visit.due_at == due and not visit.overdue:
            turn.emit(PhaseOverdue(path, visit.number), due_at=due)
