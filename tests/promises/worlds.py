"""Two worlds: the same public script with different secrets; and everything that the others can get of each.

A `World` is a process that can be driven and looked at. `PureWorld` keeps nothing; one behind an engine or HTTP looks
the same to `play`, which neither knows nor cares.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Protocol

from engine.authoring.simulation import Simulation
from engine.language.method import Method
from engine.process.commands import Command
from engine.process.events import Event
from engine.process.refusal import Refusal
from engine.process.situation import Situation
from tests.promises.seen import Kept, as_text, exports, log, numbered, refused, standing, views

RANDOM_ID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{64}")  # commitments too
HOUR = timedelta(hours=1)


class World(Protocol):
    """A process that can be driven and looked at. Instants are aware and in UTC."""

    def submit(self, command: Command, at: datetime, child: int | None = None) -> Any:
        """Carry a command out at an instant, in the process or a child, and answer with what its actor is told."""

    def tick(self, at: datetime) -> None:
        """Let the clock do what came due up to an instant."""

    def due(self) -> datetime | None:
        """Return when something comes due next."""

    def look(self, reader: str | None) -> dict[str, str]:
        """Return everything that a participant, or nobody in particular, can get, by what it is."""

    def take(self, reader: str | None) -> dict[str, str]:
        """Return every file that he can take along besides, by what it is."""


class PureWorld:
    """A world in memory. `ids` may be changed on the way: labels are sorted by the ids of parties."""

    def __init__(self, method: Method, ids: Iterator[str]) -> None:
        self.ids = ids
        self.simulation = Simulation(method, ids=(next(self.ids) for _ in count()))

    @property
    def situation(self) -> Situation:
        """How the process stands."""
        assert self.simulation.situation is not None
        return self.simulation.situation

    @property
    def events(self) -> list[Event]:
        """What happened, in the process and in those that it ran."""
        return [event for _, event in self.simulation.log]

    def submit(self, command: Command, at: datetime, child: int | None = None) -> Any:
        """Carry a command out at an instant, and answer with what its actor is told."""
        self.tick(at)
        known = nth_child(self.simulation.situation, child)
        if known is None and child is not None:
            return "there is none"
        before = len(self.simulation.log)
        result = self.simulation.submit([command], at, known)
        process = known or self.situation.process
        method, situation = self._members()[process]
        if isinstance(result, Refusal):
            return refused(method, situation, command.actor, result)
        return log(method, situation, command.actor, self._kept(process, before))

    def tick(self, at: datetime) -> None:
        """Let the clock do what came due up to an instant."""
        self.simulation.wait(at)

    def due(self) -> datetime | None:
        """Return when something comes due next."""
        return min((due for _, one in self._members().values() if (due := one.next_due())), default=None)

    def look(self, reader: str | None) -> dict[str, str]:
        """Return everything that a participant, or nobody in particular, can get, by what it is."""
        seen: dict[str, Any] = {}
        for number, (process, (method, situation)) in enumerate(self._members().items()):
            told = views(method, situation, reader)
            told |= {"log": log(method, situation, reader, self._kept(process))}
            told |= {"standing": standing(method, situation, reader)}
            seen |= {named(name, number): as_text(one) for name, one in told.items()}
        return seen

    def take(self, reader: str | None) -> dict[str, str]:
        """Return every file that he can take along besides, by what it is."""
        seen: dict[str, str] = {}
        for number, (process, (method, situation)) in enumerate(self._members().items()):
            told = exports(method, situation, reader, self._kept(process))
            seen |= {named(name, number): one for name, one in told.items()}
        return seen

    def _members(self) -> dict[str, tuple[Method, Situation]]:
        """Return the process and those that it ran, the oldest first."""
        children = {one: self.simulation.member(one) for one in children_of(self.situation)}
        return {self.situation.process: (self.simulation.method, self.situation), **children}

    def _kept(self, process: str, since: int = 0) -> list[Kept]:
        """Return what happened in a process from a place in the log on, with its numbers."""
        happened = self.simulation.log
        before = sum(where == process for where, _ in happened[:since])
        return numbered(event for where, event in happened if where == process)[before:]


def children_of(situation: Situation) -> list[str]:
    """Return the processes that another ran, the oldest first."""
    return [one.id for one in sorted(situation.children.values(), key=lambda one: one.order)]


def nth_child(situation: Situation | None, number: int | None) -> str | None:
    """Return one of the processes that another ran, by a number that may be greater than there are."""
    known = children_of(situation) if situation else []
    return known[number % len(known)] if known and number is not None else None


def named(what: str, number: int) -> str:
    """Return what is looked at by a name that says in which process of a family."""
    return f"{what} of child {number}" if number else what


@dataclass(frozen=True)
class Act:
    """Something done `minutes` after the beginning, in the process itself or in a `child`, by its number."""

    minutes: int
    command: Command
    child: int | None = None


def play(
    world: World, start: datetime, public: Sequence[Act], secret: Sequence[Act], others: Sequence[str | None],
    *, until: int, look_after: frozenset[int] = frozenset(), away_from: int | None = None,
    is_prompt: bool = False,
) -> list[tuple[str, str]]:  # fmt: skip
    """Play a script with its secrets, and return what the others got, with the ids that are random left out.

    The clock ticks each hour, at last after `until` minutes, so that what it does late it does at the same instants in
    every world; where it `is_prompt` also when something is due. Public acts are on the hour, after the tick; secret
    ones between. From `away_from` minutes on, when all has been done, it ticks only once, at the end: what came due
    since, for some and for all, is done at one look.
    """
    seen: list[tuple[str, str]] = []
    normal = Normal()
    acts = sorted([*((one, True) for one in public), *((one, False) for one in secret)], key=lambda one: one[0].minutes)
    clock, number = _Clock(world, start, is_prompt=is_prompt), 0
    for act, is_public in acts:
        at = start + timedelta(minutes=act.minutes)
        clock.come_to(at)
        command, answer = act.command, world.submit(act.command, at, act.child)
        if is_public:
            world.tick(at)  # what was due already when it was set
            number += 1
            if command.actor in others:
                seen.append((f"{number} {command.do} by {command.actor}", normal(as_text(answer))))
            if number in look_after:
                seen += looked(world, others, f"after {number}", normal)
    end = start + timedelta(minutes=until)
    clock.come_to(end if away_from is None else start + timedelta(minutes=away_from))
    world.tick(end)
    taken = [(f"{name} of {one}", normal(text)) for one in others for name, text in world.take(one).items()]
    return [*seen, *looked(world, others, "at the end", normal), *taken]


class _Clock:
    """Ticks each hour, and where it `is_prompt` whenever something is due."""

    def __init__(self, world: World, start: datetime, *, is_prompt: bool) -> None:
        self.world, self.hour, self.is_prompt = world, start, is_prompt

    def come_to(self, at: datetime) -> None:
        """Tick as often as it does up to an instant."""
        while (when := self._next()) <= at:
            self.world.tick(when)
            self.hour += HOUR if when == self.hour else timedelta()

    def _next(self) -> datetime:
        due = self.world.due() if self.is_prompt else None
        return min(due, self.hour) if due else self.hour


def looked(world: World, others: Sequence[str | None], when: str, normal: Normal) -> list[tuple[str, str]]:
    """Return what each of the others gets, by who gets what and when."""
    return [
        (f"{name} of {reader} {when}", normal(text)) for reader in others for name, text in world.look(reader).items()
    ]


class Normal:
    """Names random ids by the order in which they are first seen: they are all that may differ."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        """Return a text with each random id replaced by its name."""
        return RANDOM_ID.sub(lambda found: self.names.setdefault(found[0], f"id-{len(self.names)}"), text)
