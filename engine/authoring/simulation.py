"""A process that lives in memory under a clock of its own: the real decide, elapse and fold, nothing kept."""

from __future__ import annotations

from collections import deque
from copy import copy
from hashlib import sha256
from typing import TYPE_CHECKING

from engine.process.ballot_box import NO_BOXES, boxes_after
from engine.process.decide import adoption, decide
from engine.process.elapse import elapse
from engine.process.family import begin, first_due, letters, receive, take_next
from engine.process.fold import fold_all
from engine.process.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from engine.language.method import Method
    from engine.process.ballot_box import Boxes
    from engine.process.commands import Adopt, Command
    from engine.process.events import Event
    from engine.process.family import Letter
    from engine.process.situation import Situation


class CountedIds:
    """Ids that look random and are the same for the same seed. A copy goes on from where it was taken."""

    def __init__(self, seed: str) -> None:
        self.seed, self.number = seed, 0

    def __iter__(self) -> CountedIds:
        return self

    def __next__(self) -> str:
        self.number += 1
        digest = sha256(f"{self.seed}/{self.number}".encode()).hexdigest()
        return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}"


def counted_ids(seed: str) -> CountedIds:
    """Return ids that look random and are the same for the same seed."""
    return CountedIds(seed)


class Simulation:
    """One process, with those that its phases run. `situation` is None until it is opened.

    `children` are the latter, by id, each with its method. `events` are those of the process itself, `log` has those of
    all, each with the id of its process, in the order in which they happened. `ids` are made from `seed` if not given.
    """

    def __init__(self, method: Method, seed: str = "simulation", ids: Iterator[str] | None = None) -> None:
        self.method = method
        self.situation: Situation | None = None
        self.children: dict[str, tuple[Method, Situation]] = {}
        self.events: list[Event] = []
        self.log: list[tuple[str, Event]] = []
        self._ids = ids or counted_ids(seed)
        self._boxes: dict[str, Boxes] = {}

    def fork(self) -> Simulation:
        """Return another process that has come just as far: what happens in one does not happen in the other."""
        other = Simulation(self.method)
        vars(other).update(vars(self), children=dict(self.children), events=list(self.events), log=list(self.log))
        vars(other).update(_ids=copy(self._ids), _boxes=dict(self._boxes))
        return other

    def wait(self, until: datetime, process: str | None = None) -> tuple[Event, ...]:
        """Let the clock do what comes due up to an instant, in all processes in the order of time.

        Returns what happened in the process itself, or in that one of its children.
        """
        if self.situation is None:
            return ()
        before = len(self.log)
        if not any(self.method.plan.runs()):
            self._elapse(self.method, self.situation, until)
        while member := self._next(until):
            self._elapse(*member, member[1].next_due() or until)
        return tuple(event for where, event in self.log[before:] if where == (process or self.situation.process))

    def submit(
        self, commands: Sequence[Command], at: datetime, process: str | None = None
    ) -> tuple[Event, ...] | Refusal:
        """Do several things together, or none of them, in the process or one of its children."""
        begins = len(self.events)
        self.wait(at)
        method, before = self.children.get(process or "", (self.method, self.situation))
        situation, boxes = before, self.boxes(before)
        happened: list[Event] = []
        for command in commands:
            caused = decide(method, situation, command, at, self._ids, boxes)
            if isinstance(caused, Refusal):
                return caused
            boxes = boxes_after(boxes, method, situation, command, caused)
            situation = fold_all(situation, caused)
            happened += caused
        self._fill(situation, boxes)
        mine = self.events[begins:] if process not in self.children else []
        self._keep(method, before, happened, situation)
        return (*mine, *happened)

    def member(self, process: str) -> tuple[Method, Situation]:
        """Return a process that a phase runs, with its method."""
        return self.children[process]

    def boxes(self, situation: Situation | None) -> Boxes:
        """Return the ballot boxes of one process of the family: what a vote is called, only that process says."""
        return NO_BOXES if situation is None else self._boxes.get(situation.process, NO_BOXES)

    def adopt(self, command: Adopt, to: Method, at: datetime) -> tuple[Event, ...] | Refusal:
        """Bring the process to another version of its method."""
        self.wait(at)
        assert self.situation is not None  # noqa: S101 - only what was opened has a version
        happened = adoption(self.method, to, self.situation, command, at, self._ids, self.boxes(self.situation))
        if isinstance(happened, Refusal):
            return happened
        self._count(self.method, self.situation, happened)
        self.method = to
        self._keep(to, self.situation, happened)
        return happened

    def _fill(self, situation: Situation | None, boxes: Boxes) -> None:
        if situation is not None:
            self._boxes[situation.process] = boxes

    def _count(self, method: Method, before: Situation, happened: Sequence[Event]) -> None:
        """Empty the boxes of the votes that ended by what happened, which was nobody's command."""
        self._fill(before, boxes_after(self.boxes(before), method, before, None, happened))

    def _elapse(self, method: Method, situation: Situation, until: datetime) -> None:
        due = elapse(method, situation, until, self._ids, self.boxes(situation))
        self._count(method, situation, due)
        self._keep(method, situation, due)

    def _next(self, until: datetime) -> tuple[Method, Situation] | None:
        """Return the process in which something comes due first."""
        members = {one.process: (method, one) for method, one in self._members()}
        due = first_due((one for _, one in members.values()), lambda process: members[process][1])
        return members[due[1]] if due and due[0] <= until else None

    def _members(self) -> list[tuple[Method, Situation]]:
        return [*self.children.values(), *([(self.method, self.situation)] if self.situation else [])]

    def _keep(
        self, method: Method, before: Situation | None, happened: Sequence[Event], after: Situation | None = None
    ) -> None:
        """Keep what happened, and all that follows from it in the family; `after` is what it led to, where known."""
        waiting = deque(self._kept(method, before, happened, after=after))
        while waiting:
            waiting += self._deliver(take_next(waiting))

    def _kept(
        self, method: Method, before: Situation | None, happened: Sequence[Event], depth: int = 0,
        after: Situation | None = None,
    ) -> list[tuple[Method, Letter]]:  # fmt: skip
        """Keep what happened in one process, which stands so deep, and return what that has to tell others."""
        after = after or fold_all(before, happened)
        if after is None or not happened:
            return []
        self.log += [(after.process, event) for event in happened]
        if after.lineage:
            self.children[after.process] = (method, after)
        else:
            self.situation = after
            self.events += happened
        return [(method, one) for one in letters(method, before, after, happened, depth)]

    def _deliver(self, told: Sequence[tuple[Method, Letter]]) -> list[tuple[Method, Letter]]:
        """Tell another process of the family, and return what that has to tell."""
        sender, letter = told[0]
        if letter.kind == "begin":
            to = sender.child(letter.sender.children[letter.child].phase)
            return self._kept(to, None, begin(sender, letter, letter.sender.at, self._ids), letter.depth)
        to, now = self.children.get(letter.to) or (self.method, self.situation)
        assert now is not None  # noqa: S101 - whoever gets a letter was opened
        received = receive(told, to, now, max(now.at, letter.sender.at), self._ids, self.boxes(now))
        self._count(to, now, received)
        return self._kept(to, now, received, letter.depth)
