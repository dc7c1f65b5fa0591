"""Decisions as conditions see them: the run that counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.expressions import Unknown
from engine.process.world.thing import Thing, known

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.language.method import Method
    from engine.process.situation import Run, Situation, Subject
    from engine.process.world.world import World


class DecisionThing(Thing):
    """A decision as its latest run that counts has it."""

    kind = "decision"
    key: tuple[str, Subject] | tuple[str, Subject, str]

    def __init__(self, world: World, key: tuple[str, Subject] | tuple[str, Subject, str], run: Run | None) -> None:
        super().__init__(world, key)
        self.run = run

    def member(self, name: str) -> object:
        """Return a member. Raises Unknown when it cannot be told."""
        run = self.run
        if name == "ratified":
            return run is not None and run.state == "accepted" and not run.awaits_ratification
        if name in ("accepted", "rejected", "open"):
            return run is not None and run.state == name
        if name == "closed":
            return run is not None and run.state in ("accepted", "rejected")
        if name == "runs":
            return self._runs()
        if run is None:
            raise Unknown("not_opened", {"decision": self.key[0]}, absent=True)
        closed = run.state in ("accepted", "rejected")
        if name == "winner" and run.options:
            return self.world.record(known(run.winner if run.state == "accepted" else None, "not_decided"))
        if name == "winners":
            return tuple(self.world.record(one) for one in run.winners) if run.state == "accepted" else ()
        if name == "ballot":
            return self._ballot
        told = {
            "opened_at": run.opened_at,
            "closed_at": run.closed_at if closed else None,
            "winner": run.winner if run.state == "accepted" else None,
            "outcome": run.state if closed else None,
        }
        return known(told[name], "not_decided")

    def _runs(self) -> tuple[DecisionThing, ...]:
        """Return this decision as each of its runs for the subject has it, the oldest first."""
        name, subject = self.key[:2]
        runs = [one for one in self.world.situation.runs_of(name) if one.subject == subject]
        return tuple(DecisionThing(self.world, (name, subject, one.id), one) for one in runs)

    def _ballot(self, person: Thing) -> object:
        """Return what somebody, or his party, voted."""
        participant = self.world.situation.participants[str(person.key)]
        sealed = self.world.method.declared.decisions[self.key[0]].sealed
        if sealed and self.run and self.run.tally is None:  # one that lapsed before it was closed stays sealed
            raise Unknown("not_decided", absent=True)
        votes = self.run.votes if self.run else {}
        vote = votes.get(participant.id) or votes.get(participant.party or "")
        if vote is None:
            raise Unknown("not_voted", absent=True)
        return known(str(vote.ballot) if vote.ballot is not None else None)


def counting_runs(
    method: Method, situation: Situation, decision: str, seen: Callable[[Run], bool] = lambda _: True
) -> dict[Subject, Run]:
    """Return for each subject the run of a decision that counts, among those that are `seen`.

    That is the latest one, opened since a phase that opens the decision was last entered.
    """
    opening = (situation.visits.get(path) for path in method.opened_in.get(decision, ()))
    since = max((visit.order for visit in opening if visit), default=-1)
    return {run.subject: run for run in situation.runs_of(decision) if run.order > since and seen(run)}
