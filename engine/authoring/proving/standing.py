"""How far an invented run has come: immutable, so that a search can go on from any of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from engine.language.clocks import Period
from engine.process.refusal import Refusal
from engine.process.world import World

if TYPE_CHECKING:
    from datetime import datetime

    from engine.authoring.simulation import Simulation
    from engine.language.method import Method
    from engine.process.commands import Command
    from engine.process.situation import Situation

DAY = timedelta(days=1)
LONGEST_WAIT_IN_HOURS = 2 * DAY


@dataclass(frozen=True, slots=True)
class Step:
    """What is done next in a run, or how long nothing is done; `before` is the step before it.

    `within` are the processes in which it is done, where that is one that a phase runs: the outermost first. With a
    `refusal` it was tried alone.
    """

    before: Step | None
    done: Command | Period
    within: tuple[str, ...] = ()
    refusal: Refusal | None = None


@dataclass(frozen=True)  # no slots: what is worked out is kept in the instance
class Standing:
    """A process after some steps. `simulation` is never changed here: it is forked for each step.

    `method` is that of the process that is looked at: the story's own, or the innermost of those it is `within`.
    """

    method: Method
    simulation: Simulation
    at: datetime
    last: Step | None = None
    length: int = 0
    seed: int = 0
    within: tuple[str, ...] = ()

    @cached_property
    def situation(self) -> Situation:
        """The situation of the process that is looked at."""
        situation = self.simulation.children[self.within[-1]][1] if self.within else self.simulation.situation
        if situation is None:
            msg = "the process has not been opened"
            raise ValueError(msg)
        return situation

    @cached_property
    def world(self) -> World:
        """The situation as conditions see it."""
        return World(self.method, self.situation)

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which its days are counted."""
        return ZoneInfo(self.situation.zone)

    def inside(self, child: str) -> Standing:
        """Return how a process stands that a phase of this one runs."""
        return replace(self, method=self.simulation.children[child][0], within=(*self.within, child))

    def outside(self, like: Standing) -> Standing:
        """Return the same looked at from where another one is."""
        return replace(self, method=like.method, within=like.within)

    def steps(self) -> tuple[Step, ...]:
        """Return all steps, the first one first."""
        found, step = [], self.last
        while step is not None:
            found.append(step)
            step = step.before
        return tuple(reversed(found))

    def do(self, command: Command) -> Standing | Refusal:
        """Return how things stand once a command was carried out, or why it was refused."""
        simulation = self.simulation.fork()
        result = simulation.submit([command], self.at, self.within[-1] if self.within else None)
        return result if isinstance(result, Refusal) else self._after(command, simulation, self.at)

    def refused(self, command: Command, refusal: Refusal) -> Standing:
        """Return how things stand once a command was tried and refused: as before, but for the story."""
        step = Step(self.last, command, self.within, refusal)
        return replace(self, last=step, length=self.length + 1)

    def wait(self, period: Period) -> Standing:
        """Return how things stand a while later, with everything done that came due."""
        until = period.after(self.at, self.zone)
        simulation = self.simulation.fork()
        simulation.wait(until)
        return self._after(period, simulation, until)

    def until(self, instant: datetime) -> Standing:
        """Return how things stand at an instant to come, or shortly after it: people wait for whole days or minutes."""
        return self.wait(self._period_to(instant))

    def next_due(self) -> datetime | None:
        """Return the next instant at which something happens by itself, here or in what a phase runs."""
        own = self.simulation.situation
        members = [*([own] if own else []), *(one for _, one in self.simulation.children.values())]
        return min((due for one in members if (due := one.next_due())), default=None)

    def _period_to(self, instant: datetime) -> Period:
        left = max(instant - self.at, timedelta(minutes=1))
        if left < LONGEST_WAIT_IN_HOURS:
            return Period(seconds=-(-left // timedelta(minutes=1)) * 60)
        days = left // DAY
        while Period(days=days).after(self.at, self.zone) < instant:
            days += 1
        return Period(days=days)

    def _after(self, done: Command | Period, simulation: Simulation, at: datetime) -> Standing:
        step = Step(self.last, done, self.within)
        return replace(self, simulation=simulation, at=at, last=step, length=self.length + 1)
