"""Decisions as a reader sees them: those that count now, and every time that one was put to the vote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process import situation
from engine.process.counting.counted import count
from engine.process.persistent import empty
from engine.process.view.ratification import ratification
from engine.process.view.shapes import Decision, Tally
from engine.process.view.telling import ELLIPSIS
from engine.process.view.titles import option_of_run
from engine.process.world import counting_runs

if TYPE_CHECKING:
    from engine.language.declaration import DecisionType
    from engine.process.situation import Run
    from engine.process.view.telling import Telling


def decisions_that_count(telling: Telling) -> list[Decision]:
    """Return the runs that count now, the oldest first."""
    return [_decision(telling, run) for run in counting(telling)]


def decisions(telling: Telling) -> list[Decision]:
    """Return every run of which the reader may know, the oldest first; also those that count no longer."""
    known = (run for run in telling.situation.runs.values() if telling.sight.knows_run(run))
    return [_decision(telling, run) for run in sorted(known, key=lambda run: run.order)]


def counting(telling: Telling) -> list[Run]:
    """Return the run of each decision, and of each of its subjects, that counts now by what the reader may know."""
    decisions, seen = telling.method.declared.decisions, telling.sight.knows_run
    found = [run for name in decisions for run in counting_runs(telling.method, telling.situation, name, seen).values()]
    return sorted(found, key=lambda run: run.order)


def _decision(telling: Telling, run: Run) -> Decision:
    declared = telling.method.declared.decisions[run.decision]
    tally = run.tally or _so_far(run, declared)
    winners = (run.winners or ((run.winner,) if run.winner else ())) if run.state == "accepted" else ()
    return Decision(
        name=run.decision,
        title=telling.text(declared.title),
        run=run.id,
        subject=[one if telling.is_known(one) else ELLIPSIS for one in run.subject],
        state="ratified" if run.ratified_at and run.state == "accepted" else run.state,
        winner=run.winner if run.state == "accepted" else None,
        winners=list(run.winners) if run.state == "accepted" else [],
        chosen=[option_of_run(telling, run.id, one) for one in winners],
        options=list(run.options),
        ratification=ratification(telling, run),
        opened_at=run.opened_at,
        due_at=run.due_at if run.state == "open" else None,
        closed_at=run.closed_at,
        tally=_tally(tally),
    )


def _so_far(run: Run, declared: DecisionType) -> situation.Tally:
    """Return how the votes fall so far; where they are sealed, how many have voted."""
    if declared.hides_ballots:
        voted = len([one for one in run.voters if one.id in run.voted])
        return situation.Tally(len(run.voters), voted, len(run.voters) - voted, empty())
    return count(run, declared, silence=False).tally()


def _tally(tally: situation.Tally) -> Tally:
    """Return a tally with what it counts in one order, for a map has another order in every replica."""
    return Tally(
        tally.eligible, tally.cast, tally.silent, dict(sorted(tally.counts.items())),
        dict(sorted(tally.weights.items())), dict(sorted(tally.preferences.items())), tally.total,
    )  # fmt: skip
