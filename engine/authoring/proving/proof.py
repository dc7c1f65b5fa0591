"""Proving a method: a run to every end, as short as one was found, and what all runs together cover."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.authoring.coverage import Mark, ground
from engine.authoring.proving import rooms
from engine.authoring.proving.cases import cases
from engine.authoring.proving.company import CannotOpen, Company, invent, open_with
from engine.authoring.proving.distance import distances
from engine.authoring.proving.foresight import foresee
from engine.authoring.proving.literals import literals_of
from engine.authoring.proving.reasons import Reason, why_not
from engine.authoring.proving.searching import Search
from engine.authoring.proving.seeking import Budget, Seek, Spent
from engine.authoring.proving.showing import shown, sought
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
BROAD = 80
NARROWING = ((False, BRIEF, 400), (True, LONG, EFFORT))  # eager or not, how many moves, how often the engine
STEPS_ALIKE = 2  # steps that are played again in the time in which the engine is asked once in a search


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
    progress: Callable[[str, int], None] = lambda _sought, _effort: None, *, only_ends: bool = False,
) -> Proof:  # fmt: skip
    """Search a run to every end of a method with the real engine, asking it `effort` times at most.

    Then, unless `only_ends`, runs that show what none did before. The same seed finds the same runs. `witnesses` are
    scenarios that cover part of it already. `progress` is told what is sought, and how often the engine was asked.
    """
    return _Prover(method, seed, effort, progress).prove(witnesses, only_ends=only_ends)


@dataclass(slots=True)
class _Prover:
    """A proof in the making."""

    method: Method
    seed: int
    effort: int
    progress: Callable[[str, int], None]
    runs: list[Run] = field(default_factory=list)
    marks: set[Mark] = field(default_factory=set)
    searches: list[tuple[Search, Company]] = field(default_factory=list)
    foreseen: list[tuple[Search, Company]] = field(default_factory=list)
    missed: dict[str, tuple[Reason, ...]] = field(default_factory=dict)

    def prove(self, witnesses: Iterable[Scenario], *, only_ends: bool) -> Proof:
        for witness in witnesses:
            self.marks |= try_story(self.method, witness).marks
        budget = Budget(self.effort)
        seek = Seek(self.method, literals_of(self.method), rooms, budget)
        self.searches += [(Search(seek, [standing]), company) for standing, company in self._openings(seek)]
        for end in self.method.declared.ends:
            self.progress(end, self.effort - budget.left)
            self._seek_end(end)
        if not only_ends:
            self._show_the_rest(budget)
        spent = self.effort - max(budget.left, 0)
        witnessed = tuple(end for end in self.missed if Mark("end", end) in self.marks)
        missed = {end: why for end, why in self.missed.items() if end not in witnessed}
        return Proof(tuple(self.runs), frozenset(self.marks), missed, witnessed, spent)

    def _openings(self, seek: Seek) -> Iterator[tuple[Standing, Company]]:
        for case in cases(self.method, seek.literals):
            try:
                yield open_with(self.method, invent(self.method, case, seek.literals, self.seed))
            except CannotOpen:
                continue

    def _seek_end(self, end: str) -> None:
        def leads_there(way: Way) -> bool:
            return isinstance(way.to, ToEnd) and way.to.end == end

        def is_there(here: Standing) -> bool:
            return here.situation.end == end

        towards = distances(self.method, leads_there)
        best: tuple[Standing, Company] | None = None
        for search, company in self.searches[:MOST_CASES]:
            found = _found(search, is_there, towards, best[0].length if best else None)
            best = (found, company) if found is not None else best
        if best is None and self.searches:
            with suppress(Spent):
                best = self._with_foresight(leads_there, is_there)
        if best is not None and self._keep(end, best[1], best[0]):
            return
        reasons = why_not(self.searches[0][0], leads_there) if self.searches else [Reason("cannot-open", "")]
        self.missed[end] = tuple(reasons)

    def _show_the_rest(self, budget: Budget) -> None:
        """Look for runs that show what none did so far, as long as the engine may be asked."""
        for search, _ in self.searches[:1]:
            with budget.part(budget.left // 4):
                search.find(lambda _there: False, lambda _path: 0, BROAD, eager=False)
        for look, most in ((self._show, 50), (self._show, 200), (self._show_from_afar, 300), (self._show, 100)):
            for mark in ground(self.method):
                if mark not in self.marks and mark.kind != "end" and budget.left:
                    self.progress(f"{mark.kind} {mark.name} {mark.what}".strip(), self.effort - budget.left)
                    with budget.part(most):
                        look(mark)

    def _show(self, mark: Mark) -> None:
        """Show something from where some search came."""
        for search, company in [*self.searches[:MOST_CASES], *self.foreseen]:
            search.seek.forget()
            for found in shown(search, mark):
                search.seek.spend(found.length // STEPS_ALIKE)
                if self._keep(_name_of(mark), company, found, showing=mark):
                    return

    def _show_from_afar(self, mark: Mark) -> None:
        """Go to a phase or take a move to which no search came, with what is missing there in mind from the start."""
        if mark.kind in ("phase", "move"):
            found = self._with_foresight(*sought(self.method, mark))
            if found is not None:
                self._keep(_name_of(mark), found[1], found[0], showing=mark)

    def _with_foresight(
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

    def _keep(self, name: str, company: Company, found: Standing, showing: Mark | None = None) -> bool:
        """Keep a run that goes as it went when it is told as a scenario, and shows what it is to show."""
        if not found.length:
            return False
        told = scenario_of(name, company, found)
        tried = try_story(self.method, as_scenario(told))
        if tried.problems or (showing is not None and showing not in tried.marks):
            return False
        self.marks |= tried.marks
        self.runs.append(Run(name, found.situation.end, found.length, told, tried.marks))
        return True


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
