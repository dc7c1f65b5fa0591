"""Where and how large benchmarks run: for a table (whole), to see that one is right (quick), or that it runs (tiny)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from benchmarks.figures import Line, Subject
from benchmarks.slow import LONGER, can_be_slow, syncs
from benchmarks.timing import Turns, in_turns

Size = Literal["whole", "quick", "tiny"]
T = TypeVar("T")
PLACES: dict[Size, int] = {"whole": 0, "quick": 1, "tiny": 2}
SECONDS: dict[Size, float] = {"whole": 2.0, "quick": 0.4, "tiny": 0.01}
ROUNDS: dict[Size, int] = {"whole": 5, "quick": 2, "tiny": 1}


@dataclass(frozen=True, slots=True)
class Setting:
    """How benchmarks run. `postgres` lends the URL of an empty database with our tables, on a server that syncs."""

    size: Size
    folder: Path
    rounds: int
    postgres: Callable[[], AbstractContextManager[str]]

    @property
    def seconds(self) -> float:
        """How long a subject has its turn."""
        return SECONDS[self.size]

    def pick(self, *sizes: T) -> T:
        """Return what goes with the size of this run, of one for each: whole, quick, tiny."""
        return sizes[PLACES[self.size]]

    def turns(self, subjects: dict[str, Subject]) -> Turns:
        """Measure subjects by turns."""
        return in_turns(subjects, self.rounds, self.seconds)

    @contextmanager
    def place(self, name: str) -> Iterator[Path]:
        """Make a folder of a benchmark's own."""
        made = self.folder / name
        made.mkdir()
        yield made

    def disks(self) -> Iterator[tuple[str, int]]:
        """Yield the kinds of disk that there are here, by name, with how much longer a sync takes."""
        yield "bare", 0
        if can_be_slow():
            yield "slow syncs", LONGER


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A benchmark; `about` is the heading of its part of the table."""

    name: str
    about: str
    run: Callable[[Setting], Iterator[Line]]


__all__ = ["Benchmark", "Setting", "Size", "syncs"]
