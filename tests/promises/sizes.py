"""How long a randomised test of a promise goes on, from which seed, and what that shows in the end.

`make test` runs a number of rounds, TIMES as many where that is given, and `make soak` as many as fit in SOAK_MINUTES.
SEED repeats a run, and with ROUND one round of it alone. After n rounds without a fault, the true rate of faults is
below 3/n with 95 % confidence.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from random import Random

PROMISES = (
    "P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P10", "P11", "P12", "P13", "P14", "P15", "P16", "P17",
    "P18",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Size:
    """What all tests of a run share: the seed, the minutes each may take (None: its own number), and a single round.

    `times`: how often its own number, so that a release and planted faults are tried longer than every change.
    """

    seed: str
    minutes: float | None = None
    only: int | None = None
    times: int = 1


def size_of_this_run() -> Size:
    """Read the size from the environment. Raises ValueError for what is no number."""
    minutes, only = os.environ.get("SOAK_MINUTES"), os.environ.get("ROUND")
    seed = os.environ.get("SEED") or str(secrets.randbits(32))
    times = os.environ.get("TIMES") or "1"
    return Size(seed, float(minutes) if minutes else None, int(only) if only else None, int(times))


class Rounds:
    """The rounds of one test. `clock` tells seconds."""

    def __init__(self, promise: str, test: str, size: Size, clock: Callable[[], float] = time.monotonic) -> None:
        self.promise, self.test, self.size = promise, test, size
        self.tried, self.is_done = 0, False
        self.number, self._clock = 0, clock

    def __call__(self, number: int, *, each: int = 1) -> Iterator[Random]:
        """Yield a source of chance for each round, until `number` things were tried; a round tries `each` of them."""
        number *= self.size.times
        until = None if self.size.minutes is None else self._clock() + 60 * self.size.minutes
        for current in count() if self.size.only is None else (self.size.only,):
            self.number = current
            yield Random(f"{self.size.seed} {self.test} {current}")
            self.tried += each
            if self.tried >= number if until is None else self._clock() >= until:
                break
        self.is_done = True

    def bound(self, small: int, large: int, enough: int) -> int:
        """Return what has to be exceeded, so that a test of nothing is noticed: more of it from `enough` tries on.

        Of one round that is repeated alone nothing is asked.
        """
        if self.size.only is not None:
            return -1
        return large if self.tried >= enough else small

    def told(self) -> str:
        """Say how to repeat what was done."""
        alone = "" if self.is_done else f" ROUND={self.number}"
        return f"{self.test}: again with SEED={self.size.seed}{alone}"


def table(tried: Sequence[Rounds]) -> list[str]:
    """Return lines that say for each test how much was tried, and what that shows."""
    head = f"{'promise':<8}{'n':>9}  {'bound 3/n':<10} {'seed':<11} test"
    return [head, *(_line(one) for one in sorted(tried, key=lambda one: (int(one.promise[1:]), one.test)))]


def _line(one: Rounds) -> str:
    bound = f"{3 / one.tried:.1g}" if one.is_done else "failed"
    return f"{one.promise:<8}{one.tried:>9,}  {bound:<10} {one.size.seed:<11} {one.test}"
