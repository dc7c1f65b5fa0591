"""Processes that a phase runs as conditions see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.expressions import Unknown
from engine.language.vocabulary import OF_A_RUN
from engine.process.world.records import RecordThing, records_of
from engine.process.world.thing import Thing, known

if TYPE_CHECKING:
    from engine.process.situation import Child, Record, Subject
    from engine.process.world.world import World


class RunThing(Thing):
    """The process that a phase runs for a subject in this visit, or the absence of one; `runs` counts all visits'."""

    kind = "run"
    key: tuple[str, tuple[str, ...]]

    def __init__(self, world: World, key: object, children: list[Child]) -> None:
        super().__init__(world, key)
        self._all = children
        visit = world.situation.visits.get(children[-1].phase) if children else None
        self.child = children[-1] if visit and children[-1].visit == visit.number else None

    def name(self) -> str:
        """Return what people call it."""
        return self.world.method.title_of(self.world.method.run_phases[self.key[0]]).say(self.world.situation.language)

    def member(self, name: str) -> object:
        """Return a member. Raises Unknown when it cannot be told."""
        if name == "runs":
            return len(self._all)
        if name == "started":
            return self.child is not None
        if name == "ended":
            return self.child is not None and self.child.outcome is not None
        if name not in OF_A_RUN:
            return self._came_back(name)
        if self.child is None:
            raise Unknown("not_begun", absent=True)
        told: dict[str, object] = {
            "outcome": self.child.outcome,
            "started_at": self.child.started_at,
            "ended_at": self.child.ended_at,
        }
        return known(told[name], "not_ended")

    def _came_back(self, name: str) -> object:
        """Return what it gave back: the list of a type, or the one record of it there can be."""
        child = self.child.id if self.child else None
        record = self.world.method.plurals.get(name)
        found = [one for one in self.world.live(record or name) if one.record and _is_from(one.record, child)]
        if record:
            return records_of(found, sealed=False)
        return found[0] if found else RecordThing(self.world, (name, self.key[1]), None)


def _is_from(record: Record, child: str | None) -> bool:
    return child is not None and record.origin is not None and record.origin.process == child


def run_for(world: World, name: str, subject: Subject) -> RunThing:
    """Return the process that a phase runs for a subject."""
    return RunThing(world, (name, subject), world.begun(name).get(subject, []))


def all_runs(world: World, name: str) -> tuple[RunThing, ...]:
    """Return the processes that a phase runs in this visit, in the order in which they began."""
    path = world.method.run_phases[name]
    visit = world.situation.visits.get(path)
    now = [one for one in world.situation.children_of(path) if visit and one.visit == visit.number]
    return tuple(run_for(world, name, one.subject) for one in now)
