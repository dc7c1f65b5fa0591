"""Proving a method: a run to every end, as short as one was found, and what all runs together cover."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.authoring.coverage import Mark
from engine.authoring.proving import rooms
from engine.authoring.proving.cases import cases
from engine.authoring.proving.company import CannotOpen, Company, invent, open_with
from engine.authoring.proving.distance import distances
from engine.authoring.proving.foresight import foresee
from engine.authoring.proving.literals import literals_of
from engine.authoring.proving.reasons import Reason, why_not
from engine.authoring.proving.searching import Search
from engine.authoring.proving.seeking import Budget, Seek, Spent
from engine.authoring.proving.telling import as_scenario, scenario_of
from engine.authoring.trying import try_story
from engine.language.plan import ToEnd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from engine.authoring.proving.standing import Standing
    from engine.authoring.scenario import Scenario
    from engine.language.method import Method
    from engine.language.plan import Way

EFFORT = 6_000
BRIEF, LONG = 60, 400
MOST_CASES, MOST_FORESIGHT = 4, 2


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

    `witnessed` are ends that the search missed and a witness reaches; `effort` is how often the engine was asked.
    """

    runs: tuple[Run, ...]
    marks: frozenset[Mark]
    missed: dict[str, tuple[Reason, ...]]
    witnessed: tuple[str, ...]
    effort: int

    @property
    def is_whole(self) -> bool:
        """Whether every end was reached."""
        return not self.missed


def prove(
    method: Method, seed: int = 0, effort: int = EFFORT, witnesses: Iterable[Scenario] = (),
    progress: Callable[[str, int], None] = lambda _sought, _effort: None,
) -> Proof:  # fmt: skip
    """Search a run to every end of a method with the real engine, asking it `effort` times at most.

    The same seed finds the same runs. `witnesses` are scenarios that cover part of it already. `progress` is told what
    is sought, and how often the engine was asked so far.
    """
    return _Prover(method, seed, effort, progress).prove(witnesses)


@dataclass(slots=True)
class _Prover:
    """A proof in the making."""

    method: Method
    seed: int
    effort: int
    progress: Callable[[str, int], None]
    runs: list[Run] = field(default_factory=list)
    marks: set[Mark] = field(default_factory=set)
    missed: dict[str, tuple[Reason, ...]] = field(default_factory=dict)

    def prove(self, witnesses: Iterable[Scenario]) -> Proof:
        for witness in witnesses:
            self.marks |= try_story(self.method, witness).marks
        budget = Budget(self.effort)
        seek = Seek(self.method, literals_of(self.method), rooms, budget)
        searches = [(Search(seek, [standing]), company) for standing, company in self._openings(seek)]
        for end in self.method.declared.ends:
            self.progress(end, self.effort - budget.left)
            self._seek_end(searches, end)
        spent = self.effort - max(budget.left, 0)
        witnessed = tuple(end for end in self.missed if Mark("end", end) in self.marks)
        missed = {end: why for end, why in self.missed.items() if end not in witnessed}
        return Proof(tuple(self.runs), frozenset(self.marks), missed, witnessed, spent)

    def _openings(self, seek: Seek) -> Iterator[tuple[Standing, Company]]:
        for case in cases(self.method, seek.literals):
            try:
                yield open_with(self.method, invent(self.method, case, self.seed))
            except CannotOpen:
                continue

    def _seek_end(self, searches: list[tuple[Search, Company]], end: str) -> None:
        def leads_there(way: Way) -> bool:
            return isinstance(way.to, ToEnd) and way.to.end == end

        def is_there(here: Standing) -> bool:
            return here.situation.end == end

        towards = distances(self.method, leads_there)
        best: tuple[Standing, Company] | None = None
        for search, company in searches[:MOST_CASES]:
            found = _found(search, is_there, towards, best[0].length if best else None)
            best = (found, company) if found is not None else best
        if best is None and searches:
            best = self._with_foresight(*searches[0], leads_there, is_there)
        if best is not None and self._keep(end, best[1], best[0]):
            return
        reasons = why_not(searches[0][0], leads_there) if searches else [Reason("cannot-open", "")]
        self.missed[end] = tuple(reasons)

    def _with_foresight(
        self, search: Search, company: Company, leads_there: Callable[[Way], bool], is_there: Callable[[Standing], bool]
    ) -> tuple[Standing, Company] | None:
        """Search again, with what turned out to be missing in mind while it can still be had."""
        seek, towards = search.seek, distances(self.method, leads_there)
        before = search
        try:
            for _ in range(MOST_FORESIGHT):
                foresee(before, leads_there)
                before = Search(seek, [root.standing for root in search.roots])
                found = before.find(is_there, towards, LONG)
                if found is not None:
                    return found, company
        except Spent:
            return None
        finally:
            seek.wishes.clear()
            seek.more.clear()
        return None

    def _keep(self, name: str, company: Company, found: Standing) -> bool:
        """Keep a run that goes as it went when it is told as a scenario."""
        told = scenario_of(name, company, found)
        tried = try_story(self.method, as_scenario(told))
        if tried.problems:
            return False
        self.marks |= tried.marks
        self.runs.append(Run(name, found.situation.end, found.length, told, tried.marks))
        return True


def _found(
    search: Search, is_there: Callable[[Standing], bool], towards: Callable[[str], int], below: int | None
) -> Standing | None:
    """Search the nearest first for a while, then whatever seems to lead there; `below` what was found before."""
    for eager, limit in ((False, BRIEF), (True, LONG)) if below is None else ((True, BRIEF // 2),):
        try:
            found = search.find(is_there, towards, limit, eager=eager, below=below)
        except Spent:
            return None
        if found is not None:
            return found
    return None
