"""Proving a method: a run to every end, as short as one was found, and what all runs together cover."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.authoring.coverage import Mark
from engine.authoring.proving import rooms
from engine.authoring.proving.cases import cases
from engine.authoring.proving.company import CannotOpen, Company, invent, open_with
from engine.authoring.proving.covering import MOST_CASES, Covering
from engine.authoring.proving.distance import distances
from engine.authoring.proving.foresight import foresee
from engine.authoring.proving.literals import literals_of
from engine.authoring.proving.reasons import Reason, why_not
from engine.authoring.proving.searching import Search
from engine.authoring.proving.seeking import Budget, Seek, Spent
from engine.authoring.proving.showing import sought
from engine.authoring.proving.telling import as_scenario, scenario_of
from engine.authoring.trying import shown_by, try_story

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from engine.authoring.proving.standing import Standing
    from engine.authoring.scenario import Scenario
    from engine.language.method import Method
    from engine.language.plan import Way
    from engine.process.situation import Json

EFFORT = 6_000
BRIEF, LONG = 60, 400
MOST_FORESIGHT = 2
NARROWING = ((False, BRIEF, 400), (True, LONG, EFFORT))  # eager or not, how many moves, how often the engine


@dataclass(frozen=True, slots=True)
class Run:
    """A run that was found, as the data of a scenario. It ends in `end`, or goes on where it has none."""

    name: str
    end: str | None
    steps: int
    told: dict[str, Any]
    marks: frozenset[Mark]


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found of a method: runs, what they and the witnesses show of it, which ends were missed and why.

    `witnessed` are ends that the search missed and a witness reaches; `effort` is how often the engine was asked;
    `unshown` is what nothing shows, with the likely reasons.
    """

    runs: tuple[Run, ...]
    marks: frozenset[Mark]
    missed: dict[str, tuple[Reason, ...]]
    witnessed: tuple[str, ...]
    effort: int
    unshown: dict[Mark, tuple[Reason, ...]] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether every end was reached."""
        return not self.missed


def prove(
    method: Method, seed: int = 0, effort: int = EFFORT, witnesses: Iterable[Scenario] = (),
    progress: Callable[[str, int], None] = lambda _sought, _effort: None, *, only_ends: bool = False,
    shown: Callable[[], Iterable[Mark]] = tuple,
) -> Proof:  # fmt: skip
    """Search a run to every end of a method with the real engine, asking it `effort` times at most.

    Then, unless `only_ends`, runs that show what none did before. The same seed finds the same runs. `witnesses` are
    scenarios that cover part of it already; `shown` tells what others show that are played elsewhere, and is asked
    once the ends are found. `progress` is told what is sought, and how often the engine was asked.
    """
    return Prover(method, seed, effort, progress, marks=shown_by(method, witnesses)).prove(shown, only_ends=only_ends)


@dataclass(slots=True)
class Prover:
    """A proof in the making."""

    method: Method
    seed: int
    effort: int
    progress: Callable[[str, int], None]
    runs: list[Run] = field(default_factory=list)
    marks: set[Mark] = field(default_factory=set)
    searches: list[tuple[Search, Company]] = field(default_factory=list)
    foreseen: list[tuple[Search, Company]] = field(default_factory=list)
    budget: Budget = field(init=False)
    missed: dict[str, tuple[Reason, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.budget = Budget(self.effort)

    def prove(self, shown: Callable[[], Iterable[Mark]] = tuple, *, only_ends: bool) -> Proof:
        """Search for every end, and then for all that no run showed; `shown` tells what is shown elsewhere."""
        seek = Seek(self.method, literals_of(self.method), rooms, self.budget)
        self.searches += [(Search(seek, [standing]), company) for standing, company in self._openings(seek)]
        for end in self.method.declared.ends:
            self.tell(end)
            self._seek_end(end)
        self.marks.update(shown())
        covering = Covering(self)
        if not only_ends and self.searches:
            covering.show_the_rest()
        spent = self.effort - max(self.budget.left, 0)
        witnessed = tuple(end for end in self.missed if Mark("end", end) in self.marks)
        missed = {end: why for end, why in self.missed.items() if end not in witnessed}
        unshown = covering.reasons() if not only_ends and self.searches else {}
        return Proof(tuple(self.runs), frozenset(self.marks), missed, witnessed, spent, unshown)

    def _openings(self, seek: Seek) -> Iterator[tuple[Standing, Company]]:
        for case in cases(self.method, seek.literals):
            try:
                yield self.open(case)
            except CannotOpen:
                continue

    def _seek_end(self, end: str) -> None:
        leads_there, is_there = sought(self.method, Mark("end", end))
        towards = distances(self.method, leads_there)
        best: tuple[Standing, Company] | None = None
        for search, company in self.searches[:MOST_CASES]:
            found = _found(search, is_there, towards, best[0].length if best else None)
            best = (found, company) if found is not None else best
        if best is None and self.searches:
            with suppress(Spent):
                best = self.with_foresight(leads_there, is_there)
        if best is not None and self.keep(end, best[1], best[0]):
            return
        reasons = why_not(self.searches[0][0], leads_there) if self.searches else [Reason("cannot-open", "")]
        self.missed[end] = tuple(reasons)

    def with_foresight(
        self, leads_there: Callable[[Way], bool], is_there: Callable[[Standing], bool]
    ) -> tuple[Standing, Company] | None:
        """Search again, with what turned out to be missing in mind while it can still be had. Raises Spent."""
        before, company = self.searches[0]
        seek, towards = before.seek, distances(self.method, leads_there)
        try:
            for _ in range(MOST_FORESIGHT):
                foresee(before, leads_there)
                before = Search(seek, [root.standing for root in before.roots])
                found = before.find(is_there, towards, LONG)
                if found is not None:
                    self.foreseen.append((before, company))
                    return found, company
        finally:
            seek.wishes.clear()
            seek.more.clear()
        return None

    def keep(self, what: str | Mark, company: Company, found: Standing) -> bool:
        """Keep a run that goes as it went when it is told as a scenario, and shows what it is to show.

        One that comes to an end that was missed is the run to that end.
        """
        if not found.length:
            return False
        end = found.situation.end
        name = str(end) if end in self.missed else _name_of(what) if isinstance(what, Mark) else what
        told = scenario_of(name, company, found)
        tried = try_story(self.method, as_scenario(told))
        if tried.problems or (isinstance(what, Mark) and what not in tried.marks):
            return False
        self.marks |= tried.marks
        self.missed.pop(str(end), None)
        self.runs.append(Run(name, end, found.length, told, tried.marks))
        return True

    def tell(self, sought: str) -> None:
        """Tell what is sought now."""
        self.progress(sought, self.effort - self.budget.left)

    def open(self, case: dict[str, Json]) -> tuple[Standing, Company]:
        """Open a process with a case. Raises CannotOpen."""
        return open_with(self.method, invent(self.method, case, literals_of(self.method), self.seed))


def _name_of(mark: Mark) -> str:
    """Return what the run is called that shows something."""
    told = "_".join(one for one in (mark.kind, mark.name, mark.what) if one)
    return re.sub(r"[^a-z0-9]+", "_", told)[:64].rstrip("_")


def _found(
    search: Search, is_there: Callable[[Standing], bool], towards: Callable[[str], int], below: int | None
) -> Standing | None:
    """Search the nearest first for a while, then whatever seems to lead there; `below` what was found before."""
    for eager, limit, most in NARROWING if below is None else ((True, BRIEF // 2, EFFORT),):
        found = None
        with search.seek.budget.part(most):
            found = search.find(is_there, towards, limit, eager=eager, below=below)
        if found is not None:
            return found
    return None
