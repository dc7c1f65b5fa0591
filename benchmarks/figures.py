"""What was measured, as plain values: one turn of a subject, a spread over rounds, a line of the table."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple


class Measured(NamedTuple):
    """One turn: how often a second something was done, and how much processor time each took; 0 where not known."""

    per_s: float
    cpu_us: float = 0.0


Subject = Callable[[float], Measured]
"""Does something again and again for so many seconds."""


class Spread(NamedTuple):
    """A median over rounds, with the lowest and the highest round."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Spread:
        """Return the spread of one value a round."""
        known = list(values)
        return cls(statistics.median(known), min(known), max(known))


class Goal(NamedTuple):
    """What is to be reached: by the ratio of a line, or by its value. `least` tells whether more is better."""

    bound: float
    least: bool = True
    of_ratio: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table. `ratio` is to the line named in `to`, of the same rounds; no `value`: `note` says why."""

    what: str
    value: Spread | None
    unit: str
    ratio: Spread | None = None
    to: str = ""
    goal: Goal | None = None
    note: str = ""

    @property
    def is_reached(self) -> bool | None:
        """Whether the goal is reached; None where there is none, or nothing was measured."""
        judged = self.ratio if self.goal and self.goal.of_ratio else self.value
        if self.goal is None or judged is None:
            return None
        return judged.median >= self.goal.bound if self.goal.least else judged.median <= self.goal.bound


def absent(what: str, why: str) -> Line:
    """Return the line of something that could not be measured here, so that it is not missed."""
    return Line(what, None, "", note=why)
