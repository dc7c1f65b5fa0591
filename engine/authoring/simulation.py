"""A process that lives in memory under a clock of its own: the real decide, elapse and fold, nothing kept."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from engine.process.ballot_box import NO_BOXES, boxes_after
from engine.process.decide import decide
from engine.process.elapse import elapse
from engine.process.fold import fold_all
from engine.process.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from engine.language.method import Method
    from engine.process.commands import Command
    from engine.process.events import Event
    from engine.process.situation import Situation


def counted_ids(seed: str) -> Iterator[str]:
    """Yield ids that look random and are the same for the same seed."""
    number = 0
    while True:
        number += 1
        digest = sha256(f"{seed}/{number}".encode()).hexdigest()
        yield f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}"


class Simulation:
    """One process. `situation` is None until it is opened."""

    def __init__(self, method: Method, seed: str = "simulation") -> None:
        self.method = method
        self.situation: Situation | None = None
        self.events: list[Event] = []
        self._ids = counted_ids(seed)
        self._boxes = NO_BOXES

    def wait(self, until: datetime) -> tuple[Event, ...]:
        """Let the clock do what comes due up to an instant."""
        if self.situation is None:
            return ()
        due = elapse(self.method, self.situation, until, self._ids, self._boxes)
        self._boxes = boxes_after(self._boxes, self.method, self.situation, None, due)
        self._keep(due)
        return due

    def submit(self, commands: Sequence[Command], at: datetime) -> tuple[Event, ...] | Refusal:
        """Do several things together, or none of them."""
        before = self.wait(at)
        situation, boxes = self.situation, self._boxes
        happened: list[Event] = []
        for command in commands:
            caused = decide(self.method, situation, command, at, self._ids, boxes)
            if isinstance(caused, Refusal):
                return caused
            boxes = boxes_after(boxes, self.method, situation, command, caused)
            situation = fold_all(situation, caused)
            happened += caused
        self._boxes = boxes
        self._keep(happened)
        return (*before, *happened)

    def _keep(self, happened: Sequence[Event]) -> None:
        self.situation = fold_all(self.situation, happened)
        self.events += happened
