"""What a picture of a method shows, in words and in order; every form of drawing takes it from here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

Status = Literal["plain", "done", "now", "ahead", "passed"]
Mark = Literal["plain", "all", "any", "unmet", "unknown"]
Way = Literal["on", "back", "done", "end"]
Verdict = Literal["success", "failure", "cancelled"]


@dataclass(frozen=True, slots=True)
class Line:
    """A condition of a gate in one sentence, and whose turn it is; `depth` is how deep in groups it stands."""

    text: str
    who: str
    mark: Mark
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Gate:
    """The gate of a move: a heading that says how many conditions it has, or how many are met, and each of them.

    `short` is the count alone, for where there is little room; `met` tells that nothing is missing, None while nobody
    is on the way. `foot` says what is met, if anything is (`any_met`).
    """

    heading: str
    short: str
    lines: tuple[Line, ...]
    met: bool | None = None
    foot: str = ""
    any_met: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A move: `to` is the path of a phase or `end.<name>`, None where it ends what it stands in; `notes` say who acts.

    `next_door` tells that it leads through the gate to what stands directly behind, `waits` for which tracks it waits,
    `by_clock` that nobody takes it but the clock.
    """

    address: str
    title: str
    way: Way
    to: str | None
    leads: str
    notes: tuple[str, ...]
    gate: Gate | None
    next_door: bool = False
    waits: str = ""
    by_clock: bool = False

    @property
    def is_shut(self) -> bool:
        """Whether something keeps it shut: a gate that is not met, tracks for which it waits, or the clock."""
        return bool(self.waits) or self.by_clock or (self.gate is not None and not self.gate.met)

    @property
    def about(self) -> tuple[str, ...]:
        """Who takes it, and what goes with it."""
        return (*self.notes, *([self.waits] if self.waits else []))

    @property
    def label(self) -> str:
        """What is written at its gate: how much is asked, or is met, or for what it waits."""
        return self.gate.short if self.gate else self.waits

    @property
    def has_line(self) -> bool:
        """Whether a line is drawn from it: where it leads elsewhere than through the gate next door."""
        return self.to is not None and not (self.next_door and self.way != "back")


@dataclass(frozen=True, slots=True)
class Stage:
    """A phase, with those inside it: side by side where `together` says so in words."""

    path: str
    number: str
    title: str
    purpose: str
    status: Status
    standing: str
    notes: tuple[str, ...]
    inside: tuple[Stage, ...]
    together: str
    passages: tuple[Passage, ...]

    def walk(self) -> Iterator[Stage]:
        """Yield it and all phases inside it, in order."""
        yield self
        for one in self.inside:
            yield from one.walk()


@dataclass(frozen=True, slots=True)
class End:
    """A way the process ends; `reached` when it has."""

    name: str
    title: str
    verdict: Verdict
    meaning: str
    reached: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A method as a picture has it, in one language; of a process too where it was put on it.

    `everywhere` are the moves that can be taken from every phase; `state` is how the process stands.
    """

    language: str
    title: str
    under: str
    summary: str
    state: str
    stages: tuple[Stage, ...]
    ends: tuple[End, ...]
    everywhere: tuple[Passage, ...]
    from_everywhere: str

    def walk(self) -> Iterator[Stage]:
        """Yield all phases in order."""
        for one in self.stages:
            yield from one.walk()

    def passages(self) -> Iterator[tuple[Stage | None, Passage]]:
        """Yield all moves with the phase that has them, those of the whole process last, with none."""
        for stage in self.walk():
            for passage in stage.passages:
                yield stage, passage
        for passage in self.everywhere:
            yield None, passage
