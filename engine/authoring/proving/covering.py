"""Going on after the ends: runs that show what none did so far, and for what is left the likely reason."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import islice
from operator import is_
from typing import TYPE_CHECKING

from engine.authoring.coverage import Mark, ground, judged, seen
from engine.authoring.proving.company import CannotOpen
from engine.authoring.proving.fitting import applies, fitting, selecting
from engine.authoring.proving.reasons import Reason, why_not
from engine.authoring.proving.searching import Search
from engine.authoring.proving.showing import asked_at, most_there, places, shown, sought

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.authoring.proving.company import Company
    from engine.authoring.proving.proof import Prover
    from engine.authoring.proving.standing import Standing
    from engine.process.situation import Json

    Searches = list[tuple[Search, Company]]

BROAD = 80
MOST_CASES = 4
STEPS_ALIKE = 2  # steps that are played again in the time in which the engine is asked once in a search
LATEST = 60  # events among which is looked for what a run shows


@dataclass(slots=True)
class Covering:
    """What is looked for once the ends are found, and what came of looking for it."""

    prover: Prover
    opened: dict[str, tuple[Search, Company]] = field(default_factory=dict)
    settled: dict[Mark, list[Standing]] = field(default_factory=dict)
    lacking: dict[Mark, tuple[Reason, ...]] = field(default_factory=dict)

    def show_the_rest(self) -> None:
        """Look for runs that show what none did so far, as long as the engine may be asked."""
        budget = self.prover.budget
        for search, _ in self.prover.searches[:1]:
            with budget.part(budget.left // 4):
                search.find(lambda _there: False, lambda _path: 0, BROAD, eager=False)
        passes = [(self._show, 50), (self._show_from_afar, 300), (self._show, 200), (self._show_from_afar, 1200)]
        for look, most in (*passes, (self._show, 300), (self._show, 300), (self._show_from_runs, 600)):
            for mark in self.left():
                if mark not in self.prover.marks and budget.left:
                    self.prover.tell(f"{mark.kind} {mark.name} {mark.what}".strip())
                    with budget.part(most):
                        look(mark)

    def left(self) -> list[Mark]:
        """Return what was not shown so far."""
        return [mark for mark in ground(self.prover.method) if mark not in self.prover.marks]

    def reasons(self) -> dict[Mark, tuple[Reason, ...]]:
        """Return for all that is left why it was likely not reached."""
        return {mark: tuple(self._why(mark)) for mark in self.left() if mark.kind != "end"}

    def _show(self, mark: Mark) -> None:
        """Show something from where some search came; where all was tried before that is not done again."""
        searches = self._searches(mark)
        if mark.kind == "end" or self._is_settled(mark, searches):
            return
        seek = self.prover.searches[0][0].seek
        before = len(seek.lacks)
        self.lacking[mark] = (Reason("untried", mark.name),)
        for search, company in searches:
            found = self._found(search, company, mark)
            if found is not None:
                search.kept.append(found)
                return
        self.lacking[mark] = tuple(dict.fromkeys(Reason(one.why, one.what) for one in seek.lacks[before:]))
        self.settled[mark] = self._places(mark, searches)

    def _found(self, search: Search, company: Company, mark: Mark) -> Standing | None:
        """Keep the first run found that shows something, and return where it came to."""
        search.seek.forget()
        for found in shown(search, mark):
            if mark.kind == "condition" and not _seems_shown(found, mark):
                continue
            search.seek.spend(found.length // STEPS_ALIKE)
            if self.prover.keep(mark, company, found):
                return found
        return None

    def _show_from_runs(self, mark: Mark) -> None:
        """Go on from where runs came to for the sake of something else: they may have what is missing, as an outcome.

        What cannot be written or decided any more where it is missing was so in them before.
        """
        for search, company in self.prover.searches[:1]:
            for here in self._outcomes(search):
                if not here.situation.end and self._found(Search(search.seek, [here]), company, mark) is not None:
                    return

    def _outcomes(self, search: Search) -> Iterator[Standing]:
        """Yield where runs came to, the last first; then each outcome of a decision, which a witness may have shown."""
        yield from reversed(search.kept)
        for mark in ground(self.prover.method):
            if mark.kind == "decision":
                search.seek.forget()
                yield from islice(shown(search, mark), 1)

    def _is_settled(self, mark: Mark, searches: Searches) -> bool:
        """Tell whether all was tried before, and there is nowhere to look where nobody looked."""
        before = self.settled.get(mark)
        now = self._places(mark, searches)
        return bool(before) and len(now) == len(before or ()) and all(map(is_, now, before or ()))

    def _show_from_afar(self, mark: Mark) -> None:
        """Go to a phase or take a move to which no search came, with what is missing there in mind from the start."""
        if mark.kind in ("phase", "move"):
            found = self.prover.with_foresight(*sought(self.prover.method, mark))
            if found is not None:
                self.prover.keep(mark, found[1], found[0])

    def _searches(self, mark: Mark) -> Searches:
        """Return where to look, first where most of what is asked about is there: for a condition where it applies."""
        usual = [*self.prover.searches[:MOST_CASES], *self.prover.foreseen]
        owners, method = self._owners(mark), self.prover.method
        if owners is None or not usual:
            return usual
        known = [*usual, *self.opened.values()]
        selects = selecting(method, method.needs[mark.name]) if mark.kind == "condition" else []
        if selects:
            begun = usual[0][0]
            fit = self._opened(fitting(begun.roots[0].standing, begun.seek.literals, selects))
            known = [one for one in known if one != fit and applies(one[0].roots[0].standing, selects)]
            known = [*([fit] if fit else []), *known]
        return sorted(known, key=lambda one: -most_there(one[0], owners, mark))

    def _opened(self, case: dict[str, Json] | None) -> tuple[Search, Company] | None:
        """Return the search that begins with a case."""
        if case is None:
            return None
        for one in self.prover.searches:
            if one[1].case == case:
                return one
        key = json.dumps(case, sort_keys=True)
        if key not in self.opened:
            try:
                standing, company = self.prover.open(case)
            except CannotOpen:
                return None
            self.opened[key] = Search(self.prover.searches[0][0].seek, [standing]), company
        return self.opened[key]

    def _places(self, mark: Mark, searches: Searches) -> list[Standing]:
        """Return from where a condition or an outcome is looked for; of a phase or move nothing."""
        owners = self._owners(mark) or frozenset()
        return [one for search, _ in searches for one in places(search, owners, mark, reach=False)]

    def _owners(self, mark: Mark) -> frozenset[str] | None:
        method = self.prover.method
        if mark.kind == "condition":
            return frozenset().union(*(owners for _, owners in asked_at(method, method.needs[mark.name])))
        return method.opened_in.get(mark.name, frozenset()) if mark.kind == "decision" else None

    def _why(self, mark: Mark) -> Iterator[Reason]:
        if mark.kind in ("phase", "move"):
            leads_there, _ = sought(self.prover.method, mark)
            yield from why_not(self.prover.searches[0][0], leads_there) or [Reason("untried", mark.name)]
            return
        searches, owners = self._searches(mark), self._owners(mark) or frozenset()
        if not searches:
            yield Reason("no-case", mark.name)
        elif not any(places(search, owners, mark, reach=False) for search, _ in searches):
            yield from (Reason("never-there", path) for path in sorted(owners)[:1])
        elif mark.kind == "decision" or self.lacking.get(mark):
            yield from self.lacking.get(mark, ()) or (Reason("outcome", mark.name),)
        else:
            yield Reason("always-met" if mark.what == "unmet" else "never-met", mark.name)


def _seems_shown(here: Standing, mark: Mark) -> bool:
    """Tell whether a condition is seen to be so, or not so, where a run comes to; to play it again takes far longer."""
    refusal = here.last.refusal if here.last else None
    if refusal is not None and refusal.gate is not None:
        return mark in judged(refusal.gate)
    own = here.simulation.situation
    return own is not None and mark in seen(here.method, own, here.simulation.events[-LATEST:])
