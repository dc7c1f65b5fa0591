"""The process, its phases and its case as conditions see them."""

from __future__ import annotations

from engine.language.expressions import Unknown
from engine.language.sights import case_seen_by
from engine.process.world.thing import Thing, known


class PhaseThing(Thing):
    """The phase that owns the move, or the entry, that is judged."""

    kind = "phase"
    key: str

    def member(self, name: str) -> object:
        """Return a member. Raises Unknown when it cannot be told."""
        if name == "id":
            return self.world.method.plan.nodes[self.key].id
        visit = self.world.situation.visits.get(self.key)
        if name == "visits":
            return visit.number if visit else 0
        return visit.entered_at if visit else self.world.situation.opened_at


class ProcessThing(Thing):
    """The process as a whole."""

    kind = "process"

    def member(self, name: str) -> object:
        """Return a member. Raises Unknown when it cannot be told."""
        situation = self.world.situation
        if name == "title":
            self.world.drawn.add("title")
            return known(situation.title)
        return situation.opened_at


class CaseThing(Thing):
    """What was asked when the process was opened."""

    kind = "case"

    def member(self, name: str) -> object:
        """Return a member. Raises Unknown when it cannot be told."""
        declared, told = self.world.method.declared, self.world.situation.case_told
        self.world.drawn.add("case")
        if case_seen_by(declared, name):
            if name in told and told[name] is None:
                raise Unknown("erased")
            return self.world.field(declared.case[name], told.get(name), name)
        case = self.world.situation.case
        if case is None:
            raise Unknown("erased")
        return self.world.field(declared.case[name], case.get(name), name)
