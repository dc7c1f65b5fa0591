"""What a search has in mind: what it aims at, what it may still try, and what turned out to be out of reach."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping

    from engine.authoring.proving.literals import Literals
    from engine.authoring.proving.spots import Aim, Spot
    from engine.authoring.proving.standing import Standing
    from engine.language.conditions import Group, Need
    from engine.language.expressions.typed import Node
    from engine.language.method import Method
    from engine.process.commands import Command
    from engine.process.gates import Verdict
    from engine.process.refusal import Refusal
    from engine.process.situation import Holding, Subject
    from engine.process.world import Thing

DEEPEST = 40


class Spent(Exception):
    """The search has tried as much as it may."""


@dataclass(slots=True)
class Budget:
    """How often the engine may still be asked."""

    left: int

    @contextmanager
    def part(self, most: int) -> Iterator[None]:
        """Spend a part of it at most. What is begun inside is ended by Spent, which goes no further."""
        kept = self.left - min(most, self.left)
        self.left -= kept
        try:
            with suppress(Spent):
                yield
        finally:
            self.left = max(self.left, 0) + kept


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that could not be had: `why` is a word for the reason, `what` the record, decision or role."""

    why: str
    what: str
    aim: Aim | None = None
    refusal: Refusal | None = None


class Rooms(Protocol):
    """What the rooms of this package do for one another; `rooms.py` has it."""

    def make(self, seek: Seek, here: Standing, aim: Aim, /) -> Standing | None:
        """Make a condition be as it is wanted."""

    def meet(
        self, seek: Seek, here: Standing, part: Need | Group, phase: str, bound: Mapping[str, object], /, *,
        standing: bool = False,
    ) -> Standing | None:  # fmt: skip
        """Meet a gate."""

    def fulfil(self, seek: Seek, here: Standing, verdict: Verdict, phase: str, /) -> Standing | None:
        """Meet a gate for which something was refused."""

    def include(self, seek: Seek, here: Standing, spot: Spot, node: Node, thing: Thing, /) -> Standing | None:
        """Put a thing in a list."""

    def decide(
        self, seek: Seek, here: Standing, name: str, subject: Subject, goal: Callable[[Standing], bool], /
    ) -> Standing | None:
        """Let a decision come out as it should."""

    def hold_role(self, seek: Seek, here: Standing, role: str, party: str | None = None, /) -> Standing | None:
        """Let somebody hold a role."""

    def accept(self, seek: Seek, here: Standing, holding: Holding, /) -> Standing | None:
        """Let the holder of a role be accepted."""

    def confirm(self, seek: Seek, here: Standing, identity: str, /) -> Standing | None:
        """Let a record be confirmed."""

    def bring_to_end(
        self, seek: Seek, here: Standing, child: str, goal: Callable[[Standing], bool], /
    ) -> Standing | None:
        """Let a process that a phase runs come to an end."""


@dataclass(slots=True)
class Seek:
    """A search.

    `aims` are what is being aimed at, the outermost first; `wishes` what may be needed later, and `more` the records of
    which more may be.
    """

    method: Method
    literals: Literals
    rooms: Rooms
    budget: Budget
    aims: list[Aim] = field(default_factory=list)
    wishes: list[Aim] = field(default_factory=list)
    more: list[str] = field(default_factory=list)
    lacks: list[Lack] = field(default_factory=list)
    at_work: list[Hashable] = field(default_factory=list)
    unmet: list[str] = field(default_factory=list)
    renewing: bool = False
    defying: bool = False
    inner: dict[str, Seek] = field(default_factory=dict)

    def make(self, here: Standing, aim: Aim) -> Standing | None:
        """Return how things stand once a condition is as it is wanted."""
        return self.rooms.make(self, here, aim)

    def meet(
        self, here: Standing, part: Need | Group, phase: str, bound: Mapping[str, object], *, standing: bool = False
    ) -> Standing | None:
        """Return how things stand once a gate lets through."""
        return self.rooms.meet(self, here, part, phase, bound, standing=standing)

    def fulfil(self, here: Standing, verdict: Verdict, phase: str) -> Standing | None:
        """Return how things stand once a gate lets through for which something was refused."""
        return self.rooms.fulfil(self, here, verdict, phase)

    def include(self, here: Standing, spot: Spot, node: Node, thing: Thing) -> Standing | None:
        """Return how things stand once a list has a thing in it."""
        return self.rooms.include(self, here, spot, node, thing)

    def decide(self, here: Standing, name: str, subject: Subject, goal: Callable[[Standing], bool]) -> Standing | None:
        """Return how things stand once a decision has come out as it should."""
        return self.rooms.decide(self, here, name, subject, goal)

    def hold(self, here: Standing, role: str, party: str | None = None) -> Standing | None:
        """Return how things stand once somebody more holds a role."""
        return self.rooms.hold_role(self, here, role, party)

    def accept(self, here: Standing, holding: Holding) -> Standing | None:
        """Return how things stand once the holder of a role is accepted by all who must."""
        return self.rooms.accept(self, here, holding)

    def confirm(self, here: Standing, record: str) -> Standing | None:
        """Return how things stand once a record is confirmed."""
        return self.rooms.confirm(self, here, record)

    def bring_to_end(self, here: Standing, child: str, goal: Callable[[Standing], bool]) -> Standing | None:
        """Return how things stand once a process that a phase runs has come to an end that meets the goal."""
        return self.rooms.bring_to_end(self, here, child, goal)

    def submit(self, here: Standing, command: Command) -> Standing | Refusal:
        """Try a command. Raises Spent."""
        self.spend(1)
        return here.do(command)

    def spend(self, effort: int) -> None:
        """Count what was tried. Raises Spent."""
        self.budget.left -= effort
        if self.budget.left < 0:
            raise Spent

    def lack(self, why: str, what: str, refusal: Refusal | None = None) -> None:
        """Note what could not be had, and for the sake of what."""
        self.lacks.append(Lack(why, what, self.aims[-1] if self.aims else None, refusal))

    def forget(self) -> None:
        """Begin with something else."""
        self.aims.clear()
        self.at_work.clear()

    @contextmanager
    def aiming(self, *aims: Aim) -> Iterator[None]:
        """Keep in mind what something is done for."""
        before = len(self.aims)
        self.aims += aims
        try:
            yield
        finally:
            del self.aims[before:]

    @contextmanager
    def defiance(self) -> Iterator[None]:
        """Write what the gate of a record refuses."""
        self.defying = True
        try:
            yield
        finally:
            self.defying = False

    @contextmanager
    def renewal(self) -> Iterator[None]:
        """Write again what is there, with the same in it: by somebody else, or at another moment."""
        self.renewing = True
        try:
            yield
        finally:
            self.renewing = False

    @contextmanager
    def doing(self, *what: Hashable) -> Iterator[bool]:
        """Tell whether this may be begun: not inside itself, nor too deep."""
        if what in self.at_work or len(self.at_work) > DEEPEST:
            yield False
            return
        self.at_work.append(what)
        try:
            yield True
        finally:
            self.at_work.pop()


def gentlest(seek: Seek, here: Standing, ways: Iterable[Standing | None]) -> Standing | None:
    """Return the one of several ways that undoes the least of what is aimed at besides, of equals the shortest.

    One of a single step that undoes nothing cannot be bettered: then no other is tried.
    """
    met = [aim for aim in seek.aims if aim.is_met(here.world)]
    best: tuple[int, int] | None = None
    found = None
    for way in ways:
        if way is None:
            continue
        cost = sum(not aim.is_met(way.world) for aim in met), way.length
        if best is None or cost < best:
            best, found = cost, way
        if best <= (0, here.length + 1):
            break
    return found


def shortest(ways: Iterator[Standing | None]) -> Standing | None:
    """Return the one of several ways that took the fewest steps, of equals the first."""
    found = [way for way in ways if way is not None]
    return min(found, key=lambda one: one.length, default=None)
