"""Subjects take turns within a round, so that a busy machine is as busy for each of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.figures import Goal, Line, Measured, Spread, Subject

WARMING_UP = 0.2


def repeated(do: Callable[[], object], many: int = 1) -> Subject:
    """Return the subject of a function that does `many` things a call."""

    def subject(seconds: float) -> Measured:
        began, cpu = time.perf_counter(), time.process_time()
        took, calls = 0.0, 0
        while took < seconds or not calls:
            do()
            calls, took = calls + 1, time.perf_counter() - began
        done = calls * many
        return Measured(done / took, (time.process_time() - cpu) / done * 1e6)

    return subject


def side_by_side(callers: Sequence[Callable[[], object]]) -> Subject:
    """Return the subject of callers that each do one thing after another, all at one time, in threads."""

    def subject(seconds: float) -> Measured:
        begun, over, done = threading.Barrier(len(callers) + 1), threading.Event(), [0] * len(callers)

        def run(number: int) -> None:
            begun.wait()
            while not over.is_set():
                callers[number]()
                done[number] += 1

        threads = [threading.Thread(target=run, args=(number,)) for number in range(len(callers))]
        for thread in threads:
            thread.start()
        begun.wait()
        began, cpu = time.perf_counter(), time.process_time()
        over.wait(seconds)
        over.set()
        for thread in threads:
            thread.join()
        took, many = time.perf_counter() - began, max(sum(done), 1)
        return Measured(many / took, (time.process_time() - cpu) / many * 1e6)

    return subject


@dataclass(frozen=True, slots=True)
class Turns:
    """What subjects measured in the same rounds."""

    runs: Mapping[str, Sequence[Measured]]

    def line(
        self, name: str, unit: str = "/s", to: str = "", goal: Goal | None = None, note: str = "", what: str = ""
    ) -> Line:
        """Return the line of a subject: how often a second, and as ratio to another."""
        rates = [one.per_s for one in self.runs[name]]
        ratio = None
        if to:
            pairs = zip(rates, self.runs[to], strict=True)
            ratio = Spread.of(mine / max(other.per_s, 1e-9) for mine, other in pairs)
        return Line(what or name, Spread.of(rates), unit, ratio, to, goal, note)

    def cpu(self, name: str, to: str = "", goal: Goal | None = None, note: str = "") -> Line:
        """Return the line of the processor time that a subject takes, and as multiple of another's."""
        costs = [one.cpu_us for one in self.runs[name]]
        ratio = None
        if to:
            pairs = zip(costs, self.runs[to], strict=True)
            ratio = Spread.of(mine / max(other.cpu_us, 1e-9) for mine, other in pairs)
        return Line(f"{name}: processor time", Spread.of(costs), "us", ratio, to, goal, note)

    def spent(self, name: str, to: str = "", goal: Goal | None = None, note: str = "") -> Line:
        """Return the line of how long a subject takes once, and as multiple of another."""
        took = [1e6 / one.per_s for one in self.runs[name]]
        ratio = None
        if to:
            pairs = zip(took, self.runs[to], strict=True)
            ratio = Spread.of(mine * other.per_s / 1e6 for mine, other in pairs)
        return Line(name, Spread.of(took), "us", ratio, to, goal, note)


def in_turns(subjects: Mapping[str, Subject], rounds: int, seconds: float) -> Turns:
    """Measure every subject once a round, after a moment of each to warm up."""
    for subject in subjects.values():
        subject(min(WARMING_UP, seconds))
    runs: dict[str, list[Measured]] = {name: [] for name in subjects}
    for _ in range(rounds):
        for name, subject in subjects.items():
            runs[name].append(subject(seconds))
    return Turns(runs)


def timed(do: Callable[[], object]) -> float:
    """Return how many seconds something takes once."""
    began = time.perf_counter()
    do()
    return time.perf_counter() - began
